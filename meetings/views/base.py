"""One way for every form of a meeting: bind, save once, explain what could not be saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse

from access.models import ConfidentialModel
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from bunkyo_support.saving import led_before, only_to_open, send

__all__ = ["BOTH", "Changing", "form_page", "led_before", "only_to_open", "save_form"]
BOTH = ("GET", "HEAD", "POST")
# The row of which a form carries the version, or how it is read again.
Changing = ConfidentialModel | Callable[[], Any] | None


def save_form(
    request: Any, form: Any, save: Callable[[], str], changing: Changing = None
) -> HttpResponse | None:
    """Call the service once; None when the form is to be shown again with what went wrong."""
    return send(request, form, save, now=_again(request, changing))[0]


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    *,
    entry: ConfidentialModel | None,
    template: str = "meetings/form.html",
    changing: Changing = None,
    compare: Sequence[str] | None = None,
) -> HttpResponse:
    """A page with one form; `entry` goes into the log. A form that carries a version names its row as
    `changing`: when somebody else has saved it, what she saved stands beside what was typed."""
    now = _again(request, changing)
    answer, saved = send(request, form, save, now=now, compare=compare)
    if answer is not None:
        return answer
    if entry is not None:
        request.acting.log.note("read", entry)
    return render_form(request, template, {**context, "form": form, "saved": saved}, form)


def _again(request: Any, changing: Changing) -> Callable[[], Any] | None:
    if changing is None or not isinstance(changing, ConfidentialModel):
        return changing
    return lambda: get_visible(type(changing), request.user, changing.pk)
