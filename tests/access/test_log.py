"""The log of reading: written before anything is shown, insert-only, chained, anchored (R19)."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from access import protecting
from access.chain import problems, write_anchor
from access.context import acting_as
from access.models import AccessLog
from access.reading import ReadingLog
from access.words_sought import told
from organizations.models import Role
from organizations.services import appoint
from tests.access.situations import a_case_at
from tests.cases.situations import body_of
from tests.world import staff


def some_reading(times: int = 5) -> None:
    case = a_case_at("soudan1").case
    with acting_as(staff("soudan1")):
        log = ReadingLog(staff("soudan1"), route="test", address="192.0.2.7")
        for _ in range(times):
            log.note(AccessLog.Action.READ, case)
        log.write()


def some_searches() -> None:
    with acting_as(staff("soudan1")):
        log = ReadingLog(staff("soudan1"))
        log.note(AccessLog.Action.SEARCH, kind="ケース", sought=told(q="架空 花子"))
        log.note(AccessLog.Action.SEARCH, kind="ケース", sought=told(persons=True))
        log.write()


@pytest.mark.django_db
def test_r19_an_entry_says_who_on_what_basis_and_no_content() -> None:
    some_reading(1)
    with acting_as(staff("kansa1")):
        entry = AccessLog.objects.get()
    assert entry.user_id == staff("soudan1").pk
    assert (entry.action, entry.outcome, entry.basis) == ("read", "shown", "R2")
    assert entry.case_number.startswith("R")
    assert entry.address == "192.0.2.7"


@pytest.mark.django_db
def test_r12_an_auditor_who_is_kept_out_of_a_case_finds_no_entry_of_it() -> None:
    """The number alone would tell her that there is a case, and who reads it that something goes on."""
    case, other = a_case_at("soudan1").case, a_case_at("soudan1").case
    with acting_as(staff("soudan1")):
        protecting.restrict(
            case=case, user=staff("kansa1"), reason="親族", relation="kin", by=staff("soudan1")
        )
        log = ReadingLog(staff("soudan1"))
        for one in (case, other):
            log.note(AccessLog.Action.READ, one)
        log.note(AccessLog.Action.LIST, kind="ケース")
        log.write()
    with acting_as(staff("kansa1")):
        numbers = set(AccessLog.objects.values_list("case_number", flat=True))
    assert case.number not in numbers
    assert {other.number, ""} <= numbers
    with acting_as(staff("soudan1")), connection.cursor() as cursor:
        cursor.execute("select count(*) from access.numbers_kept_from()")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_r19_lists_searches_and_refusals_say_of_which_body_she_is() -> None:
    """Nothing else says it: they have no basis. Who serves at several bodies is the person alone."""
    who = staff("soudan1")

    def read() -> None:
        with acting_as(who):
            log = ReadingLog(who)
            log.note(AccessLog.Action.LIST, kind="ケース")
            log.write()
            log.refuse()
            log.write()

    read()
    with acting_as(staff("system1")):
        appoint(staff=who, body=body_of("kurashi1"), role=Role.CASEWORKER)
    read()
    with acting_as(staff("kansa1")):
        bodies = list(AccessLog.objects.order_by("seq").values_list("body_id", flat=True))
    assert bodies == [body_of("soudan1").pk] * 2 + [None] * 2


@pytest.mark.django_db
def test_r10_only_auditors_read_the_log() -> None:
    some_reading(2)
    for username, seen in (("kansa1", 2), ("soudan1", 0), ("kanri1", 0), ("system1", 0)):
        with acting_as(staff(username)):
            assert AccessLog.objects.count() == seen, username


@pytest.mark.django_db
def test_r19_who_acts_is_taken_from_the_signed_context_not_from_the_caller() -> None:
    line = json.dumps([{"action": "read", "outcome": "shown", "request_id": None}])
    line = line.replace("null", '"00000000-0000-4000-8000-000000000000"')
    with acting_as(staff("soudan1")), connection.cursor() as cursor:
        cursor.execute("select access.append_log(%s::jsonb)", [line])
    with acting_as(staff("kansa1")):
        assert AccessLog.objects.get().user_id == staff("soudan1").pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update access_accesslog set action = 'list'",
        "delete from access_accesslog",
        "truncate access_accesslog",
        "insert into access_accesslog (seq, at, action, outcome, basis, kind, case_number, route,"
        " request_id, hash) values (1, now(), 'read', '', '', '', '', '', gen_random_uuid(), '')",
    ],
)
def test_s71_the_application_changes_nothing_in_the_log(statement: str) -> None:
    some_reading(1)
    with acting_as(staff("soudan1")):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.fixture
def committed_log(committed_db, settings, tmp_path):  # type: ignore[no-untyped-def]
    """A database of its own with a written log and an anchor outside."""
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor.jsonl")
    some_reading(6)
    some_searches()
    assert write_anchor() > 6  # with the grants of the case
    return committed_db


TAMPERING = {
    "altered": "update access_accesslog set action = 'list' where seq = 3",
    "words searched for exchanged": "update access_accesslog set sought = 'q=' || repeat('0', 32) where sought is not null",
    "words searched for taken away": "update access_accesslog set sought = null where sought is not null",
    "moved into another field": "update access_accesslog set device = sought, sought = null where sought = 'persons'",
    "removed": "delete from access_accesslog where seq = 3",
    "reordered": "update access_accesslog set seq = case seq when 2 then -3 when 3 then -2 end"
    " where seq in (2, 3); update access_accesslog set seq = -seq where seq < 0",
    "tail cut": "delete from access_accesslog where seq > 4",
    "chain written anew": """
        do $$ declare l access_accesslog; p text := repeat('0', 64); begin
        update access_accesslog set user_id = null where seq = 2;
        for l in select * from access_accesslog order by seq loop
            l.hash := access.log_digest(p, l); p := l.hash;
            update access_accesslog set hash = l.hash where seq = l.seq;
        end loop; end $$""",
}


@pytest.mark.parametrize("way", TAMPERING)
def test_s72_tampering_by_a_database_superuser_is_found(way, committed_log) -> None:  # type: ignore[no-untyped-def]
    assert list(problems("owner")) == []
    call_command("verify_access_log")
    with committed_log.superuser() as connection:
        connection.execute(TAMPERING[way])
    assert list(problems("owner")) != []
    with pytest.raises(CommandError):
        call_command("verify_access_log")


def test_s69_a_change_by_the_owner_of_the_tables_stands_in_the_chain(committed_db) -> None:  # type: ignore[no-untyped-def]
    with committed_db.superuser() as outside:
        outside.execute("update organizations_staff set is_active = false where username='npo1'")
        row = outside.execute("select user_id, action, kind, outcome from access_accesslog")
        assert row.fetchall() == [(None, "master", "職員", "changed")]
    assert list(problems("owner")) == []


def test_s69_a_restriction_that_the_owner_of_the_tables_takes_away_stands_in_the_log(
    committed_db,  # type: ignore[no-untyped-def]
) -> None:
    """Kin would read again, and nothing would tell (R12)."""
    case = a_case_at("soudan1").case
    with acting_as(staff("soudan1")):
        protecting.restrict(
            case=case, user=staff("kansa1"), reason="親族", relation="kin", by=staff("soudan1")
        )
    with committed_db.superuser() as outside:
        outside.execute("delete from access_restriction")
        last = outside.execute(
            "select case_number, kind, outcome from access_accesslog order by seq desc limit 1"
        ).fetchone()
    assert last == (case.number, "閲覧の制限", "removed")
