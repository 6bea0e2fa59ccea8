"""The pages for masters speak as the ward writes: days of the Japanese calendar, and no word of the library."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.wareki import format_date, format_datetime
from organizations.models import Appointment, Body, CodeList, LegalBasis, Staff
from organizations.plain_words import NONE
from tests.world import login, staff

from .test_masters_pages import bound_values, staff_page

pytestmark = pytest.mark.django_db

OF_THE_LIBRARY = (
    "---------",
    "全て",
    "絞り込む ",
    "件数を表示",
    "を変更",
    "を追加",
    "フィールド",
    "フィルター",
    "エラー",
    "編集",
    "ホーム",
    "の追加",
    "もう一つ追加",
    'alt="True"',
)
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WESTERN = re.compile(r"20\d\d(?:年|[-/]\d)")


def words_of(response: Any) -> str:
    """What stands on a page for the eye: the text, and what stands in its fields. Keys of rows do not: some hold
    what looks like a day."""
    page = KEY.sub("", response.content.decode().split('id="content"')[1])
    page = re.sub(r'<input type="hidden"[^>]*>', "", page)
    return re.sub(r'data-inline-formset="[^"]*"|href="[^"]*"', "", page)


def addresses() -> list[str]:
    """Each master: its list, a new one, the first one there is, what was changed of it."""
    found = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = model._default_manager.order_by("pk").first()
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if first is not None:
            found += [reverse(f"{name}_{page}", args=[first.pk]) for page in ("change", "history")]
    return found


def test_no_page_of_a_master_has_a_western_day_or_a_word_of_the_library(client: Client) -> None:
    user = login(client, "system1")
    Staff.objects.filter(pk=user.pk).update(last_login=timezone.now())
    wrong = []
    for address in [*addresses(), staff_page("system1")]:
        words = words_of(client.get(address))
        wrong += [(address, word) for word in OF_THE_LIBRARY if word in words]
        wrong += [(address, found) for found in WESTERN.findall(words)]
    assert wrong == []


def test_lists_name_days_in_the_japanese_calendar_and_say_yes_or_no(client: Client) -> None:
    login(client, "system1")
    basis = LegalBasis.objects.order_by("pk").first()
    assert basis is not None
    page = client.get(reverse("admin:organizations_legalbasis_changelist")).content.decode()
    assert format_date(basis.valid_from) in page
    assert ">はい</td>" in page
    assert ">いいえ</td>" in page
    assert f">{NONE}</td>" in page
    assert "?o=5" in page, "a column of days is still sorted by its days"


def test_what_was_changed_is_told_with_its_day_and_its_person(client: Client) -> None:
    user = login(client, "system1")
    body = Body.objects.order_by("pk").first()
    assert body is not None
    address = reverse("admin:organizations_body_change", args=[body.pk])
    sent = bound_values(client.get(address)) | {"phone": "03-0000-0000"}
    assert client.post(address, sent).status_code == 302
    page = client.get(reverse("admin:organizations_body_history", args=[body.pk])).content.decode()
    assert format_date(timezone.localdate()) in page
    assert f"{user.name}（system1）" in page


def test_an_office_ends_on_a_day_written_as_people_write_it(client: Client) -> None:
    login(client, "system1")
    office = Appointment.objects.get(staff=staff("soudan1"))
    address = staff_page("soudan1")
    sent = bound_values(client.get(address))
    (name,) = [
        key
        for key in sent
        if re.fullmatch(r"appointments-\d+-valid_until_0", key) and key.split("-")[1] == "0"
    ]
    refused = client.post(address, sent | {name: "R99.2.30", name[:-1] + "1": "9時"})
    assert refused.status_code == 200
    assert "令和99年2月は28日までです" in refused.content.decode()
    assert client.post(address, sent | {name: "R20.4.1", name[:-1] + "1": "9時"}).status_code == 302
    office.refresh_from_db()
    assert office.valid_until is not None
    assert format_datetime(office.valid_until).startswith("令和20年4月1日")
    assert f"{timezone.localtime(office.valid_until):%H:%M}" == "09:00"
    assert 'value="令和20年4月1日"' in client.get(address).content.decode()


def test_a_page_that_was_not_touched_changes_nothing(client: Client) -> None:
    """The same days in words are no change, to the second and below."""
    login(client, "system1")
    before = list(Appointment.objects.values_list("pk", "valid_from", "valid_until"))
    address = staff_page("soudan1")
    assert client.post(address, bound_values(client.get(address))).status_code == 302
    listed = reverse("admin:organizations_codelist_change", args=[CodeList.objects.first().pk])
    assert client.post(listed, bound_values(client.get(listed))).status_code == 302
    assert list(Appointment.objects.values_list("pk", "valid_from", "valid_until")) == before


def test_what_is_missing_is_named_beside_its_field(client: Client) -> None:
    login(client, "system1")
    address = reverse("admin:organizations_standingtext_add")
    words = client.post(address, {"valid_from": "R9.4.1"}).content.decode()
    assert "種類を選んでください" in words
    assert "本文を書いてください" in words
    assert "このフィールドは必須です" not in words
