"""Named questions about requests, members, sittings and what was agreed."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from access.hand_offs import HasClosed
from access.pledges import MaySit
from access.querysets import ConfidentialQuerySet, kept_out, named_in_circle
from cases.codes import AT_ONCE
from documents.business_days import add_business_days
from organizations.models import Appointment, Role


class RequestQuerySet(ConfidentialQuerySet[Any]):
    def awaiting_answer(self) -> "RequestQuerySet":
        """Neither accepted nor returned."""
        return self.filter(state="requested")

    def with_closed(self) -> "RequestQuerySet":
        """Each with `has_closed`: waiting for its answer on 本人同意, and closed to the secretariat because of the consents
        (R3), as `ReferralQuerySet.with_closed`."""
        waits = When(state="requested", legal_basis__needs_consent=True, then=HasClosed(F("pk")))
        return self.annotate(has_closed=Case(waits, default=Value(value=False)))

    def most_urgent_first(self) -> "RequestQuerySet":
        """What cannot wait first (緊急度 A), then who has waited longest."""
        waits = Case(When(urgency=AT_ONCE, then=0), default=1)
        return self.order_by(waits, "requested_at", "id")


class RequestManager(models.Manager.from_queryset(RequestQuerySet)):  # type: ignore[misc]
    """Default manager of CoordinationRequest."""


class MeetingQuerySet(ConfidentialQuerySet[Any]):
    def going_on(self) -> "MeetingQuerySet":
        return self.filter(dissolved_at__isnull=True)


class MeetingManager(models.Manager.from_queryset(MeetingQuerySet)):  # type: ignore[misc]
    """Default manager of SupportMeeting."""


def _kept_out() -> Exists:
    return kept_out("compartment__case", "appointment__staff")


def _pledge() -> Exists:
    from .models import RegisteredMember

    entries = RegisteredMember.objects.listed().pledged()
    return Exists(
        entries.filter(
            staff=OuterRef("appointment__staff"), body=OuterRef("appointment__role_group__body")
        )
    )


def _held(at: datetime.datetime) -> Q:
    """Membership, term and office were not over at this moment."""
    office = Q(appointment__valid_until__isnull=True) | Q(appointment__valid_until__gt=at)
    return (
        (Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        & (Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=timezone.localdate(at)))
        & (Q(appointment__isnull=True) | office)
    )


class MemberQuerySet(ConfidentialQuerySet[Any]):
    def current(self) -> "MemberQuerySet":
        """Neither ended nor past its term, and the office on which it rests is held (R4, R16)."""
        now = timezone.now()
        office_held = Q(appointment__valid_from__lte=now) & (
            Q(appointment__valid_until__isnull=True) | Q(appointment__valid_until__gt=now)
        )
        office_held &= Q(appointment__staff__is_active=True)
        return self.filter(
            Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=timezone.localdate(now)),
            Q(appointment__isnull=True) | office_held,
            ended_at__isnull=True,
        )

    def taking_part(self) -> "MemberQuerySet":
        """Current, and not kept out of the case (R12): who is reads nothing and is told nothing."""
        return self.current().filter(~_kept_out())

    def taking_part_now_or_at(self, moment: datetime.datetime) -> "MemberQuerySet":
        """Whose membership and office hold, or held at this moment, and who is not kept out of the case (R12)."""
        return self.filter(~_kept_out(), _held(timezone.now()) | _held(moment))

    def with_standing(self) -> "MemberQuerySet":
        """Each with whether she is kept out, for `MeetingMember.takes_part`."""
        return self.annotate(is_kept_out=_kept_out())

    def sworn(self) -> "MemberQuerySet":
        """The duty of secrecy was acknowledged."""
        return self.filter(acknowledged_at__isnull=False)

    def pledged(self) -> "MemberQuerySet":
        """Of one's own memberships, those with which one may sit: in the register with a valid
        pledge (domain.md R11). About others ask `may_sit`: one does not read their entries."""
        return self.filter(_pledge())

    def with_pledge(self) -> "MemberQuerySet":
        """Each of one's own memberships with whether it is `pledged`."""
        return self.annotate(has_pledge=_pledge())

    def may_sit(self) -> "MemberQuerySet":
        """Who stands in the register with a valid pledge, or is 臨時構成員 (domain.md R11, R13):
        `services.may_sit` for many, in meetings of the acting user."""
        return self.filter(MaySit("pk"))

    def of_user(self, user: Any) -> "MemberQuerySet":
        return self.filter(appointment__staff=user)

    def with_names(self) -> "MemberQuerySet":
        return self.select_related("appointment__staff", "appointment__role_group__body")

    def for_sitting(self, sitting: Any) -> "MemberQuerySet":
        """Without those who are members for another sitting only (domain.md R13); of no sitting
        (None): without anybody who is a member for one only."""
        return self.filter(Q(only_sitting__isnull=True) | Q(only_sitting=sitting))


class MemberManager(models.Manager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    """Default manager of MeetingMember."""


class SittingQuerySet(ConfidentialQuerySet[Any]):
    def planned(self) -> "SittingQuerySet":
        return self.filter(state="planned").order_by("held_at", "number")

    def with_state(self, minutes: models.QuerySet[Any]) -> "SittingQuerySet":
        """With `is_being_confirmed`: whether its minutes, among these that the reader sees, went out and are not
        fixed. So every list tells what the page of the sitting tells."""
        out = minutes.filter(
            sitting=OuterRef("pk"), sent_at__isnull=False, approved_at__isnull=True
        )
        return self.annotate(is_being_confirmed=Exists(out))


class SittingManager(models.Manager.from_queryset(SittingQuerySet)):  # type: ignore[misc]
    """Default manager of Sitting."""


class DecisionQuerySet(ConfidentialQuerySet[Any]):
    def lacking(self) -> "DecisionQuerySet":
        """Agreed, and nobody has said yet who does it or by when."""
        nobody = Q(body__isnull=True, paper_member__isnull=True)
        return self.filter(nobody | Q(due_on__isnull=True)).exclude(state="dropped")

    def with_doers(self) -> "DecisionQuerySet":
        """With who does it: `Decision.by_whom`, `Decision.doer`."""
        return self.select_related("body", "paper_member")

    def to_do(self) -> "DecisionQuerySet":
        return self.filter(state="open")

    def overdue(self) -> "DecisionQuerySet":
        """Not done although its day has passed; a day on which the office is closed gives way to
        the next on which it is open."""
        return self.to_do().filter(due_on__lte=add_business_days(timezone.localdate(), -1))

    def pressing(self) -> "DecisionQuerySet":
        """Overdue, due within a few business days, or without a day."""
        last = add_business_days(timezone.localdate(), settings.DECISION_SOON_DAYS)
        return self.to_do().filter(Q(due_on__isnull=True) | Q(due_on__lte=last))


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):  # type: ignore[misc]
    """Default manager of Decision."""


class CopyQuerySet(ConfidentialQuerySet[Any]):
    def out(self) -> "CopyQuerySet":
        """Handed out, and neither back nor accounted for."""
        return self.filter(handed_at__isnull=False, ended_at__isnull=True)

    def printed(self) -> "CopyQuerySet":
        return self.filter(means="printed")

    def of_sitting(self, sitting: Any) -> "CopyQuerySet":
        return self.filter(paper__sitting=sitting)

    def held_by(self, user: Any) -> "CopyQuerySet":
        """The user's own, in whichever membership: who is named again still has what she was given."""
        return self.filter(member__appointment__staff=user)

    def with_labels(self) -> "CopyQuerySet":
        """With what their numbers are made of, and who has them."""
        return self.select_related(
            "paper__sitting",
            "member__appointment__staff",
            "member__appointment__role_group__body",
        ).order_by("paper__sitting__number", "paper__number", "number")


class CopyManager(models.Manager.from_queryset(CopyQuerySet)):  # type: ignore[misc]
    """Default manager of PaperCopy."""


class ConferenceQuerySet(ConfidentialQuerySet[Any]):
    """The questions of lists and registers about 重層的支援会議."""

    def planned(self) -> "ConferenceQuerySet":
        return self.filter(state="planned").order_by("held_on", "starts_at", "id")

    def held(self) -> "ConferenceQuerySet":
        """Held, whether or not the minutes are fixed."""
        return self.filter(state__in=["held", "fixed"])

    def in_state(self, state: str) -> "ConferenceQuerySet":
        """Those of a state as stored; "suspended" follows from the consent and is not stored."""
        return self.filter(state=state)

    def held_between(self, first: Any, last: Any) -> "ConferenceQuerySet":
        """Whose day lies in the period, both days included; None leaves an end open."""
        rows = self
        if first:
            rows = rows.filter(held_on__gte=first)
        return rows.filter(held_on__lte=last) if last else rows

    def with_dates_asked(self, polls: Any) -> "ConferenceQuerySet":
        """With `asks_dates`: whether one of these polls, as the reader sees them, is open, so that the day is none to
        go by."""
        is_asked = polls.filter(conference=OuterRef("pk"), state="open")
        return self.annotate(asks_dates=Exists(is_asked))

    def with_body(self, body: Any) -> "ConferenceQuerySet":
        """To which a body is invited."""
        return self.filter(attendances__body=body, attendances__is_invited=True)

    def of_plan(self, compartment_id: Any) -> "ConferenceQuerySet":
        """Those on the plan of a compartment."""
        return self.filter(compartment=compartment_id)

    def for_list(self) -> "ConferenceQuerySet":
        """With what a list shows, in a constant number of questions."""
        return self.select_related("compartment__case").prefetch_related("items")


class ConferenceManager(models.Manager.from_queryset(ConferenceQuerySet)):  # type: ignore[misc]
    """Default manager of PlanConference."""


class AttendanceQuerySet(ConfidentialQuerySet[Any]):
    def invited(self) -> "AttendanceQuerySet":
        """Of bodies that are invited now."""
        return self.filter(is_invited=True)

    def asked_for_dates(self) -> "AttendanceQuerySet":
        """Of those that are asked which day suits them: the secretariat, which proposes the dates, is not."""
        return self.invited().exclude(body=F("compartment__organization"))

    def spoken_for_by(self, user: Any) -> "AttendanceQuerySet":
        """Of bodies for which the user speaks: she is in charge there by the plan (R5), or coordinates it (R6). An office
        at another of the bodies gives her no voice there. In the order in which they were invited."""
        coordinates = Appointment.objects.current().filter(
            staff=user, role_group__role=Role.COORDINATOR, role_group__body=OuterRef("body")
        )
        hers = Q(named_in_circle(user, "compartment", "body"))
        hers |= Q(Exists(coordinates), body=F("compartment__organization"))
        return self.filter(hers).order_by("created_at", "id")


class AttendanceManager(models.Manager.from_queryset(AttendanceQuerySet)):  # type: ignore[misc]
    """Default manager of ConferenceAttendance."""


class CallQuerySet(ConfidentialQuerySet[Any]):
    def before_the_sitting(self) -> "CallQuerySet":
        """Of sittings that have not been held."""
        return self.filter(sitting__state="planned")


class CallManager(models.Manager.from_queryset(CallQuerySet)):  # type: ignore[misc]
    """Default manager of PrepCall."""


class InformationQuerySet(ConfidentialQuerySet[Any]):
    def waiting(self) -> "InformationQuerySet":
        """Asked, and not answered in full."""
        return self.filter(state__in=["sent", "partly"])

    def asked(self) -> "InformationQuerySet":
        """Whatever is more than a draft of the secretary."""
        return self.exclude(state="draft")

    def with_recipients(self) -> "InformationQuerySet":
        return self.select_related("body", "paper_member", "legal_basis")


class InformationManager(models.Manager.from_queryset(InformationQuerySet)):  # type: ignore[misc]
    """Default manager of InformationRequest."""
