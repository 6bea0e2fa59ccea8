"""「この記録を開いた人」: who may ask, and what it never tells (R4, R11, R12, R14, S-75)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.chain import problems
from access.models import CaseFile
from access.openings import Opening, openings
from access.reading import ReadingLog
from cases import services
from cases.models import Note
from meetings.models import SupportMeeting
from tests.cases import situations as s
from tests.cases.pages import browser, page, queries
from tests.meetings import situations as m
from tests.world import acting, staff

IN_CHARGE, COLLEAGUE, SUPERVISOR, OTHER = "soudan1", "soudan2", "kanri1", "kurashi1"


def read(username: str, *rows: Any, action: str = "read") -> None:
    with acting(username) as user:
        log = ReadingLog(user)
        for row in rows:
            log.note(action, row)
        log.write()


def told(case: CaseFile, username: str = IN_CHARGE) -> list[Opening]:
    with acting(username):
        return openings(case)


def names(case: CaseFile, username: str = IN_CHARGE) -> set[tuple[str, str]]:
    return {(one.name or one.role, one.part) for one in told(case, username)}


@pytest.mark.django_db
def test_s75_own_body_by_name() -> None:
    case = s.a_case()
    note = s.a_note(case)
    read(COLLEAGUE, case, note)
    read(IN_CHARGE, case, action="print")
    name = staff(COLLEAGUE).name
    own = staff(IN_CHARGE).name
    assert names(case) == {
        (name, "ケースのページ"),
        (name, "機関記録"),
        (own, "ケースのページ"),
    }
    assert [one.took for one in told(case) if one.name == own] == [True]
    assert names(case, SUPERVISOR) == names(case)


@pytest.mark.django_db
def test_s75_another_body_is_a_body_and_a_role() -> None:
    case = s.a_case()
    leg = s.a_hand_off(case, OTHER)
    with acting(OTHER) as user:
        seen = services_referral(leg, user)
        read_log = ReadingLog(user)
        read_log.note("read", seen)
        read_log.write()
    found = [one for one in told(case) if one.body == s.body_of(OTHER).name]
    assert [(one.name, one.role, one.part) for one in found] == [("", "相談員", "つなぎ")]


def services_referral(leg: Any, user: Any) -> Any:
    return type(leg).objects.visible_to(user).select_related("compartment__case").get(pk=leg.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("username", [COLLEAGUE, OTHER, "jimukyoku1", "kansa1", "system1", "ishi1"])
def test_r14_who_is_not_in_charge_finds_no_page(username: str) -> None:
    case = s.a_case()
    read(IN_CHARGE, case)
    assert page(username, "opened_by", case.pk).status_code == 404
    assert told(case, username) == []


@pytest.mark.django_db
def test_r4_reading_in_a_meeting_is_told_to_nobody_outside_it_nor_here() -> None:
    meeting = m.a_meeting_with_a_doctor()
    case = meeting.compartment.case
    with acting(m.DOCTOR) as doctor:
        seen = SupportMeeting.objects.visible_to(doctor).select_related("compartment__case").get()
        log = ReadingLog(doctor)
        log.note("read", seen)
        log.note("read", seen.compartment.case)
        log.write()
    for username in (IN_CHARGE, SUPERVISOR):
        assert {one.role for one in told(case, username)} & {"会議構成員"} == set()
        assert {one.body for one in told(case, username)} & {s.body_of(m.DOCTOR).name} == set()
        assert {one.part for one in told(case, username)} & {"支援会議"} == set()


@pytest.mark.django_db
def test_r12_who_is_kept_out_is_not_named() -> None:
    case = s.a_case()
    read(COLLEAGUE, case)
    assert (staff(COLLEAGUE).name, "ケースのページ") in names(case)
    with acting(IN_CHARGE) as by:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    assert staff(COLLEAGUE).name not in {one.name for one in told(case)}
    assert told(case, COLLEAGUE) == []


@pytest.mark.django_db
def test_r2_whoever_is_no_longer_in_charge_asks_no_more() -> None:
    case = s.a_case()
    read(COLLEAGUE, case)
    assert told(case)
    with acting(IN_CHARGE) as by:
        record = s.record_of(case, IN_CHARGE)
        s.put_in_charge(record=record, staff=[s.office(COLLEAGUE)], by=by)
    assert told(case) == []
    assert page(IN_CHARGE, "opened_by", case.pk).status_code == 404


@pytest.mark.django_db
def test_the_page_is_reached_from_who_can_see_and_is_logged(client: Client) -> None:
    case = s.a_case()
    url = reverse("cases:opened_by", args=[case.pk])
    assert url in page(IN_CHARGE, "readers", case.pk).content.decode()
    assert url not in page(COLLEAGUE, "readers", case.pk).content.decode()
    text = browser(IN_CHARGE).get(url).content.decode()
    assert staff(COLLEAGUE).name in text  # she opened the page of readers just now
    few = queries(IN_CHARGE, url)
    for username in (SUPERVISOR, COLLEAGUE):
        read(username, case)
    assert queries(IN_CHARGE, url) == few


def test_s72_entries_with_and_without_compartment_are_one_chain(committed_db: Any) -> None:
    case = s.a_case()
    note = s.a_note(case)
    read(IN_CHARGE, case, note, case)
    with acting(IN_CHARGE) as by:
        assert Note.objects.visible_to(by).exists()
    assert list(problems("owner")) == []
    with committed_db.superuser() as connection:
        connection.execute(
            "update access_accesslog set compartment_id = null where compartment_id is not null"
        )
    assert list(problems("owner")) != []
