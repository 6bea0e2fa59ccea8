"""The tables of a plan (goals, tasks, candidate resources), as one form brings all their rows at once."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from plans.models import Plan

from .changing import change_words

# A row as it stands, or None for a new one, and the values that the form brings for it.
Wanted = tuple[Any, dict[str, Any]]


def rows_known(model: Any, plan: Plan, by: Any) -> dict[uuid.UUID, Any]:
    """The rows that the plan has, by id."""
    return {row.pk: row for row in model.objects.visible_to(by).filter(plan=plan)}


def edit_rows(
    model: Any,
    known: dict[uuid.UUID, Any],
    wanted: Iterable[Wanted],
    *,
    plan: Plan,
    by: Any,
    reason: str,
    version: int | None,
) -> Plan:
    """Change the rows that differ and add new ones behind those that are there: one edition of the plan; none, when
    nothing differs and nobody else was first. Raises what `change_words` raises."""
    changes = [
        (before, values)
        for before, values in wanted
        if before is None or any(getattr(before, name) != v for name, v in values.items())
    ]
    if not changes and version in (None, plan.version):
        return plan
    changed = change_words(plan, by=by, version=version, reason=reason)
    order = max((row.order for row in known.values()), default=0)
    for before, values in changes:
        if before is None:
            order += 1
            model.objects.create(
                compartment=plan.compartment, created_by=by, plan=plan, order=order, **values
            )
        else:
            rows = model.objects.changeable_by(by).filter(pk=before.pk)
            rows.update(**values, version=F("version") + 1)
    return changed
