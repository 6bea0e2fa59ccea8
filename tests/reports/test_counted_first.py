"""What takes long to count is not waited for: the page says so at once, has it counted, and comes again."""

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports import keeping_fresh
from reports.kept import LONG_AGO
from reports.models import KeptCount
from tests.cases import situations as c
from tests.cases.pages import text_of
from tests.meetings import situations as m
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.world import acting

SUPERVISOR = "kanri1"
COUNTING = "いま数えています"
LONG = settings.BOARDS_WAIT_MS
PAGES = [
    ("reports:together", s.COORDINATOR),
    ("reports:plans", s.COORDINATOR),
    ("reports:ward", s.COORDINATOR),
    ("reports:own", SUPERVISOR),
    ("reports:figures", SUPERVISOR),
]


def some() -> None:
    c.a_note(c.a_case_received(75), occurred_at=timezone.now() - datetime.timedelta(days=70))
    m.a_request()
    s.an_active_plan()


def of_before(username: str, **values: Any) -> None:
    """What she has kept is two minutes old, and was counted in so many milliseconds."""
    before = timezone.now() - datetime.timedelta(minutes=2)
    with acting(username) as user:
        rows = KeptCount.objects.visible_to(user).filter(numbers__isnull=False)
        assert rows.update(counted_at=before, **values)


def looked_at(name: str, username: str) -> Client:
    client = browser(username)
    assert COUNTING not in text_of(client.get(reverse(name))), "in tests anything may take a minute"
    return client


def address_in(page: Any, pattern: str) -> str:
    found = re.search(pattern, page.content.decode())
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(("name", "username"), PAGES)
def test_the_page_answers_at_once_and_comes_again_when_it_is_counted(
    db: None, name: str, username: str
) -> None:
    some()
    client = looked_at(name, username)
    whole = text_of(client.get(reverse(name)))
    of_before(username, took_ms=LONG + 1)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse(name))
    assert (page.status_code, COUNTING in text_of(page)) == (202, True)
    assert len(asked) <= 13, (
        "session, person, offices, the numbers of before, the log: nothing else"
    )
    counted = client.get(reverse(name) + address_in(page, r'hx-get="(\?[^"]+)"'))
    assert (counted.status_code, counted.content) == (204, b"")
    assert counted["HX-Refresh"] == "true"
    again = text_of(client.get(reverse(name)))
    assert COUNTING not in again
    assert len(again) == pytest.approx(len(whole), rel=0.05)
    with acting(username) as user:
        rows = KeptCount.objects.visible_to(user).exclude(how="")
        assert all(row.counted_at > timezone.now() - datetime.timedelta(minutes=1) for row in rows)
        assert all(row.took_ms < 60_000 for row in rows), "how long it took is measured anew"


@pytest.mark.parametrize(("name", "username"), PAGES)
def test_without_scripts_a_link_shows_it(db: None, name: str, username: str) -> None:
    some()
    client = looked_at(name, username)
    of_before(username, took_ms=LONG + 1)
    page = client.get(reverse(name), {"page": "1"})
    by_hand = address_in(page, r'<a href="(\?[^"]*now=1)"')
    assert "page=1" in by_hand, "what she had asked for is kept"
    assert COUNTING not in text_of(client.get(reverse(name) + by_hand))


def test_what_is_counted_quickly_is_counted_while_she_waits(db: None) -> None:
    some()
    client = looked_at("reports:together", s.COORDINATOR)
    of_before(s.COORDINATOR, took_ms=LONG)
    assert COUNTING not in text_of(client.get(reverse("reports:together")))


@pytest.mark.parametrize("is_asked_ahead", [False, True])
@pytest.mark.parametrize(("name", "username"), PAGES)
def test_of_what_nobody_knows_how_long_it_takes_is_not_waited_for(
    db: None, settings: Any, name: str, username: str, is_asked_ahead: bool
) -> None:
    """What she never looked at, or not for a day, so that nothing is kept of it; after a login as well, before a
    worker was there."""
    settings.BOARDS_WAIT_MS = 100
    some()
    client = browser(username)
    with acting(username) as user:
        KeptCount.objects.visible_to(user).delete()
        if is_asked_ahead:
            keeping_fresh.count_ahead(None, user)
    for _ in range(3):  # a page of several boards counts one after the other
        page = client.get(reverse(name))
        if page.status_code == 200:
            break
        assert (page.status_code, COUNTING in text_of(page)) == (202, True)
        with acting(username) as user:
            assert KeptCount.objects.visible_to(user).filter(numbers={}).exists()
        client.get(reverse(name) + address_in(page, r'hx-get="(\?[^"]+)"'))
    assert (page.status_code, COUNTING in text_of(page)) == (200, False)
    with acting(username) as user:
        rows = KeptCount.objects.visible_to(user)
        assert rows.filter(took_ms__gt=0).exists(), "known from now on"
        rows.update(took_ms=1, counted_at=LONG_AGO)
    assert client.get(reverse(name)).status_code == 200, "a small ward never sees it again"


def test_a_worker_counts_what_is_not_waited_for(db: None, settings: Any) -> None:
    """Without scripts, and when she goes elsewhere meanwhile."""
    settings.BOARDS_WAIT_MS = 100
    some()
    client = browser(SUPERVISOR)
    month = (timezone.localdate().replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m")
    assert client.get(reverse("reports:figures"), {"month": month}).status_code == 202
    with acting(SUPERVISOR) as user:
        row = KeptCount.objects.visible_to(user).get(of=f"figures {month}")
    assert row.counted_at == LONG_AGO, "the next ring takes it"
    assert row.asked_at > timezone.now() - datetime.timedelta(minutes=1)


def test_what_others_counted_meanwhile_is_not_counted_once_more(db: None) -> None:
    """The page asks for the counting; a worker was quicker."""
    some()
    client = looked_at("reports:together", s.COORDINATOR)
    with acting(s.COORDINATOR) as user:
        before = KeptCount.objects.visible_to(user).get(of="together")
    counted = client.get(reverse("reports:together"), {"count": "1"})
    assert counted["HX-Refresh"] == "true"
    with acting(s.COORDINATOR) as user:
        after = KeptCount.objects.visible_to(user).get(of="together")
    assert after.counted_at == before.counted_at


def test_r14_who_has_no_board_is_told_nothing_of_it(db: None) -> None:
    some()
    for username in ("soudan1", "npo1", "kansa1"):
        client = browser(username)
        for how in ("count", "now"):
            assert client.get(reverse("reports:together"), {how: "1"}).status_code == 404
            assert client.get(reverse("reports:own"), {how: "1"}).status_code == 404
    client = browser(SUPERVISOR)  # of a body that is not the ward itself
    for how in ("count", "now"):
        assert client.get(reverse("reports:ward"), {how: "1"}).status_code == 404


def test_r10_what_was_not_shown_is_not_noted_as_read(committed_db: Any) -> None:
    some()
    client = looked_at("reports:together", s.COORDINATOR)
    of_before(s.COORDINATOR, took_ms=LONG + 1)
    with committed_db.superuser() as opened:

        def noted() -> int:
            found = opened.execute("select count(*) from access_accesslog").fetchone()
            return int(found[0])

        before = noted()
        page = client.get(reverse("reports:together"))
        client.get(reverse("reports:together") + address_in(page, r'hx-get="(\?[^"]+)"'))
        assert noted() == before
        client.get(reverse("reports:together"))
        assert noted() == before + 1
