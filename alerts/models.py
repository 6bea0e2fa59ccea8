"""Alerts as scheduled work wrote them, what each person did with them, and her daily mail.

An alert row opens nothing and is believed by nobody: whether its reason holds and whom it concerns is
asked when somebody looks (R17, reading.py). It holds ids, a code and dates.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from access.models import PersonalModel
from access.scheduled import ScheduledModel, ScheduledQuerySet


class AlertQuerySet(ScheduledQuerySet):
    def standing(self) -> "AlertQuerySet":
        """Their reason was there when scheduled work last looked."""
        return self.filter(resolved_at__isnull=True)

    def put_off_by(self, user: Any, *, until_later: bool = True) -> "AlertQuerySet":
        """Those that she has put off to a day to come; or all the others."""
        marks = AlertMark.objects.visible_to(user).filter(
            alert=OuterRef("pk"), snoozed_until__gt=timezone.localdate()
        )
        return self.filter(Exists(marks) if until_later else ~Exists(marks))

    def first_of_each_rule(self, number: int) -> "AlertQuerySet":
        """So many of each rule, those due first; each with how many there are (`of_rule`)."""
        by_day = Window(
            RowNumber(), partition_by=F("rule"), order_by=[F("due_on").asc(), F("pk").asc()]
        )
        counted = Window(Count("pk"), partition_by=F("rule"))
        return self.annotate(of_rule=counted, place=by_day).filter(place__lte=number)


class Alert(ScheduledModel):
    """One reason to tell somebody of one row and one date: once, whoever computes it and how often."""

    class Turn(models.TextChoices):
        AHEAD = "ahead", "近づいている"
        LATE = "late", "過ぎている"

    rule = models.CharField("種類", max_length=40)
    object_id = models.UUIDField("対象")
    due_on = models.DateField("期限")
    turn = models.CharField("回", max_length=5, choices=Turn)
    resolved_at = models.DateTimeField("解消した日時", null=True)

    # How many there are of its rule, where that was asked (`first_of_each_rule`).
    of_rule: int

    jobs_role_updates: ClassVar[tuple[str, ...]] = ("resolved_at",)

    objects: ClassVar[Any] = AlertQuerySet.as_manager()

    class Meta(ScheduledModel.Meta):
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = "知らせ"
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["compartment"], condition=Q(resolved_at__isnull=True), name="alert_standing"
            ),
            models.Index(
                fields=["body"],
                condition=Q(resolved_at__isnull=True, compartment__isnull=True),
                name="alert_of_a_body",
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            # A crash, a retry or a second scheduler never makes two.
            models.UniqueConstraint(
                fields=["rule", "object_id", "due_on", "turn"], name="alert_once"
            ),
            models.CheckConstraint(
                condition=Q(turn__in=("ahead", "late")), name="alert_known_turn"
            ),
            models.CheckConstraint(
                condition=Q(compartment__isnull=False) | Q(body__isnull=False),
                name="alert_lies_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"

    @property
    def is_late(self) -> bool:
        return self.turn == self.Turn.LATE


class AlertMark(PersonalModel):
    """What somebody did with an alert: seen, or put off until a day. Hers alone."""

    # No key in the database: a foreign key looks past policies and would tell which ids exist (R14).
    alert = models.ForeignKey(
        Alert, on_delete=models.DO_NOTHING, db_constraint=False, related_name="marks"
    )
    seen_at = models.DateTimeField("見た日時", null=True)
    snoozed_until = models.DateField("この日まで知らせない", null=True)
    reason = models.CharField("そのわけ", max_length=200, blank=True)

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "知らせへの印"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "alert"], name="alert_marked_once"),
            models.CheckConstraint(
                condition=Q(snoozed_until__isnull=True) | ~Q(reason=""),
                name="alert_put_off_with_reason",
            ),
        ]


class DigestMail(PersonalModel):
    """The mail of one day to one person: whoever asks for it and how often, there is one."""

    on = models.DateField("日")

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "まとめのメール"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day")
        ]


class HomeCount(PersonalModel):
    """How many things on her home page are overdue or due today, and when that was counted (home_counts)."""

    number = models.PositiveIntegerField("件数")
    goes_on = models.BooleanField("それより多いかもしれない", default=False, db_default=False)
    counted_at = models.DateTimeField("数えた日時", default=timezone.now)

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "今日の仕事の件数"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user"], name="home_counted_last")
        ]


class DigestRefusal(PersonalModel):
    """Somebody wants no daily mail. While the row is there, none is made."""

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "まとめのメールを受け取らない"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user"], name="digest_refused_once")
        ]


class KnownTerminal(PersonalModel):
    """A terminal at which she has signed in, as far as that is known: a kind of browser in a network (S-56,
    docs/decisions/1006). `created_at` is the first time, `used_at` the last."""

    network = models.CharField("場所（ネットワーク）", max_length=45)
    browser = models.CharField("ブラウザー", max_length=40)
    used_at = models.DateTimeField("最後のログイン", default=timezone.now)

    class Meta(PersonalModel.Meta):
        ordering = ["-used_at", "id"]
        verbose_name = verbose_name_plural = "ログインに使った端末"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "network", "browser"], name="terminal_known_once"
            )
        ]
