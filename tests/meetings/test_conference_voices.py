"""For which invited body somebody speaks in a 重層的支援会議: the one at which she is in charge by the plan (R5)."""

import re

import pytest

from bunkyo_support.today import gather, sections_of
from meetings import services
from meetings.models import DateAnswer, DatePoll
from organizations.models import Appointment, Role
from organizations.services import appoint
from plans import services as plans
from plans.models import Plan
from tests.cases.pages import Asking, browser, text_of
from tests.cases.situations import body_of, office, seen_by
from tests.plans import situations as p
from tests.world import acting, staff

from . import convening as c
from . import situations as s
from .conference_polls import asked, conference_of, home, planned
from .pages import url

pytestmark = pytest.mark.django_db
COLLEAGUE = "soudan2"  # of the recorder's body


def an_office_at_the_partner() -> Appointment:
    """The recorder works at the body of the partner as well."""
    with acting("system1"):
        return appoint(staff=staff(p.RECORDER), body=body_of(p.PARTNER), role=Role.CASEWORKER)


def voices(who: str) -> list[str]:
    with s.on(conference_of(), who) as (row, by):
        return [one.body.name for one in services.offices_acted_for(row, by)]


def test_r5_an_office_at_another_of_the_bodies_gives_no_voice_there() -> None:
    planned()
    an_office_at_the_partner()
    assert voices(p.RECORDER) == [body_of(p.RECORDER).name]
    assert voices(p.PARTNER) == [body_of(p.PARTNER).name]
    assert voices(p.COORDINATOR) == [body_of(p.COORDINATOR).name]


def test_home_asks_who_is_in_charge_at_two_bodies_for_dates_once() -> None:
    plan = p.a_written_plan()
    p.as_coordinator(plan, plans.add_bodies, staff_in_charge=[an_office_at_the_partner()])
    agreed = {"agreed_on": p.days(0), "how": Plan.Agreed.WRITTEN}
    p.as_coordinator(plan, plans.note_agreement, **agreed)
    p.submit(plan, held_on=p.days(20))
    poll = asked(conference_of())
    assert set(voices(p.RECORDER)) == {body_of(p.RECORDER).name, body_of(p.PARTNER).name}
    assert "日程に答える" in home(p.RECORDER)
    c.answered(poll, "○○○", p.RECORDER)
    assert "日程に答える" not in home(p.RECORDER)
    assert len({a.attendance_id for a in seen_by(p.COORDINATOR, DateAnswer)}) == 1


def test_a_body_counts_once_however_many_of_its_people_answer() -> None:
    plan = p.a_written_plan()
    p.as_coordinator(plan, plans.add_bodies, staff_in_charge=[office(COLLEAGUE)])
    agreed = {"agreed_on": p.days(0), "how": Plan.Agreed.WRITTEN}
    p.as_coordinator(plan, plans.note_agreement, **agreed)
    p.submit(plan, held_on=p.days(20))
    poll = asked(conference_of())
    for who, marks in ((p.RECORDER, "○○×"), (COLLEAGUE, "○×△"), (p.PARTNER, "×○×")):
        c.answered(poll, marks, who)
    page = text_of(browser(p.COORDINATOR).get(url("date_poll", poll.pk)))
    totals = re.findall(r"○\d　△\d　×\d", page)
    assert totals == ["○1　△0　×1", "○2　△0　×0", "○0　△1　×1"]
    assert page.count("いちばん集まりやすい") == 1


# --- where home says it --------------------------------------------------------------------


def section_of(who: str, words: str) -> list[str]:
    """The parts of her list by urgency in which a line with these words stands."""
    with acting(who) as by:
        parts = sections_of(gather(Asking(by)))
    return [part.key for part in parts if any(words in item.action for item in part.items)]


def over(poll: DatePoll, who: str) -> None:
    """Its day for answers was yesterday."""
    with acting(who) as by:
        DatePoll.objects.changeable_by(by).filter(pk=poll.pk).update(answer_until_on=s.days(-1))


def test_dates_of_a_conference_that_can_be_chosen_are_not_for_later() -> None:
    poll = asked()
    assert section_of(p.COORDINATOR, "日程の回答を待つ") == ["waiting"]
    c.answered(poll, "○○○", p.PARTNER)
    c.answered(poll, "○○○", p.RECORDER)
    assert section_of(p.COORDINATOR, "回答がそろいました") == ["today"]


def test_dates_of_a_conference_whose_day_for_answers_is_over_are_late() -> None:
    over(asked(), p.COORDINATOR)
    assert section_of(p.COORDINATOR, "回答の期限が過ぎました") == ["late"]


def test_dates_of_a_meeting_as_well() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    c.answered(poll, "○○○")
    assert section_of(s.COORDINATOR, "回答がそろいました") == ["today"]
    over(poll, s.COORDINATOR)
    assert section_of(s.COORDINATOR, "回答がそろいました") == ["late"]
