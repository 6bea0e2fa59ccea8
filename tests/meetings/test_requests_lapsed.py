"""A request for 多機関協働 on 本人同意 that nobody has answered is read by the secretariat no longer than the person
consents (R3, R6, R17)."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access import hand_offs, narrowing
from access.errors import DomainError
from access.explain import explain
from access.models import CaseFile, ConfidentialModel, Disclosure
from cases.models import CaseRecord, Consent, RecordState
from cases.services import end_of
from meetings import services
from meetings.models import CoordinationRequest, RequestScreening, RequestState
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    kinds_open_to,
    narrow_to,
    office,
    record_of,
    seen_by,
)
from tests.cases.test_consent_scope import household, take_back
from tests.meetings.test_requests import on_consent, state_of_record
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOT_SEEN = "事務局には見えていません"


def asked(with_name: bool = True) -> tuple[CaseFile, Consent, CoordinationRequest]:
    case = a_case(s.SENDER)
    consent = a_consent(case, by=s.SENDER)
    mother, _ = household(case)
    return case, consent, s.a_request(**on_consent(case, *([mother] if with_name else [])))


def lapse(consent: Consent, request: CoordinationRequest) -> None:
    """Yesterday was the last day of the consent."""
    yesterday = timezone.localdate() - DAY
    with acting(s.SENDER) as by:
        rows = Consent.objects.changeable_by(by).filter(pk=consent.pk)
        rows.update(given_on=yesterday, valid_until_on=yesterday)
        assert hand_offs.move_end(source=request.pk, valid_until=end_of(yesterday))


def lapsed() -> tuple[CaseFile, CoordinationRequest]:
    case, consent, request = asked()
    s.screened(request)
    lapse(consent, request)
    return case, request


def until_of(row: ConfidentialModel) -> set[datetime.datetime | None]:
    """Until when the secretariat sees it."""
    with acting(s.COORDINATOR) as by:
        return {found.until for found in explain(by, row)}


def screening() -> RequestScreening:
    [form] = seen_by(s.COORDINATOR, RequestScreening)
    assert isinstance(form, RequestScreening)
    return form


def states(username: str) -> list[str]:
    return [row.state for row in seen_by(username, CoordinationRequest)]


def post(username: str, name: str, request: CoordinationRequest) -> Any:
    return browser(username).post(reverse(f"meetings:{name}", args=[request.pk]))


@pytest.mark.parametrize("with_name", [True, False])
def test_r17_it_and_what_is_noted_of_it_are_open_until_the_last_day(with_name: bool) -> None:
    _, consent, request = asked(with_name)
    s.screened(request)
    assert until_of(request) == {end_of(consent.valid_until_on)}
    assert until_of(screening()) == {end_of(consent.valid_until_on)}


def test_one_on_another_basis_has_no_last_day() -> None:
    case = a_case(s.SENDER)
    a_consent(case, by=s.SENDER)
    request = s.a_request(case)
    s.screened(request)
    assert until_of(request) == until_of(screening()) == {None}


def test_r3_of_several_who_are_named_the_first_whose_consent_ends_counts() -> None:
    case = a_case(s.SENDER)
    mother, son = household(case)
    a_consent(case, by=s.SENDER, persons=[mother])
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, by=s.SENDER, persons=[son], valid_until_on=soon)
    assert until_of(s.a_request(**on_consent(case, mother, son))) == {end_of(soon)}


def test_r3_where_nobody_is_named_the_last_who_consents_counts() -> None:
    case = a_case(s.SENDER)
    mother, son = household(case)
    longest = a_consent(case, by=s.SENDER, persons=[mother])
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, by=s.SENDER, persons=[son], valid_until_on=soon)
    assert until_of(s.a_request(**on_consent(case))) == {end_of(longest.valid_until_on)}


def test_r3_r14_after_the_last_day_the_secretariat_reads_nothing_of_it() -> None:
    case, request = lapsed()
    for name in (s.COORDINATOR, s.DEPUTY):
        assert states(name) == []
        assert seen_by(name, RequestScreening) == []
        assert kinds_open_to(name) == set()
    client = browser(s.COORDINATOR)
    for name in ("request", "screening", "return"):
        url = reverse(f"meetings:{name}", args=[request.pk])
        assert client.get(url).status_code == 404
    assert post(s.COORDINATOR, "accept", request).status_code == 404
    for url in (reverse("meetings:requests"), reverse("home")):
        assert str(case.number) not in text_of(client.get(url))


def test_r6_who_asked_reads_it_still_and_what_to_do_next() -> None:
    _, request = lapsed()
    assert states(s.SENDER) == [RequestState.REQUESTED]
    client = browser(s.SENDER)
    page = text_of(client.get(reverse("meetings:request", args=[request.pk])))
    assert NOT_SEEN in page
    assert "依頼を取り下げる" in page
    assert "同意によらない根拠を選んで" in page
    assert "事務局の返事を待っています" not in page
    assert NOT_SEEN in text_of(client.get(reverse("meetings:requests")))
    assert "取り下げて、頼み直す" in text_of(client.get(reverse("home")))


def test_one_that_is_open_is_waited_for_as_before() -> None:
    _, _, request = asked()
    client = browser(s.SENDER)
    page = text_of(client.get(reverse("meetings:request", args=[request.pk])))
    assert "事務局の返事を待っています" in page
    for url in (reverse("meetings:requests"), reverse("meetings:request", args=[request.pk])):
        assert NOT_SEEN not in text_of(client.get(url))
    assert "取り下げて、頼み直す" not in text_of(client.get(reverse("home")))
    detail = client.get(reverse("cases:detail", args=[request.compartment.case_id]))
    assert "事務局に見えていません" not in text_of(detail)
    with pytest.raises(DomainError, match="返事が来てから依頼してください"):
        s.a_request(request.compartment.case)


def test_what_has_closed_is_told_on_the_page_of_the_case_and_before_another_is_asked() -> None:
    case, request = lapsed()
    client = browser(s.SENDER)
    page = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "事務局に見えていません" in page
    with pytest.raises(DomainError, match="その依頼を開いて取り下げてから"):
        s.a_request(case)
    asked_anew = client.get(reverse("meetings:request_new", args=[case.pk]), follow=True)
    assert "その依頼を開いて取り下げてから" in text_of(asked_anew)
    post(s.SENDER, "take_back", request)
    assert s.a_request(case).pk


def test_r21_who_asked_takes_it_back_and_asks_anew_which_is_a_line_of_its_own() -> None:
    case, request = lapsed()
    post(s.SENDER, "take_back", request)
    assert states(s.SENDER) == [RequestState.WITHDRAWN]
    assert state_of_record(s.SENDER) == RecordState.RECEIVED
    page = browser(s.SENDER).get(reverse("meetings:request", args=[request.pk]))
    assert "本人の同意が有効でなくなったため、取り下げになりました" in text_of(page)
    a_consent(case, by=s.SENDER)
    anew = s.a_request(**on_consent(case, household(case)[0]))
    assert states(s.COORDINATOR) == [RequestState.REQUESTED]
    lines = [row for row in seen_by(s.SENDER, Disclosure) if row.channel == "request"]
    assert [row.object_id for row in lines] == [request.pk, anew.pk]


def test_what_waits_for_its_answer_is_not_taken_back_by_the_button() -> None:
    _, _, request = asked()
    post(s.SENDER, "take_back", request)
    assert states(s.SENDER) == states(s.COORDINATOR) == [RequestState.REQUESTED]


def test_r6_what_was_accepted_is_the_secretariats_own_work_and_ends_with_no_consent() -> None:
    _, consent, request = asked()
    s.screened(request)
    s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")
    assert until_of(request) == until_of(screening()) == {None}
    take_back(consent)
    assert states(s.COORDINATOR) == [RequestState.ACCEPTED]
    assert len(seen_by(s.COORDINATOR, CaseRecord)) == 1


def test_r17_a_consent_that_is_renewed_in_time_moves_its_end() -> None:
    case = a_case(s.SENDER)
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, by=s.SENDER, valid_until_on=soon)
    request = s.screened(s.a_request(**on_consent(case, household(case)[0])))
    assert until_of(request) == {end_of(soon)}
    anew = a_consent(case, by=s.SENDER)
    assert until_of(request) == until_of(screening()) == {end_of(anew.valid_until_on)}


def test_r17_where_a_shorter_consent_goes_on_it_ends_with_that_one() -> None:
    case, consent, request = asked()
    s.screened(request)
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, by=s.SENDER, valid_until_on=soon)
    take_back(consent)
    assert until_of(request) == until_of(screening()) == {end_of(soon)}


def test_r3_what_has_closed_is_not_shown_again_by_a_new_consent() -> None:
    """It is asked anew, so that the ledger says so (R21)."""
    case, request = lapsed()
    a_consent(case, by=s.SENDER)
    assert states(s.COORDINATOR) == []
    page = browser(s.SENDER).get(reverse("meetings:request", args=[request.pk]))
    assert NOT_SEEN in text_of(page)


def far(name: str, request: CoordinationRequest) -> int:
    with acting(name):
        return hand_offs.move_end(
            source=request.pk, valid_until=end_of(timezone.localdate() + 900 * DAY)
        )


@pytest.mark.parametrize("name", [s.COORDINATOR, s.OUTSIDER, "kansa1"])
def test_r3_only_who_asked_moves_the_end(name: str) -> None:
    _, consent, request = asked()
    assert far(name, request) == 0
    assert until_of(request) == {end_of(consent.valid_until_on)}
    assert far(s.SENDER, request) > 0


def test_r14_who_does_not_see_the_case_closes_nothing() -> None:
    case, consent, request = asked()
    with acting(s.SENDER) as by:
        rows = Consent.objects.changeable_by(by).filter(pk=consent.pk)
        rows.update(withdrawn_at=timezone.now())
    for name, left in (("csw1", [RequestState.REQUESTED]), (s.SENDER, [])):
        with acting(name), connection.cursor() as cursor:
            cursor.execute("select access.close_without_basis(%s)", [case.pk])
        assert states(s.COORDINATOR) == left
    assert states(s.SENDER) == [request.state]


def test_r2_r14_a_narrowed_record_of_the_secretariat_with_nobody_left_is_not_told() -> None:
    """The consent holds: nothing is said of it, nor of who is left at the secretariat."""
    case = a_case(s.SENDER)
    s.an_accepted_request(case)
    consent = a_consent(case, by=s.SENDER)
    with acting(s.COORDINATOR) as by:
        narrow_to(record=record_of(case, s.COORDINATOR), staff=[office(s.COORDINATOR)], by=by)
        place = record_of(case, s.COORDINATOR).compartment
        assert narrowing.leave_narrowed(record=place, user=by)
    request = s.a_request(**on_consent(case, household(case)[0]))
    client = browser(s.SENDER)
    page = reverse("meetings:request", args=[request.pk])
    assert "事務局の返事を待っています" in text_of(client.get(page))
    assert "取り下げて、頼み直す" not in text_of(client.get(reverse("home")))
    with acting(s.SENDER) as by:
        Consent.objects.changeable_by(by).filter(pk=consent.pk).update(withdrawn_at=timezone.now())
    assert NOT_SEEN in text_of(client.get(page))
    assert "取り下げて、頼み直す" in text_of(client.get(reverse("home")))
