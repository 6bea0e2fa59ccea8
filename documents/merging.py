"""Three-way merge of what two people wrote in one form, field by field. Knows nothing of what the
fields mean: values by name, as the form was opened, as a colleague saved, as one typed oneself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_ABSENT = object()


@dataclass(frozen=True)
class Merge:
    """What stands afterwards. A field that both changed holds `mine` until somebody chooses."""

    values: dict[str, Any]
    clashes: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()


def merge(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    guarded: Mapping[str, Iterable[str]] | None = None,
) -> Merge:
    """Take what only one side changed; name what both changed, each in her own way.

    `guarded`: a field that decides on others (a row is given up) with those others. When one side
    changes it and the other side one of them, that is a clash too: neither knew of the other.
    """
    names = list(dict.fromkeys([*theirs, *mine]))
    by_them = {n for n in names if not same(base.get(n), theirs.get(n, _ABSENT))}
    by_me = {n for n in names if n in mine and not same(base.get(n), mine[n])}
    clashes = {n for n in by_them & by_me if not same(theirs.get(n, _ABSENT), mine[n])}
    for guard, others in (guarded or {}).items():
        rest = set(others) - {guard}
        if (guard in by_them - by_me and rest & by_me) or (
            guard in by_me - by_them and rest & by_them
        ):
            clashes.add(guard)
    values = {
        n: mine[n] if n in mine and (n in by_me or n not in theirs) else theirs.get(n)
        for n in names
    }
    for name in clashes:
        values[name] = mine.get(name)
    return Merge(
        values,
        clashes=tuple(n for n in names if n in clashes),
        theirs=tuple(n for n in names if n in by_them - clashes),
        mine=tuple(n for n in names if n in by_me - by_them - clashes),
    )


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same to a reader: an empty field is empty, line ends are line ends."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if value is _ABSENT or value is None or value is False:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value
