"""Each setting that the code reads from the environment is documented and reaches production."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .compose import OVERLAYS, ROOT, with_overlays

READERS = ("bunkyo_support/settings.py", "bunkyo_support/environment.py")
SCRIPTS = sorted((ROOT / "deploy").glob("*.sh"))
# Only on a developer's machine; production neither needs nor passes them.
DEVELOPERS = {"DEVELOPMENT", "EMAIL_BACKEND"}
# Read by libraries, for which compose sets them.
OF_LIBRARIES = {"PGOPTIONS", "TZ", "REQUESTS_CA_BUNDLE"}
APPS = [p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()]
NO_PRODUCT = {"tests", "localenv", "benchmarks"}
# A name is set for the process itself, or chosen names are handed on to a child; nothing is configured.
HAND_ON = {
    "bunkyo_support/celery.py",
    "bunkyo_support/wsgi.py",
    "documents/files/apart.py",
    "documents/pdf.py",
    "documents/renderer.py",
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Function and first word of each call with a constant word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            yield ast.unparse(node.func), str(node.args[0].value)


def variables_of_settings() -> set[str]:
    tree = ast.parse((ROOT / READERS[0]).read_text(encoding="utf-8"))
    found: set[str] = set()
    for function, word in _calls(tree):
        if function in ("os.environ.get", "flag", "words"):
            found.add(word)
        elif function in ("secret", "optional_secret"):
            found.add(f"{word}_FILE")
        elif function == "address":
            found |= {word, word.removesuffix("_URL") + "_PASSWORD_FILE"}
    for node in ast.walk(tree):  # the table of database addresses
        if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z_]*DATABASE_URL", str(node.value)):
            found |= {str(node.value), node.value.removesuffix("_URL") + "_PASSWORD_FILE"}
    return found


def variables_of_scripts() -> set[str]:
    """What the scripts of deploy/ take from the environment, as `${NAME:-...}` or `${NAME-...}`."""
    return {
        name
        for script in SCRIPTS
        for name in re.findall(r"\$\{([A-Z][A-Z_]+):?-", script.read_text(encoding="utf-8"))
    }


def documented(guide: str) -> set[str]:
    """Names in the first column of the tables of a guide."""
    lines = (ROOT / guide).read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}


def passed_on() -> set[str]:
    found = with_overlays(*OVERLAYS)["services"].values()
    return {name for service in found for name in service.get("environment", {})}


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for app in sorted(set(APPS) - NO_PRODUCT)
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    assert readers == set(READERS) | HAND_ON


def test_the_scan_finds_all_kinds() -> None:
    assert {
        *("WARD_NAME", "SECRET_KEY_FILE", "EMAIL_USE_TLS", "EMAIL_PASSWORD_FILE", "REDIS_URL"),
        *("REDIS_PASSWORD_FILE", "JOBS_DATABASE_URL", "BACKUP_DATABASE_PASSWORD_FILE"),
    } <= variables_of_settings()
    assert {"BACKUP_AT", "REDIS_FOLDER", "PGDATABASE"} <= variables_of_scripts()


def test_each_setting_has_its_line() -> None:
    read = variables_of_settings() | variables_of_scripts()
    assert sorted(read - documented("docs/deploy.md")) == []


def test_no_line_is_about_a_setting_that_is_gone() -> None:
    read = variables_of_settings() | variables_of_scripts() | OF_LIBRARIES
    in_text = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    left = {n for n in documented("docs/deploy.md") - read if n not in in_text}
    assert sorted(left - variables_of_env()) == []


def test_each_setting_is_passed_to_a_service() -> None:
    assert sorted(variables_of_settings() - passed_on() - DEVELOPERS) == []


def test_nothing_is_passed_that_nobody_reads() -> None:
    read = variables_of_settings() | variables_of_scripts() | OF_LIBRARIES
    ours = {
        name
        for name in passed_on() - read
        if not name.startswith(("PG", "POSTGRES_", "BUNKYO_")) and name != "PUBLIC_HOST"
    }
    in_text = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    assert sorted(name for name in ours if name not in in_text) == []


def variables_of_env() -> set[str]:
    lines = (ROOT / "deploy/example.env").read_text(encoding="utf-8").splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}


def test_administrators_find_each_line_of_env_in_their_language() -> None:
    assert sorted(variables_of_env() - documented("docs/ja/administrator-setup.md")) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_at_its_top_what_it_reads(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    head = text.split("set -eu")[0]
    used = set(re.findall(r"\$\{([A-Z][A-Z_]+):?-", text)) - {"POSTGRES_USER", "POSTGRES_DB"}
    used -= {"PGCONNECT_TIMEOUT"}
    assert [name for name in sorted(used) if name not in head] == []
