"""R11: whoever is on a protection list is asked before a protected contact goes to the circle of a plan in what is told of it
since: progress, sheets of evaluation, the word of a supervisor, and the reasons of its steps."""

import re
from typing import Any

import pytest
from django.urls import reverse

from access.models import AccessLog
from cases.models import ProtectionMeasure
from cases.services import protection
from meetings.models import SharedItem
from plans import services
from plans.models import Plan, PlanBody, PlanReason, PlanReview
from plans.monitoring_models import EvaluationContent, GoalReview
from plans.states import PlanState
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.meetings import situations as m
from tests.world import ReadingClient, acting, login

from . import situations as s
from .test_evaluation_pages import filled
from .test_in_place import HTMX, entries, first_goal, own_task, sent
from .test_outreach import CARRIER, a_carried_plan, an_outreach_plan
from .test_pages import address, fields_of, get
from .test_protected_words import ASKED, SAID, protect
from .test_reviewing import say

pytestmark = pytest.mark.django_db

BOSS = "kanri1"  # on the list as supervisor of the body that received the household
WHERE = "架空町1-2-3"
CAREFUL = "電話は事務局へ。"


def asked(answer: Any) -> str:
    """What she answers to keep the text as it is: nothing of it went."""
    assert answer.status_code == 422
    words = text_of(answer)
    assert "保護されている人の住所が書かれています" in words
    assert ASKED in words
    (kept,) = re.findall(r'kept_as_typed" value="(\w+)"', answer.content.decode())
    return str(kept)


def hide(plan: Plan) -> None:
    """Behind the lock as well: the coordinator of a plan before consent sees no basic information (R6)."""
    with acting(s.RECORDER) as by:
        of_case = ProtectionMeasure.objects.visible_to(by).of_case(plan.compartment.case)
        measure = of_case.get()
        protection.add_protected_contact(measure=measure, kind="address", value=WHERE, by=by)


def on_page(name: str, plan: Plan, by: str, **typed: Any) -> None:
    """A page of the plan: asked once, and then sent as it is."""
    client = browser(by)
    values = fields_of(get(client, name, plan)) | typed
    kept = asked(client.post(address(name, plan), values))
    assert client.post(address(name, plan), values | {"kept_as_typed": kept}).status_code == 303


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("name", ["goal_row", "task_row", "task_quick"])
def test_r11_progress_is_asked_about_in_its_row_and_on_the_home_page(
    name: str, headers: dict[str, Any]
) -> None:
    plan = s.an_active_plan()
    protect(plan.compartment.case)
    row: Any = first_goal(plan) if name == "goal_row" else own_task(plan)
    step = {"level": "2"} if name == "goal_row" else {"state": "doing"}
    to, client = reverse(f"plans:{name}", args=[row.pk]), browser(s.RECORDER)
    kept = asked(client.post(to, sent(row, text=SAID, **step), **headers))
    assert entries(plan) == []
    again = sent(row, text=SAID, kept_as_typed=kept, **step)
    assert client.post(to, again, **headers).status_code in (200, 303)
    assert [entry.text for entry in entries(plan)] == [SAID]


@pytest.mark.parametrize("field", ["text", "obstacles"])
@pytest.mark.parametrize("name", ["goal_progress", "task_progress"])
def test_r11_progress_is_asked_about_on_its_page(name: str, field: str) -> None:
    plan = s.an_active_plan()
    protect(plan.compartment.case)
    row: Any = first_goal(plan) if name == "goal_progress" else own_task(plan)
    to, client = reverse(f"plans:{name}", args=[row.pk]), browser(s.RECORDER)
    values = fields_of(client.get(to).content.decode()) | {field: SAID}
    asked(client.post(to, values))
    assert entries(plan) == []
    assert client.post(to, values | {field: CAREFUL}).status_code == 303


def test_r11_the_sheet_is_asked_about_and_what_stood_in_it_is_not_asked_again() -> None:
    plan = s.an_active_plan()
    protect(plan.compartment.case, s.COORDINATOR)
    of_goal = f"text_{first_goal(plan).pk.hex}"
    typed = filled(plan, result="2", person_words=SAID, **{of_goal: SAID})
    on_page("evaluate", plan, s.COORDINATOR, **typed)
    with acting(s.COORDINATOR) as by:
        assert EvaluationContent.objects.visible_to(by).get().person_words == SAID
        assert SAID in GoalReview.objects.visible_to(by).values_list("text", flat=True)
    client = browser(s.COORDINATOR)
    again = fields_of(get(client, "evaluate", plan))
    assert again["person_words"] == [SAID]
    assert client.post(address("evaluate", plan), again).status_code == 303
    once_more = fields_of(get(client, "evaluate", plan)) | {"remaining": SAID}
    asked(client.post(address("evaluate", plan), once_more))


def test_r11_the_reason_of_a_step_is_asked_about() -> None:
    plan = s.a_submitted_plan()
    protect(plan.compartment.case, s.COORDINATOR)
    on_page("move", plan, s.COORDINATOR, to=PlanState.RETURNED, note=SAID)


def test_r11_the_reason_of_a_refusal_is_asked_about() -> None:
    plan = s.a_plan_found("adequate")
    protect(plan.compartment.case, s.COORDINATOR)
    on_page("decide", plan, s.COORDINATOR, decided="no", reason=SAID)


def test_r11_the_reason_for_which_a_body_leaves_is_asked_about() -> None:
    plan = s.a_plan_with_its_circle()
    protect(plan.compartment.case, s.COORDINATOR)
    with acting(s.COORDINATOR) as by:
        row = PlanBody.objects.visible_to(by).get(plan=plan, body=c.body_of(s.PARTNER))
    to, client = reverse("plans:leave", args=[row.pk]), browser(s.COORDINATOR)
    values = fields_of(client.get(to).content.decode()) | {"reason": SAID}
    kept = asked(client.post(to, values))
    assert client.post(to, values | {"kept_as_typed": kept}).status_code == 303
    with acting(s.COORDINATOR) as by:
        assert PlanReason.objects.visible_to(by).filter(plan=plan, text=SAID).exists()


def test_r11_r9_the_word_of_a_supervisor_is_asked_about() -> None:
    plan = s.a_written_plan()
    protect(plan.compartment.case)
    on_page("review", plan, BOSS, verdict="returned", comment=SAID)
    with acting(s.COORDINATOR) as by:
        assert PlanReview.objects.visible_to(by).get().comment == SAID


def test_r14_who_is_not_on_the_list_is_asked_nothing() -> None:
    plan = s.an_active_plan()
    protect(plan.compartment.case)
    row = first_goal(plan)
    to = reverse("plans:goal_row", args=[row.pk])
    told = browser(s.PARTNER).post(to, sent(row, text=SAID, level="2"))
    assert told.status_code == 303
    client = browser(s.COORDINATOR)
    values = fields_of(get(client, "evaluate", plan)) | filled(plan, result="2", remaining=SAID)
    assert client.post(address("evaluate", plan), values).status_code == 303


def test_r19_what_was_compared_and_found_counts_as_read() -> None:
    plan = s.an_active_plan()
    protect(plan.compartment.case)
    row = first_goal(plan)
    to = reverse("plans:goal_row", args=[row.pk])
    asked(browser(s.RECORDER).post(to, sent(row, text=SAID, level="2")))
    with acting("kansa1"):
        read = AccessLog.objects.filter(case_number=plan.compartment.case.number)
        assert "連絡先" in set(read.values_list("kind", flat=True))


def test_r11_before_a_body_joins_what_was_told_since_is_asked_about() -> None:
    plan = s.a_bare_plan()
    joining = [c.office(s.RECORDER)]
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=joining)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan())
    say(plan, "returned", SAID)
    protect(plan.compartment.case, s.COORDINATOR)
    on_page("bodies", plan, s.COORDINATOR, staff=str(c.office(s.PARTNER).pk), step="save")


def test_r11_before_staff_join_an_outreach_its_words_are_asked_about() -> None:
    plan = an_outreach_plan()
    s.as_coordinator(plan, services.edit_kind, values={"facts": SAID})
    protect(plan.compartment.case, s.COORDINATOR)
    hide(plan)
    on_page("carriers", plan, s.COORDINATOR, staff=str(c.office(CARRIER).pk), step="save")


def test_r11_r7_before_the_members_of_a_meeting_read_a_plan_its_words_are_asked_about() -> None:
    meeting = m.a_meeting_with_a_doctor()
    plan = a_carried_plan(an_outreach_plan(meeting.compartment.case))
    s.as_coordinator(plan, services.edit_kind, values={"facts": SAID})
    protect(plan.compartment.case, s.COORDINATOR)
    hide(plan)
    client = ReadingClient()
    login(client, s.COORDINATOR)
    client.get(reverse("meetings:meeting", args=[meeting.pk]))
    values = fields_of(get(client, "share", plan))
    kept = asked(client.post(address("share", plan), values))
    with acting(s.COORDINATOR) as by:
        assert not SharedItem.objects.visible_to(by).filter(meeting=meeting.pk).exists()
    shared = client.post(address("share", plan), values | {"kept_as_typed": kept})
    assert shared.status_code == 303
