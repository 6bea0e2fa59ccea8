"""日程調整 of a 重層的支援会議 on screen: its pages, the home page, the month (R5, R6, R14; domain.md 3.9)."""

import datetime
import re
from uuid import uuid4

import pytest

from meetings import services
from meetings.models import (
    DateAnswer,
    DatePoll,
    PlanConference,
)
from plans.models import Plan
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of, seen_by
from tests.plans import situations as p
from tests.world import acting

from . import convening as c
from . import situations as s
from .conference_polls import (
    asked,
    attendance_of,
    chosen,
    conference_of,
    home,
    planned,
    told,
)
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


# --- pages ---------------------------------------------------------------------------------


def test_the_coordinator_asks_from_the_page_of_the_conference_and_nothing_typed_is_lost() -> None:
    conference = planned()
    client, address = browser(p.COORDINATOR), url("propose_conference_dates", conference.pk)
    assert address in client.get(url("conference", conference.pk)).content.decode()
    with acting(p.COORDINATOR):
        partner = attendance_of(p.PARTNER)
    day = p.days(12)
    data = {"day_1": f"{day:%Y/%m/%d}", "starts_1": "14:00", "place_1": "会議室B"}
    data |= {"answer_until_on": f"{p.days(2):%Y/%m/%d}", "needed": str(partner.pk)}
    odd = post(client, address, **data | {"starts_1": ""})
    assert odd.status_code == 422
    assert "候補1の始まる時刻を書いてください" in odd.content.decode()
    assert "会議室B" in odd.content.decode()
    made = post(client, address, **data)
    assert made.status_code == 303
    said = text_of(client.get(made["Location"]))
    assert "「今日の仕事」に、日程の候補を出しました。メールは送られません" in said
    page = client.get(url("conference", conference.pk)).content.decode()
    assert "日程調整中です" in page
    assert "仮の日" in page
    assert address not in page
    for name in ("conferences", "occasions"):
        listed = text_of(
            client.get(url(name) + ("?kind=conference" if name == "occasions" else ""))
        )
        assert "開催予定（日程調整中）" in listed, name


def test_the_list_says_of_a_conference_that_has_begun_what_its_page_says() -> None:
    p.submit(p.an_agreed_plan())
    client = browser(p.COORDINATOR)
    assert "開催中" not in text_of(client.get(url("conferences")))
    s.as_somebody(p.COORDINATOR, conference_of(), services.open_plan_conference, "conference")
    assert "開催中" in text_of(client.get(url("conferences")))


def test_a_member_of_a_body_answers_on_the_page_and_sees_no_remark_of_another() -> None:
    poll = asked()
    client, address = browser(p.PARTNER), url("answer_dates", poll.pk)
    marks = {f"mark_{n}": mark for n, mark in ((1, "yes"), (2, "no"), (3, "other"))}
    refused = post(client, address, **marks | {"mark_3": ""}, remark_1="十五時から")
    assert refused.status_code == 422
    assert "十五時から" in refused.content.decode()
    assert post(client, address, **marks, remark_1="十五時から").status_code == 303
    assert "十五時から" in text_of(client.get(url("date_poll", poll.pk)))
    assert "十五時から" not in text_of(browser(p.RECORDER).get(url("date_poll", poll.pk)))
    assert "十五時から" in text_of(browser(p.COORDINATOR).get(url("date_poll", poll.pk)))


def test_the_coordinator_enters_what_she_heard_on_the_page() -> None:
    poll = asked()
    with acting(p.COORDINATOR):
        partner = attendance_of(p.PARTNER)
    client, address = browser(p.COORDINATOR), url("answer_for_body", poll.pk, partner.pk)
    data = {"mark_1": "yes", "mark_2": "yes", "mark_3": "no"}
    assert post(client, address, **data).status_code == 422
    assert post(client, address, **data, told_by="窓口", told_how="phone").status_code == 303
    assert "窓口から電話で" in text_of(client.get(url("date_poll", poll.pk)))
    told_words = text_of(browser(p.PARTNER).get(url("answer_dates", poll.pk)))
    assert "窓口から電話で聞いて" in told_words
    c.answered(poll, "○○×", p.PARTNER)
    assert "この機関の担当者が答えました" in text_of(client.get(url("date_poll", poll.pk)))
    late = text_of(post(client, address, **data, told_by="窓口", told_how="phone"))
    assert "ほかの担当者の都合は、その人に画面で答えてもらってください" in late
    assert "本人の回答が優先" not in late
    # A poll has one kind of who is asked: the other way leads nowhere.
    assert client.get(url("answer_for", poll.pk, partner.pk)).status_code == 404


def test_choosing_on_the_page_leads_to_the_conference() -> None:
    poll = asked(needed=(p.PARTNER,))
    c.answered(poll, "×○○", p.PARTNER)
    client = browser(p.COORDINATOR)
    with acting(p.COORDINATOR):
        first, second = c.dates_of(poll, p.COORDINATOR)[:2]
    assert body_of(p.PARTNER).name in text_of(client.get(url("choose_date", first.pk)))
    address = url("choose_date", second.pk)
    answer = post(client, address)
    conference = conference_of()
    assert answer["Location"] == url("conference", conference.pk)
    assert conference.held_on == s.days(8)
    assert "会議の日を決めました" in text_of(client.get(answer["Location"]))
    assert client.get(address).status_code == 404


def test_a_poll_is_withdrawn_with_a_reason_that_stays() -> None:
    poll = asked()
    client, address = browser(p.COORDINATOR), url("withdraw_poll", poll.pk)
    version = hidden(client.get(address), "version")
    assert post(client, address, reason="", version=version).status_code == 422
    assert post(client, address, reason="都合がつかない", version=version).status_code == 303
    assert "都合がつかない" in text_of(browser(p.PARTNER).get(url("date_poll", poll.pk)))
    assert browser(p.PARTNER).get(url("answer_dates", poll.pk)).status_code == 404


def elsewhere(address: str) -> str:
    """The same address with ids of nothing."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda _: str(uuid4()), address)


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        (p.COORDINATOR, {"date_poll", "choose", "withdraw_poll", "answer_for"}),
        (p.PARTNER, {"date_poll", "answer_dates"}),
        ("kanri2", set()),
        ("csw1", set()),
        ("kansa1", set()),
    ],
)
def test_r5_r6_who_gets_to_which_page_of_a_poll(name: str, sees: set[str]) -> None:
    poll = asked()
    with acting(p.COORDINATOR):
        date, partner = c.dates_of(poll, p.COORDINATOR)[0], attendance_of(p.PARTNER)
    pages = {
        "date_poll": url("date_poll", poll.pk),
        "answer_dates": url("answer_dates", poll.pk),
        "choose": url("choose_date", date.pk),
        "withdraw_poll": url("withdraw_poll", poll.pk),
        "answer_for": url("answer_for_body", poll.pk, partner.pk),
        "propose": url("propose_conference_dates", poll.conference_id),
    }
    sees = sees | ({"propose"} if name == p.COORDINATOR else set())
    client = browser(name)
    for key, address in pages.items():
        assert client.get(address).status_code == (200 if key in sees else 404), key
        if key not in sees:
            # As if there were no such thing: a page that only shows answers no post, whatever the id (R14).
            nobody = post(client, elsewhere(address)).status_code
            assert post(client, address).status_code == nobody, key
            assert nobody == (405 if key == "date_poll" else 404), key


# --- today and the month -------------------------------------------------------------------


def test_home_says_whose_turn_it_is_and_nothing_of_a_day_that_is_not_settled() -> None:
    conference = planned()
    assert "に出席する" in home(p.PARTNER)
    poll = asked(conference)
    words = home(p.PARTNER)
    assert "まるごと支援会議（プランの適切性）の日程に答える" in words
    assert "に出席する" not in words
    assert "の日程の回答を待つ" in home(p.COORDINATOR)
    c.answered(poll, "○○○", p.PARTNER)
    assert "日程に答える" not in home(p.PARTNER)
    c.answered(poll, "○○△", p.RECORDER)
    assert "日程の回答がそろいました。開く日を決める" in home(p.COORDINATOR)
    chosen(poll)
    assert "に出席する" in home(p.PARTNER)
    assert "日程の回答" not in home(p.COORDINATOR)


def test_home_says_when_the_day_for_answers_is_over() -> None:
    poll = asked()
    over = "日程の回答の期限が過ぎました"
    assert over not in home(p.COORDINATOR)
    with acting(p.COORDINATOR) as user:
        DatePoll.objects.changeable_by(user).filter(pk=poll.pk).update(answer_until_on=s.days(-1))
    assert over in home(p.COORDINATOR)
    assert over not in home(p.PARTNER)


def test_a_body_is_asked_though_the_day_for_the_time_being_is_over() -> None:
    poll = asked(planned(held_on=p.days(0)))
    with acting(p.COORDINATOR) as user:
        rows = PlanConference.objects.changeable_by(user).filter(pk=poll.conference_id)
        rows.update(held_on=s.days(-1))
    assert "日程に答える" in home(p.PARTNER)
    assert "の結果を記録する" not in home(p.COORDINATOR)


def test_what_is_told_for_her_body_is_not_asked_again() -> None:
    poll = asked()
    told(poll, "○○○")
    assert "日程に答える" not in home(p.PARTNER)


def test_the_answer_is_given_in_the_row_of_the_home_page() -> None:
    poll = asked()
    client, address = browser(p.PARTNER), url("answer_dates_here", poll.pk)
    assert address in client.get("/").content.decode()
    in_place = {"headers": {"HX-Request": "true"}}
    assert "日程の候補に答える" in client.get(address, **in_place).content.decode()
    assert client.post(address, {}, **in_place).status_code == 422
    marks = {f"{poll.pk.hex}-mark_{n}": "yes" for n in (1, 2, 3)}
    assert "日程に答えました" in text_of(client.post(address, marks, **in_place))
    assert len(seen_by(p.COORDINATOR, DateAnswer)) == 3
    assert browser("csw1").get(address, **in_place).status_code == 404


def test_the_month_shows_dates_that_are_asked_about_and_no_day_that_is_not_settled() -> None:
    conference = planned(held_on=p.days(7))
    poll = asked(conference, slots=c.slots()[:1])
    client = browser(p.PARTNER)
    month = client.get(url("calendar") + f"?month={s.days(7):%Y-%m}").content.decode()
    assert "候補（まるごと支援会議）" in month
    assert url("date_poll", poll.pk) in month
    assert url("conference", conference.pk) not in month
    assert "候補（" not in text_of(browser("csw1").get(url("calendar")))


def in_the_month(who: str, day: datetime.date) -> str:
    return browser(who).get(url("calendar") + f"?month={day:%Y-%m}").content.decode()


@pytest.mark.parametrize("is_asked", [False, True])
def test_r8_without_the_consent_nobodys_month_shows_a_day_of_it(is_asked: bool) -> None:
    conference = planned(held_on=p.days(7))
    days = [(conference.held_on, url("conference", conference.pk))]
    if is_asked:
        poll = asked(conference, slots=c.slots()[:1])
        days = [(s.days(7), url("date_poll", poll.pk))]
    for day, address in days:
        assert all(address in in_the_month(who, day) for who in (p.PARTNER, p.COORDINATOR))
    with acting(p.COORDINATOR) as by:
        [plan] = Plan.objects.visible_to(by)
    p.withdraw(plan)
    for day, address in days:
        assert not any(address in in_the_month(who, day) for who in (p.PARTNER, p.COORDINATOR))


def test_r8_what_was_held_under_it_stays_in_the_month_of_who_keeps_the_plan() -> None:
    plan = p.a_submitted_plan()
    conference = p.found(plan, "adequate")
    p.withdraw(plan)
    assert url("conference", conference.pk) in in_the_month(p.COORDINATOR, conference.held_on)
    assert url("conference", conference.pk) not in in_the_month(p.PARTNER, conference.held_on)


def test_a_poll_asks_the_same_number_of_questions_at_any_length() -> None:
    poll = asked(slots=c.slots()[:1])
    few = queries(p.COORDINATOR, url("date_poll", poll.pk))
    s.as_somebody(p.COORDINATOR, poll, services.withdraw_poll, "poll", reason="x")
    longer = asked(conference_of())
    c.answered(longer, "○△×", p.PARTNER)
    c.answered(longer, "○△×", p.RECORDER)
    assert queries(p.COORDINATOR, url("date_poll", longer.pk)) <= few + 1
