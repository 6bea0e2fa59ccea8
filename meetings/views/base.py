"""One way for every form of a meeting: bind, save once, explain what could not be saved."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from access.models import ConfidentialModel
from bunkyo_support import saving
from bunkyo_support.saving import Changing, only_to_open, save_form

__all__ = ["BOTH", "Changing", "form_page", "only_to_open", "save_form"]
BOTH = ("GET", "HEAD", "POST")


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    *,
    entry: ConfidentialModel | None,
    template: str = "meetings/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form about a meeting; `entry` goes into the log, unless the view has noted what is read."""
    return saving.form_page(request, form, save, context, entry=entry, template=template, **more)
