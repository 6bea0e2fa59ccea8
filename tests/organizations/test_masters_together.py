"""Two people at one master, and the same click twice: nothing is undone silently, no office stands twice (R16)."""

import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Appointment, Body, BodySettings, NoteWords, Role, Staff
from organizations.seen import ComparedAdmin, ComparedInline
from organizations.services import appoint, end_appointment
from tests.organizations.test_masters_pages import bound_values, error_texts, staff_page
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db

MASTERS = sorted(admin.site._registry, key=lambda model: model._meta.model_name or "")
MEANWHILE = "この画面を開いたあとに"
END = {"appointments-0-valid_until_0": "2027-03-31", "appointments-0-valid_until_1": "00:00:00"}


def address_of(row: Model) -> str:
    return reverse(f"admin:organizations_{row._meta.model_name}_change", args=[row.pk])


def typed(form: Any) -> dict[str, str | None]:
    """Something else for each field of a form that takes one line; None for a mark that is taken away."""
    found: dict[str, str | None] = {}
    for field in form:
        kind, value = type(field.field).__name__, field.value()
        if field.field.disabled or field.field.widget.is_hidden:
            continue
        if kind == "CharField":
            found[field.html_name] = "9" if field.name == "monitoring_months" else "見本の別の語"
        elif kind == "IntegerField":
            found[field.html_name] = "8" if value == 7 else "7"
        elif kind == "BooleanField":
            found[field.html_name] = None if value else "on"
        elif kind == "EmailField":
            found[field.html_name] = "betsu@example.lg.jp"
        elif kind == "WarekiDateField":
            found[field.html_name] = "2026-01-15" if field.name == "valid_from" else "2031-04-01"
        elif kind == "WarekiMomentField":
            found |= {f"{field.html_name}_0": "2031-04-01", f"{field.html_name}_1": "00:00:00"}
    return found


def shown_forms(page: Any) -> list[Any]:
    """The master's own form and the first row of each kind under it."""
    rows = [inline.formset.initial_forms[:1] for inline in page.context["inline_admin_formsets"]]
    return [page.context["adminform"].form, *(form for first in rows for form in first)]


def a_row_of(model: type[Model]) -> Model:
    """One with rows of each kind under it, where there are such."""
    if model is Staff:
        return staff("soudan1")
    if model is Body:
        body = Body.objects.filter(counters__isnull=False).first()
        assert body is not None
        with acting("system1"):
            BodySettings.objects.create(body=body, monitoring_months="3")
            NoteWords.objects.create(body=body, name="電話", text="用件：")
        return body
    row: Model | None = model._default_manager.first()
    assert row is not None
    return row


def values_of(page: Any) -> list[dict[str, Any]]:
    """What stands there, form by form."""
    return [{f.name: f.initial for f in form} for form in shown_forms(page)]


@pytest.mark.parametrize("model", MASTERS, ids=lambda model: model._meta.model_name)
def test_no_master_is_overwritten_by_who_had_not_seen_it(
    client: Client, model: type[Model]
) -> None:
    """Whatever field somebody has changed, of the master or of a row under it: a page that was opened before is
    not saved, shows what stands there by now, and is saved when it is sent again."""
    login(client, "system1")
    address = address_of(a_row_of(model))
    for number, form in enumerate(shown_forms(client.get(address))):
        others = typed(form)
        assert others
        stale = bound_values(client.get(address))
        mine = {name: value for name, value in (stale | others).items() if value is not None}
        first = client.post(address, mine)
        assert first.status_code == 302, error_texts(first)
        stands = values_of(client.get(address))[number]
        refused = client.post(address, stale)
        assert refused.status_code == 200
        assert values_of(client.get(address))[number] == stands
        beside = shown_forms(refused)[number].errors
        for name in {name.removesuffix("_0").removesuffix("_1") for name in others}:
            assert MEANWHILE in str(beside.get(name.rpartition("-")[2])), name
        again = client.post(address, bound_values(refused))
        assert again.status_code == 302, error_texts(again)


def test_every_master_and_every_row_under_one_is_compared() -> None:
    for model, page in admin.site._registry.items():
        assert isinstance(page, ComparedAdmin), model
        assert all(issubclass(inline, ComparedInline) for inline in page.inlines), model


def test_r16_an_end_that_was_entered_is_not_taken_away_by_a_page_from_before(
    client: Client,
) -> None:
    login(client, "system1")
    stale = bound_values(client.get(staff_page("soudan1")))
    assert client.post(staff_page("soudan1"), stale | END).status_code == 302
    refused = client.post(staff_page("soudan1"), stale | {"kana": "べつのよみ"})
    office = Appointment.objects.get(staff=staff("soudan1"))
    assert office.valid_until is not None
    words = error_texts(refused)
    assert "いまの登録は「令和9年3月31日（水） 00:00」です" in words
    assert 'value="べつのよみ"' in refused.content.decode()
    again = bound_values(refused) | END
    assert client.post(staff_page("soudan1"), again).status_code == 302
    office.refresh_from_db()
    assert (office.valid_until is None, staff("soudan1").kana) == (False, "べつのよみ")


def test_a_page_that_says_nothing_of_what_it_showed_changes_nothing(client: Client) -> None:
    login(client, "system1")
    for seen in (None, "", "x", "[]", '{"staff": 1}'):
        sent = bound_values(client.get(staff_page("soudan1"))) | {"kana": "よみ"}
        del sent["seen"]
        sent |= {} if seen is None else {"seen": seen}
        assert MEANWHILE in error_texts(client.post(staff_page("soudan1"), sent))


def test_r16_the_same_office_twice_from_two_windows_is_one(client: Client) -> None:
    login(client, "system1")
    body = Body.objects.get(name="教育センター")
    sent = bound_values(client.get(staff_page("soudan1"))) | {
        "appointments-1-body": str(body.pk),
        "appointments-1-role": Role.MEMBER,
        "appointments-1-valid_from_0": "2026-01-01",
        "appointments-1-valid_from_1": "09:00:00",
    }
    assert client.post(staff_page("soudan1"), sent).status_code == 302
    held = Appointment.objects.filter(staff=staff("soudan1"), role_group__body=body)
    words: list[str] = []
    for _ in range(2):  # from the page of before, and from the one that answers it
        refused = client.post(staff_page("soudan1"), sent)
        assert refused.status_code == 200
        assert held.count() == 1
        words.append(error_texts(refused))
        sent = bound_values(refused)
    assert "足されています：見本 相談子 教育センター 会議構成員" in words[0]
    assert "もう登録されています" in words[1]


def test_r16_the_database_refuses_an_office_that_is_held() -> None:
    body = Body.objects.get(name="教育センター")
    day = timezone.now()
    with acting("system1"):
        first = appoint(staff=staff("ido1"), body=body, role=Role.CASEWORKER)
        with pytest.raises(DatabaseError), transaction.atomic():
            appoint(staff=staff("ido1"), body=body, role=Role.CASEWORKER, valid_from=day)
        end_appointment(appointment=first)
        appoint(
            staff=staff("ido1"),
            body=body,
            role=Role.CASEWORKER,
            valid_from=timezone.now() + datetime.timedelta(days=1),
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            Appointment.objects.filter(pk=first.pk).update(valid_until=None)


def test_the_same_new_staff_twice_is_told_that_it_is_done(client: Client) -> None:
    login(client, "system1")
    address = reverse("admin:organizations_staff_add")
    sent = bound_values(client.get(address)) | {"username": "mihon9", "name": "見本 新人"}
    password = client.post(address, sent).context["password"]
    again = client.post(address, sent)
    assert again.status_code == 200
    words = error_texts(again)
    assert "見本 新人さんのものとして登録されています" in words
    assert "初期パスワードを出し直す" in words
    assert staff("mihon9").check_password(password)
