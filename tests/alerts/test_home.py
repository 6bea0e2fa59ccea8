"""The home page: one list by urgency, counted, done in place, and only of what is visible (R1, R7)."""

import datetime
import re
import uuid
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from alerts.models import Alert
from alerts.on_home import with_alerts
from alerts.reading import Shown
from alerts.registry import Line, rule_of
from bunkyo_support.today import TodayItem, sections_of
from cases import services
from cases.models import NextAction, Referral
from cases.services import write_note
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.databases import Database
from tests.meetings import situations as m
from tests.world import acting

from .situations import change, days, look, shown

HTMX = {"HTTP_HX_REQUEST": "true"}


def home(who: str, **asked: str) -> str:
    return text_of(browser(who).get(reverse("home"), asked))


def part(who: str, key: str) -> str:
    """One part of the list, with its heading and count."""
    page = browser(who).get(reverse("home")).content.decode()
    found = re.search(rf'<section id="{key}".*?</section>', page, re.S)
    return found.group(0) if found else ""


def an_action(case: Any, what: str, day: int, by: str = "soudan1") -> NextAction:
    with acting(by) as user:
        note = write_note(
            record=c.record_of(case, by),
            by=user,
            text="電話した。",
            method="2",
            counterpart="本人",
            next_what=what,
            next_due_on=days(day),
        )
        return NextAction.objects.visible_to(user).get(note=note)


def test_the_list_is_by_urgency_and_counted_by_kind(committed_db: Database) -> None:
    case = c.a_case("soudan1")
    an_action(case, "昨日の用", -1)
    an_action(case, "今日の用", 0)
    an_action(case, "ずっと先の用", 60)
    assert "昨日の用" in part("soudan1", "late")
    assert "今日の用" in part("soudan1", "today")
    assert "ずっと先の用" in part("soudan1", "later")
    assert "すること 3" in home("soudan1")
    only = home("soudan1", kind="task")
    assert "昨日の用" in only
    assert "受付の見立てをする" not in only


def test_the_badge_counts_what_is_due_until_today_and_the_same_everywhere(
    committed_db: Database,
) -> None:
    case = c.a_case("soudan1")
    an_action(case, "昨日の用", -1)
    an_action(case, "今日の用", 0)
    an_action(case, "先の用", 60)
    client = browser("soudan1")
    assert "2" in text_of(client.get(reverse("home_count")))
    assert ">2<span" in client.get(reverse("home")).content.decode()
    cases = client.get(reverse("cases:list")).content.decode()
    assert f'hx-get="{reverse("home_count")}"' in cases
    assert text_of(browser("soudan2").get(reverse("home_count"))).strip() == ""


def test_a_thing_to_do_is_done_in_its_row(committed_db: Database) -> None:
    action = an_action(c.a_case("soudan1"), "今日の用", 0)
    url = reverse("cases:done_here", args=[action.pk])
    client = browser("soudan1")
    assert f'hx-post="{url}"' in client.get(reverse("home")).content.decode()
    row = client.post(url, **HTMX)
    assert row.status_code == 200
    assert "済んだことにしました" in text_of(row)
    assert "今日の用" not in home("soudan1")
    plain = client.post(url)
    assert (plain.status_code, plain["Location"]) == (303, reverse("home"))
    assert browser("soudan2").post(url).status_code in (303, 404)
    assert browser("kurashi1").post(url).status_code == 404


def test_the_receipt_of_a_hand_off_is_confirmed_in_its_row(committed_db: Database) -> None:
    referral = c.a_hand_off(c.a_case("soudan1"))
    url = reverse("cases:received_here", args=[referral.pk])
    row = browser("kurashi1").post(url, **HTMX)
    assert "受け取ったことを知らせました" in text_of(row)
    with acting("kurashi1") as user:
        assert Referral.objects.visible_to(user).get(pk=referral.pk).state == "received"
    assert browser("soudan1").post(url, **HTMX).status_code == 404


def test_an_alert_stands_with_the_item_that_tells_the_same(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    look()
    page = home("soudan1")
    assert page.count("まだ大丈夫") == 1
    assert part("soudan1", "late").count("<tr>") == 2, "its heading, and one line for one thing"
    # Of a colleague's intake the supervisor has no item: the alert is a line of its own.
    assert "受付の見立てが、期限を過ぎています" in home("kanri1")
    assert "まだ大丈夫" not in home("soudan2")


def test_an_alert_of_a_first_look_stands_until_others_have_taken_on(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    leg = c.a_hand_off(intake.compartment.case)
    look()
    words = "受付の見立てが、期限を過ぎています"
    assert words in home("kanri1"), "a sheet that has no answer ends nothing"
    with acting("kurashi1") as user:
        services.accept_referral(referral=c.take(leg), by=user)
    assert words not in home("kanri1")


def test_still_all_right_puts_the_alert_off_until_a_day_with_its_reason(
    committed_db: Database,
) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    look()
    [row] = shown("kanri1")
    url = reverse("alerts:put_off", args=[row.alert.pk])
    client = browser("kanri1")
    assert "この日まで知らせない" in text_of(client.get(url, **HTMX))
    key = "3f7c0c5e-0d4f-4f5b-9e0e-0a5c3b3f1d11"
    wrong = client.post(url, {"form_key": key, "until": "", "reason": "来週の訪問"}, **HTMX)
    assert wrong.status_code == 422
    past = client.post(
        url, {"form_key": key, "until": days(0).isoformat(), "reason": "来週の訪問"}, **HTMX
    )
    assert past.status_code == 422
    sent = {"form_key": key, "until": days(5).isoformat(), "reason": "来週の訪問"}
    assert "あとにしました" in text_of(client.post(url, sent, **HTMX))
    assert "受付の見立てが、期限を過ぎています" not in home("kanri1")
    put_off = text_of(client.get(reverse("alerts:list"), {"show": "put-off"}))
    assert "来週の訪問" in put_off
    assert "まだ大丈夫" in home("soudan1"), "for her alone"
    assert browser("kurashi1").get(url).status_code == 404
    assert browser("soudan2").get(url).status_code == 404, "it is not for her (R14)"


def test_alerts_are_marked_as_seen(committed_db: Database) -> None:
    change(committed_db, c.an_intake("soudan1"), received_on=days(-20))
    look()
    client = browser("soudan1")
    assert "まだ見ていません" in text_of(client.get(reverse("alerts:list")))
    client.post(reverse("alerts:seen"))
    again = text_of(client.get(reverse("alerts:list")))
    assert "まだ見ていません" not in again
    assert "受付の見立てが、期限を過ぎています" in again


def test_what_others_wrote_since_she_last_opened_the_case(committed_db: Database) -> None:
    case = c.a_case("soudan1")
    words = "ほかの人が書いたこと"
    assert words not in home("soudan1")
    c.a_note(case, by="soudan2")
    c.a_note(case, by="soudan1")
    assert f"{words}・直したことが1件あります" in home("soudan1")
    assert words not in home("soudan2"), "she is not in charge"
    browser("soudan1").get(reverse("cases:detail", args=[case.pk]))
    assert words not in home("soudan1")
    c.a_note(case, by="soudan2")
    assert f"{words}・直したことが1件あります" in home("soudan1")


def test_r7_nothing_of_a_meeting_is_an_unread_change(committed_db: Database) -> None:
    meeting = m.a_meeting_with_a_doctor()
    for who in (m.SENDER, m.COORDINATOR):
        with acting(who) as user:
            case = CaseFile.objects.visible_to(user).get()
        browser(who).get(reverse("cases:detail", args=[case.pk]))
    m.an_item(meeting)
    for who in (m.SENDER, m.COORDINATOR):
        assert "ほかの人が書いたこと" not in home(who)


def test_each_role_reads_what_its_empty_list_is_for(committed_db: Database) -> None:
    assert "閲覧の記録は" in home("kansa1")
    assert "まもなく終わる所属" in home("system1")
    assert "会議に招かれると" in home("ishi1")
    assert "つなぎの返事" in home("kurashi1")
    for who in ("kansa1", "system1"):
        assert text_of(browser(who).get(reverse("alerts:list")))


def test_administrators_hear_of_offices_that_end_soon(committed_db: Database) -> None:
    with acting("system1"):
        office = c.office("soudan2")
        office.valid_until = timezone.now() + datetime.timedelta(days=9)
        office.save(update_fields=["valid_until"])
    assert "30日以内に終わる所属（1件）を確かめる" in home("system1")
    assert "所属（1件）" not in home("soudan1")


def test_the_home_page_asks_a_constant_number_of_questions(committed_db: Database) -> None:
    def situation() -> None:
        case = c.a_case("soudan1")
        change(committed_db, c.an_intake("soudan1"), received_on=days(-20))
        an_action(case, "今日の用", 0)
        c.a_note(case, by="soudan2")
        c.a_hand_off(case, to="kurashi1")

    def questions(path: str, who: str) -> int:
        client = browser(who)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    places = [(reverse("home"), "soudan1"), (reverse("home"), "kanri1")]
    places += [(reverse("home_count"), "soudan1"), (reverse("alerts:list"), "soudan1")]
    situation()
    situation()
    look()
    few = [questions(path, who) for path, who in places]
    for _ in range(3):
        situation()
    look()
    assert [questions(path, who) for path, who in places] == few
    print(few)


def test_a_duty_without_a_day_is_due_on_the_day_of_its_alert() -> None:
    """Minutes that an alert calls late stand among what is late; what waits for others, and a day of its own, stay."""
    alert = Alert(due_on=days(-3), object_id=uuid.uuid4())
    told = Shown(alert, rule_of("minutes"), Line(alert.object_id, "/x/"), None)
    plain = TodayItem("会議録を仕上げる", "/x/", kind=told.rule.kind)
    (late,) = with_alerts([plain], [told])
    assert (late.due_on, late.alert) == (days(-3), told)
    assert [part.key for part in sections_of([late]) if part.items] == ["late"]
    (waiting,) = with_alerts([replace(plain, group="waiting")], [told])
    assert waiting.due_on is None
    (own,) = with_alerts([replace(plain, due_on=days(5))], [told])
    assert own.due_on == days(5)
