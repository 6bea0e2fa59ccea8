"""The log of reading is kept for seven years, goes by a list of its own, and its chain still holds (S-77)."""

from typing import Any

import pytest
from django.db import connection

from access import keeping
from access.chain import problems, write_anchor
from access.errors import DomainError
from access.keeping_models import LegalHold
from access.models import AccessLog
from access.reading import ReadingLog
from keeping.services import request_disposal
from tests.access.situations import a_case_at
from tests.cases.situations import a_case
from tests.world import acting

from .situations import HEAD, KEEPER, decide, draw_up, run, superuser
from .test_disposal import hold

OLD = 4
# What no application can: entries of long ago, in an unbroken chain.
MADE_OLD = """
    do $$ declare l access_accesslog; p text := repeat('0', 64); begin
    update access_accesslog set at = at - interval '9 years' where seq <= 4;
    for l in select * from access_accesslog order by seq loop
        l.hash := access.log_digest(p, l); p := l.hash;
        update access_accesslog set hash = l.hash where seq = l.seq;
    end loop; end $$
"""


@pytest.fixture
def old_log(committed_db: Any, settings: Any, tmp_path: Any) -> None:
    """Four entries of nine years ago and two of today, anchored."""
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor.jsonl")
    case = a_case_at("soudan1").case
    with acting("soudan1") as user:
        log = ReadingLog(user, route="test")
        for _ in range(6):
            log.note(AccessLog.Action.READ, case)
        log.write()
    with superuser() as opened:
        opened.execute(MADE_OLD)
    assert write_anchor() > 6  # with the grants of the case
    assert list(problems("owner")) == []


def left() -> list[int]:
    with acting("kansa1"):
        return sorted(AccessLog.objects.values_list("seq", flat=True))


@pytest.mark.usefixtures("old_log")
def test_s77_entries_whose_years_are_over_go_and_the_chain_verifies() -> None:
    row = draw_up(subject="log")
    assert (row.until_seq, row.entries) == (OLD, OLD)
    decide(row)
    run(row)
    assert left()[0] == OLD + 1
    assert list(problems("owner")) == []
    write_anchor()
    with acting("soudan1") as user:  # and goes on
        log = ReadingLog(user, route="test")
        log.note(AccessLog.Action.LIST, kind="検証")
        log.write()
    assert list(problems("owner")) == []


@pytest.mark.usefixtures("old_log")
def test_s77_not_without_the_second_person_and_not_before_the_years_are_over() -> None:
    row = draw_up(subject="log")
    with acting(HEAD), pytest.raises(keeping.NotPermittedToDispose):
        keeping.run(disposal_list=row)
    with superuser() as opened:
        opened.execute("update access_disposallist set until_seq = 6")
    decide(row)
    with pytest.raises(Exception, match="years of these entries are not over"):
        run(row)
    assert left()[:6] == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("old_log")
@pytest.mark.parametrize(
    "way",
    [
        "delete from access_accesslog where seq = 5",
        "delete from access_accesslog where action = 'dispose'",
        "update access_disposallist set until_seq = 5, until_hash = (select hash from access_accesslog"
        " where seq = 5); delete from access_accesslog where seq = 5",
        "update access_disposallist set until_hash = repeat('a', 64)",
    ],
)
def test_s72_what_a_superuser_takes_beyond_the_certificate_is_found(way: str) -> None:
    row = draw_up(subject="log")
    decide(row)
    run(row)
    write_anchor()
    assert list(problems("owner")) == []
    with superuser() as opened:
        opened.execute(way)
    assert list(problems("owner")) != []


def test_s77_a_young_log_has_nothing_to_list(committed_db: Any) -> None:
    with pytest.raises(DomainError, match="閲覧の記録はありません"):
        draw_up(subject="log")


# --- a hold keeps the log, too ---------------------------------------------------------------------

# All but the newest entry.
MADE_OLD_ALL = MADE_OLD.replace("<= 4", "< (select max(seq) from access_accesslog)")


@pytest.fixture
def two_cases(committed_db: Any, settings: Any, tmp_path: Any) -> Any:
    """Entries of nine years ago about two cases, the second of which came later."""
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor.jsonl")
    cases = [a_case("soudan1"), a_case("soudan1")]
    with acting("soudan1") as user:
        log = ReadingLog(user, route="test")
        for case in (*cases, *cases):
            log.note(AccessLog.Action.READ, case)
        log.write()
    with superuser() as opened:
        opened.execute(MADE_OLD_ALL)
    write_anchor()
    return cases


def first_of(case: Any) -> int:
    with acting("kansa1"):
        entries = AccessLog.objects.filter(case_number=case.number)
        return min(entries.values_list("seq", flat=True))


def test_s77_entries_of_a_held_case_stay_and_what_follows_them(two_cases: Any) -> None:
    first, second = two_cases
    held, until = hold(second), first_of(second)
    row = draw_up(subject="log")
    assert row.until_seq == until - 1
    assert first_of(first) < until, "of the other case something goes"
    decide(row)
    run(row)
    assert left()[0] == until
    assert list(problems("owner")) == []
    with pytest.raises(DomainError, match="廃棄停止中のケース"):
        draw_up(subject="log")
    with acting(HEAD) as user:
        keeping.lift_hold(
            hold=LegalHold.objects.visible_to(user).get(pk=held.pk), reason="終わった", by=user
        )
    decide(again := draw_up(subject="log"))
    run(again)
    assert left()[0] == again.until_seq + 1 > until


def test_s77_a_hold_after_the_approval_stops_the_list(two_cases: Any) -> None:
    row = draw_up(subject="log")
    decide(row)
    hold(two_cases[0])
    with acting(KEEPER) as user:
        with pytest.raises(DomainError, match="この一覧は廃棄できません"):
            request_disposal(disposal_list=row, by=user)
        with pytest.raises(keeping.NotPermittedToDispose):
            keeping.run(disposal_list=row)
    assert first_of(two_cases[0]) == left()[0]
    with acting("soudan1") as user, connection.cursor() as cursor:
        cursor.execute("select access.disposal_is_held(%s)", [row.pk])
        assert cursor.fetchone() == (False,), "who does not keep the records learns nothing"
