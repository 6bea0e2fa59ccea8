"""Figures of §11.3 (domain.md): after how many days, how long before, on which day of the month.

Each is a column of BodySettings; what a body leaves empty is as it stands here. Read them through
`Figures`, all at once: whoever asks about many rows of many bodies asks the database once.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


@dataclass(frozen=True)
class Figure:
    """What a figure is called, what it is where nobody has set it, and its bounds."""

    label: str
    default: int
    unit: str = "日"
    least: int = 1
    most: int = 365


FIGURES: dict[str, Figure] = {
    "screening_days": Figure("受付から見立てまで", 7),
    "receipt_days": Figure("つなぎの受領まで", 2, "開庁日"),
    "first_contact_days": Figure("引き受けから初回の接触まで", 7),
    "monitoring_ahead_days": Figure("モニタリングの何日前に知らせるか", 14),
    "plan_end_ahead_days": Figure("計画期間が終わる何日前に知らせるか", 30),
    "consent_ahead_days": Figure("同意の期限の何日前に知らせるか", 30),
    "pledge_ahead_days": Figure("誓約書のない構成員を、開催の何日前から知らせるか", 14),
    "papers_days": Figure("会議資料の返却まで", 3, "開庁日"),
    "minutes_days": Figure("開催から会議録の確定まで", 7),
    "silence_days": Figure("動きのないケースを知らせるまで", 60, most=730),
    "protection_ahead_days": Figure("保護の期限の何日前に知らせるか", 30),
    "monthly_close_day": Figure("月次の報告の締め日", 16, "日（毎月）", most=28),
    "handing_over_month": Figure("異動の引き継ぎを知らせる月", 3, "月", most=12),
    "digest_hour": Figure("まとめのメールを送る時刻", 8, "時", least=0, most=23),
}


def _column(name: str) -> Any:
    figure = FIGURES[name]
    return models.PositiveSmallIntegerField(
        figure.label,
        null=True,
        blank=True,
        validators=[MinValueValidator(figure.least), MaxValueValidator(figure.most)],
        help_text=f"空欄のときは {figure.default}{figure.unit}",
    )


class FigureColumns(models.Model):
    """The columns, one for each of FIGURES."""

    screening_days = _column("screening_days")
    receipt_days = _column("receipt_days")
    first_contact_days = _column("first_contact_days")
    monitoring_ahead_days = _column("monitoring_ahead_days")
    plan_end_ahead_days = _column("plan_end_ahead_days")
    consent_ahead_days = _column("consent_ahead_days")
    pledge_ahead_days = _column("pledge_ahead_days")
    papers_days = _column("papers_days")
    minutes_days = _column("minutes_days")
    silence_days = _column("silence_days")
    protection_ahead_days = _column("protection_ahead_days")
    monthly_close_day = _column("monthly_close_day")
    handing_over_month = _column("handing_over_month")
    digest_hour = _column("digest_hour")

    class Meta:
        abstract = True


class Figures:
    """The figures of all bodies, asked for once."""

    def __init__(self, rows: Iterable[dict[str, Any]] | None = None) -> None:
        found = self.asked() if rows is None else rows
        self._set: dict[uuid.UUID, dict[str, Any]] = {row["body_id"]: row for row in found}

    @staticmethod
    def asked() -> Any:
        """The question for them, to be asked together with others."""
        from .models import BodySettings

        return BodySettings.objects.values("body_id", *FIGURES)

    def of(self, body: uuid.UUID | None, name: str) -> int:
        """The figure of a body, or the one that holds where nothing is set."""
        found = self._set.get(body, {}).get(name) if body else None
        return FIGURES[name].default if found is None else int(found)

    def least(self, name: str) -> int:
        """The smallest that any body has: to ask for candidates."""
        return min(self._all(name))

    def most(self, name: str) -> int:
        """The largest that any body has."""
        return max(self._all(name))

    def _all(self, name: str) -> list[int]:
        known = [row[name] for row in self._set.values() if row[name] is not None]
        return [FIGURES[name].default, *known]
