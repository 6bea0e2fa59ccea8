"""What is typed beside a result that does not take it is asked about, and the next conference comes after this one."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from meetings.services import Outcome, correct_plan_conference
from tests.cases.pages import browser
from tests.world import acting

from . import situations as s
from .test_correcting import PERSON, last_met
from .test_pages import fields_of, get, send

pytestmark = pytest.mark.django_db


def test_conditions_with_another_result_and_a_name_for_a_body_that_was_absent_are_asked_about() -> (
    None
):
    plan = s.a_submitted_plan()
    client = browser(s.COORDINATOR)
    bodies = fields_of(get(client, "result", plan))["bodies"]
    said = {"minutes": "要点", "person_came": "no", "person_told": "before"}
    said |= {"result_1": "adequate", "conditions_1": "家賃の見通し", "people_2": "例示 暮子"}
    answer = send(client, "result", plan, **said, bodies=[bodies[0]])
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert "条件付きで適切" in errors["conditions_1"][0]
    assert "出席した機関に入っていません" in errors["people_2"][0]
    said |= {"result_1": "conditional"}
    assert send(client, "result", plan, **said, bodies=bodies).status_code in (302, 303)
    with acting(s.COORDINATOR):
        assert s.seen(plan).conference_result == "conditional"


def test_the_next_conference_is_after_this_one() -> None:
    plan = s.a_submitted_plan()
    words = "より後の日にしてください"
    for day in (s.days(-20), s.days(0)):
        with pytest.raises(DomainError, match=words):
            s.found(plan, "adequate", next_on=day)
    s.found(plan, "adequate", next_on=s.days(30))
    with acting(s.COORDINATOR) as by:
        conference = last_met(plan, by)
        with pytest.raises(DomainError, match=words):
            correct_plan_conference(
                conference=conference,
                minutes="要点",
                outcomes={},
                bodies=[],
                next_on=s.days(-20),
                by=by,
            )


def test_conditions_of_two_lines_on_record_do_not_hold_up_a_result_put_right() -> None:
    plan = s.a_submitted_plan()
    found = Outcome("conditional", conditions="家賃の見通し\n通院の付き添い")
    s.found(plan, found, participants=[PERSON])
    with acting(s.COORDINATOR) as by:
        page = reverse("plans:correct_result", args=[last_met(plan, by).pk])
    client = browser(s.COORDINATOR)
    data = fields_of(client.get(page).content.decode()) | {"result_1": ["adequate"]}
    as_sent = {name: [v.replace("\n", "\r\n") for v in values] for name, values in data.items()}
    assert client.post(page, as_sent).status_code == 303
    with acting(s.COORDINATOR):
        assert s.seen(plan).conference_result == "adequate"
