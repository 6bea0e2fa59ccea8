"""Minutes go to the members, who confirm them or ask for corrections paragraph by paragraph; what
they say of the sitting itself (domain.md R20, 4.8)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.business_days import deadline
from organizations.names import own_names

from ..bridge import consents_for
from ..models import (
    MINUTED,
    Attendance,
    Decision,
    Heard,
    MeetingMember,
    Minutes,
    MinutesAnswer,
    Sitting,
    SittingState,
    SurveyAnswer,
)
from .confirmed_words import Paragraph, paragraphs
from .standing import meeting_of, require_member, require_secretary

NO_CONSENT_YET = (
    "有効な本人同意がないため、重層的支援会議に移る進め方は選べません。本人の同意を受けた機関に、"
    "多機関協働の事務局を共有先に入れて、ケースの画面で同意を記録してもらってください。"
    "それまでは、ほかの進め方を選んでください"
)

NOT_THERE = "アンケートに答えるのは、出席した人です。"
TELL_IT = "出席したときは、会議の事務局に伝えてください"
FIXED = "会議録が確定したので、出席した人は、もう変えられません"


def default_answer_day() -> datetime.date:
    """Until when members are asked to confirm, unless the secretary says another day: one on which the office is open."""
    return deadline(timezone.localdate(), settings.MINUTES_ANSWER_DAYS)


def answers_of(user: Any) -> Any:
    """What the user has said of minutes, in whichever membership: who is named again is the same person."""
    return MinutesAnswer.objects.visible_to(user).filter(member__appointment__staff=user)


def came_as(user: Any) -> Any:
    """Where the user was present, in whichever membership."""
    return Attendance.objects.visible_to(user).filter(
        member__appointment__staff=user, is_present=True
    )


def surveys_of(user: Any) -> Any:
    """The user's answers to surveys, in whichever membership: one answer a person, not a second after a break."""
    return SurveyAnswer.objects.visible_to(user).filter(member__appointment__staff=user)


def _sitting_of(minutes: Minutes, by: Any) -> Sitting:
    found: Sitting = Sitting.objects.visible_to(by).get(pk=minutes.sitting_id)
    return found


def held(minutes: Minutes, by: Any) -> Minutes:
    """The minutes as they stand, locked until the end: a wish on its way is seen by who approves them, and no answer
    comes to words that were put right meanwhile."""
    found: Minutes = (
        Minutes.objects.changeable_by(by).select_for_update(of=("self",)).get(pk=minutes.pk)
    )
    return found


def may_go_over(sitting: Sitting, by: Any) -> bool:
    """Whether a consent of this case holds now under which the secretary may share (R3, R7)."""
    return bool(consents_for(meeting_of(sitting, by), by))


@transaction.atomic
def send_minutes(
    *,
    minutes: Minutes,
    answer_until_on: datetime.date,
    course: str,
    by: Any,
    course_reason: str = "",
    version: int | None = None,
) -> Minutes:
    """Ask the members to confirm the minutes until a day; says how the case goes on."""
    sitting = _sitting_of(minutes, by)
    require_secretary(meeting_of(sitting, by), by)
    if minutes.approved_at is not None:
        raise DomainError("会議録は確定しています。確認は終わっています")
    if answer_until_on < timezone.localdate():
        raise DomainError("確認の期限は、今日か、今日より後の日付にしてください")
    if course == Minutes.Course.END and not course_reason.strip():
        raise DomainError("会議での検討を終えるときは、理由を書いてください")
    if course == Minutes.Course.CONSENT and not may_go_over(sitting, by):
        raise DomainError(own_names(NO_CONSENT_YET))
    loose = Decision.objects.visible_to(by).lacking().filter(sitting=sitting).first()
    if loose is not None:
        raise DomainError(
            f"「{loose.content}」に、行う機関と期限を付けてから、確認を頼んでください"
        )
    fields = {
        "sent_at": timezone.now(),
        "answer_until_on": answer_until_on,
        "course": course,
        "course_reason": course_reason if course == Minutes.Course.END else "",
    }
    return save_changed(minutes, by=by, fields=fields, version=version)


@transaction.atomic
def answer_minutes(
    *, minutes: Minutes, wishes: Sequence[tuple[Paragraph, str]], by: Any
) -> list[MinutesAnswer]:
    """A member has read the minutes: each paragraph is right, or what she wants corrected.

    `wishes` holds every paragraph as she read it, with her wish or nothing. Answers of the same text
    that she gave before stay; what was changed since she read it is refused.
    """
    member = require_member(meeting_of(_sitting_of(minutes, by), by), by)
    minutes = held(minutes, by)
    _require_asked(minutes)
    return _keep_answers(minutes, member, answers_of(by), wishes, by)


@transaction.atomic
def enter_answer_of(
    *,
    minutes: Minutes,
    member: MeetingMember,
    wishes: Sequence[tuple[Paragraph, str]],
    heard_on: datetime.date,
    heard_how: str,
    by: Any,
) -> list[MinutesAnswer]:
    """What a member without an account says of the minutes, as the secretary has it on paper or heard it (domain.md
    R13, R20). Raises DomainError for who did not come or answers herself, and for a day on which nobody could know
    the minutes."""
    sitting = _sitting_of(minutes, by)
    require_secretary(meeting_of(sitting, by), by)
    if member.pk not in {row.pk for row in on_paper_who_came(sitting, by)}:
        raise DomainError("代わりに書けるのは、出席した、利用者IDのない構成員の確認です")
    minutes = held(minutes, by)
    _require_asked(minutes)
    if not timezone.localdate(minutes.created_at) <= heard_on <= timezone.localdate():
        raise DomainError("答えを受けた日は、会議録を書いた日から今日までの日にしてください")
    if heard_how not in Heard.values:
        raise DomainError("答えを受けた方法を選んでください")
    known = MinutesAnswer.objects.visible_to(by).filter(member=member)
    heard = {"heard_on": heard_on, "heard_how": heard_how}
    return _keep_answers(minutes, member, known, wishes, by, **heard)


def _require_asked(minutes: Minutes) -> None:
    if minutes.approved_at is not None:
        raise DomainError("会議録は確定しました。気づいたことは「付け加える」に書いてください")
    if minutes.sent_at is None:
        raise DomainError("会議録は、まだ作成中です。確認の依頼が届くまで待ってください")


def _keep_answers(
    minutes: Minutes,
    member: MeetingMember,
    known: Any,
    wishes: Sequence[tuple[Paragraph, str]],
    by: Any,
    **heard: Any,
) -> list[MinutesAnswer]:
    """What changed of it, by paragraph; `heard`: how it came, of who has no account."""
    if {p for p, _ in wishes} != set(paragraphs(minutes, by)):
        raise DomainError(
            "会議録が、読んでいる間に直されました。直った文を読んでから答えてください"
        )
    given = {(a.section, a.paragraph): a for a in known.filter(minutes=minutes)}
    made = []
    for paragraph, wish in wishes:
        before = given.get((paragraph.section, paragraph.text))
        fields = {"is_right": not wish, "wish": wish}
        if before is None:
            made.append(
                MinutesAnswer.objects.create(
                    compartment_id=minutes.compartment_id,
                    created_by=by,
                    minutes=minutes,
                    member=member,
                    section=paragraph.section,
                    paragraph=paragraph.text,
                    **fields,
                    **heard,
                )
            )
            continue
        changes = {name: value for name, value in heard.items() if getattr(before, name) != value}
        if before.wish != wish:
            changes |= fields | {"settled_at": None, "settlement": ""}
        if changes:
            made.append(save_changed(before, by=by, fields=changes))
    return made


@transaction.atomic
def settle_wish(
    *, answer: MinutesAnswer, settlement: str, by: Any, version: int | None = None
) -> MinutesAnswer:
    """The secretary says what became of a wish: corrected, or why not; both stay on record."""
    minutes = Minutes.objects.visible_to(by).get(pk=answer.minutes_id)
    require_secretary(meeting_of(_sitting_of(minutes, by), by), by)
    if answer.is_right:
        raise DomainError("この段落は、確かめたという答えです")
    if not settlement.strip():
        raise DomainError("どう直したか、直さない理由を書いてください")
    fields = {"settled_at": timezone.now(), "settlement": settlement}
    return save_changed(answer, by=by, fields=fields, version=version)


@dataclass(frozen=True)
class Said:
    """What somebody says of a sitting (domain.md 4.8)."""

    helped: int
    role_is_clear: int
    learned: str = ""
    opinion: str = ""
    next_time: str = ""


@transaction.atomic
def answer_survey(
    *, sitting: Sitting, by: Any, version: int | None = None, **said: Any
) -> SurveyAnswer:
    """A member who came says, under her name, how the sitting was (`Said`); she may change it later."""
    member = require_member(meeting_of(sitting, by), by)
    _require_over(sitting)
    known = surveys_of(by).filter(sitting=sitting).first()
    if known is None and not came_as(by).filter(sitting=sitting).exists():
        raise DomainError(NOT_THERE + (FIXED if sitting.state in MINUTED else TELL_IT))
    return _keep(sitting, member, known, Said(**said), by, version)


@transaction.atomic
def enter_survey_of(
    *, sitting: Sitting, member: MeetingMember, by: Any, version: int | None = None, **said: Any
) -> SurveyAnswer:
    """The secretary enters what somebody without an account, who came, said or wrote on paper of the sitting: the
    survey is named, and she is asked like everybody else (domain.md 4.8, R13)."""
    require_secretary(meeting_of(sitting, by), by)
    _require_over(sitting)
    if member.pk not in {row.pk for row in on_paper_who_came(sitting, by)}:
        raise DomainError("代わりに書けるのは、出席した、利用者IDのない構成員の回答です")
    known = SurveyAnswer.objects.visible_to(by).filter(sitting=sitting, member=member).first()
    return _keep(sitting, member, known, Said(**said), by, version)


def on_paper_who_came(sitting: Sitting, by: Any) -> list[MeetingMember]:
    """Of those who were present, who has no account here."""
    came = Attendance.objects.visible_to(by).filter(
        sitting=sitting, is_present=True, member__appointment__isnull=True
    )
    members = MeetingMember.objects.visible_to(by).filter(pk__in=came.values("member"))
    return list(members.with_names())


def _require_over(sitting: Sitting) -> None:
    if sitting.state not in (SittingState.HELD, *MINUTED):
        raise DomainError("アンケートは、会議のあとに答えます")


def _keep(
    sitting: Sitting,
    member: MeetingMember,
    known: SurveyAnswer | None,
    said: Said,
    by: Any,
    version: int | None,
) -> SurveyAnswer:
    fields = vars(said)
    if known is not None:
        return save_changed(known, by=by, fields=fields, version=version)
    made: SurveyAnswer = SurveyAnswer.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        member=member,
        **fields,
    )
    return made
