"""A form whose step a colleague took while somebody was typing, and one that is sent once more after an answer
that never arrived: the first is refused beside what was typed, the second leads where the first led."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.views import base

from .meanwhile import STEPS, TYPED, Step
from .pages import browser

pytestmark = pytest.mark.django_db


def filled_in(client: Any, step: Step) -> dict[str, Any]:
    """What the page sends: all that stands in its form, with what was typed."""
    page = client.get(step.url, headers={"HX-Request": "true"} if step.prefix else None)
    assert page.status_code == 200, step.name
    form = page.context["form"]
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, "", []):
            sent[form.add_prefix(name)] = value
    for name, value in step.typed.items():
        if name in form.fields:
            sent[form.add_prefix(name)] = (
                first_of(form.fields[name]) if value == "__first__" else value
            )
    return sent


def first_of(chosen: Any) -> str:
    return next(str(value) for value, _ in chosen.choices if value)


def send(client: Any, step: Step, sent: dict[str, Any]) -> Any:
    more = {name: value() if callable(value) else value for name, value in step.sent.items()}
    return client.post(step.url, sent | more)


@pytest.mark.parametrize("told", STEPS, ids=lambda told: told.__name__)
def test_a_step_that_a_colleague_took_is_refused_beside_what_was_typed(
    told: Callable[[], Step],
) -> None:
    step = told()
    client = browser(step.who)
    sent = filled_in(client, step)
    step.colleague()
    answer = send(client, step, sent)
    assert answer.status_code == 422, step.name
    # Refused by the service, and nothing else was wrong with what was typed.
    assert set(answer.context["form"].errors) == set(step.gone or ["__all__"])
    shown = answer.content.decode()
    for error in answer.context["form"].non_field_errors():
        assert error in shown
    assert not step.comes_back or TYPED in shown


@pytest.mark.parametrize("told", STEPS, ids=lambda told: told.__name__)
def test_the_same_form_once_more_leads_to_where_the_first_led(told: Callable[[], Step]) -> None:
    step = told()
    client = browser(step.who)
    sent = filled_in(client, step)
    first = send(client, step, sent)
    assert first.status_code == 303, step.name
    again = send(client, step, sent)
    assert (again.status_code, again["Location"]) == (303, first["Location"]), step.name


# Attributes of a row that say how far it has come; they change while somebody types.
STATES = {
    *("is_closed", "is_suspended", "is_fixed", "is_valid", "is_on_paper", "is_subject"),
    *("done_at", "ended_at", "decided_at", "lifted_at", "withdrawn_at", "removed_on"),
    *("undone_on", "ended_on", "state", "has_ended"),
}


def required(source: str) -> Iterator[tuple[int, str]]:
    """States that a page asks for with `require`, whatever the method."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "require":
            for part in ast.walk(call):
                if isinstance(part, ast.Attribute) and part.attr in STATES:
                    yield call.lineno, part.attr


def test_no_page_of_a_case_answers_404_to_what_was_sent_because_a_state_has_changed() -> None:
    folder = Path(base.__file__).parent
    found = [
        (path.name, *where) for path in folder.glob("*.py") for where in required(path.read_text())
    ]
    assert found == []
    assert list(required("page.require(not record.is_closed)")) == [(1, "is_closed")]
