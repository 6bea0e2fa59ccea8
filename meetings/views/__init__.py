"""Views of meetings: declare the rule, bind the form, call the service, render."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from access.errors import DomainError
from bunkyo_support.forms import render_form
from drafts.submit import submit_once

BOTH = ("GET", "HEAD", "POST")


def ask(
    request: HttpRequest,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    template: str = "meetings/form.html",
) -> HttpResponse:
    """One form, one event: send it once, or show what is to be mended (422)."""
    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    return render_form(request, template, {**context, "form": form}, form)
