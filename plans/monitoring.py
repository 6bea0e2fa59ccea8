"""When a plan is looked at again: the months that the ward proposes (CL-45) and the days they give."""

import calendar
import datetime

from documents.wareki import format_date

from .choices import codes

MONTHS = "CL-45"
OTHER_DAY = ""


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def proposals(since: datetime.date) -> list[tuple[str, str]]:
    """Choices for a form: months and, in words, the day they give; the ward keeps the list."""
    return [
        (value, f"{label}（{format_date(months_after(since, int(value)))}）")
        for value, label in codes(MONTHS)
        if value.isdecimal() and 0 < int(value) <= 60
    ]
