"""One way for every form of this app: bind, save once, explain what could not be saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse

from access.models import ConfidentialModel
from access.open_registers import EVERYBODY, KEEPERS
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from bunkyo_support.saving import only_to_open, send

__all__ = ["BOTH", "KEEP", "READERS", "Changing", "form_page", "only_to_open", "saved"]
BOTH = ("GET", "HEAD", "POST")
READERS, KEEP = EVERYBODY, KEEPERS
# The row of which a form carries the version, or how it is read again (rows of no case).
Changing = ConfidentialModel | Callable[[], Any] | None


def saved(
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
    template: str,
    entry: ConfidentialModel | None = None,
    kind: str = "",
    changing: Changing = None,
    compare: Sequence[str] | None = None,
) -> HttpResponse:
    """A page with one form; `entry`, or the kind of a row of no case, goes into the log. A form that
    carries a version names its row as `changing`."""
    now = _again(request, changing)
    answer, beside = send(request, form, save, now=now, compare=compare)
    if answer is not None:
        return answer
    request.acting.log.note("read", entry, kind=kind)
    return render_form(request, template, {**context, "form": form, "saved": beside}, form)


def _again(request: Any, changing: Changing) -> Callable[[], Any] | None:
    if changing is None or not isinstance(changing, ConfidentialModel):
        return changing
    return lambda: get_visible(type(changing), request.user, changing.pk)
