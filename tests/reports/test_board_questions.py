"""How often each board asks the database, and numbers that are kept for a minute (docs/decisions/0730)."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports import kept
from reports.models import KeptCount
from tests.cases import situations as c
from tests.cases.pages import text_of
from tests.meetings import situations as m
from tests.outreach import situations as o
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.reports.test_plan_board import late
from tests.world import acting

SUPERVISOR = "kanri1"
OF_THE_WARD = "kanri2"  # supervises a section of the ward itself


def some() -> None:
    """A row for every list and picture of the boards."""
    c.a_note(c.a_case(), occurred_at=timezone.now() - datetime.timedelta(days=70))
    o.attempt(o.approaching(), "absent")
    m.a_request()
    m.a_meeting()
    s.an_agreed_plan()
    late(s.an_active_plan(), 20)


def statements(client: Client, name: str) -> list[str]:
    """What one page asks when nothing is kept from before."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse(name)).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


# Page, reader, and how many statements at most: session, who acts, her offices, the log and the ends of the
# transaction are nine to eleven of them.
MOST = [
    ("reports:own", SUPERVISOR, 0),
    ("reports:plans", SUPERVISOR, 0),
    ("reports:plans", s.COORDINATOR, 0),
    ("reports:together", s.COORDINATOR, 0),
    ("reports:ward", s.COORDINATOR, 0),
    ("reports:ward", OF_THE_WARD, 0),
    ("reports:figures", s.COORDINATOR, 0),
    ("reports:figures", SUPERVISOR, 0),
]


@pytest.mark.django_db
def test_each_board_asks_so_often_however_much_there_is() -> None:
    some()
    clients = {username: browser(username) for _, username, _ in MOST}

    def asked() -> dict[tuple[str, str], int]:
        found = {}
        for name, username, _ in MOST:
            statements(clients[username], name)
            with acting(username) as user:
                KeptCount.objects.visible_to(user).delete()
            found[name, username] = len(statements(clients[username], name))
        return found

    few = asked()
    some()
    some()
    assert asked() == few
    assert few == {}, few
    for name, username, most in MOST:
        assert few[name, username] <= most, (name, username)


def moved(username: str, back: datetime.timedelta) -> None:
    with acting(username) as user:
        rows = KeptCount.objects.visible_to(user)
        rows.update(counted_at=timezone.now() - back)


def received(client: Client) -> tuple[str, str]:
    """A1 of this month on the page of figures, and of when it is."""
    page = client.get(reverse("reports:figures"))
    lines = [line for group in page.context["groups"] for line in group.lines]
    number = next(line.month.words for line in lines if line.indicator.key == "A1")
    said = re.search(r"(\d\d:\d\d) 現在", text_of(page))
    assert said, "the page says of when it is"
    return number, said[1]


@pytest.mark.django_db
def test_numbers_are_kept_for_a_minute_and_say_when() -> None:
    client = browser("soudan1")
    c.an_intake()
    before, _ = received(client)
    c.an_intake()
    assert received(client)[0] == before, "within the minute they may be behind"
    with acting("soudan1") as user:
        (row,) = KeptCount.objects.visible_to(user)
        assert received(client)[1] == f"{timezone.localtime(row.counted_at):%H:%M}"
        then = row.counted_at
    moved("soudan1", kept.KEPT)
    after, said = received(client)
    assert int(after) == int(before) + 1, "never by more"
    with acting("soudan1") as user:
        (row,) = KeptCount.objects.visible_to(user)
        assert row.counted_at >= then
        assert said == f"{timezone.localtime(row.counted_at):%H:%M}"
    assert datetime.timedelta(minutes=1) >= kept.KEPT


@pytest.mark.django_db
def test_r1_what_is_kept_is_of_one_person_and_of_what_she_could_count() -> None:
    c.an_intake()
    own, other = browser("soudan1"), browser("kurashi1")
    assert received(own)[0] != received(other)[0]
    with acting("kurashi1") as user:
        (row,) = KeptCount.objects.visible_to(user)
        assert row.user_id == user.pk
    with acting("soudan1") as user:
        KeptCount.objects.visible_to(user).update(how="of other bodies")
    c.an_intake()
    assert int(received(own)[0]) == 2, "counted anew as soon as she counts something else"


@pytest.mark.django_db
def test_what_is_kept_names_nobody() -> None:
    c.an_intake()
    received(browser("soudan1"))
    with acting("soudan1") as user:
        (row,) = KeptCount.objects.visible_to(user)
    for code, numbers in row.numbers.items():
        assert re.fullmatch(r"\d{4}-\d\d [A-Z0-9a-z-]+", code)
        assert all(n is None or re.fullmatch(r"\d+(\.\d)?", n) for n in numbers)
    assert re.fullmatch(r"[a-z:]+", row.of)
    assert re.fullmatch(r"[0-9a-f]{64}", row.how)
