"""Questions that never change but for their reader: written out by Django once a process.

Building and compiling took longer than answering for the page that asks a dozen of them (docs/decisions/0650).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, QuerySet, Value

from .context import array_of, cases_asked_about, written_within
from .querysets import SOMEBODY
from .shared_sets import KEPT, sets_stated_once
from .together import Rows

_CASES = array_of([SOMEBODY])
_GIVEN = "given when it is asked"
# Where a text stands that is known only when it is asked.
GIVEN = Value(_GIVEN, output_field=CharField())


def written_once(build: Callable[[Any], QuerySet[Any]]) -> Callable[..., Rows]:
    """`build` makes the question of its reader, and of nothing else but GIVEN: no day, no id but hers. The
    moment is that of the database's clock. Its answers are tuples (`values_list`)."""
    kept: dict[bool, Rows] = {}

    def asked(user: Any, given: str = "") -> Rows:
        cases = cases_asked_about()
        is_within = cases is not None
        if is_within not in kept:
            kept[is_within] = _written(build, is_within)
        own = {SOMEBODY: user.pk, _CASES: array_of(cases or ()), _GIVEN: given}

        def hers(parameters: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(own.get(value, value) for value in parameters)

        text = kept[is_within]
        sets = tuple((form, (sql, hers(values))) for form, (sql, values) in text.sets)
        return Rows(text.sql, hers(text.parameters), sets)

    return asked


def _written(build: Callable[[Any], QuerySet[Any]], is_within: bool) -> Rows:
    from organizations.models import Staff

    with written_within([SOMEBODY] if is_within else None), sets_stated_once(KEPT) as sets:
        sql, parameters = build(Staff(pk=SOMEBODY)).query.sql_with_params()
    return Rows(sql, tuple(parameters), tuple(sets.named))
