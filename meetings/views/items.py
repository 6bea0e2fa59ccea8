"""Shared items: the page as a member will see it before anything is shared (R22); addenda."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.routes import route
from access.shortcuts import get_visible
from cases.paging import page_of

from .. import services
from ..forms import AddendumToItemForm, ItemForm
from ..models import Marker, SharedItem, SupportMeeting
from ..room import Room
from .base import BOTH, form_page

MOST_BESIDE = 3


def as_seen(request: Any, row: SupportMeeting, form: ItemForm) -> dict[str, Any]:
    """The items of the meeting as a member sees them, the new one in its place: from the same
    partial as her page (R22)."""
    room = Room(request, row, as_member=True)
    data = form.values()
    chosen = data.pop("markers")
    item = SharedItem(
        meeting=row,
        member=room.require_member(),
        shared_at=timezone.now(),
        **data,
        **{marker.value: marker in chosen for marker in Marker},
    )
    pages = page_of(request, room.items)
    pages |= {"rows": [item, *pages["rows"][:MOST_BESIDE]], "total": pages["total"] + 1}
    return room.context(pages=pages, form=form, item=item)


@route("R4", reads=True, methods=BOTH)
def add_to_item(request: HttpRequest, shared_item: uuid.UUID) -> HttpResponse:
    """An addition or a correction; what was shared stays readable."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(SharedItem, request.user, shared_item)
    meeting = get_visible(SupportMeeting, request.user, row.meeting_id)
    room = Room(request, meeting)
    if row.belongs_to_id or not services.may_add_to(row, meeting, request.user):
        raise Http404
    form = AddendumToItemForm(request.POST or None, draft_object=row.pk)
    back = reverse("meetings:meeting", args=[meeting.pk]) + "#items"

    def save() -> str:
        made = services.add_to_item(item=row, by=request.user, **form.values())
        acting.log.note("write", made)
        messages.success(request, "付記・訂正を、構成員と共有しました")
        return back

    context = room.context(
        heading="共有した情報に付記・訂正を書く",
        submit="構成員と共有する",
        explanation="共有した文は、そのまま残ります。訂正すると、もとの文に「訂正あり」が付き、線が引かれます。",
        about=row.text,
        back=back,
    )
    return form_page(request, form, save, context, entry=row)
