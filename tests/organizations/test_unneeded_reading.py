"""Reading for which the log shows no need (U6 to U9): each seeded scenario raises one flag and no other (S-73, R10)."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import unusual
from access.models import CaseFile, ReadingFlag
from access.reading import ReadingLog
from access.unusual_models import ReadingFigures, Unusual
from cases import services
from cases.models import ContactPoint, Person
from cases.services.protection import protect_person
from tests.access.situations import a_case_at
from tests.cases import situations as s
from tests.databases import Database
from tests.world import acting, login, staff

from .test_unusual_reading import AUDITOR, a_household, at_ease, flags, read

MINUTE = 60
NOT_IN_CHARGE, SUPERVISOR = "soudan2", "kanri1"


def search(username: str, times: int) -> None:
    with acting(username) as user:
        for _ in range(times):
            log = ReadingLog(user, route="cases:search")
            log.note("search", kind="ケース")
            log.write()


def one_by_one(username: str, *cases: CaseFile) -> None:
    for case in cases:
        read(username, case)


def new_cases(number: int, by: str = "soudan1") -> list[CaseFile]:
    return [a_case_at(by).case for _ in range(number)]


def received(number: int) -> list[CaseFile]:
    """Cases of which the reader is of the same body, with a record."""
    return [a_household(f"架空 {place}", "かくう べつ") for place in range(number)]


class Day:
    """Entries of yesterday, by the minute, as the superuser of the database writes them."""

    def __init__(self, database: Any) -> None:
        self.database = database

    def entry(self, second: int, who: Any, action: str, case: CaseFile | None = None) -> None:
        outcome = "refused" if action == "refused" else "shown"
        number = case.number if case else ""
        kind = "" if action == "refused" else "ケース"
        noon = timezone.make_aware(
            datetime.datetime.combine(timezone.localdate(), datetime.time(12))
        ) - datetime.timedelta(days=1)
        self.database.execute(
            "insert into access_accesslog (seq, at, user_id, action, outcome, basis, kind, case_number,"
            " route, request_id, hash) select (select coalesce(max(seq), 0) + 1 from access_accesslog),"
            " %s, %s, %s, %s, '', %s, %s, '', gen_random_uuid(), ''",
            [noon + datetime.timedelta(seconds=second), who, action, outcome, kind, number],
        )


@pytest.mark.django_db
def test_u6_searches_after_which_nothing_is_opened() -> None:
    at_ease(searches=3)
    case = a_case_at("soudan1").case
    search("soudan1", 3)  # the third may still find its case
    assert flags() == []
    read("soudan1", case)
    search("soudan1", 2)  # the first may be the way back from it
    assert flags() == []
    search("soudan1", 1)
    assert flags() == [("searches", "soudan1", "")]


@pytest.mark.django_db
def test_u6_whoever_opens_what_she_found_is_not_told() -> None:
    at_ease(searches=2)
    for case in new_cases(4):
        search("soudan1", 1)
        read("soudan1", case)
    assert flags() == []


@pytest.mark.django_db
def test_u7_one_case_after_the_other() -> None:
    at_ease(row_cases=3)
    cases = new_cases(3)
    one_by_one(SUPERVISOR, cases[0], cases[0], cases[1], cases[0])
    assert flags() == []
    one_by_one(SUPERVISOR, cases[2])
    assert flags() == [("in_row", SUPERVISOR, "")]
    with acting(AUDITOR):
        flag = ReadingFlag.objects.get(rule=Unusual.IN_ROW)
    assert (flag.cases, flag.reads, flag.figure) == (3, 4, "30秒以内に次を、3件")


@pytest.mark.django_db
def test_u7_ones_own_cases_and_a_page_of_many_are_none() -> None:
    at_ease(row_cases=3)
    cases = received(3)
    with acting("soudan1") as by:
        for case in cases:
            s.put_in_charge(record=s.record_of(case, "soudan1"), staff=[s.office("soudan1")], by=by)
    one_by_one("soudan1", *cases)
    read(SUPERVISOR, *cases)
    assert flags() == []


@pytest.mark.django_db
def test_u8_a_case_with_many_readers_in_a_day_names_the_case_and_nobody(client: Client) -> None:
    at_ease(readers=2)
    case = a_case_at("soudan1").case
    read("soudan1", case)  # who received it has a task in it
    read(NOT_IN_CHARGE, case)
    assert flags_of_cases() == []
    read(SUPERVISOR, case)
    assert flags_of_cases() == [(Unusual.READERS, None, case.number)]
    login(client, AUDITOR)
    with acting(AUDITOR):
        flag = ReadingFlag.objects.get(rule=Unusual.READERS)
    page = client.get(reverse("access:flag", args=[flag.pk])).content.decode()
    assert "複数の職員" in page
    assert staff(NOT_IN_CHARGE).name in page, "the entries say who, as the log does"
    assert "複数の職員" in client.get(reverse("access:flags")).content.decode()
    begun = client.get(reverse("access:incident_new"), {"flag": str(flag.pk)})
    assert case.number in begun.content.decode()
    assert flags_of_cases() == [(Unusual.READERS, None, case.number)], "twice enters nothing twice"


def flags_of_cases() -> list[tuple[str, Any, str]]:
    with acting(AUDITOR):
        unusual.look()
        rows = ReadingFlag.objects.exclude(rule=Unusual.HOURS)
        return [(row.rule, row.user_id, row.case_number) for row in rows]


@pytest.mark.django_db
def test_r12_an_auditor_who_is_kept_out_of_a_case_sees_no_flag_of_its_readers() -> None:
    at_ease(readers=2)
    (case,) = received(1)
    read(NOT_IN_CHARGE, case)
    read(SUPERVISOR, case)
    assert len(flags_of_cases()) == 1
    with acting("soudan1") as by:
        services.restrict_person(case=case, user=staff(AUDITOR), reason="親族", by=by)
    assert flags_of_cases() == []


@pytest.mark.django_db
def test_u9_many_cases_in_which_the_reader_has_no_task() -> None:
    at_ease(other_cases=3)
    cases = new_cases(3)
    one_by_one(NOT_IN_CHARGE, *cases[:2])
    one_by_one("soudan1", *cases)  # she received them
    one_by_one(SUPERVISOR, *cases)  # supervision is her work (R9)
    assert flags() == []
    read(NOT_IN_CHARGE, cases[2])
    assert flags() == [("no_task", NOT_IN_CHARGE, "")]


@pytest.mark.django_db
def test_u9_whoever_wrote_in_a_case_has_a_task_in_it() -> None:
    at_ease(other_cases=2)
    cases = received(2)
    s.a_note(cases[0], NOT_IN_CHARGE)
    one_by_one(NOT_IN_CHARGE, *cases)
    assert flags() == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_protected", [False, True])
def test_u3_somebody_who_works_where_the_reader_does_unless_she_is_protected(
    is_protected: bool,
) -> None:
    at_ease()
    case = a_household("架空 花子", "かくう はなこ")
    body = s.body_of(NOT_IN_CHARGE)
    with acting("soudan1") as by:
        person = Person.objects.visible_to(by).get(compartment__case=case)
        services.add_contact(
            person=person, kind=ContactPoint.Kind.WORKPLACE, value=f"{body.name}（臨時）", by=by
        )
    if is_protected:
        with acting("soudan1") as by:
            protect_person(
                record=s.record_of(case, "soudan1"),
                person=person,
                named=[s.office("soudan1"), s.office(SUPERVISOR)],
                by=by,
            )
    read(NOT_IN_CHARGE, case)
    expected = [] if is_protected else [("colleague", NOT_IN_CHARGE, case.number)]
    assert flags() == expected


def test_s73_each_seeded_scenario_raises_exactly_one_flag(committed_db: Database) -> None:
    """With the figures that the product begins with; each way of reading by somebody of her own."""
    at_ease()
    now = ReadingFigures()
    cases = new_cases(now.many_cases)
    with acting("soudan1"):
        many, refused, searcher, supervisor, stranger = (
            staff(name).pk for name in ("soudan1", "ishi1", "jimukyoku1", SUPERVISOR, NOT_IN_CHARGE)
        )
    with committed_db.superuser() as database:
        day = Day(database)
        for place, case in enumerate(cases):  # U1, by who received them all
            day.entry(place * MINUTE, many, "read", case)
        for place in range(now.refused):  # U5
            day.entry(place * MINUTE, refused, "refused")
        for place in range(now.searches):  # U6
            day.entry(place * MINUTE, searcher, "search")
        for place, case in enumerate(cases[: now.row_cases]):  # U7
            day.entry(place * 20, supervisor, "read", case)
        for place, case in enumerate(cases[-now.other_cases :]):  # U9
            day.entry(place * 5 * MINUTE, stranger, "read", case)
        crowd = [f"00000000-0000-4000-8000-{one:012}" for one in range(now.readers)]
        for place, who in enumerate(crowd):  # U8
            day.entry(place * MINUTE, who, "read", cases[now.row_cases])
    with acting(AUDITOR):
        unusual.look()
        rows = ReadingFlag.objects.exclude(rule=Unusual.HOURS)
        found = [(row.rule, row.user_id, row.case_number) for row in rows]
    assert len(found) == 6
    assert set(found) == {
        ("many", many, ""),
        ("refused", refused, ""),
        ("searches", searcher, ""),
        ("in_row", supervisor, ""),
        ("no_task", stranger, ""),
        ("readers", None, cases[now.row_cases].number),
    }


@pytest.mark.django_db
def test_s73_nobody_but_auditors_and_scheduled_work_looks_for_unneeded_reading() -> None:
    at_ease(searches=2)
    search("soudan1", 4)
    for username in ("soudan1", SUPERVISOR, "system1", "jimukyoku1"):
        with acting(username):
            assert unusual.look() == 0
            assert not ReadingFlag.objects.exists()
