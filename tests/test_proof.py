"""The page of proofs (docs/proof.md) names tests that exist, for every rule and requirement, and says which
of those that stop a release have none. What any other page calls a test exists as well."""

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


# A file, a test of a file, a test, or the beginning of some.
CALLED = re.compile(r"(?:([\w/]*\.py)::)?(?:Test\w+::)?\b(test_\w+)(\.py)?(\*|…)?")


def _is_there(file: str, name: str, ending: str, more: str, known: set[str]) -> bool:
    if ending:
        return any(one.split("::")[0].endswith(f"/{name}.py") for one in known)
    tests = [one for one in known if one.startswith(file)]
    if more:
        return any(one.split("::")[1].startswith(name) for one in tests)
    return any(one.endswith(f"::{name}") for one in tests)


def test_every_test_that_any_page_names_exists() -> None:
    known = {f"/{one}" for one in existing()}
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks/RESULTS.md"]
    read = 0
    for page in pages:
        for file, name, ending, more in CALLED.findall(page.read_text(encoding="utf-8")):
            where = f"/{file.removeprefix('tests/')}" if file else "/"
            assert _is_there(where, name, ending, more, known), f"{page.name}: {file} {name}{more}"
            read += 1
    assert read > 500


def test_a_name_that_nobody_bears_is_found() -> None:
    known = {"/cases/test_notes.py::test_r2_one", "/cases/test_notes.py::test_r2_other"}
    for page, is_there in {
        "`test_r2_one`": True,
        "`tests/cases/test_notes.py`": True,
        "`cases/test_notes.py::test_r2_*`": True,
        "`cases/test_notes.py::test_r3_*`": False,
        "`cases/test_others.py::test_r2_one`": False,
        "`test_r2_on`": False,
        "`test_others.py`": False,
    }.items():
        ((file, name, ending, more),) = CALLED.findall(page)
        where = f"/{file}" if file else "/"
        assert _is_there(where, name, ending, more, known) is is_there, page


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
