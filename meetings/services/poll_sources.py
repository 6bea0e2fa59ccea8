"""Whose dates are asked for: a 支援会議 (R4) or a 重層的支援会議 (R5, R6, R8), in the same words for `scheduling`.

Each knows who convenes, who is asked and who answers, and what a chosen date becomes. Neither asks anything of
the other: their rows lie in compartments that are opened to different people.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils import timezone

from access.errors import DomainError
from organizations.names import own_names

from ..models import (
    ConferenceAttendance,
    DateCandidate,
    DatePoll,
    MeetingMember,
    MeetingNotice,
    PlanConference,
    Sitting,
    SupportMeeting,
)
from .conferences import (
    consent_of,
    hold_conference,
    invited,
    is_covered,
    require_coordinator,
    require_planned,
    settle_conference_day,
)
from .joint import plan_joint_sitting
from .naming import persons_without_consent, require_unnamed
from .notices import tell
from .reach import reachable, why_not_reached
from .sittings import plan_sitting
from .standing import require_member, require_secretary

NO_MEMBER_TO_ASK = (
    "日程を聞く構成員が、まだいません。先に「構成員を指定する」から、集まる人を指定してください"
)
NO_BODY_TO_ASK = "日程を聞く機関が、まだありません。先に「日時・場所・機関を変える」から、招集する機関を選んでください"
NOT_OF_THOSE_ASKED = "日程に答えるのは、招集された機関の担当者です"
ANSWERS_HERSELF = (
    "この人は、自分で答えています。本人の回答が優先します。"
    "変わったときは、本人に画面で直してもらってください"
)
BODY_ANSWERS = (
    "この機関は、担当者が画面で答えています。電話で聞いた回答は入れられません。"
    "変わったときや、ほかの担当者の都合は、その人に画面で答えてもらってください"
)
IS_NOT_AHEAD = "この会議は、いまは日程を聞けません。会議の画面を開いて、本人の同意と会議の状態を確かめてください"
Asked = MeetingMember | ConferenceAttendance
OfPoll = SupportMeeting | PlanConference


class PollSource(Protocol):
    """What `scheduling` asks of either. `key` names the source in a row of the poll, `column` those asked in the
    rows below it."""

    key: dict[str, Any]
    column: str
    compartment_id: Any

    def require_convener(self) -> None: ...
    def hold(self) -> None: ...
    def require_dates(self, days: Sequence[datetime.date]) -> None: ...
    def require_someone_to_ask(self) -> None: ...
    def require_reached(self, who: Any) -> None: ...
    def require_no_own(self, answers: Any) -> None: ...
    def require_unnamed(self, texts: Iterable[str]) -> None: ...
    def answering(self) -> dict[str, Any]: ...
    def given(self, rows: Any, who: dict[str, Any]) -> Any: ...
    def tell_asked(self, poll: DatePoll) -> None: ...
    def settle(
        self, candidate: DateCandidate, agenda: str, partners: Sequence[SupportMeeting]
    ) -> tuple[Any, dict[str, Any]]: ...


def asked_members(meeting: SupportMeeting, by: Any) -> Any:
    """Who is asked for dates: current members; the secretariat, which proposes them, is not."""
    return reachable(meeting, by).exclude(part=MeetingMember.Part.SECRETARY)


def asked_bodies(conference: PlanConference, by: Any) -> list[ConferenceAttendance]:
    """Which bodies are asked: those invited; the secretariat, which proposes the dates, is not."""
    rows = ConferenceAttendance.objects.visible_to(by).filter(conference=conference)
    return list(rows.asked_for_dates().select_related("body"))


def body_answered_for(conference: PlanConference, by: Any) -> ConferenceAttendance | None:
    """The body asked for which the user answers; who is in charge at two of them answers for the one that was invited
    first, and is asked for no other: she comes or does not."""
    rows = ConferenceAttendance.objects.visible_to(by).filter(conference=conference)
    found: ConferenceAttendance | None = rows.asked_for_dates().spoken_for_by(by).first()
    return found


class OfMeeting:
    """The poll of a 支援会議: secretaries ask, members answer (R4); the date becomes a sitting."""

    column = "member"

    def __init__(self, meeting: SupportMeeting, by: Any) -> None:
        self.meeting, self.by = meeting, by
        self.key = {"meeting": meeting}
        self.compartment_id = meeting.compartment_id

    def require_convener(self) -> None:
        require_secretary(self.meeting, self.by)

    def hold(self) -> None:
        rows = SupportMeeting.objects.changeable_by(self.by).select_for_update(of=("self",))
        rows.get(pk=self.meeting.pk)

    def require_dates(self, days: Sequence[datetime.date]) -> None:
        """Any day will do."""

    def require_someone_to_ask(self) -> None:
        if not asked_members(self.meeting, self.by).exists():
            raise DomainError(NO_MEMBER_TO_ASK)

    def require_reached(self, who: MeetingMember) -> None:
        reason = why_not_reached(who, self.meeting, self.by)
        if reason:
            raise DomainError(reason)

    def require_no_own(self, answers: Any) -> None:
        """What she answered herself stays."""
        if answers.exists():
            raise DomainError(ANSWERS_HERSELF)

    def require_unnamed(self, texts: Iterable[str]) -> None:
        """Whoever is in the meeting may be named in it: it asks for no consent (R4)."""

    def answering(self) -> dict[str, Any]:
        return {"member": require_member(self.meeting, self.by)}

    def given(self, rows: Any, who: dict[str, Any]) -> Any:
        return rows.filter(member=who["member"])

    def tell_asked(self, poll: DatePoll) -> None:
        tell(meeting=self.meeting, about=MeetingNotice.About.ASKED, poll=poll, by=self.by)

    def settle(
        self, candidate: DateCandidate, agenda: str, partners: Sequence[SupportMeeting]
    ) -> tuple[Sitting, dict[str, Any]]:
        """The next sitting; `partners` sit on the same occasion (domain.md 1.4)."""
        values: dict[str, Any] = {
            "held_at": candidate.starts_at,
            "ends_at": candidate.ends_at,
            "place": candidate.place,
            "agenda": agenda,
            "by": self.by,
        }
        if partners:
            sitting = plan_joint_sitting(meeting=self.meeting, partners=partners, **values)
        else:
            sitting = plan_sitting(meeting=self.meeting, **values)
        return sitting, {"sitting": sitting}


class OfConference:
    """The poll of a 重層的支援会議: its coordinators ask the bodies that are invited, of each the staff in charge by
    the plan answer (R5, R6), while the consent holds and names them all (R8); the date becomes its day."""

    column = "attendance"

    def __init__(self, conference: PlanConference, by: Any) -> None:
        self.conference, self.by = conference, by
        self.key = {"conference": conference}
        self.compartment_id = conference.compartment_id

    def require_convener(self) -> None:
        require_coordinator(self.conference.compartment, self.by)

    def hold(self) -> None:
        """Locked, and asked for the consent once more: nobody opens it or calls it off meanwhile."""
        self.conference = hold_conference(self.conference.pk, self.by)
        require_planned(self.conference, self.by)
        self._require_ahead()

    def _require_ahead(self) -> None:
        row = self.conference
        if not row.is_ahead(is_covered(row)):
            raise DomainError(own_names(IS_NOT_AHEAD))

    def require_dates(self, days: Sequence[datetime.date]) -> None:
        """The consent covers the last of them too (R8)."""
        row = self.conference
        bodies = [one.body for one in invited(row, self.by)]
        consent_of(row.compartment, row.consent_id, bodies, self.by, max(days))

    def require_someone_to_ask(self) -> None:
        if not asked_bodies(self.conference, self.by):
            raise DomainError(NO_BODY_TO_ASK)

    def require_reached(self, who: ConferenceAttendance) -> None:
        self._require_ahead()
        if who.pk not in {row.pk for row in asked_bodies(self.conference, self.by)}:
            raise DomainError(
                f"{who.body.name}は、いまは招集していません。画面を開き直して、選び直してください"
            )

    def require_no_own(self, answers: Any) -> None:
        """What one of its people answered stays, and the others answer for themselves."""
        if answers.exists():
            raise DomainError(BODY_ANSWERS)

    def require_unnamed(self, texts: Iterable[str]) -> None:
        """What the bodies read names nobody who has not consented (R03)."""
        bodies = [row.body for row in invited(self.conference, self.by)]
        case = self.conference.compartment.case
        require_unnamed(texts, persons_without_consent(case=case, bodies=bodies, by=self.by))

    def answering(self) -> dict[str, Any]:
        """One of the staff in charge, for herself, and of which body she is."""
        self._require_ahead()
        body = body_answered_for(self.conference, self.by)
        if body is None:
            raise DomainError(NOT_OF_THOSE_ASKED)
        return {"attendance": body, "answered_by": self.by}

    def given(self, rows: Any, who: dict[str, Any]) -> Any:
        """What she said; else what was told for her body, which gives way to it."""
        of_body = rows.filter(attendance=who["attendance"])
        own = of_body.filter(answered_by=who.get("answered_by"))
        return own if own.exists() else of_body.filter(answered_by=None)

    def tell_asked(self, poll: DatePoll) -> None:
        """Bodies find it among what waits for them: of a plan nothing is mailed."""

    def settle(
        self, candidate: DateCandidate, agenda: str, partners: Sequence[SupportMeeting]
    ) -> tuple[PlanConference, dict[str, Any]]:
        """Its day, hours and place."""
        at = timezone.localtime(candidate.starts_at)
        ends = timezone.localtime(candidate.ends_at) if candidate.ends_at else None
        moved = settle_conference_day(
            conference=self.conference,
            held_on=at.date(),
            starts_at=at.time(),
            ends_at=ends.time() if ends is not None and ends.date() == at.date() else None,
            place=candidate.place,
            by=self.by,
        )
        return moved, {"settled_at": candidate.starts_at}


def source_of(of: OfPoll, by: Any) -> PollSource:
    """What is asked of a 支援会議, or of a 重層的支援会議."""
    return OfMeeting(of, by) if isinstance(of, SupportMeeting) else OfConference(of, by)


def source_of_poll(poll: DatePoll, by: Any) -> PollSource:
    """Of a poll, by the one key that it has; as the acting user sees what it is of."""
    if poll.meeting_id is not None:
        meetings = SupportMeeting.objects.visible_to(by).select_related("compartment")
        return OfMeeting(meetings.get(pk=poll.meeting_id), by)
    conferences = PlanConference.objects.visible_to(by).select_related("compartment__case")
    return OfConference(conferences.get(pk=poll.conference_id), by)
