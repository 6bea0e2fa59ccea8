"""見立て: what is decided moves the record, becomes a task, and leads to the right page."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.errors import DomainError
from cases import codes, services
from cases.alert_rules import screening_due
from cases.models import RECORD_MOVES, Intake, NextAction, RecordState
from cases.screening import OUTCOMES
from documents.templatetags.wareki import wareki_weekday
from organizations.models import BodySettings
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_intake,
    body_of,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.meetings import situations as meeting_situations
from tests.world import acting

pytestmark = pytest.mark.django_db

WHO = "soudan1"


def decide(intake: Intake, result: str, note: str = "") -> None:
    with acting(WHO) as user:
        held = Intake.objects.visible_to(user).get(pk=intake.pk)
        services.screen_intake(intake=held, result=result, version=held.version, by=user, note=note)


def state_of(intake: Intake) -> str:
    with acting(WHO):
        return str(record_of(intake.compartment.case, WHO).state)


def open_tasks() -> list[str]:
    return [row.what for row in seen_by(WHO, NextAction) if row.done_at is None]


def test_every_result_of_the_list_has_its_outcome() -> None:
    offered = {value for value, _ in codes.choices(codes.SCREENING)}
    assert offered == set(OUTCOMES)
    for outcome in OUTCOMES.values():
        assert (
            outcome.state == RecordState.SUPPORTING
            or outcome.state in (RECORD_MOVES[RecordState.RECEIVED])
        )


@pytest.mark.parametrize("days", [7, 3])
def test_the_page_names_the_day_that_the_body_has_set_and_not_a_number_of_its_own(
    days: int,
) -> None:
    with acting("system1"):
        BodySettings.objects.create(body=body_of(WHO), screening_days=days)
    intake = an_intake(WHO)
    page = browser(WHO).get(reverse("cases:intake_detail", args=[intake.pk]))
    until = screening_due(intake.received_on, days)
    assert page.context["due_on"] == until
    assert f"{wareki_weekday(until)}までに、これからどうするかを決めます" in text_of(page)


@pytest.mark.parametrize(
    ("result", "state", "leads_to", "task"),
    [
        ("1", "closed", "cases:detail", ""),
        ("2", "supporting", "cases:hand_off", "つなぐシートを送る"),
        ("3", "supporting", "cases:consents", "本人に説明し、同意を確かめる"),
        ("4", "supporting", "cases:detail", ""),
        ("5", "closed", "cases:detail", ""),
        ("6", "supporting", "meetings:request_new", "多機関協働を頼む"),
        ("7", "supporting", "meetings:request_new", "支援会議のことを、事務局に頼む"),
        ("8", "outreach", "outreach:begin", "アウトリーチの準備をする"),
    ],
)
def test_what_is_decided_is_carried_out_on_the_next_page(
    result: str, state: str, leads_to: str, task: str
) -> None:
    intake = an_intake()
    client, page = browser(WHO), reverse("cases:intake_detail", args=[intake.pk])
    sent = {"result": result, "note": "窓口を案内した。", "version": "1"}
    answer = client.post(page, sent)
    assert answer.status_code == 303
    assert answer.url.split("#")[0] == reverse(leads_to, args=[intake.compartment.case_id])
    assert client.get(answer.url).status_code == 200
    assert state_of(intake) == state
    assert [row.startswith(task) for row in open_tasks()] == ([True] if task else [])
    (screened,) = seen_by(WHO, Intake)
    assert (screened.screening_result, screened.screening_note) == (result, "窓口を案内した。")
    assert screened.screened_by_id is not None


def test_closing_with_information_needs_what_was_told_and_keeps_what_was_typed() -> None:
    intake = an_intake()
    client, page = browser(WHO), reverse("cases:intake_detail", args=[intake.pk])
    refused = client.post(page, {"result": "1", "note": " ", "version": "1"})
    assert refused.status_code == 422
    assert "伝えたこと（情報、制度、窓口）を書いてください" in text_of(refused)
    assert state_of(intake) == "received"
    client.post(page, {"result": "1", "note": "区の配食の案内を渡した。", "version": "1"})
    closed = text_of(client.get(reverse("cases:detail", args=[intake.compartment.case_id])))
    assert "情報提供・相談対応のみで終了。区の配食の案内を渡した。" in closed
    assert "支援を再開" in text_of(client.get(page))


def test_a_hand_off_that_waits_is_not_forgotten_by_closing() -> None:
    intake = an_intake()
    referral = a_hand_off(intake.compartment.case)
    with pytest.raises(DomainError, match="返事や報告を待っているつなぎがあります"):
        decide(intake, "1", "案内した")
    with acting("kurashi1") as user:
        services.decline_referral(
            referral=take(referral), reason="対象外", alternative="ほか", by=user
        )
    decide(intake, "1", "案内した")
    assert state_of(intake) == "closed"


def test_the_task_to_hand_on_is_done_when_the_sheet_is_sent() -> None:
    intake = an_intake()
    decide(intake, "2")
    assert open_tasks() == ["つなぐシートを送る"]
    a_hand_off(intake.compartment.case)
    assert open_tasks() == []
    decide(intake, "2")
    assert state_of(intake) == "handed_off"


def test_the_task_to_explain_is_done_when_the_person_herself_has_consented() -> None:
    intake = an_intake()
    case = intake.compartment.case
    decide(intake, "3")
    assert open_tasks() == ["本人に説明し、同意を確かめる"]
    with acting(WHO):
        others = [person for person in people_of(case, WHO) if not person.is_subject]
    a_consent(case, persons=others)
    assert open_tasks() == ["本人に説明し、同意を確かめる"]
    a_consent(case)
    assert open_tasks() == []


def test_the_task_to_ask_the_secretariat_is_done_when_the_request_is_made() -> None:
    case = a_case(meeting_situations.SENDER)
    (intake,) = seen_by(meeting_situations.SENDER, Intake)
    decide(intake, "6")
    meeting_situations.a_request(case=case)
    assert open_tasks() == []
    assert state_of(intake) == "ma_requested"
    with pytest.raises(DomainError, match="多機関協働へ相談中のケースです"):
        decide(intake, "5", "終える")


def test_who_waits_for_outreach_is_found_in_the_list() -> None:
    intake, other = an_intake(), an_intake()
    decide(intake, "8")
    client = browser(WHO)
    shown = text_of(client.get(reverse("cases:list"), {"state": "outreach"}))
    assert intake.compartment.case.number in shown
    assert other.compartment.case.number not in shown


def test_r14_nobody_else_decides() -> None:
    intake = an_intake()
    page = reverse("cases:intake_detail", args=[intake.pk])
    for other in ("kurashi1", "jimukyoku1", "kansa1"):
        assert browser(other).post(page, {"result": "4", "version": "1"}).status_code in (403, 404)
    assert state_of(intake) == "received"


def test_a_decision_on_an_old_page_is_refused_and_shows_both() -> None:
    intake = an_intake()
    decide(intake, "3")
    page = reverse("cases:intake_detail", args=[intake.pk])
    late = browser(WHO).post(page, {"result": "4", "version": "1"})
    assert late.status_code == 422
    assert "先に直された内容があります" in text_of(late)
    assert "同意未取得、同意に向けて継続" in text_of(late)


STEPS = st.lists(
    st.tuples(st.sampled_from([*OUTCOMES, "reopen", "9"]), st.booleans()), min_size=1, max_size=8
)


def _expected(state: str, step: str, has_note: bool) -> str | None:
    """The state afterwards, or None when the step has to be refused: the rules once more."""
    if step == "reopen":
        return "supporting" if state == "closed" else None
    if step == "9" or state == "closed":
        return None
    if step in ("1", "5"):
        return "closed" if has_note else None
    return "outreach" if step == "8" else "supporting"


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_walk_through_the_states_ends_where_the_rules_say(steps: list[Any]) -> None:
    intake, state = an_intake(), "received"
    for step, has_note in steps:
        expected = _expected(state, step, has_note)
        try:
            if step == "reopen":
                with acting(WHO) as user:
                    record = record_of(intake.compartment.case, WHO)
                    services.reopen_record(record=record, reason="戻った", by=user)
            else:
                decide(intake, step, "伝えた。" if has_note else "")
        except DomainError as refusal:
            assert expected is None, step
            assert len(str(refusal)) > 10
        else:
            assert expected is not None, step
            state = expected
        assert state_of(intake) == state


@pytest.mark.parametrize(
    ("result", "words"),
    [("none-of-these", "結果を選んでください"), ("1", "伝えたこと（情報、制度、窓口）を書いて")],
)
def test_nothing_is_decided_without_a_result_of_the_list_or_what_it_asks_for(
    result: str, words: str
) -> None:
    intake = an_intake()
    with pytest.raises(DomainError, match=words):
        decide(intake, result, note=" ")
    [left] = seen_by(WHO, Intake)
    assert (left.screening_result, state_of(intake), open_tasks()) == ("", "received", [])
