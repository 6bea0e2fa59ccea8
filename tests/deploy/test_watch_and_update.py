"""What watch.sh and update.sh make of the engine's answers. The engine is a script here: there is none to
run, and what is looked at is their order and their words."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from localenv import clock

from .compose import ROOT

RUNNING = (
    "proxy",
    "web",
    "worker",
    "relay",
    "scheduler",
    "database",
    "redis",
    "backup",
    "verifier",
)
ENGINE = """#!/bin/sh
echo "$*" >> "$ENGINE/calls"
case "$*" in
    'compose ps --all'*) cat "$ENGINE/states" ;;
    'compose ps --quiet web') cat "$ENGINE/web" ;;
    'compose ps --quiet '*) grep -q "^$4 " "$ENGINE/states" && echo "id-$4" || true ;;
    *check_operations) cat "$ENGINE/operations"; test ! -s "$ENGINE/operations" ;;
    'compose logs --no-log-prefix --since 1h web') cat "$ENGINE/log" ;;
    'info'*) echo / ;;
    'compose config --images') echo bunkyo-support:2.4; echo bunkyo-support-backup:2.4 ;;
    'image inspect --format {{.Id}}'*) echo sha256:new ;;
    'image inspect --format {{.Created}}'*) echo 2026-01-15T02:30:00Z ;;
    'image inspect'*) grep -qxF "$3" "$ENGINE/images" ;;
    'compose top backup') cat "$ENGINE/top" ;;
    *'-name docker_before_*'*) cat "$ENGINE/before" ;;
    *'proxy cat /run/secrets/tls_certificate') cat "$ENGINE/certificate" ;;
    'compose run --rm --no-deps migrate') test ! -e "$ENGINE/migrate-fails" ;;
    'compose up --detach --no-deps'*) echo new-1 >> "$ENGINE/web" ;;
    'inspect --format {{index'*) cat "$ENGINE/files" ;;
    'inspect --format {{.Image}}'*) cat "$ENGINE/runs" ;;
    'inspect'*) cat "$ENGINE/health" ;;
esac
"""


def certify(engine: Path, days: int) -> None:
    """A certificate for as many days, as the proxy holds it."""
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=support.example"
    kept = ["-days", str(days), "-keyout", str(engine / "key"), "-out", str(engine / "certificate")]
    subprocess.run([*made.split(), *kept], check=True, capture_output=True)


# Of iptables what the walls need: chains that are restored whole, and ways that lead to them.
FIREWALL = """#!/bin/sh
case "$*" in
    '--wait --noflush') cat > "$ENGINE/given"; ! grep -q nonsense "$ENGINE/given" && cp "$ENGINE/given" "$ENGINE/chains" ;;
    '--wait --check BUNKYO'*) shift 2; grep -qxF -- "-A $*" "$ENGINE/chains" ;;
    '--wait --check'*) shift 2; grep -qxF -- "$*" "$ENGINE/ways" ;;
    '--wait --insert'*) shift 2; echo "$*" >> "$ENGINE/ways" ;;
esac
"""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    program = tmp_path / "docker"
    program.write_text(ENGINE, encoding="ascii")
    program.chmod(0o755)
    states = [f"{name} running healthy 0" for name in RUNNING]
    states += ["roles exited - 0", "migrate exited - 0"]
    (tmp_path / "states").write_text("\n".join(states) + "\n", encoding="ascii")
    (tmp_path / "operations").touch()
    (tmp_path / "log").write_text("2026-01-01 10:00:00,1 INFO access refused a thing\n")
    (tmp_path / "top").write_text("postgres 12 bash backup.sh nightly\n", encoding="ascii")
    (tmp_path / "before").touch()
    (tmp_path / "images").touch()
    (tmp_path / "runs").write_text("sha256:old\n", encoding="ascii")
    for name in ("iptables", "iptables-restore"):
        (tmp_path / name).write_text(FIREWALL, encoding="ascii")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "ways").touch()
    (tmp_path / "walls").write_text(
        "# mail\nbunkyo-mail 10.1.2.3 tcp 25\nbunkyo-mail 10.1.2.4 udp 53\n"
    )
    assert run(tmp_path, "walls.sh", "lay").returncode == 0
    certify(tmp_path, 31)
    (tmp_path / "web").write_text("old-1\n", encoding="ascii")
    (tmp_path / "health").write_text("healthy\n", encoding="ascii")
    files = [f"/srv/the system/{name}" for name in ("docker-compose.yml", "deploy/mail.yml")]
    (tmp_path / "files").write_text(",".join(files) + "\n", encoding="ascii")
    (tmp_path / ".env").write_text("COMPOSE_FILE=docker-compose.yml:deploy/mail.yml\n")
    return tmp_path


def run(
    engine: Path, script: str, *words: str, **settings: str
) -> "subprocess.CompletedProcess[str]":
    given = {"ENGINE": str(engine), "WALLS_FILE": str(engine / "walls"), **settings}
    return subprocess.run(
        ["sh", f"{ROOT}/deploy/{script}", *words],
        cwd=engine,
        env={**clock.of_this_process(), "PATH": f"{engine}:{os.environ['PATH']}", **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def state(engine: Path, old: str, new: str) -> None:
    file = engine / "states"
    text = file.read_text(encoding="ascii")
    assert old in text
    file.write_text(text.replace(old, new), encoding="ascii")


def test_silence_when_all_is_well(engine: Path) -> None:
    done = run(engine, "watch.sh", DISK_LIMIT="101")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("web running healthy", "web running unhealthy", "web is running unhealthy"),
        ("relay running healthy 0", "relay exited - 1", "relay is exited -"),
        ("redis running healthy", "redis restarting -", "redis is restarting -"),
        ("migrate exited - 0", "migrate exited - 1", "migrate failed"),
        ("roles exited - 0", "roles exited - 2", "roles failed"),
        ("backup running healthy 0\n", "", "backup is missing"),
    ],
)
def test_a_line_for_each_trouble(engine: Path, old: str, new: str, line: str) -> None:
    state(engine, old, new)
    done = run(engine, "watch.sh", DISK_LIMIT="101")
    assert (done.returncode, done.stdout) == (1, f"{line}\n")


def test_the_troubles_that_the_system_itself_knows(engine: Path) -> None:
    (engine / "operations").write_text("log of reading: not whole\n", encoding="ascii")
    done = run(engine, "watch.sh", DISK_LIMIT="101")
    assert (done.returncode, done.stdout) == (1, "log of reading: not whole\n")


def test_s54_what_browsers_refused_is_counted_from_the_log(engine: Path) -> None:
    """Lines as csp_reports writes them (tests/ui/test_csp_reports.py)."""
    told = "2026-01-01 10:00:00,1 WARNING bunkyo_support.csp_reports refused inline by x on home\n"
    (engine / "log").write_text(f"another line\n{told}{told}", encoding="ascii")
    done = run(engine, "watch.sh", DISK_LIMIT="101")
    line = "content: browsers refused 2 things within the hour\n"
    assert (done.returncode, done.stdout) == (1, line)


def test_s28_data_of_before_a_recovery_are_told_of(engine: Path) -> None:
    left = "/var/lib/postgresql/18/docker_before_20260101120000"
    (engine / "before").write_text(f"{left}\n", encoding="ascii")
    done = run(engine, "watch.sh", DISK_LIMIT="101")
    assert (done.returncode, done.stdout) == (1, f"left by a recovery: {left}\n")


def test_s80_the_walls_leave_what_is_named_however_often_they_are_laid(engine: Path) -> None:
    """And what is named no longer is shut again."""
    (engine / "walls").write_text("bunkyo-mail 10.1.2.4 udp 53\n", encoding="ascii")
    assert run(engine, "walls.sh", "lay").returncode == 0
    chains = (engine / "chains").read_text(encoding="ascii").splitlines()
    assert [line for line in chains if "bunkyo-mail" in line] == [
        "-A BUNKYO-WALLS -i bunkyo-mail -d 10.1.2.4 -p udp --dport 53 -j RETURN",
        "-A BUNKYO-WALLS -i bunkyo-mail -j REJECT",
        "-A BUNKYO-MACHINE -i bunkyo-mail -m conntrack --ctstate NEW -j REJECT",
    ]
    assert (engine / "ways").read_text(encoding="ascii").splitlines() == [
        "DOCKER-USER --jump BUNKYO-WALLS",
        "INPUT --jump BUNKYO-MACHINE",
    ]
    assert run(engine, "walls.sh").returncode == 64
    (engine / "walls").write_text("bunkyo-mail nonsense\n", encoding="ascii")
    assert run(engine, "walls.sh", "lay").returncode == 1
    assert "RETURN" not in (engine / "chains").read_text(encoding="ascii")


def test_s80_the_last_way_out_is_read_without_the_end_of_its_line(engine: Path) -> None:
    named = "bunkyo-mail 10.1.2.3 tcp 25\nbunkyo-scan 10.1.2.5 tcp 3310"
    (engine / "walls").write_text(named, encoding="ascii")
    assert run(engine, "walls.sh", "lay").returncode == 0
    chains = (engine / "chains").read_text(encoding="ascii")
    assert "-i bunkyo-mail -d 10.1.2.3 -p tcp --dport 25 -j RETURN" in chains
    assert "-i bunkyo-scan -d 10.1.2.5 -p tcp --dport 3310 -j RETURN" in chains


def test_s80_a_wall_that_the_machine_forgot_is_told_of(engine: Path) -> None:
    """Of the ways that are open, and of no other."""
    (engine / "ways").write_text("", encoding="ascii")
    done = run(engine, "watch.sh", DISK_LIMIT="101")
    assert (done.returncode, done.stdout) == (1, "way out bunkyo-mail: no wall is seen\n")
    closed = run(engine, "watch.sh", DISK_LIMIT="101", COMPOSE_FILE="docker-compose.yml")
    assert (closed.returncode, closed.stdout) == (0, "")


def test_a_full_disk(engine: Path) -> None:
    done = run(engine, "watch.sh", DISK_LIMIT="0")
    assert done.returncode == 1
    assert done.stdout.startswith("disk / is ")
    assert "disk /proc is" not in done.stdout
    with (engine / ".env").open("a", encoding="ascii") as file:
        file.write("SECOND_DISK=/proc\n")
    assert "disk /proc is" in run(engine, "watch.sh", DISK_LIMIT="0").stdout


def test_a_certificate_is_told_of_a_month_before_it_ends(engine: Path) -> None:
    certify(engine, 29)
    soon = run(engine, "watch.sh", DISK_LIMIT="101")
    assert soon.returncode == 1
    assert re.fullmatch(r"certificate: ends \w+ +\d+ [\d:]+ \d{4} GMT\n", soon.stdout)
    (engine / "certificate").unlink()
    gone = run(engine, "watch.sh", DISK_LIMIT="101")
    assert (gone.returncode, gone.stdout) == (1, "certificate: ends nobody knows when\n")


def calls(engine: Path) -> list[str]:
    return (engine / "calls").read_text(encoding="ascii").splitlines()


def test_the_new_web_stands_beside_the_old_before_that_ends(engine: Path) -> None:
    done = run(engine, "update.sh")
    assert done.returncode == 0, done.stderr
    asking = ("compose ps", "compose top", "inspect")
    order = [call for call in calls(engine) if not call.startswith(asking)]
    assert order == [
        "compose build --pull --no-cache",
        "compose run --rm --no-deps roles",
        "compose run --rm --no-deps migrate",
        "compose up --detach --no-deps --no-recreate --scale web=2 web",
        "stop --time 30 old-1",
        "rm old-1",
        "compose up --detach",
    ]
    assert "inspect --format {{.State.Health.Status}} new-1" in calls(engine)
    asked = [call for call in calls(engine) if call.startswith("inspect --format {{.State")]
    assert not [call for call in asked if "old" in call]


@pytest.mark.parametrize(
    ("version", "images", "is_built"),
    [
        ("2.4", ["bunkyo-support:2.4", "bunkyo-support-backup:2.4"], False),
        ("2.4", ["bunkyo-support:2.4"], True),
        ("", ["bunkyo-support:2.4", "bunkyo-support-backup:2.4"], True),
    ],
)
def test_images_of_a_version_that_are_there_are_taken(
    engine: Path, version: str, images: list[str], is_built: bool
) -> None:
    """Brought by `docker load` where nothing is fetched from outside, or those of before."""
    (engine / "images").write_text("\n".join(images), encoding="ascii")
    with (engine / ".env").open("a", encoding="ascii") as file:
        file.write(f"VERSION={version}\n")
    done = run(engine, "update.sh")
    assert done.returncode == 0
    assert ("compose build --pull --no-cache" in calls(engine)) == is_built
    assert ("VERSION=2.4: images that are there are taken" in done.stdout) != is_built


def test_a_version_that_runs_already_is_no_update(engine: Path) -> None:
    """Nothing of what was brought in would run, and it would end well: the name in .env was forgotten."""
    (engine / "images").write_text("bunkyo-support:2.4\nbunkyo-support-backup:2.4\n")
    with (engine / ".env").open("a", encoding="ascii") as file:
        file.write("VERSION=2.4\n")
    (engine / "runs").write_text("sha256:new\n", encoding="ascii")
    refused = run(engine, "update.sh")
    assert refused.returncode == 1
    assert refused.stderr.startswith("web runs with VERSION=2.4 already")
    assert not [call for call in calls(engine) if call.startswith(("compose run", "compose up"))]
    (engine / "web").write_text("", encoding="ascii")
    assert run(engine, "update.sh").returncode == 0, "nothing runs"


@pytest.mark.parametrize(("given", "beside"), [({}, 4), ({"WEB_COUNT": "2"}, 3)])
def test_as_many_as_the_ward_has_chosen_once(
    engine: Path, given: dict[str, str], beside: int
) -> None:
    """In .env, where an update finds it again, and each `docker compose up` as well."""
    with (engine / ".env").open("a", encoding="ascii") as file:
        file.write("WEB_COUNT=3\n")
    assert run(engine, "update.sh", **given).returncode == 0
    up = [call for call in calls(engine) if call.startswith("compose up")]
    assert up == [
        f"compose up --detach --no-deps --no-recreate --scale web={beside} web",
        "compose up --detach",
    ]


def test_no_count_is_given_where_the_next_command_forgets_it() -> None:
    places = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    by_hand = re.compile(r"up (-d|--detach)[^`\n]*--scale (web|worker)")
    assert [str(p) for p in places if by_hand.search(p.read_text(encoding="utf-8"))] == []


def test_a_migration_that_fails_changes_nothing(engine: Path) -> None:
    (engine / "migrate-fails").touch()
    assert run(engine, "update.sh").returncode != 0
    assert calls(engine)[-1] == "compose run --rm --no-deps migrate"


def test_no_migration_begins_while_a_dump_holds_the_tables(engine: Path) -> None:
    with (engine / "top").open("a", encoding="ascii") as file:
        file.write("postgres 31 pg_dump --format=custom --no-password\n")
    refused = run(engine, "update.sh")
    assert refused.returncode == 1
    assert refused.stderr.startswith("a backup is being written: this again when it is done.")
    assert not [call for call in calls(engine) if call.startswith("compose run")]


def test_a_new_web_that_is_not_well_leaves_the_old_one(engine: Path) -> None:
    (engine / "health").write_text("starting\n", encoding="ascii")
    done = run(engine, "update.sh", WAIT_SECONDS="2")
    assert done.returncode == 1
    assert "the old one goes on" in done.stderr
    assert not [call for call in calls(engine) if call.startswith(("stop", "rm"))]


def test_the_files_of_the_first_start_are_not_forgotten(engine: Path) -> None:
    """With the one line of .env they are the same for every command; without it nothing is replaced."""
    (engine / ".env").write_text(
        "# COMPOSE_FILE\nCOMPOSE_FILE=docker-compose.yml\n", encoding="ascii"
    )
    for settings in ({}, {"COMPOSE_FILE": "docker-compose.yml:deploy/openid.yml"}):
        refused = run(engine, "update.sh", **settings)
        assert refused.returncode == 1
        assert "web runs with mail.yml, which COMPOSE_FILE in .env does not name" in refused.stderr
    (engine / ".env").unlink()
    assert run(engine, "update.sh").returncode == 1
    assert not [call for call in calls(engine) if call.startswith(("compose build", "compose run"))]
    named = "docker-compose.yml:deploy/openid.yml:deploy/mail.yml"
    assert run(engine, "update.sh", COMPOSE_FILE=named).returncode == 0


def test_no_command_names_files_by_itself() -> None:
    """Whoever wrote it down once would have to write it down everywhere; .env names them for all."""
    laid = [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    places = [*laid, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    by_hand = re.compile(r"docker compose (-f|--file)\b")
    assert [str(p) for p in places if by_hand.search(p.read_text(encoding="utf-8"))] == []
