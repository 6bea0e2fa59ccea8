"""Production in containers, by the steps of docs/deploy.md: `make containers`."""

import base64
import io
import re
import shutil
import socket
import ssl
import subprocess
import tarfile
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pikepdf
import pytest

from documents.selfcheck import text_of
from localenv.state import LOCAL
from tests.alerts.mail_server import mail_server
from tests.deploy.compose import ROOT

from .engine import HOST, Engine

pytestmark = pytest.mark.containers

SERVED = ("web", "worker", "relay", "scheduler", "verifier", "proxy")
LASTING = ("database", "redis", *SERVED, "backup")
KEPT_WITH_THE_COPIES = ("secret_key", "context_key", "draft_key", "match_key")
PAPER = """
import base64, django
django.setup()
from documents.pdf import render_pdf
page = '<!doctype html><html lang=ja><head><title>x</title></head><body><p>髙橋 﨑 邉</p></body></html>'
print(base64.b64encode(render_pdf(page, title='検証')).decode())
"""
NET_BIND_SERVICE = 1 << 10  # its place among the capabilities of Linux
NOT_YET = ("log of reading: not anchored yet\n", "unusual reading: not looked at yet\n")
FIRST_ANCHOR = 150.0  # seconds from the start of the scheduler, at most
NO_WAY_OUT = """
import socket
try:
    socket.create_connection(("192.0.2.1", 443), timeout=3)
except OSError as error:
    print(error)
"""


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def _secrets(folder: Path) -> Path:
    """As the ward makes them; returns the private key of the backups, which lies elsewhere."""
    made = ["sh", str(ROOT / "deploy/make-secrets.sh"), str(folder)]
    subprocess.run(made, check=True, capture_output=True)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
            *("-keyout", str(folder / "tls_key"), "-out", str(folder / "tls_certificate")),
        ],
        check=True,
        capture_output=True,
    )
    identity = folder.parent / "identity"
    subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
    public = re.search(r"age1\w+", identity.read_text(encoding="ascii"))
    assert public
    (folder / "backup_recipients").write_text(f"{public.group()}\n", encoding="ascii")
    again = subprocess.run(made, check=True, capture_output=True, text=True)
    assert "still missing" not in again.stdout
    return identity


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _secrets(tmp_path_factory.mktemp("ward") / "secrets")


def first_start(engine: Engine) -> None:
    engine.start("database", "redis")
    engine.wait_for("database", "redis")
    for name in ("roles", "migrate"):
        done = engine.run(name)
        assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def engine(identity: Path) -> Iterator[Engine]:
    """Built, migrated and started, with the first administrator and a backup of that."""
    made = Engine(LOCAL / "containers", identity.parent / "secrets", _free_port())
    made.build()
    made.clear()
    made.lay_networks()
    try:
        first_start(made)
        made.start(*SERVED, "backup")
        made.wait_for(*LASTING)
        entered = made.run(
            *("migrate", "python", "manage.py", "enter_first_administrator"),
            *("kensho1", "検証 一子", "けんしょう いちこ", "福祉部 福祉政策課"),
        )
        assert "初期パスワード" in entered.stdout, entered.stderr[-3000:]
        made.inside("backup", "backup.sh", "once")
        yield made
    finally:
        made.clear()
        shutil.rmtree(made.folder / "in-memory", ignore_errors=True)


def latest(engine: Engine, kind: str) -> str:
    said = engine.inside("backup", "sh", "-c", f"ls -t /backup/*.{kind}.age")
    return said.splitlines()[0]


def ask(engine: Engine, sql: str) -> list[str]:
    said = ("psql", "--username=postgres", "--no-align", "--tuples-only", "--quiet")
    return engine.inside("database", *said, f"--command={sql}", "bunkyo").split()


@pytest.mark.parametrize("name", LASTING)
def test_s80_nobody_special_writes_nothing_into_the_image_and_may_do_nothing(
    engine: Engine, name: str
) -> None:
    assert engine.inside(name, "id", "--user").strip() in ("10001", "999")
    state = dict(
        line.split(":\t")
        for line in engine.inside(name, "cat", "/proc/self/status").splitlines()
        if line.startswith(("CapEff", "NoNewPrivs"))
    )
    may_bind = "NET_BIND_SERVICE" in engine.compose["services"][name].get("cap_add", ())
    assert int(state["CapEff"], 16) == (NET_BIND_SERVICE if may_bind else 0)
    assert state["NoNewPrivs"] == "1"
    refused = engine.podman("exec", name, "touch", "/usr/x", "/x", check=False)
    assert refused.stderr.count("Read-only file system") == 2, refused.stderr


@pytest.mark.parametrize("name", ["web", "worker", "relay"])
def test_s80_from_inside_there_is_no_way_out(engine: Engine, name: str) -> None:
    assert "unreachable" in engine.inside(name, "python", "-c", NO_WAY_OUT)


def _mail(engine: Engine) -> "subprocess.CompletedProcess[str]":
    done: subprocess.CompletedProcess[str] = engine.run(
        *("worker", "python", "manage.py", "sendtestemail", "kensho@example.lg.jp")
    )
    return done


def test_s80_mail_leaves_from_the_worker_and_nobody_else_has_the_way(engine: Engine) -> None:
    """With deploy/mail.yml, to a mail server that is not one of ours; without it there is no way."""
    with mail_server("0.0.0.0") as inbox:  # noqa: S104
        given = {"EMAIL_HOST": engine.gateway("mail"), "EMAIL_PORT": str(inbox.port)}
        with engine.laid_over(**given):
            assert "Network is unreachable" in _mail(engine).stderr
        with engine.laid_over("mail.yml", **given):
            sent = _mail(engine)
            assert sent.returncode == 0, sent.stderr[-3000:]
            tried = NO_WAY_OUT.replace("192.0.2.1", given["EMAIL_HOST"])
            assert "unreachable" in engine.run("web", "python", "-c", tried).stdout
        assert [to for to, _ in inbox.mails] == ["kensho@example.lg.jp"]


def test_the_site_answers_over_tls(engine: Engine, identity: Path) -> None:
    trusted = ssl.create_default_context(cafile=str(identity.parent / "secrets/tls_certificate"))
    there = HTTPSConnection(HOST, context=trusted)
    plain = socket.create_connection(("127.0.0.1", engine.port), timeout=20)
    there.sock = trusted.wrap_socket(plain, server_hostname=HOST)
    there.request("GET", "/accounts/login/")
    answer = there.getresponse()
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"]
    assert "ログイン" in answer.read().decode()


def test_the_settings_of_production_pass_their_check(engine: Engine) -> None:
    check = ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = engine.run("migrate", *check)
    assert done.returncode == 0, done.stderr


def test_a_paper_has_the_fonts_of_the_image(engine: Engine) -> None:
    content = base64.b64decode(engine.inside("worker", "python", "-c", PAPER))
    assert "髙橋 﨑 邉" in text_of(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert all("BIZ-UDPGothic" in font for font in fonts), fonts


def test_s84_a_drill_passes_and_the_monitoring_of_another_user_sees_it(
    engine: Engine, identity: Path
) -> None:
    backup = latest(engine, "dump")
    told(engine)  # a drill asks for the anchor
    passed = engine.run("restore", "restore.sh", "--drill", backup, given=identity)
    assert "drill passed" in passed.stdout, passed.stderr
    assert "1 staff" in passed.stdout
    assert told(engine) == (0, "")


def told(engine: Engine) -> tuple[int, str]:
    """What the monitoring is told. The log is anchored for the first time a minute after the scheduler began, which
    on a fast machine is still to come: true until then, and no longer."""
    until = time.monotonic() + FIRST_ANCHOR
    while True:
        said = engine.podman("exec", "web", "python", "manage.py", "check_operations", check=False)
        is_to_come = any(line in said.stdout for line in NOT_YET)
        if not is_to_come or time.monotonic() > until:
            return said.returncode, said.stdout
        time.sleep(2)


def test_a_backup_comes_back(engine: Engine, identity: Path) -> None:
    backup = latest(engine, "dump")
    ask(engine, "update organizations_staff set name = '見本 あと'")
    engine.podman("stop", "--time=30", *SERVED)
    done = engine.run("restore", "restore.sh", backup, given=identity)
    assert "restored: bunkyo" in done.stdout, done.stderr
    assert ask(engine, "select name from organizations_staff") == ["検証", "一子"]
    engine.podman("start", *SERVED)
    engine.wait_for(*SERVED)


def before_and_after_a_moment(engine: Engine) -> str:
    """A backup between two rows of a table, the moment after the second, and a third one in the archive. The table
    lies beside those of the system, for `migrate` lays policies over every one of theirs."""
    ask(engine, "drop schema if exists beside cascade")
    ask(engine, "create schema beside create table moments (number int)")
    ask(engine, "insert into beside.moments values (1)")
    engine.inside("backup", "backup.sh", "once")
    ask(engine, "insert into beside.moments values (2)")
    time.sleep(2)
    (moment,) = ask(engine, "select to_char(clock_timestamp(), 'YYYY-MM-DD\"T\"HH24:MI:SS.USOF')")
    time.sleep(2)
    ask(engine, "insert into beside.moments values (3)")
    (last,) = ask(engine, "select pg_walfile_name(pg_switch_wal())")
    until = time.monotonic() + 60
    while f"{last}.age" not in engine.inside("backup", "ls", "/wal"):
        assert time.monotonic() < until
        time.sleep(1)
    return moment


def test_the_whole_server_comes_back_to_a_moment(engine: Engine, identity: Path) -> None:
    moment = before_and_after_a_moment(engine)
    base = latest(engine, "base")
    engine.podman("stop", "--time=60", *SERVED, "backup", "redis", "database")
    done = engine.run("recover", "recover.sh", base, moment, given=identity)
    assert "recovered: bunkyo" in done.stdout, done.stderr
    engine.podman("start", "database", "redis", "backup", *SERVED)
    engine.wait_for("database", "redis", *SERVED)
    assert ask(engine, "select number from beside.moments order by number") == ["1", "2"]
    engine.inside("backup", "backup.sh", "once")
    engine.wait_for("backup")


def _packed(engine: Engine, folder: str, into: Path) -> Path:
    """The copies that the ward keeps of a volume elsewhere, as they are handed to another machine."""
    copied = into / folder.strip("/")
    engine.podman("cp", f"backup:{folder}/.", str(copied))
    with tarfile.open(packed := copied.with_suffix(".tar"), "w") as archive:
        archive.add(copied, ".")
    return packed


def test_s84_the_yearly_drill_on_another_machine(
    engine: Engine, identity: Path, tmp_path: Path
) -> None:
    """By the steps of docs/ja/administrator-setup.md: the same keys, other passwords, and nothing but copies. Last of
    the module: afterwards the machine is another."""
    moment = before_and_after_a_moment(engine)
    base, dump = latest(engine, "base"), latest(engine, "dump")
    copies = {folder: _packed(engine, folder, tmp_path) for folder in ("/backup", "/wal")}
    engine.clear()

    there = tmp_path / "there"
    there.mkdir()
    for name in (*KEPT_WITH_THE_COPIES, "tls_certificate", "tls_key", "backup_recipients"):
        shutil.copy(engine.secrets / name, there / name)
    made = ["sh", str(ROOT / "deploy/make-secrets.sh"), str(there)]
    subprocess.run(made, check=True, capture_output=True)
    other = Engine(engine.folder, there, engine.port)
    other.lay_networks()
    first_start(other)
    other.start(*SERVED, "backup")
    other.wait_for(*SERVED)
    other.podman("stop", "--time=60", *SERVED, "backup", "redis", "database")
    emptied = other.run("backup", "sh", "-c", "rm -f /backup/* /wal/*")
    assert emptied.returncode == 0, emptied.stderr
    for folder, packed in copies.items():
        filled = other.run("backup", "tar", "-x", "-C", folder, given=packed)
        assert filled.returncode == 0, filled.stderr

    recovered = other.run("recover", "recover.sh", base, moment, given=identity)
    assert "recovered: bunkyo" in recovered.stdout, recovered.stderr
    again(other)
    assert ask(other, "select number from beside.moments order by number") == ["1", "2"]

    other.podman("stop", "--time=30", *SERVED)
    restored = other.run("restore", "restore.sh", dump, given=identity)
    assert "restored: bunkyo" in restored.stdout, restored.stderr
    again(other)
    assert ask(other, "select number from beside.moments") == ["1"]
    verified = ("python", "manage.py", "verify_access_log", "--database", "backup")
    assert "is whole" in other.run("verifier", *verified).stdout


def again(engine: Engine) -> None:
    """As `docker compose up -d`."""
    engine.podman("start", "database", "redis")
    engine.wait_for("database", "redis")
    for name in ("roles", "migrate"):
        done = engine.run(name)
        assert done.returncode == 0, done.stderr[-3000:]
    engine.podman("start", "backup", *SERVED)
    engine.wait_for(*SERVED)
