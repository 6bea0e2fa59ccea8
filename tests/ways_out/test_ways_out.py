"""The whole application with no way out answers what it answers with one: it calls nobody (S-80)."""

import fcntl
import os
import pickle
import socket
import struct
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localenv.state import PROJECT
from tests import databases
from tests.access.conftest import once_told
from tests.databases import Database
from tests.stack import in_worker

from . import shut
from .urls import OUTSIDE

NOWHERE = ("192.0.2.1", 9)  # a network of examples; asked for the way only, nothing is sent
NO_ADDRESS = "this machine has no address but its loopback: nobody can be called, and the control shows nothing"
GET_ADDRESS = 0x8915  # SIOCGIFADDR
WAYS = ("open", "shut")
CONTROL = "calls_out"
# A token and a challenge are drawn for each request, a one-time code lives for half a minute; in the log stands as well
# what the worker did meanwhile.
NEVER_THE_SAME = {"drafts:token", "mfa_add_webauthn", "account_login", "access:log"}


def _address_of(interface: tuple[int, str]) -> str:
    """The address of one interface; empty for the loopback, and where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        try:
            told = fcntl.ioctl(handle, GET_ADDRESS, struct.pack("256s", interface[1].encode()))
        except OSError:
            return ""
    found = socket.inet_ntoa(told[20:24])
    return "" if found.startswith("127.") else found


@pytest.fixture
def somebody_outside() -> Iterator[str]:
    """Waits at this machine's own address in the network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
            host = str(probe.getsockname()[0])
        except OSError:  # a machine without a way to everywhere may have an address all the same
            host = next(filter(None, map(_address_of, socket.if_nameindex())), "127.")
    assert not host.startswith("127."), NO_ADDRESS
    with socket.create_server((host, 0)) as server:
        yield f"{host}:{server.getsockname()[1]}"


@pytest.fixture
def worlds(
    worker_database: Database, django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> Iterator[dict[str, Database]]:
    """A copy of the secret world for each crawl; what it holds lies beside, for the processes."""
    with django_db_blocker.unblock():
        told = once_told(worker_database)
    made = {}
    for way in WAYS:
        name = f"bunkyo_{in_worker()}_way_{way}"
        made[way] = databases.create(name, template=told.database.name)
        (tmp_path / way).write_bytes(pickle.dumps(told.moved_to(made[way])))
    yield made
    for database in made.values():
        databases.drop(database)


def crawled(way: str, database: Database, outside: str, folder: Path) -> subprocess.Popen[str]:
    """The process that asks for everything, as it begins."""
    words = [sys.executable, "-m", "tests.ways_out.process", way]
    return subprocess.Popen(
        [*words, str(folder / way), str(folder / f"{way}.answers")],
        cwd=PROJECT,
        env={
            **os.environ,
            **database.environment,
            "DJANGO_SETTINGS_MODULE": "tests.ways_out.settings",
            OUTSIDE: outside,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def crawls(worlds: dict[str, Database], outside: str, folder: Path) -> list[dict[str, Any]]:
    """What both were answered."""
    going = {way: crawled(way, worlds[way], outside, folder) for way in WAYS}
    try:
        said = {way: process.communicate()[0] for way, process in going.items()}
    finally:
        for process in going.values():
            process.kill()
    for way, process in going.items():
        assert process.returncode == 0, f"{way}\n{said[way]}"
    files = [folder / f"{way}.answers" for way in WAYS]
    return [pickle.loads(file.read_bytes()) for file in files]  # noqa: S301 - written just now


def as_compared(answers: dict[Any, Any]) -> dict[Any, Any]:
    """Answers by what was asked; of what is drawn anew each time the status."""
    return {
        asked: found[0] if asked[0] in NEVER_THE_SAME else found for asked, found in answers.items()
    }


def test_s80_without_a_way_out_everything_answers_as_with_one(
    worlds: dict[str, Database], somebody_outside: str, tmp_path: Path
) -> None:
    """The page that calls out is the control: its answer, and no other, is another one."""
    with_one, without = crawls(worlds, somebody_outside, tmp_path)
    here, there = as_compared(with_one["pages"]), as_compared(without["pages"])
    different = {
        asked: (here.get(asked, "not asked"), there.get(asked, "not asked"))
        for asked in here.keys() | there.keys()
        if here.get(asked) != there.get(asked)
    }
    assert {route for route, _, _ in different} == {CONTROL}, different
    assert all(b"somebody" in with_one["pages"][asked][1] for asked in different)
    assert without["made"] == with_one["made"]
    assert without["mails"] == with_one["mails"]
    seen = {route for (route, _, _), found in with_one["pages"].items() if found[0] == 200}
    done = {kind for kind, _, state, _, text in with_one["made"] if state == "done" and text}
    assert len(seen) > 300
    assert len(done) > 25
    assert {"plan_batch_pdf", "body_month_xlsx", "case_list", "calendar_file"} <= done
    assert with_one["mails"]


def test_s80_a_machine_that_gives_no_network_of_its_own_is_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is left out there: the crawl ends with what is needed."""
    refusing = types.SimpleNamespace(unshare=lambda kinds: -1)
    monkeypatch.setattr(shut.ctypes, "CDLL", lambda *_, **__: refusing)
    with pytest.raises(SystemExit, match=r"no network of its own .*CAP_SYS_ADMIN"):
        shut.shut_in()
