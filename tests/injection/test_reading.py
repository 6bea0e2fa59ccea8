"""What the tool says is read so that only a whole answer is green (S-57)."""

from pathlib import Path

import pytest

from localenv import injection

from .tool import Said, Target

TARGET = Target("caseworker_a", "/cases/?sort=kana&mine=1", frozenset({"sort", "mine"}))
TRIED = "[WARNING] GET parameter '{}' does not seem to be injectable\n"
BOTH = TRIED.format("sort") + TRIED.format("mine")


def problems(text: str) -> list[str]:
    return [words.split("\n")[0] for words in Said(TARGET, text, 1).problems]


def test_s57_what_was_tried_whole_is_green() -> None:
    assert problems(BOTH + "404 (Not Found) - 3 times\n") == []


def test_s57_what_is_open_is_red() -> None:
    text = TRIED.format("mine") + "---\nParameter: sort (GET)\n    Type: boolean-based blind\n---\n"
    (told,) = problems(text)
    assert told.endswith("open to injection: ['sort']")


@pytest.mark.parametrize(
    "text",
    [
        "[CRITICAL] unable to connect to the target URL\n",
        "got a 302 redirect to 'http://127.0.0.1:1/accounts/login/?next=/cases/'. Do you want to follow?\n",
        "500 (Internal Server Error) - 2 times\n",
        "429 (Too Many Requests) - 1 times\n",
    ],
)
def test_s57_who_was_not_let_in_or_not_answered_is_red(text: str) -> None:
    (told,) = problems(BOTH + text)
    assert "not answered as it should be" in told


def test_s57_what_was_not_tried_is_red() -> None:
    (told,) = problems(TRIED.format("sort"))
    assert told.endswith("not tried: ['mine']")


def test_s57_the_tool_is_another_one_when_its_lock_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(injection, "FOLDER", tmp_path)
    assert not injection.is_there()
    (tmp_path / "installed").write_text(injection._digest(), encoding="ascii")
    assert injection.is_there()
    monkeypatch.setattr(injection, "_digest", lambda: "of another lock")
    assert not injection.is_there()
