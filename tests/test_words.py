"""docs/words.md: every model, field and module that it names for a word of the field is there. Names with a dot in them
only: what else stands between backticks (a value, a file) is looked for nowhere."""

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps

WORDS = Path(__file__).resolve().parent.parent / "docs/words.md"
ROW = re.compile(r"^\|([^|]+)\|([^|]+)\|([^|]+)\|[^|]*\|$", re.M)
ROWS = [tuple(map(str.strip, found)) for found in ROW.findall(WORDS.read_text(encoding="utf-8"))]
NAMES = sorted({name for *_, here in ROWS for name in re.findall(r"`([a-z]+(?:\.\w+)+)`", here)})


def is_there(name: str) -> bool:
    """An app's model, or a field of one; otherwise a module, or something in it."""
    app, first, *more = name.split(".")
    if first[0].isupper():
        model = apps.get_model(app, first)
        return all(model._meta.get_field(field) for field in more)
    where, _, last = name.rpartition(".")
    if last[0].isupper():
        return hasattr(importlib.import_module(where), last)
    return bool(importlib.import_module(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_word_is_called_here_is_there(name: str) -> None:
    assert is_there(name)


def test_each_word_of_the_field_has_a_name_here() -> None:
    told = {japanese: here for japanese, _, here in ROWS[2:]}  # below the head of the table
    assert {"支援会議", "つなぐシート / つなぎ", "支援決定", "誓約書", "保存年限"} <= told.keys()
    assert [japanese for japanese, here in told.items() if "`" not in here] == []
