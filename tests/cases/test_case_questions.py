"""The page of a case sends a constant number of statements (docs/decisions/0140), all of them counted."""

import datetime
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from cases import services
from cases.models import Consent, Note
from outreach.models import Outreach
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_hand_off, record_of
from tests.meetings import situations as meetings
from tests.outreach import situations as outreach
from tests.plans import situations as plans
from tests.world import acting

pytestmark = pytest.mark.django_db
MOST = 14  # the bar of quality.md, "Fast", is 15
RECORDER, COLLEAGUE, SUPERVISOR = "soudan1", "soudan2", "kanri1"
PARTNER, COORDINATOR, MEMBER = "kurashi1", "jimukyoku1", "ishi1"
READERS = (RECORDER, COLLEAGUE, SUPERVISOR, PARTNER, COORDINATOR, MEMBER)
APPS = ("access", "cases", "meetings", "plans", "outreach", "participation", "community")


def a_case_on_all_ways() -> CaseFile:
    """A household with a plan under a consent, a 支援会議, a hand-off and outreach: something of each
    kind on the page of whoever takes part."""
    plan = plans.an_active_plan()
    plans.tell_goal(plan, 2)
    with acting(COORDINATOR):
        case: CaseFile = plans.seen(plan).compartment.case
    a_hand_off(case, "csw1")
    request = meetings.an_accepted_request(case)
    meeting = meetings.a_meeting(request)
    meetings.a_sworn_member(meeting)
    meetings.a_sitting(meeting)
    outreach.attempt(outreach.approaching(outreach.an_outreach(case)))
    return case


def grow(case: CaseFile, notes: int, shared: int, *, told: int = 0) -> None:
    """Notes of the body that keeps the record, some shared under the consent; attempts and steps."""
    with acting(RECORDER) as by:
        record = record_of(case, RECORDER)
        consent = Consent.objects.visible_to(by).of_case(case)[0]
        written: list[Note] = []
        for number in range(notes):
            moment = timezone.now() - datetime.timedelta(hours=number)
            words = {"text": f"{number}番目の記録。", "method": str(1 + number % 3), "project": "1"}
            written.append(services.write_note(record=record, by=by, occurred_at=moment, **words))
        for note in written[: notes // 10]:
            services.correct_note(note=note, text="直した記録。", reason="書き誤り", by=by)
        for note in written[notes // 10 :][:shared]:
            services.share_note(note=note, consent=consent, category="09", by=by)
        sought = Outreach.objects.visible_to(by).of_case(case)[0]
    for _ in range(told):
        outreach.attempt(sought)


def statements(username: str, url: str) -> list[str]:
    """What the second page of a session asks: the place in the source, and the statement."""
    client = browser(username)
    assert client.get(url).status_code == 200
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        places = [
            f"{frame.filename.rsplit('/', 2)[-2]}/{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
            for frame in traceback.extract_stack()
            if any(f"/{app}/" in frame.filename for app in APPS) and "/tests/" not in frame.filename
        ]
        found.append(f"{' < '.join(places[::-1][:3])}: {str(sql)[:160]}")
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert client.get(url).status_code == 200
    return found


def entries_of(username: str, url: str) -> int:
    words = text_of(browser(username).get(url))
    return int(words.split("件のうち")[0].split()[-1]) if "件のうち" in words else 0


def test_the_page_asks_as_often_for_five_hundred_entries_as_for_five() -> None:
    case = a_case_on_all_ways()
    url = reverse("cases:detail", args=[case.pk])
    grow(case, notes=5, shared=2)
    few = {name: statements(name, url) for name in READERS}
    grow(case, notes=440, shared=60, told=30)
    assert entries_of(RECORDER, url) >= 500
    assert entries_of(PARTNER, url) >= 60
    many = {name: statements(name, url) for name in READERS}
    counted = {name: len(found) for name, found in many.items()}
    assert counted == {name: len(found) for name, found in few.items()}
    for found in many.values():
        assert len(found) <= MOST, "\n".join(found)
