"""What waits for this user in meetings. Of a 支援会議 there is something for its members only."""

import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.hand_offs import asked_closed
from access.rounds import Asking, at_once, inside, one
from bunkyo_support.today import TodayItem
from cases.codes import AT_ONCE
from cases.models import CaseRecord, RecordState
from organizations.models import Role

from . import (
    admissions,
    after_today,
    left_alone,
    today_conferences,
    today_left,
    today_preparation,
    today_sittings,
)
from .doors import own_of, rows_of, shut_of
from .models import (
    CoordinationRequest,
    Decision,
    MeetingMember,
    Minutes,
    PaperCopy,
    RequestState,
    SupportMeeting,
)
from .services.answers import answers_of, came_as
from .services.confirmed_words import not_covered
from .services.requests import may_have_closed
from .waiting_dates import polls_to_answer, polls_to_choose_from
from .words import kind_of_meeting, meeting_of_day, sitting_of_day

MOST = 50
CLOSED = "多機関協働の依頼の同意が有効でなくなり、事務局に見えていません。取り下げて、頼み直す"
TELLS_OF_AN_END = datetime.timedelta(days=30)
Own = list[MeetingMember]


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """Parts of the home page; appointments not yet acknowledged name no case (R4)."""
    own = own_of(request)
    return [
        _admissions(request),
        _ended(request),
        _pledge(request),
        _requests(request),
        _returned(request),
        *_of_own_meetings(request, own),
        today_conferences.items(request),
        left_alone.items(request),
        *(today_preparation.parts(request, own) if own else []),
    ]


def _of_own_meetings(request: Any, own: Own) -> list[Asking[list[TodayItem]]]:
    """Nothing is asked for who sits in no meeting."""
    if not own:
        return []
    return [
        _dates(request, own),
        today_sittings.items(request, own),
        _confirmations(request, own),
        _decisions(request, own),
        _copies_out(request, own),
        today_left.items(request, own),
        *after_today.parts(request, own),
    ]


def _admissions(request: Any) -> Asking[list[TodayItem]]:
    """One line a kind of conference: no word may say which is which (R4). It leads to the first that waits, and
    after that to the next."""
    found = yield from admissions.waiting.among(request.user, MOST)
    return [
        TodayItem(
            action=f"{kind}の構成員に指定されました{_so_many(rows)}。守秘義務を確かめてください",
            url=reverse("meetings:acknowledge", args=[rows[0].source_id]),
            waiting="会議の事務局",
            button="確かめる",
            group="news",
        )
        for kind, rows in _by_kind(found).items()
    ]


def _by_kind(found: list[admissions.Admission]) -> dict[str, list[admissions.Admission]]:
    kinds: dict[str, list[admissions.Admission]] = {}
    for row in found:
        kinds.setdefault(row.kind, []).append(row)
    return kinds


def _so_many(rows: list[admissions.Admission]) -> str:
    """How many one line stands for, where it is not one alone."""
    more = "以上" if len(rows) == MOST else ""
    return f"（{len(rows)}件{more}）" if len(rows) > 1 else ""


def _pledge(request: Any) -> Asking[list[TodayItem]]:
    """Once, and no case: why the meetings of who has no valid pledge do not open (domain.md R11)."""
    shut = shut_of(request)[:1]
    meetings = SupportMeeting.objects.visible_to(request.user)
    [found] = yield [meetings.filter(pk=shut[0].meeting_id) if shut else None]
    return [
        TodayItem(
            action=f"{kind_of_meeting(meeting.basis)}の誓約書の期限が切れています。会議の事務局に、誓約書を出してください",
            url=reverse("meetings:opening", args=[meeting.pk]),
            waiting="",
            button="わけを読む",
        )
        for meeting in found
    ]


def _ended(request: Any) -> Asking[list[TodayItem]]:
    """Memberships that ended lately: the duty lasts, it is the same of all of a kind, and no case is named (R16)."""
    since = timezone.now() - TELLS_OF_AN_END
    found = yield from admissions.out_since.among(request.user, since, MOST)
    return [
        TodayItem(
            action=f"{kind}の構成員の任が終わりました{_so_many(rows)}。守秘義務は、これからも続きます",
            url=reverse("meetings:lasting_duty", args=[rows[0].source_id]),
            waiting="",
            button="義務を読む",
            group="news",
        )
        for kind, rows in _by_kind(found).items()
    ]


def _requests(request: Any) -> Asking[list[TodayItem]]:
    """To answer, for coordinators, what cannot wait on the day on which it came; waiting for the answer, for the
    sender, or to take back once the consent on which it waits is over (R3)."""
    bodies = request.acting.bodies
    [rows] = yield [
        CoordinationRequest.objects.visible_to(request.user)
        .awaiting_answer()
        .filter(Q(sender_body__in=bodies) | Q(secretariat__in=bodies))
        .select_related("sender_body", "secretariat", "legal_basis")
        .most_urgent_first()[:MOST]
    ]
    closed = set(may_have_closed(rows))
    if closed:
        [found] = yield [asked_closed(closed)]
        closed = {source for (source,) in found}
    here = yield inside(request.user, rows)
    answering = request.acting.bodies_with(Role.COORDINATOR)
    return [
        _request_item(row, row.secretariat in answering, row.pk in closed)
        for row in here.placed(rows)
    ]


def _request_item(row: CoordinationRequest, is_answering: bool, has_closed: bool) -> TodayItem:
    about: dict[str, Any] = {
        "url": reverse("meetings:request", args=[row.pk]),
        "case_number": row.compartment.case.number,
    }
    if has_closed:
        return TodayItem(action=CLOSED, waiting="", button="見る", **about)
    if is_answering:
        return TodayItem(
            action=f"多機関協働の依頼に返事をする{'（緊急度 A）' if row.urgency == AT_ONCE else ''}",
            waiting=row.sender_body.name,
            due_on=timezone.localdate(row.requested_at) if row.urgency == AT_ONCE else None,
            button="返事する",
            **about,
        )
    return TodayItem(
        action="多機関協働の返事",
        waiting=row.secretariat.name,
        button="見る",
        group="waiting",
        **about,
    )


def _returned(request: Any) -> Asking[list[TodayItem]]:
    """Returned to the sender, who has not yet gone on by herself."""
    returned = CoordinationRequest.objects.visible_to(request.user).filter(
        state=RequestState.RETURNED, sender_body__in=request.acting.bodies
    )
    [found] = yield [returned.order_by().only("compartment_id")]
    if not found:
        return []
    here = yield inside(request.user, found)
    waiting = CaseRecord.objects.changeable_by(request.user).filter(
        state=RecordState.MA_REQUESTED, body__in=request.acting.bodies
    )
    these = CoordinationRequest.objects.visible_to(request.user).filter(
        pk__in=[row.pk for row in found],
        compartment__case__in=waiting.values("compartment__case"),
    )
    [rows] = yield [these.select_related("secretariat")[:MOST]]
    return [
        TodayItem(
            action="多機関協働の依頼が差し戻されました",
            url=reverse("meetings:request", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting=row.secretariat.name,
            button="理由を見る",
            group="news",
        )
        for row in here.placed(rows)
    ]


def _dates(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """Candidate dates to answer, for members; all answers in, for the secretary."""
    here = yield inside(request.user, own)
    to_answer = (
        polls_to_answer(request.user, own)
        .select_related("meeting")
        .order_by("answer_until_on", "id")
    )
    open_ones, to_choose_from = yield from at_once(
        [one(to_answer[:MOST]), polls_to_choose_from.among(request.user, own)]
    )
    return [
        *(
            TodayItem(
                action=f"{meeting_of_day(poll.meeting)}の日程に答える",
                url=reverse("meetings:answer_dates", args=[poll.pk]),
                quick_url=reverse("meetings:answer_dates_here", args=[poll.pk]),
                case_number=poll.compartment.case.number,
                waiting="会議の事務局",
                due_on=poll.answer_until_on,
                button="答える",
            )
            for poll in here.placed(open_ones)
        ),
        *(
            TodayItem(
                action=f"{meeting_of_day(poll.meeting)}の"
                + (
                    "日程の回答がそろいました。開く日を決める"
                    if is_complete
                    else "日程の回答の期限が過ぎました。まだの人に聞くか、日を決める"
                ),
                url=reverse("meetings:date_poll", args=[poll.pk]),
                case_number=poll.compartment.case.number,
                waiting="構成員",
                due_on=min(poll.answer_until_on, timezone.localdate()),  # hers to do now
                button="決める",
            )
            for poll, is_complete in to_choose_from[:MOST]
        ),
    ]


def _confirmations(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """Minutes that a member is to confirm, and has not yet in their words of now (R20)."""
    members = [m for m in own if m.part == MeetingMember.Part.MEMBER]
    if not members:
        return []
    here = yield inside(request.user, members)
    came, given = came_as(request.user), answers_of(request.user)
    open_ones = {"sent_at__isnull": False, "approved_at__isnull": True}
    found, agreed, given = yield [
        rows_of(Minutes, request.user, members)
        .filter(**open_ones, sitting__in=came.values("sitting"))
        .select_related("sitting__meeting")[:MOST],
        rows_of(Decision, request.user, members)
        .filter(**{f"sitting__minutes__{name}": value for name, value in open_ones.items()})
        .with_doers(),
        given.filter(**{f"minutes__{name}": value for name, value in open_ones.items()}),
    ]
    again = {row.pk: known for row, known in not_covered(found, agreed, given)}
    return [
        TodayItem(
            action=f"{sitting_of_day(row.sitting)} 第{row.sitting.number}回の会議録"
            f"{'の直ったところ' if again[row.pk] else ''}を確かめる",
            url=reverse("meetings:confirm_minutes", args=[row.sitting_id]),
            case_number=row.compartment.case.number,
            waiting="会議の事務局",
            due_on=row.answer_until_on,
            button="確かめる",
        )
        for row in here.placed(found)
        if row.pk in again
    ]


def _decisions(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """What the user's bodies are to do by a decision of a meeting of hers."""
    here = yield inside(request.user, own)
    [found] = yield [
        rows_of(Decision, request.user, own)
        .pressing()
        .filter(body__in=request.acting.bodies)
        .select_related("sitting__meeting")
        .order_by("due_on", "id")[:MOST]
    ]
    return [
        TodayItem(
            action=f"{sitting_of_day(row.sitting)}で決まったことを行う",
            url=reverse("meetings:progress", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="会議の構成員",
            due_on=row.due_on,
            button="見る",
        )
        for row in here.placed(found)
    ]


def _copies_out(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """Papers to give back, for who has them; copies to be seen to, for the secretary, once the
    sitting has begun."""
    kept_by = {m.meeting_id for m in own if m.part == MeetingMember.Part.SECRETARY}
    here = yield inside(request.user, own)
    [copies] = yield [
        rows_of(PaperCopy, request.user, own)
        .out()
        .filter(paper__sitting__held_at__lte=timezone.now(), paper__sitting__closed_at=None)
        .select_related("paper__sitting__meeting")
        .with_labels()[: MOST * 4]
    ]
    rows = here.placed(copies)
    found = [
        TodayItem(
            action=f"会議資料 {row.label}を事務局に返す",
            url=reverse("meetings:my_papers"),
            case_number=row.compartment.case.number,
            waiting="会議の事務局",
            due_on=timezone.localdate(row.paper.sitting.held_at),
            button="見る",
        )
        for row in rows
        if row.member.appointment and row.member.appointment.staff_id == request.user.pk
    ]
    kept: dict[Any, list[PaperCopy]] = {}
    for row in rows:
        if row.paper.sitting.meeting_id in kept_by:
            kept.setdefault(row.paper.sitting_id, []).append(row)
    return found + [
        TodayItem(
            action=f"{kind_of_meeting(sitting.meeting.basis)} 第{sitting.number}回の資料{len(out)}部の返却を確かめる",
            url=reverse("meetings:papers", args=[sitting.pk]),
            case_number=out[0].compartment.case.number,
            waiting="構成員",
            due_on=timezone.localdate(sitting.held_at),
            button="確かめる",
        )
        for sitting, out in ((out[0].paper.sitting, out) for out in kept.values())
    ]
