"""S-89: known weaknesses of the parts. What could not be looked up is red, and not green."""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from localenv import audit
from localenv.bootstrap import LOCKS
from localenv.state import Stop

DAY = datetime.date(2026, 11, 28)
PART = "example-part"
LOCK = f"{PART}==1.0 --hash=sha256:{'0' * 64}\n"
WEAK = {
    "id": "PYSEC-0000-1",
    "summary": "架空の弱点",
    "affected": [
        {
            "package": {"name": PART, "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


@contextmanager
def list_of_weaknesses(status: int, known: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """A server that answers as the real one does; its address, and what it was asked."""
    asked: list[Any] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(known).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
    finally:
        server.shutdown()
        server.server_close()


def audited(address: str, folder: Path) -> bool:
    lock = folder / "lock.txt"
    lock.write_text(LOCK, encoding="ascii")
    options = ["--vulnerability-service", "osv", "--osv-url", address, "--timeout", "5"]
    return audit.main([*options, "--cache-dir", str(folder / "cache")], [lock])


def test_parts_without_known_weaknesses_are_green_and_were_asked_about(tmp_path: Path) -> None:
    with list_of_weaknesses(200, {}) as (address, asked):
        assert audited(address, tmp_path)
    assert [(one["package"]["name"], one["version"]) for one in asked] == [(PART, "1.0")]


def test_a_known_weakness_is_red_and_named(tmp_path: Path, capfd: Any) -> None:
    with list_of_weaknesses(200, {"vulns": [WEAK]}) as (address, _):
        assert not audited(address, tmp_path)
    said = capfd.readouterr()
    assert "PYSEC-0000-1" in said.out
    assert audit.RED in said.out


def test_one_that_was_accepted_with_its_reason_is_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "accepted.txt"
    own.write_text("PYSEC-0000-1 9999-12-31 使っていない機能\n", encoding="utf-8")
    monkeypatch.setattr(audit, "ACCEPTED", own)
    with list_of_weaknesses(200, {"vulns": [WEAK]}) as (address, _):
        assert audited(address, tmp_path)


def test_a_list_that_cannot_be_had_is_red(tmp_path: Path) -> None:
    with list_of_weaknesses(503, {}) as (address, asked):
        assert not audited(address, tmp_path)
    assert asked
    assert not audited(address, tmp_path), "nobody listens there any more"


def test_what_is_accepted_says_until_when_and_why() -> None:
    lines = ["# heading", "", "PYSEC-0000-1 2026-11-28 使っていない機能"]
    assert audit.accepted(lines, DAY) == ["PYSEC-0000-1"]
    for wrong, words in (
        ("PYSEC-0000-1 2026-11-27 使っていない機能", "過ぎました"),
        ("PYSEC-0000-1 きのう 使っていない機能", "日が読めません"),
        ("PYSEC-0000-1 2026-12-01", "番号 日 理由"),
    ):
        with pytest.raises(Stop, match=words):
            audit.accepted([wrong], DAY)


def test_every_part_of_every_lock_is_asked_about() -> None:
    locks = [audit.lock_file(name) for name in LOCKS]
    asked = audit.command([], [], locks)
    assert [asked[n + 1] for n, part in enumerate(asked) if part == "--requirement"] == [
        str(lock) for lock in locks
    ]
    assert {"--strict", "--require-hashes", "--disable-pip"} <= set(asked)
