"""Starts the tool and reads what it says. It is a program of its own, brought by `make sqlmap`; nothing of it is
imported."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localenv.injection import FOLDER
from tests.faults.people import TOKEN

SCRIPT = FOLDER / "sqlmap" / "sqlmap.py"
PLACE = "#1*"  # as the tool calls a place in a path
FOUND = re.compile(r"(?m)^Parameter: (.+) \(")
TRIED = re.compile(r"parameter '([^']+)' does not seem to be injectable")
SENT = re.compile(r"(?m)^HTTP request \[#(\d+)\]")
# Not where it was sent: no answer, the login page, a refusal of whoever asks too often, an error of the server.
LOST = re.compile(
    r"unable to connect|connection timed out|connection dropped|connection reset"
    r"|redirect to '[^']*(?:/accounts/login/|reauthenticate)"
    r"|\b(?:401|403|429|5\d\d) \([A-Z][^)]*\) - \d+ times?",
    re.IGNORECASE,
)
LONGEST = 1800  # seconds for one address


@dataclass(frozen=True)
class Target:
    """What is asked, and by whom. `*` marks a place in the path; `parameters` are called as the tool calls them."""

    who: str
    path: str
    parameters: frozenset[str]
    data: str = ""
    renews: str = ""  # a field of the data that is another one each time it is sent


@dataclass(frozen=True)
class Said:
    """What the tool says of one target."""

    target: Target
    text: str
    requests: int

    @property
    def found(self) -> set[str]:
        return set(FOUND.findall(self.text))

    @property
    def not_tried(self) -> set[str]:
        return set(self.target.parameters) - self.found - set(TRIED.findall(self.text))

    @property
    def lost(self) -> set[str]:
        return {sign.lower() for sign in LOST.findall(self.text)}

    @property
    def problems(self) -> Iterator[str]:
        """All that makes it no proof: each with the address, whoever asked, and where it matters what was said."""
        where = f"{self.target.who} {self.target.path}"
        if self.found:
            yield f"{where}: open to injection: {sorted(self.found)}\n{self.text[-4000:]}"
        if self.lost:
            yield f"{where}: not answered as it should be: {sorted(self.lost)}"
        if self.not_tried:
            yield f"{where}: not tried: {sorted(self.not_tried)}\n{self.text[-1500:]}"


def ask(target: Target, base: str, session: str, folder: Path) -> Said:
    """One run over one address. Its folder is thrown away with the test."""
    cookie = f"csrf={TOKEN}; session={session}" if session else f"csrf={TOKEN}"
    traffic = folder / "traffic"
    command = [
        *(sys.executable, str(SCRIPT), "--url", base + target.path, "--cookie", cookie),
        *(("--data", f"{target.data}&csrfmiddlewaretoken={TOKEN}") if target.data else ()),
        # A list of the masters that is sorted downwards (o=-1) looks to it as if somebody had tried something already.
        *("--batch", "--answers", "really sure=Y"),
        *("--level", "2", "--risk", "1", "--dbms", "postgresql", "--technique", "BEUST"),
        *(() if PLACE in target.parameters else ("-p", ",".join(sorted(target.parameters)))),
        *(("--eval", f"import uuid; {target.renews} = str(uuid.uuid4())") if target.renews else ()),
        *("--time-sec", "2"),
        *("--drop-set-cookie", "--flush-session", "--disable-coloring", "--ignore-proxy"),
        *("--output-dir", str(folder), "-t", str(traffic)),
    ]
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
        env={
            **os.environ,
            "SQLMAP_UNSAFE_EVAL": "1",
        },  # it asks for that where we renew a field ourselves
    )
    sent = SENT.findall(traffic.read_text(errors="replace")) if traffic.exists() else []
    return Said(target, result.stdout + result.stderr, len(sent))
