"""Wrong input on every form of the way of a case: 422, a message beside the field, nothing lost.

Cases at every stage are told; then whoever may, opens each page with a form and sends it as
somebody in a hurry would.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import resolve, reverse

from organizations.models import Staff
from sample_ward.households import HOUSEHOLDS
from sample_ward.ward import tell
from tests.access.crawl import as_rendered, ids_in_case, visits
from tests.cases.pages import Asking, browser
from tests.conftest import point_at
from tests.databases import Database

from .wrong_input import fill_in_wrongly, forms_of, messages, out_of_order, page_of, typed_values

PEOPLE = ("soudan1", "kurashi1", "jimukyoku1", "ishi1", "npo1")
STAGES = (
    *("support", "sent", "received", "accepted", "requested", "taken", "meeting_waiting"),
    *("meeting", "consented", "plan_draft", "plan_submitted", "plan_active", "outreach"),
)
RICHEST = ("support", "plan_active")
# The forms that somebody fills in on the way, by route. Others are checked as they are found.
OF_THE_WAY = {
    *("cases:intake", "cases:change_intake", "cases:add_member", "cases:person"),
    *("cases:detail", "cases:correct", "cases:hand_off", "cases:decline", "cases:first_contact"),
    *("cases:report", "cases:consent_new", "cases:withdraw", "cases:close", "cases:restrict"),
    *("meetings:request_new", "meetings:return", "meetings:establish", "meetings:paper_member"),
    *("meetings:meeting", "meetings:plan_sitting", "meetings:minutes", "meetings:decide"),
    *("meetings:acknowledge", "meetings:settle", "meetings:cancel_sitting"),
    *("plans:new", "plans:edit", "plans:goals", "plans:tasks", "plans:agree", "plans:result"),
    *("cases:assessments", "cases:assessment_block", "cases:add_issue", "cases:issue"),
    *("outreach:new", "outreach:begin", "outreach:change", "outreach:prepare", "outreach:sources"),
    *("outreach:plan_visit", "outreach:attempt", "outreach:cancel_visit", "outreach:close"),
    *("plans:decide", "plans:goal_progress", "plans:task_progress", "plans:move"),
}


@pytest.fixture(scope="module")
def ids_of_cases(
    fresh_database: Callable[[], Database], worker_database: Database, django_db_blocker: Any
) -> Iterator[list[dict[str, list[str]]]]:
    """A case at each stage, in a database of its own."""
    database = fresh_database()
    first = {sample.stage: sample for sample in reversed(HOUSEHOLDS)}
    with django_db_blocker.unblock():
        point_at(database)
        try:
            cases = [tell(first[stage]).case.pk for stage in STAGES]
            with database.superuser() as connection:
                yield [ids_in_case(connection, case) for case in cases]
        finally:
            point_at(worker_database)


def _is_a_form(route: Any) -> bool:
    return {"GET", "POST"} <= set(route.rule.methods) and ":" in route.name


def _roles_of(username: str) -> set[str]:
    return set(Asking(Staff.objects.get(username=username)).acting.roles)


def _may_come(route: Any, roles: set[str]) -> bool:
    """The route does not refuse her for her role, whatever she asks for (wall 2)."""
    return not route.rule.roles or bool(roles & set(route.rule.roles))


def test_wrong_input_is_told_beside_the_field_and_nothing_typed_is_lost(
    ids_of_cases: list[dict[str, list[str]]],
) -> None:
    found: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    people = [(browser(name), _roles_of(name)) for name in PEOPLE]
    for stage, ids in zip(STAGES, ids_of_cases, strict=True):
        for visit in visits(ids, most=2):
            name = visit.route.name
            if not _is_a_form(visit.route) or found[name]:
                continue
            if name not in OF_THE_WAY and stage not in RICHEST:
                continue  # most of these are open to few, and asking everybody takes long
            for client in (c for c, roles in people if _may_come(visit.route, roles)):
                with as_rendered():
                    page = client.get(visit.path)
                for form in forms_of(page.content) if page.status_code == 200 else ():
                    found[name] += 1
                    action = form.get("action") or visit.path
                    if complaint := _astray(visit.path, action) or _send(client, action, form):
                        wrong.append((name, complaint))
                if found[name]:
                    break
    assert wrong == []
    assert set(found) >= OF_THE_WAY, OF_THE_WAY - set(found)


def _astray(page: str, action: str) -> str:
    """What a form names otherwise than its page does, from whichever tab it is sent (S-94); "" for nothing."""
    shown, sent = resolve(page).kwargs, resolve(action.partition("?")[0]).kwargs
    other = [name for name in shown.keys() & sent.keys() if shown[name] != sent[name]]
    return f"sent to another {other}" if other else ""


def test_s94_a_form_that_names_another_case_than_its_page_is_found() -> None:
    one, other = (reverse("cases:person", args=[uuid.uuid4()]) for _ in range(2))
    assert _astray(one, one + "?step=2") == ""
    assert "person" in _astray(one, other)


def _send(client: Any, path: str, form: Any) -> str:
    """What is wrong with the answer; "" for nothing."""
    filled = fill_in_wrongly(form)
    if not filled.is_wrong:
        return ""  # nothing in it must be filled in
    with as_rendered():
        answer = client.post(path, filled.data | filled.typed)
    if answer.status_code != 422:
        return f"answered {answer.status_code}"
    told = page_of(answer.content)
    if messages(told) == 0:
        return "no message beside a field"
    if complaint := out_of_order(told):
        return complaint
    shown = typed_values(told)
    lost = [name for name, value in filled.typed.items() if shown.get(name) != value]
    return f"lost {lost}" if lost else ""
