"""Figures that a body sets for its own work; what it leaves empty is as the ward has it.

One row a body at most, edited with the body among the masters. Figures of alerts: `figures`. A further
setting of another kind is a column here, a function beside `monitoring_months`, and a line in
docs/masters.md.
"""

import re
import unicodedata
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from .figures import FigureColumns

MOST_MONTHS = 60
SEVERAL = re.compile(r"[\s、,，・]+")


def months_in(text: str) -> list[int]:
    """The numbers of months in a text such as 「3、6、12」, in order; ValueError for anything else."""
    parts = SEVERAL.split(unicodedata.normalize("NFKC", text).strip())
    return sorted({int(part) for part in parts if part})


def check_months(text: str) -> None:
    """Whole months, from 1 to MOST_MONTHS."""
    try:
        months = months_in(text)
    except ValueError:
        months = [0]
    if any(not 0 < month <= MOST_MONTHS for month in months):
        raise ValidationError(
            f"1から{MOST_MONTHS}までの月数を、「、」で区切って書いてください。例：3、6、12"
        )


class BodySettings(FigureColumns):
    """What a body has settled for itself 機関ごとの設定."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.OneToOneField(
        "organizations.Body", verbose_name="機関", on_delete=models.PROTECT, related_name="settings"
    )
    monitoring_months = models.CharField(
        "モニタリングの目安（か月）",
        max_length=50,
        blank=True,
        validators=[check_months],
        help_text="例：3、6、12。この機関が事務局のプランで使います。空欄のときは区の目安（CL-45）",
    )

    class Meta:
        ordering = ["body"]
        verbose_name = verbose_name_plural = "機関ごとの設定"

    def __str__(self) -> str:
        return f"{self.body} の設定"


def monitoring_months(body: Any) -> list[int]:
    """After how many months plans of this body are looked at; empty: as the ward has it."""
    rows = BodySettings.objects.filter(body=body).values_list("monitoring_months", flat=True)
    return months_in(rows.first() or "")
