"""The list of staff before and after April: what is entered, who is to be looked at, what stands still (R16)."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.wareki import format_date
from organizations.models import Appointment, Body, Role, Staff
from organizations.plain_words import last_day_in_words, moment_in_words
from organizations.sample_staff import DISABILITY, TOMISAKA, WELFARE
from organizations.services import appoint
from tests.world import acting, login, staff

from .test_masters_pages import STAFF_LIST, bound_values, staff_page

pytestmark = pytest.mark.django_db


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def in_days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def moves(username: str, day: datetime.date) -> None:
    """Entered by the administrator in March: the office of now ends as the next begins."""
    with acting("system1"):
        offices = Appointment.objects.current().filter(staff=staff(username))
        offices.update(valid_until=midnight(day))
        to = Body.objects.get(name=DISABILITY)
        appoint(staff=staff(username), body=to, role=Role.CASEWORKER, valid_from=midnight(day))


def listed(client: Client, **asked: str) -> dict[str, str]:
    """The rows of the list by login, in words."""
    page = client.get(reverse(STAFF_LIST), asked).content.decode()
    rows = re.findall(r"<tr><td class=\"action-checkbox\">.*?</tr>", page, re.S)
    found = [re.sub(r"<[^>]+>", " ", row).split(maxsplit=1) for row in rows]
    return {row[0]: row[1] for row in found}


def test_r16_what_is_entered_for_april_is_seen_in_the_list(client: Client) -> None:
    moves("kurashi1", in_days(20))
    login(client, "system1")
    row = listed(client)["kurashi1"]
    last, day = format_date(in_days(19)), format_date(in_days(20))
    assert f"{WELFARE} 相談員（{last}まで）" in row, "on the day itself she serves elsewhere"
    assert f"{day}から {DISABILITY} 相談員" in row
    assert "00:00" not in row


def test_r16_the_line_of_the_home_page_leads_to_those_whose_offices_end(client: Client) -> None:
    moves("kurashi1", in_days(20))
    moves("soudan2", in_days(40))
    login(client, "system1")
    page = client.get("/").content.decode()
    [address] = re.findall(r'class="lead" href="([^"]*)">30日以内に終わる所属（1件）', page)
    assert address == f"{reverse(STAFF_LIST)}?look=ends"
    assert list(listed(client, look="ends")) == ["kurashi1"]
    to_come = set(listed(client, look="comes"))
    assert to_come >= {"kurashi1", "soudan2"}
    assert not to_come & {"soudan1", "ido1"}


def test_r16_who_holds_no_office_any_more_is_found_and_who_has_left_is_not(client: Client) -> None:
    login(client, "system1")
    found = listed(client, look="none")
    assert "ido1" in found
    assert "taishoku1" not in found
    assert "soudan1" not in found


def test_a_stopped_login_and_one_that_is_not_used_are_found(client: Client) -> None:
    user = login(client, "system1")
    Staff.objects.filter(pk=user.pk).update(last_login=timezone.now())
    assert listed(client, look="stopped") == {}
    with acting("kansa1"):
        Staff.objects.filter(username="npo1").update(login_stopped_at=timezone.now())
    assert list(listed(client, look="stopped")) == ["npo1"]
    unused = listed(client, look="unused")
    assert "soudan1" in unused
    assert "system1" not in unused
    assert "taishoku1" not in unused


def test_r16_an_office_that_has_ended_is_found_under_no_role_and_no_body(client: Client) -> None:
    login(client, "system1")
    tomisaka = Body.objects.get(name=TOMISAKA)
    for asked in ({"role": Role.CASEWORKER}, {"body": str(tomisaka.pk)}):
        found = listed(client, **asked)
        assert "soudan1" in found
        assert "ido1" not in found, "she held it once"
    assert "kurashi1" not in listed(client, body=str(tomisaka.pk))


@pytest.mark.parametrize("asked", [{"look": "x"}, {"role": "x"}, {"body": "x"}])
def test_what_nobody_offers_narrows_nothing(client: Client, asked: dict[str, str]) -> None:
    login(client, "system1")
    assert listed(client, **asked) == listed(client)


def test_an_office_begins_with_its_day_where_no_hour_is_typed(client: Client) -> None:
    login(client, "system1")
    address = staff_page("kurashi1")
    sent = bound_values(client.get(address))
    assert sent["appointments-1-valid_from_1"] == "00:00:00"
    body = str(Body.objects.get(name=DISABILITY).pk)
    sent |= {"appointments-1-body": body, "appointments-1-role": Role.CASEWORKER}
    sent |= {"appointments-1-valid_from_0": "R9.4.1", "appointments-1-valid_from_1": ""}
    assert client.post(address, sent).status_code == 302
    made = Appointment.objects.filter(staff=staff("kurashi1")).latest("valid_from")
    assert made.valid_from == midnight(datetime.date(2027, 4, 1))


def test_an_hour_without_a_day_is_no_moment(client: Client) -> None:
    login(client, "system1")
    address = staff_page("kurashi1")
    sent: dict[str, Any] = bound_values(client.get(address))
    sent |= {"appointments-0-valid_until_0": "", "appointments-0-valid_until_1": "9:00"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert "保存していません。1か所を直してください" in answer.content.decode()


def test_a_moment_in_the_day_is_told_with_its_hour() -> None:
    at = midnight(in_days(1))
    assert "00:00" not in moment_in_words(at)
    half_past = at + datetime.timedelta(hours=9, minutes=30)
    assert "09:30" in moment_in_words(half_past)
    assert "09:30" in last_day_in_words(half_past)


def test_whose_login_was_not_stopped_is_not_let_in(client: Client) -> None:
    login(client, "system1")
    chosen = {"action": "let_in", "_selected_action": str(staff("soudan1").pk)}
    answer = client.post(reverse(STAFF_LIST), chosen, follow=True)
    assert "選んだ職員のログインは、止められていません" in answer.content.decode()


def test_leaving_says_who_takes_over_what_is_left(client: Client) -> None:
    login(client, "system1")
    chosen = {"action": "leave", "_selected_action": str(staff("soudan1").pk)}
    page = client.post(reverse(STAFF_LIST), chosen).content.decode()
    assert "「担当を引き継ぐ」" in page
