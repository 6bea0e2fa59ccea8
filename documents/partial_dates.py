"""Dates of which only the year or the month is known: 昭和40年ごろ is how people remember.

Kept as the first day of what is known, with its precision; never shown more exact than known.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .wareki import ERAS, DateInputError, era_of, format_date, parse_date

YEAR, MONTH, DAY = "year", "month", "day"
PRECISIONS = [(YEAR, "年"), (MONTH, "年月"), (DAY, "年月日")]
_NAMES = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter)}
_YEAR = re.compile(
    rf"(?P<era>{'|'.join(sorted(_NAMES, key=len, reverse=True))})?\s*(?P<year>元|\d{{1,4}})\s*年?"
    r"(?:\s*[./年\- ]?\s*(?P<month>\d{1,2})\s*月?)?\s*(?:頃|ころ|ごろ)?"
)


@dataclass(frozen=True)
class PartialDate:
    """The first day of what is known, and how much that is."""

    on: date
    precision: str = DAY

    def __str__(self) -> str:
        return format_partial(self.on, self.precision)


def format_partial(day: date, precision: str) -> str:
    """昭和40年, 昭和40年3月 or 昭和40年3月2日."""
    whole = format_date(day)
    if precision == YEAR:
        return whole[: whole.index("年") + 1]
    return whole[: whole.index("月") + 1] if precision == MONTH else whole


def short_year(day: date) -> str:
    """S40 or R元, for a narrow place in a drawing."""
    era = era_of(day)
    year = era.year_of(day.year)
    return f"{era.letter}{'元' if year == 1 else year}"


def parse_partial(text: str) -> PartialDate:
    """A year, a month or a day as people type it; DateInputError says why it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    match = _YEAR.fullmatch(plain)
    if match is None or (match["era"] is None and len(match["year"]) != 4):
        return PartialDate(parse_date(text))
    month = match["month"]
    if match["era"] is None:
        day = parse_date(f"{match['year']}/{month or 1}/1")
        return PartialDate(day, MONTH if month else YEAR)
    return _within_era(match["era"], match["year"], month)


def _within_era(word: str, year: str, month: str | None) -> PartialDate:
    """The first year and month of an era begin on its first day."""
    era = _NAMES[word]
    if month is None and (year in ("元", "1")):
        return PartialDate(era.first_day, YEAR)
    try:
        return PartialDate(parse_date(f"{word}{year}.{month or 1}.1"), MONTH if month else YEAR)
    except DateInputError:
        first = era.first_day
        if month and year in ("元", "1") and int(month) == first.month:
            return PartialDate(first, MONTH)
        raise


class PartialDateField(forms.Field):
    """One text input for a year, a month or a day."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "年だけでもかまいません。例：S40、平成10年4月、R3.5.2")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> PartialDate | None:
        """What is known; None for an empty field; an error that tells why it is no date."""
        if isinstance(value, PartialDate):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_partial(str(value))
        except DateInputError as error:
            raise ValidationError(str(error), code="invalid_date") from error

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value
