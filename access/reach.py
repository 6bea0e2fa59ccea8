"""How far somebody's view of some cases reached at one moment, to be compared with a later one.

What was read then is kept for an hour as a finished paper. Who sees less by now, of whichever case is in it, is handed
nothing of that: the paper is made anew from what she sees (S-06, R11, R12, R16, R17).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .models import Compartment, Protection


@dataclass(frozen=True)
class Reach:
    """Compartments of these cases that were open, and the protections that withheld something (R11)."""

    open: tuple[uuid.UUID, ...] = ()
    withheld: tuple[uuid.UUID, ...] = ()

    def as_kept(self) -> dict[str, list[str]]:
        """As a column keeps it: ids, and nothing of what they stand for."""
        return {"open": list(map(str, self.open)), "withheld": list(map(str, self.withheld))}

    @classmethod
    def of_kept(cls, kept: dict[str, list[str]]) -> "Reach":
        return cls(*(tuple(map(uuid.UUID, kept.get(name, ()))) for name in ("open", "withheld")))


def reach_of(user: Any, cases: Iterable[uuid.UUID]) -> Reach:
    """Asked before anything is read: what closes in between is taken for closed."""
    asked = list(cases)
    if not asked:
        return Reach()
    places = Compartment.objects.visible_to(user).filter(case__in=asked)
    hidden = Protection.objects.hidden_from(user).filter(case__in=asked)
    return Reach(
        tuple(places.order_by().values_list("pk", flat=True)),
        tuple(hidden.order_by().values_list("pk", flat=True)),
    )


def is_narrower(user: Any, than: Reach) -> bool:
    """Whether the user sees less by now: a compartment has closed to her, or somebody is protected from her."""
    if not than.open:
        return False
    places = Compartment.objects.visible_to(user).filter(pk__in=than.open)
    found = dict(places.order_by().values_list("pk", "case_id"))
    if len(found) < len(than.open):
        return True
    hidden = Protection.objects.hidden_from(user).filter(case__in=set(found.values()))
    return bool(hidden.exclude(pk__in=than.withheld).exists())
