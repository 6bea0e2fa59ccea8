"""When a plan is looked at again: the months that its secretariat proposes, or else the ward (CL-45), and
the days they give."""

import calendar
import datetime
from collections.abc import Sequence

from documents.wareki import format_date

from .choices import codes

MONTHS = "CL-45"


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def proposals(since: datetime.date, months: Sequence[int] = ()) -> list[tuple[str, str]]:
    """Choices for a form: months and, in words, the day they give. `months`: those that the body has
    settled for itself (organizations.body_settings); without, the list that the ward keeps."""
    offered = [(str(month), f"{month}か月後") for month in months] or codes(MONTHS)
    return [
        (value, f"{label}（{format_date(months_after(since, int(value)))}）")
        for value, label in offered
        if value.isdecimal() and 0 < int(value) <= 60
    ]
