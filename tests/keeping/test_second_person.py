"""Who is the second person of a request: a supervisor of the body; at a secretariat another who keeps its records, for
its supervisor reads no plan (R6, R9). One answer for services, pages and tasks, whichever right is asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from cases.models import Person
from keeping import services
from tests.cases.pages import browser, text_of
from tests.cases.situations import record_of
from tests.world import acting

from .amending import GROUNDS, asked, on, today
from .test_disclosure import WORKER, a_request, a_told_case, check, submit
from .test_disclosure import seen as disclosure_seen
from .test_plans_disclosed import COORDINATOR, DEPUTY, SUPERVISOR, of_a_plan

pytestmark = pytest.mark.django_db
ONLY_THEY = "内容を確かめるのは、ほかの事務局の担当者です"


def an_amendment_there() -> Any:
    """Received and put forward at the secretariat."""
    case, _ = of_a_plan()
    with acting(COORDINATOR) as user:
        row = services.receive_amendment(
            record=record_of(case, COORDINATOR),
            person=Person.objects.visible_to(user).of_case(case).get(is_subject=True),
            facts=services.AskerFacts(asker="self", confirmed_how="旅券"),
            asked=asked(),
            received_on=today(),
            by=user,
        )
    with on(row, COORDINATOR) as (mine, user):
        services.submit_amendment(request=mine, decision="refused", words=GROUNDS, by=user)
    return row


def a_disclosure_there() -> Any:
    """The same of a disclosure; refused, so that its supervisor sees as much as the others."""
    _, request = of_a_plan()
    submit(request, by=COORDINATOR, decision="refused")
    return request


def amended(row: Any, by: str) -> Any:
    with on(row, by) as (mine, user):
        return services.check_amendment(request=mine, is_right=True, words="", by=user)


def disclosed(row: Any, by: str) -> Any:
    with acting(by) as user:
        return services.check_package(
            request=disclosure_seen(row, user), is_right=True, words="", by=user
        )


@pytest.mark.parametrize(
    ("made", "page", "step", "decide", "task"),
    [
        (a_disclosure_there, "disclosure_request", "check", disclosed, "開示請求の決定の案"),
        (
            an_amendment_there,
            "amendment_request",
            "check_amendment",
            amended,
            "訂正請求の決定の案",
        ),
    ],
    ids=["disclosure", "amendment"],
)
def test_r9_at_a_secretariat_another_coordinator_decides_and_never_its_supervisor(
    made: Callable[[], Any], page: str, step: str, decide: Callable[[Any, str], Any], task: str
) -> None:
    row = made()
    with pytest.raises(DomainError, match=ONLY_THEY):
        decide(row, SUPERVISOR)
    with pytest.raises(DomainError, match="ほかの事務局の担当者が確かめます"):
        decide(row, COORDINATOR)
    url, way = (reverse(f"keeping:{name}", args=[row.pk]) for name in (page, step))
    assert way not in browser(SUPERVISOR).get(url).content.decode()
    assert browser(SUPERVISOR).get(way).status_code == 404
    assert browser(SUPERVISOR).post(way, {"answer": "right"}).status_code == 404
    assert task not in text_of(browser(SUPERVISOR).get(reverse("home")))
    assert task in text_of(browser(DEPUTY).get(reverse("home")))
    assert browser(DEPUTY).get(way).status_code == 200
    assert decide(row, DEPUTY).state == "decided"


def test_the_second_person_decides_on_what_was_put_before_her() -> None:
    case = a_told_case()
    request = a_request(case)
    submit(request)
    with acting(WORKER) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        Person.objects.changeable_by(user).filter(pk=person.pk).update(note="あとから変えた備考")
    with pytest.raises(DomainError, match="確認を頼んだあとに記録が変わったか"):
        check(request)
