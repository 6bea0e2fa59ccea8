"""The process in which a file is opened: one request, one answer, then it ends (S-62).

Reads a line of JSON and the file from standard input; writes a line of JSON (`result`, `pages`)
and the new content. The words of `result` hold nothing of the file.
"""

import json
import sys
from typing import Any

from documents.confinement import confine

from . import marks, office, pictures, portable, tables, text
from .kinds import OFFICE, PICTURES, FileKind
from .refusal import Refused

CPU_SECONDS = 20


def clean(kind: str, content: bytes) -> tuple[bytes, int]:
    """Harmless content and number of pages."""
    if kind in PICTURES:
        return pictures.drawn_anew(content, kind), 1
    if kind == FileKind.PDF:
        return portable.without_actions(content)
    if kind in OFFICE:
        office.check(content, kind)
        return office.without_properties(content), 0
    return text.as_utf8(content), 0


def picture(kind: str, content: bytes, page: int) -> bytes:
    """What is shown on the screen."""
    return portable.page(content, page) if kind == FileKind.PDF else pictures.for_screen(content)


def answer(request: dict[str, Any], content: bytes) -> bytes:
    """The whole answer to one request."""
    pages = 0
    try:
        if request["task"] == "clean":
            made, pages = clean(request["kind"], content)
        elif request["task"] == "table":
            made = tables.cells(content, request["kind"])
        elif request["task"] == "copies":
            made = marks.copies(content, request["kind"], request["marks"])
        elif request.get("mark"):
            made = marks.page(content, request["kind"], request["page"], request["mark"])
        else:
            made = picture(request["kind"], content, request["page"])
        word = "ok"
    except Refused as exc:
        made, word = b"", str(exc)
    except MemoryError:
        made, word = b"", "too much memory"
    # nosemgrep: every-error-caught - the edge of a process
    except Exception as exc:
        # Parsers fail in many ways on a hostile file: their kind is told, and nothing they say.
        made, word = b"", f"failed with {type(exc).__name__}"
    return json.dumps({"result": word, "pages": pages}).encode() + b"\n" + made


def main() -> None:
    """Answer and end."""
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    confine(cpu_seconds=CPU_SECONDS)
    sys.stdout.buffer.write(answer(json.loads(line), content))


if __name__ == "__main__":
    main()
