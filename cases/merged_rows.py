"""Under which row a person goes on whose row was merged into another (docs/decisions/0011).

What other files, consents and attempts said of the merged row keeps its id, and is true of the one that goes on.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from .models import Person


def standing_keys(rows: Iterable[Person]) -> dict[uuid.UUID, uuid.UUID]:
    """The row that goes on, by each of these rows that was merged: into it, or into one that was merged into it."""
    into = {row.pk: row.merged_into_id for row in rows if row.merged_into_id}
    found = {}
    for key, other in into.items():
        standing = other
        while standing in into:
            standing = into[standing]
        found[key] = standing
    return found


def rows_of(person: Person, user: Any) -> set[uuid.UUID]:
    """Her row and those that were merged into it: under each of them she may be named."""
    merged = Person.objects.visible_to(user).merged().filter(compartment=person.compartment_id)
    standing = standing_keys(merged)
    hers = standing.get(person.pk, person.pk)
    return {hers, *(key for key, goes_on in standing.items() if goes_on == hers)}
