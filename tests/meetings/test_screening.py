"""受理判断: the list of requests and the 受理票, for the coordinators alone (R6, R7; domain.md 3.4)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError
from access.models import Compartment
from cases.models import CaseRecord, StaffInCharge
from documents.wareki import format_datetime
from meetings import services
from meetings.models import CoordinationRequest, RequestScreening
from sample_ward import screening
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import seen_by
from tests.world import acting, staff

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
VIEW = "送り手の見立ては甘いと思う。"
CRITERIA = dict.fromkeys(RequestScreening.CRITERIA, "yes")


def looked_at(request: Any, by: str = s.COORDINATOR) -> RequestScreening:
    made: RequestScreening = s.as_somebody(by, request, services.take_up_request, "request")
    return made


def written(request: Any, **changes: Any) -> RequestScreening:
    values: dict[str, Any] = {"findings": CRITERIA, "view": VIEW, "proposal": ""} | changes
    made: RequestScreening = s.as_somebody(
        s.COORDINATOR, request, services.screen_request, "request", **values
    )
    return made


# --- the gates -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "values"),
    [(services.accept_request, {}), (services.return_request, {"code": "01", "reason": "x"})],
)
def test_no_answer_without_a_screening_form(do: Any, values: dict[str, str]) -> None:
    request = s.a_request()
    with pytest.raises(DomainError, match="受理票がありません"):
        s.as_somebody(s.COORDINATOR, request, do, "request", **values)
    written(request)  # without a conclusion
    with pytest.raises(DomainError, match="受理票がありません"):
        s.as_somebody(s.COORDINATOR, request, do, "request", **values)


def test_the_answer_follows_the_conclusion() -> None:
    request = s.screened(s.a_request(), "return")
    with pytest.raises(DomainError, match="結論は「差し戻す」"):
        s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")
    s.screened(request, "accept")
    s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")


def test_a_conclusion_needs_every_criterion_and_a_view() -> None:
    request = s.a_request()
    with pytest.raises(DomainError, match="基準をすべて"):
        written(request, findings={}, proposal="accept")
    with pytest.raises(DomainError, match="見立てを"):
        written(request, view=" ", proposal="accept")
    assert written(request, proposal="accept").screened_on == s.days(0)


def test_after_the_answer_the_form_stays_as_it_is() -> None:
    request = s.an_accepted_request()
    with pytest.raises(DomainError, match="変えられません"):
        written(request)


@pytest.mark.parametrize("name", [s.SENDER, "kanri3", s.DOCTOR])
def test_r6_only_coordinators_write_it(name: str) -> None:
    request = s.a_request()
    with s.on(request, s.COORDINATOR) as (row, _):
        held = row
    with acting(name) as user, pytest.raises(DomainError, match="事務局の職員"):
        services.take_up_request(request=held, by=user)


def test_who_accepts_is_the_first_coordinator_in_charge() -> None:
    request = s.screened(s.a_request())
    s.as_somebody(s.DEPUTY, request, services.accept_request, "request")
    with acting(s.DEPUTY) as user:
        record = CaseRecord.objects.visible_to(user).get()
        (in_charge,) = StaffInCharge.objects.visible_to(user).filter(record=record)
        assert in_charge.staff_id == user.pk


# --- who reads it --------------------------------------------------------------------------


def test_r7_the_sender_sees_neither_the_form_nor_that_it_exists() -> None:
    request = s.a_request()
    made = written(request, proposal="return")
    for name in (s.COORDINATOR, s.DEPUTY):
        assert s.is_seen_by(name, made)
    for name in (s.SENDER, "soudan2", "kanri1", "kanri3", s.OUTSIDER, "kansa1"):
        assert seen_by(name, RequestScreening) == [], name
    client = browser(s.SENDER)
    before = text_of(client.get(url("request", request.pk)))
    assert "受理票" not in before
    assert VIEW not in before
    assert "受理票" not in text_of(client.get(url("requests")))
    assert client.get(url("screening", request.pk)).status_code == 404
    assert client.post(url("take_up", request.pk)).status_code == 404


def test_r7_the_reason_that_the_sender_reads_is_written_apart() -> None:
    request = s.screened(s.a_request(), "return")
    client = browser(s.COORDINATOR)
    form = client.get(url("return", request.pk)).content.decode()
    assert screening.VIEWS["return"] not in form


def test_r6_taking_it_up_shows_the_case_to_nobody_new() -> None:
    request = s.a_request()
    looked_at(request)
    with acting("kanri3") as user:
        assert not Compartment.objects.visible_to(user).exists()
    with acting(s.DEPUTY) as user:
        kinds = set(Compartment.objects.visible_to(user).values_list("kind", flat=True))
        assert kinds == {"hand_off"}


def test_a_colleague_takes_over() -> None:
    request = s.a_request()
    looked_at(request)
    again = looked_at(request, s.DEPUTY)
    assert again.in_charge_id == staff(s.DEPUTY).pk
    assert len(seen_by(s.COORDINATOR, RequestScreening)) == 1


# --- pages ---------------------------------------------------------------------------------


def test_the_list_says_who_looks_at_it_and_how_it_stands() -> None:
    request = s.a_request(consent_state="30")
    client = browser(s.COORDINATOR)
    assert "まだいません" in text_of(client.get(url("requests")))
    s.screened(request)
    page = text_of(client.get(url("requests")))
    assert staff(s.COORDINATOR).name in page
    assert "結論：受理する" in page
    assert "拒否" in page
    assert "今日届きました" in page


def test_the_list_asks_the_same_number_of_questions_for_any_number() -> None:
    s.screened(s.a_request())
    before = queries(s.COORDINATOR, url("requests"))
    for _ in range(4):
        s.screened(s.a_request())
    assert queries(s.COORDINATOR, url("requests")) == before


def test_the_form_is_written_step_by_step_on_its_page() -> None:
    request = s.a_request()
    client, address = browser(s.COORDINATOR), url("screening", request.pk)
    assert (
        "受理する" not in text_of(client.get(url("request", request.pk))).split("受理票を書く")[0]
    )
    assert client.post(url("take_up", request.pk))["Location"] == address
    asked = client.get(address)
    assert "結論を出すときは、上のすべての項目を選び、見立ても書きます" in text_of(asked)
    version = hidden(asked, "version")
    refused = post(client, address, proposal="accept", version=version)
    assert refused.status_code == 422
    assert "見立てを書いてください" in text_of(refused)
    assert post(client, address, view=VIEW, version=version).status_code == 303
    version = hidden(client.get(address), "version")
    done = post(client, address, view=VIEW, proposal="accept", version=version, **CRITERIA)
    assert done.status_code == 303
    assert "受理する" in text_of(client.get(url("request", request.pk)))


def test_a_form_that_says_nothing_is_not_saved_and_says_so_beside_the_field() -> None:
    request = s.a_request()
    with pytest.raises(DomainError, match="何も書かれていません"):
        written(request, findings={}, view=" ")
    looked_at(request)
    client, address = browser(s.COORDINATOR), url("screening", request.pk)
    version = hidden(client.get(address), "version")
    refused = post(client, address, view=" ", version=version)
    assert refused.status_code == 422
    page = refused.content.decode()
    words = "何も書かれていません。基準か見立てを書いてから登録してください"
    assert page.index('for="id_view"') < page.rindex(words) < page.index('name="view"')
    assert post(client, address, is_urgent="no", version=version).status_code == 303


def test_an_answered_request_says_who_answered_and_when_to_both_sides() -> None:
    request = s.a_request()
    for name in (s.SENDER, s.COORDINATOR):
        assert "返事 受理" not in text_of(browser(name).get(url("request", request.pk)))
    s.screened(request)
    s.as_somebody(s.DEPUTY, request, services.accept_request, "request")
    [row] = seen_by(s.SENDER, CoordinationRequest)
    words = f"受理　{format_datetime(row.answered_at)}　{row.secretariat}　{staff(s.DEPUTY).name}"
    for name in (s.SENDER, s.COORDINATOR):
        assert words in browser(name).get(url("request", request.pk)).content.decode(), name


def test_a_form_saved_meanwhile_is_not_overwritten() -> None:
    request = s.a_request()
    looked_at(request)
    client, address = browser(s.DEPUTY), url("screening", request.pk)
    version = hidden(client.get(address), "version")
    written(request)
    late = post(client, address, view="別の見立て", version=version)
    assert late.status_code == 422
    assert "別の見立て" in text_of(late) or "別の見立て" in late.content.decode()


def test_a_conclusion_without_a_view_is_refused_by_the_database() -> None:
    request = s.a_request()
    made = looked_at(request)
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        RequestScreening.objects.changeable_by(user).filter(pk=made.pk).update(proposal="accept")
