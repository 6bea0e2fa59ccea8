"""The anchor outside the database: what is cut, written anew, removed or put into it is an alarm (S-72)."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from access import chain
from access.chain import AnchorBroken, problems, read_anchors, write_anchor
from bunkyo_support import operations
from jobs.tasks import anchor_access_log
from tests.databases import Database
from tests.world import login

from .test_log import TAMPERING, some_reading

CUT = "delete from access_accesslog where seq > 4"
ANEW = TAMPERING["chain written anew"]
# What a chain alone shows; the rest only the anchor does (security.md M11).
SHOWN_BY_THE_CHAIN = {"altered", "removed", "reordered"}


@pytest.fixture
def anchor(committed_db: Database, settings: Any, tmp_path: Path) -> Path:
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor")
    settings.STATE_FOLDER = str(tmp_path)
    some_reading(6)
    write_anchor()
    return tmp_path / "anchor"


def tamper(database: Database, statement: str) -> None:
    with database.superuser() as outside:
        outside.execute(statement)


@pytest.mark.parametrize("way", TAMPERING)
def test_s72_what_the_chain_shows_without_an_anchor_and_what_it_does_not(
    way: str, committed_db: Database, settings: Any
) -> None:
    settings.ACCESS_LOG_ANCHOR_FILE = ""
    some_reading(6)
    tamper(committed_db, TAMPERING[way])
    assert bool(list(problems("owner"))) is (way in SHOWN_BY_THE_CHAIN)


@pytest.mark.parametrize("statement", [CUT, ANEW], ids=["tail cut", "chain written anew"])
def test_s72_whoever_writes_the_anchor_finds_it_within_a_minute(
    statement: str, anchor: Path, committed_db: Database
) -> None:
    before = anchor.read_text()
    operations.note(operations.VERIFIED, time.time() - 60)
    tamper(committed_db, statement)
    with pytest.raises(AnchorBroken):
        write_anchor()
    assert anchor.read_text() == before, "what is wrong is not anchored"
    assert "log of reading: not whole" not in {t.line for t in operations.troubles()}
    anchor_access_log()
    assert "log of reading: not whole" in {t.line for t in operations.troubles()}


def test_s72_a_log_that_grew_again_past_its_anchor_is_found(
    anchor: Path, committed_db: Database
) -> None:
    tamper(committed_db, CUT)
    some_reading(12)
    with pytest.raises(AnchorBroken, match="differs from the anchor"):
        write_anchor()
    assert any("differs from the anchor" in problem for problem in problems("owner"))


@pytest.mark.parametrize(
    "removing", [Path.unlink, lambda path: path.write_text("")], ids=["gone", "emptied"]
)
def test_s72_an_anchor_that_is_gone_is_no_first_run(
    removing: Callable[[Path], Any], anchor: Path
) -> None:
    removing(anchor)
    assert "the anchor outside the database is gone, or was emptied" in list(problems("owner"))
    with pytest.raises(AnchorBroken, match="gone"):
        write_anchor()
    assert read_anchors() == []


def test_s72_after_a_restore_somebody_says_that_another_begins(
    anchor: Path, committed_db: Database
) -> None:
    tamper(committed_db, CUT)
    anchor.rename(anchor.with_name("anchor.before"))
    some_reading(2)
    call_command("verify_access_log", "--begin-anchor")
    assert list(problems("owner")) == []
    assert write_anchor() == read_anchors()[-1][0]


@pytest.mark.parametrize("way", ["the same entry", "an earlier one", "no line"])
def test_s72_the_anchor_is_appended_to_and_never_corrected(
    way: str, anchor: Path, committed_db: Database
) -> None:
    """Whoever can append to it wrote the chain anew, and the new hash after the old one."""
    seq, _ = read_anchors()[-1]
    tamper(committed_db, ANEW)
    with committed_db.superuser() as outside:
        row = outside.execute("select hash from access_accesslog where seq = %s", [seq]).fetchone()
    said = {
        "the same entry": json.dumps({"seq": seq, "hash": row and row[0]}),
        "an earlier one": json.dumps({"seq": seq - 1, "hash": "0" * 64}),
        "no line": "nothing",
    }[way]
    with anchor.open("a") as file:
        file.write(said + "\n")
    found = list(problems("owner"))
    assert f"entry {seq} differs from the anchor outside the database" in found
    assert any("was not only appended" in one or "says nothing" in one for one in found)
    with pytest.raises(AnchorBroken):
        write_anchor()


def test_s72_an_anchor_from_before_it_was_entered_is_known_from_then_on(anchor: Path) -> None:
    lines = [json.loads(line) for line in anchor.read_text().splitlines()]
    anchor.write_text("".join(json.dumps({**line, "begins": False}) + "\n" for line in lines))
    write_anchor()
    assert [json.loads(line)["begins"] for line in anchor.read_text().splitlines()] == [
        *(False for _ in lines),
        True,
    ]
    assert list(problems("owner")) == []


@pytest.fixture
def not_begun(committed_db: Database, settings: Any, tmp_path: Path) -> Path:
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor")
    some_reading(6)
    return tmp_path / "anchor"


def entries_that_it_begins(database: Database) -> int:
    with database.superuser() as outside:
        row = outside.execute("select count(*) from access_accesslog where action = 'anchor'")
        return int(str((row.fetchone() or (0,))[0]))


class Killed(BaseException):
    """The worker ends here."""


@pytest.mark.parametrize("asked", ["access.begin_anchor", "access.log_head"])
@pytest.mark.parametrize("after", [False, True], ids=["before it", "after it"])
def test_s72_a_worker_that_ends_while_an_anchor_begins_leaves_no_alarm(
    asked: str,
    after: bool,
    not_begun: Path,
    committed_db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And people go on reading before the next one comes."""
    ask = chain._ask

    def ends(using: str, question: str, *values: Any) -> tuple[Any, ...]:
        if asked not in question:
            return ask(using, question, *values)
        if after:
            ask(using, question, *values)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(chain, "_ask", ends)
        write_anchor()
    some_reading(2)
    assert list(problems("owner")) == []
    assert write_anchor() == read_anchors()[-1][0]
    assert list(problems("owner")) == []
    not_begun.unlink()
    with pytest.raises(AnchorBroken, match="gone"):
        write_anchor()


@pytest.mark.parametrize(
    "asking", [write_anchor, lambda: list(problems("owner"))], ids=["worker", "verifier"]
)
def test_s72_who_looks_while_another_begins_the_anchor_finds_nothing_wrong(
    asking: Callable[[], Any],
    not_begun: Path,
    committed_db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two at a first start: between two questions of the one, whichever she asks first, the other does all of it."""
    began = []

    def and_then_the_other(question: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any) -> Any:
            answer = question(*arguments)
            if not began:
                began.append(True)
                write_anchor()
            return answer

        return asked

    with monkeypatch.context() as patched:
        for name in ("_was_anchored", "_begun_in_the_log", "_lines"):
            patched.setattr(chain, name, and_then_the_other(getattr(chain, name)))
        found = asking()
    assert began
    assert found in ([], read_anchors()[-1][0])
    assert entries_that_it_begins(committed_db) == 1
    assert list(problems("owner")) == []


def test_an_empty_log_has_nothing_to_anchor_yet(not_begun: Path, committed_db: Database) -> None:
    tamper(committed_db, "truncate access_accesslog")
    assert write_anchor() == 0
    assert not_begun.read_text() == ""
    assert entries_that_it_begins(committed_db) == 0
    assert list(problems("owner")) == []


@pytest.mark.django_db
def test_s72_auditors_are_told_above_the_log(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.STATE_FOLDER, settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path), str(tmp_path / "anchor")
    login(client, "kansa1")
    operations.note(operations.VERIFIED)
    (tmp_path / "anchor").touch()
    page = reverse("access:log")
    told = "閲覧の記録に、欠けているところか、書きかえられたところがあります。"
    assert told not in client.get(page).content.decode()
    operations.note(operations.BROKEN, time.time() + 1)
    assert told in client.get(page).content.decode()
    assert "閲覧の記録が欠けたか書きかえられたおそれ" in client.get("/").content.decode()
