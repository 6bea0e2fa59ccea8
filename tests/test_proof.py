"""The page of proofs (docs/proof.md) names tests that exist, for every rule and requirement, and says which
of those that stop a release have none."""

import ast
import re

from tests.test_architecture import ROOT

PAGE = ROOT / "docs" / "proof.md"
ROW = re.compile(r"^\| (R\d+|D\d|S-\d\d) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py::\w+)`")
RULES = {f"R{n}" for n in range(1, 24)}
DETECTORS = {f"D{n}" for n in range(1, 5)}
REQUIREMENTS = {f"S-{n:02}" for n in range(1, 97)}
# Requirements that stop a release and that no test of this suite shows; the page says why. Nothing is
# added here without the ward's knowledge.
WITHOUT_A_TEST: set[str] = set()


def rows() -> dict[str, str]:
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8")))


def existing() -> set[str]:
    found = set()
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(f"{path.relative_to(ROOT / 'tests')}::{node.name}")
    return found


def test_every_rule_detector_and_requirement_has_its_line() -> None:
    assert set(rows()) == RULES | DETECTORS | REQUIREMENTS


def test_every_test_that_is_named_exists() -> None:
    known = existing()
    gone = {(key, name) for key, row in rows().items() for name in NAMED.findall(row)}
    assert {(key, name) for key, name in gone if name not in known} == set()


def test_every_rule_and_every_requirement_that_stops_a_release_has_a_test() -> None:
    bare = {key for key, row in rows().items() if not NAMED.findall(row)}
    assert bare & (RULES | DETECTORS) == set()
    stopping = {key for key, row in rows().items() if key[0] == "S" and " P0 |" in f" {row}"}
    assert len(stopping) > 50
    assert stopping & bare == WITHOUT_A_TEST


def test_what_has_no_test_says_what_is_left() -> None:
    silent = {
        key
        for key, row in rows().items()
        if not NAMED.findall(row) and not row.rstrip().rsplit("|", 1)[-1].strip()
    }
    assert silent == set()
