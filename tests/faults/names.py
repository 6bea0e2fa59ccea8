"""Answers a name as the network of the containers does: with the addresses of all that bear it, in any order."""

import random
import socket
import socketserver
import struct
import threading

A, NOT_FOUND, ANSWER = 1, 3, 0x8180


class Names:
    """A small server of names; every name leads to the same addresses."""

    def __init__(self, addresses: list[str]) -> None:
        packed = [socket.inet_aton(address) for address in addresses]

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                asked, line = self.request
                line.sendto(_answer(asked, packed), self.client_address)

        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _answer(asked: bytes, addresses: list[bytes]) -> bytes:
    """RFC 1035, as little of it as it takes: one question, and addresses of version 4."""
    end = asked.index(b"\0", 12) + 5
    question, (kind,) = asked[12:end], struct.unpack("!H", asked[end - 4 : end - 2])
    found = random.sample(addresses, len(addresses)) if kind == A else []
    head = asked[:2] + struct.pack("!5H", ANSWER, 1, len(found), 0, 0)
    records = [struct.pack("!HHHIH", 0xC00C, A, 1, 0, 4) + address for address in found]
    return head + question + b"".join(records)
