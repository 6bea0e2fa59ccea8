"""Unusual reading: each definition raises its flag, and names nobody of a case (R10, S-73)."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access import unusual
from access.models import AccessLog, CaseFile, EmergencyOpening, ReadingFinding, ReadingFlag
from access.reading import ReadingLog
from access.unusual_models import Unusual
from cases import services
from cases.services import IntakeFacts, MemberFacts, shield
from organizations.models import Staff
from tests.access.situations import a_case_at
from tests.cases import situations as s
from tests.cases.test_emergency import opened
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db

FACTS = IntakeFacts(method="2", visitor="person", topics=["12"], urgency="C")
AUDITOR = "kansa1"


def read(username: str, *cases: CaseFile, action: str = "read") -> None:
    with acting(username) as user:
        log = ReadingLog(user, route="cases:detail", address="192.0.2.9")
        for case in cases:
            log.note(action, case)
        log.write()


def refuse(username: str, times: int) -> None:
    with acting(username) as user:
        log = ReadingLog(user)
        for _ in range(times):
            log.refuse()
            log.write()


def a_household(name: str, kana: str, by: str = "soudan1") -> CaseFile:
    with acting(by) as user:
        subject = MemberFacts(name=name, kana=kana)
        body = s.body_of(by)
        made = services.receive_intake(body=body, facts=FACTS, subject=subject, others=[], by=user)
        case: CaseFile = made.compartment.case
    return case


def at_ease(**changes: Any) -> None:
    """Figures under which the hour of the test is an ordinary one, unless a test says otherwise."""
    with acting(AUDITOR) as auditor:
        hours = {"opens_at": datetime.time(0), "closes_at": datetime.time(23, 59, 59)}
        unusual.set_figures(by=auditor, **hours | changes)


def flags() -> list[tuple[str, str, str]]:
    """Rule, who, case number; without the hours, which a test on a holiday raises by itself."""
    with acting(AUDITOR):
        unusual.look()
        rows = ReadingFlag.objects.exclude(rule=Unusual.HOURS).order_by("rule", "case_number")
        names = dict(Staff.objects.values_list("pk", "username"))
        return [(row.rule, names[row.user_id], row.case_number) for row in rows]


def test_u1_many_cases_in_a_short_time() -> None:
    at_ease(many_cases=3)
    cases = [a_case_at("soudan1").case for _ in range(3)]
    read("soudan1", *cases[:2], cases[0], cases[1])
    assert flags() == []
    read("soudan1", cases[2])
    assert flags() == [("many", "soudan1", "")]
    with acting(AUDITOR):
        flag = ReadingFlag.objects.get(rule="many")
    assert (flag.cases, flag.figure) == (3, "60分に3件")


def test_u2_a_reader_of_the_same_surname_in_either_script() -> None:
    at_ease()
    reader = staff("soudan2")
    surname, reading = reader.name.split()[0], reader.kana.split()[0]
    in_kanji = a_household(f"{surname} 花子", "べつ はなこ")
    in_kana = a_household("架空 花子", f"{reading} はなこ")
    other = a_household("架空 次郎", "かくう じろう")
    read("soudan2", in_kanji, in_kana, other)
    expected = sorted([in_kanji.number, in_kana.number])
    assert flags() == [("surname", "soudan2", number) for number in expected]


def test_u2_whoever_is_in_charge_was_compared_already() -> None:
    at_ease()
    reader = staff("soudan2")
    case = a_household(f"{reader.name.split()[0]} 花子", "べつ はなこ")
    with acting("soudan1") as by:
        record = s.record_of(case, "soudan1")
        shield.decide(record=record, staff=reader, is_related=False, how="本人に確かめた", by=by)
        s.put_in_charge(record=record, staff=[s.office("soudan2")], by=by)
    read("soudan2", case)
    assert flags() == []


def test_u3_the_case_of_a_member_of_staff_or_of_a_colleagues_family() -> None:
    at_ease()
    of_staff = a_household(staff("kurashi1").name, "まったく べつ")
    of_kin, plain = a_household("架空 一", "かくう はじめ"), a_household("架空 二", "かくう ふたつ")
    with acting("soudan1") as by:
        services.restrict_person(case=of_kin, user=staff("soudan2"), reason="親族", by=by)
    read("kanri1", of_staff, of_kin, plain)
    expected = sorted([of_staff.number, of_kin.number])
    assert [flag for flag in flags() if flag[0] == "colleague"] == [
        ("colleague", "kanri1", number) for number in expected
    ]


def at_night() -> None:
    """Figures under which the hour of the test lies outside of those of the office."""
    morning = timezone.localtime().hour >= 12
    hours = (
        (datetime.time(1), datetime.time(2)) if morning else (datetime.time(22), datetime.time(23))
    )
    with acting(AUDITOR) as auditor:
        unusual.set_figures(by=auditor, opens_at=hours[0], closes_at=hours[1])


def test_u4_outside_business_hours() -> None:
    at_night()
    read("soudan1", a_case_at("soudan1").case)
    with acting(AUDITOR):
        unusual.look()
        flag = ReadingFlag.objects.get(rule=Unusual.HOURS)
    assert (flag.user_id, flag.reads, flag.case_number) == (staff("soudan1").pk, 1, "")


@pytest.mark.parametrize("reviewer", ["kanri1", AUDITOR])
def test_r13_whoever_reviews_an_emergency_opens_no_case_by_that(reviewer: str) -> None:
    """At once, which may be at night, and in whatever case it was: her surname stands in it."""
    at_night()
    case = a_household(f"{staff(reviewer).name.split()[0]} 花子", "べつ はなこ")
    pk = opened(case).pk
    with acting(AUDITOR):
        unusual.look()
    with acting(reviewer) as user:
        log = ReadingLog(user, route="cases:emergency_review", address="192.0.2.9")
        log.note_emergency("read", EmergencyOpening.objects.for_review_by(user).get(pk=pk))
        log.write()
    with acting(AUDITOR):
        assert unusual.look() == 0
    read("kanri1", case)
    with acting(AUDITOR):
        assert unusual.look() > 0, "what somebody opens counts as ever"


def test_u5_many_refusals() -> None:
    at_ease(refused=3)
    refuse("ishi1", 2)
    assert flags() == []
    refuse("ishi1", 1)
    assert flags() == [("refused", "ishi1", "")]


def test_looking_again_enters_nothing_twice_and_counts_on() -> None:
    at_ease(refused=3)
    refuse("ishi1", 3)
    assert flags() == flags() == [("refused", "ishi1", "")]
    refuse("ishi1", 2)
    flags()
    with acting(AUDITOR):
        assert ReadingFlag.objects.get(rule="refused").reads == 5


def test_s73_the_role_for_scheduled_work_looks_and_nobody_else() -> None:
    at_ease(refused=2)
    refuse("ishi1", 2)
    for username in ("soudan1", "kanri1", "system1", "jimukyoku1"):
        with acting(username):
            assert unusual.look() == 0
            assert not ReadingFlag.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_function_privilege('bunkyo_jobs', oid, 'execute') from pg_proc"
            " where proname = 'find_unusual'"
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("select has_table_privilege('bunkyo_jobs', 'access_readingflag', 'select')")
        assert cursor.fetchone() == (False,)


def test_r12_an_auditor_sees_no_flag_about_herself_or_a_case_that_she_is_kept_out_of() -> None:
    at_ease()
    reader = staff("soudan2")
    case = a_household(f"{reader.name.split()[0]} 花子", "べつ はなこ")
    read("soudan2", case)
    assert len(flags()) == 1
    with acting("soudan1") as by:
        services.restrict_person(case=case, user=staff(AUDITOR), reason="親族", by=by)
    assert flags() == []
    refuse(AUDITOR, 25)
    assert flags() == []


def open_flag(client: Client) -> Any:
    at_ease(refused=2)
    refuse("ishi1", 2)
    flags()
    login(client, AUDITOR)
    with acting(AUDITOR):
        return ReadingFlag.objects.get(rule="refused")


def test_a_flag_is_opened_commented_and_closed_and_opens_again(client: Client) -> None:
    flag = open_flag(client)
    url = reverse("access:flag", args=[flag.pk])
    page = client.get(url).content.decode()
    assert staff("ishi1").name in page
    assert client.post(url, {"text": "上司に電話した。", "conclusion": "open"}).status_code == 303
    assert (
        client.post(url, {"text": "研修の操作だった。", "conclusion": "explained"}).status_code
        == 303
    )
    with acting(AUDITOR):
        assert ReadingFlag.objects.with_state().get(pk=flag.pk).is_closed
        assert ReadingFinding.objects.count() == 2
    refuse("ishi1", 1)
    flags()
    with acting(AUDITOR):
        assert not ReadingFlag.objects.with_state().get(pk=flag.pk).is_closed


def test_s73_auditors_are_told_on_their_home_page_how_many_wait_and_nobody_else_is(
    client: Client,
) -> None:
    """A number, and nothing of whom: neither of who read nor of whose case it was (S-34)."""
    flag = open_flag(client)
    with acting(AUDITOR):
        waiting = ReadingFlag.objects.with_state().filter(is_closed=False).count()
    page = client.get("/").content.decode()
    assert f"注意する閲覧（{waiting}件）を確かめる" in page
    assert staff("ishi1").name not in page
    closed = {"text": "上司に確かめた。", "conclusion": "explained"}
    assert client.post(reverse("access:flag", args=[flag.pk]), closed).status_code == 303
    left = f"注意する閲覧（{waiting - 1}件）" if waiting > 1 else "注意する閲覧（"
    assert (left in client.get("/").content.decode()) == (waiting > 1)
    for username in ("soudan1", "kanri1", "jimukyoku1", "system1"):
        login(client, username)
        assert "注意する閲覧" not in client.get("/").content.decode(), username


def test_what_is_missing_is_said_and_nothing_written(client: Client) -> None:
    flag = open_flag(client)
    url = reverse("access:flag", args=[flag.pk])
    assert client.post(url, {"text": "", "conclusion": "needed"}).status_code == 422
    assert client.post(url, {"text": "x", "conclusion": "none"}).status_code == 422
    with acting(AUDITOR):
        assert not ReadingFinding.objects.exists()


def test_a_double_click_writes_one_finding(client: Client) -> None:
    url = reverse("access:flag", args=[open_flag(client).pk])
    data = {
        "text": "確かめた。",
        "conclusion": "open",
        "form_key": "6f1a7c1e-7a51-4e8f-9c6e-3d3c5f5b1a10",
    }
    client.post(url, data)
    client.post(url, data)
    with acting(AUDITOR):
        assert ReadingFinding.objects.count() == 1


@pytest.mark.parametrize("username", ["soudan1", "kanri1", "jimukyoku1", "ishi1", "system1"])
def test_r10_nobody_else_finds_the_pages(client: Client, username: str) -> None:
    flag = open_flag(client)
    login(client, username)
    for name, args in (("flags", []), ("figures", []), ("flag", [flag.pk])):
        assert client.get(reverse(f"access:{name}", args=args)).status_code == 404
    assert client.post(reverse("access:look_again")).status_code == 404
    with acting(username):
        assert not ReadingFlag.objects.exists()


def test_r10_the_pages_name_nobody_of_the_case_and_are_logged(client: Client) -> None:
    at_ease()
    reader = staff("soudan2")
    case = a_household(f"{reader.name.split()[0]} 秘子", "べつ ひめこ")
    read("soudan2", case)
    flags()
    login(client, AUDITOR)
    with acting(AUDITOR):
        flag = ReadingFlag.objects.get(rule="surname")
    for url in (reverse("access:flags"), reverse("access:flag", args=[flag.pk])):
        page = client.get(url).content.decode()
        assert case.number in page
        assert "秘子" not in page
        assert "ひめこ" not in page
    with acting(AUDITOR):
        kinds = list(AccessLog.objects.filter(kind="注意する閲覧").values_list("action", flat=True))
    assert set(kinds) == {"list", "read"}


def test_figures_are_changed_and_checked(client: Client) -> None:
    login(client, AUDITOR)
    url = reverse("access:figures")
    good = {
        "many_cases": "40",
        "many_minutes": "60",
        "opens_at": "8:00",
        "closes_at": "19:00",
        "refused": "15",
        "searches": "12",
        "row_cases": "15",
        "row_seconds": "20",
        "readers": "9",
        "other_cases": "12",
    }
    assert client.post(url, good | {"closes_at": "7:00"}).status_code == 422
    assert client.post(url, good | {"many_cases": "1"}).status_code == 422
    assert client.post(url, good | {"readers": "1"}).status_code == 422
    assert client.post(url, good).status_code == 303
    with acting(AUDITOR):
        assert unusual.figures().many_cases == 40
    assert "60分のあいだに40件以上" in client.get(reverse("access:flags")).content.decode()


def test_questions_do_not_grow_with_the_flags(client: Client) -> None:
    at_ease(refused=2)
    login(client, AUDITOR)
    counts = []
    for who in (["ishi1"], ["soudan1", "soudan2", "kurashi1", "kanri1"]):
        for username in who:
            refuse(username, 2)
        flags()
        client.get(reverse("access:flags"))
        with CaptureQueriesContext(connection) as questions:
            assert len(client.get(reverse("access:flags")).context["rows"]) >= len(who)
        counts.append(len(questions))
    assert counts[0] == counts[1]


def test_the_log_is_searched_by_kind_basis_and_address(client: Client) -> None:
    case = a_case_at("soudan1").case
    read("soudan1", case)
    login(client, AUDITOR)

    def found(**asked: str) -> int:
        answer = client.post(reverse("access:log"), {"case_number": case.number, **asked})
        return len(answer.context["page"].lines)

    assert found(kind="ケース") == found(basis="R2") == found(address="192.0.2.9") == 1
    assert found(kind="支援会議") == found(basis="R4") == found(address="192.0.2.1") == 0
    assert client.post(reverse("access:log"), {"address": "x"}).status_code == 422
