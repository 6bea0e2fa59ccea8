"""A person's participation: where it stands, and what she likes, needs and wishes. In her plan's
compartment (docs/decisions/0115): who is in the circle reads it while the consent holds (R5)."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Area, Body

from .states import ParticipationState

WITH_PROGRESS = ("read_compartment", "write_compartment", "progress_compartment")


class Participation(ConfidentialModel):
    """One person on the way to a place: its state, without a word about her (supervisors read it, R9)."""

    ends: ClassVar[str] = "t.ended_on"

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS

    plan = SameCompartmentKey("plans.Plan", related_name="participations")
    person_id = models.UUIDField("だれの参加か")
    # As the plan calls her: another compartment holds her name.
    subject = models.CharField("対象（本人）", max_length=200)
    state = models.CharField(
        "状態", max_length=20, choices=ParticipationState, default=ParticipationState.NEED
    )
    state_since = models.DateField("この状態になった日")
    body = models.ForeignKey(
        Body, verbose_name="担当している機関", on_delete=models.PROTECT, related_name="+"
    )
    next_look_on = models.DateField("次に様子を見る日", null=True, blank=True)
    ended_on = models.DateField("終わった日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "参加支援"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan", "person_id"],
                condition=~models.Q(state__in=("closed", "stopped")),
                name="participation_once_a_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("closed", "stopped"), ended_on__isnull=False)
                | ~models.Q(state__in=("closed", "stopped")) & models.Q(ended_on__isnull=True),
                name="participation_ends_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"参加支援（{self.get_state_display()}）"


class ParticipationNeeds(ConfidentialModel):
    """What the person likes and is good at, what is hard for her, and the conditions she names."""

    participation = SameCompartmentKey(Participation, related_name="needs")
    wishes = models.TextField("本人の希望（本人の言葉）", blank=True)
    strengths = models.TextField("得意なこと・好きなこと", blank=True)
    care = models.TextField("苦手なこと・配慮", blank=True)
    menus = models.JSONField("つながりの形", default=list, blank=True)
    activities = models.JSONField("やってみたい活動", default=list, blank=True)  # CL-91
    days = models.JSONField("行ける曜日", default=list, blank=True)
    parts = models.JSONField("行ける時間帯", default=list, blank=True)
    area = models.ForeignKey(
        Area,
        verbose_name="いちばん行きやすい圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    other_areas = models.JSONField("ほかに行ける圏域", default=list, blank=True)
    largest_group = models.PositiveSmallIntegerField(
        "何人くらいまでがよいか", null=True, blank=True
    )
    age = models.PositiveSmallIntegerField("年齢（対象年齢を確かめるため）", null=True, blank=True)
    highest_fee = models.PositiveIntegerField("1回に払える費用（円）", null=True, blank=True)
    supports = models.JSONField("必要な支え", default=list, blank=True)  # CL-92
    accessibility = models.JSONField("必要な設備", default=list, blank=True)  # CL-93
    language = models.CharField("必要な言葉", max_length=10, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "参加のニーズと希望"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["participation"], name="participation_needs_once")
        ]


class ParticipationReason(ConfidentialModel):
    """Why it went back, found nothing, was stopped or closed. Never changed once written."""

    is_written_once = True

    participation = SameCompartmentKey(Participation, related_name="reasons")
    to = models.CharField("どうなったか", max_length=20, choices=ParticipationState)
    text = models.CharField("理由", max_length=500)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "参加支援の区切りの理由"
