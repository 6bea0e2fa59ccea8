"""Unusual reading, for auditors: what the database has noticed in the log, and what came of it (S-73).

No content and no name out of a case: a flag is a definition, a member of staff, a day and a case number.
Flags are written by `access.find_unusual` and `access.find_unneeded` alone (sql/unusual.sql).
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .statements import GATE, JOBS


class Unusual(models.TextChoices):
    """What is looked for; docs/read-log.md has each definition with its number."""

    MANY = "many", "U1 短い時間に多くのケース"
    SURNAME = "surname", "U2 同じ名字の人がいるケース"
    COLLEAGUE = "colleague", "U3 職員に関わるケース"
    HOURS = "hours", "U4 業務時間の外"
    REFUSED = "refused", "U5 表示できない記録への要求"
    SEARCHES = "searches", "U6 何も開かない検索"
    IN_ROW = "in_row", "U7 次々に開いたケース"
    READERS = "readers", "U8 1日に多くの職員が開いたケース"
    NO_TASK = "no_task", "U9 関わりの記録がない多くのケース"


class Conclusion(models.TextChoices):
    """What an auditor finds when she closes a flag."""

    NEEDED = "needed", "業務に必要な閲覧だった"
    EXPLAINED = "explained", "説明を受け、問題はなかった"
    WRONG = "wrong", "不適切な閲覧だった（所属の上司に伝えた）"
    MISTAKEN = "mistaken", "目印の誤り（同姓の別人など）"


def _figure(label: str, begins_with: int) -> Any:
    """How many are told from then on; the version that still runs writes rows without it."""
    return models.PositiveSmallIntegerField(
        label,
        default=begins_with,
        db_default=begins_with,
        validators=[MinValueValidator(2), MaxValueValidator(1000)],
    )


class ReadingFigures(models.Model):
    """The figures in force: the newest row. Who changes one adds a row, so that each flag can be
    explained by the figures of its day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("決めた日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    many_cases = models.PositiveSmallIntegerField(
        "U1 ケースの数",
        default=30,
        validators=[MinValueValidator(2), MaxValueValidator(1000)],
    )
    many_minutes = models.PositiveSmallIntegerField(
        "U1 時間（分）", default=60, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    opens_at = models.TimeField("U4 業務の始まり", default=datetime.time(7, 0))
    closes_at = models.TimeField("U4 業務の終わり", default=datetime.time(20, 0))
    refused = models.PositiveSmallIntegerField(
        "U5 1日の回数", default=20, validators=[MinValueValidator(2), MaxValueValidator(1000)]
    )
    searches = _figure("U6 1日の回数", 10)
    row_cases = _figure("U7 ケースの数", 10)
    row_seconds = _figure("U7 次を開くまで（秒）", 30)
    readers = _figure("U8 1日の職員の数", 8)
    other_cases = _figure("U9 1日のケースの数", 10)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "注意する閲覧の目安"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=models.F("closes_at")),
                name="office_opens_before_it_closes",
            )
        ]


class ReadingFlagQuerySet(models.QuerySet[Any]):
    """Rows reach only auditors: the policy asks access.sees_flag."""

    def with_state(self) -> "ReadingFlagQuerySet":
        """Each with `is_closed`: somebody closed it, and nothing was read under it since."""
        closing = ReadingFinding.objects.filter(
            flag=OuterRef("pk"), seen_reads__gte=OuterRef("reads")
        ).exclude(conclusion="")
        made: ReadingFlagQuerySet = self.annotate(is_closed=Exists(closing))
        return made


class ReadingFlag(models.Model):
    """One person, one day, one definition and, where it is about one, one case; of many readers of a case no
    person. No foreign keys, as in the log: a flag outlives what it names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField("目印", max_length=10, choices=Unusual)
    user_id = models.UUIDField("職員", null=True, db_index=True)
    day = models.DateField("日")
    case_number = models.CharField("ケース番号", max_length=20, blank=True)
    case_id = models.UUIDField(null=True)
    reads = models.PositiveIntegerField("回数")
    cases = models.PositiveIntegerField("ケースの数")
    first_at = models.DateTimeField("最初")
    last_at = models.DateTimeField("最後")
    figure = models.CharField("目安", max_length=40, blank=True)
    found_at = models.DateTimeField("気づいた日時")

    objects = ReadingFlagQuerySet.as_manager()
    is_closed: bool

    class Meta:
        ordering = ["-day", "rule", "id"]
        verbose_name = verbose_name_plural = "注意する閲覧"
        default_permissions = ()
        indexes: ClassVar[list[Any]] = [models.Index(fields=["-day", "rule", "id"])]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["rule", "user_id", "day", "case_number"],
                name="flag_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["rule", "day", "case_number"],
                condition=Q(user_id__isnull=True),
                name="flag_of_nobody_once_a_day",
            ),
            models.CheckConstraint(condition=Q(rule__in=Unusual.values), name="flag_known_rule"),
        ]


class ReadingFinding(models.Model):
    """What an auditor writes to a flag; with a conclusion it closes it. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flag = models.ForeignKey(ReadingFlag, on_delete=models.PROTECT, related_name="findings")
    conclusion = models.CharField("結論", max_length=10, choices=Conclusion, blank=True)
    text = models.TextField("書くこと", max_length=1000)
    # How much had been read when it was written: what comes later opens the flag again.
    seen_reads = models.PositiveIntegerField(editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField("日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "注意する閲覧の確認"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(conclusion__in=["", *Conclusion.values]),
                name="finding_known_conclusion",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="finding_says_something"),
        ]


def unusual_sql() -> Iterator[str]:
    """Flags are written by the gate; the role for scheduled work reads the figures."""
    yield f"grant insert, update on public.access_readingflag to {GATE}"
    yield f"grant select on public.access_readingfigures to {JOBS}"
    yield "drop policy if exists scheduled on public.access_readingfigures"
    yield (
        f"create policy scheduled on public.access_readingfigures for select to {JOBS} using (true)"
    )
