"""What is not used any more stands below and is taken back; whoever leaves a protection list is asked before (ui.md 25, R11)."""

import pytest
from django.db import transaction
from django.urls import reverse

from access.errors import DomainError
from cases import services
from cases.models import ContactPoint, ProtectedContact
from cases.services import protection
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, office, people_of
from .test_merging import entered_twice, merged
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother, contacts_seen

pytestmark = pytest.mark.django_db
OLD = "使わなくなった連絡先（1件）"


def test_a_number_that_was_ended_by_mistake_stands_below_and_is_taken_back() -> None:
    case, client = a_case(WORKER), browser(WORKER)
    with acting(WORKER) as by:
        son = people_of(case, WORKER)[1]
        phone = services.add_contact(person=son, kind="phone", value="090-7777-0000", by=by)
    household = reverse("cases:household", args=[case.pk])
    assert OLD not in text_of(client.get(household))
    answer = client.post(reverse("cases:end_contact", args=[phone.pk]))
    shown = text_of(client.get(answer["Location"]))
    assert OLD in shown
    assert "090-7777-0000" in shown
    again = reverse("cases:reuse_contact", args=[phone.pk])
    for _ in range(2):
        assert client.post(again)["Location"] == household
    assert OLD not in text_of(client.get(household))
    with acting(WORKER) as by:
        assert ContactPoint.objects.visible_to(by).get(pk=phone.pk).ended_on is None


def test_r11_what_was_ended_goes_with_a_merge_and_is_used_again_where_it_lies_now() -> None:
    case = a_case(WORKER)
    with acting(WORKER) as by:
        son, again = entered_twice(case, by)
        phone = services.add_contact(person=again, kind="phone", value="090-7777-0000", by=by)
        services.end_contact(contact=phone, by=by)
        merged(son, again, by)
        row = ContactPoint.objects.visible_to(by).get(pk=phone.pk)
        with pytest.raises(DomainError, match="まとめられて"), transaction.atomic():
            services.reuse_contact(contact=phone, by=by)  # as it was read before
        services.reuse_contact(contact=row, by=by)
        assert (row.person_id, row.ended_on) == (son.pk, None)


def test_r11_a_protected_contact_that_was_ended_by_mistake_is_taken_back() -> None:
    measure = a_protected_mother()
    with acting(WORKER) as by:
        contact = protection.add_protected_contact(
            measure=measure, kind="phone", value="090-9999-0000", by=by
        )
    client = browser(WORKER)
    page = reverse("cases:protection", args=[measure.pk])
    assert client.post(reverse("cases:end_secret", args=[contact.pk]))["Location"] == page
    shown = text_of(client.get(page))
    assert OLD in shown
    assert "090-9999-0000" in shown
    again = reverse("cases:reuse_secret", args=[contact.pk])
    assert browser(COLLEAGUE).post(again).status_code == 404
    for _ in range(2):
        assert client.post(again)["Location"] == page
    assert OLD not in text_of(client.get(page))
    with acting(SUPERVISOR) as by:
        contact = ProtectedContact.objects.visible_to(by).get(pk=contact.pk)
        protection.end_protected_contact(contact=contact, by=by)
        protection.release(measure=measure, reason="取り下げ", by=by)
    with acting(WORKER) as by:
        row = ProtectedContact.objects.visible_to(by).get(pk=contact.pk)
        with pytest.raises(DomainError, match="すでに解除"), transaction.atomic():
            protection.reuse_protected_contact(contact=row, by=by)
    assert client.post(again)["Location"] == page
    shown = text_of(client.get(page))
    assert "すでに解除" in shown
    assert "また使う" not in shown


def test_r11_who_takes_herself_off_a_list_is_asked_before() -> None:
    measure = a_protected_mother()
    client = browser(WORKER)
    leave = reverse("cases:leave_list", args=[measure.pk])
    page = client.get(reverse("cases:protection", args=[measure.pk]))
    assert f'href="{leave}"' in page.content.decode()
    before = text_of(client.get(leave))
    assert "自分では戻せません" in before
    assert "を含む2人以上が残らなければなりません" in before
    assert "外れずに戻る" in before
    refused = client.post(leave)
    assert refused.status_code == 422
    assert "2人以上が残る" in text_of(refused)
    with acting(WORKER) as by:
        protection.admit_to_list(measure=measure, appointment=office(COLLEAGUE), by=by)
    assert client.post(leave).status_code == 303
    assert contacts_seen(WORKER) == []
    assert client.get(leave).status_code == 404
