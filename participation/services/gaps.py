"""A search that found nothing leaves a row about nobody, for the map of what is missing (R7, R20)."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from organizations.models import Area
from participation.models import UnmetNeed


def half_of(day: datetime.date) -> datetime.date:
    """The first day of the half fiscal year of a day."""
    if day.month >= 10:
        return day.replace(month=10, day=1)
    if day.month >= 4:
        return day.replace(month=4, day=1)
    return datetime.date(day.year - 1, 10, 1)


def note_unmet(
    *, menus: Iterable[str], area: Area | None, half_from: datetime.date | None = None
) -> list[UnmetNeed]:
    """One row for each menu that was looked for. Of the case, the person and the day nothing is kept."""
    half = half_from or half_of(timezone.localdate())
    return [UnmetNeed.objects.create(menu=menu, area=area, half_from=half) for menu in menus]
