"""関係者連絡会: which bodies came, what is missing in the ward, and what follows from it."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from meetings.models import ResourceGap
from organizations.models import Area, Body

from .partner import Partner
from .place import KeptRow


class LiaisonMeeting(KeptRow):
    """One meeting. It speaks of resources, never of households."""

    # CL-98: a 関係者連絡会, a training, ...
    kind = models.CharField("種別", max_length=10, default="01", db_default="01")
    held_on = models.DateField("開催日")
    venue = models.CharField("場所", max_length=100, blank=True)
    agenda = models.CharField("話し合うこと", max_length=300)
    outcome = models.TextField("話し合ったこと・決まったこと", blank=True)
    # It did not take place, or was entered twice: it counts no more (H1).
    is_withdrawn = models.BooleanField("取り消した", default=False, db_default=False)

    class Meta(KeptRow.Meta):
        ordering = ["-held_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "関係者連絡会"

    @property
    def is_to_come(self) -> bool:
        return self.held_on > timezone.localdate()


class LiaisonPresence(KeptRow):
    """A body or a group came, with so many people."""

    meeting = models.ForeignKey(LiaisonMeeting, on_delete=models.PROTECT, related_name="presences")
    body = models.ForeignKey(
        Body,
        verbose_name="機関",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name="団体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    people = models.PositiveSmallIntegerField("人数", default=1)

    class Meta(KeptRow.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "関係者連絡会の出席"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(body__isnull=False, partner__isnull=True)
                | models.Q(body__isnull=True, partner__isnull=False),
                name="presence_of_a_body_or_a_group",
            ),
            models.UniqueConstraint(fields=["meeting", "body"], name="body_present_once"),
            models.UniqueConstraint(fields=["meeting", "partner"], name="group_present_once"),
        ]

    @property
    def name(self) -> str:
        return str(self.body or self.partner)


class MissingState(models.TextChoices):
    OPEN = "open", "これから"
    DOING = "doing", "取り組み中"
    DONE = "done", "できた"
    DROPPED = "dropped", "見送り"


MISSING_MOVES: dict[str, tuple[str, ...]] = {
    MissingState.OPEN: ("doing", "done", "dropped"),
    MissingState.DOING: ("done", "dropped"),
    MissingState.DONE: ("doing",),
    MissingState.DROPPED: ("doing",),
}


class MissingResource(KeptRow):
    """A resource that was found missing, who follows it up, and until when."""

    meeting = models.ForeignKey(LiaisonMeeting, on_delete=models.PROTECT, related_name="missing")
    kind = models.CharField("足りないもの", max_length=10, choices=ResourceGap.Kind)
    area = models.ForeignKey(
        Area,
        verbose_name="圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.CharField("どんな支えが足りないか", max_length=200)
    who = models.ForeignKey(
        Body, verbose_name="進める機関", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField("いつまでに")
    state = models.CharField("状態", max_length=10, choices=MissingState, default=MissingState.OPEN)
    outcome = models.CharField("進み具合・結果", max_length=300, blank=True)

    class Meta(KeptRow.Meta):
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = "足りない資源の対応"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=("open", "doing")) | ~models.Q(outcome=""),
                name="missing_ends_with_an_outcome",
            )
        ]

    @property
    def is_settled(self) -> bool:
        return self.state in (MissingState.DONE, MissingState.DROPPED)

    @property
    def is_late(self) -> bool:
        return not self.is_settled and self.due_on < timezone.localdate()
