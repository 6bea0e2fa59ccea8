"""A role of a plan that somebody has who is in no list of bodies: a clinic, an NPO, a neighbour. She is named, reads
nothing, and what she does is told by the body that leads (R5)."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from plans import services
from plans.left_running import unfinished_in
from plans.models import Plan, PlanTask
from plans.services.conferring import papers_of
from plans.services.drafting import bodies_with_roles
from tests.cases.pages import text_of
from tests.cases.situations import body_of
from tests.told_once import told_once
from tests.world import acting

from . import situations as s
from .test_pages import browser, fields_of, get, send
from .test_papers import gathered

pytestmark = pytest.mark.django_db
CLINIC = "架空みどり診療所"


def roles(**values: Any) -> list[services.TaskFacts]:
    facts = {"body": None, "content": "薬の飲み方を教える", "outside_name": CLINIC} | values
    return [services.TaskFacts(**facts)]


@told_once
def a_plan_with_a_clinic(**values: Any) -> Plan:
    plan = s.a_written_plan()
    s.as_coordinator(plan, services.edit_tasks, rows=roles(**values))
    return plan


def role_of(plan: Plan, username: str = s.COORDINATOR) -> PlanTask:
    with acting(username) as by:
        (found,) = [task for task in s.tasks_of(plan, by) if task.body is None]
        return found


def test_a_role_is_given_to_who_is_in_no_list_and_the_circle_stays_as_it_is() -> None:
    plan = s.a_written_plan()
    client = browser(s.COORDINATOR)
    said = {"content_new1": "薬の飲み方を教える", "outside_name_new1": CLINIC}
    assert send(client, "tasks", plan, **said).status_code == 303
    task = role_of(plan)
    assert (task.content, task.outside_name, task.doer) == ("薬の飲み方を教える", CLINIC, CLINIC)
    with acting(s.COORDINATOR) as by:
        own = s.seen(plan)
        assert len(bodies_with_roles(own, by)) == 3
        assert services.missing_for_submission(plan=own, by=by) == []
    page = text_of(client.get(reverse("plans:detail", args=[plan.pk])))
    assert CLINIC in page
    history = text_of(client.get(reverse("plans:history", args=[plan.pk])))
    assert f"一覧にない機関・人：{CLINIC}" in history
    # The row comes back as it was, and may be handed to a body.
    again = fields_of(get(client, "tasks", plan))
    names = f"outside_name_{task.pk.hex}", f"body_{task.pk.hex}"
    assert again[names[0]] == [CLINIC]
    own_body = str(body_of(s.PARTNER).pk)
    assert send(client, "tasks", plan, **{names[0]: "", names[1]: own_body}).status_code == 303
    with acting(s.COORDINATOR) as by:
        rows = PlanTask.objects.visible_to(by).filter(plan_id=plan.pk)
        assert [row.outside_name for row in rows] == ["", "", ""]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ({}, "一覧にない機関・人の名前を書いてください"),
        ({"body_new1": "own", "outside_name_new1": CLINIC}, "どちらか1つです"),
    ],
)
def test_a_role_has_one_who_does_it(who: dict[str, str], words: str) -> None:
    plan = s.a_written_plan()
    sent = {key: str(body_of(s.PARTNER).pk) if v == "own" else v for key, v in who.items()}
    answer = send(browser(s.COORDINATOR), "tasks", plan, content_new1="訪ねる", **sent)
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_the_service_refuses_nobody_two_and_a_body_of_the_list_by_name() -> None:
    plan = s.a_written_plan()
    for values, words in (
        ({"outside_name": ""}, "機関を選ぶか"),
        ({"body": body_of(s.PARTNER)}, "どちらか1つ"),
        ({"outside_name": str(body_of("csw1"))}, "機関の一覧にあります"),
    ):
        with pytest.raises(DomainError, match=words):
            s.as_coordinator(plan, services.edit_tasks, rows=roles(**values))
    with acting(s.COORDINATOR) as by:
        assert len(s.tasks_of(plan, by)) == 2


@pytest.mark.parametrize("paper", ["plan", "progress", "easy"])
def test_the_name_stands_on_the_papers(paper: str) -> None:
    plan = a_plan_with_a_clinic()
    with acting(s.COORDINATOR) as user:
        copy, _ = services.request_print(
            plan=s.seen(plan),
            made_for="self",
            body=body_of(s.COORDINATOR),
            paper=paper,
            by=user,
        )
    html = gathered(copy).html
    assert CLINIC in html
    assert "None" not in html


def test_r03_a_name_is_searched_for_who_has_not_consented() -> None:
    with acting(s.COORDINATOR) as by:
        plan = s.seen(a_plan_with_a_clinic())
        assert CLINIC in papers_of(plan, by)


def active(plan: Plan) -> Plan:
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(plan)
    s.found(plan, "adequate")
    decided = {"decided_on": s.days(0), "number": "1", "title": "課長"}
    s.as_coordinator(plan, services.decide_plan, **decided)
    s.as_coordinator(plan, services.start_plan)
    return plan


def test_the_next_plan_takes_it_over_and_the_end_of_this_one_tells_it() -> None:
    plan = a_plan_with_a_clinic()
    with acting(s.COORDINATOR) as by:
        assert any(line.startswith(f"{CLINIC}の役割") for line in unfinished_in(by, plan))
    following = s.as_coordinator(active(plan), services.replan, reason="見直し")
    assert role_of(following).outside_name == CLINIC


def test_the_body_that_leads_is_asked_on_its_home_page_and_tells_how_it_goes() -> None:
    """Its neighbour in the circle is not: s.RECORDER leads."""
    plan = active(a_plan_with_a_clinic(due_on=s.days(7)))
    task = role_of(plan)
    where = reverse("plans:task_progress", args=[task.pk])
    client = browser(s.RECORDER)
    assert where in client.get(reverse("home")).content.decode()
    assert where not in browser(s.PARTNER).get(reverse("home")).content.decode()
    page = client.get(where)
    assert CLINIC in text_of(page)
    sent = fields_of(page.content.decode()) | {"state": "done", "text": "渡したと電話で聞いた"}
    assert client.post(where, sent).status_code == 303
    assert role_of(plan).state == "done"
    assert where not in client.get(reverse("home")).content.decode()


def test_the_secretariat_is_asked_where_no_body_of_the_circle_leads() -> None:
    plan = a_plan_with_a_clinic(due_on=s.days(7))
    facts = s.words_of_the_plan(lead_body=None)
    s.as_coordinator(plan, services.edit_content, facts=facts)
    plan = active(plan)
    where = reverse("plans:task_progress", args=[role_of(plan).pk])
    client = browser(s.COORDINATOR)
    assert where in client.get(reverse("home")).content.decode()
    for other in (s.RECORDER, s.PARTNER):
        assert where not in browser(other).get(reverse("home")).content.decode()
    sent = fields_of(client.get(where).content.decode()) | {"state": "done", "text": "電話で聞いた"}
    assert client.post(where, sent).status_code == 303
    assert role_of(plan).state == "done"
    assert where not in client.get(reverse("home")).content.decode()


def test_the_secretariat_is_not_asked_while_a_body_leads() -> None:
    plan = active(a_plan_with_a_clinic(due_on=s.days(7)))
    where = reverse("plans:task_progress", args=[role_of(plan).pk])
    assert where not in browser(s.COORDINATOR).get(reverse("home")).content.decode()


def test_the_secretariat_is_told_of_its_own_roles() -> None:
    """It is in no circle: the plan is its own."""
    plan = s.a_written_plan()
    own = services.TaskFacts(body_of(s.COORDINATOR), "関係機関に知らせる", due_on=s.days(7))
    s.as_coordinator(plan, services.edit_tasks, rows=[own])
    plan = active(plan)
    with acting(s.COORDINATOR) as by:
        (task,) = [row for row in s.tasks_of(plan, by) if row.content == own.content]
    where = reverse("plans:task_progress", args=[task.pk])
    for who in (s.COORDINATOR, s.OTHER_COORDINATOR):
        assert where in browser(who).get(reverse("home")).content.decode()
    for other in (s.RECORDER, s.PARTNER):
        assert where not in browser(other).get(reverse("home")).content.decode()
