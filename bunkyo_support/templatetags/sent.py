"""Carrying what was typed over a check-answers page."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def sent_again(form: Any) -> SafeString:
    """Hidden inputs with what the form was sent, for the page between writing and sending."""
    data = form.data
    pairs = [
        (name, value)
        for name in (form.add_prefix(field) for field in form.fields)
        for value in (data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")])
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
