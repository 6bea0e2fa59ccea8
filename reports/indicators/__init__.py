"""A1 to H1 (domain.md 5): each count stands once, and every page, table, paper and export asks here.

How to add one: docs/indicators.md.
"""

from organizations.names import own_names

from . import (
    carried_over,
    community,
    conferring,
    consulting,
    coordination,
    reaching_out,
    taking_part,
)
from .base import (
    Day,
    Fact,
    Indicator,
    Measure,
    Span,
    month_of,
    months_of,
    number_words,
    year_until,
)

_GROUPS: tuple[tuple[str, str, tuple[Indicator, ...]], ...] = (
    ("A", "包括的相談支援", (*consulting.INDICATORS, *carried_over.INDICATORS)),
    ("B", "多機関協働", coordination.INDICATORS),
    ("C", "支援会議・重層的支援会議", conferring.INDICATORS),
    ("D", "アウトリーチ等を通じた継続的支援", reaching_out.INDICATORS),
    ("E", "参加支援", taking_part.INDICATORS),
    ("F", "地域づくり・CSW・連絡会", community.INDICATORS),
)
INDICATORS: tuple[Indicator, ...] = tuple(one for *_, listed in _GROUPS for one in listed)
BY_KEY: dict[str, Indicator] = {one.key: one for one in INDICATORS}


def groups() -> list[tuple[str, str, tuple[Indicator, ...]]]:
    """Letter, name as the ward calls it, and indicators, in the order in which they are shown."""
    return [(letter, own_names(name), listed) for letter, name, listed in _GROUPS]


__all__ = [
    "BY_KEY",
    "INDICATORS",
    "Day",
    "Fact",
    "Indicator",
    "Measure",
    "Span",
    "groups",
    "month_of",
    "months_of",
    "number_words",
    "year_until",
]
