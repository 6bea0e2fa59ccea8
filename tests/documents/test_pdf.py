"""Papers: readable text, tags, our fonts, and no way out of the renderer (S-61, S-62)."""

import io
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTTextBox
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from documents import pdf, renderer
from documents.pdf import PdfError, render_pdf

PAPER = """{% extends "documents/paper.html" %}
{% block head_meta %}{% include "documents/_approval.html" with approvers=approvers %}{% endblock %}
{% block body %}<h2>目標</h2><table><thead><tr><th scope="col">すること</th></tr></thead>
{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</table>{% endblock %}"""


def a_paper(*rows: str) -> str:
    page = engines["django"].from_string(PAPER)
    return page.render(
        {
            "paper": {
                "title": "支援プラン",
                "number": "R8-48213-P2",
                "audience": "11人",
                "printed_by": "木村 さくら",
                "printed_at": datetime(2026, 11, 25, 5, 31, tzinfo=UTC),
            },
            "approvers": ["課長", "係長"],
            "rows": rows,
        }
    )


def text_of(content: bytes) -> str:
    """Text without white space: lines wrap (security.md 4.3)."""
    return "".join(extract_text(io.BytesIO(content)).split())


def document(content: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(io.BytesIO(content)))


def objects(content: bytes) -> Iterator[dict[str, Any]]:
    """Every dictionary of the file."""
    found = document(content)
    for xref in found.xrefs:
        for number in xref.get_objids():
            value = found.getobj(number)
            value = getattr(value, "attrs", value)
            if isinstance(value, dict):
                yield value


@pytest.fixture(scope="module")
def paper() -> bytes:
    rows = ["髙﨑さんと𠮷田さんが、週に一度、部屋の片付けを進める"] * 60
    return render_pdf(a_paper(*rows), title="支援プラン R8-48213")


def test_japanese_text_can_be_read_out(paper: bytes) -> None:
    text = text_of(paper)
    assert text.count("髙﨑さんと𠮷田さんが、週に一度、部屋の片付けを進める") == 60
    assert "課長" in text


def test_every_page_says_what_it_is_who_printed_it_and_which_page(paper: bytes) -> None:
    pages = [
        "".join(page.split())
        for page in extract_text(io.BytesIO(paper)).split("\f")
        if page.strip()
    ]
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert "文書番号R8-48213-P2" in page
        assert "取扱注意" in page
        assert "見られる人：11人" in page
        assert "印刷：木村さくら令和8年11月25日（水）14:31" in page
        assert f"{number}/{len(pages)}頁" in page


def test_a_long_title_is_cut_in_the_running_head_and_never_pushes_the_number_off() -> None:
    title = "見本の会議 会議資料 資料12　" + "長い題名の資料で、生活の課題と背景をまとめたもの" * 4
    html = a_paper(*["部屋の片付けを進める"] * 60).replace("支援プラン</h1>", f"{title}</h1>")
    first, second, *_ = extract_pages(io.BytesIO(render_pdf(html, title="題")))
    assert "".join(title.split()) in "".join(_words_of(first).split()), "the first page says it all"
    lines = [line for box in second if isinstance(box, LTTextBox) for line in box]
    assert max(line.y1 for line in lines) < second.height - 20, "nothing leaves the paper"
    (head,) = [line.get_text().strip() for line in lines if "文書番号" in line.get_text()]
    assert head.startswith("文書番号　R8-48213-P2　見本の会議")
    assert head.endswith("…")


def _words_of(page: Any) -> str:
    return "".join(box.get_text() for box in page if isinstance(box, LTTextBox))


def test_the_file_is_tagged_and_japanese(paper: bytes) -> None:
    catalog = document(paper).catalog
    assert resolve1(catalog["MarkInfo"])["Marked"] is True
    assert "StructTreeRoot" in catalog
    assert catalog["Lang"] == b"ja"
    assert b'pdfuaid:part="1"' in resolve1(catalog["Metadata"]).get_data()


def test_s30_metadata_hold_the_given_title_only(paper: bytes) -> None:
    (information,) = document(paper).info
    assert set(information) <= {"Title", "Producer"}
    assert information["Title"].decode("utf-16") == "支援プラン R8-48213"


def test_language_is_japanese_where_the_page_names_none() -> None:
    assert document(render_pdf("<p>本文", title="題")).catalog["Lang"] == b"ja"


def test_only_our_fonts_are_in_the_file() -> None:
    rows = ["髙﨑 𠮷田", "Nguyễn", "محمد สมชาย 🙂"]
    content = render_pdf(a_paper(*rows) + '<b style="font-family:serif">太字</b>', title="題")
    fonts = [o for o in objects(content) if "FontDescriptor" in o]
    assert fonts
    for font in fonts:
        assert font["BaseFont"].name.split("+")[1].startswith(("BIZ-UDPGothic", "Noto-Sans-JP"))
    descriptors = [o for o in objects(content) if "FontName" in o]
    assert all({"FontFile2", "FontFile3"} & set(o) for o in descriptors)


def test_s58_typed_markup_stays_text() -> None:
    content = render_pdf(a_paper('<img src="file:///etc/passwd"><script>'), title="題")
    assert '<imgsrc="file:///etc/passwd"><script>' in text_of(content)


# --- S-61: nothing is fetched ---------------------------------------------------------------
@pytest.fixture
def hits() -> Iterator[tuple[str, list[str]]]:
    """Address of a server that notes each visit."""
    seen: list[str] = []

    class Notes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Notes)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


PAYLOADS = {
    "img": '<img src="{web}/img.png">',
    "local img": '<img src="{file}">',
    "data": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "style sheet": '<link rel="stylesheet" href="{web}/a.css">',
    "import": '<style>@import url("{web}/b.css");</style>',
    "background": '<p style="background: url({web}/c.png)">x</p>',
    "font": "<style>@font-face {{font-family: F; src: url({web}/f.ttf)}} p {{font-family: F}}</style><p>x",
    "svg image": '<svg width="9" height="9"><image href="{web}/d.png" width="9" height="9"/></svg>',
    "object": '<object data="{web}/g.svg"></object>',
    "attachment": '<link rel="attachment" href="{file}">',
    "linked attachment": '<a rel="attachment" href="{file}">x</a>',
    "base": '<base href="{web}/"><img src="h.png">',
    "list image": '<ul><li style="list-style-image: url({web}/i.png)">x</li></ul>',
    "other asset": '<link rel="stylesheet" href="asset:css/../../pdf.py">',
    "generated": '<style>p::before {{ content: url("{web}/j") }}</style><p>x',
}


def payload(kind: str, web: str, folder: Path) -> str:
    secret = folder / "secret.txt"
    secret.write_text("SECRET-CANARY", encoding="utf-8")
    markup = PAYLOADS[kind].format(web=web, file=secret.as_uri())
    return f"<html lang=ja><head><title>x</title></head><body>{markup}</body></html>"


@pytest.mark.parametrize("kind", PAYLOADS)
def test_s61_payload_of_m4_reaches_nothing(
    kind: str,
    hits: tuple[str, list[str]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    web, seen = hits
    with caplog.at_level(logging.DEBUG), pytest.raises(PdfError) as refused:
        render_pdf(payload(kind, web, tmp_path), title="x")
    assert refused.value.reason in ("address refused", "attachment refused")
    assert seen == []
    for told in (caplog.text, str(refused.value)):
        assert "127.0.0.1" not in told
        assert "secret" not in told


@pytest.mark.parametrize(
    "markup",
    [
        '<svg width="9" height="9"><use href="{web}/e.svg#x"/></svg>',
        '<img src="relative.png">',
        '<script src="{web}/k.js"></script><iframe src="{web}/l"></iframe>',
    ],
)
def test_s61_what_weasyprint_ignores_is_not_fetched(
    markup: str, hits: tuple[str, list[str]]
) -> None:
    web, seen = hits
    content = render_pdf(f"<html lang=ja><body>{markup.format(web=web)}", title="x")
    assert seen == []
    assert not set().union(*objects(content)) & {"EmbeddedFiles", "EmbeddedFile", "AF"}


def test_s61_control_weasyprint_alone_would_fetch_and_attach(
    hits: tuple[str, list[str]], tmp_path: Path
) -> None:
    web, seen = hits
    for kind in ("img", "import", "svg image", "attachment"):
        markup = payload(kind, web, tmp_path)
        script = (
            "import sys; from weasyprint import HTML; print(HTML(string=sys.argv[1]).write_pdf())"
        )
        made = subprocess.run(
            [sys.executable, "-c", script, markup], capture_output=True, check=True
        )
    assert seen == ["/img.png", "/b.css", "/d.png"]
    assert b"EmbeddedFile" in made.stdout


# --- S-62: the renderer's walls -------------------------------------------------------------
def test_s62_the_renderer_knows_no_database_and_no_key(
    monkeypatch: pytest.MonkeyPatch, paper: bytes
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    fresh = pdf._Renderer()
    fresh.render("<p>本文", "題")
    assert fresh._process is not None
    environment = Path(f"/proc/{fresh._process.pid}/environ").read_bytes()
    assert not any(word in environment for word in (b"DATABASE", b"KEY", b"REDIS", b"SECRET"))
    fresh.close()


def test_s62_a_paper_without_end_is_refused_and_the_next_one_is_made() -> None:
    bomb = '<p style="break-before: page">x</p>' * (renderer.MAX_PAGES + 1)
    with pytest.raises(PdfError, match="作成できませんでした") as refused:
        render_pdf(bomb, title="x")
    assert refused.value.reason == "too many pages"
    assert "本文" in text_of(render_pdf("<p>本文", title="題"))


def test_s62_a_paper_that_takes_too_long_is_ended() -> None:
    """In a process of its own, as in production: this one may fill the wall of memory by itself."""
    script = (
        "import sys; from documents import renderer; renderer.CPU_SECONDS = 1\n"
        "print(renderer._render_apart({'html': sys.stdin.read(), 'title': 'x'}).decode())"
    )
    bomb = a_paper(*["長い文が続く。" * 20] * 3000)
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(renderer.__file__).parent.parent,
        input=bomb,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "took too long\n"


def _fail_to_load(html: str, title: str) -> bytes:
    raise ImportError("_imaging.so: failed to map segment from shared object")


def _break_down(html: str, title: str) -> bytes:
    os.kill(os.getpid(), signal.SIGTRAP)  # as GLib ends when it gets no thread
    return b""


@pytest.mark.parametrize(
    ("what", "reason"),
    [(_fail_to_load, b"too much memory"), (_break_down, b"ended without an answer")],
)
def test_s62_the_reason_is_the_one_that_it_was(
    monkeypatch: pytest.MonkeyPatch, what: Any, reason: bytes
) -> None:
    """A library that finds no room below the wall of memory, and one that gives up by itself."""
    monkeypatch.setattr(renderer, "render", what)
    assert renderer._render_apart({"html": "<p>", "title": "x"}) == reason


def test_a_renderer_that_died_is_replaced() -> None:
    render_pdf("<p>前", title="題")
    process = pdf._renderer._process
    assert process is not None
    process.kill()
    assert "後" in text_of(render_pdf("<p>後", title="題"))


def test_a_forked_worker_has_a_renderer_of_its_own() -> None:
    render_pdf("<p>親", title="題")
    child, good = os.fork(), False
    if child == 0:
        try:
            good = "子" in text_of(render_pdf("<p>子", title="題"))
            pdf._renderer.close()
        finally:
            os._exit(0 if good else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert "親" in text_of(render_pdf("<p>親", title="題"))


def test_papers_asked_for_at_once_are_not_mixed_up() -> None:
    made: dict[int, str] = {}

    def ask(number: int) -> None:
        made[number] = text_of(render_pdf(f"<p>番号{number}番", title="題"))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(100, 108)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {n: f"番号{n}番" for n in range(100, 108)}


WALLS = {
    "both": "confinement.confine(cpu_seconds=60)",
    "where Docker gives no namespace": "assert confinement.refuse_sockets()",
}


@pytest.mark.parametrize("wall", WALLS)
def test_s62_the_child_has_no_network(hits: tuple[str, list[str]], wall: str) -> None:
    """No socket of any kind, not even to a name on this machine; what it forks has none either."""
    web, seen = hits
    script = (
        "import os, socket, sys, urllib.request; from documents import confinement\n"
        f"{WALLS[wall]}\n"
        "def tried(what):\n"
        "    try: what()\n"
        "    except OSError: print('none', flush=True)\n"
        "tried(lambda: urllib.request.urlopen(sys.argv[1], timeout=5))\n"
        "tried(lambda: socket.socket(socket.AF_UNIX))\n"
        "if os.fork() == 0: tried(socket.socket); os._exit(0)\n"
        "os.wait()"
    )
    root = Path(renderer.__file__).parent.parent
    command = [sys.executable, "-c", script, web]
    tried = subprocess.run(command, cwd=root, capture_output=True, check=True)
    assert tried.stdout.split() == [b"none"] * 3
    assert seen == []


def test_s62_without_a_wall_to_the_network_nothing_is_opened() -> None:
    script = (
        "import types; from documents import confinement\n"
        "confinement.ctypes.CDLL = lambda _: types.SimpleNamespace(unshare=lambda _: -1)\n"
        "confinement.refuse_sockets = lambda: False\n"
        "confinement.confine(cpu_seconds=60)"
    )
    root = Path(renderer.__file__).parent.parent
    command = [sys.executable, "-c", script]
    refused = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.strip().endswith(b"OSError: no wall to the network")
