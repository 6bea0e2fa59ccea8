"""A form filled in as a person would: what stands there stays, what is asked for is written."""

import datetime
import uuid
from typing import Any

from django import forms

from documents.forms import WarekiDateField

TYPED = "書いているところです"


def filled(form: Any, **own: Any) -> dict[str, Any]:
    """What a browser sends of it, with its key and the version that was before one's eyes."""
    sent = {name: value for bound in form.visible_fields() if (value := _value(bound)) is not None
            for name in [bound.html_name]}  # fmt: skip
    sent |= {"form_key": str(uuid.uuid4()), **own}
    version = form["version"].value()
    return sent if version in (None, "") else sent | {"version": str(version)}


def _value(bound: Any) -> Any:
    field, value = bound.field, bound.value()
    if isinstance(field, forms.MultipleChoiceField):
        return [str(v) for v in value or []] or [_first(field)]
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(value, datetime.date):
        return f"{value:%Y/%m/%d}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if value not in (None, ""):
        return str(getattr(value, "pk", value))
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _first(field) if field.required else None
    if isinstance(field, WarekiDateField):
        return f"{datetime.date.today():%Y/%m/%d}" if field.required else None
    return TYPED if isinstance(field, forms.CharField) else None


def _first(field: Any) -> str:
    return next(str(value) for value, _ in field.choices if str(value))
