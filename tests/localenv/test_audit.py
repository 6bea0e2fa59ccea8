"""S-89: known weaknesses of the parts. What could not be looked up is red, and not green."""

import datetime
import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from localenv import audit, weaknesses
from localenv.bootstrap import EVERY_LOCK
from localenv.state import Stop

DAY = datetime.date(2026, 11, 28)
PART = "example-part"
LOCK = f"{PART}==1.0 --hash=sha256:{'0' * 64}\n"
WEAK = {
    "id": "PYSEC-0000-1",
    "summary": "架空の弱点",
    "affected": [
        {
            "package": {"name": PART, "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


@contextmanager
def list_of_weaknesses(status: int, known: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """A server that answers as the real one does; its address, and what it was asked."""
    asked: list[Any] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(known).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
    finally:
        server.shutdown()
        server.server_close()


def audited(address: str, folder: Path) -> bool:
    lock = folder / "lock.txt"
    lock.write_text(LOCK, encoding="ascii")
    options = ["--vulnerability-service", "osv", "--osv-url", address, "--timeout", "5"]
    return audit.main([*options, "--cache-dir", str(folder / "cache")], [lock])


def test_parts_without_known_weaknesses_are_green_and_were_asked_about(tmp_path: Path) -> None:
    with list_of_weaknesses(200, {}) as (address, asked):
        assert audited(address, tmp_path)
    assert [(one["package"]["name"], one["version"]) for one in asked] == [(PART, "1.0")]


def test_a_known_weakness_is_red_and_named(tmp_path: Path, capfd: Any) -> None:
    with list_of_weaknesses(200, {"vulns": [WEAK]}) as (address, _):
        assert not audited(address, tmp_path)
    said = capfd.readouterr()
    assert "PYSEC-0000-1" in said.out
    assert audit.WEAK in said.out
    assert audit.GREEN[:8] not in said.out


def test_one_that_was_accepted_with_its_reason_is_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "accepted.txt"
    own.write_text("PYSEC-0000-1 9999-12-31 使っていない機能\n", encoding="utf-8")
    monkeypatch.setattr(audit, "ACCEPTED", own)
    with list_of_weaknesses(200, {"vulns": [WEAK]}) as (address, _):
        assert audited(address, tmp_path)


def test_a_list_that_cannot_be_had_is_red(tmp_path: Path, capfd: Any) -> None:
    with list_of_weaknesses(503, {}) as (address, asked):
        assert not audited(address, tmp_path)
    assert asked
    assert audit.NO_LIST in capfd.readouterr().out
    assert not audited(address, tmp_path), "nobody listens there any more"
    assert audit.NO_LIST in capfd.readouterr().out


@pytest.mark.parametrize(
    "told",
    [
        [],
        [{"name": PART, "skip_reason": "not found, and could not be audited"}],
        [{"name": PART, "version": "2.0", "vulns": []}],
    ],
    ids=["not named", "skipped", "another version"],
)
def test_s89_a_part_that_was_not_looked_up_is_red_and_named(
    told: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    """The tool says so and ends well, as for every part of a list that it does not know."""
    said = json.dumps({"dependencies": told})

    def command(_: Any, __: Any, answer: Path) -> list[str]:
        program = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
        return [sys.executable, "-c", program, str(answer), said]

    monkeypatch.setattr(audit, "command", command)
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK, encoding="ascii")
    assert not audit.main([], [lock])
    assert audit.NOT_ASKED.format(f"{PART} 1.0") in capfd.readouterr().out


def test_s89_a_lock_without_parts_is_red(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("# nothing\n", encoding="ascii")
    assert not audit.main(["--list", str(listed(tmp_path, WEAK))], [lock])


def listed(folder: Path, *entries: dict[str, Any], modified: str = "9999-12-31T00:00:00Z") -> Path:
    """A list in a file."""
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for entry in entries:
            packed.writestr(f"{entry['id']}.json", json.dumps({"modified": modified, **entry}))
    return path


def by_file(path: Path, folder: Path) -> bool:
    lock = folder / "lock.txt"
    lock.write_text(LOCK, encoding="ascii")
    return audit.main(["--list", str(path)], [lock])


ANOTHER = {
    "id": "PYSEC-0000-2",
    "affected": [{"package": {"name": "another", "ecosystem": "PyPI"}}],
}


def test_s89_a_list_that_was_brought_finds_what_is_weak(tmp_path: Path, capfd: Any) -> None:
    assert by_file(listed(tmp_path, ANOTHER), tmp_path)
    assert audit.GREEN.format(1) in capfd.readouterr().out
    assert not by_file(listed(tmp_path, ANOTHER, WEAK), tmp_path)
    said = capfd.readouterr().out
    assert "example-part 1.0: PYSEC-0000-1（直った版：1.1） 架空の弱点" in said
    assert audit.WEAK in said
    assert by_file(listed(tmp_path, {**WEAK, "withdrawn": "2026-01-01T00:00:00Z"}), tmp_path)


@pytest.mark.parametrize(
    ("events", "is_weak"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.0"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0.1"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.0"}], True),
        ([{"introduced": "0"}, {"last_affected": "0.9"}], False),
        ([{"introduced": "1.1"}], False),
        ([{"introduced": "0"}, {"fixed": "0.5"}, {"introduced": "0.9"}, {"fixed": "2"}], True),
        ([{"introduced": "what"}], True),
        ([{"introduced": "0"}, {"fixed": "what"}], True),
    ],
)
def test_s89_versions_are_compared_as_such(
    events: list[dict[str, str]], is_weak: bool, tmp_path: Path
) -> None:
    package = {"name": "Example.Part", "ecosystem": "PyPI"}
    entry = {
        **WEAK,
        "affected": [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}],
    }
    assert by_file(listed(tmp_path, entry), tmp_path) is not is_weak
    entry["affected"] = [{"package": {**package, "ecosystem": "npm"}}, *ANOTHER["affected"]]
    assert by_file(listed(tmp_path, entry), tmp_path), "of the same name, elsewhere"
    entry["affected"] = [{"package": package, "versions": ["0.9", "1.0"]}]
    assert not by_file(listed(tmp_path, entry), tmp_path)


def test_s89_a_list_older_than_two_weeks_is_red(tmp_path: Path) -> None:
    parts = {(PART, "1.0")}
    path = listed(tmp_path, ANOTHER, modified="2026-11-14T00:00:00Z")
    assert weaknesses.in_file(path, parts, DAY) == {(PART, "1.0"): []}
    with pytest.raises(Stop, match="古すぎます（2026-11-14）"):
        weaknesses.in_file(path, parts, DAY + datetime.timedelta(days=1))


def test_s89_a_list_that_cannot_be_read_or_says_nothing_is_red(tmp_path: Path) -> None:
    parts = {(PART, "1.0")}
    with pytest.raises(Stop, match="読めません"):
        weaknesses.in_file(tmp_path / "nowhere.zip", parts, DAY)
    (tmp_path / "half.zip").write_bytes(listed(tmp_path, WEAK).read_bytes()[:-40])
    with pytest.raises(Stop, match="読めません"):
        weaknesses.in_file(tmp_path / "half.zip", parts, DAY)
    elsewhere = {"id": "X-1", "affected": [{"package": {"name": PART, "ecosystem": "npm"}}]}
    for entries in ([], [elsewhere]):
        with pytest.raises(Stop, match="PyPI のものがありません"):
            weaknesses.in_file(listed(tmp_path, *entries), parts, DAY)


def test_what_is_accepted_says_until_when_and_why() -> None:
    lines = ["# heading", "", "PYSEC-0000-1 2026-11-28 使っていない機能"]
    assert audit.accepted(lines, DAY) == ["PYSEC-0000-1"]
    for wrong, words in (
        ("PYSEC-0000-1 2026-11-27 使っていない機能", "過ぎました"),
        ("PYSEC-0000-1 きのう 使っていない機能", "日が読めません"),
        ("PYSEC-0000-1 2026-12-01", "番号 日 理由"),
    ):
        with pytest.raises(Stop, match=words):
            audit.accepted([wrong], DAY)


def test_a_list_that_is_not_named_is_asked_for() -> None:
    with pytest.raises(Stop, match=r"--list all\.zip"):
        audit.main(["--list"])


def test_every_part_of_every_lock_is_asked_about() -> None:
    locks = [audit.lock_file(name) for name in EVERY_LOCK]
    asked = audit.command([], locks, Path("answer"))
    assert [asked[n + 1] for n, part in enumerate(asked) if part == "--requirement"] == [
        str(lock) for lock in locks
    ]
    assert {"--require-hashes", "--disable-pip"} <= set(asked)
    assert len(audit.parts_of(locks)) > 150
