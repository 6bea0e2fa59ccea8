"""What was agreed is due on the day of its sitting or later: before it, it would be late from the first
(domain.md R18)."""

import datetime
from typing import Any

import pytest

from access.errors import DomainError
from documents.wareki import format_date
from meetings import services
from meetings.models import Decision, Sitting
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of, seen_by

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
TYPED = "手紙を届ける"


def a_planned_sitting() -> Sitting:
    sitting: Sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    return sitting


def too_early(sitting: Sitting) -> datetime.date:
    return sitting.met_on - datetime.timedelta(days=1)


def typed(day: datetime.date, **more: Any) -> dict[str, Any]:
    return {"body": str(body_of(s.DOCTOR).pk), "due_on": format_date(day)} | more


def test_it_is_refused_before_the_day_of_the_sitting_and_taken_on_it() -> None:
    sitting = a_planned_sitting()
    with pytest.raises(DomainError, match="より前になっています"):
        s.a_decision(sitting, due_on=too_early(sitting))
    decision = s.a_decision(sitting, due_on=sitting.met_on)
    move = {"body": body_of(s.DOCTOR), "reason": "都合"}
    for service, more in (
        (services.complete_decision, {"content": "別のこと", "body": body_of(s.DOCTOR)}),
        (services.move_decision, move),
    ):
        with pytest.raises(DomainError, match="より前になっています"):
            s.as_somebody(
                s.COORDINATOR, decision, service, "decision", due_on=too_early(sitting), **more
            )
    assert [d.due_on for d in seen_by(s.COORDINATOR, Decision)] == [sitting.met_on]


def test_of_a_sitting_that_began_before_its_day_the_day_on_which_it_began_counts() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    assert s.a_decision(sitting, due_on=s.days(0)).due_on == s.days(0)
    with pytest.raises(DomainError, match="より前になっています"):
        s.a_decision(sitting, due_on=s.days(-1))


def test_the_form_says_so_beside_the_day_and_keeps_what_was_typed() -> None:
    sitting = a_planned_sitting()
    client, address = browser(s.COORDINATOR), url("decide", sitting.pk)
    _refused(client, address, typed(too_early(sitting), content=TYPED), sitting)
    assert seen_by(s.COORDINATOR, Decision) == []
    assert post(client, address, **typed(sitting.met_on, content=TYPED)).status_code == 303


def test_so_does_the_room_whatever_button_is_pressed() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    client, early = browser(s.COORDINATOR), typed(s.days(-1), content=TYPED)
    _refused(client, url("agree", sitting.pk), early, sitting)
    _refused(client, url("go_on", sitting.pk), early | {"to": "minutes"}, sitting)
    assert seen_by(s.COORDINATOR, Decision) == []
    assert post(client, url("agree", sitting.pk), content=TYPED).status_code == 303


@pytest.mark.parametrize("name", ["complete", "move_decision"])
def test_so_does_who_says_it_anew(name: str) -> None:
    decision = s.a_decision(a_planned_sitting())
    client, address = browser(s.COORDINATOR), url(name, decision.pk)
    early = typed(too_early(decision.sitting), content=TYPED, reason="都合により")
    early["version"] = hidden(client.get(address), "version")
    page = _refused(client, address, early, decision.sitting)
    assert (TYPED if name == "complete" else "都合により") in page
    assert [d.due_on for d in seen_by(s.COORDINATOR, Decision)] == [s.days(7)]


def test_the_day_that_stands_stays_when_the_sitting_is_put_off() -> None:
    """Who does it is changed without another day; another day that is too early is refused as ever."""
    decision = s.a_decision(a_planned_sitting())
    stood = decision.due_on
    put_off = {
        "held_at": decision.sitting.held_at + datetime.timedelta(days=30),
        "place": "",
        "agenda": "見本",
    }
    s.as_somebody(s.COORDINATOR, decision.sitting, services.change_sitting, "sitting", **put_off)
    client, address = browser(s.COORDINATOR), url("move_decision", decision.pk)
    sent = typed(stood, person="見本の担当", reason="都合により")
    sent["version"] = hidden(client.get(address), "version")
    assert post(client, address, **sent).status_code == 303
    (changed,) = seen_by(s.COORDINATOR, Decision)
    assert (changed.due_on, changed.person) == (stood, "見本の担当")
    sitting = seen_by(s.COORDINATOR, Sitting)[0]
    sent = typed(stood + datetime.timedelta(days=1), reason="都合により")
    sent["version"] = hidden(client.get(address), "version")
    _refused(client, address, sent, sitting)


def _refused(client: Any, address: str, data: dict[str, Any], sitting: Sitting) -> str:
    answer = post(client, address, **data)
    assert answer.status_code == 422
    page = answer.content.decode()
    said = f"期限が、開催日（{format_date(sitting.met_on)}）より前になっています"
    field = page[page.index('name="due_on"') - 900 : page.index('name="due_on"')]
    assert said in field, "beside the field"
    assert f'value="{data["due_on"]}"' in page
    for name in ("content", "reason"):
        assert f'name="{name}"' not in page or data.get(name, "") in page
    assert "登録しました" not in text_of(answer)
    return page
