"""Who is kept out of a case (R12) is put in charge of nothing in a plan: she would see nothing of it, and would on the
day on which that ends."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.models import CaseFile
from cases.services import restrict_person
from organizations.models import Staff
from plans import services
from plans.models import PlanBody
from plans.services.outreach import possible_carriers
from tests.cases.pages import browser
from tests.cases.situations import office
from tests.world import acting

from . import situations as s
from .test_outreach import an_outreach_plan

pytestmark = pytest.mark.django_db


def keep_out(case: CaseFile, person: Staff) -> None:
    with acting(s.RECORDER) as by:
        restrict_person(case=case, user=person, reason="親族", by=by)


def test_r12_who_is_kept_out_of_the_case_joins_no_circle() -> None:
    plan = s.a_bare_plan()
    keep_out(plan.compartment.case, office(s.PARTNER).staff)
    with pytest.raises(DomainError, match="閲覧制限"):
        s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office(s.PARTNER)])
    with acting(s.COORDINATOR) as by:
        assert not PlanBody.objects.visible_to(by).filter(plan=plan).exists()
    page = browser(s.COORDINATOR).get(reverse("plans:bodies", args=[plan.pk]))
    offered = {key for key, _ in page.context["form"].fields["staff"].choices}
    assert str(office(s.PARTNER).pk) not in offered
    assert str(office(s.RECORDER).pk) in offered


def test_r12_who_is_kept_out_of_the_case_carries_no_outreach_out() -> None:
    plan = an_outreach_plan()
    with acting(s.COORDINATOR) as by:
        offices = [carrier.appointment for carrier in possible_carriers(s.seen(plan), by)]
    one = next(office for office in offices if office.staff.username != s.RECORDER)
    keep_out(plan.compartment.case, one.staff)
    with acting(s.COORDINATOR) as by:
        left = {carrier.appointment.staff_id for carrier in possible_carriers(s.seen(plan), by)}
        assert left == {office.staff_id for office in offices} - {one.staff_id}
