"""Of what waits in great numbers the home page tells the first, says that there is more, and hides nobody's own."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from alerts import reading, views
from alerts.digest import counts_of
from alerts.models import Alert
from alerts.registry import all_rules, rule_of
from alerts.services import put_off
from meetings import today as meetings_today
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.databases import Database
from tests.meetings import convening
from tests.meetings import situations as m
from tests.plans import situations as p
from tests.world import acting, staff

from .situations import ago, asking, change, days, look, shown
from .test_home import an_action, home, part
from .test_rules_of_meetings_and_months import a_conference_without_minutes, papers_are_out

LATE = "受付の見立てが、期限を過ぎています"


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 2)


def late_intakes(database: Database, by: str, *since: int) -> list[Any]:
    found = [c.an_intake(by) for _ in since]
    for intake, number in zip(found, since, strict=True):
        change(database, intake, received_on=days(-number))
    return found


def numbers_of(username: str) -> list[str]:
    return [row.line.case_number for row in shown(username)]


def test_the_first_are_told_and_that_there_are_more(
    committed_db: Database, two_at_a_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    third, first, second = late_intakes(committed_db, "soudan1", 20, 40, 30)
    look()
    assert numbers_of("kanri1") == [row.compartment.case.number for row in (first, second)]
    page = browser("kanri1").get(reverse("home"))
    assert third.compartment.case.number not in page.content.decode()
    assert page.context["kinds"] == [("intake", "受付の見立て", "2以上")]
    assert (page.context["total"], page.context["more"]) == (2, "以上")
    assert "2件以上" in text_of_part("kanri1", "late")
    monkeypatch.setattr(views, "PAGE", 1)
    assert "2件以上のうち 1〜1件" in text_of(browser("kanri1").get(reverse("alerts:list")))
    assert (
        '>2<span class="vh">件</span>以上'
        in browser("kanri1").get(reverse("home_count")).content.decode()
    )
    user = staff("kanri1")
    with acting_as(user):
        counts = counts_of(user, asking(user).acting.log)
    assert counts[0] == ("期限を過ぎたもの", "2件以上")
    assert ("受付の見立て", "2件以上") in counts


def test_as_many_as_are_told_are_counted_exactly(
    committed_db: Database, two_at_a_time: None
) -> None:
    late_intakes(committed_db, "soudan1", 20, 30)
    look()
    page = home("kanri1")
    assert "以上" not in page
    assert part("kanri1", "late").count("まだ大丈夫<") == 2


def test_her_own_are_not_behind_those_of_others(
    committed_db: Database, two_at_a_time: None
) -> None:
    late_intakes(committed_db, "soudan2", 60, 50, 40)
    [own] = late_intakes(committed_db, "soudan1", 20)
    look()
    with acting("soudan1") as user:
        assert Alert.objects.visible_to(user).standing().count() == 4, (
            "of her body, all are open to her"
        )
    assert numbers_of("soudan1") == [own.compartment.case.number]
    assert not shown("soudan1")[0].goes_on


def test_what_is_done_in_another_way_takes_no_room(
    committed_db: Database, two_at_a_time: None
) -> None:
    """Others have taken on what was handed on: the alert stands, for scheduled work does not see that."""
    for intake in late_intakes(committed_db, "soudan1", 60, 50, 40):
        c.an_accepted_hand_off(intake.compartment.case)
    [own] = late_intakes(committed_db, "soudan1", 20)
    look()
    told = [row for row in shown("kanri1") if row.rule.code == "screening"]
    assert [row.line.case_number for row in told] == [own.compartment.case.number]


def test_what_was_put_off_takes_no_room_and_is_found_again(
    committed_db: Database, two_at_a_time: None
) -> None:
    late_intakes(committed_db, "soudan1", 60, 50, 40, 30)
    look()
    first, second = shown("kanri1")
    assert second.goes_on
    for row in (first, second):
        with acting("kanri1") as user:
            put_off(alert=row.alert.pk, until=days(5), reason="来週の訪問", by=user)
    third, fourth = shown("kanri1")
    assert {first.alert.pk, second.alert.pk}.isdisjoint({third.alert.pk, fourth.alert.pk})
    assert not fourth.goes_on
    listed = browser("kanri1").get(reverse("alerts:list"), {"show": "put-off"}).content.decode()
    for row in (first, second, fourth):
        assert (row.line.case_number in listed) == (row is not fourth)
        own = browser("kanri1").get(reverse("alerts:put_off", args=[row.alert.pk]))
        assert own.status_code == 200, "whichever of them"


def nothing_moves(database: Database) -> None:
    intake = c.an_intake("soudan1")
    with acting("soudan1"):
        record = c.record_of(intake.compartment.case, "soudan1")
    change(database, record, created_at=ago(200), state="supporting")
    change(database, intake, created_at=ago(200), screening_result="support")


def a_member_without_a_pledge_is_called(database: Database) -> None:
    sitting = m.a_sitting(m.a_meeting_with_a_doctor())
    change(database, sitting, held_at=timezone.now() + datetime.timedelta(days=5))
    convening.convened(sitting)
    with database.superuser() as connection:
        connection.execute(
            "update meetings_pledge set valid_until_on = %s where body_id = %s or registered_id in"
            " (select id from meetings_registeredmember where staff_id = %s)",
            [days(-1), c.body_of(m.DOCTOR).pk, staff(m.DOCTOR).pk],
        )


def everything_is_late(database: Database) -> None:
    """Something of each rule that says whom it may concern."""
    change(database, c.an_intake("soudan1"), received_on=days(-20))
    change(database, c.a_hand_off(c.a_case("soudan1")), sent_at=ago(10), due_on=days(-6))
    met = c.an_accepted_hand_off(c.a_case("soudan1"))
    change(database, met, accepted_at=ago(20), due_on=days(-13))
    plan = p.an_active_plan()
    change(database, plan, next_monitoring_on=days(-3), period_until=days(9))
    change(database, p.a_consented_case()[1], valid_until_on=days(20))
    nothing_moves(database)
    papers_are_out(database)
    a_conference_without_minutes(database)
    a_member_without_a_pledge_is_called(database)


def test_whatever_is_told_is_let_through_by_what_its_rule_says_of_whom_it_concerns(
    committed_db: Database,
) -> None:
    everything_is_late(committed_db)
    look()
    asked = {rule.code for rule in all_rules() if rule.concerns}
    seen = set()
    for name in ("soudan1", "soudan2", "kanri1", "kurashi1", "kanri2", m.COORDINATOR, m.DOCTOR):
        told = [row for row in shown(name) if row.rule.code in asked]
        seen |= {row.rule.code for row in told}
        user = staff(name)
        with acting_as(user):
            for row in told:
                concerns: Any = rule_of(row.rule.code).concerns  # type: ignore[union-attr]
                rows = Alert.objects.visible_to(user).filter(concerns(asking(user)))
                assert rows.filter(pk=row.alert.pk).exists(), (name, row.rule.code)
    assert seen == asked, "each of these rules told somebody something"


def test_an_alert_says_which_of_several_it_is_about(committed_db: Database) -> None:
    sitting = m.a_sitting(m.a_meeting_with_a_doctor())
    change(committed_db, sitting, held_at=ago(20))
    look()
    [row] = [row for row in shown(m.COORDINATOR) if row.rule.code == "minutes"]
    assert f"第{sitting.number}回" in row.title
    assert row.title in text_of(browser(m.COORDINATOR).get(reverse("alerts:list")))


def test_a_part_that_is_full_says_that_there_may_be_more(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bunkyo_support.today.MOST_OF_A_PART", 3)
    case = c.a_case("soudan1")
    for day in (-1, -1, 60):
        an_action(case, f"{day}日の用", day)
    page = home("soudan1")
    assert "すること 3以上" in page
    assert "受付の見立て 1以上" not in page
    assert "件以上" not in text_of_part("soudan1", "late"), "the last of them is due later"
    assert "件以上" in text_of_part("soudan1", "later")


def text_of_part(who: str, key: str) -> str:
    return part(who, key).replace('<span class="vh">', "").replace("</span>", "")


def test_r4_a_sitting_to_come_is_not_behind_those_that_others_have_to_write_about(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = m.a_meeting_with_a_doctor()
    past = m.a_sitting(meeting)
    change(committed_db, past, held_at=ago(20))
    to_come = m.a_sitting(meeting)
    monkeypatch.setattr(meetings_today, "MOST", 1)
    address = reverse("meetings:sitting", args=[to_come.pk])
    assert address in browser(m.DOCTOR).get(reverse("home")).content.decode()


def test_the_count_stands_on_the_home_page_without_another_question(committed_db: Database) -> None:
    an_action(c.a_case("soudan1"), "今日の用", 0)
    page = browser("soudan1").get(reverse("home")).content.decode()
    assert reverse("home_count") not in page
    assert reverse("home_count") in browser("soudan1").get(reverse("cases:list")).content.decode()


def test_one_more_statement_at_most_where_there_is_more_than_is_told(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statements() -> int:
        client = browser("kanri1")
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("home")).status_code == 200
        return len(found)

    late_intakes(committed_db, "soudan1", 60, 50, 40)
    look()
    few = statements()
    monkeypatch.setattr(reading, "MOST", 2)
    bounded = statements()
    assert bounded <= few + 1
    late_intakes(committed_db, "soudan1", 60, 50, 40)
    look()
    assert statements() == bounded
