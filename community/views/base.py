"""The frame of the pages: who comes here, and one form saved once."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from access.noticing import NOTICING_ROLES
from access.open_registers import EVERYBODY
from bunkyo_support import saving
from community.models.place import KEPT_BY
from organizations.models import Role

BOTH = ("GET", "HEAD", "POST")
READERS, KEEP, NOTICING = EVERYBODY, KEPT_BY, NOTICING_ROLES
# Who reads records of a body and so counts intakes (R2, R6).
READ_RECORDS = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)
PLACE, ATTENDANCE, SUPPORT, LIAISON = (
    "居場所・拠点",
    "参加の記録",
    "地域支援の記録",
    "関係者連絡会",
)


def as_id(text: str) -> uuid.UUID | None:
    """An id that stands in an address, if it is one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def may_keep(request: Any) -> bool:
    return bool(request.acting.roles & set(KEEP))


def tabs(request: Any, here: str) -> list[dict[str, Any]]:
    """Pages of this app that the user's roles open."""
    roles = request.acting.roles
    found = [("front", "まとめ", READERS), ("places", "居場所", READERS), ("map", "地図", READERS)]
    found += [
        ("gatherings", "参加の記録", KEEP),
        ("supports", "地域支援", KEEP),
        ("concerns", "気になる人メモ", NOTICING),
        ("liaison", "連絡会", KEEP),
    ]
    return [
        {"url": reverse(f"community:{name}"), "label": label, "is_current": name == here}
        for name, label, allowed in found
        if roles & set(allowed)
    ]


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    *,
    template: str = "community/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form; what goes into the log is the row or, of one about nobody, its kind."""
    return saving.form_page(request, form, save, context, template=template, **more)
