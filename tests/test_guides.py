"""The guides in docs/ja speak the words of the screens, and their pictures are there.

Words between 「 and 」 in a guide are words on a screen: they must stand in a template, in the source or
in what an installation starts with. Whoever rewords a button is reminded of the guides here.
"""

import html
import re
from pathlib import Path

import pytest

from organizations.initial.texts import LOCAL_NAMES

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs/ja").glob("*.md"))
PICTURES = ROOT / "docs/pictures"
APPS = ("access", "bunkyo_support", "cases", "community", "documents", "jobs", "meetings")
APPS += ("keeping", "organizations", "outreach", "participation", "plans", "reports")
NAMES = dict(LOCAL_NAMES)
# What a guide says of itself.
NO_SCREEN = {"", "〜するには"}


def _words_of_template(path: Path) -> str:
    """What a template shows, without tags; the ward's names in their places."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{%\s*local_name \"(\w+)\"[^%]*%\}", lambda m: NAMES[m[1]], text)
    text = re.sub(r"<[^<>]*?(?:title|label|aria-label)=\"([^\"<>{}]*)\"[^<>]*>", r"\n\1\n", text)
    shown = re.sub(r"\{#.*?#\}|\{%.*?%\}|</?(?:b|span|kbd|svg|use)\b[^>]*>", "", text)
    quoted = "\n".join(re.findall(r"\"([^\"\n]*)\"", text))
    return html.unescape(shown + "\n" + quoted)


def _squeezed(text: str) -> str:
    return re.sub(r"[ \t　]", "", text)


def words_of_the_screens() -> str:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    sources = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    found = [_words_of_template(path) for path in templates]
    # Strings broken over several lines are one.
    found += [re.sub(r"\"\s*\n\s*f?\"", "", path.read_text(encoding="utf-8")) for path in sources]
    return _squeezed("\n".join(found))


def quoted(guide: Path) -> list[str]:
    text = re.sub(r"\s*\n\s*", "", guide.read_text(encoding="utf-8"))
    return [words for words in re.findall(r"「([^「」]*)」", text) if words not in NO_SCREEN]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_words_in_a_guide_stand_on_a_screen(guide: Path) -> None:
    screens = words_of_the_screens()
    assert [w for w in quoted(guide) if _squeezed(w) not in screens] == []


def test_every_picture_is_used_and_small() -> None:
    shown = {
        (guide.parent / path).resolve()
        for guide in GUIDES
        for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", guide.read_text(encoding="utf-8"))
    }
    assert shown == set((PICTURES / "ja").glob("*.png"))
    assert [p.name for p in shown if p.stat().st_size > 150_000] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_links_lead_somewhere(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\-]", "", line.lstrip("# ").strip().lower().replace(" ", "-"))
        for line in text.splitlines()
        if line.startswith("#")
    }
    for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", text):
        path, _, anchor = link.partition("#")
        assert not path or (guide.parent / path).exists(), link
        assert path or anchor in headings, link
