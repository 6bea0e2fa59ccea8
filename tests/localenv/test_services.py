"""PostgreSQL and Redis as `make run` starts them: silent logs, durable data, narrow accounts."""

import os
import socket
import uuid

import psycopg
import pytest
import redis
from django.db import connections, transaction

from localenv.postgres import PASSING_SETTINGS, Cluster
from localenv.processes import Watchdog
from localenv.redis_server import RedisServer
from localenv.state import State
from tests.databases import Database, state
from tests.world import staff


def value(name: str) -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("select current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_s40_settings_keep_literals_out_of_the_log() -> None:
    assert value("log_error_verbosity") == "terse"
    assert value("log_min_error_statement") == "panic"
    assert value("log_min_duration_statement") == "-1"
    assert value("log_parameter_max_length") == "0"
    assert value("log_parameter_max_length_on_error") == "0"


@pytest.mark.parametrize("variable", ["DATABASE_URL", "JOBS_DATABASE_URL", "OWNER_DATABASE_URL"])
def test_s40_an_error_leaves_no_word_in_the_log(worker_database: Database, variable: str) -> None:
    """Not even a failed cast, whose text quotes the value however terse the log is."""
    token = f"見本{uuid.uuid4().hex}"
    with psycopg.connect(worker_database.address(variable), autocommit=True) as connection:
        for statement in (
            f"select '{token}'::integer",
            f"select {token}",
            f"do $$ begin raise exception '{token}' using detail = '{token}'; end $$",
            f"insert into organizations_area (name) values ('{token}')",
            f"update organizations_staff set username = '{token * 40}'",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("set log_min_messages = 'error'")
    assert token not in (state().logs / "postgres.log").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_server_listens_on_a_private_socket_only() -> None:
    assert value("listen_addresses") == ""
    folder = state().sockets
    assert folder.stat().st_mode & 0o077 == 0
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107


def test_s81_redis_account_may_not_look_around() -> None:
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    assert client.ping()
    for command in (
        ["KEYS", "*"],
        ["SCAN", "0"],
        ["LRANGE", "celery", "0", "-1"],
        ["GET", "another"],
        ["CONFIG", "GET", "*"],
        ["FLUSHALL"],
        ["FLUSHDB"],
        ["DEBUG", "SLEEP", "0"],
    ):
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.execute_command(*command)


def test_s81_redis_asks_for_a_password_and_keeps_what_it_got() -> None:
    client = redis.Redis.from_url(os.environ["REDIS_ADMIN_URL"])
    assert client.config_get("appendonly")["appendonly"] == "yes"
    assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    port = client.connection_pool.connection_kwargs["port"]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


def test_answered_saves_are_on_disk(own_state: State) -> None:
    """In the cluster of `make run`; that of the tests, which nobody keeps, leaves out the disk, and vacuuming,
    and keeps its plans."""
    cluster = Cluster(own_state)
    try:
        cluster.start()
        with cluster.connect() as connection:
            for name in ("synchronous_commit", "fsync", "full_page_writes", "data_checksums"):
                assert connection.execute(f"show {name}").fetchone() == ("on",)
    finally:
        cluster.stop()
    sizes = {"max_wal_size": "256MB", "min_wal_size": "32MB"}
    left_out = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
    plans = {"plan_cache_mode": "force_generic_plan"}
    assert left_out | sizes | plans == PASSING_SETTINGS


@pytest.mark.faults
def test_f03_postgres_heals_after_kill_9_even_when_its_number_was_taken(own_state: State) -> None:
    watchdog = Watchdog()
    cluster = Cluster(own_state)
    try:
        cluster.start(watchdog)
        with cluster.connect() as connection:
            connection.execute("create table kept (word text)")
            connection.execute("insert into kept values ('acknowledged')")
        cluster.service.kill()
        lock = cluster.data / "postmaster.pid"
        lines = lock.read_text(encoding="ascii").splitlines()
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="ascii")
        cluster.start(watchdog)
        with cluster.connect() as connection:
            assert connection.execute("select word from kept").fetchone() == ("acknowledged",)
    finally:
        cluster.stop(watchdog)
        watchdog.close()


@pytest.mark.faults
def test_postgres_started_anew_ends_the_one_still_running(own_state: State) -> None:
    first, second = Cluster(own_state), Cluster(own_state)
    try:
        first.start()
        second.start()
        assert not first.service.running
        second.connect().close()
    finally:
        second.stop()
        first.service.stop()


def test_a_broken_first_start_leaves_no_half_cluster(own_state: State) -> None:
    cluster = Cluster(own_state)
    half = own_state.postgres / "new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18", encoding="ascii")
    try:
        cluster.start()
        cluster.connect().close()
    finally:
        cluster.stop()


@pytest.mark.faults
def test_redis_moves_when_its_port_was_taken(own_state: State) -> None:
    server = RedisServer(own_state)
    server.choose_port()
    before = server.port
    with socket.socket() as other:
        other.bind(("127.0.0.1", before))
        other.listen()
        server.start()
        try:
            assert server.port != before
            assert redis.Redis.from_url(server.address()).ping()
        finally:
            server.stop()


@pytest.mark.faults
def test_f09_redis_keeps_queued_work_over_kill_9(own_state: State) -> None:
    server = RedisServer(own_state)
    server.start()
    try:
        client = redis.Redis.from_url(server.address())
        for number in range(50):
            client.lpush("celery", number)
        server.service.kill()
        server.start()
        assert redis.Redis.from_url(server.address()).llen("celery") == 50
    finally:
        server.stop()


def test_committed_db_really_commits(committed_db: Database) -> None:
    with transaction.atomic(), connections["owner"].cursor() as cursor:
        cursor.execute("update organizations_staff set name = '見本' where username = 'soudan1'")
    assert staff("soudan1").name == "見本"
    with psycopg.connect(committed_db.address("DATABASE_URL")) as other:
        found = other.execute(
            "select name from organizations_staff where username = 'soudan1'"
        ).fetchone()
    assert found == ("見本",)


@pytest.mark.django_db
def test_what_a_committed_test_did_is_gone() -> None:
    assert staff("soudan1").name != "見本"
