"""Another person is in charge at a body that a consent names, and the body stays (R3, R16, R17, R21)."""

import uuid

import pytest
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.explain import explain
from access.models import CaseFile, Compartment, Disclosure, ReturnNotice
from cases import services
from cases.models import Consent, ConsentBody, Person, SharedExtract
from organizations.models import Appointment
from organizations.services import end_appointment
from tests.world import acting, staff

from .pages import browser, text_of
from .situations import a_case, a_consent, a_note, body_of, office

pytestmark = pytest.mark.django_db

BY, FORMER, COMES = "kurashi1", "soudan1", "soudan2"


def a_shared_consent() -> tuple[CaseFile, Consent]:
    """kurashi1's body has received the consent; it names soudan1's body through soudan1."""
    case = a_case(BY)
    note = a_note(case, by=BY, text="共有した経過")
    consent = a_consent(case, named=(FORMER, "csw1"), by=BY)
    with acting(BY) as user:
        held = Consent.objects.visible_to(user).select_related("compartment", "body").get()
        services.share_note(note=note, consent=held, category="09", by=user)
    return case, consent


def named(consent: Consent, username: str = FORMER) -> ConsentBody:
    with acting(BY) as user:
        rows = ConsentBody.objects.visible_to(user).filter(consent=consent)
        found: ConsentBody = rows.select_related("appointment__staff", "body", "consent").get(
            appointment__staff__username=username
        )
        return found


def change(row: ConsentBody, to: Appointment, by: str = BY, version: int | None = None) -> None:
    with acting(by) as user:
        services.change_named_person(row=row, successor=to, by=user, version=version)


def seen(username: str) -> tuple[int, int]:
    """Shared copies and people of the household that somebody sees."""
    with acting(username) as user:
        return (
            SharedExtract.objects.visible_to(user).count(),
            Person.objects.visible_to(user).count(),
        )


def test_r3_who_comes_sees_what_she_saw_and_who_goes_nothing() -> None:
    case, consent = a_shared_consent()
    before = seen(FORMER)
    assert before[0] == 1
    assert before[1] > 0
    assert seen(COMES) == (0, 0)
    others = seen("csw1")
    change(named(consent), office(COMES))
    assert seen(FORMER) == (0, 0)
    assert seen(COMES) == before
    assert seen("csw1") == others
    with acting(COMES) as user:
        place = Compartment.objects.visible_to(user).get(case=case, kind="consented")
        [basis] = [one for one in explain(user, place) if one.rule == "R3"]
        assert basis.until == services.end_of(consent.valid_until_on)


def test_r21_it_is_a_line_of_the_ledger_and_the_history_says_who_it_was() -> None:
    case, consent = a_shared_consent()
    change(named(consent), office(COMES))
    with acting(BY) as user:
        [line] = (
            Disclosure.objects.visible_to(user)
            .of_case(case)
            .filter(purpose__contains="担当者の交代")
        )
        assert line.recipients == body_of(FORMER).name
        assert line.legal_basis.code == "CONSENT"
        told = ConsentBody.history.filter(consent_id=consent.pk).visible_to(user)
        assert {office(FORMER).pk, office(COMES).pk} <= {row.appointment_id for row in told}


def test_r3_another_body_is_another_consent() -> None:
    _, consent = a_shared_consent()
    row = named(consent)
    for other in ("sanka1", "csw1", "kanri1", FORMER):
        with pytest.raises(DomainError, match="同じ機関の"):
            change(row, office(other))
    assert seen(FORMER)[0] == 1


def test_r3_r17_a_consent_that_is_gone_opens_to_nobody() -> None:
    _, consent = a_shared_consent()
    row = named(consent)
    with acting(BY) as user:
        held = Consent.objects.visible_to(user).select_related("compartment__case", "body").get()
        services.withdraw_consent(consent=held, note="電話で", by=user)
    with pytest.raises(DomainError, match="撤回"):
        change(row, office(COMES))
    assert seen(COMES) == (0, 0)


def test_r3_only_the_body_that_received_the_consent_changes_who_is_named() -> None:
    _, consent = a_shared_consent()
    row = named(consent)
    for username in (FORMER, "csw1", COMES, "kanri1"):
        with pytest.raises(DomainError):
            change(row, office(COMES), by=username)
        answer = browser(username).get(reverse("cases:consent_person", args=[row.pk]))
        assert answer.status_code == 404, username
    assert seen(COMES) == (0, 0)


def test_a_colleague_has_named_somebody_meanwhile() -> None:
    _, consent = a_shared_consent()
    row = named(consent)
    change(named(consent), office(COMES), version=row.version)
    with pytest.raises(StaleError):
        change(row, office(FORMER), version=row.version)
    assert seen(COMES)[0] == 1


def test_r3_who_read_before_is_asked_for_her_papers_too() -> None:
    _, consent = a_shared_consent()
    change(named(consent), office(COMES))
    with acting(BY) as user:
        held = Consent.objects.visible_to(user).select_related("compartment__case", "body").get()
        services.withdraw_consent(consent=held, note="電話で", by=user)
        asked = ReturnNotice.objects.visible_to(user).values_list("user__username", flat=True)
        assert set(asked) == {FORMER, COMES, "csw1"}


def test_r16_the_page_says_who_has_left_and_leads_to_naming_another() -> None:
    case, consent = a_shared_consent()
    row = named(consent)
    client, url = browser(BY), reverse("cases:consents", args=[case.pk])
    assert "異動・退職" not in text_of(client.get(url))
    with acting("system1"):
        end_appointment(appointment=row.appointment)
    page = client.get(url)
    assert "異動・退職" in text_of(page)
    address = reverse("cases:consent_person", args=[row.pk])
    assert address in page.content.decode()
    form = client.get(address).context["form"]
    keys = [key for key, _ in form.fields["successor"].choices]
    assert str(office(COMES).pk) in keys
    sent = {
        "successor": str(office(COMES).pk),
        "version": form["version"].value(),
        "form_key": str(uuid.uuid4()),
    }
    assert client.post(address, sent)["Location"] == url
    assert staff(COMES).name in text_of(client.get(url))
    assert "異動・退職" not in text_of(client.get(url))
    assert seen(COMES)[0] == 1


def test_r12_the_page_says_who_is_kept_out_and_she_is_not_offered() -> None:
    """What is shared reaches nobody at her body: who recorded the consent sees it, and nobody else is told."""
    case, consent = a_shared_consent()
    page = reverse("cases:consents", args=[case.pk])
    told = "見せません（閲覧制限）"
    assert told not in text_of(browser(BY).get(page))
    with acting(BY) as user:
        for kin in (FORMER, COMES):
            services.restrict_person(case=case, user=staff(kin), reason="めい", by=user)
    assert seen(FORMER) == (0, 0)
    assert told in text_of(browser(BY).get(page))
    assert told not in text_of(browser("csw1").get(page))
    with acting(BY) as user:
        offered = services.possible_named(named(consent), user)
    assert office(COMES) not in offered
