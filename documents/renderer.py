"""The process that turns HTML into PDF: one parent, and a child for each paper (S-61, S-62).

It is started by `pdf` with no database address, no key and no Django in it. The child may
open nothing but the bundled style sheet, gets no socket, and ends by itself after 60 s of
work, at 1 GB or above 300 pages.

Requests and answers are a line of JSON and, where `bytes` says so, as many bytes.
"""

import gc
import json
import logging
import os
import select
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from .confinement import confine

CPU_SECONDS = 60
WALL_SECONDS = 120
MAX_PAGES = 300
# New objects after which a child looks for garbage. It ends with its paper; with Python's own 700 looking took
# 0.035 of 0.42 s for a plan, 1.2 of 5.4 s for a large one, which needs 227 MB so in place of 209.
COLLECTED_AFTER = 50_000
ASSETS = {"asset:css/paper.css": (Path(__file__).parent / "css" / "paper.css", "text/css")}


# By which signal a child ended that wrote nothing: the wall of CPU time, or ours after WALL_SECONDS.
_ENDS: dict[int, bytes] = {signal.SIGKILL: b"took too long", signal.SIGXCPU: b"took too long"}


class RefusedError(Exception):
    """The paper cannot be made; the word says why, and holds nothing of the paper."""


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class BundledAssets(URLFetcher):
        """Serves what is bundled; anything else ends the rendering and is never named."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
            self.has_refused = False  # WeasyPrint swallows what is raised for images in SVG

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in ASSETS:
                self.has_refused = True
                raise FatalURLFetchingError("refused")
            path, kind = ASSETS[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return BundledAssets()


def render(html: str, title: str) -> bytes:
    """Tagged PDF (PDF/UA-1) in Japanese; title and language are all that its metadata tell."""
    from weasyprint import HTML
    from weasyprint.pdf.metadata import DocumentMetadata
    from weasyprint.urls import FatalURLFetchingError

    fetcher = _fetcher()
    try:
        source = HTML(string=html, url_fetcher=fetcher)
        language = source.etree_element.get("lang") or "ja"
        source.etree_element.set("lang", language)
        document = source.render(pdf_variant="pdf/ua-1")
        if len(document.pages) > MAX_PAGES:
            raise RefusedError("too many pages")
        if document.metadata.attachments:
            raise RefusedError("attachment refused")
        document.metadata = DocumentMetadata(title=title, lang=language)
        paper = bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
    except FatalURLFetchingError as exc:
        raise RefusedError("address refused") from exc
    if fetcher.has_refused:
        raise RefusedError("address refused")
    return paper


def _load() -> None:
    """All that a paper needs, before the walls stand; no font map, which does not survive a fork."""
    import PIL.Image
    import weasyprint.html
    import weasyprint.pdf.pdfua  # noqa: F401
    from weasyprint.urls import URLFetcherResponse

    PIL.Image.init()
    URLFetcherResponse("asset:", b"")  # loads more with its first answer


def _child(request: dict[str, Any], answer: int) -> None:
    """Render and write the answer: `ok` and the PDF, or one word."""
    try:
        confine(cpu_seconds=CPU_SECONDS)
        gc.set_threshold(COLLECTED_AFTER)
        result = b"ok\n" + render(request["html"], request["title"])
    except RefusedError as exc:
        result = str(exc).encode()
    except (MemoryError, ImportError):
        # What is still loaded now was there when `_load` ran: there was no room to map it.
        result = b"too much memory"
    # nosemgrep: every-error-caught - the edge of a process
    except Exception as exc:
        result = f"failed with {type(exc).__name__}".encode()
    left = memoryview(result)
    while left:  # without a buffer, for which there may be no room
        left = left[os.write(answer, left) :]


def _render_apart(request: dict[str, Any]) -> bytes:
    """What the child wrote, or why it could not."""
    _load()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _child(request, writing)
        finally:
            os._exit(0)
    os.close(writing)
    received = bytearray()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], WALL_SECONDS)[0] and (part := pipe.read(1 << 16)):
            received += part
    os.kill(child, signal.SIGKILL)  # of one that has ended the end stays as it was
    end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return bytes(received) or _ENDS.get(-end, b"ended without an answer")


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one request after the other until the asking process closes its end."""
    for line in requests:
        request = json.loads(line)
        result = _render_apart(request)
        word, _, pdf = result.partition(b"\n")
        head = {"result": word.decode(), "bytes": len(pdf)}
        answers.write(json.dumps(head).encode() + b"\n" + pdf)
        answers.flush()


def main() -> None:
    """Load everything once, so that each child starts warm."""
    logging.getLogger("weasyprint").disabled = True
    with tempfile.TemporaryDirectory(prefix="papers-") as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        _load()
        gc.freeze()  # what is loaded stays as long as the process, and is not to be copied into each child
        serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
