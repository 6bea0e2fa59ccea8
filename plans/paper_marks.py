"""What changed since an earlier edition, as marks on a paper: a sign beside each part, and the list.

Both editions are read as who asked; an edition that she does not see leaves no marks.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from . import editions
from .kind_models import CONTENT_OF
from .models import Plan
from .past import Snapshot


@dataclass(frozen=True)
class Marks:
    """Names of fields and ids of rows that differ, and what they said before and after."""

    since: int
    fields: frozenset[str]
    rows: frozenset[uuid.UUID]
    sections: list[editions.Section]

    def __contains__(self, part: object) -> bool:
        return part in self.fields or part in self.rows


def marks_of(
    plan: Plan,
    since: int | None,
    after: Snapshot,
    user: Any,
    left_out: Collection[str] = (),
) -> Marks | None:
    """The marks of an edition against an earlier one; None when no marks are wanted. What is left
    out of the copy is not in the list of changes either."""
    before = editions.snapshot(plan, since, user) if since else None
    if since is None or before is None or since >= after.plan.edition:
        return None
    kind = CONTENT_OF[plan.kind]
    fields = {
        name
        for old, new, names in (
            (before.plan, after.plan, editions.ON_PLAN),
            (before.content, after.content, editions.ON_CONTENT),
            (before.own or kind(), after.own or kind(), kind.words),
        )
        for name in names
        if editions.shown(getattr(old, name, None)) != editions.shown(getattr(new, name, None))
    }
    rows = _changed(before.goals, after.goals, editions.ON_GOAL)
    rows |= _changed(before.tasks, after.tasks, editions.ON_TASK)
    rows |= _changed(before.candidates, after.candidates, editions.ON_CANDIDATE)
    sections = editions.differences(before, after, left_out)
    return Marks(since, frozenset(fields), frozenset(rows), sections)


def _changed(before: Sequence[Any], after: Sequence[Any], names: tuple[str, ...]) -> set[uuid.UUID]:
    """Rows that are new or say something else."""
    old = {row.id: _words(row, names) for row in before}
    return {row.id for row in after if old.get(row.id) != _words(row, names)}


def _words(row: Any, names: tuple[str, ...]) -> list[str]:
    return [
        getattr(row, "goal_text", "") if name == "goal" else editions.shown(getattr(row, name))
        for name in names
    ]
