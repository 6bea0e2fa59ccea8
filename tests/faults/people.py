"""People who save while something breaks: a browser as far as requests go, and what it was told.

Each writes down what was acknowledged, what was refused and what stayed without an answer; afterwards
that is compared with the database (security.md section 5, I1 and I2).
"""

import html
import http.client
import json
import random
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from localenv.state import PROJECT
from tests.stack import HOST, LiveStack

INTAKE = "/cases/intake/"
ANSWERS = {
    "method": "2",
    "visitor": "family",
    "topics": "12",
    "urgency": "B",
    "members-TOTAL_FORMS": "4",
    "members-INITIAL_FORMS": "0",
}
TOKEN = "k" * 32  # of the browser's cookie against forged forms
TIMEOUT = 40


class NoAnswer(Exception):
    """The line broke: nobody knows whether it was saved."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float

    @property
    def is_saved(self) -> bool:
        return self.status == 303

    @property
    def target(self) -> str:
        return self.headers.get("Location", "")


@dataclass(frozen=True)
class Site:
    """A site behind its proxy: its name, and the certificate by which it is known."""

    name: str
    certificate: Path

    def line(self, port: int) -> http.client.HTTPConnection:
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        line = http.client.HTTPSConnection(self.name, port, timeout=TIMEOUT)
        # The name is known here only; the proxy listens on this machine.
        there = socket.create_connection((HOST, port), TIMEOUT)
        line.sock = trusted.wrap_socket(there, server_hostname=self.name)
        return line


@dataclass
class Person:
    """Somebody signed in at her own computer, at the web server itself or at a site behind its proxy."""

    username: str
    port: int
    session: str = ""
    site: Site | None = None

    def _line(self) -> http.client.HTTPConnection:
        if self.site:
            return self.site.line(self.port)
        return http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT)

    def _own_headers(self) -> dict[str, str]:
        prefix = "__Host-" if self.site else ""
        session = f"; {prefix}session={self.session}" if self.session else ""
        origin = {"Origin": f"https://{self.site.name}"} if self.site else {}
        return {"Cookie": f"{prefix}csrf={TOKEN}{session}", **origin}

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        begun = time.monotonic()
        try:
            with closing(self._line()) as line:
                line.request(method, path, body, {**self._own_headers(), **(headers or {})})
                got = line.getresponse()
                text = got.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(type(error).__name__) from error
        return Answer(got.status, got.headers, text, time.monotonic() - begun)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        sent = {"csrfmiddlewaretoken": TOKEN, **fields}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, urlencode(sent).encode(), {**kind, **names})

    def receive(self, words: str, key: str | None = None, **headers: str) -> Answer:
        """Save an intake with these words."""
        own = {"words": words, "form_key": key or str(uuid.uuid4())}
        return self.post(INTAKE, {**ANSWERS, **own}, **headers)


def sent_again(answer: Answer) -> dict[str, str]:
    """What the button of the page sends that says that the database is away."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    return {name: html.unescape(value) for name, value in found}


def sign_in(stack: LiveStack, *usernames: str) -> list[Person]:
    """People with a session each."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.faults.sign_in", *usernames],
        cwd=PROJECT,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=True,
    )
    sessions = json.loads(said.stdout)
    return [Person(name, stack.port, sessions[name]) for name in usernames]


@dataclass
class Diary:
    """What all of them were told: by their own words, which are unique."""

    saved: dict[str, str] = field(default_factory=dict)  # and where the answer led
    refused: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    unexpected: list[int] = field(default_factory=list)
    first_after: dict[float, float] = field(default_factory=dict)

    def saved_since(self, moment: float) -> float | None:
        """Seconds from that moment to the first answer that something was saved, begun after it."""
        later = [end for begun, end in self.first_after.items() if begun > moment]
        return min(later) - moment if later else None


def save_until(
    person: Person,
    over: threading.Event,
    diary: Diary,
    *,
    again: bool = False,
    pause: tuple[float, float] = (0, 0),
) -> None:
    """One intake after the other, with a pause of so many seconds before each. With `again`, what got no
    answer is sent until it gets one, as people do."""
    while not over.wait(random.uniform(*pause)):  # noqa: S311
        words, key = f"w{uuid.uuid4().hex}", str(uuid.uuid4())
        for _ in range(100 if again else 1):
            begun = time.monotonic()
            try:
                answer = person.receive(words, key)
            except NoAnswer:
                diary.unknown.add(words)
                time.sleep(0.2)
                continue
            if answer.is_saved:
                diary.saved[words] = answer.target
                diary.first_after[begun] = time.monotonic()
                break
            if answer.status == 503:
                diary.refused.add(words)
                time.sleep(0.05)
            else:
                diary.unexpected.append(answer.status)


@dataclass
class Crowd:
    """Several people who save at the same time, until they are told to go home."""

    people: list[Person]
    writers: int = 8
    again: bool = False
    pause: tuple[float, float] = (0, 0)
    diary: Diary = field(default_factory=Diary)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Crowd":
        for number in range(self.writers):
            person = self.people[number % len(self.people)]
            thread = threading.Thread(
                target=save_until,
                args=(person, self._over, self.diary),
                kwargs={"again": self.again, "pause": self.pause},
                daemon=True,
            )
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(TIMEOUT)
        assert not any(thread.is_alive() for thread in self._threads), "somebody still waits"

    def wait_for(self, number: int, seconds: float = 60) -> None:
        """Until so many were saved."""
        deadline = time.monotonic() + seconds
        while len(self.diary.saved) < number:
            assert time.monotonic() < deadline, f"only {len(self.diary.saved)} were saved"
            time.sleep(0.02)
