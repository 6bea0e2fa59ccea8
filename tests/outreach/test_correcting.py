"""What was told of an attempt is put right: who went is who went, whatever has changed since (domain.md 3.5)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from cases.services import restrict_person
from organizations.models import Appointment
from outreach import services
from outreach.models import Outreach, VisitAttempt
from tests.cases.pages import browser, filled_in

from . import situations as s

pytestmark = pytest.mark.django_db


def leaves(username: str) -> None:
    with s.acting("system1"):
        Appointment.objects.filter(staff=s.staff(username)).update(valid_until=timezone.now())


def latest(outreach: Outreach) -> VisitAttempt:
    with s.acting(s.WORKER) as by:
        rows = VisitAttempt.objects.visible_to(by).that_count().filter(outreach=outreach)
        found: VisitAttempt = rows.with_people().get()
        return found


def correct(outreach: Outreach, **changes: Any) -> VisitAttempt:
    """The result was chosen wrongly."""
    row = latest(outreach)
    values = {"result": "door", "visitor": row.visitor, "companion": row.companion}
    values |= {"method": row.method, "at": row.at}
    facts = services.AttemptFacts(**values | changes)
    with s.acting(s.WORKER) as by:
        own = VisitAttempt.objects.visible_to(by).select_related("visit").get(pk=row.pk)
        return services.correct_attempt(attempt=own, facts=facts, reason="選び間違い", by=by)


def test_who_went_and_has_left_since_still_went() -> None:
    outreach = s.approaching()
    row = s.attempt(outreach, "absent", visitor=s.staff(s.COLLEAGUE), companion=s.staff(s.WORKER))
    leaves(s.COLLEAGUE)
    client = browser(s.WORKER)
    where = reverse("outreach:correct", args=[row.pk])
    sent = filled_in(client.get(where)) | {"reason": "書き間違い", "words": "留守だった"}
    assert client.post(where, sent).status_code == 303
    now = latest(outreach)
    assert (now.visitor.username, now.words) == (s.COLLEAGUE, "留守だった")


def test_who_was_to_go_and_has_left_since_may_have_gone() -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach, visitor=s.staff(s.COLLEAGUE))
    leaves(s.COLLEAGUE)
    form = (
        browser(s.WORKER).get(reverse("outreach:attempt_of_visit", args=[visit.pk])).context["form"]
    )
    key = str(s.staff(s.COLLEAGUE).pk)
    assert form["visitor"].value() == key
    assert key in dict(form.fields["visitor"].choices)


def test_in_the_place_of_who_has_left_nobody_goes_by_herself() -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach, visitor=s.staff(s.COLLEAGUE))
    leaves(s.COLLEAGUE)
    client = browser(s.WORKER)
    where = reverse("outreach:visit", args=[visit.pk])
    page = client.get(where)
    choices = page.context["form"].fields["visitor"].choices
    assert choices[0] == ("", "選んでください")
    assert str(s.staff(s.COLLEAGUE).pk) not in dict(choices)
    assert client.post(where, filled_in(page) | {"visitor": ""}).status_code == 422


def keep_out(outreach: Outreach) -> None:
    with s.acting(s.WORKER) as by:
        case = s.seen(outreach).compartment.case
        restrict_person(case=case, user=s.staff(s.COLLEAGUE), reason="親族", by=by)


def test_r12_who_is_kept_out_is_not_offered_among_those_who_went_as_planned() -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach, companion=s.staff(s.COLLEAGUE))
    keep_out(outreach)
    page = browser(s.WORKER).get(reverse("outreach:attempt_of_visit", args=[visit.pk]))
    choices = page.context["form"].fields["companion"].choices
    assert str(s.staff(s.COLLEAGUE).pk) not in dict(choices)


def test_r12_who_went_before_she_was_kept_out_did_go_and_nobody_is_put_there_since() -> None:
    outreach = s.approaching()
    s.attempt(outreach, "absent", companion=s.staff(s.COLLEAGUE))
    keep_out(outreach)
    assert correct(outreach).companion == s.staff(s.COLLEAGUE)
    with pytest.raises(DomainError, match="関われない職員"):
        s.attempt(outreach, "absent", companion=s.staff(s.COLLEAGUE))


def mark_a_risk(outreach: Outreach) -> None:
    facts = s.facts(source=None, needs_two=True, risk_words="犬を放している")
    s.do(outreach, services.change_outreach, facts=facts, in_charge=s.staff(s.WORKER))


def test_a_risk_that_is_marked_later_keeps_no_record_from_being_put_right() -> None:
    outreach = s.approaching()
    s.attempt(outreach, "absent")
    mark_a_risk(outreach)
    assert (latest(outreach).needs_two, correct(outreach).result) == (False, "door")


def test_what_was_no_visit_does_not_become_one_alone_where_two_are_needed() -> None:
    outreach = s.approaching()
    s.attempt(outreach, "absent", method="phone")
    mark_a_risk(outreach)
    with pytest.raises(DomainError, match="2人以上"):
        correct(outreach, method="visit")
    assert correct(outreach).method == "phone"
