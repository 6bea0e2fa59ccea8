"""Named questions about plans, goals and tasks; each begins with `visible_to`."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Least
from django.utils import timezone

from access import sources
from access.querysets import ConfidentialQuerySet, kept_out
from organizations.models import Appointment

from .states import ENDED, IN_SUPPORT, STEP_WAITS, TaskState


class PlanQuerySet(ConfidentialQuerySet[Any]):
    def going_on(self) -> "PlanQuerySet":
        """Neither ended nor withdrawn."""
        return self.exclude(state__in=ENDED)

    def ended(self) -> "PlanQuerySet":
        return self.filter(state__in=ENDED)

    def by_monitoring(self) -> "PlanQuerySet":
        """The next monitoring first; plans without one after them, the newest first."""
        return self.order_by(
            models.F("next_monitoring_on").asc(nulls_last=True), "-created_at", "-id"
        )

    def by_next_step(self) -> "PlanQuerySet":
        """What waits for a step of the coordinator first, then the nearest of the days that a plan bears."""
        nearest = Least("next_monitoring_on", "look_again_on", "period_until", "consent_until")
        waits = models.Case(models.When(state__in=STEP_WAITS, then=0), default=1)
        return self.order_by(waits, nearest.asc(nulls_last=True), "created_at", "id")

    def by_end(self) -> "PlanQuerySet":
        """What ended last first; nothing of an ended plan is monitored any more."""
        return self.order_by(models.F("ended_on").desc(nulls_last=True), "-created_at", "-id")

    def in_support(self) -> "PlanQuerySet":
        """Carried out: decided by the ward, or reaching out before consent (R5, R7)."""
        return self.filter(state__in=IN_SUPPORT)

    def for_list(self) -> "PlanQuerySet":
        """With what a list shows, in a constant number of questions."""
        return self.select_related("compartment__case", "lead_body")


class PlanManager(models.Manager.from_queryset(PlanQuerySet)):  # type: ignore[misc]
    """Default manager of Plan."""


class PlanBodyQuerySet(ConfidentialQuerySet[Any]):
    def in_circle(self) -> "PlanBodyQuerySet":
        """In the circle at present."""
        return self.filter(ended_at__isnull=True)

    def to_check(self, plans: Iterable[uuid.UUID]) -> "PlanBodyQuerySet":
        """Of the circles of these plans (compartments), as far as the user coordinates them: whose person
        holds her office no more (R16, `has_left`), is kept out of the case (R12, `is_kept_out`), or is no longer
        in charge at her body (R5)."""
        places = list(plans)
        office = Appointment.objects.current().filter(pk=OuterRef("appointment"))
        rows = (
            self.in_circle()
            .filter(compartment__in=places)
            .annotate(
                has_left=~Exists(office),
                is_kept_out=kept_out("compartment__case", "appointment__staff"),
            )
        )
        return rows.filter(
            Q(has_left=True) | Q(is_kept_out=True) | Q(pk__in=sources.passed_on(places))
        )


class PlanBodyManager(models.Manager.from_queryset(PlanBodyQuerySet)):  # type: ignore[misc]
    """Default manager of PlanBody."""


class GoalQuerySet(ConfidentialQuerySet[Any]):
    def open(self) -> "GoalQuerySet":
        """Goals that the plan pursues now."""
        return self.filter(state="open")

    def unmoved(self, since: datetime.date, entries: Any) -> "GoalQuerySet":
        """Pursued in plans that are carried out, older than that day, and told by nobody since;
        `entries` are those that the user reads."""
        told = entries.filter(goal=models.OuterRef("pk"), on__gte=since)
        return (
            self.open()
            .filter(plan__state__in=IN_SUPPORT, created_at__date__lt=since)
            .filter(~models.Exists(told))
        )


class GoalManager(models.Manager.from_queryset(GoalQuerySet)):  # type: ignore[misc]
    """Default manager of Goal."""


class PlanTaskQuerySet(ConfidentialQuerySet[Any]):
    def in_force(self) -> "PlanTaskQuerySet":
        """Roles that the plan still assigns, done or not."""
        return self.exclude(state=TaskState.STOPPED)

    def to_do(self) -> "PlanTaskQuerySet":
        return self.filter(state__in=[TaskState.NOT_STARTED, TaskState.DOING, TaskState.CHANGED])

    def due_until(self, day: datetime.date | None = None) -> "PlanTaskQuerySet":
        """To be done until `day` (today by default), in plans that are carried out."""
        return self.to_do().filter(
            due_on__lte=day or timezone.localdate(), plan__state__in=IN_SUPPORT
        )


class PlanTaskManager(models.Manager.from_queryset(PlanTaskQuerySet)):  # type: ignore[misc]
    """Default manager of PlanTask."""
