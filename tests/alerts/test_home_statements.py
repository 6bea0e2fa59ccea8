"""What the home page costs: at most twenty statements for every role, however much waits (docs/decisions/0650)."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases import situations as c
from tests.cases.pages import browser
from tests.databases import Database
from tests.meetings import convening
from tests.meetings import situations as m
from tests.outreach import situations as o
from tests.plans import situations as p

from .situations import change, days, look
from .test_home import an_action

MOST = 20
ROLES = {
    "soudan1": "caseworker",
    "kurashi1": "the body to which is handed off",
    "kanri1": "supervisor",
    m.COORDINATOR: "coordinator, secretary of the meeting",
    m.DOCTOR: "member from outside",
    "kansa1": "auditor",
    "system1": "system administrator",
}


def much_waits(database: Database) -> None:
    """Something of every part that has rows for one of these roles; some of it late, so that there are alerts."""
    case = c.a_case("soudan1")
    change(database, c.an_intake("soudan1"), received_on=days(-20))
    an_action(case, "昨日の用", -1)
    c.a_note(case, by="soudan2")
    c.a_hand_off(case, to="kurashi1")
    change(database, o.a_visit(o.approaching()), on=days(-1))
    plan = p.an_active_plan()
    change(database, plan, next_monitoring_on=days(-3), period_until=days(9))
    meeting = m.a_meeting_with_a_doctor()
    convening.a_poll(meeting)
    sitting = m.a_sitting(meeting)
    change(database, sitting, held_at=days(-20).isoformat())
    m.a_request()


def asked(who: str) -> list[str]:
    client = browser(who)
    client.get(reverse("home"))
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse("home")).status_code == 200
    return [str(query["sql"])[:120] for query in found]


def total(who: str) -> Any:
    return browser(who).get(reverse("home")).context["total"]


def test_the_home_page_asks_at_most_twenty_times_for_every_role(committed_db: Database) -> None:
    much_waits(committed_db)
    look()
    few = {who: asked(who) for who in ROLES}
    items = {who: total(who) for who in ROLES}
    assert all(items[who] for who in ("soudan1", "kurashi1", "kanri1", m.COORDINATOR, m.DOCTOR))
    for _ in range(2):
        much_waits(committed_db)
    look()
    for who, role in ROLES.items():
        more = asked(who)
        assert len(more) <= MOST, (role, more)
        assert len(more) <= len(few[who]), (role, more)
    assert total("soudan1") > items["soudan1"]
