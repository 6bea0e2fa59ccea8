"""Sending a form: answered once, refused in words beside it, and never stuck behind a colleague.

The frame that the form pages of an app share. Three things hold for all of them:

- what was sent before leads to where it led then, before anything is asked of the state of today: pressing
  「再読み込み」 after a lost answer is no error;
- whether a step is there *now* decides about the page that offers it (`only_to_open`). What somebody has typed
  meanwhile goes to the service, which refuses in its words; nothing is lost;
- a form that carries a version says of which row it is. When a colleague was first, the page shows what she saved
  beside what was typed, and the form takes the version of now: whoever has seen both saves on purpose.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from access.errors import DomainError, StaleError
from drafts.models import FormKey
from drafts.submit import see_other, submit_once

from .forms import TECHNICAL

# A comparison of more rows than this shows only those that differ.
SHORT = 10


def only_to_open(request: HttpRequest, is_there: object) -> None:
    """404 for the page of a step that is not there now, as for one that never was (R14). Not for what is
    sent: there the service says why not. Who has no right to the step is refused before, always."""
    if not is_there and request.method != "POST":
        raise Http404


def _known(request: HttpRequest, key: Any) -> FormKey | None:
    """What one's own form key stands for, if it was sent before."""
    if request.method != "POST":
        return None
    try:
        asked = uuid.UUID(str(key))
    except ValueError:
        return None
    found: FormKey | None = FormKey.objects.visible_to(request.user).filter(key=asked).first()
    return found


def sent_before(request: HttpRequest, form: Any) -> HttpResponse | None:
    """Where this filling-in led when it was sent the first time; None if it never was."""
    known = _known(request, form.data.get(form.add_prefix("form_key"), ""))
    if known is None:
        return None
    if known.body_hash == form.body_hash():
        return see_other(known.result_url or request.path)
    return render(request, "ui/already_saved.html", {"result_url": known.result_url}, status=409)


def led_before(request: HttpRequest) -> HttpResponse | None:
    """The same for a step that ends one's own sight of what it is about: asked before anything is read."""
    known = _known(request, request.POST.get("form_key", ""))
    return see_other(known.result_url) if known is not None and known.result_url else None


def send(
    request: Any,
    form: Any,
    save: Callable[[], str],
    *,
    now: Callable[[], Any] | None = None,
    compare: Sequence[str] | None = None,
) -> tuple[HttpResponse | None, list[dict[str, str]]]:
    """The answer to a form that was sent; or None with the rows of a comparison, if it is to be shown again.

    `now` gives the row of which the form carries the version, as it stands at this moment. `compare` names
    fields shown beside what was typed; without it all that the row has.
    """
    require_row(form, now)
    if request.method != "POST":
        return None, []
    answer = sent_before(request, form)
    if answer is not None or not form.is_valid():
        return answer, []
    log = request.acting.log
    before = len(log.entries)
    beside: list[dict[str, str]] = []
    try:
        return submit_once(request, form, save), []
    except StaleError as error:
        row = now() if now is not None else None
        beside = _beside(form, row, compare)
        form.add_error(None, str(error))
        if row is not None:
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(row.version)
    except DomainError as error:
        form.add_error(None, str(error))
    del log.entries[before:]
    return None, beside


def require_row(form: Any, now: object) -> None:
    """A form that carries a version and cannot take over the next one could never be saved again."""
    if form.initial.get("version") and now is None:
        raise TypeError(f"{type(form).__name__} carries a version: say of which row")


def _beside(form: Any, row: Any, names: Sequence[str] | None) -> list[dict[str, str]]:
    """What is saved now beside what was typed."""
    if row is None:
        return []
    names = [n for n in names or form.fields if n not in TECHNICAL and hasattr(row, n)]
    rows = [
        {
            "label": str(form.fields[name].label),
            "before": _words(form.fields[name], getattr(row, name)),
            "after": _words(form.fields[name], form.cleaned_data.get(name)),
        }
        for name in names
        if name in form.fields
    ]
    return rows if len(rows) <= SHORT else [row for row in rows if row["before"] != row["after"]]


def _words(field: Any, value: Any) -> str:
    """A value as it stands on the screen."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    choices = {str(k): str(v) for k, v in getattr(field, "choices", [])}
    if isinstance(value, list | tuple):
        return "、".join(choices.get(str(one), str(one)) for one in value)
    shown = field.prepare_value(value)
    return choices.get(str(shown), "" if shown is None else str(shown))
