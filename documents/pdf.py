"""HTML to PDF. Each worker process keeps one renderer beside it; see `renderer` for its walls."""

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from .fonts import FOLDER

logger = logging.getLogger(__name__)

# What the renderer inherits: where to find libraries, nothing that opens a door.
INHERITED = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


class PdfError(Exception):
    """The paper could not be made. The text is for the person; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "このPDFは作成できませんでした。もう一度試して、できないときはシステムの担当に知らせてください"
        )
        self.reason = reason


class _Renderer:
    """The renderer of this process, started with its first paper and replaced when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def render(self, html: str, title: str) -> bytes:
        request = json.dumps({"html": html, "title": title}).encode() + b"\n"
        with self._lock:
            try:
                return self._ask(request)
            except OSError:  # it ended meanwhile: once more with a new one
                self._end()
                try:
                    return self._ask(request)
                except OSError as exc:
                    self._end()
                    raise PdfError("renderer ended") from exc

    def _ask(self, request: bytes) -> bytes:
        incoming, outgoing = self._pipes()
        incoming.write(request)
        incoming.flush()
        line = outgoing.readline()
        if not line:
            raise BrokenPipeError
        head = json.loads(line)
        pdf = outgoing.read(head["bytes"])
        if len(pdf) != head["bytes"]:
            raise BrokenPipeError
        if head["result"] != "ok":
            raise PdfError(head["result"])
        return pdf

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = subprocess.Popen(
                [sys.executable, "-m", "documents.renderer"],
                cwd=Path(__file__).parent.parent,
                env={
                    **{name: os.environ[name] for name in INHERITED if name in os.environ},
                    "FONTCONFIG_FILE": str(FOLDER / "fonts.conf"),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        return process.stdin, process.stdout

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        """At the end of this process: let the renderer tidy up and go."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait(timeout=5)

    def forget(self) -> None:
        """In a forked process: the renderer belongs to the parent and must see her end."""
        process, self._process = self._process, None
        self._lock = threading.Lock()
        if process is not None:
            process.returncode = 0
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    os.close(pipe.fileno())


_renderer = _Renderer()
atexit.register(_renderer.close)
os.register_at_fork(after_in_child=_renderer.forget)


def render_pdf(html: str, *, title: str) -> bytes:
    """The paper as tagged PDF with our fonts. `title` stands in its metadata: no names (S-30)."""
    try:
        return _renderer.render(html, title)
    except PdfError as exc:
        # nosemgrep: log-of-a-thing - one of the words in renderer.py
        logger.warning("a paper was not rendered: %s", exc.reason)
        raise
