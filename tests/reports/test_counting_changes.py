"""What is counted after a change, from the cases that were written in, is what the whole ward counts.

On the ward of 60 households in PostgreSQL: every change goes through the triggers of history, as any change
does; what disposal erases leaves none.
"""

import datetime
import itertools
import re
from typing import Any
from unittest import mock

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from access.counted_models import kept_for_counting
from access.counting import takes_its_turn
from access.seen_by import SeenBy
from cases import services as cases
from cases.models import CaseRecord, Person
from cases.services import MemberFacts
from documents.wareki import fiscal_year
from reports import counting
from reports.counted_models import KEPT, CountAnew, Kept
from reports.counting import count_figures
from reports.indicators import BY_KEY, INDICATORS, month_of, months_of
from reports.models import FigureCell, LastCount
from reports.shares import NOBODY
from tests.cases.situations import a_note, an_intake, record_of
from tests.databases import Database
from tests.world import acting

from .comparing import Clock, cells, change, erase, one_by_one, places_with, whole, wrong
from .slow import Ward, people_helped
from .test_slow_computation import moves
from .ward_of_60 import CENTRE, SECRETARIAT, TODAY

DAY = r"\d{4}-\d\d-\d\d"
WHEN = re.compile(rf"\d{{4}}-\d\d(/{DAY})?|{DAY}")


@pytest.fixture(autouse=True)
def nothing_is_written_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here every transaction has ended when it is counted."""
    monkeypatch.setattr(counting, "LONGEST_TRANSACTION", datetime.timedelta(0))


def standing() -> Kept:
    """Where that stands which the figures are made of."""
    return KEPT[LastCount.objects.scheduled().get().kept_in]


def of_place(kept: Kept) -> tuple[Any, ...]:
    return tuple(rows().model for rows in (kept.shares, kept.units, kept.totals))


def tie(ward: Database, one: Any, other: Any) -> None:
    with acting(CENTRE) as user:
        people = Person.objects.visible_to(user).filter(is_subject=True)
        a, b = (people.get(compartment__case=case) for case in (one, other))
        cases.say_same_person(person=a, other=b, reason="生年月日が同じ", by=user)


# --- the numbers --------------------------------------------------------------------------------


def test_the_whole_ward_is_what_each_number_counts_by_itself(ward: Database) -> None:
    expected = one_by_one()
    assert whole() == expected
    count_figures(whole=True)
    assert cells() == expected


def test_what_is_counted_once_is_so_in_each_month_and_each_year(ward: Database) -> None:
    """Each number by itself again, where the same households count in several months of two years."""
    now = timezone.now()
    for _ in range(3):
        case = an_intake(CENTRE).compartment.case
        for back in (0, 1, 40, 80, 120, 300, 330):
            moment = now - datetime.timedelta(days=back)
            a_note(case, method="1", project="1", occurred_at=moment)
    count_figures(whole=True)
    found = cells()
    assert found == one_by_one()
    months = months_so_far(fiscal_year(TODAY - datetime.timedelta(days=90)))
    by_month = [found[month, "month", "A3-household", "", ""][0] for month in months]
    so_far = found[months[-1], "year", "A3-household", "", ""][0]
    assert so_far < sum(by_month)


def months_so_far(year: int) -> list[datetime.date]:
    """Of a year that has run for three months at least: in April this one has a single month, counted twice."""
    return [month for month in months_of(year) if month <= TODAY]


BESIDE = (
    "update cases_caserecord set state = 'supporting', closed_on = null"
    " where {some} and state <> 'suspended'",
    "update cases_caserecord set state = 'closed', closed_on = date '{day}'"
    " where {some} and state <> 'suspended'",
    "update plans_plan set ended_on = date '{day}' where {some} and decided_on is not null",
    "update plans_plan set next_monitoring_on = date '{day}' where {some}",
    "update cases_person set birth_on = date '{day}' - 9000 where {some}",
    "update cases_referral set reported_at = null where {some}",
    "update cases_sameperson set ended_on = date '{day}', ended_reason = '別の人' where {some}",
    "update cases_sameperson set ended_on = null where {some}",
    "update participation_resource set kind = '02' where {some}",
    "update outreach_outreach set closed_on = date '{day}' where {some} and closed_on is not null",
    "delete from cases_recordevent where {some}",
    "delete from outreach_visitattempt v where {some} and not exists"
    " (select 1 from outreach_visitattempt c where c.corrects_id = v.id)",
    "delete from meetings_attendance where {some}",
)


@st.composite
def steps(draw: Any) -> list[list[str]]:
    """Changes between counts: late entries, corrections, ends, re-openings, deletions."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        some = f"mod(abs(hashtext(id::text)), 5) = {draw(st.integers(0, 4))}"
        day = TODAY - datetime.timedelta(days=draw(st.integers(0, 400)))
        beside = draw(st.lists(st.sampled_from(BESIDE), max_size=4))
        found.append([*draw(moves()), *(one.format(some=some, day=day) for one in beside)])
    return found


@given(changes=steps(), days=st.sampled_from((0, 1, 35, 140)))
@settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    # Every example changes the ward for the next one: none is tried again in smaller.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_changed_is_counted_as_the_whole_ward_counts_it(
    ward: Database, changes: list[list[str]], days: int
) -> None:
    """Over turns of the day, the month and the fiscal year, with changes before and after each."""
    count_figures(whole=True)  # an example before has let the clock go ahead, and it stands again
    clock = Clock()
    with clock.going(), mock.patch.object(counting, "_begin", side_effect=AssertionError("anew")):
        for statements in changes:
            change(ward, statements)
            clock.count()
            assert wrong() == {}, statements
            clock.ahead += datetime.timedelta(days=days)
            clock.count()
            assert wrong() == {}, (days, statements)


def test_a_case_that_is_gone_is_counted_no_more_and_nothing_of_it_is_kept(ward: Database) -> None:
    count_figures()
    kept = standing()
    some = kept.shares().exclude(case=NOBODY).values_list("case", flat=True)
    shared = kept.units().values_list("case", flat=True)
    for case in {*some[:5], *shared[:3]}:
        assert places_with(case)
        erase(ward, case)
        assert count_figures() is True
        assert places_with(case) == []
        assert wrong() == {}
    assert count_figures() is False


def test_a_tie_between_files_changes_the_files_beside_them(ward: Database) -> None:
    """Four files in a chain: one person. Without the second there are two: of the first, of both others."""
    found = [an_intake(CENTRE).compartment.case for _ in range(4)]
    for case in found:
        a_note(case, method="1", project="1")
    count_figures()
    before = people_of_this_month()
    for one, other in itertools.pairwise(found):
        tie(ward, one.pk, other.pk)
        count_figures()
        assert wrong() == {}
    assert people_of_this_month() == before - 3
    erase(ward, found[1].pk)
    count_figures()
    assert wrong() == {}
    assert people_of_this_month() == before - 2


def test_a_person_entered_twice_is_counted_as_the_row_that_goes_on(ward: Database) -> None:
    """A3: what was said of the row that was merged is true of the other, which her own case is about."""
    one, other = (an_intake(CENTRE).compartment.case for _ in range(2))
    for case in (one, other):
        a_note(case, method="1", project="1")
    with acting(CENTRE) as by:
        people = Person.objects.visible_to(by)
        hers, elsewhere = (people.get(compartment__case=c, is_subject=True) for c in (one, other))
        twice = MemberFacts(name="架空 はな子", relation="長女")
        again = cases.add_person(face=hers.compartment, facts=twice, by=by)
        cases.say_same_person(person=elsewhere, other=again, reason="生年月日が同じ", by=by)
    count_figures()
    before = people_of_this_month()
    with acting(CENTRE) as by:
        merge = cases.merge_people(survivor=hers, merged=again, reason="保険証で確かめた", by=by)
    count_figures()
    assert wrong() == {}
    assert people_of_this_month() == before - 1
    month = month_of(TODAY.replace(day=1))
    helped = people_helped(Ward(ward), lambda day: month.first <= day <= month.last)
    assert len(helped) == before - 1
    with acting(CENTRE) as by:
        seen = BY_KEY["A3-person"].rows(SeenBy(by), month)
        assert len({fact.unit for fact in seen if fact.case in (one.pk, other.pk)}) == 1
        cases.unmerge_people(merge=merge, reason="双子の姉だった", by=by)
    count_figures()
    assert wrong() == {}
    assert people_of_this_month() == before


def people_of_this_month() -> int:
    cell = FigureCell.objects.scheduled().get(
        month=timezone.localdate().replace(day=1),
        scope="month",
        indicator="A3-person",
        breakdown="",
    )
    return int(cell.number)


def test_whom_a_case_is_about_was_corrected(ward: Database) -> None:
    """Nothing is read of a person but her year and sex; that she was written in is seen all the same."""
    intake = an_intake(CENTRE)
    count_figures()
    with acting(CENTRE) as user:
        case = intake.compartment.case_id
        people = Person.objects.visible_to(user).filter(compartment__case=case, is_subject=True)
        Person.objects.filter(pk=people.get().pk).update(
            birth_on=datetime.date(TODAY.year - 10, 1, 1), sex="男性"
        )
    assert count_figures() is True
    assert wrong() == {}


def test_an_end_that_was_taken_back(ward: Database) -> None:
    intake = an_intake(CENTRE)
    case = intake.compartment.case
    count_figures()
    with acting(CENTRE) as user:
        cases.close_record(record=record_of(case, CENTRE), by=user, reason="11")
    count_figures()
    assert wrong() == {}
    with acting(CENTRE) as user:
        cases.reopen_record(record=record_of(case, CENTRE), reason="まちがい", by=user)
        assert CaseRecord.objects.visible_to(user).get(compartment__case=case).closed_on is None
    count_figures()
    assert wrong() == {}


# --- how it is counted ----------------------------------------------------------------------------


def test_after_one_change_one_case_is_counted(ward: Database) -> None:
    count_figures()
    case = an_intake(CENTRE).compartment.case
    with mock.patch.object(counting, "PartOfWard", wraps=counting.PartOfWard) as part:
        count_figures()
    assert [list(call.args[0]) for call in part.call_args_list] == [[case.pk]]


def test_what_shows_late_is_counted_when_it_shows(
    ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row carries the moment at which it was written, and is there when its transaction has ended."""
    monkeypatch.setattr(counting, "LONGEST_TRANSACTION", datetime.timedelta(minutes=5))
    count_figures()
    with ward.superuser() as opened, opened.transaction():
        opened.execute("update cases_note set method = '4' where method = '1'")
        count_figures()
    count_figures()
    assert wrong() == {}


def test_a_count_that_fails_changes_nothing(
    ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_figures()
    rows = standing().shares().values_list("case", "numbers")
    before, shares = cells(), dict(rows)
    moment = LastCount.objects.scheduled().get().counted_at
    an_intake(CENTRE)
    monkeypatch.setattr(
        counting.counted_rows, "change_parts", mock.Mock(side_effect=OSError("full"))
    )
    with pytest.raises(OSError, match="full"):
        count_figures()
    assert cells() == before
    assert dict(rows.all()) == shares
    assert LastCount.objects.scheduled().get().counted_at == moment


# --- who reads what is kept -----------------------------------------------------------------------


def test_r9_r20_nobody_reads_what_is_kept_for_counting(ward: Database) -> None:
    for place in range(2):  # as they stand, and in the other place
        count_figures(whole=True)
        assert all(model.objects.scheduled().exists() for model in of_place(standing())), place
    of_both = {model for kept in KEPT for model in of_place(kept)}
    assert set(kept_for_counting()) == {CountAnew, *of_both}
    for model in kept_for_counting():
        for username in (CENTRE, SECRETARIAT, "system1", "kansa1"):
            for statement in ("select * from {}", "delete from {}"):
                with (
                    acting(username),
                    pytest.raises(ProgrammingError, match="permission denied"),
                    transaction.atomic(),
                ):
                    connection.cursor().execute(statement.format(model._meta.db_table))


def test_r34_what_is_kept_of_a_case_are_numbers_by_codes(ward: Database) -> None:
    """No word and no name: of indicators and their break-downs, in a month or from a day on."""
    count_figures(whole=True)
    known = {one.key: {by.key for by in one.breakdowns} for one in INDICATORS}
    for numbers in standing().shares().values_list("numbers", flat=True):
        for name, number in numbers.items():
            key, when, what, code = name.split("|")
            assert isinstance(number, int)
            assert WHEN.fullmatch(when), when
            if what.startswith("part-"):
                assert what.removeprefix("part-") in known[key]
                assert len(code) <= 36
            else:
                assert not code or code.lstrip("-").isdigit()


def test_only_one_counts_at_a_time(ward: Database) -> None:
    with transaction.atomic("jobs"):
        assert takes_its_turn()
        with connections["jobs"].cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where locktype = 'advisory'")
            assert cursor.fetchone()[0] >= 1
