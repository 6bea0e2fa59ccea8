"""The commands of docker-compose.yml start here, become healthy, work together, and stop when asked."""

import http.client
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import connections

from bunkyo_support.schema import missing_migrations
from jobs import services as job_services
from localenv.processes import Watchdog
from tests.databases import Database
from tests.jobs import kinds
from tests.jobs.situations import a_job, as_it_is

from .backing_up import with_backup_role
from .production import Production, said

pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def known_kinds() -> None:
    """Here; the processes of production do not know them."""
    kinds.register_all()


@pytest.fixture
def stack(committed_db: Database, tmp_path: Path) -> Iterator[Production]:
    with_backup_role(committed_db)
    made = Production(
        tmp_path, committed_db, {"ALERTS_EVERY_SECONDS": "3", "NO_SCANNER": "1"}, Watchdog()
    )
    try:
        yield made
    finally:
        made.end()


def answer(stack: Production, path: str, host: str, scheme: str = "https") -> tuple[int, bytes]:
    """What web says to the proxy."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.web_port, timeout=10)
    headers = {"Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "192.0.2.7"}
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def eventually(true: Callable[[], bool], seconds: float) -> None:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(0.2)


def test_everything_starts_works_and_stops(stack: Production) -> None:
    collected = stack.run("web", "python", "manage.py", "collectstatic", "--noinput")
    assert collected.returncode == 0, collected.stderr
    migrated = stack.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    checked = stack.run("migrate", "python", "manage.py", "check", "--deploy")
    assert checked.stdout.startswith("System check identified no issues"), checked.stderr

    stack.start("redis")
    stack.becomes_healthy("redis", 20)
    for name in ("web", "worker", "relay", "scheduler", "verifier"):
        stack.start(name)
    for name in ("web", "relay", "scheduler", "worker", "verifier"):
        stack.becomes_healthy(name, 60)

    host = stack.settings.get("PUBLIC_HOST", "support.example.lg.jp")
    status, page = answer(stack, "/accounts/login/", host)
    assert status == 200
    assert "ログイン".encode() in page
    assert answer(stack, "/accounts/login/", "other.example")[0] == 400
    assert answer(stack, "/accounts/login/", host, "http")[0] == 301
    assert answer(stack, "/healthz", "anything") == (204, b"")

    # From the table to the relay, by Redis to the worker, and back: the kind is unknown there.
    job = a_job()
    eventually(lambda: as_it_is(job).state == "failed", 30)
    assert as_it_is(job).error_code == job_services.UNKNOWN_KIND

    assert [n for n, text in said(stack).items() if "Traceback" in text] == []
    took = {name: stack.stop(name) for name in ("web", "relay", "scheduler", "verifier", "worker")}
    assert max(took.values()) < 25, took
    stack.stop("redis")
    kept = [path.name for path in (stack.folder / "redis").iterdir()]
    assert kept == ["accounts.acl"], "no payload on a disk"
    password = (stack.folder / "secrets/redis_password").read_text(encoding="ascii").strip()
    assert password not in (stack.folder / "redis/accounts.acl").read_text(encoding="ascii")


NOT_FOR_THE_APPLICATION = [
    # Looking around, and at what waits there without taking it.
    *(["KEYS", "*"], ["SCAN", "0"], ["RANDOMKEY"], ["DBSIZE"], ["INFO"], ["TYPE", "celery"]),
    *(["LRANGE", "celery", "0", "-1"], ["LINDEX", "celery", "0"], ["DUMP", "celery"]),
    *(["HGETALL", "unacked"], ["HSCAN", "unacked", "0"], ["MONITOR"], ["CLIENT", "LIST"]),
    # Any key but those of Celery, in a script as well.
    *(["GET", "another"], ["SET", "another", "1"], ["DEL", "another"]),
    *(["EVAL", "return redis.call('keys', '*')", "0"],),
    # Running it.
    *(["CONFIG", "GET", "*"], ["FLUSHALL"], ["FLUSHDB"], ["SAVE"], ["BGREWRITEAOF"]),
    *(["ACL", "LIST"], ["SHUTDOWN"], ["DEBUG", "SLEEP", "0"], ["REPLICAOF", "192.0.2.1", "1"]),
]


def test_s81_the_doorbell_wants_its_password_and_knows_few_words(stack: Production) -> None:
    stack.start("redis")
    stack.becomes_healthy("redis", 20)
    password = (stack.folder / "secrets/redis_password").read_text(encoding="ascii").strip()
    known = redis.Redis(port=stack.redis_port, username="bunkyo", password=password)
    assert known.ping()
    known.lpush("celery", "1")
    for words in NOT_FOR_THE_APPLICATION:
        with pytest.raises(redis.exceptions.NoPermissionError):
            known.execute_command(*words)
    assert known.rpop("celery") == b"1"
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=stack.redis_port).ping()


def test_an_empty_password_opens_no_redis(stack: Production) -> None:
    file = stack.folder / "secrets/redis_password"
    file.chmod(0o600)
    file.write_text("", encoding="ascii")
    refused = stack.run("redis")
    assert refused.returncode == 78
    assert list((stack.folder / "redis").iterdir()) == []


def test_the_relay_is_not_well_without_redis_and_comes_back(stack: Production) -> None:
    a_job()
    stack.start("relay")
    eventually(lambda: "cannot ring" in said(stack)["relay"], 30)
    assert not stack.is_healthy("relay")
    stack.start("redis")
    stack.becomes_healthy("relay", 30)


@pytest.mark.parametrize("name", ["web", "worker", "relay"])
def test_nothing_starts_over_missing_migrations(stack: Production, name: str) -> None:
    with psycopg.connect(stack.database.address("OWNER_DATABASE_URL")) as owner:
        owner.execute("delete from django_migrations where app = 'jobs'")
    refused = stack.run(name)
    assert refused.returncode == 78
    assert "docker compose run --rm migrate" in refused.stderr
    assert "jobs." in refused.stderr


def test_the_version_before_starts_on_the_tables_of_the_next(stack: Production) -> None:
    with psycopg.connect(stack.database.address("OWNER_DATABASE_URL")) as owner:
        owner.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('cases', '9999_of_the_next_version', now())"
        )
    connections["default"].close()
    assert missing_migrations() == []
    command = ["python", "manage.py", "start", "python", "-c", "print('started')"]
    assert stack.run("web", *command).stdout == "started\n"


def test_secrets_are_made_once_and_closed(stack: Production) -> None:
    secrets = stack.folder / "secrets"
    before = {path.name: path.read_text(encoding="ascii") for path in secrets.iterdir()}
    made = stack.run("web", "sh", "deploy/make-secrets.sh", str(secrets))
    assert made.stdout.splitlines() == [
        f"still missing: {secrets}/{name}"
        for name in ("tls_certificate", "tls_key", "backup_recipients")
    ]
    assert {path.name: path.read_text(encoding="ascii") for path in secrets.iterdir()} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == {0o440}
    assert len(set(before.values()) - {""}) == len([v for v in before.values() if v])
    assert os.stat(secrets).st_mode & 0o007 == 0
