"""Calls the child process that opens a file. What it says is one word and bytes."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .kinds import MOST_BYTES, OFFICE, FileKind, extension_of, kind_by_name, starts_right

logger = logging.getLogger(__name__)

WALL_SECONDS = 30
# How an office file begins that is locked with a password, or is of the time before 2007.
OLE = b"\xd0\xcf\x11\xe0"
INHERITED = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
NEUTRAL = (
    "このファイルは登録できません。PDF・写真（JPEG、PNG、HEIC）・Word・Excel・PowerPoint・"
    "テキストのどれかで保存し直して、もう一度選んでください"
)
WORDS = {
    "empty": "このファイルは中身が空です。もとのファイルを確かめてください",
    "too big": f"ファイルは1つ{MOST_BYTES // 1024 // 1024}MBまでにしてください。"
    "写真は小さくするか、PDFはページを分けてください",
    "locked": "パスワードのかかったファイルや、古い形式（.doc など）のファイルは登録できません。"
    "パスワードを外すか、新しい形式で保存し直してください",
    "macro": "マクロ（自動で動く仕組み）の入ったファイルは登録できません。"
    "マクロのない形式で保存し直してください",
    "embedded": "ほかのファイルが埋め込まれているため、登録できません。"
    "PDFで保存し直して、もう一度選んでください",
    "too many pixels": "写真が大きすぎます（4,000万画素まで）。小さくしてから選んでください",
    "no list": "この名簿は読めません。Excel（.xlsx）か CSV で保存し直して、もう一度選んでください",
    "broken table": "CSVの形が崩れています。Excelで開いて保存し直してから、もう一度選んでください",
    "too many rows": "一度に取り込めるのは500件までです。名簿を分けてから選んでください",
    "too many columns": "列が多すぎます。ひな形の列だけにしてください",
    "too many pages": "ページが多すぎます（300ページまで）。分けてから選んでください",
}


@dataclass(frozen=True)
class Mark:
    """What is drawn into a page: a line above it, and words across it."""

    head: str
    across: str
    number: str = ""  # the case's, kept as text that can be searched and read again (F-22)


class FileRefused(Exception):
    """The file is not taken. The text is for the person; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(WORDS.get(reason, NEUTRAL))
        self.reason = reason


def cleaned(content: bytes, name: str) -> tuple[str, bytes, int]:
    """Kind, harmless content, and number of pages (0 where there are none) of what was brought.

    Name, first bytes and a parser must agree (S-63). Pictures are drawn anew without EXIF and
    the like (S-64); PDFs lose scripts, actions, embedded files and properties (S-67); office files
    with macros, embedded objects or links to load are refused (S-65). Raises FileRefused.
    """
    extension, kind = extension_of(name), kind_by_name(name)
    if not content:
        raise FileRefused("empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("too big")
    if kind in OFFICE and content.startswith(OLE):
        raise FileRefused("locked")
    if kind is None or not starts_right(content, extension):
        raise FileRefused("not what its name says")
    head, result = _ask({"task": "clean", "kind": kind}, content)
    if len(result) > MOST_BYTES:
        raise FileRefused("too big")
    return kind, result, int(head["pages"])


def bare(content: bytes, kind: str) -> bytes:
    """A kept file without what a camera wrote into its photographs (S-64): earlier versions kept papers and office files
    with it. One that was kept without it says the same as before. Raises FileRefused."""
    if kind != FileKind.PDF and kind not in OFFICE:
        return content  # drawn anew, or written as text, by every version
    return _ask({"task": "clean", "kind": kind}, content)[1]


def table(content: bytes, name: str) -> list[list[str]]:
    """The cells of a list, an Excel sheet (.xlsx) or a CSV, as text. Raises FileRefused."""
    extension = extension_of(name)
    kind = {"xlsx": "xlsx", "csv": "txt", "tsv": "txt", "txt": "txt"}.get(extension)
    if not content:
        raise FileRefused("empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("too big")
    if kind == "xlsx" and content.startswith(OLE):
        raise FileRefused("locked")
    if kind is None or not starts_right(content, extension):
        raise FileRefused("no list")
    rows: list[list[str]] = json.loads(_ask({"task": "table", "kind": kind}, content)[1])
    return rows


def picture(content: bytes, kind: str, page: int, mark: Mark | None = None) -> bytes:
    """A page (from 1) of a kept PDF, or a kept photograph, as JPEG for the screen.

    With a mark, it is drawn into the pixels: who looks, when, and which paper it is.
    """
    asked = {"task": "picture", "kind": kind, "page": page}
    return _ask(asked | ({"mark": asdict(mark)} if mark else {}), content)[1]


def marked_copies(content: bytes, kind: str, marks: list[Mark]) -> bytes:
    """A PDF on A4 with every page of a kept file once for each mark, copy after copy."""
    asked = {"task": "copies", "kind": kind, "marks": [asdict(mark) for mark in marks]}
    return _ask(asked, content)[1]


def _ask(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "documents.files.child"],
            input=json.dumps(request).encode() + b"\n" + content,
            cwd=Path(__file__).parent.parent.parent,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as exc:
        raise FileRefused("took too long") from exc
    line, _, result = answer.partition(b"\n")
    head = json.loads(line) if line else {"result": "ended"}
    if head["result"] != "ok":
        # nosemgrep: log-of-a-thing - one of the words in child.py
        logger.info("a file was not taken: %s", head["result"])
        raise FileRefused(head["result"])
    return head, result
