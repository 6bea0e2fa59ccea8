"""Small words for pages of meetings."""

import datetime
from typing import Any

from django import template

from cases.services.consent_at_hand import NOT_NAMED
from documents.wareki import format_date

from ..words import kind_of_meeting, law_of, support_meeting_name, words_of_meeting

register = template.Library()


@register.filter
def of(found: dict[Any, Any], key: Any) -> Any:
    """The entry of a key, or nothing."""
    return found.get(key)


@register.filter
def cell_of(row: Any, candidate: Any) -> Any:
    """What the member of a row of the matrix says of a candidate, or nothing."""
    return next((c for c in row.cells if c is not None and c.candidate_id == candidate.pk), None)


@register.simple_tag(takes_context=True)
def shown(context: Any, text: Any) -> str:
    """The text, or what of it may be projected (meetings.projection)."""
    masks = context.get("masks")
    return masks(text) if masks else str(text or "")


@register.filter
def wareki_month(day: datetime.date) -> str:
    """令和8年11月: nothing finer is shown."""
    return format_date(day).partition("月")[0] + "月"


@register.filter
def meeting_kind(basis: str) -> str:
    """What a conference of this basis is called; without one, a 支援会議."""
    return kind_of_meeting(basis) if basis else support_meeting_name()


@register.filter
def meeting_words(text: Any, basis: str) -> str:
    """A fixed text about a conference of this basis, with what it is called."""
    return words_of_meeting(str(text), basis)


@register.filter
def law(basis: str) -> str:
    """The article on which a conference of this basis sits."""
    return law_of(basis)


@register.inclusion_tag("ui/_note.html")
def not_named(title: str) -> dict[str, str]:
    """Whom to ask for the steps of this title: the consent names another coordinator (R3). As the refusal says it."""
    return {"tone": "info", "title": title, "text": f"{NOT_NAMED}。"}
