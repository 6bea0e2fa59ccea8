"""The pages for masters: for system administrators only, and without any case (R10, S-04)."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from access.models import CaseFile, Compartment, ConfidentialModel, PersonalModel
from organizations.admin_forms import BACKWARDS, MIXED, OF_ONESELF, OVERLAP
from organizations.models import Appointment, Body, CodeList, Counter, Role, Staff, StandingText
from tests.world import login, staff

pytestmark = pytest.mark.django_db

STAFF_LIST = "admin:organizations_staff_changelist"


def bound_values(response: Any) -> dict[str, Any]:
    """What a browser would send back from the forms of a change page."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent: dict[str, Any] = {"seen": response.context["seen"]} if "seen" in response.context else {}
    for form in forms:
        for field in form:
            if not field.field.disabled and not isinstance(field.value(), bool):
                _add(sent, field)
            elif field.value() is True:
                sent[field.html_name] = "on"
    return sent


def _add(sent: dict[str, Any], field: Any) -> None:
    value = field.value()
    if hasattr(field.field.widget, "decompress"):
        parts = value if isinstance(value, list) else field.field.widget.decompress(value)
        for number, part in enumerate(parts):
            sent[f"{field.html_name}_{number}"] = (
                "" if part is None else str(part)[: 8 + 2 * (not number)]
            )
    else:
        sent[field.html_name] = "" if value is None else value
    if field.field.show_hidden_initial:
        sent[f"initial-{field.html_name}_0"] = sent.get(f"{field.html_name}_0", "")
        sent[f"initial-{field.html_name}_1"] = sent.get(f"{field.html_name}_1", "")


def error_texts(response: Any) -> str:
    errors = [str(response.context["wrong"])]
    return " ".join(errors)


def staff_page(username: str) -> str:
    return reverse("admin:organizations_staff_change", args=[staff(username).pk])


def test_s04_no_case_model_is_registered() -> None:
    registered = set(admin.site._registry)
    assert {model._meta.app_label for model in registered} == {"organizations"}
    hidden = [
        model
        for model in apps.get_models()
        if issubclass(model, ConfidentialModel | PersonalModel) or model in (CaseFile, Compartment)
    ]
    assert not registered & set(hidden)


@pytest.mark.parametrize("username", ["soudan1", "kanri1", "jimukyoku1", "ishi1", "kansa1", "ido1"])
def test_r10_masters_show_nothing_to_others(client: Client, username: str) -> None:
    login(client, username)
    for name in ("admin:index", STAFF_LIST, "admin:organizations_body_add"):
        response = client.get(reverse(name))
        assert response.status_code in (302, 403, 404)
        assert "見本 機械" not in response.content.decode()


def test_masters_ask_strangers_to_log_in(client: Client) -> None:
    response = client.get(reverse("admin:index"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_r10_administrator_opens_every_master(client: Client) -> None:
    login(client, "system1")
    assert client.get(reverse("admin:index")).status_code == 200
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_add")).status_code == 200
        first = model._default_manager.first()
        page = client.get(reverse(f"{name}_change", args=[first.pk]))
        assert page.status_code == 200
        assert client.post(reverse(f"{name}_delete", args=[first.pk])).status_code == 403


def test_staff_list_shows_current_offices_in_a_few_questions(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    login(client, "system1")
    client.get(reverse(STAFF_LIST))
    with django_assert_max_num_queries(25):
        page = client.get(reverse(STAFF_LIST)).content.decode()
    assert "福祉部 障害福祉課 相談員、保健サービスセンター 相談員" in page
    assert "なし" in page


def test_s51_masters_offer_no_search_in_the_address() -> None:
    assert not any(page.search_fields for page in admin.site._registry.values())


def test_s54_master_pages_have_nothing_inline(client: Client) -> None:
    login(client, "system1")
    for address in (reverse("admin:index"), reverse(STAFF_LIST), staff_page("soudan1")):
        page = client.get(address).content.decode()
        assert " style=" not in page
        assert "<script>" not in page
        assert " onclick=" not in page


def test_new_body_comes_with_its_role_groups(client: Client) -> None:
    login(client, "system1")
    page = client.get(reverse("admin:organizations_body_add"))
    sent = bound_values(page) | {"name": "見本こどもの家", "kind": Body.Kind.CHILD}
    sent |= {"counters-0-name": "見本窓口", "counters-0-is_shared_terminal": "on"}
    response = client.post(reverse("admin:organizations_body_add"), sent)
    assert response.status_code == 302, error_texts(response)
    body = Body.objects.get(name="見本こどもの家")
    assert set(body.role_groups.values_list("role", flat=True)) == set(Role.values)
    assert Counter.objects.get(body=body).name == "見本窓口"


def test_a_body_does_not_end_before_it_begins_and_is_not_there_twice(client: Client) -> None:
    """It would be in force on no day, and nobody could be given an office there."""
    login(client, "system1")
    add = reverse("admin:organizations_body_add")
    sent = bound_values(client.get(add)) | {"name": "見本こどもの家", "kind": Body.Kind.CHILD}
    sent |= {"valid_from": "2026-04-01"}
    for until in ("2025-04-01", "2026-04-01"):
        answer = client.post(add, sent | {"valid_until": until})
        assert BACKWARDS in error_texts(answer)
    known = client.post(add, sent | {"name": Body.objects.all()[0].name})
    assert "この名前の機関は、もう登録されています" in error_texts(known)
    assert not Body.objects.filter(name="見本こどもの家").exists()
    assert client.post(add, sent | {"valid_until": "2026-04-02"}).status_code == 302


def test_new_staff_gets_a_drawn_password_shown_once(client: Client) -> None:
    login(client, "system1")
    address = reverse("admin:organizations_staff_add")
    sent = bound_values(client.get(address)) | {"username": "mihon9", "name": "見本 新人"}
    response = client.post(address, sent)
    password = response.context["password"]
    assert response.status_code == 200
    assert password in response.content.decode()
    assert Staff.objects.get(username="mihon9").check_password(password)
    assert password not in client.get(reverse(STAFF_LIST)).content.decode()


def test_s56_an_id_that_differs_in_capitals_alone_is_refused(client: Client) -> None:
    """Login does not tell them apart: neither of the two would come in."""
    login(client, "system1")
    add = reverse("admin:organizations_staff_add")
    sent = bound_values(client.get(add)) | {"username": "SOUDAN1", "name": "見本 新人"}
    answer = client.post(add, sent)
    assert "この利用者IDは、見本 相談子さんのものとして登録されています" in error_texts(answer)
    assert not Staff.objects.filter(username="SOUDAN1").exists()


def test_r10_page_says_why_nobody_appoints_herself(client: Client) -> None:
    login(client, "system1")
    sent = bound_values(client.get(staff_page("system1")))
    sent |= {"appointments-0-note": "見本", "appointments-0-valid_until_0": ""}
    response = client.post(staff_page("system1"), sent)
    assert OF_ONESELF in error_texts(response)


def test_r10_page_says_why_roles_exclude_one_another(client: Client) -> None:
    login(client, "system1")
    sent = bound_values(client.get(staff_page("soudan1")))
    sent |= {
        "appointments-1-body": str(Body.objects.get(name="見本監査担当").pk),
        "appointments-1-role": Role.AUDITOR,
        "appointments-1-valid_from_0": "2026-01-01",
        "appointments-1-valid_from_1": "09:00:00",
    }
    assert MIXED in error_texts(client.post(staff_page("soudan1"), sent))


def test_administrator_enters_an_office(client: Client) -> None:
    login(client, "system1")
    body = Body.objects.get(name="教育センター")
    sent = bound_values(client.get(staff_page("ido1")))
    sent |= {
        "appointments-1-body": str(body.pk),
        "appointments-1-role": Role.CASEWORKER,
        "appointments-1-valid_from_0": "2026-01-01",
        "appointments-1-valid_from_1": "09:00:00",
    }
    response = client.post(staff_page("ido1"), sent)
    assert response.status_code == 302, error_texts(response)
    assert Appointment.objects.current().filter(role_group__body=body, staff=staff("ido1")).exists()


def test_r16_an_office_keeps_its_body_and_role(client: Client) -> None:
    login(client, "system1")
    office = Appointment.objects.get(staff=staff("soudan1"))
    sent = bound_values(client.get(staff_page("soudan1")))
    sent |= {"appointments-0-role": Role.SUPERVISOR, "appointments-0-note": "見本の備考"}
    assert client.post(staff_page("soudan1"), sent).status_code == 302
    office.refresh_from_db()
    assert (office.role, office.note) == (Role.CASEWORKER, "見本の備考")


def test_r16_an_office_does_not_end_before_it_begins(client: Client) -> None:
    login(client, "system1")
    sent = bound_values(client.get(staff_page("soudan1")))
    sent |= {
        "appointments-0-valid_until_0": "2020-01-01",
        "appointments-0-valid_until_1": "09:00:00",
    }
    assert BACKWARDS in error_texts(client.post(staff_page("soudan1"), sent))


def test_s14_leaving_is_asked_once_and_ends_everything(client: Client) -> None:
    colleague = Client()
    login(colleague, "soudan2")
    assert colleague.get(reverse("usersessions_list")).status_code == 200
    login(client, "system1")
    sent = {"action": "leave", "_selected_action": [str(staff("soudan2").pk)]}
    question = client.post(reverse(STAFF_LIST), sent)
    assert "例示 一郎" in question.content.decode()
    assert staff("soudan2").is_active
    assert client.post(reverse(STAFF_LIST), sent | {"confirmed": "1"}).status_code == 302
    assert not staff("soudan2").is_active
    after = colleague.get(reverse("usersessions_list"))
    assert after.status_code == 302
    assert after["Location"].startswith(reverse("account_login"))


def test_nobody_ends_her_own_employment(client: Client) -> None:
    login(client, "system1")
    sent = {"action": "leave", "confirmed": "1", "_selected_action": [str(staff("system1").pk)]}
    client.post(reverse(STAFF_LIST), sent)
    assert staff("system1").is_active


def test_password_is_drawn_anew_for_one_person_and_not_for_oneself(client: Client) -> None:
    login(client, "system1")
    for names in (["system1"], ["soudan1", "soudan2"]):
        chosen = [str(staff(name).pk) for name in names]
        sent = {"action": "draw_password", "_selected_action": chosen}
        assert client.post(reverse(STAFF_LIST), sent).status_code == 302
    sent = {"action": "draw_password", "_selected_action": [str(staff("soudan1").pk)]}
    password = client.post(reverse(STAFF_LIST), sent).context["password"]
    assert staff("soudan1").check_password(password)


def test_a_new_wording_of_a_code_starts_when_the_old_one_ends(client: Client) -> None:
    login(client, "system1")
    urgency = CodeList.objects.get(code="CL-05")
    address = reverse("admin:organizations_codelist_change", args=[urgency.pk])
    sent = bound_values(client.get(address))
    new = {"value": "A", "label": "いますぐ", "order": "1", "valid_from": "2027-04-01"}
    sent |= {f"codes-4-{name}": value for name, value in new.items()}
    assert OVERLAP in error_texts(client.post(address, sent))
    sent["codes-0-valid_until"] = "2027-04-01"
    response = client.post(address, sent)
    assert response.status_code == 302, error_texts(response)
    assert urgency.codes.filter(value="A").count() == 2


def test_a_list_that_nothing_reads_is_not_offered_for_change(client: Client) -> None:
    login(client, "system1")
    shown = client.get(reverse("admin:organizations_codelist_changelist")).content.decode()
    assert "CL-10" in shown
    assert "CL-11" not in shown
    ranges = CodeList.objects.get(code="CL-11")
    address = reverse("admin:organizations_codelist_change", args=[ranges.pk])
    assert client.get(address).status_code in (302, 404)
    assert client.post(address, {"name": "別の名前"}).status_code in (302, 404)
    assert CodeList.objects.get(code="CL-11").name == ranges.name


def test_the_duty_of_secrecy_is_not_reworded_but_replaced(client: Client) -> None:
    login(client, "system1")
    text = StandingText.objects.on().get(kind=StandingText.Kind.SECRECY_DUTY)
    address = reverse("admin:organizations_standingtext_change", args=[text.pk])
    client.post(address, bound_values(client.get(address)) | {"text": "別の文"})
    assert StandingText.objects.get(pk=text.pk).text == text.text
    add = reverse("admin:organizations_standingtext_add")
    new = {"kind": text.kind, "text": "新しい文", "valid_from": "2027-04-01", "valid_until": ""}
    assert OVERLAP in error_texts(client.post(add, new))
