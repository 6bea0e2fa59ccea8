"""Whether somebody on a protection list types how to find the protected person into a text that leaves her body (R11, R14).

Compared is with what she may see: for whoever is not on the list nothing is found, so that her page answers as if nobody
were protected. What was found is named by its kind and never repeated.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from access.models import Protection
from cases.models import ContactPoint, ProtectedContact
from documents.contacts_in_text import tells

# The 圏域 that lies behind the lock is a part of the ward, with thousands of people in it.
TOO_WIDE = "area"


def ask_about_contacts(
    request: Any,
    form: Any,
    case: uuid.UUID,
    also: Iterable[str] = (),
    *,
    only_new: bool = False,
) -> None:
    """The form asks, before it is sent, about each text in which a protected contact stands; `also`: texts that go with it
    and are not typed in it; `only_new`: of a form that several write in, what stood there before is not asked about again.
    What was compared and found counts as read (R19)."""

    def look(typed: Mapping[str, str]) -> dict[str, str]:
        if only_new:
            typed = {name: text for name, text in typed.items() if text != form.initial.get(name)}
        known = _known(case, request.user) if typed else []
        found: dict[str, str] = {}
        for name, text in typed.items():
            told = [row for row in known if tells(row.kind, row.value, text)]
            if told:
                found[name] = _words(told)
                for row in told:
                    request.acting.log.note("read", row)
        return found

    form.ask_about(look, beside="\n".join(also))


def _known(case: uuid.UUID, user: Any) -> list[Any]:
    """How to find the protected members of the household, as far as the user is on their lists."""
    protections = list(Protection.objects.in_force().on_list_of(user).filter(case=case))
    if not protections:
        return []
    behind = ProtectedContact.objects.visible_to(user).filter(
        compartment__in=[row.compartment_id for row in protections], ended_on__isnull=True
    )
    shielded = ContactPoint.objects.visible_to(user).filter(
        person_id__in=[row.person_id for row in protections], ended_on__isnull=True
    )
    joined = "compartment__case"
    return [*behind.exclude(kind=TOO_WIDE).select_related(joined), *shielded.select_related(joined)]


def _words(told: Iterable[Any]) -> str:
    kinds = "・".join(dict.fromkeys(str(row.get_kind_display()) for row in told))
    return (
        f"保護されている人の{kinds}が書かれています。名簿にない人には見せない内容です。"
        "消すか、伝えてよいと確かめて「書いたままにする」に印を付けてください"
    )
