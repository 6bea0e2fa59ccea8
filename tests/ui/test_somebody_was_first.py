"""Two at one form: who comes second loses nothing, and is never stuck (quality.md, R14).

- a colleague saved first: the form takes the version of now and shows what she saved; the next save works;
- the state changed while somebody typed: the service says so beside the form, with what was typed;
- what was sent before leads to where it led;
- who has no right to any of it gets the same 404 as for an id that does not exist.
"""

import ast
import inspect
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from access.shortcuts import save_changed
from meetings import services as meetings
from outreach import services as outreach
from participation import services as participation
from plans import services as plan_services
from plans.services.findings import found_of
from tests.cases.pages import browser, text_of
from tests.meetings import convening as c
from tests.meetings import preparing as prep
from tests.meetings import situations as m
from tests.meetings.test_resource_gaps import noted
from tests.outreach import situations as o
from tests.participation import situations as part
from tests.plans import situations as plans
from tests.world import acting, staff

from .filling import TYPED, filled

pytestmark = pytest.mark.django_db
STRANGER = "csw1"
ROOT = Path(__file__).resolve().parent.parent.parent


class Form:
    """A form of somebody, on a row that another may change."""

    def __init__(self, name: str, who: str, row: Any, *more: Any, **own: Any) -> None:
        self.name, self.who, self.row, self.own = name, who, row, own
        self.key = [own.pop("key", row.pk), *more]

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.key)

    def open(self) -> tuple[Any, dict[str, Any]]:
        client = browser(self.who)
        page = client.get(self.url)
        assert page.status_code == 200, self.name
        return client, filled(page.context["form"], **self.own)


def bump(row: Any, by: str) -> None:
    """A colleague saved the row meanwhile."""
    with acting(by) as user:
        save_changed(type(row).objects.visible_to(user).get(pk=row.pk), by=user, fields={})


# --- a colleague saved first ----------------------------------------------------------------


def _dissolve() -> Form:
    return Form("meetings:dissolve", m.COORDINATOR, m.a_meeting_with_a_doctor())


def _end_member() -> Form:
    meeting = m.a_meeting()
    return Form("meetings:end_member", m.COORDINATOR, m.a_sworn_member(meeting))


def _release() -> Form:
    call = prep.a_call()
    prep.a_sheet(call)
    return Form("meetings:prep_release", m.COORDINATOR, call, key=call.sitting_id)


def _give_back() -> Form:
    request = m.screened(m.a_request(), "return")
    return Form("meetings:return", m.COORDINATOR, request)


def _cancel_sitting() -> Form:
    return Form("meetings:cancel_sitting", m.COORDINATOR, m.a_sitting(m.a_meeting_with_a_doctor()))


def _moved() -> Form:
    return Form("outreach:move", o.WORKER, o.prepared(o.an_outreach()))


def _linked() -> Form:
    return Form("outreach:link", o.WORKER, o.consented())


def _closed() -> Form:
    return Form("outreach:close", o.WORKER, o.an_outreach(), reason="21")


def _named() -> Form:
    target = o.an_unnamed_target()
    return Form("outreach:name", o.WORKER, o.person_of(target), key=target.pk, kana="")


def _visit() -> Form:
    return Form("outreach:visit", o.WORKER, o.a_visit(o.approaching()), companion="")


def _stopped() -> Form:
    return Form("participation:move", part.KEEPER, part.searching(), "stopped")


def _needs() -> Form:
    return Form("participation:needs", part.KEEPER, part.begun(part.a_plan()))


STALE: list[Callable[[], Form]] = [
    *(_dissolve, _end_member, _release, _give_back, _cancel_sitting),
    *(_moved, _linked, _closed, _named, _visit, _stopped, _needs),
]


@pytest.mark.parametrize("begin", STALE, ids=lambda one: one.__name__)
def test_who_comes_second_sees_what_stands_and_saves_the_next_time(
    begin: Callable[[], Form],
) -> None:
    form = begin()
    client, sent = form.open()
    bump(form.row, form.who)
    stale = client.post(form.url, sent)
    assert stale.status_code == 422, form.name
    assert "いまの内容を確かめてから、もう一度ボタンを押してください" in text_of(stale)
    assert str(stale.context["form"]["version"].value()) == str(int(sent["version"]) + 1)
    assert (TYPED in str(sent)) <= (TYPED in stale.content.decode())
    again = sent | {"version": str(stale.context["form"]["version"].value())}
    assert client.post(form.url, again).status_code == 303, form.name


def test_a_missing_resource_is_saved_after_a_colleague() -> None:
    gap = noted()
    client, url = browser(m.COORDINATOR), reverse("meetings:gap", args=[gap.pk])
    sent = filled(client.get(url).context["form"], outcome=TYPED)
    with acting(m.DEPUTY) as by:
        meetings.change_resource_gap(
            gap=type(gap).objects.visible_to(by).get(pk=gap.pk),
            state=gap.state,
            outcome="先に",
            by=by,
        )
    stale = client.post(url, sent)
    assert (stale.status_code, "先に" in text_of(stale)) == (422, True)
    sent["version"] = stale.context["form"]["version"].value()
    assert client.post(url, sent).status_code == 303


def test_every_form_with_a_version_says_of_which_row() -> None:
    """A view that hands `form.version` to a service names the row (`changing`), so that the form can take
    over the next version. Forms shown without it are refused when they are opened (bunkyo_support.saving)."""
    wrong = []
    for app in ("meetings", "outreach", "participation", "community"):
        for path in sorted((ROOT / app / "views").glob("*.py")):
            for view in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(view, ast.FunctionDef) and not _names_its_row(view):
                    wrong.append(f"{app}/views/{path.name}: {view.name}")
    assert wrong == []


# Their frame (`_answer` and the like) names the row for them, or they hand it on as the fourth argument.
FRAMED = {"step", "refuse", "confirm_resource", "answer", "receive"}


def _names_its_row(view: ast.FunctionDef) -> bool:
    source = ast.unparse(view)
    return "form.version" not in source or "changing=" in source or view.name in FRAMED


# --- the state changed while somebody typed ---------------------------------------------------


def _do(service: Any, who: str, **values: Any) -> Callable[[], Any]:
    """A service carried out by a colleague, on rows as she sees them."""

    def do() -> None:
        with acting(who) as by:
            fresh = {
                name: type(v).objects.visible_to(by).get(pk=v.pk) if hasattr(v, "version") else v
                for name, v in values.items()
            }
            service(by=by, **fresh)

    return do


Late = tuple[Form, Callable[[], Any]]


def _told_twice() -> Late:
    visit = o.a_visit(o.approaching())
    form = Form("outreach:attempt_of_visit", o.COLLEAGUE, visit, companion="", result="absent")
    form.own |= {"next_on": ""}

    def tell() -> None:
        with acting(o.WORKER) as by:
            row = type(visit).objects.visible_to(by).get(pk=visit.pk)
            facts = outreach.AttemptFacts(result="person", visitor=staff(o.WORKER))
            target = type(visit.outreach).objects.visible_to(by).for_list()
            outreach.record_attempt(
                outreach=target.get(pk=visit.outreach_id), facts=facts, visit=row, by=by
            )

    return form, tell


def _closed_meanwhile() -> Late:
    row = o.an_outreach()
    words = {"outreach": row, "reason": "21", "words": "転出"}
    return (
        Form("outreach:prepare", o.WORKER, row),
        _do(outreach.close_outreach, o.COLLEAGUE, **words),
    )


def _visit_cancelled() -> Late:
    visit = o.a_visit(o.approaching())
    return (
        Form("outreach:visit", o.WORKER, visit, companion=""),
        _do(outreach.cancel_visit, o.COLLEAGUE, visit=visit, reason="雨"),
    )


def _information_answered() -> Late:
    row = prep.a_request()
    answer = meetings.Answering("answered", text="先月", nature="fact")
    return (
        Form("meetings:withdraw_information", m.COORDINATOR, row),
        _do(meetings.answer_request, m.DOCTOR, request=row, answer=answer),
    )


def _information_withdrawn() -> Late:
    row = prep.a_request()
    return (
        Form("meetings:answer_information", m.DOCTOR, row, step="share", reason=""),
        _do(meetings.withdraw_request, m.COORDINATOR, request=row, reason="要らなくなった"),
    )


def _dates_withdrawn() -> Late:
    poll = c.a_poll(m.a_meeting_with_a_doctor())
    return (
        Form("meetings:answer_dates", m.DOCTOR, poll),
        _do(meetings.withdraw_poll, m.COORDINATOR, poll=poll, reason="変わった"),
    )


def _poll_withdrawn_twice() -> Late:
    poll = c.a_poll(m.a_meeting_with_a_doctor())
    return (
        Form("meetings:withdraw_poll", m.COORDINATOR, poll),
        _do(meetings.withdraw_poll, m.COORDINATOR, poll=poll, reason="変わった"),
    )


def _paper_withdrawn() -> Late:
    paper = m.a_paper(m.a_sitting(m.a_meeting_with_a_doctor()))
    return (
        Form("meetings:withdraw_paper", m.COORDINATOR, paper),
        _do(meetings.withdraw_paper, m.COORDINATOR, paper=paper, reason="誤り"),
    )


def _released() -> Late:
    form = _release()
    return form, _do(meetings.release_sheets, m.COORDINATOR, call=form.row)


def _settled() -> Late:
    decision = m.a_decision(m.begun(m.a_meeting_with_a_doctor()))
    later = f"{m.days(9):%Y/%m/%d}"
    return (
        Form("meetings:move_decision", m.COORDINATOR, decision, due_on=later, person=""),
        _do(meetings.settle_decision, m.DOCTOR, decision=decision, state="done", outcome="届けた"),
    )


def _minutes_fixed() -> Late:
    minutes = m.to_be_approved(m.minuted(m.a_sitting(m.a_meeting_with_a_doctor())))
    form = Form("meetings:minutes", m.COORDINATOR, minutes, key=minutes.sitting_id, main_topic="")
    return form, _do(meetings.approve_minutes, m.COORDINATOR, minutes=minutes)


def _conference_cancelled() -> Late:
    plan = plans.a_submitted_plan()
    with acting(plans.COORDINATOR) as by:
        planned = plan_services.planned_conference(plans.seen(plan), by)
    return (
        Form("meetings:cancel_conference", plans.COORDINATOR, planned),
        _do(meetings.cancel_plan_conference, plans.COORDINATOR, conference=planned, reason="台風"),
    )


def _place_refused() -> Late:
    placement = part.proposed(part.searching(), part.a_resource())
    values = {"placement": placement, "to": "host_no", "reason": "満員", "on": part.days(0)}
    return (
        Form("participation:refuse", part.KEEPER, placement),
        _do(participation.refuse, part.RECORDER, **values),
    )


def _place_stepped() -> Late:
    placement = part.proposed(part.searching(), part.a_resource())
    part.as_keeper(participation.tell_nothing, placement=placement)
    values = {"placement": placement, "to": "visit", "on": part.days(0)}
    return (
        Form("participation:step", part.KEEPER, placement, "visit"),
        _do(participation.step, part.RECORDER, **values),
    )


def _participation_stopped() -> Late:
    row = part.searching()
    values = {"participation": row, "to": "stopped", "reason": "引っ越し"}
    return (
        Form("participation:move", part.KEEPER, row, "unmatched"),
        _do(participation.move_participation, part.RECORDER, **values),
    )


def _followed() -> Late:
    plan = plans.a_plan_that_may_end()

    def follow() -> None:
        with acting(plans.COORDINATOR) as by:
            now = plans.seen(plan)
            item = found_of(now, by)
            plan_services.carry_out(
                plan=now, item=item, confirmed_on=plans.days(0), title="課長", by=by
            )

    return Form("plans:carry_out", plans.COORDINATOR, plan), follow


LATE: list[Callable[[], Late]] = [
    *(_told_twice, _closed_meanwhile, _visit_cancelled, _information_answered),
    *(_information_withdrawn, _dates_withdrawn, _poll_withdrawn_twice, _paper_withdrawn),
    *(_released, _settled, _minutes_fixed, _conference_cancelled),
    *(_place_refused, _place_stepped, _participation_stopped, _followed),
]


@pytest.mark.parametrize("begin", LATE, ids=lambda one: one.__name__)
def test_what_was_being_typed_is_answered_by_the_service_and_kept(
    begin: Callable[[], Late],
) -> None:
    form, change = begin()
    client, sent = form.open()
    change()
    assert browser(form.who).get(form.url).status_code == 404, "offered no more"
    late = client.post(form.url, sent)
    assert late.status_code == 422, form.name
    assert late.context["form"].non_field_errors(), late.context["form"].errors
    assert (TYPED in str(sent)) <= (TYPED in late.content.decode())
    # R14: for who has no right to it there is nothing, before and after.
    stranger = browser(STRANGER)
    nothing = reverse(form.name, args=[uuid.uuid4(), *form.key[1:]])
    assert stranger.post(form.url, sent).status_code == 404
    assert stranger.post(nothing, sent).status_code == 404


@pytest.mark.parametrize("begin", [*LATE, _dissolve], ids=lambda one: one.__name__)
def test_what_was_sent_before_leads_to_where_it_led(begin: Callable[[], Any]) -> None:
    """F5 after a lost answer: the state has moved by the first of the two, and nothing is made twice."""
    found = begin()
    form = found if isinstance(found, Form) else found[0]
    client, sent = form.open()
    first = client.post(form.url, sent)
    assert first.status_code == 303, (form.name, getattr(first.context, "get", str)("form"))
    again = client.post(form.url, sent)
    assert (again.status_code, again["Location"]) == (303, first["Location"])


def test_the_tables_are_of_forms() -> None:
    assert all(inspect.isfunction(one) for one in (*STALE, *LATE))
