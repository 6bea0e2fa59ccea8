"""What is installed lies where its lock says: the tool that wants other parts apart from the system."""

import re

import pytest

from localenv import bootstrap
from localenv.state import LOCAL


def locked(name: str) -> dict[str, str]:
    text = bootstrap.lock_file(name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", text, re.MULTILINE))


def test_s88_nothing_of_a_tool_apart_is_installed_beside_the_system() -> None:
    assert "semgrep" in locked("semgrep")
    assert "semgrep" not in {**locked("runtime"), **locked("development")}
    assert bootstrap.environment("semgrep").parent == LOCAL
    assert bootstrap.environment("runtime") == bootstrap.environment("development")


def test_what_is_there_already_is_not_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.main(["semgrep"])
    asked: list[str] = []
    monkeypatch.setattr(bootstrap, "_install", asked.append)
    bootstrap.main(["semgrep"])
    assert asked == []
    monkeypatch.setattr(bootstrap, "_digest", lambda name: "another lock")
    bootstrap.main(["semgrep"])
    assert asked == ["semgrep"]


def test_every_lock_is_made_by_make_lock_and_got_by_make_setup() -> None:
    makefile = (bootstrap.PROJECT / "Makefile").read_text(encoding="utf-8")
    assert f"for name in {' '.join(bootstrap.EVERY_LOCK)};" in makefile
    assert f"$(SETUP) {' '.join(bootstrap.LOCKS)}\n" in makefile
