"""Numbers of one person, kept for a minute (kept.py); part of reports.models, by which it is imported."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from access.models import PersonalModel


class KeptCount(PersonalModel):
    """What somebody could count herself when it was counted, and when that was. Ids, codes, days and
    numbers; not a word."""

    of = models.CharField("画面（記号）", max_length=20)
    # Of what was counted: bodies, roles, period, day. Another fingerprint is counted anew.
    how = models.CharField("数えた範囲（要約値）", max_length=64)
    numbers = models.JSONField("数", default=dict)
    counted_at = models.DateTimeField("数えた日時", default=timezone.now)
    # How long counting took, in milliseconds: what takes long is not waited for (counted_first.py). 0: not counted yet.
    took_ms = models.PositiveIntegerField("数えた時間（ミリ秒）", default=0, db_default=0)
    # Counted again by itself while she is at work (keeping_fresh.py).
    asked_at = models.DateTimeField("最後に見た日時", default=timezone.now, db_default=Now())

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "user_id", "counted_at", "asked_at")
    jobs_role_deletes_where: ClassVar[str] = "asked_at < now() - interval '1 day'"

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "1分間だけ残す数"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "of"], name="kept_count_once")
        ]
