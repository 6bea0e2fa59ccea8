"""What looks at every page finds what is wrong: faults laid into a page that has none, each at its width.

The page without a fault is looked at first, so that what has been passed on it is known (looking.py).
"""

import pytest

from .conftest import chromium
from .looking import DESK, ENLARGED, PHONE, Window
from .rendered import Rendered, served

pytestmark = pytest.mark.browser

STYLE = """
body { margin: 0; font: 16px/1.7 sans-serif; color: #222; background: #fff; }
.savebar { position: sticky; bottom: 0; min-height: 60px; background: #eee; }
"""
PAGE = """<!doctype html><html lang="ja"><head><title>見本</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>
<body><main><h1>見出しのことば</h1><p>本文のことば</p><div style="opacity: .9">うすいことば</div>
<p><a href="/a">先へ進む</a></p>{fault}</main></body></html>"""
SAMPLE = "<p class='x'>見本のことば</p>"
TINY = "<button style='width:9px;height:9px;padding:0;border:0' aria-label='{}'></button>"
COVERED = """<div style="position:relative"><div style="position:absolute;inset:0;background:#333"></div>
<p style="position:relative">本文のことば</p></div>"""
WIDE = "<div style='width:{}px;max-width:none;height:9px'></div>"
EVERY = (DESK, PHONE)

# What is laid into the page, what it is called, and at which widths it is wrong.
FAULTS = {
    "pale words": ("<p style='color:#aaa'>本文のことば</p>", "color-contrast", EVERY),
    "pale at a desk": (
        f"<style>@media (min-width: 1000px) {{ .x {{ color: #aaa }} }}</style>{SAMPLE}",
        "color-contrast",
        (DESK,),
    ),
    "pale on a phone": (
        f"<style>@media (max-width: 500px) {{ .x {{ color: #aaa }} }}</style>{SAMPLE}",
        "color-contrast",
        (PHONE,),
    ),
    "a dark ground": (
        "<div style='background:#333'><p>本文のことば</p></div>",
        "color-contrast",
        EVERY,
    ),
    "a ground that another lays": (COVERED, "color-contrast", EVERY),
    "words that shine through": (
        "<div style='opacity:.3'><p>本文のことば</p></div>",
        "color-contrast",
        EVERY,
    ),
    "pale in a field": (
        "<input aria-label='名前' value='山田' style='color:#aaa;background:#fff'>",
        "color-contrast",
        EVERY,
    ),
    "pale on a button": (
        "<button style='color:#aaa;background:#fff;padding:20px'>決める</button>",
        "color-contrast",
        EVERY,
    ),
    "small where large is enough": (
        "<p style='color:#888;font-size:40px'>大きいことば</p><p style='color:#888'>大きいことば</p>",
        "color-contrast",
        EVERY,
    ),
    "no label": ("<input type='text'>", "label", EVERY),
    "no label on a phone": (
        "<style>@media (min-width: 500px) { .x { display: none } }</style><input class='x'>",
        "label",
        (PHONE,),
    ),
    "an id twice": (
        "<input id='a' aria-labelledby='b'><i id='b'>名前</i><i id='b'>住所</i>",
        "an id twice: b",
        (DESK,),
    ),
    "a small target": (f"<div>{TINY.format('前')}{TINY.format('次')}</div>", "target-size", EVERY),
    "a picture without words": ("<img src='/x.png'>", "image-alt", EVERY),
    "a hidden link": (
        "<div aria-hidden='true'><a href='/'>先へ進む</a></div>",
        "aria-hidden-focus",
        EVERY,
    ),
    "a role that is none": ("<p role='nothing'>本文のことば</p>", "aria-roles", EVERY),
    "two headings": ("<h1>もう一つ</h1>", "2 headings of the first level", (DESK,)),
    "words cut off": (
        "<p style='width:3rem;overflow:hidden;white-space:nowrap'>とても長いことば</p>",
        "words cut off: p",
        (DESK, ENLARGED, PHONE),
    ),
    "words cut off when enlarged": (
        "<style>@media (min-width: 600px) and (max-width: 700px)"
        " { .x { width: 3rem; overflow: hidden; white-space: nowrap } }</style>" + SAMPLE,
        "words cut off: p.x",
        (ENLARGED,),
    ),
    "wide at a desk": (WIDE.format(2000), "scrolls sideways", (DESK, ENLARGED, PHONE)),
    "wide on a phone": (WIDE.format(500), "scrolls sideways", (PHONE,)),
    "no mark of the focus": (
        "<p><a class='x' href='/' style='outline:none'>先へ進む</a></p>",
        "no mark of the focus: a.x",
        (PHONE,),
    ),
    "the bar hides": (
        "<div style='height:1000px'></div><a href='/' style='position:fixed;bottom:9px'>先へ</a>"
        "<div class='savebar'></div>",
        "the bar hides: a",
        (PHONE,),
    ),
}


def page_with(name: str, fault: str) -> Rendered:
    body = PAGE.format(style=STYLE, fault=fault).encode()
    return Rendered(
        name, "nobody", f"/{name.replace(' ', '-')}/", body, {"Content-Type": "text/html"}
    )


def test_each_fault_is_found_at_its_width_and_at_no_other() -> None:
    pages = [page_with("nothing", "")]
    pages += [page_with(name, fault) for name, (fault, *_) in FAULTS.items()]
    with served(pages) as base, chromium() as browser:
        window = Window(browser)
        found = {page.route: window.findings(base + page.address) for page in pages}
    assert found.pop("nothing") == {}
    told = {
        name: {
            width for width, said in found[name].items() for line in said if line.startswith(words)
        }
        for name, (_, words, _) in FAULTS.items()
    }
    assert told == {name: set(widths) for name, (_, _, widths) in FAULTS.items()}, found
