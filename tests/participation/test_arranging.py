"""Who looks after a participation, and what is arranged with a host before she begins there."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from participation import services
from participation.models import Participation
from plans import services as plan_services
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.plans.situations import tasks_of
from tests.world import acting

from . import situations as s
from .test_after_the_plan import there

pytestmark = pytest.mark.django_db


def test_who_looks_after_it_changes_among_the_bodies_of_the_plan() -> None:
    row = s.begun(s.a_plan())
    client, url = browser(s.KEEPER), reverse("participation:charge", args=[row.pk])
    assert url in client.get(reverse("participation:detail", args=[row.pk])).content.decode()
    offered = {str(body.pk) for body in client.get(url).context["form"].fields["body"].queryset}
    recorder, foreign = body_of(s.RECORDER), body_of("kurashi1")
    assert str(recorder.pk) in offered
    assert str(foreign.pk) not in offered
    sent = {"version": "1", "next_look_on": f"{s.days(3):%Y/%m/%d}"}
    assert client.post(url, sent | {"body": str(foreign.pk)}).status_code == 422
    assert client.post(url, sent | {"body": str(recorder.pk)}).status_code == 303
    with acting(s.KEEPER):
        now = s.again(row)
        assert (now.body_id, now.next_look_on) == (recorder.pk, s.days(3))
    with pytest.raises(DomainError, match="プランの参加機関から"):
        s.as_keeper(services.set_charge, participation=row, body=foreign, next_look_on=None)
    asked = "参加支援の準備を進める"
    home = browser(s.RECORDER).get("/")
    assert asked in text_of(home)
    assert "参加先との連絡・調整をする" not in text_of(home), "no place is tried yet"
    assert reverse("participation:detail", args=[row.pk]) in home.content.decode()
    assert asked not in text_of(client.get("/"))
    assert browser("kanri1").get(url).status_code == 404, "a supervisor reads its progress (R9)"
    stop = {"to": "stopped", "reason": "引っ越し"}
    s.as_keeper(services.move_participation, participation=row, **stop)
    assert client.get(url).status_code == 404
    with pytest.raises(DomainError, match="終わっています"):
        s.as_keeper(services.set_charge, participation=row, body=recorder, next_look_on=None)


def test_what_is_arranged_with_a_host_is_written_before_she_begins() -> None:
    """The day of a visit, and every call before it (domain.md 4.6: 調整状況)."""
    placement = s.proposed(s.searching(s.an_active_plan()), s.a_resource())
    client = browser(s.KEEPER)
    detail = reverse("participation:detail", args=[placement.participation_id])
    url = reverse("participation:support", args=[placement.pk])
    assert url in client.get(detail).content.decode()
    page = client.get(url)
    assert "受入先との連絡・調整を記録する" in text_of(page)
    assert [value for value, _ in page.context["form"].fields["kind"].choices] == ["note"]
    sent = {"on": f"{s.days(0):%Y/%m/%d}", "text": "見学の日を決めた"}
    assert client.post(url, sent | {"kind": "person"}).status_code == 422
    visit = {"next_look_on": f"{s.days(2):%Y/%m/%d}"}
    assert client.post(url, sent | visit | {"kind": "note"}).status_code == 303
    assert "見学の日を決めた" in text_of(client.get(detail))
    assert "参加先との連絡・調整をする" in text_of(client.get("/"))
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "started")
    kinds = [value for value, _ in client.get(url).context["form"].fields["kind"].choices]
    assert kinds == ["person", "host", "note"]
    assert "参加先での様子を聞く" in text_of(client.get("/"))


def test_when_the_only_place_is_over_the_home_page_says_to_look_for_another() -> None:
    """Its day stays, and there is nobody to call: the place that took her is no more."""
    placement = s.proposed(s.searching(s.an_active_plan()), s.a_resource())
    client = browser(s.KEEPER)
    url = reverse("participation:charge", args=[placement.participation_id])
    sent = client.get(url).context["form"].initial | {"next_look_on": f"{s.days(2):%Y/%m/%d}"}
    assert client.post(url, {name: str(value) for name, value in sent.items()}).status_code == 303
    assert "参加先との連絡・調整をする" in text_of(client.get("/"))
    s.refused(placement)
    home = client.get("/")
    assert "参加先を探す" in text_of(home)
    assert "参加先との連絡・調整をする" not in text_of(home)
    ranked = reverse("participation:matching", args=[placement.participation_id])
    assert ranked in home.content.decode()
    assert client.get(ranked).status_code == 200
    with acting(s.KEEPER) as by:
        row = s.again(Participation.objects.visible_to(by).get(pk=placement.participation_id))
    s.as_keeper(services.move_participation, participation=row, to="unmatched", reason="ない")
    assert client.get(ranked).status_code == 404
    assert "もう一度探すかを決める" in text_of(client.get("/"))


def test_a_participation_whose_body_left_the_plan_waits_for_the_coordinator() -> None:
    """The body reads it no more (R5): who keeps the plan is told until somebody looks after it."""
    plan = s.a_plan()
    row = s.begun(plan)
    told = "担当の機関がプランから外れた参加支援の、次の担当を決める"
    keeping = browser(s.COORDINATOR)
    assert told not in text_of(keeping.get("/"))
    with acting(s.COORDINATOR) as by:
        given_up = [
            plan_services.TaskFacts(
                task.body, task.content, due_on=task.due_on, ended=True, id=task.pk
            )
            for task in tasks_of(s.seen(plan), by)
        ]
        plan_services.edit_tasks(plan=s.seen(plan), rows=given_up, by=by)
        plan_services.remove_body(plan=s.seen(plan), body=body_of(s.KEEPER), by=by, reason="異動")
    home = keeping.get("/")
    url = reverse("participation:charge", args=[row.pk])
    assert told in text_of(home)
    assert url in home.content.decode()
    assert told not in text_of(browser(s.KEEPER).get("/"))
    assert told not in text_of(browser(s.RECORDER).get("/"))
    sent = {"version": str(keeping.get(url).context["form"]["version"].value())}
    sent |= {"body": str(body_of(s.RECORDER).pk), "next_look_on": f"{s.days(60):%Y/%m/%d}"}
    assert keeping.post(url, sent).status_code == 303
    assert told not in text_of(keeping.get("/"))


def test_after_the_end_no_day_is_kept_of_which_nobody_would_be_told() -> None:
    """How she is doing may still be written where she stays linked; 「今日の仕事」 tells of what goes on alone."""
    _, row, placement = there(settled=True)
    s.as_keeper(services.move_participation, participation=row, to="closed", reason="通っている")
    client, url = browser(s.KEEPER), reverse("participation:support", args=[placement.pk])
    assert "next_look_on" not in client.get(url).context["form"].fields
    sent = {"kind": "person", "on": f"{s.days(0):%Y/%m/%d}", "text": "元気に通っている"}
    late = client.post(url, sent | {"next_look_on": f"{s.days(20):%Y/%m/%d}"})
    assert late.status_code == 422
    assert "この参加支援は終わっています" in text_of(late)
    assert client.post(url, sent).status_code == 303
    with acting(s.KEEPER):
        assert s.again(row).next_look_on is None
