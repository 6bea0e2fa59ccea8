"""The hook for a virus scanner, against a server that speaks clamd's protocol (S-68)."""

from collections.abc import Iterator
from typing import Any

import pytest

from documents.scanning import Verdict, scan

from .clamd import answering

SIGNATURE = b"CNRY-as-if-a-virus"


def _answer(content: bytes) -> bytes:
    if content.startswith(b"too long"):
        return b"INSTREAM size limit exceeded. ERROR"
    return b"stream: Test.Signature FOUND" if SIGNATURE in content else b"stream: OK"


@pytest.fixture
def scanner(settings: Any) -> Iterator[None]:
    with answering(settings, _answer):
        yield


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
