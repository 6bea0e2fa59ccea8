"""The shape of the house, read from its source: imports one way, one door to grants. The one door to
rows has its own test (tests/access/test_doors.py)."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = [
    ["documents", "drawings"],
    ["organizations"],
    ["access"],
    ["jobs", "drafts"],
    ["alerts"],
    ["cases"],
    ["meetings"],
    ["plans"],
    ["outreach", "participation", "community"],
    ["keeping"],
    ["reports"],
]
LEVEL = {app: level for level, apps in enumerate(LAYERS) for app in apps}
# Shared bases for forms, the home page and template tags: wiring that apps may import.
WIRING_FOR_APPS = {
    *("bunkyo_support.forms", "bunkyo_support.saving", "bunkyo_support.today", "bunkyo_support"),
}


def sources(*apps: str) -> Iterator[tuple[Path, ast.Module]]:
    for app in apps or LEVEL:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_imports_run_one_way() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, tree in sources()
        for module in imported(tree)
        if (target := module.split(".")[0]) in LEVEL
        and target != path.relative_to(ROOT).parts[0]
        and LEVEL[target] >= LEVEL[path.relative_to(ROOT).parts[0]]
    ]
    assert wrong == []


def test_nothing_imports_views_or_forms_of_a_sibling() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, tree in sources()
        for module in imported(tree)
        if module.split(".")[0] in LEVEL
        and module.split(".")[0] not in (path.relative_to(ROOT).parts[0], "documents")
        and {"views", "forms"} & set(module.split(".")[1:])
    ]
    assert wrong == []


def names_used(tree: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)
    }


def test_grants_and_compartments_are_made_in_access_only() -> None:
    """The bar of the issue: no grant, revoke or compartment creation outside access/."""
    words = re.compile(
        r"(?:from|import) guardian\b|assign_perm|remove_perm|get_objects_for_user|UserGrant\b|GroupGrant\b"
        r"|Compartment\(|Compartment\.objects\.create|open_waiting_grants|close_source"
    )
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for app in LEVEL
        if app != "access"
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
        and (found := words.search(path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"mark_safe",
        r"\.raw\(",
        r"\.extra\(",
        r"RawSQL",
        r"except( Exception| BaseException)?:",
        r"localStorage|sessionStorage|indexedDB",
    ],
)
def test_s57_s58_words_that_never_stand_in_the_source(pattern: str) -> None:
    found = [
        str(path.relative_to(ROOT))
        for app in [*LEVEL, "bunkyo_support"]
        for path in sorted((ROOT / app).rglob("*.py"))
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_s57_sql_is_written_in_access_only() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path, tree in sources(*(set(LEVEL) - {"access", "jobs"}))
        if "cursor" in names_used(tree)
    ]
    assert wrong == []


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for app in [*LEVEL, "bunkyo_support", "tests", "localenv"]
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}


def test_the_admin_of_masters_knows_no_route_to_history() -> None:
    from django.contrib import admin
    from simple_history.admin import SimpleHistoryAdmin

    assert not [m for m in admin.site._registry.values() if isinstance(m, SimpleHistoryAdmin)]


@pytest.mark.parametrize("package", sorted(path.parent.name for path in ROOT.glob("*/services")))
def test_services_hand_out_what_is_there(package: str) -> None:
    """A name in `__all__` that there is not stops whoever imports all of them, and nobody before."""
    services = importlib.import_module(f"{package}.services")
    assert [name for name in services.__all__ if not hasattr(services, name)] == []
