"""The auditors' page: the log of reading without content (R10, R19, S-51, S-74)."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access import audit
from access.audit import PAGE, entries, page_of
from access.models import AccessLog, CaseFile
from access.reading import ReadingLog
from organizations.models import Body
from tests.access.situations import a_case_at
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db

TOMISAKA = "高齢者あんしん相談センター富坂"
COLUMNS = ["日時", "職員", "機関", "操作", "種類", "ケース番号", "根拠", "結果"]
FAILURES = ["続けて失敗したので、待ってもらった", "できなかった"]


def read(username: str, case: CaseFile, times: int = 1) -> None:
    """Somebody reads a case, and the log says so."""
    with acting(username) as user:
        log = ReadingLog(user, route="cases:detail")
        for _ in range(times):
            log.note("read", case)
        log.write()


def enter_login(user: Any, outcome: str) -> None:
    """An attempt to come in, as it is entered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.append_login(jsonb_build_object('action', 'login', 'outcome', %s::text,"
            " 'request_id', gen_random_uuid()), %s)",
            [outcome, user.pk],
        )


def ask(client: Client, **questions: Any) -> Any:
    return client.post(reverse("access:log"), questions)


def shown(response: Any) -> list[Any]:
    assert response.status_code == 200
    return list(response.context["page"].lines)


def test_r19_auditor_sees_who_read_what_when_and_why(client: Client) -> None:
    case = a_case_at("soudan1").case
    read("soudan1", case)
    login(client, "kansa1")
    response = client.get(reverse("access:log"))
    page = response.content.decode()
    assert all(f'<th scope="col">{column}</th>' in page for column in COLUMNS)
    line = shown(response)[0]
    assert (line.staff, line.body, line.action) == ("見本 相談子", TOMISAKA, "閲覧")
    assert (line.kind, line.case_number, line.outcome) == ("ケース", case.number, "表示した")
    assert line.bases == ("所属する機関の記録です",)


@pytest.mark.parametrize(
    "username", ["soudan1", "kanri1", "jimukyoku1", "ishi1", "system1", "ido1", "chiiki1"]
)
def test_r10_nobody_else_finds_the_page(client: Client, username: str) -> None:
    login(client, username)
    assert client.get(reverse("access:log")).status_code == 404
    assert ask(client).status_code == 404


@pytest.mark.parametrize("username", ["soudan1", "kanri1", "jimukyoku1", "system1"])
def test_r10_the_database_gives_the_log_to_auditors_only(username: str) -> None:
    read("soudan1", a_case_at("soudan1").case)
    with acting(username):
        assert not AccessLog.objects.exists()
    with acting("kansa1"):
        assert AccessLog.objects.exists()


def test_r10_auditor_sees_no_case() -> None:
    a_case_at("soudan1")
    with acting("kansa1") as auditor:
        assert not CaseFile.objects.exists()
        assert not CaseFile.objects.visible_to(auditor).exists()


def test_s74_reading_the_log_is_logged(client: Client) -> None:
    login(client, "kansa1")
    client.get(reverse("access:log"))
    ask(client, action="print")
    with acting("kansa1"):
        own = list(AccessLog.objects.filter(kind="閲覧の記録").order_by("-seq")[:2])
    assert [entry.action for entry in own] == ["search", "list"]
    assert {entry.user_id for entry in own} == {staff("kansa1").pk}
    assert {entry.route for entry in own} == {"access:log"}


def test_entries_are_found_by_person_body_action_and_number(client: Client) -> None:
    mine, other = a_case_at("soudan1").case, a_case_at("kurashi1").case
    read("soudan1", mine)
    read("kurashi1", other)
    login(client, "kansa1")
    by_person = shown(ask(client, staff=str(staff("soudan1").pk)))
    assert {line.staff for line in by_person} == {"見本 相談子"}
    by_body = shown(ask(client, body=str(Body.objects.get(name=TOMISAKA).pk)))
    assert by_body
    assert {line.body for line in by_body} == {TOMISAKA}
    by_number = shown(ask(client, case_number=other.number.lower().replace("-", "－")))
    assert {line.case_number for line in by_number} == {other.number}
    assert {line.action for line in shown(ask(client, action="list"))} <= {"一覧"}


def fail_to_log_in(times: int = 1) -> None:
    """Failures, the last of them held."""
    with acting("soudan1") as user:
        for outcome in [*["failed"] * times, "held", "done"]:
            enter_login(user, outcome)


def test_failures_are_found_by_their_outcome(client: Client) -> None:
    read("soudan1", a_case_at("soudan1").case)
    fail_to_log_in()
    login(client, "kansa1")
    assert [line.outcome for line in shown(ask(client, outcome="failed"))] == FAILURES
    assert [line.outcome for line in shown(ask(client, outcome="held"))] == FAILURES[:1]
    assert {line.outcome for line in shown(ask(client, outcome="shown"))} == {"表示した"}
    assert ask(client, outcome="x").status_code == 422


def test_the_task_of_failed_logins_leads_to_them_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "GUESSED_TIMES", 2)
    read("soudan1", a_case_at("soudan1").case)
    fail_to_log_in()
    login(client, "kansa1")
    leads = f"{reverse('access:log')}?look=failed-logins"
    assert f'href="{leads}"' in client.get(reverse("home")).content.decode()
    page = client.get(leads)
    assert [line.outcome for line in shown(page)] == FAILURES
    assert {line.action for line in shown(page)} == {"ログイン"}
    text = page.content.decode()
    assert re.search(r'<option value="failed" selected>', text), "and so does the next page"
    assert "ログインとその失敗、見られる人の変更、台帳の変更も分かります" in text
    everything = shown(client.get(reverse("access:log"), {"look": "x"}))
    assert "表示した" in {line.outcome for line in everything}


def test_both_days_of_a_period_are_included(client: Client) -> None:
    read("soudan1", a_case_at("soudan1").case)
    login(client, "kansa1")
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    assert shown(ask(client, since=today.isoformat(), until=today.isoformat()))
    before = ask(client, until=yesterday.isoformat(), case_number="R8-00000")
    assert not shown(before)
    backwards = ask(client, since=today.isoformat(), until=yesterday.isoformat())
    assert backwards.status_code == 422
    assert backwards.context["page"] is None


def test_nothing_asked_for_stands_in_an_address(client: Client) -> None:
    login(client, "kansa1")
    page = client.get(reverse("access:log")).content.decode()
    assert 'id="log-filter"' in page
    assert 'method="post"' in page
    same = client.get(reverse("access:log"), {"case_number": "R8-00000"})
    assert shown(same)


def test_pages_follow_one_another_without_gap(client: Client) -> None:
    case = a_case_at("soudan1").case
    read("soudan1", case, times=2 * PAGE + 5)
    with acting("kansa1"):
        rows = entries(case_number=case.number)
        first = page_of(rows)
        second = page_of(rows, before=first.older)
        third = page_of(rows, before=second.older)
        back = page_of(rows, after=third.newer)
        assert [len(p.lines) for p in (first, second, third)] == [PAGE, PAGE, 5]
        assert first.newer is None
        assert third.older is None
        assert back == second
        times = [line.at for p in (first, second, third) for line in p.lines]
        assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("number", ["", "-1", "１２", "9" * 30, "1;select 1"])
def test_a_made_up_place_in_the_log_harms_nothing(client: Client, number: str) -> None:
    login(client, "kansa1")
    assert ask(client, before=number).status_code == 200


def test_questions_do_not_grow_with_the_entries(client: Client) -> None:
    case = a_case_at("soudan1").case
    login(client, "kansa1")
    leads = f"{reverse('access:log')}?look=failed-logins"
    client.get(leads)
    counts = []
    for times in (1, 30):
        fail_to_log_in(times)
        read("soudan1", case, times=times)
        read("kansa1", case, times=times)
        with CaptureQueriesContext(
            connection,
        ) as questions:
            client.get(reverse("access:log"))
            client.get(leads)
        counts.append(len(questions))
    assert counts[0] == counts[1]
