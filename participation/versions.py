"""Versions of an entry of the register, field by field: what was, and what came in its place."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .choices import KIND, Words
from .columns import LABELS, NO, SEVERAL, YES


@dataclass(frozen=True)
class Change:
    """One version: when, by whom, and the fields that changed."""

    at: Any
    by: str
    words: str
    rows: list[dict[str, str]]


def versions_of(versions: Sequence[Any], fields: Sequence[str]) -> list[Change]:
    """What each version changed against the one before it; the latest stand first."""
    words = Words()
    found = []
    for row, before in itertools.zip_longest(versions, versions[1:]):
        changed = [] if before is None else _changed(before, row, fields, words)
        if before is None:
            what = "台帳に載せました"
        elif not changed and before.checked_on != row.checked_on:
            what = "内容を確かめました（変わっていません）"
        else:
            what = "直しました"
        by = str(row.history_user) if row.history_user_id else "はじめから載っています"
        found.append(Change(row.history_date, by, what, changed))
    return found


def _changed(before: Any, after: Any, fields: Sequence[str], words: Words) -> list[dict[str, str]]:
    return [
        {
            "label": LABELS[name],
            "before": _words(before, name, words),
            "after": _words(after, name, words),
        }
        for name in fields
        if _value(before, name) != _value(after, name)
    ]


def _value(row: Any, name: str) -> Any:
    return getattr(row, f"{name}_id") if name in ("area", "body") else getattr(row, name)


def _words(row: Any, name: str, words: Words) -> str:
    value = getattr(row, name)
    if name in SEVERAL:
        return words.of(SEVERAL[name], value)
    if name == "kind":
        return words.one(KIND, value)
    if name == "takes":
        return YES if value else NO
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    return "" if value is None else str(value)
