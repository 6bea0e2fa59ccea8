"""Papers are asked back from everybody who was ever named in a series of sheets, once (domain.md 2.1 R08 c, R16);
and what cannot be closed to who goes is not exchanged in silence (R3)."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.models import Compartment, ReturnNotice
from access.returning import answer_return
from cases import services
from cases.models import Consent, NextAction
from cases.services import Withdrawn
from organizations.services import end_appointment
from tests.world import acting

from .pages import browser, text_of
from .situations import a_consent, body_of, office, record_of, seen_by
from .test_consent_people import BY, COMES, FORMER, a_shared_consent, change, named, seen

pytestmark = pytest.mark.django_db

WAITS = re.compile("まだありません(?!。)")  # an answer; not the records of which there are none


def take_back(consent: Consent, **taken: Any) -> Consent:
    """A part, or all; what is left, or the consent itself."""
    with acting(BY) as user:
        rows = Consent.objects.visible_to(user).select_related("compartment__case", "body")
        held = rows.get(pk=consent.pk)
        found = services.withdraw_consent(
            consent=held, note="電話で", taken=Withdrawn(**taken), by=user
        )
        assert found is not None
        return found


def asked_for(consent: Consent) -> list[tuple[str, bool]]:
    """Who was asked when this sheet was withdrawn, and whether for a part only."""
    with acting(BY) as user:
        rows = ReturnNotice.objects.visible_to(user).filter(consent_id=consent.pk)
        return sorted(rows.values_list("user__username", "is_partial"))


def ran_out(consent: Consent) -> None:
    day = timezone.localdate() - datetime.timedelta(days=1)
    with acting(BY) as user:
        rows = Consent.objects.changeable_by(user).filter(pk=consent.pk)
        assert rows.update(given_on=day, valid_until_on=day) == 1


def test_r8_who_was_replaced_is_asked_when_the_rest_is_withdrawn_after_a_part() -> None:
    _, consent = a_shared_consent()
    change(named(consent), office(COMES))
    narrower = take_back(consent, bodies={body_of("csw1").pk})
    assert asked_for(consent) == [("csw1", False)]
    take_back(narrower)
    assert asked_for(narrower) == [(FORMER, False), (COMES, False)]


def test_r8_who_was_asked_for_a_part_is_asked_for_the_rest_and_not_once_more() -> None:
    _, consent = a_shared_consent()
    change(named(consent), office(COMES))
    second = take_back(consent, categories={"09"})
    assert asked_for(consent) == [("csw1", True), (FORMER, True), (COMES, True)]
    third = take_back(second, bodies={body_of(FORMER).pk})
    assert asked_for(second) == [(FORMER, False), (COMES, False)]
    take_back(third)
    assert asked_for(third) == [("csw1", False)]


def test_r8_who_was_named_in_a_sheet_that_ran_out_is_asked_when_its_renewal_is_withdrawn() -> None:
    case, consent = a_shared_consent()
    change(named(consent), office(COMES))
    ran_out(consent)
    renewal = a_consent(case, named=(COMES, "jimukyoku1"), by=BY, renews=consent)
    narrower = take_back(renewal, bodies={body_of("jimukyoku1").pk})
    assert asked_for(renewal) == [("jimukyoku1", False)]  # nothing of the others was taken back
    take_back(narrower)
    assert asked_for(narrower) == [("csw1", False), (FORMER, False), (COMES, False)]


def test_r8_who_was_asked_and_is_named_anew_is_asked_anew() -> None:
    case, consent = a_shared_consent()
    narrower = take_back(consent, bodies={body_of("csw1").pk})
    again = a_consent(case, named=(FORMER, "csw1"), by=BY, renews=narrower)
    take_back(again)
    assert asked_for(again) == [("csw1", False), (FORMER, False)]


def test_r16_of_who_has_left_the_page_says_to_ask_her_body_and_the_task_can_be_done() -> None:
    case, consent = a_shared_consent()
    take_back(consent)
    client, url = browser(BY), reverse("cases:consents", args=[case.pk])
    leaves = "異動・退職のため、機関に確かめる"
    text = text_of(client.get(url))
    assert leaves not in text
    assert len(WAITS.findall(text)) == 2
    with acting("csw1") as user:
        notice = ReturnNotice.objects.asked_of(user).get()
        answer_return(notice=notice, answer="returned", by=user)
    with acting("system1"):
        for username in (FORMER, "csw1"):
            end_appointment(appointment=office(username))
    text = text_of(client.get(url))
    assert text.count(leaves) == 1  # who answered before she left has answered
    assert f"{body_of(COMES).name}に電話などで確かめ" in text
    assert WAITS.findall(text) == []
    [papers] = [task for task in seen_by(BY, NextAction) if "返却" in task.what]
    with acting(BY) as user:
        assert services.complete_action(action=papers, by=user).done_at is not None


def test_r3_r16_nothing_closed_to_who_holds_her_office_is_an_error() -> None:
    _, consent = a_shared_consent()
    row = named(consent)
    place = Compartment(pk=row.compartment_id)
    values: dict[str, Any] = {"consented": place, "face": None, "source": consent.pk}
    with acting(BY):
        assert grants.close_to_named(appointment=row.appointment, **values) == 1
        with pytest.raises(DomainError, match="閉じられませんでした"):
            grants.close_to_named(appointment=row.appointment, **values)
    with acting("system1"):
        end_appointment(appointment=row.appointment)
    with acting(BY):
        assert grants.close_to_named(appointment=row.appointment, **values) == 0


def test_r3_nobody_is_exchanged_who_would_go_on_seeing_the_household() -> None:
    """The basic information is open to who goes, and who exchanges her may not close it."""
    case, consent = a_shared_consent()
    row, before = named(consent), seen(FORMER)
    assert before[1] > 0
    with acting(BY):
        grants.end_source(source=record_of(case, BY).compartment_id)
    with pytest.raises(DomainError, match="世帯の基本情報"):
        change(row, office(COMES))
    assert seen(FORMER) == before
    assert seen(COMES) == (0, 0)
