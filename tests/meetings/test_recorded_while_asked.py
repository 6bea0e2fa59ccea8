"""A 重層的支援会議 met while its dates were still asked for: who records it says on which day, and asking ends (R8; domain.md
3.9)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError, StaleError
from meetings.models import PlanConference
from meetings.services import withdraw_poll
from plans.models import Plan
from plans.services import record_conference
from tests.cases.pages import browser, filled_in, text_of
from tests.plans import situations as p
from tests.plans.test_left_convened import now
from tests.world import acting

from . import situations as s
from .conference_polls import asked, chosen, conference_of, home, planned, polls

pytestmark = pytest.mark.django_db
OFFERED = "もう開いた会議の記録を書く"
HOURS = {"starts_at": datetime.time(10), "ends_at": datetime.time(11)}


def the_plan() -> Plan:
    with acting(p.COORDINATOR) as by:
        found: Plan = Plan.objects.visible_to(by).get()
        return found


def record(**changes: Any) -> PlanConference:
    return p.found(the_plan(), "adequate", **changes)


def result_url() -> str:
    return reverse("plans:result", args=[the_plan().pk])


def test_without_the_day_it_is_refused_and_says_what_to_do() -> None:
    asked(planned(held_on=s.days(0)))
    with pytest.raises(DomainError, match="「会議を開いた日」を書いて"):
        record()
    assert [poll.state for poll in polls()] == ["open"]


def test_the_day_on_which_it_met_becomes_its_day_and_asking_ends() -> None:
    conference = planned(held_on=s.days(20), **HOURS)
    asked(conference)
    held = record(met_on=s.days(0))
    assert (held.state, held.held_on, held.hours) == ("held", s.days(0), "")
    (poll,) = polls()
    assert (poll.state, poll.withdraw_reason) == ("withdrawn", "会議を開いたため")
    assert "日程に答える" not in home(p.PARTNER)


def test_its_hours_for_the_time_being_are_no_fact_even_when_it_met_on_that_day() -> None:
    conference = planned(held_on=s.days(0), **HOURS)
    asked(conference)
    record(met_on=s.days(0))
    held = now(conference)
    assert (held.held_on, held.starts_at, held.ends_at) == (s.days(0), None, None)


def test_the_hours_of_a_day_that_is_settled_stay() -> None:
    planned(held_on=s.days(0), **HOURS)
    assert record().hours == "10:00〜11:00"


@pytest.mark.parametrize("number", [-1, 1])
def test_it_met_since_it_was_convened_and_not_in_the_future(number: int) -> None:
    asked(planned())
    with pytest.raises(DomainError, match="から今日までの日"):
        record(met_on=s.days(number))
    assert [poll.state for poll in polls()] == ["open"]


def test_of_a_day_that_is_settled_nobody_tells_another() -> None:
    planned(held_on=s.days(0))
    with pytest.raises(DomainError, match="終わっています"):
        record(met_on=s.days(-1))
    assert record().held_on == s.days(0)


def test_who_has_the_form_of_before_the_day_was_chosen_is_told() -> None:
    poll = asked(planned(held_on=s.days(0)))
    assert chosen(poll).held_on == s.days(7)
    with pytest.raises(DomainError, match="終わっています"):
        record(met_on=s.days(0))
    with pytest.raises(DomainError, match="まだ来ていません"):
        record()


def test_what_was_read_before_the_day_was_chosen_is_stale() -> None:
    poll = asked(planned(held_on=s.days(0)))
    before = conference_of()
    chosen(poll)
    with acting(p.COORDINATOR) as by, pytest.raises(StaleError):
        items = {item.pk: p.outcome("adequate") for item in before.items.all()}
        record_conference(
            plan=p.seen(the_plan()), conference=before, outcomes=items, minutes="要点", by=by
        )
    assert now(before).state == "planned"


def test_the_page_asks_for_the_day_and_says_that_asking_ends() -> None:
    conference = planned(held_on=s.days(20))
    client = browser(p.COORDINATOR)
    address = reverse("meetings:conference", args=[conference.pk])
    assert OFFERED not in text_of(client.get(address))
    assert "met_on" not in client.get(result_url()).context["form"].fields
    asked(conference)
    page = client.get(address)
    assert OFFERED in text_of(page)
    assert result_url() in page.content.decode()
    assert OFFERED not in text_of(browser(p.PARTNER).get(address))
    form = client.get(result_url())
    assert "日程調整中（仮の日：" in text_of(form)
    assert "記録すると、日程調整は終わります" in text_of(form)
    sent = client.post(result_url(), {"form_key": "", "met_on": f"{s.days(1):%Y/%m/%d}"})
    assert sent.status_code == 422
    assert sent.context["form"].errors["met_on"]


def test_the_day_that_she_typed_is_not_dropped_when_a_colleague_ends_asking_meanwhile() -> None:
    poll = asked(planned(held_on=s.days(0)))
    client = browser(p.COORDINATOR)
    sent = filled_in(client.get(result_url())) | {
        "result_1": "adequate",
        "person_came": "yes",
        "person_told": "before",
        "minutes": "要点",
        "met_on": f"{s.days(-1):%Y/%m/%d}",
    }
    with s.on(poll, p.COORDINATOR) as (row, by):
        withdraw_poll(poll=row, reason="都合がつかない", by=by)
    answer = client.post(result_url(), sent)
    assert answer.status_code == 422
    assert "この会議の日程調整は、終わっています" in text_of(answer)
    assert "日程調整中（仮の日：" not in text_of(answer)
    assert sent["met_on"] in answer.content.decode()
    assert conference_of().state == "planned"
    sent["met_on"] = f"{s.days(0):%Y/%m/%d}"
    assert client.post(result_url(), sent).status_code == 303
    assert conference_of().held_on == s.days(0)
