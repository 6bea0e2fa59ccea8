"""Sending a form: answered once, refused in words beside it, and never stuck behind a colleague.

The frame of the form pages of all apps. Three things hold for each of them:

- what was sent before leads to where it led then, before anything is asked of the state of today: pressing
  「再読み込み」 after a lost answer is no error;
- whether a step is there *now* decides about the page that offers it (`only_to_open`). What somebody has typed
  meanwhile goes to the service, which refuses in its words; nothing is lost;
- a form that carries a version says of which row it is (`changing`). When a colleague was first, the page shows
  what she saved beside what was typed (`ui/_saved_meanwhile.html`), and the form takes the version of now:
  whoever has seen both saves on purpose.

A page is `form_page`; one that looks different by app or by step calls `send`, and `save_form` where it has no
place for a comparison.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from access.errors import DomainError, StaleError
from access.models import ConfidentialModel
from access.shortcuts import get_visible
from drafts.submit import led_before, submit_once

from .forms import TECHNICAL, render_form

# The row of which a form carries the version, or how that is read again: a row of no case, or, where the form
# is not made of one row, the values of now by name of the field.
Changing = ConfidentialModel | Callable[[], Any] | None
# A line of a comparison: label, before (what is saved), after (what was typed).
Line = dict[str, str]
# A comparison of more lines than this shows only those that differ.
SHORT = 10


def only_to_open(request: HttpRequest, is_there: object) -> None:
    """404 for the page of a step that is not there now, as for one that never was (R14). Not for what is
    sent: there the service says why not. Who has no right to the step is refused before, always."""
    if not is_there and request.method != "POST":
        raise Http404


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
    """A page with one form; `entry`, or the kind of a row of no case, goes into the log when it is shown."""
    answer, saved = send(request, form, save, changing=changing, compare=compare)
    if answer is not None:
        return answer
    if entry is not None or kind:
        request.acting.log.note("read", entry, kind=kind)
    return render_form(request, template, {**context, "form": form, "saved": saved}, form)


def save_form(
    request: Any, form: Any, save: Callable[[], str], changing: Changing = None
) -> HttpResponse | None:
    """Call the service once; None when the form is to be shown again with what went wrong."""
    return send(request, form, save, changing=changing)[0]


def send(
    request: Any,
    form: Any,
    save: Callable[[], str],
    *,
    changing: Changing = None,
    compare: Sequence[str] | None = None,
) -> tuple[HttpResponse | None, list[Line]]:
    """The answer to a form that was sent; or None with the lines of a comparison, if it is to be shown again.

    `compare` names fields shown beside what was typed; without it those of the row that the form was filled in
    with, or all where `changing` tells the values of now. There is a comparison only when somebody else was first: then the form has
    taken the version of now, and what the page says of the next click is true.
    """
    if form.initial.get("version") and changing is None:
        # Such a form could never be saved again after a colleague.
        raise TypeError(f"{type(form).__name__} carries a version: say of which row")
    if request.method != "POST":
        return None, []
    answer = led_before(request, form)
    if answer is not None or not form.is_valid():
        return answer, []
    log = request.acting.log
    before = len(log.entries)
    beside: list[Line] = []
    try:
        return submit_once(request, form, save), []
    except StaleError as error:
        if changing is not None:
            now = _of_now(request, changing)
            beside = _beside(form, now, compare)
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(_value(now, "version"))
        form.add_error(None, str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    del log.entries[before:]
    return None, beside


def _of_now(request: Any, changing: Any) -> Any:
    """What stands now: the service has changed the object in memory, and the database nothing."""
    if isinstance(changing, ConfidentialModel):
        return get_visible(type(changing), request.user, changing.pk)
    return changing()


def _value(now: Any, name: str) -> Any:
    return now.get(name) if isinstance(now, Mapping) else getattr(now, name, None)


def _beside(form: Any, now: Any, compare: Sequence[str] | None) -> list[Line]:
    """What is saved now beside what was typed."""
    names = [name for name in form.fields if name not in TECHNICAL]
    if compare is not None:
        names = [name for name in names if name in compare]
    elif not isinstance(now, Mapping):
        names = [name for name in names if name in form.initial and hasattr(now, name)]
    lines = [
        {
            "label": label_of(form, name),
            "before": _words(form.fields[name], _value(now, name)),
            "after": _words(form.fields[name], form.cleaned_data.get(name)),
        }
        for name in names
    ]
    return lines if len(lines) <= SHORT else [x for x in lines if x["before"] != x["after"]]


def label_of(form: Any, name: str) -> str:
    """What the form calls a field; where it has many of a kind, with what it belongs to."""
    found = form.label_of(name) if hasattr(form, "label_of") else form.fields[name].label
    return str(found)


def _words(field: Any, value: Any) -> str:
    """A value as it stands on the screen."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    choices = {str(k): str(v) for k, v in getattr(field, "choices", [])}
    if isinstance(value, list | tuple):
        return "、".join(choices.get(str(one), str(one)) for one in value)
    shown = field.prepare_value(value)
    return choices.get(str(shown), "" if shown is None else str(shown))
