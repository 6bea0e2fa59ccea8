"""One way for every form of a meeting: bind, save once, explain what could not be saved."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from access.models import ConfidentialModel
from bunkyo_support import saving
from bunkyo_support.saving import Changing, only_to_open, save_form
from cases.typed_contacts import ask_about_contacts

from ..models import Decision, MeetingMember

__all__ = [
    "BOTH",
    "Changing",
    "form_page",
    "of_decision",
    "only_to_open",
    "save_form",
    "with_doer",
]
BOTH = ("GET", "HEAD", "POST")


def of_decision(row: Decision) -> dict[str, Any]:
    """Who does it, as the field of a form holds it, and the version."""
    return {"body": row.by_whom, "version": row.version}


def with_doer(on_paper: list[MeetingMember], row: Decision) -> list[MeetingMember]:
    """Members on paper who may be named, and who is named already, whatever became of her membership."""
    known = row.paper_member
    return [*on_paper, *([known] if known and known not in on_paper else [])]


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    *,
    entry: ConfidentialModel | None,
    template: str = "meetings/form.html",
    asks: bool = True,
    **more: Any,
) -> HttpResponse:
    """A page with one form about a meeting; `entry` goes into the log, unless the view has noted what is read.

    Its words are read by others, so that it asks about protected contacts (R11, decision 0993); `asks=False` says of
    one that stays in the own record.
    """
    if asks and entry is not None and form.is_bound and not form.is_asked_about:
        ask_about_contacts(request, form, entry.compartment.case_id)
    return saving.form_page(request, form, save, context, entry=entry, template=template, **more)
