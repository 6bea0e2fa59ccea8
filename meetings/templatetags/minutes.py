"""Looking up by key in templates of meetings."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def of(found: dict[Any, Any], key: Any) -> Any:
    """The entry of a key, or nothing."""
    return found.get(key)
