"""What a target is called on screen: the name of the person of the case, 仮名 until it is known."""

import uuid
from collections.abc import Iterable
from typing import Any

from access.rounds import Asking, part
from cases.models import Person
from documents.addressing import marked

from .models import Outreach

UNNAMED = "お名前の分からない方"


@part
def names_of(rows: Iterable[Outreach], user: Any) -> Asking[dict[uuid.UUID, str]]:
    """By outreach, in one question; only of those whose basic information the user sees (R2)."""
    cases = {row.pk: row.compartment.case_id for row in rows}
    subjects = Person.objects.visible_to(user).filter(
        is_subject=True, compartment__case__in=set(cases.values())
    )
    named = subjects.values_list("compartment__case", "name", "name_kind")
    [people] = yield [named if cases else None]
    known = {case: marked(name, Person.mark_of(kind)) or UNNAMED for case, name, kind in people}
    return {key: known.get(case, "") for key, case in cases.items()}
