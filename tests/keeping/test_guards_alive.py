"""What is refused while records are kept and disclosed by one guard alone, or by the first of several: it says its
own words."""

import pytest

from access import keeping
from access.errors import DomainError
from access.keeping_models import LegalHold
from jobs.models import Job
from keeping import services
from keeping.models import RequestState
from tests.cases.situations import a_case
from tests.databases import Database
from tests.world import acting

from .situations import KEEPER, SUPERVISOR, WORKER, a_closed_case, draw_up
from .test_disclosure import a_request, a_told_case
from .test_guards_third_parties import ABOUT, a_received_request, notice
from .test_hearing import NAME, on


@pytest.mark.django_db
def test_a_case_is_held_once_for_a_reason() -> None:
    case = a_case(WORKER)
    with acting(SUPERVISOR) as user:
        keeping.place_hold(case_id=case.pk, reason="lawsuit", reference="第1号", by=user)
        with pytest.raises(DomainError, match="同じ理由で、すでに止めています"):
            keeping.place_hold(case_id=case.pk, reason="lawsuit", reference="第2号", by=user)
        assert LegalHold.objects.visible_to(user).get().reference == "第1号"
        assert keeping.place_hold(case_id=case.pk, reason="audit", reference="第3号", by=user)


def test_what_was_not_disposed_of_has_no_certificate(committed_db: Database) -> None:
    a_closed_case()
    row = draw_up()
    with acting(KEEPER) as user:
        with pytest.raises(DomainError, match="廃棄証明は、廃棄が済むと"):
            services.request_certificate(disposal_list=row, by=user)
        assert not Job.objects.visible_to(user).exists()


@pytest.mark.django_db
def test_what_was_not_decided_is_not_taken_back() -> None:
    request = a_request(a_told_case())
    with on(request) as (row, user):
        with pytest.raises(DomainError, match="交付の前の決定だけを"):
            services.take_back(request=row, by=user)
    with on(request) as (row, _):
        assert row.state == RequestState.OPEN


@pytest.mark.django_db
def test_art86_nobody_is_heard_on_a_basis_that_the_law_does_not_know() -> None:
    with on(a_received_request()) as (row, user):
        for basis in ("", "9"):
            with pytest.raises(DomainError, match="根拠を選び直して"):
                services.hear_third_party(
                    request=row,
                    name=NAME,
                    about=ABOUT,
                    ground=services.Ground(basis),
                    notice=notice(0, 14),
                    by=user,
                )
        assert services.third_parties_of(row, user) == []
