"""What a sheet, a conference and a fixed version say stays said when the administrator ends a choice (docs/masters.md):
what is put right keeps what nobody has touched, and what is new is offered what is in force."""

from typing import Any

import pytest
from django.urls import reverse

from meetings.models import ConferenceItem
from plans.models import Plan
from plans.monitoring_models import EvaluationContent, GoalReview, open_evaluation
from plans.past import CHANGES, METHODS
from tests.cases.pages import browser, text_of
from tests.cases.test_ended_codes import end
from tests.world import acting

from . import situations as s
from .test_after_end import a_case_of_the_secretariat, a_plan_of
from .test_after_end import end as end_the_plan
from .test_correcting import last_met
from .test_evaluation import evaluate
from .test_fixed_versions import fixed_of, words_of
from .test_pages import address, fields_of, get

pytestmark = pytest.mark.django_db

DEGREES, END_REASONS = "CL-12", "CL-15"


def a_plan_found_to_end() -> Plan:
    """The conference has found that it ends, and what has become of it."""
    plan = s.an_active_plan()
    s.call(plan, "evaluation", "closure")
    said: dict[str, Any] = {"achievement": "3", "changes": ["02", "07"]}
    s.found(plan, s.outcome("close", **said), "close")
    return plan


def items_of(plan: Plan) -> list[Any]:
    with acting(s.COORDINATOR) as by:
        rows = ConferenceItem.objects.visible_to(by).filter(conference=last_met(plan, by))
        return [(row.achievement, sorted(row.changes), row.end_reason) for row in rows]


def end_what_was_found() -> list[str]:
    return [end(DEGREES, "3"), end(CHANGES, "02"), end(END_REASONS, "11")]


def test_a_fixed_version_says_what_was_found_also_where_it_is_offered_no_more() -> None:
    """Fixed when the result is recorded, from what the conference found: no line of it is left out."""
    plan = s.an_active_plan()
    words = end_what_was_found()
    s.call(plan, "evaluation", "closure")
    s.found(plan, s.outcome("close", achievement="3", changes=["02", "07"]), "close")
    said = str(words_of(fixed_of(plan, "meeting")))
    for one in words:
        assert one in said
    assert f"'見られた変化', '{words[1]}、" in said


def test_a_sheet_that_is_written_anew_keeps_what_is_offered_no_more() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "1", changes=["02", "07"])
    end_what_was_found(), end(METHODS, "2")
    client, url = browser(s.COORDINATOR), address("evaluate", plan)
    sent = fields_of(get(client, "evaluate", plan)) | {"remaining": "冬の買物と雪かき"}
    assert client.post(url, sent).status_code == 303
    with acting(s.COORDINATOR) as by:
        sheet = open_evaluation(s.seen(plan), by)
        assert sheet is not None
        words = EvaluationContent.objects.visible_to(by).get(evaluation=sheet)
        reviews = GoalReview.objects.visible_to(by).filter(evaluation=sheet)
        assert (sheet.method, sheet.result, sheet.end_reason) == ("2", "1", "11")
        assert (words.remaining, sorted(words.changes)) == ("冬の買物と雪かき", ["02", "07"])
        assert {one.degree for one in reviews} == {"3"}


def test_a_first_sheet_is_offered_what_is_in_force() -> None:
    plan = s.an_active_plan()
    end_what_was_found()
    fields = browser(s.COORDINATOR).get(address("evaluate", plan)).context["form"].fields
    assert "02" not in dict(fields["changes"].choices)
    assert "11" not in dict(fields["end_reason"].choices)
    degrees = [field for name, field in fields.items() if name.startswith("degree_")]
    assert degrees
    assert not any("3" in dict(field.choices) for field in degrees)


def test_a_result_that_is_put_right_keeps_what_is_offered_no_more() -> None:
    """A correction of one word would take out what the conference found, of which no one has said anything."""
    plan = a_plan_found_to_end()
    before = items_of(plan)
    assert ("3", ["02", "07"], "11") in before
    words = end_what_was_found()
    with acting(s.COORDINATOR) as by:
        url = reverse("plans:correct_result", args=[last_met(plan, by).pk])
    client = browser(s.COORDINATOR)
    page = client.get(url)
    for one in words:
        assert one in text_of(page)
    sent = fields_of(page.content.decode()) | {"minutes": "書き足した要点。"}
    sent |= {"person_came": "no", "person_told": "after"}
    assert client.post(url, sent).status_code == 303
    assert items_of(plan) == before
    with acting(s.COORDINATOR) as by:
        assert last_met(plan, by).minutes == "書き足した要点。"


def test_a_result_that_is_recorded_first_is_offered_what_is_in_force() -> None:
    """Also where it is filled in from the sheet: the sheet proposes, and the conference finds."""
    plan = s.an_active_plan()
    evaluate(plan, "1", changes=["02", "07"])
    s.call(plan, "evaluation", "closure")
    end_what_was_found()
    fields = browser(s.COORDINATOR).get(address("result", plan)).context["form"].fields
    assert "02" not in dict(fields["changes_1"].choices)
    assert "3" not in dict(fields["achievement_1"].choices)
    assert "11" not in dict(fields["end_reason_2"].choices)


def test_the_end_of_the_work_is_offered_no_reason_that_has_ended() -> None:
    """It is proposed from the plan, and is no correction of it (domain.md 4.10)."""
    case = a_case_of_the_secretariat()
    end_the_plan(a_plan_of(case, may_end=True))
    end(END_REASONS, "11")
    form = browser(s.COORDINATOR).get(reverse("cases:close", args=[case.pk])).context["form"]
    assert form.initial["why"] == "11"
    assert "11" not in dict(form.fields["why"].choices)
