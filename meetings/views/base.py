"""One way for every form of a meeting: bind, save once, explain what could not be saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse

from access.errors import DomainError, StaleError
from access.models import ConfidentialModel
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from drafts.submit import submit_once

BOTH = ("GET", "HEAD", "POST")


def save_form(
    request: Any,
    form: Any,
    save: Callable[[], str],
    changing: ConfidentialModel | None = None,
) -> HttpResponse | None:
    """Call the service once; None when the form is to be shown again with what went wrong.

    When a colleague saved meanwhile, the form keeps what was typed and takes the version of now:
    whoever has seen both saves on purpose.
    """
    log = request.acting.log
    before = len(log.entries)
    try:
        return submit_once(request, form, save)
    except StaleError as error:
        form.add_error(None, str(error))
        if changing is not None:
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(_as_saved(request, changing).version)
    except DomainError as error:
        form.add_error(None, str(error))
    del log.entries[before:]
    return None


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    *,
    entry: ConfidentialModel | None,
    template: str = "meetings/form.html",
    changing: ConfidentialModel | None = None,
    compare: Sequence[str] = (),
) -> HttpResponse:
    """A page with one form; `entry` goes into the log. When somebody else has saved the row that
    is being changed, the fields named in `compare` stand beside what was typed."""
    if request.method == "POST" and form.is_valid():
        answer = save_form(request, form, save, changing)
        if answer is not None:
            return answer
    if entry is not None:
        request.acting.log.note("read", entry)
    conflict = changing is not None and bool(form.errors)
    saved = _saved(form, _as_saved(request, changing), compare) if conflict else []
    return render_form(request, template, {**context, "form": form, "saved": saved}, form)


def _as_saved(request: Any, row: Any) -> ConfidentialModel:
    return get_visible(type(row), request.user, row.pk)


def _saved(form: Any, row: Any, names: Sequence[str]) -> list[dict[str, str]]:
    """What is saved now beside what was typed, when somebody else saved meanwhile."""
    if form.version is None or row.version == form.version:
        return []
    return [
        {
            "label": str(form.fields[name].label),
            "before": _words(form.fields[name], getattr(row, name)),
            "after": _words(form.fields[name], form.cleaned_data.get(name)),
        }
        for name in names
    ]


def _words(field: Any, value: Any) -> str:
    """A value as it stands on the screen."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    choices = {str(k): str(v) for k, v in getattr(field, "choices", [])}
    shown = field.prepare_value(value)
    return choices.get(str(value), "" if shown is None else str(shown))
