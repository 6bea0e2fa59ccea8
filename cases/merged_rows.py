"""Under which row a person goes on whose row was merged into another (docs/decisions/0011).

What other files, consents and attempts said of the merged row keeps its id, and is true of the one that goes on.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from .models import Person


def standing_keys(rows: Iterable[Person]) -> dict[uuid.UUID, uuid.UUID]:
    """The row that goes on, by each of these rows that was merged: into it, or into one that was merged into it."""
    return standing_of({row.pk: row.merged_into_id for row in rows if row.merged_into_id})


def standing_of(into: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The same of pairs: which row was merged into which."""
    found = {}
    for key, other in into.items():
        standing = other
        while standing in into:
            standing = into[standing]
        found[key] = standing
    return found


def standing_in(case: Any, user: Any) -> dict[uuid.UUID, uuid.UUID]:
    """The row that goes on, by each row of a case that was merged, as far as the user sees its people."""
    return standing_keys(Person.objects.visible_to(user).merged().of_case(case))


def goes_on_as(keys: Iterable[uuid.UUID], case: Any, user: Any) -> set[uuid.UUID]:
    """The rows as which these people of a case go on."""
    standing = standing_in(case, user)
    return {standing.get(key, key) for key in keys}


def all_rows_of(keys: Iterable[uuid.UUID], case: Any, user: Any) -> set[uuid.UUID]:
    """Each row under which these people of a case may be named: the one that goes on, and all that were merged
    into it or into one that was merged into it, whichever of them is asked for."""
    return _with_merged(keys, standing_in(case, user))


def rows_of(person: Person, user: Any) -> set[uuid.UUID]:
    """Her row and those that were merged into it: under each of them she may be named."""
    merged = Person.objects.visible_to(user).merged().filter(compartment=person.compartment_id)
    return _with_merged([person.pk], standing_keys(merged))


def _with_merged(keys: Iterable[uuid.UUID], standing: dict[uuid.UUID, uuid.UUID]) -> set[uuid.UUID]:
    hers = {standing.get(key, key) for key in keys}
    return hers | {key for key, goes_on in standing.items() if goes_on in hers}
