"""Named questions about requests, members, sittings and what was agreed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.querysets import ConfidentialQuerySet


class RequestQuerySet(ConfidentialQuerySet[Any]):
    def awaiting_answer(self) -> "RequestQuerySet":
        """Neither accepted nor returned."""
        return self.filter(state="requested")


class RequestManager(models.Manager.from_queryset(RequestQuerySet)):  # type: ignore[misc]
    """Default manager of CoordinationRequest."""


class MeetingQuerySet(ConfidentialQuerySet[Any]):
    def going_on(self) -> "MeetingQuerySet":
        return self.filter(dissolved_at__isnull=True)


class MeetingManager(models.Manager.from_queryset(MeetingQuerySet)):  # type: ignore[misc]
    """Default manager of SupportMeeting."""


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

    def sworn(self) -> "MemberQuerySet":
        """The duty of secrecy was acknowledged."""
        return self.filter(acknowledged_at__isnull=False)

    def of_user(self, user: Any) -> "MemberQuerySet":
        return self.filter(appointment__staff=user)

    def with_names(self) -> "MemberQuerySet":
        return self.select_related("appointment__staff", "appointment__role_group__body")


class MemberManager(models.Manager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    """Default manager of MeetingMember."""


class SittingQuerySet(ConfidentialQuerySet[Any]):
    def planned(self) -> "SittingQuerySet":
        return self.filter(state="planned").order_by("held_at", "number")


class SittingManager(models.Manager.from_queryset(SittingQuerySet)):  # type: ignore[misc]
    """Default manager of Sitting."""


class DecisionQuerySet(ConfidentialQuerySet[Any]):
    def lacking(self) -> "DecisionQuerySet":
        """Agreed, and nobody has said yet who does it or by when."""
        return self.filter(Q(body__isnull=True) | Q(due_on__isnull=True)).exclude(state="dropped")

    def to_do(self) -> "DecisionQuerySet":
        return self.filter(state="open")


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):  # type: ignore[misc]
    """Default manager of Decision."""


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
