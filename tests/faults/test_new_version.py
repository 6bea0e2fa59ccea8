"""A new version takes the place of the old one behind the proxy while fifty people save (security.md F-20).

The proxy is the one of production with its own file; web are the commands of docker-compose.yml. What
deploy/update.sh asks of an engine is done here in its order: the new web beside the old, the health check, then
the old one is asked to end.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localenv.processes import Service, Watchdog, wait_until
from localenv.redis_server import free_port
from tests import databases
from tests.databases import Database
from tests.deploy.compose import ROOT, example_settings
from tests.deploy.production import Production
from tests.stack import build, is_listening

from .kept import assert_kept
from .names import Names
from .people import Crowd, Person, Site, sign_in

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

NAME = example_settings()["PUBLIC_HOST"]


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "tls_certificate", folder / "tls_key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", f"/CN={NAME}"),
            *("-addext", f"subjectAltName=DNS:{NAME}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@dataclass
class Door:
    """The proxy before two places where web may stand. Their one name is answered as the network of the
    containers does: with the addresses of all of them, in any order."""

    folder: Path
    webs: list[Production]
    watchdog: Watchdog

    def __post_init__(self) -> None:
        self.port, alive = free_port(), free_port()
        self.names = Names([web.web_host for web in self.webs])
        certificate, key = _certificate(self.folder)
        self.site = Site(NAME, certificate)
        text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
        for there, here in {
            "web:8000": f"web:{self.webs[0].web_port}",
            "transport http {": f"transport http {{\n\t\t\tresolvers udp/{self.names.address}",
            "/run/secrets/tls_certificate": str(certificate),
            "/run/secrets/tls_key": str(key),
            "https_port 8443": f"https_port {self.port}",
            "127.0.0.1:2080": f"127.0.0.1:{alive}",
        }.items():
            assert text.count(there) == 1, there
            text = text.replace(there, here)
        file = self.folder / "Caddyfile"
        file.write_text(text, encoding="utf-8")
        self.service = Service(
            name="proxy",
            command=["caddy", "run", "--config", str(file), "--adapter", "caddyfile"],
            environment={
                "PATH": os.environ["PATH"],
                "PUBLIC_HOST": NAME,
                "XDG_DATA_HOME": str(self.folder / "data"),
                "XDG_CONFIG_HOME": str(self.folder / "config"),
            },
            log=self.folder / "proxy.log",
        )
        self.service.start(self.watchdog)
        assert wait_until(lambda: is_listening(self.port), self.service, 30), (
            self.service.last_lines()
        )


@pytest.fixture
def database(fresh_database: Callable[[], Database]) -> Database:
    return fresh_database()


@pytest.fixture
def webs(database: Database, tmp_path: Path) -> Iterator[list[Production]]:
    """The place of the old version and that of the new one; nothing runs yet."""
    watchdog = Watchdog()
    made = []
    port = free_port()
    for name, host in (("old", "127.0.0.2"), ("new", "127.0.0.3")):
        (tmp_path / name).mkdir()
        made.append(Production(tmp_path / name, database, {}, watchdog, host, port))
    collected = made[0].run("web", "python", "manage.py", "collectstatic", "--noinput")
    assert collected.returncode == 0, collected.stderr
    yield made
    for web in made:
        web.end()


@pytest.fixture
def door(webs: list[Production], tmp_path: Path) -> Iterator[Door]:
    watchdog = Watchdog()
    made = Door(tmp_path, webs, watchdog)
    yield made
    made.service.stop(watchdog)
    made.names.close()
    watchdog.close()


def _people(database: Database, door: Door, number: int) -> list[Person]:
    """Signed in at the site."""
    stack = build(database, databases.state().secrets)
    people = sign_in(stack, "soudan1", "soudan2", "kurashi1", "csw1")
    stack.stop()
    return [
        Person(one.username, door.port, one.session, door.site)
        for one in (people[n % len(people)] for n in range(number))
    ]


def _take_over(new: Production, old: Production) -> float:
    """What update.sh does. Seconds that the old one took to end."""
    new.start("web")
    new.becomes_healthy("web", 120)
    return old.stop("web")


def test_f20_no_save_fails_while_a_version_takes_the_place_of_another(
    database: Database, webs: list[Production], door: Door
) -> None:
    """There and back again, under fifty who save every ten to twenty seconds: nothing is refused, nothing
    stays without an answer, nothing is sent a second time."""
    first, second = webs
    first.start("web")
    first.becomes_healthy("web", 120)
    people = _people(database, door, 50)
    took = []
    with Crowd(people, writers=50, pause=(10, 20)) as crowd:
        crowd.wait_for(30, 120)
        took.append(_take_over(second, first))
        crowd.wait_for(len(crowd.diary.saved) + 50, 120)
        took.append(_take_over(first, second))  # back to the version before
        crowd.wait_for(len(crowd.diary.saved) + 50, 120)
    diary = crowd.diary
    print(
        f"\nF-20: {len(diary.saved)} saved, {len(diary.refused)} refused, {len(diary.unknown)} without"
        f" an answer; the old ones ended in {took[0]:.1f} and {took[1]:.1f} s"
    )
    assert diary.unexpected == []
    assert diary.refused == set()
    assert diary.unknown == set()
    assert_kept(database, diary)
