"""The pages by which a developer finds her way name what there is: apps in their layers, decisions, recipes."""

import re
from pathlib import Path

import pytest

from .test_architecture import LAYERS, ROOT

DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
MAPS = [DOCS / "architecture.md", DECISIONS / "README.md", ROOT / "README.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def headings(page: Path) -> set[str]:
    """Anchors of a page, as a renderer makes them."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in lines}


def test_the_table_of_apps_is_the_order_of_imports() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.MULTILINE)
    assert told == [(str(level), app) for level, apps in enumerate(LAYERS) for app in apps]


def test_every_app_stands_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"benchmarks"}
    assert [
        name for name in sorted(packages) if f"| `{name}/`" not in text.replace("`, `", "` | `")
    ] == []


def test_every_decision_is_in_the_index_with_the_words_of_its_heading() -> None:
    text = (DECISIONS / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| \[(\d{4})\]\(([\w-]+\.md)\) \| (.+) \|$", text, re.MULTILINE)
    there = []
    for page in sorted(DECISIONS.glob("[0-9]*.md")):
        heading = page.read_text(encoding="utf-8").splitlines()[0]
        there.append((page.name[:4], page.name, re.sub(r"^# (\d+\.? )?", "", heading).strip()))
    assert sorted(told) == there
    assert len({number for number, _, _ in there}) == len(there), "a number names one decision"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")) + MAPS[1:], ids=lambda p: p.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    wrong = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if not found.exists() or (anchor and anchor not in headings(found)):
            wrong.append(target)
    assert wrong == []


def test_every_script_stands_in_the_page_about_pages() -> None:
    text = (DOCS / "ui.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+\.js)` \|", text, re.MULTILINE))
    assert told == {path.name for path in (ROOT / "static/js").glob("*.js")}
