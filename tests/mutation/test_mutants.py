"""The table of mutants does not rot: every rule has one, each still fits the source, and the page shows them.
Whether they are killed is found out by `make mutants`."""

import ast
import re
from pathlib import Path

import pytest

from localenv.state import PROJECT
from tests.test_moves import MACHINES
from tests.test_proof import DETECTORS, RULES

from .mutant import Change, Mutant
from .run import chosen, judged, outcomes
from .states import GUARDS
from .table import MUTANTS, page

BEGIN, END = "<!-- mutants -->\n", "<!-- end of mutants -->\n"


def test_every_rule_and_detector_has_a_mutant() -> None:
    assert {mutant.rule for mutant in MUTANTS} == RULES | DETECTORS | {"M"}


def test_every_state_machine_has_a_mutant() -> None:
    assert {name for name, _, _ in GUARDS} | {"community MOVES"} == set(MACHINES)


def test_both_walls_are_taken_away_apart() -> None:
    """Where one wall would hide the other; R11 and the rules of the one sentence."""
    for rule in ("R1", "R2", "R4", "R11", "R12", "R16", "R17"):
        words = " ".join(mutant.without for mutant in MUTANTS if mutant.rule == rule)
        assert "wall 1" in words, rule
        assert "wall 3" in words, rule


@pytest.mark.parametrize("number", range(1, len(MUTANTS) + 1))
def test_its_text_stands_once_in_its_file_and_what_it_becomes_can_be_read(number: int) -> None:
    mutant = MUTANTS[number - 1]
    assert mutant.killed_by
    for change in mutant.changes:
        text = change.mutated()
        assert text != (PROJECT / change.file).read_text(encoding="utf-8")
        if change.file.endswith(".py"):
            ast.parse(text)


def named_in(path: Path) -> set[str]:
    """Tests of a file, with the class in which they stand."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        before = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {before + n.name for n in inside if isinstance(n, ast.FunctionDef)}
    return found


def test_every_test_that_is_named_exists() -> None:
    for test in {test for mutant in MUTANTS for test in mutant.killed_by}:
        path, name = re.sub(r"\[.*\]$", "", test).split("::", 1)
        assert name in named_in(PROJECT / "tests" / path), test


def test_no_two_are_the_same() -> None:
    assert len({mutant.changes for mutant in MUTANTS}) == len(MUTANTS)


def test_the_page_shows_them() -> None:
    text = (PROJECT / "docs" / "proof.md").read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0] == page()


# --- the tool itself ------------------------------------------------------------------------


def a_mutant(*changes: Change) -> Mutant:
    return Mutant("R1", "x", changes, ("a/test_b.py::test_c", "a/test_b.py::TestD::test_e"))


def test_a_text_that_is_not_there_or_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("one two two\n", encoding="utf-8")
    assert Change("x.py", "one", "1").mutated(tmp_path) == "1 two two\n"
    for text in ("two", "three"):
        with pytest.raises(LookupError, match=text):
            Change("x.py", text, "").mutated(tmp_path)


REPORT = """<testsuites><testsuite>
<testcase classname="tests.a.test_b" name="test_c[1]"/>
<testcase classname="tests.a.test_b" name="test_c[2]"><failure/></testcase>
<testcase classname="tests.a.test_b.TestD" name="test_e">{}</testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("<failure/>", "killed"),
        ("", "SURVIVED"),
        ("<error/>", "BROKEN"),
        ("<skipped/>", "SURVIVED"),
    ],
)
def test_only_a_test_that_fails_by_itself_kills(tmp_path: Path, state: str, verdict: str) -> None:
    (tmp_path / "report.xml").write_text(REPORT.format(state), encoding="utf-8")
    found = outcomes(tmp_path / "report.xml")
    assert judged(a_mutant(), found).split()[0] == verdict
    assert judged(a_mutant(), {}).startswith("BROKEN")


def test_they_are_chosen_by_rule_or_number() -> None:
    assert len(chosen([])) == len(MUTANTS)
    assert {mutant.rule for mutant in chosen(["R4", "D1"]).values()} == {"R4", "D1"}
    assert list(chosen(["3-5", "9"])) == [3, 4, 5, 9]
    assert chosen(["R99"]) == {}
