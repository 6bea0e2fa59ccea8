"""A plan ends and somebody is still at her place: what remains is told, stays a task, and can be ended
(domain.md 3.6, 2.1 R08 d)."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.seen_by import SeenBy
from participation import services
from participation.models import Participation, Placement
from plans import services as plan_services
from plans.services.findings import found_of
from reports.indicators import month_of
from reports.indicators.taking_part import SETTLED_AFTER, settled
from tests.cases.pages import browser, text_of
from tests.plans import situations as p
from tests.plans.situations import withdraw
from tests.told_once import told_once
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db
LEFT = "終わったプランに残っている参加支援をどうするか決める"
LOOK = "参加先での様子を聞く"


@told_once
def there(settled: bool = False) -> tuple[Any, Participation, Placement]:
    """She goes to the garden; somebody wants to ask how it goes."""
    plan = s.an_active_plan()
    row = s.searching(plan)
    placement = s.proposed(row, s.a_resource())
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "started")
    words = {"kind": "person", "person_says": "「また来る」", "next_look_on": s.days(3)}
    s.as_keeper(services.note_support, placement=placement, on=s.days(0), **words)
    if settled:
        s.stepped(placement, "settled")
        host = {"kind": "host", "text": "世話役と話した"}
        s.as_keeper(services.note_support, placement=placement, on=s.days(0), **host)
    return plan, row, placement


def end(plan: Any) -> None:
    """Through the sheet and the conference, as the ward confirms."""
    p.sheet(plan)
    p.call(plan, "closure")
    p.found(plan, "close")
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        item = found_of(now, by)
        assert item is not None
        plan_services.carry_out(
            plan=now, item=item, confirmed_on=s.days(0), title="福祉政策課長", by=by
        )


def detail(row: Participation) -> str:
    return reverse("participation:detail", args=[row.pk])


def as_one(username: str, do: Any, **values: Any) -> Any:
    with acting(username) as by:
        fresh = {
            name: s.again(value, username)
            if isinstance(value, Participation | Placement)
            else value
            for name, value in values.items()
        }
        return do(by=by, **fresh)


def test_whoever_ends_the_plan_is_told_what_still_runs() -> None:
    plan, _, _ = there()
    p.sheet(plan)
    p.call(plan, "closure")
    p.found(plan, "close")
    for step in ("carry_out", "move"):
        page = text_of(browser(s.COORDINATOR).get(reverse(f"plans:{step}", args=[plan.pk])))
        assert "架空 花子さんの参加支援「参加中」：架空の庭（参加を開始）" in page


def test_what_is_left_over_is_a_task_until_it_is_ended() -> None:
    plan, row, placement = there()
    for name in (s.KEEPER, s.COORDINATOR):
        assert LEFT not in text_of(browser(name).get("/"))
    end(plan)
    keeper = browser(s.KEEPER)
    for name in (s.KEEPER, s.COORDINATOR):
        home = text_of(browser(name).get("/"))
        assert (LEFT in home, LOOK in home) == (True, False)
    assert LEFT not in text_of(browser(s.RECORDER).get("/"))
    page = keeper.get(detail(row))
    assert "プランは「終結」です" in text_of(page)
    assert page.context["page"].moves == []  # nothing is offered that would be refused
    offered = page.content.decode()
    for name, more in (("support", ()), ("tell", ()), ("step", ("settled",))):
        url = reverse(f"participation:{name}", args=[placement.pk, *more])
        assert url not in offered
        assert keeper.get(url).status_code == 404
    refuse = reverse("participation:refuse", args=[placement.pk])
    assert refuse in offered
    sent = {"to": "ended", "reason": "プランが終わった", "on": f"{s.days(0):%Y/%m/%d}"}
    assert keeper.post(refuse, sent).status_code == 303
    (stop,) = keeper.get(detail(row)).context["page"].moves
    assert stop["label"] == "取りやめる"
    assert keeper.post(stop["url"], {"reason": "プランが終わった"}).status_code == 303
    with acting(s.KEEPER):
        now = s.again(row)
        assert (now.state, now.ended_on, now.next_look_on) == ("stopped", s.days(0), None)
    assert LEFT not in text_of(keeper.get("/"))


def counts_as_settled(placement: Placement) -> bool:
    """E4 of the month of the 90th day."""
    with acting(s.KEEPER) as by:
        day = s.again(placement).started_on + SETTLED_AFTER
        return placement.pk in {
            fact.row for fact in settled(SeenBy(by), month_of(day.replace(day=1)))
        }


def test_r34_who_was_left_in_a_plan_that_is_over_is_settled_when_somebody_says_so() -> None:
    plan, row, placement = there(settled=True)
    assert counts_as_settled(placement), "as long as the plan goes on somebody looks how she is"
    end(plan)
    assert not counts_as_settled(placement), "nobody has said that she is still there"
    s.as_keeper(services.move_participation, participation=row, to="closed", reason="通っている")
    assert counts_as_settled(placement), "her participation outlives the plan"
    s.refused(placement, to="ended", reason="引っ越した")
    assert not counts_as_settled(placement), "she left before the 90th day"


def test_who_stays_linked_is_closed_in_a_plan_that_is_over_and_may_leave_later() -> None:
    plan, row, placement = there(settled=True)
    end(plan)
    closing = {"participation": row, "to": "closed", "reason": "自分で通っている"}
    s.as_keeper(services.move_participation, **closing)
    assert s.state(row) == "closed"
    s.refused(placement, to="ended", reason="引っ越した")
    assert (s.state(row), s.state(placement)) == ("closed", "ended")


def test_without_consent_the_secretariat_ends_what_runs() -> None:
    """The circle reads nothing any more; the coordinator does (R5, R6)."""
    plan, row, placement = there()
    withdraw(plan)
    assert LOOK not in text_of(browser(s.COORDINATOR).get("/"))
    with pytest.raises(DomainError, match="本人の同意がない"):
        as_one(
            s.COORDINATOR,
            services.note_support,
            placement=placement,
            kind="note",
            text="x",
            on=s.days(0),
        )
    why = {"to": "ended", "reason": "同意が撤回された", "on": s.days(0)}
    as_one(s.COORDINATOR, services.refuse, placement=placement, **why)
    stop = {"to": "stopped", "reason": "同意が撤回された"}
    as_one(s.COORDINATOR, services.move_participation, participation=row, **stop)
    assert s.state(row, s.COORDINATOR) == "stopped"


def test_nothing_new_begins_in_a_plan_that_is_over() -> None:
    plan, row, placement = there()
    end(plan)
    for refused in (
        lambda: s.stepped(placement, "settled"),
        lambda: s.as_keeper(services.edit_needs, participation=row, values={"care": "x"}),
        lambda: s.proposed(row, s.a_resource("庭二")),
    ):
        with pytest.raises(DomainError, match="新しいプラン"):
            refused()


def test_an_entry_is_confirmed_by_who_has_seen_it_as_it_stands() -> None:
    """R20 of the register: the click carries the version that was on the page."""
    resource = s.a_resource()
    client, ask = browser(s.KEEPER), reverse("participation:confirm", args=[resource.pk])
    page = client.get(reverse("participation:resource", args=[resource.pk]))
    seen = page.context["confirm_form"]["version"].value()
    assert seen == resource.version
    with acting(s.CSW) as by:
        services.change_resource(resource=resource, values={"content": "野菜を育てる。"}, by=by)
    stale = client.post(ask, {"version": seen})
    assert (stale.status_code, "野菜を育てる" in text_of(stale)) == (422, True)
    assert client.post(ask, {}).status_code == 422
    now = stale.context["confirm_form"]["version"].value()
    assert client.post(ask, {"version": now}).status_code == 303
