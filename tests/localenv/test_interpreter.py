"""Which Python makes `.venv`."""

import sys
from pathlib import Path

from localenv.interpreter import choose, will_do


def program(path: Path, *, ends_with: int) -> str:
    path.write_text(f"#!/bin/sh\nexit {ends_with}\n", encoding="ascii")
    path.chmod(0o700)
    return str(path)


def test_that_of_the_system_where_it_will_do(tmp_path: Path) -> None:
    good = program(tmp_path / "good", ends_with=0)
    assert choose(good, "python3") == good


def test_another_where_it_is_too_old_or_not_there(tmp_path: Path) -> None:
    old = program(tmp_path / "old", ends_with=1)
    assert choose(old, "python3") == "python3"
    assert choose(str(tmp_path / "nothing"), "python3") == "python3"


def test_this_one_will_do() -> None:
    assert will_do(sys.executable)
