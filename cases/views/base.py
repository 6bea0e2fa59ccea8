"""One way for every form of a case: bind, save once, explain what could not be saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest, body_asked
from access.explain import audience
from bunkyo_support.forms import render_form
from bunkyo_support.saving import Changing, save_form, send
from cases.going_on import not_any_more, not_while_paused
from cases.page import CasePage
from organizations.models import Body, Role

__all__ = [
    "BOTH",
    "form_page",
    "not_any_more",
    "not_while_paused",
    "person_page",
    "save_form",
    "supervised_body",
]
BOTH = ("GET", "HEAD", "POST")


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
    changing: Changing = None,
    compare: Sequence[str] | None = None,
    **extra: Any,
) -> HttpResponse:
    """A page with one form about a case. A form that carries a version names its row as `changing`;
    `compare` names the fields shown beside a conflict, if they are others than those that it was filled in with."""
    answer, saved = send(request, form, save, changing=changing, compare=compare)
    if answer is not None:
        return answer
    page.note_read(entry)
    context = page.context(form=form, heading=heading, submit=submit, saved=saved, **extra)
    return render_form(request, template, context, form)


def person_page(request: Any, page: CasePage, form: Any, save: Any, **words: Any) -> HttpResponse:
    """A form about people of the household; its readers are those of the basic information. Without `back` it
    leads back to the household."""
    assert page.face is not None
    readers = audience(request.user, page.face)
    return form_page(
        request,
        page,
        form,
        save,
        audience=readers,
        text_audience=readers,
        **{"back": reverse("cases:household", args=[page.case.pk]), **words},
    )


def supervised_body(request: ActingRequest) -> Body:
    """The body that the user supervises; of several the one asked for."""
    return body_asked(request, request.acting.bodies_with(Role.SUPERVISOR))
