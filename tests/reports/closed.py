"""A fiscal year that is over and closed, with figures that a test writes itself."""

from typing import Any

from django.utils import timezone

from documents.wareki import fiscal_year
from organizations.models import Appointment, Role
from reports.indicators import INDICATORS, months_of
from reports.models import MonthClose

YEAR = fiscal_year(timezone.localdate()) - 1
Figures = dict[str, list[Any]]


def cell(
    key: str, number: int | str, by: str = "", value: str = "", scope: str = "month"
) -> Figures:
    return {f"{scope}|{key}|{by}|{value}": [str(number), 20]}


def a_closed_year(user: Any, figures: dict[int, Figures] | None = None) -> int:
    """All twelve months closed; nothing in them but what is given by the number of the month."""
    held = Appointment.objects.current().filter(staff=user, role_group__role=Role.COORDINATOR)
    if held.exists():
        known = set(MonthClose.objects.visible_to(user).values_list("month", flat=True))
        for month in months_of(YEAR):
            if month not in known:
                kept = {
                    key: number for one in INDICATORS for key, number in cell(one.key, 0).items()
                }
                kept |= (figures or {}).get(month.month, {})
                MonthClose(created_by=user, month=month, figures=kept).save(force_insert=True)
    return YEAR
