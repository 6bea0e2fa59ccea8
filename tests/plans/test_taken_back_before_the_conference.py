"""A plan that was brought before the conference is put right before it meets (domain.md 3.2, R8)."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from meetings.models import ConferenceState, PlanConference
from meetings.services import open_plan_conference
from plans import services
from plans.moves_offered import moves_offered
from plans.paper_contents import _conference
from plans.states import PlanState
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import situations as s
from .test_pages import get, send

pytestmark = pytest.mark.django_db


def test_what_is_seen_before_the_meeting_is_put_right_without_it() -> None:
    plan = s.a_submitted_plan()
    with pytest.raises(DomainError, match="付議を取り下げるか、会議で「要修正」"):
        s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="別のこと"))
    client = browser(s.COORDINATOR)
    page = get(client, "move", plan)
    assert "付議を取り下げて直す" in page
    assert "プランを取り下げて終える" in page, "the other choice is not taken for this one"
    lacking = send(client, "move", plan, to="returned")
    assert (lacking.status_code, "理由を書いてください" in text_of(lacking)) == (422, True)
    assert send(client, "move", plan, to="returned", note="住所の書きまちがい").status_code == 303
    shown = text_of(client.get(reverse("plans:detail", args=[plan.pk])))
    assert "本人の同意を記録してから、もう一度付議します" in shown
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        assert (now.state, now.conference_result) == (PlanState.RETURNED, "")
        assert now.contents.get().note == "住所の書きまちがい"
        [conference] = PlanConference.objects.visible_to(by).filter(compartment=now.compartment)
        assert conference.state == ConferenceState.CANCELLED
        assert _conference(by, now) is None, "no paper names its day"
    home = text_of(client.get(reverse("home")))
    assert "付議を取り下げたプランを直す" in home
    assert "会議で「要修正」" not in home
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(plan)
    s.found(plan, "adequate")
    with pytest.raises(DomainError, match="会議の結果が出る前"):
        s.as_coordinator(plan, services.take_back_submission, reason="気が変わった")


def test_a_conference_that_has_begun_says_itself_what_is_to_be_put_right() -> None:
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        assert planned is not None
        open_plan_conference(conference=planned, by=by)
        assert PlanState.RETURNED not in dict(moves_offered(s.seen(plan), by))
    with pytest.raises(DomainError, match="先に、会議の画面の"):
        s.as_coordinator(plan, services.take_back_submission, reason="書きまちがい")


def test_r8_the_ward_refuses_nothing_on_which_no_conference_has_deliberated() -> None:
    plan = s.a_submitted_plan()
    with pytest.raises(DomainError, match="先に、会議の結果"):
        s.as_coordinator(plan, services.refuse_plan, reason="予算の見込みがない")


def test_the_reason_to_take_it_back_is_asked_for() -> None:
    with pytest.raises(DomainError, match="取り下げる理由"):
        s.as_coordinator(s.a_submitted_plan(), services.take_back_submission, reason=" ")
