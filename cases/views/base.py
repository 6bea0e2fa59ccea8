"""One way for every form of a case: bind, save once, explain what could not be saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.explain import audience
from bunkyo_support.forms import render_form
from cases.models import CaseRecord
from cases.page import CasePage
from drafts.submit import led_before, see_other, submit_once
from organizations.models import Body, Role

# A comparison of more rows than this shows only those that differ.
SHORT = 10
BOTH = ("GET", "HEAD", "POST")


def save_form(
    request: Any,
    form: Any,
    save: Callable[[], str],
    *,
    current: Callable[[], Any] | None = None,
) -> HttpResponse | None:
    """Call the service once; None when the form has to be shown again with what went wrong.

    A colleague saved meanwhile: the form keeps what was typed and takes the version of now, so
    that whoever has seen both can save on purpose.
    """
    log = request.acting.log
    before = len(log.entries)
    try:
        return submit_once(request, form, save)
    except StaleError as error:
        form.add_error(None, str(error))
        if current is not None:
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(current().version)
    except DomainError as error:
        form.add_error(None, str(error))
    del log.entries[before:]
    return None


def form_page(
    request: Any,
    page: CasePage,
    form: Any,
    save: Callable[[], str],
    *,
    heading: str,
    submit: str,
    template: str = "cases/form.html",
    entry: Any = None,
    current: Callable[[], Any] | None = None,
    compare: Sequence[str] = (),
    **extra: Any,
) -> HttpResponse:
    """A page with one form about a case; `compare` names the fields shown beside a conflict."""
    if request.method == "POST":
        answer = led_before(request, form)
        if answer is None and form.is_valid():
            answer = save_form(request, form, save, current=current)
        if answer is not None:
            return answer
    page.note_read(entry)
    saved = _saved(form, current() if current else None, compare) if form.errors else []
    context = page.context(form=form, heading=heading, submit=submit, saved=saved, **extra)
    return render_form(request, template, context, form)


def not_any_more(request: Any, page: CasePage, record: CaseRecord) -> HttpResponse | None:
    """Back to the case with the reason, where somebody comes to add to a record that was closed: a link of
    earlier, or a page that stood open meanwhile. None while the record goes on."""
    if not record.is_closed:
        return None
    messages.warning(request, "支援は終わっています。書き足すには、先に支援を再開してください")
    return see_other(reverse("cases:detail", args=[page.case.pk]))


def person_page(request: Any, page: CasePage, form: Any, save: Any, **words: Any) -> HttpResponse:
    """A form about a person; its readers are those of the basic information."""
    assert page.face is not None
    return form_page(
        request,
        page,
        form,
        save,
        back=reverse("cases:household", args=[page.case.pk]),
        text_audience=audience(request.user, page.face),
        **words,
    )


def _saved(form: Any, row: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    """What is saved now beside what was typed, when somebody else saved meanwhile."""
    if row is None or row.version == form.version:
        return []
    rows = [
        {
            "label": form.fields[name].label,
            "before": _words(form.fields[name], getattr(row, name, None)),
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
    if isinstance(value, list):
        return "、".join(choices.get(str(v), str(v)) for v in value)
    shown = field.prepare_value(value)
    return choices.get(str(value), "" if shown is None else str(shown))


def supervised_body(request: Any) -> Body:
    """The body that the user supervises; of several the one asked for."""
    bodies = request.acting.bodies_with(Role.SUPERVISOR)
    asked = request.GET.get("body", "")
    found = [b for b in bodies if str(b.pk) == asked] or bodies
    if not found:
        raise Http404
    first: Body = found[0]
    return first
