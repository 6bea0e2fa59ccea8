"""R11: whoever is on a protection list is asked before a protected contact goes to the circle of a plan in its words."""

from typing import Any

import pytest

from cases.models import Person
from cases.services import protection
from plans.models import Goal, Plan, PlanBody, PlanContent, PlanTask
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import situations as s
from .test_pages import address, fields_of, get

pytestmark = pytest.mark.django_db

SAID = "母は架空町一丁目２番３号にいる。"
ASKED = "名簿にない人には見せない内容です"


def protect(case: Any, *also: str) -> None:
    """The person herself, by the worker who received her, her supervisor and whoever is named beside."""
    with acting(s.RECORDER) as by:
        protection.protect_person(
            record=c.record_of(case, s.RECORDER),
            person=Person.objects.visible_to(by).of_case(case).get(is_subject=True),
            named=[c.office(name) for name in (s.RECORDER, "kanri1", *also)],
            by=by,
        )


def send(name: str, plan: Plan, by: str = s.COORDINATOR, **typed: str) -> Any:
    client = browser(by)
    sent = fields_of(get(client, name, plan))
    return client.post(address(name, plan), sent | typed)


def texts_in(plan: Plan) -> str:
    with acting(s.COORDINATOR) as by:
        rows = [
            *PlanContent.objects.visible_to(by).filter(plan=plan).values_list("issues", flat=True),
            *Goal.objects.visible_to(by).filter(plan=plan).values_list("text", flat=True),
            *PlanTask.objects.visible_to(by).filter(plan=plan).values_list("content", flat=True),
        ]
    return "".join(rows)


FORMS = [("edit", "issues"), ("goals", "text_new1"), ("tasks", "content_new1")]


@pytest.mark.parametrize(("form", "field"), FORMS)
def test_r11_words_goals_and_roles_are_asked_about_before_the_circle_reads_them(
    form: str, field: str
) -> None:
    plan = s.a_written_plan()
    protect(plan.compartment.case, s.COORDINATOR)
    others = {"outside_name_new1": "近所の人"} if form == "tasks" else {}
    answer = send(form, plan, **{field: SAID}, **others)
    assert answer.status_code == 422
    assert "保護されている人の住所が書かれています" in text_of(answer)
    assert ASKED in text_of(answer)
    assert SAID not in texts_in(plan)
    kept = str(answer.context["form"].asks_to_keep)
    again = send(form, plan, **{field: SAID}, **others, kept_as_typed=kept)
    assert again.status_code == 303
    assert SAID in texts_in(plan)


def test_r11_nobody_is_asked_again_about_what_stood_there() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(plan, s.services.edit_content, facts=s.words_of_the_plan(issues=SAID))
    protect(plan.compartment.case, s.COORDINATOR)
    assert send("edit", plan, direction="まず住まい。").status_code == 303
    assert send("edit", plan, direction=SAID).status_code == 422


def test_r14_whoever_is_not_on_the_list_is_asked_nothing() -> None:
    plan = s.a_written_plan()
    protect(plan.compartment.case)
    assert send("edit", plan, issues=SAID).status_code == 303


def test_r11_before_a_body_joins_all_its_texts_are_asked_about() -> None:
    plan = s.a_bare_plan()
    s.as_coordinator(
        plan, s.services.edit_content, facts=s.words_of_the_plan(issues=SAID, lead_body=None)
    )
    protect(plan.compartment.case, s.COORDINATOR)
    answer = send("bodies", plan, staff=str(c.office(s.PARTNER).pk), step="save")
    assert answer.status_code == 422
    assert ASKED in text_of(answer)
    with acting(s.COORDINATOR) as by:
        assert not PlanBody.objects.visible_to(by).filter(plan=plan).exists()
    kept = str(answer.context["form"].asks_to_keep)
    joined = send(
        "bodies", plan, staff=str(c.office(s.PARTNER).pk), step="save", kept_as_typed=kept
    )
    assert joined.status_code == 303
    with acting(s.COORDINATOR) as by:
        assert PlanBody.objects.visible_to(by).filter(plan=plan).exists()


def test_r11_what_was_kept_merges_with_what_a_colleague_wrote_meanwhile() -> None:
    plan = s.a_written_plan()
    protect(plan.compartment.case, s.COORDINATOR)
    client = browser(s.COORDINATOR)
    mine = fields_of(get(client, "edit", plan)) | {"direction": SAID}
    kept = str(client.post(address("edit", plan), mine).context["form"].asks_to_keep)
    s.as_coordinator(plan, s.services.edit_content, facts=s.words_of_the_plan(issues="階段が急。"))
    page = client.post(address("edit", plan), mine | {"kept_as_typed": kept})
    assert page.status_code == 422
    merged = fields_of(page.content.decode())
    assert merged["direction"] == [SAID]
    assert merged["issues"] == ["階段が急。"]
    assert client.post(address("edit", plan), merged).status_code == 303
    assert "階段が急。" in texts_in(plan)
