"""Filters for dates on pages and papers: {{ day|wareki }}."""

from datetime import date, datetime

from django import template

from documents import wareki as dates

register = template.Library()


def _day(value: object) -> date | None:
    """The day in Tokyo; nothing for an empty value."""
    if isinstance(value, datetime):
        return value.date() if value.tzinfo is None else value.astimezone(dates.TOKYO).date()
    return value if isinstance(value, date) else None


@register.filter
def wareki(value: object) -> str:
    """令和8年11月25日."""
    day = _day(value)
    return dates.format_date(day) if day else ""


@register.filter
def wareki_weekday(value: object) -> str:
    """令和8年11月25日（水）."""
    day = _day(value)
    return dates.format_date_weekday(day) if day else ""


@register.filter
def wareki_time(value: object) -> str:
    """令和8年11月25日（水） 14:31."""
    return dates.format_datetime(value) if isinstance(value, datetime) else ""
