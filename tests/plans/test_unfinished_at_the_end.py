"""What is not over when a plan ends, and when a body ends its work after it: said, and nothing is refused for it
(domain.md 3.2, 3.4)."""

from typing import Any

import pytest
from django.urls import reverse

from access.models import CaseFile
from cases.closing import open_matters
from meetings.models import PlanConference
from meetings.services import fix_conference_minutes
from plans import services
from plans.models import Plan, PlanTask
from plans.services.findings import found_of
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of, record_of
from tests.meetings import situations as m
from tests.world import acting

from . import situations as s
from .test_after_end import a_plan_about_to_end

pytestmark = pytest.mark.django_db

MINUTES = "会議録は、まだ確定していません"
ROLES = "終結した支援プランに、{whose}の役割が{count}件、終わらないまま残っています"
NOTHING = "途中のものはありません"


def end(plan: Plan) -> None:
    with acting(s.COORDINATOR) as by:
        item = found_of(s.seen(plan), by)
    s.as_coordinator(
        plan, services.carry_out, item=item, confirmed_on=s.days(0), title="福祉政策課長"
    )


def case_of(plan: Plan) -> CaseFile:
    with acting(s.COORDINATOR):
        return s.seen(plan).compartment.case


def matters(case: CaseFile, username: str) -> list[tuple[bool, str]]:
    with acting(username) as user:
        return [(one.stops, one.words) for one in open_matters(record_of(case, username), user)]


def close_page(case: CaseFile, username: str) -> str:
    return text_of(browser(username).get(reverse("cases:close", args=[case.pk])))


def conferences(plan: Plan) -> list[Any]:
    with acting(s.COORDINATOR) as by:
        rows = PlanConference.objects.visible_to(by).filter(compartment=plan.compartment_id)
        return list(rows)


def test_before_a_plan_ends_its_open_roles_and_minutes_are_told() -> None:
    plan = a_plan_about_to_end()
    client = browser(s.COORDINATOR)
    for page in ("carry_out", "move"):
        words = text_of(client.get(reverse(f"plans:{page}", args=[plan.pk])))
        assert "終わっていないことがあります" in words, page
        assert "の役割「受診に付き添う」（未着手）" in words
        assert "の役割「家賃の相談」（未着手）" in words
        assert words.count("の会議録（まだ確定していません）") == len(conferences(plan)) == 2
    end(plan)
    with acting(s.COORDINATOR):
        assert s.seen(plan).state == "completed"


def fix(conference: PlanConference) -> None:
    with acting(s.COORDINATOR) as by:
        rows = PlanConference.objects.visible_to(by).select_related("compartment__organization")
        fix_conference_minutes(conference=rows.get(pk=conference.pk), by=by)


def test_roles_that_are_done_and_minutes_that_are_fixed_are_not_told() -> None:
    plan = a_plan_about_to_end()
    case = case_of(plan)
    first, second = conferences(plan)
    fix(first)
    assert len([words for _, words in matters(case, s.COORDINATOR) if MINUTES in words]) == 1
    fix(second)
    with acting(s.COORDINATOR) as by:
        for task in s.tasks_of(plan, by):
            PlanTask.objects.changeable_by(by).filter(pk=task.pk).update(
                state="done", version=task.version + 1
            )
    words = text_of(browser(s.COORDINATOR).get(reverse("plans:move", args=[plan.pk])))
    assert "終わっていないことがあります" not in words
    end(plan)
    assert matters(case, s.COORDINATOR) == []
    assert NOTHING in close_page(case, s.COORDINATOR)


def test_after_the_plan_each_body_is_told_what_is_left_and_may_end_all_the_same() -> None:
    plan = a_plan_about_to_end()
    case = case_of(plan)
    end(plan)
    told = matters(case, s.COORDINATOR)
    assert (False, ROLES.format(whose="ほかの機関・人", count=2)) in told
    assert [stops for stops, words in told if MINUTES in words] == [False, False]
    assert (False, ROLES.format(whose="自機関", count=1)) in matters(case, s.RECORDER)
    assert not [words for _, words in matters(case, s.RECORDER) if "ほかの機関・人の役割" in words]
    page = close_page(case, s.COORDINATOR)
    assert MINUTES in page
    assert NOTHING not in page


def test_what_was_handed_on_to_the_next_plan_is_told_of_that_one_alone() -> None:
    plan = a_plan_about_to_end()
    case = case_of(plan)
    s.as_coordinator(plan, services.replan, reason="見直し")
    [(stops, words)] = [row for row in matters(case, s.COORDINATOR) if "役割" in row[1]]
    assert (stops, words) == (
        False,
        "これから始まる支援プランに、ほかの機関・人の役割が2件、終わらないまま残っています",
    )


def test_r4_r14_minutes_of_a_meeting_are_told_to_its_members_and_to_nobody_else() -> None:
    """Neither the colleague at the secretariat nor the body that asked learns that there is one."""
    meeting = m.a_meeting_with_a_doctor()
    case = meeting.compartment.case
    minutes = m.minuted(m.a_sitting(meeting))
    told = [row for row in matters(case, s.COORDINATOR) if MINUTES in row[1]]
    assert [stops for stops, _ in told] == [False]
    assert "支援会議の" in told[0][1]
    for username in (s.OTHER_COORDINATOR, s.RECORDER):
        assert not [words for _, words in matters(case, username) if "会議" in words]
        assert MINUTES not in close_page(case, username)
    m.approved(minutes)
    assert not [words for _, words in matters(case, s.COORDINATOR) if MINUTES in words]


def test_r4_r14_what_a_meeting_asked_of_the_body_is_told_to_its_members_alone() -> None:
    """How much, and not what: its words stay on its own page (R7)."""
    meeting = m.a_meeting_with_a_doctor()
    case = meeting.compartment.case
    sitting = m.begun(meeting)
    m.a_decision(sitting, body=body_of(s.COORDINATOR))
    m.a_decision(sitting, content="家賃を確かめる", body=body_of(s.RECORDER))
    told = matters(case, s.COORDINATOR)
    left = [row for row in told if "で決まった自機関の役割が、1件残っています" in row[1]]
    assert [stops for stops, _ in left] == [False]
    assert not [words for _, words in told if "手紙を届ける" in words]
    for username in (s.OTHER_COORDINATOR, s.RECORDER):
        assert not [words for _, words in matters(case, username) if "役割" in words]
