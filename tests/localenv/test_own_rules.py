"""The rules of the house about its source find what is planted, and nothing beside it (S-03, S-35, S-36, S-38, S-57,
S-58, S-80)."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from localenv import check, own_rules
from localenv.own_rules import Found
from localenv.state import Stop

PLANTED = Path(__file__).parent / "planted"
MARK = re.compile(r"(?P<kind>ruleid|ok): (?P<rules>[a-z0-9, -]+?)\s*(?:#\}|$)")
WHY = "S-00: because"


def written() -> set[str]:
    return {
        rule["id"]
        for path in own_rules.RULES.glob("*.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    }


def marked(kind: str) -> Iterator[tuple[str, int, str]]:
    """Lines below a comment that names rules which find them, or must not."""
    for path in sorted(PLANTED.rglob("*.*")):
        if path.suffix in (".py", ".html"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if (told := MARK.search(line)) and told["kind"] == kind:
                    for rule in told["rules"].split(", "):
                        yield str(path.relative_to(PLANTED)), number + 1, rule


def test_s03_s35_s36_s38_s57_s58_s80_each_rule_finds_what_is_planted_and_nothing_else(
    tmp_path: Path,
) -> None:
    shutil.copytree(PLANTED, tmp_path / "house")
    found, read = own_rules.scanned(tmp_path / "house", ["access", "cases", "templates"])
    assert [(one.path, one.line, one.rule) for one in found] == sorted(marked("ruleid"))
    assert own_rules.unread(tmp_path / "house", ["access", "cases"], read) == []


def test_every_rule_has_something_planted_for_it_and_something_that_may_stand() -> None:
    assert written() == {rule for _, _, rule in marked("ruleid")}
    assert written() == {rule for _, _, rule in marked("ok")}


def test_a_rule_says_which_requirement_it_keeps() -> None:
    texts = [path.read_text(encoding="utf-8") for path in own_rules.RULES.glob("*.yml")]
    assert len(re.findall(r"S-\d\d|Wall 1", "".join(texts))) >= len(texts)


def explained(line: str, tmp_path: Path) -> list[str]:
    """What is red about the first rule's line when this stands above it."""
    (tmp_path / "a.py").write_text(f"{line}\nx = 1\n", encoding="utf-8")
    told = list(own_rules.explanations(tmp_path, ["a.py"]))
    return own_rules.judged([Found("a.py", 2, "a-rule", WHY)], told)


def test_a_line_may_stand_where_it_says_why(tmp_path: Path) -> None:
    assert explained("# nosemgrep: a-rule - it is a constant", tmp_path) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("# nothing", WHY),
        ("# nosemgrep", "rule - reason"),
        ("# nosemgrep: a-rule", "rule - reason"),
        ("# nosemgrep: another-rule - it is a constant", "finds nothing here"),
    ],
)
def test_an_explanation_names_the_rule_and_the_reason(
    line: str, words: str, tmp_path: Path
) -> None:
    red = explained(line, tmp_path)
    assert any(words in one for one in red), red
    assert f"a.py:2: a-rule: {WHY}" in red


def test_an_explanation_of_nothing_is_red(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("# nosemgrep: a-rule - a constant\n", encoding="utf-8")
    told = list(own_rules.explanations(tmp_path, ["a.py"]))
    assert own_rules.judged([], told) == ["a.py:1: a-rule finds nothing here: take it off"]


def test_a_file_that_was_not_read_is_red(tmp_path: Path) -> None:
    (tmp_path / "cases" / "migrations").mkdir(parents=True)
    for name in ("a.py", "b.py", "migrations/0001.py"):
        (tmp_path / "cases" / name).write_text("", encoding="utf-8")
    assert own_rules.unread(tmp_path, ["cases"], {"cases/a.py"}) == ["cases/b.py: was not read"]


def test_a_file_that_is_no_python_is_red(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.py").write_text("def f(:\n    cursor.execute(x\n", encoding="utf-8")
    with pytest.raises(Stop):
        own_rules.scanned(tmp_path, ["cases"])


def test_nothing_is_told_to_anybody_and_nothing_of_the_user_is_read() -> None:
    asked = own_rules.command(Path("/house"), ["cases"])
    assert asked[asked.index("--metrics") + 1] == "off"
    assert "--disable-version-check" in asked
    assert asked[asked.index("--config") + 1] == str(own_rules.RULES)
    environment = own_rules._environment("/empty")
    assert environment["SEMGREP_SEND_METRICS"] == "off"
    assert environment["HOME"] == "/empty"


def test_the_rules_are_asked_in_every_lint() -> None:
    assert "localenv.own_rules" in [command[-1] for _, command in check.static_checks()]


def test_every_app_and_the_templates_are_read() -> None:
    from tests.test_architecture import LEVEL

    assert {*LEVEL, "bunkyo_support", "localenv", "sample_ward", "templates"} <= set(
        own_rules.folders()
    )
