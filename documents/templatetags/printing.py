"""Filters about what a paper can show: {{ person.name|unprintable }}."""

from django import template

from documents.fonts import missing_characters

register = template.Library()


@register.filter
def unprintable(text: object) -> str:
    """The characters that no bundled font can print as they were typed; empty when all can be."""
    return "、".join(missing_characters(str(text or "")))
