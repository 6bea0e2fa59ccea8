"""The hook for a virus scanner, against a server that speaks clamd's protocol (S-68)."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from documents.scanning import Verdict, scan

SIGNATURE = b"CNRY-as-if-a-virus"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        answer = b"stream: Test.Signature FOUND" if SIGNATURE in content else b"stream: OK"
        if content.startswith(b"too long"):
            answer = b"INSTREAM size limit exceeded. ERROR"
        self.wfile.write(answer + b"\0")


@pytest.fixture
def scanner(settings: Any) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_without_a_scanner_there_is_no_verdict(settings: Any) -> None:
    settings.CLAMD_ADDRESS = ""
    assert scan(b"x") is Verdict.NONE


@pytest.mark.usefixtures("scanner")
def test_s68_the_scanner_decides() -> None:
    assert scan(b"harmless" * 50_000) is Verdict.CLEAN
    assert scan(b"a" * 70_000 + SIGNATURE) is Verdict.INFECTED
    assert scan(b"too long") is Verdict.WAITING


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nonexistent/clamd.sock"])
def test_s68_a_scanner_that_does_not_answer_leaves_the_file_waiting(
    settings: Any, address: str
) -> None:
    settings.CLAMD_ADDRESS = address
    assert scan(b"x") is Verdict.WAITING
