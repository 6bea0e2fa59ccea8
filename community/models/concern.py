"""気になる人メモ: somebody noticed at a place, before there is a case (R2; decision 0125)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel
from organizations.models import Body

from .place import Place


class ConcernState(models.TextChoices):
    WAITING = "waiting", "見立て待ち"
    INTAKE = "intake", "相談受付にした"
    NOTHING = "nothing", "受付にしない"


class Urgency(models.TextChoices):
    AT_ONCE = "at_once", "すぐに（今日）"
    SOON = "soon", "数日のうちに"
    WATCH = "watch", "見守りながら"


class Concern(ConfidentialModel):
    """NOTICED: what was seen, of whom as far as anybody says, and what became of it."""

    ends: ClassVar[str] = "(t.closed_at at time zone 'Asia/Tokyo')"

    class Source(models.TextChoices):
        SEEN = "seen", "自分で気づいた"
        PERSON = "person", "本人の話"
        PARTICIPANT = "participant", "来ている人から聞いた"
        RUNNER = "runner", "世話役・ボランティアから聞いた"
        NEIGHBOUR = "neighbour", "近所の人から聞いた"
        UNNAMED = "unnamed", "名のらない人から聞いた"

    class Why(models.TextChoices):
        """Why there is no intake."""

        WATCHED = "watched", "居場所で見守る"
        KNOWN = "known", "すでに支援している"
        DECLINED = "declined", "本人が望まない"
        INFORMED = "informed", "その場の情報提供で足りた"
        MISTAKEN = "mistaken", "思い違いだった"
        OTHER = "other", "その他"

    # Closed: what was decided stays as it is.
    fixed_once: ClassVar[str] = "closed_at"

    place = models.ForeignKey(
        Place,
        verbose_name="居場所",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", editable=False)
    # The file was opened with it, and not for a household that was known.
    opened_file = models.BooleanField(default=True, editable=False)
    noticed_on = models.DateField("気づいた日", default=timezone.localdate)
    # Empty: nobody is named.
    person_words = models.CharField("だれのこと", max_length=100, blank=True)
    text = models.TextField("気になったこと")
    source = models.CharField("どうして分かったか", max_length=12, choices=Source)
    urgency = models.CharField("急ぎ", max_length=10, choices=Urgency)
    state = models.CharField(
        "状態", max_length=10, choices=ConcernState, default=ConcernState.WAITING
    )
    why = models.CharField("受付にしない理由", max_length=10, choices=Why, blank=True)
    why_words = models.CharField("理由のくわしいこと", max_length=300, blank=True)
    closed_at = models.DateTimeField("見立てた日時", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["-noticed_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "気になる人メモ"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_concern_a_compartment"),
            models.CheckConstraint(
                condition=models.Q(
                    state="waiting", closed_at__isnull=True, closed_by__isnull=True, why=""
                )
                | models.Q(state="intake", closed_at__isnull=False, closed_by__isnull=False, why="")
                | models.Q(state="nothing", closed_at__isnull=False, closed_by__isnull=False)
                & ~models.Q(why=""),
                name="concern_closed_with_its_result",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state == ConcernState.WAITING

    @property
    def called(self) -> str:
        return self.person_words or "名前を書いていない方"
