"""A try at a place: from the proposal to settling and the end; what was told to the host, and every word
of person and host. All of it stays, also what came to nothing."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .participation import Participation
from .states import OPEN_PLACEMENTS, PlacementState


class Placement(ConfidentialModel):
    """One try: this person, this place. The register lies in no compartment: the name is kept too."""

    participation = SameCompartmentKey(Participation, related_name="placements")
    resource_id = models.UUIDField("社会資源")
    resource_name = models.CharField("受入先", max_length=100)
    menu = models.CharField("つながりの形", max_length=20)
    state = models.CharField(
        "状態", max_length=10, choices=PlacementState, default=PlacementState.PROPOSED
    )
    points = models.PositiveSmallIntegerField("候補にしたときの点", null=True, blank=True)
    why = models.CharField("候補にした理由", max_length=300, blank=True)
    # "Nothing is told" is an answer too: the person goes there as anybody does.
    tells_nothing = models.BooleanField("受入先には何も伝えない", default=False)
    started_on = models.DateField("参加を始めた日", null=True, blank=True)
    ended_on = models.DateField("終わった日", null=True, blank=True)
    reason = models.CharField("断られた・終わった理由", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "参加先への試み"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["participation", "resource_id"],
                condition=Q(state__in=OPEN_PLACEMENTS),
                name="placement_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("person_no", "host_no", "ended")) | ~Q(reason=""),
                name="placement_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("started", "settled")) | Q(started_on__isnull=False),
                name="placement_started_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.resource_name

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PLACEMENTS


class PlacementEntry(ConfidentialModel):
    """What happened on a day: a visit, a trial, a look at how it goes; the words of both sides."""

    class Kind(models.TextChoices):
        STEP = "step", "次の段階へ"
        PERSON = "person", "本人の様子（定着支援）"
        HOST = "host", "受入先への支援"
        NOTE = "note", "連絡・調整"

    is_written_once = True

    placement = SameCompartmentKey(Placement, related_name="entries")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    to = models.CharField("段階", max_length=10, choices=PlacementState, blank=True)
    on = models.DateField("日", default=timezone.localdate)
    person_says = models.CharField("本人の言葉", max_length=300, blank=True)
    host_says = models.CharField("受入先の言葉", max_length=300, blank=True)
    text = models.CharField("様子・支えたこと", max_length=500, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "参加先での経過"


class HostTelling(ConfidentialModel):
    """What was told to a host, word for word, within which consent (R3, R21). Never changed."""

    class Way(models.TextChoices):
        ORAL = "oral", "会って・電話で話す"
        LETTER = "letter", "手紙・文書を渡す"

    is_written_once = True

    placement = SameCompartmentKey(Placement, related_name="tellings")
    # The consent lies in another compartment (R5).
    consent_id = models.UUIDField("同意")
    host = models.CharField("伝えた先", max_length=150)
    way = models.CharField("伝え方", max_length=10, choices=Way)
    told_on = models.DateField("伝えた日", default=timezone.localdate)
    categories = models.JSONField("情報の種類", default=list)  # CL-41
    text = models.TextField("伝えた内容")

    class Meta(ConfidentialModel.Meta):
        ordering = ["-told_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "受入先に伝えたこと"
