"""The hook for a virus scanner: clamd, where the municipality runs one (S-68).

`CLAMD_ADDRESS` is `host:port` or the path of a socket; empty where there is none. The protocol is a
word, the file in parts with their lengths, and a line back.
"""

import enum
import logging

# nosemgrep: network - the virus scanner beside the server
import socket
import struct

from django.conf import settings

logger = logging.getLogger(__name__)

CONNECT_SECONDS, ANSWER_SECONDS = 2, 20
PART = 1 << 16
MOST_ANSWER = 4096


class Verdict(enum.Enum):
    """What the scanner says. NONE: there is no scanner. WAITING: it does not answer."""

    NONE = "none"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


def scan(content: bytes) -> Verdict:
    """Ask the scanner about a file. Whatever it does not say clearly is no clean file."""
    if not settings.CLAMD_ADDRESS:
        return Verdict.NONE
    try:
        answer = _ask(settings.CLAMD_ADDRESS, content)
    except OSError as error:
        logger.warning("the virus scanner does not answer: %s", type(error).__name__)
        return Verdict.WAITING
    if answer.endswith(b" FOUND"):
        return Verdict.INFECTED
    if answer.endswith(b": OK"):
        return Verdict.CLEAN
    logger.warning("the virus scanner could not scan a file")
    return Verdict.WAITING


def _ask(address: str, content: bytes) -> bytes:
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PART):
            part = content[start : start + PART]
            connection.sendall(struct.pack("!I", len(part)) + part)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < MOST_ANSWER:
            if not (part := connection.recv(MOST_ANSWER)):
                break
            answer += part
    return answer.partition(b"\0")[0].strip()


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(address)
    else:
        host, _, port = address.rpartition(":")
        connection = socket.create_connection((host, int(port)), CONNECT_SECONDS)
    connection.settimeout(ANSWER_SECONDS)
    return connection
