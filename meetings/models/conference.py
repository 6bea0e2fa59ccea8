"""重層的支援会議 (PLAN): on the plan of its compartment; only under a valid consent (R8)."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Body


class ConferenceState(models.TextChoices):
    """SUSPENDED is never stored: it is what a planned conference is once its consent is gone (R17)."""

    PLANNED = "planned", "開催予定"
    HELD = "held", "開催済み"
    SUSPENDED = "suspended", "同意撤回により保留"


CONFERENCE_MOVES: dict[str, tuple[str, ...]] = {
    ConferenceState.PLANNED: ("held",),
    ConferenceState.HELD: (),
}


class PlanConference(ConfidentialModel):
    """PLAN: a 重層的支援会議. Supervisors under R9 see progress, and not this."""

    class Result(models.TextChoices):
        ADEQUATE = "adequate", "適切"
        CONDITIONAL = "conditional", "条件付きで適切"
        REVISE = "revise", "修正が必要"

    # The consent it rests on lives in another compartment: no foreign key.
    consent_id = models.UUIDField()
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=100, blank=True)
    state = models.CharField(
        "状態", max_length=20, choices=ConferenceState, default=ConferenceState.PLANNED
    )
    minutes = models.TextField("会議録", blank=True)
    opinion = models.TextField("意見", blank=True)
    result = models.CharField("結果", max_length=20, choices=Result, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-held_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "重層的支援会議"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state="planned", result="")
                | (models.Q(state="held") & ~models.Q(result="") & ~models.Q(minutes="")),
                name="conference_held_with_result",
            )
        ]

    def state_shown(self, has_consent: bool) -> ConferenceState:
        """The state as it is at this moment: without consent what was planned is suspended (R8)."""
        if self.state == ConferenceState.PLANNED and not has_consent:
            return ConferenceState.SUSPENDED
        return ConferenceState(self.state)


class ConferenceAttendance(ConfidentialModel):
    """PLAN: a body that was invited to a 重層的支援会議, and whether it came."""

    conference = SameCompartmentKey(PlanConference, related_name="attendances")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    person = models.CharField("出席した人", max_length=100, blank=True)
    is_present = models.BooleanField("出席", null=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "重層的支援会議の出席"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["conference", "body"], name="conference_attendance_once"
            )
        ]
