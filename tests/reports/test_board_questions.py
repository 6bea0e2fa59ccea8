"""How often each board asks the database, and numbers that are kept for a minute (docs/decisions/0730)."""

import datetime
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services
from reports import kept
from reports.models import KeptCount
from tests.cases import situations as c
from tests.cases.pages import text_of
from tests.meetings import situations as m
from tests.outreach import situations as o
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.reports.test_plan_board import late
from tests.world import acting, staff

SUPERVISOR = "kanri1"
OF_THE_WARD = "kanri2"  # supervises a section of the ward itself


def some() -> None:
    """A row for every list and picture of the boards."""
    c.a_note(c.a_case_received(75), occurred_at=timezone.now() - datetime.timedelta(days=70))
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


# Page and reader: how many statements at most when it is counted, and within the minute. Session, who acts, her
# offices, the log and the ends of the transaction are some ten of them; names of late bodies and consents that are
# gone are asked where there are any.
MOST = {
    ("reports:own", SUPERVISOR): (19, 13),
    ("reports:plans", SUPERVISOR): (18, 18),
    ("reports:plans", s.COORDINATOR): (26, 21),
    ("reports:together", s.COORDINATOR): (30, 23),
    ("reports:ward", s.COORDINATOR): (30, 17),
    ("reports:ward", OF_THE_WARD): (60, 20),
    ("reports:figures", s.COORDINATOR): (16, 16),
    ("reports:figures", SUPERVISOR): (34, 11),
}


@pytest.mark.django_db
def test_each_board_asks_so_often_however_much_there_is() -> None:
    some()
    clients = {username: browser(username) for _, username in MOST}

    def asked() -> dict[tuple[str, str], tuple[int, int]]:
        found = {}
        for name, username in MOST:
            statements(clients[username], name)  # what is asked once in a session
            with acting(username) as user:
                KeptCount.objects.visible_to(user).delete()
            counted = len(statements(clients[username], name))
            found[name, username] = counted, len(statements(clients[username], name))
        return found

    few = asked()
    some()
    some()
    assert asked() == few
    over = {
        page: few[page]
        for page, (counted, within) in MOST.items()
        if few[page][0] > counted or few[page][1] > within
    }
    assert over == {}


def moved(username: str, back: datetime.timedelta) -> None:
    with acting(username) as user:
        rows = KeptCount.objects.visible_to(user)
        rows.update(counted_at=timezone.now() - back)


def received(client: Client) -> tuple[str, str]:
    """A1 of this month on the page of figures, and of when it is."""
    page = client.get(reverse("reports:figures"))
    lines = [line for group in page.context["groups"] for line in group.lines]
    number = next(line.month.words for line in lines if line.indicator.key == "A1")
    said = re.search(r"(\d\d:\d\d)\s+現在", text_of(page))
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


BOARDS = [
    ("reports:own", SUPERVISOR),
    ("reports:plans", s.COORDINATOR),
    ("reports:together", s.COORDINATOR),
    ("reports:ward", s.COORDINATOR),
]


def said_at(answer: Any) -> str:
    """Of when the page says that its numbers are."""
    found = re.search(r"(\d\d:\d\d)\s*に数えたもの", text_of(answer))
    assert found, "the page says of when it is"
    return found[1]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "username"), BOARDS)
def test_a_board_is_never_older_than_a_minute_and_says_of_when_it_is(
    name: str, username: str
) -> None:
    some()
    client = browser(username)
    client.get(reverse(name))
    ago = timezone.now() - kept.KEPT + datetime.timedelta(seconds=5)
    with acting(username) as user:
        KeptCount.objects.visible_to(user).update(counted_at=ago)
    assert said_at(client.get(reverse(name))) == f"{timezone.localtime(ago):%H:%M}"
    moved(username, kept.KEPT)
    client.get(reverse(name))
    with acting(username) as user:
        rows = KeptCount.objects.visible_to(user).exclude(how="")  # without pages still to come
        assert all(row.counted_at > ago for row in rows), "counted anew"


@pytest.mark.django_db
def test_r17_within_the_minute_a_page_shows_no_row_that_was_closed_meanwhile() -> None:
    plan, case = s.an_active_plan(), c.a_case_received(75)
    c.a_note(case, occurred_at=timezone.now() - datetime.timedelta(days=70))
    coordinator, supervisor = browser(s.COORDINATOR), browser(SUPERVISOR)
    for name in ("reports:plans", "reports:together"):
        assert str(plan.pk) in coordinator.get(reverse(name)).content.decode()
    assert str(case.pk) in supervisor.get(reverse("reports:own")).content.decode()
    with acting(s.COORDINATOR):
        file = s.seen(plan).compartment.case
    for of, user in ((case, SUPERVISOR), (file, s.COORDINATOR)):
        with acting("soudan1") as by:
            services.restrict_person(case=of, user=staff(user), reason="親族", by=by)
    for name in ("reports:plans", "reports:together"):
        page = coordinator.get(reverse(name)).content.decode()
        assert str(plan.pk) not in page
        assert file.number not in page
    page = supervisor.get(reverse("reports:own")).content.decode()
    assert str(case.pk) not in page
    assert case.number not in page


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
    """Ids, codes, days and numbers; not a word."""
    some()
    received(browser(SUPERVISOR))
    for name, username in BOARDS:
        browser(username).get(reverse(name))
    for username in {SUPERVISOR, s.COORDINATOR}:
        with acting(username) as user:
            rows = list(KeptCount.objects.visible_to(user).exclude(how=""))
        assert {row.of.partition(" ")[0] for row in rows} >= (
            {"own", "figures"} if username == SUPERVISOR else {"plans", "together"}
        )
        for row in rows:
            assert re.fullmatch(r"[0-9a-f]{64}", row.how)
            assert json.dumps(row.numbers, ensure_ascii=False).isascii()
