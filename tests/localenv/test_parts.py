"""S-88: the list of parts says what is locked, and changes only where somebody looks at it."""

import json
from pathlib import Path
from typing import Any

import pytest

from localenv import parts
from localenv.bootstrap import lock_file
from localenv.state import Stop


def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(parts.LIST.read_text(encoding="utf-8"))
    return found


def test_s88_the_list_is_that_of_the_lock() -> None:
    assert parts.LIST.read_text(encoding="utf-8") == parts.listed(), "make lock"


def test_s88_each_part_of_the_lock_stands_in_it_with_its_licence() -> None:
    locked = parts.locked(lock_file("runtime").read_text(encoding="utf-8").splitlines())
    assert len(locked) > 50
    assert {one["name"]: one["version"] for one in written()["components"]} == locked
    assert [one["name"] for one in written()["components"] if not one.get("licenses")] == []


def test_every_part_is_asked_for_by_the_project_or_by_another_part() -> None:
    needed = {one for part in written()["dependencies"] for one in part.get("dependsOn", [])}
    asked = parts.extras("runtime", []).keys()
    assert {one["name"] for one in written()["components"]} - needed - asked == set()


def test_a_list_of_something_else_than_is_locked_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "runtime.txt"
    lock.write_text("django==1.0 \\\n    --hash=sha256:0\n", encoding="ascii")
    lock.with_suffix(".in").write_text("django\n", encoding="ascii")
    monkeypatch.setattr(parts, "lock_file", lambda name: lock)
    with pytest.raises(Stop, match="django"):
        parts.listed()
