"""What must never stand in a template, a style sheet or a script (S-45, S-50 to S-54, ui.md c)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.fonts import missing_characters

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "documents" not in p.parts)
# Pages of the masters are Django's own admin with its own forms.
OURS = [p for p in TEMPLATES if not {"admin", "paper"} & set(p.relative_to(ROOT).parts)]
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))

FORBIDDEN = {
    "inline style (S-54)": r"\sstyle\s*=|<style\b",
    "handler in the page (S-54)": r"\son[a-z]+\s*=\s*[\"']|hx-on|[\"']js:|hx-vals=[\"']js",
    "script in the page (S-54)": r"<script(?![^>]*\b(?:src=|type=\"application/json\"))",
    "trigger filter, fires when blocked (ui.md 0.3)": r"hx-trigger=\"[^\"]*\[",
    "boost keeps pages in the browser (S-45)": r"hx-boost|hx-push-url",
    "placeholder (rule 13)": r"placeholder\s*=",
    "input type that autofills or spoils (S-53)": r"type=[\"'](?:email|tel|number|date|url)[\"']",
    "escaping switched off": r"\|\s*safe\b|autoescape\s+off",
    "address of the outside (S-52)": r"(?:href|src|action)=[\"'](?:https?:)?//",
    "title from a person's name (S-50)": r"block title %}[^{]*{{[^}]*\b(?:name|kana)\b",
    "a toast that goes by itself (rule 24)": r"toast|data-timeout|auto-?dismiss",
}


def found(paths: list[Path], pattern: str) -> list[str]:
    regex = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if regex.search(line)
    ]


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_templates_hold_nothing_forbidden(reason: str) -> None:
    assert found(OURS, FORBIDDEN[reason]) == []


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color:red">',
        '<button onclick="go()">',
        "<script>go()</script>",
        '<input hx-trigger="input[!isComposing]">',
        '<input placeholder="例">',
        '<input type="tel">',
        "{{ text|safe }}",
        '<a href="https://example.com">',
        "{% block title %}{{ person.name }}{% endblock %}",
    ],
)
def test_the_lint_sees_what_it_is_for(line: str) -> None:
    assert any(re.search(p, line, re.IGNORECASE) for p in FORBIDDEN.values())


def test_no_sentence_is_parted_by_the_end_of_a_line() -> None:
    """A browser draws the end of a line as a space, which Japanese has not between two sentences."""
    parted = re.compile(r"[。、]\s*\n\s*(?=(?:<b>)?[\u3040-\u30ff\u4e00-\u9fff「（])")
    assert parted.search("<p>はじめの文。\n  つぎの文。</p>")
    assert [p.name for p in OURS if parted.search(p.read_text(encoding="utf-8"))] == []


def test_every_sign_of_the_screens_is_in_a_japanese_type() -> None:
    """Another one is an empty box, or comes from whatever type a terminal has for it."""
    assert missing_characters("支援▼①") == []
    assert missing_characters("▾") == ["▾"]
    read = [*OURS, *STYLES, *SCRIPTS]
    missing = {p.name: missing_characters(p.read_text(encoding="utf-8")) for p in read}
    assert {name: signs for name, signs in missing.items() if signs} == {}


def forms() -> Iterator[tuple[str, str, str]]:
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"<form\b([^>]*(?:%}[^>]*)*)>(.*?)</form>", text, re.DOTALL):
            yield f"{path.relative_to(ROOT)}", match[1], match[2]


def test_no_comment_of_a_template_stands_on_the_page() -> None:
    """Django takes a comment that goes on in the next line for text."""
    open_ended = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.count("{#") != line.count("#}")
    ]
    assert open_ended == []


def test_every_form_posts_with_a_token() -> None:
    """S-51: what is typed never stands in an address."""
    wrong = [
        where
        for where, attributes, inside in forms()
        if 'method="post"' not in attributes
        or not re.search(r"csrf_token|form_head|_form_head|button_head", inside)
    ]
    assert wrong == []


def test_disabled_is_only_the_blocker_of_enter() -> None:
    """Rules 8 and 12."""
    lines = [
        line.strip()
        for path in OURS
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"<[^>]*\sdisabled\b", line)
    ]
    assert lines
    assert all('<button type="submit" disabled hidden>' in line for line in lines)


def test_404_says_nothing_of_the_address() -> None:
    """R14: one body for what is hidden and what does not exist."""
    page = (ROOT / "templates/404.html").read_text(encoding="utf-8")
    assert not re.search(r"request\.(?:path|get|GET|POST|build)|exception|resolver", page)


@pytest.mark.parametrize(
    ("reason", "pattern"),
    [
        ("storage (S-45)", r"localStorage|sessionStorage|indexedDB|document\.cookie"),
        ("code from text (S-54)", r"\beval\(|new Function|setTimeout\(\s*[\"']"),
        ("page from text", r"insertAdjacentHTML|outerHTML\s*=|innerHTML\s*=(?!\s*\"\";)"),
        ("address of the outside", r"https?://"),
    ],
)
def test_scripts_hold_nothing_forbidden(reason: str, pattern: str) -> None:
    assert found(SCRIPTS, pattern) == []


def test_no_letters_below_14_pixels_and_sizes_follow_the_browser() -> None:
    sizes = [
        (path.name, size, unit)
        for path in STYLES
        if path.name != "print.css"
        for size, unit in re.findall(r"font-size:\s*([\d.]+)(rem|px|em)", path.read_text("utf-8"))
    ]
    assert sizes
    assert [s for s in sizes if s[2] != "rem" or float(s[1]) < 0.875] == []


def test_visited_links_look_like_others() -> None:
    """A shared terminal must not show which cases were opened."""
    alone = [
        selectors
        for path in STYLES
        for selectors in re.findall(r"([^{}]*:visited[^{}]*){", path.read_text("utf-8"))
        for one in selectors.split(",")
        if ":visited" in one
        and one.replace(":visited", "").strip().splitlines()[-1]
        not in {o.strip().splitlines()[-1] for o in selectors.split(",")}
    ]
    assert alone == []


def test_drawings_show_no_letters_below_14_pixels_on_a_screen() -> None:
    """At a desk: they are drawn for paper, where the smallest may be smaller (ui.md a: the minimum anywhere)."""
    drawn = [
        (path.name, float(size))
        for path in sorted((ROOT / "drawings").rglob("*.py"))
        for pair in re.findall(
            r"^(?:\w+, )*(?:SIZE|SMALL)(?:, \w+)* = ([\d., ]+)$", path.read_text("utf-8"), re.M
        )
        for size in pair.split(",")
    ]
    style = (ROOT / "static/css/records.css").read_text("utf-8")
    larger = dict(re.findall(r"\.(drawing(?:--beside)?) > svg { zoom: ([\d.]+)", style))
    assert len(drawn) > 8
    beside = {"ladder.py"}  # the drawings of pages with a second column
    names = {"drawing": [d for d in drawn if d[0] not in beside]}
    names["drawing--beside"] = [d for d in drawn if d[0] in beside]
    assert set(names) == set(larger)
    assert [d for n, of in names.items() for d in of if d[1] * float(larger[n]) < 14] == []
