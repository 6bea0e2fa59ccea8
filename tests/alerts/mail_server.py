"""A mail server of the test's own: takes every mail, forgets none, and may be told to hang."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Inbox:
    """What arrived, and the gate through which mails pass after their last line."""

    port: int = 0
    mails: list[tuple[str, str]] = field(default_factory=list)
    is_open: threading.Event = field(default_factory=threading.Event)
    arriving: threading.Event = field(default_factory=threading.Event)

    def to(self, address: str) -> list[str]:
        return [text for recipient, text in self.mails if recipient == address]


class _Talk(socketserver.StreamRequestHandler):
    """As little of SMTP as Django's client speaks."""

    def handle(self) -> None:
        inbox: Inbox = self.server.inbox  # type: ignore[attr-defined]
        recipient = ""
        self._say("220 test")
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line[:4].upper()
            if word == "RCPT":
                recipient = line.split("<")[1].split(">")[0]
            if word == "DATA":
                self._say("354 go on")
                text = self._data()
                inbox.mails.append((recipient, text))
                inbox.arriving.set()
                inbox.is_open.wait(30)
            self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def _data(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode(errors="replace")) not in (".\r\n", ""):
            lines.append(line)
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(host: str = "127.0.0.1") -> Iterator[Inbox]:
    """Within the block, a server on a free port."""
    inbox = Inbox()
    inbox.is_open.set()
    with socketserver.ThreadingTCPServer((host, 0), _Talk) as server:
        server.daemon_threads = True
        server.inbox = inbox  # type: ignore[attr-defined]
        inbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield inbox
        finally:
            inbox.is_open.set()
            server.shutdown()
