"""Shared items: the page as a member will see it before anything is shared (R22); addenda."""

import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from cases.paging import page_of
from cases.typed_contacts import ask_about_contacts

from .. import services
from ..bridge import went_over
from ..forms import AddendumToItemForm
from ..models import Addendum, Marker, SharedItem, SupportMeeting
from ..room import Room
from .base import BOTH, form_page

WENT_OVER = (
    "この情報は、本人の同意にもとづいて移してあります。移した文は、もとのままです。"
    "訂正も移すかは、事務局が「同意の範囲に移すものを選ぶ」で選びます"
)

MOST_BESIDE = 3


def as_seen(request: Any, row: SupportMeeting, form: Any, **told: Any) -> dict[str, Any]:
    """The items of the meeting as a member sees them, what is told in its place: from the same
    partial as her page (R22)."""
    room = Room(request, row, as_member=True)
    item = SharedItem(meeting=row, member=room.require_member(), shared_at=timezone.now(), **told)
    pages = page_of(request, room.items)
    pages |= {"rows": [item, *pages["rows"][:MOST_BESIDE]], "total": pages["total"] + 1}
    return room.context(pages=pages, form=form, item=item)


def with_markers(chosen: Collection[str]) -> dict[str, bool]:
    """Markers as columns of an item."""
    return {marker.value: marker in chosen for marker in Marker}


def seen_first(
    request: Any,
    row: SupportMeeting,
    form: Any,
    told: Callable[[], dict[str, Any]],
    context: dict[str, Any],
) -> HttpResponse | None:
    """The page as members will see it, or the form again; None when it is to be shared now (R22)."""
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "share" or not form.is_valid():
        return None
    request.acting.log.note("read", row)
    if step == "back":
        return render_form(request, "meetings/form.html", context | {"form": form}, form)
    return render(request, "meetings/item_check.html", as_seen(request, row, form, **told()))


@route("R4", "R22", reads=True, methods=BOTH)
def add_to_item(request: ActingRequest, shared_item: uuid.UUID) -> HttpResponse:
    """An addition or a correction; what was shared stays readable."""
    row = get_visible(SharedItem, request.user, shared_item)
    meeting = get_visible(SupportMeeting, request.user, row.meeting_id)
    room = Room(request, meeting)
    if row.belongs_to_id or not services.may_add_to(row, meeting, request.user):
        raise Http404
    form = AddendumToItemForm(request.POST or None, draft_object=row.pk)
    ask_about_contacts(request, form, row.compartment.case_id)
    back = reverse("meetings:meeting", args=[meeting.pk]) + "#items"

    def save() -> str:
        made = services.add_to_item(item=row, by=request.user, **form.values())
        request.acting.log.note("write", made)
        messages.success(request, "付記・訂正を、構成員と共有しました")
        if made.addendum == Addendum.CORRECTION and went_over(row, request.user):
            messages.warning(request, WENT_OVER)
        return back

    context = room.context(
        heading="共有した情報に付記・訂正を書く",
        submit="構成員に見える画面を確かめる",
        explanation="共有した文は、そのまま残ります。訂正すると、もとの文に「訂正あり」が付き、線が引かれます。",
        about=row.text,
        back=back,
    )

    def told() -> dict[str, Any]:
        marks = {marker.value: getattr(row, marker.value) for marker in Marker}
        return {**form.values(), "nature": row.nature, "informant": row.informant, **marks}

    shown = seen_first(request, meeting, form, told, context)
    return shown or form_page(request, form, save, context, entry=row)
