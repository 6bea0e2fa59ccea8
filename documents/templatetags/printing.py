"""Filters for papers: {{ person.name|unprintable }}, {{ goal.text|kana:readings }}.

`readings` are the known readings of names, or None where no readings are wanted.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from documents import furigana
from documents.fonts import missing_characters
from documents.wareki import format_date

register = template.Library()


@register.filter
def unprintable(text: object) -> str:
    """The characters that no bundled font can print as they were typed; empty when all can be."""
    return "、".join(missing_characters(str(text or "")))


@register.filter
def name_within(person: Any, most: int) -> str:
    """What a person is called where there is little room: her name is cut, never what it is marked with."""
    mark = person.name_words.removeprefix(person.name)
    return f"{Truncator(person.name).chars(most)}{mark}"


@register.filter
def pieces(number: object) -> list[str]:
    """The parts of a number of a paper, which may not fit into one line: it ends between them, not within 第6版."""
    return str(number or "").split("　")


@register.filter
def kana(text: object, readings: Mapping[str, str] | None) -> SafeString:
    """The text with readings over the words that are known, when readings are wanted."""
    return escape(str(text or "")) if readings is None else furigana.ruby(text, readings)


@register.filter
def kana_day(day: datetime.date | None, readings: Mapping[str, str] | None) -> SafeString:
    """令和8年11月25日, with readings when they are wanted."""
    if day is None:
        return escape("")
    return escape(format_date(day)) if readings is None else furigana.ruby_day(day)
