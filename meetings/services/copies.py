"""Copies of papers, by number: for whom, printed, handed out, back (domain.md R16, R21).

A copy that nobody accounts for keeps a sitting and a meeting open, until a reason is on record.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from access import ledger
from access.errors import DomainError
from access.models import Disclosure
from access.shortcuts import save_changed
from organizations.models import LegalBasis

from ..models import (
    CopyEnd,
    Means,
    MeetingMember,
    MeetingPaper,
    PaperCopy,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .reach import reachable, why_not_reached
from .register import may_sit
from .standing import meeting_of, require_secretary

WITHDRAWN = "取り下げた資料です。配れません"


def copies_out(of: dict[str, Any], by: Any) -> list[PaperCopy]:
    """Copies that are with somebody, as the acting user sees them, with their numbers."""
    return list(PaperCopy.objects.visible_to(by).out().filter(**of).with_labels())


def named(copies: Sequence[PaperCopy]) -> str:
    """Numbers and holders: 第1回-資料1-07（見本 医師夫）."""
    return "、".join(f"{copy.label}（{copy.member.name}）" for copy in copies)


def require_accounted_for(of: dict[str, Any], reason: str, by: Any) -> None:
    """Raises DomainError naming the copies that are out, unless a reason is given."""
    out = copies_out(of, by)
    if out and not reason:
        raise DomainError(
            f"会議資料の写しが{len(out)}部、戻っていません：{named(out)}。"
            "返却を確かめるか、戻らないまま終える理由を書いてください"
        )


@transaction.atomic
def add_recipients(
    *, paper: MeetingPaper, members: Collection[MeetingMember], means: str, by: Any
) -> list[PaperCopy]:
    """Put members on the distribution list of a paper; each gets the next number. On the screen she has it from then
    on, and that is a row of the ledger (R21); a printed copy is one when it is made."""
    meeting = meeting_of(paper.sitting, by)
    secretary = require_secretary(meeting, by)
    if paper.withdrawn_at is not None:
        raise DomainError(WITHDRAWN)
    if paper.sitting.state in (SittingState.CLOSED, SittingState.CANCELLED):
        raise DomainError("終わった開催の資料は、新しく配れません")
    _require_reached(paper.sitting, members, by)
    # Two secretaries at once: the second waits here, and takes the numbers after.
    MeetingPaper.objects.changeable_by(by).select_for_update().get(pk=paper.pk)
    there = PaperCopy.objects.visible_to(by).filter(paper=paper)
    last = there.aggregate(n=Max("number"))["n"] or 0
    wanted = _without_it(members, there.filter(means=means))
    for member in wanted:
        if means == Means.SCREEN and member.is_on_paper:
            raise DomainError(
                f"{member.name}さんは、この画面を使えません。印刷した写しを渡してください"
            )
    made = [
        PaperCopy.objects.create(
            compartment_id=paper.compartment_id,
            created_by=by,
            paper=paper,
            member=member,
            number=last + n,
            means=means,
        )
        for n, member in enumerate(wanted, start=1)
    ]
    if means == Means.SCREEN:
        for copy in made:
            _enter_given(copy, meeting, secretary, by)
    return made


def _without_it(members: Collection[MeetingMember], there: Any) -> list[MeetingMember]:
    """Who has no copy of this kind yet. Who was named again has the one that she was given before, on her screen or
    in her hands; one that was never handed out to her, or came back, is none."""
    has, persons = set(), set()
    for copy in there.select_related("member__appointment"):
        has.add(copy.member_id)
        office = copy.member.appointment
        if office and (copy.is_out or not copy.is_printed):
            persons.add(office.staff_id)
    return [
        m
        for m in members
        if m.pk not in has and not (m.appointment and m.appointment.staff_id in persons)
    ]


def _enter_given(
    copy: PaperCopy, meeting: SupportMeeting, secretary: MeetingMember, by: Any
) -> None:
    assert secretary.appointment is not None
    ledger.enter(
        by=by,
        body=secretary.appointment.body,
        compartment=meeting.compartment,
        channel=Disclosure.Channel.SHARED_ITEM,
        obj=copy.paper,
        recipients=f"{copy.member.body_name}　{copy.member.name}（{copy.label}）",
        purpose="会議資料の配付（画面）",
        legal_basis=LegalBasis.objects.on().get(code=meeting.basis),
    )


def _require_reached(sitting: Sitting, members: Collection[MeetingMember], by: Any) -> None:
    meeting, known = meeting_of(sitting, by), receivers(sitting, by)
    for member in members:
        if member.pk not in known:
            raise DomainError(
                why_not_reached(member, meeting, by, sitting)
                or "資料を渡せるのは、守秘義務を確かめた、いまの構成員だけです"
            )


def receivers(sitting: Sitting, by: Any) -> set[Any]:
    """Members, by key, to whom papers of a sitting may go now (R4, R12, R16; domain.md R11)."""
    sworn = reachable(meeting_of(sitting, by), by, sitting).sworn()
    return set(sworn.values_list("pk", flat=True))


def require_receivers(copies: Collection[PaperCopy], by: Any) -> None:
    """Nothing more goes to whom the meeting does not open any longer. Asked for each recipient, also
    by the chair, who does not read the register."""
    wanted = {copy.paper.sitting_id for copy in copies}
    for sitting in Sitting.objects.visible_to(by).filter(pk__in=wanted):
        known = receivers(sitting, by)
        for copy in copies:
            if copy.paper.sitting_id == sitting.pk and copy.member_id not in known:
                raise DomainError(_why_not(copy))


def _why_not(copy: PaperCopy) -> str:
    member = copy.member
    if member.is_current and member.acknowledged_at is not None and not may_sit(member):
        return (
            f"{copy.label}の宛先の人は、誓約書の期限が切れているか、構成員名簿から外れています。"
            "渡さずに手元に置き、誓約書を受け取ってから渡してください"
        )
    return (
        f"{copy.label}の宛先の人は、いまの構成員ではありません。"
        "渡さずに写しを裁断し、「写しのゆくえ」に書いてください"
    )


def _chosen(copies: Collection[PaperCopy], by: Any) -> list[PaperCopy]:
    """The copies as they are now, locked in one order; all of one meeting of the secretary."""
    rows = (
        PaperCopy.objects.changeable_by(by)
        .filter(pk__in=[c.pk for c in copies])
        .select_for_update(of=("self",))
        .with_labels()
        .order_by("pk")
    )
    found = list(rows)
    sittings = Sitting.objects.visible_to(by).filter(papers__copies__in=found).distinct()
    for sitting in sittings:
        require_secretary(meeting_of(sitting, by), by)
    return found


@transaction.atomic
def hand_out(*, copies: Collection[PaperCopy], by: Any) -> int:
    """Printed copies were given to their recipients; how many of them just now."""
    done = 0
    chosen = _chosen(copies, by)
    require_receivers([c for c in chosen if c.handed_at is None and c.ended_at is None], by)
    for copy in chosen:
        if copy.printed_at is None:
            raise DomainError("まだ印刷していない写しは、渡せません。先に印刷してください")
        if copy.handed_at is None and copy.ended_at is None:
            save_changed(copy, by=by, fields={"handed_at": timezone.now()})
            done += 1
    return done


@transaction.atomic
def take_back(*, copies: Collection[PaperCopy], by: Any) -> int:
    """Copies came back; how many of them just now."""
    done = 0
    for copy in _chosen(copies, by):
        if copy.is_out:
            fields = {"ended_at": timezone.now(), "end": CopyEnd.RETURNED.value}
            save_changed(copy, by=by, fields=fields)
            done += 1
    return done


@transaction.atomic
def account_for(
    *, copy: PaperCopy, end: str, by: Any, end_reason: str = "", version: int | None = None
) -> PaperCopy:
    """What became of a copy: back, destroyed, or not to be found, and what was done about it.

    A missing copy that turns up is entered as back afterwards.
    """
    _chosen([copy], by)
    if copy.printed_at is None:
        raise DomainError("まだ印刷していない写しです")
    if copy.ended_at is not None and copy.end != CopyEnd.MISSING:
        raise DomainError("この写しは、すでに片付いています。画面を開き直して確かめてください")
    if end == CopyEnd.MISSING and not end_reason:
        raise DomainError("見つからないときは、いきさつと、どう探したかを書いてください")
    fields = {"ended_at": timezone.now(), "end": end, "end_reason": end_reason}
    return save_changed(copy, by=by, fields=fields, version=version)
