"""A draft from before a protection does not tell where somebody is (R11): a form was filled with it, or it was typed."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from access import protecting
from access.models import Protection
from bunkyo_support.forms import BaseForm
from cases.forms.protection import ProtectedContactForm
from cases.forms.received import IntakeChangeForm
from cases.forms.records import NoteForm
from cases.models import Intake
from drafts.labels import telling_where
from tests.databases import Database
from tests.world import acting, login, staff

from . import situations as s
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother

ADDRESS, TYPED = "架空町1-2-3", "架空町1-2-3 201号"
ASKED = {"address", "area", "mail", "other_phone", "phone", "value", "visitor_phone"}
# Where the draft of this form lies, only the list comes.
BEHIND_THE_LOCK = ProtectedContactForm.draft_name
SHEET, NOTE = IntakeChangeForm.draft_name, NoteForm.draft_name


def begin(client: Client, form: str, about: uuid.UUID) -> None:
    """She types in two fields, and goes to lunch."""
    body = {
        "form": form,
        "object": f"new-{uuid.uuid4()}",
        "of": str(about),
        "seq": 1,
        "page": reverse("cases:change_intake", args=[about]),
        "values": {"address": [TYPED]},
        "begun": {"address": [ADDRESS]},
    }
    sent = json.dumps(body)
    answer = client.post(reverse("drafts:save"), sent, content_type="application/json")
    assert answer.status_code == 200


def shown(client: Client, form: str, about: uuid.UUID) -> list[Any]:
    answer = client.get(reverse("drafts:show", args=[form, about]))
    return [(one["values"], one["begun"]) for one in answer.json()["drafts"]]


def the_intake(username: str) -> Intake:
    found: Intake
    [found] = s.seen_by(username, Intake)
    return found


def signed_in(username: str) -> Client:
    client = Client()
    login(client, username)
    return client


def test_r11_a_draft_from_before_the_lock_tells_only_the_list_where_she_is(
    committed_db: Database,
) -> None:
    case = s.a_case(WORKER)
    about = the_intake(COLLEAGUE).pk
    clients = {name: signed_in(name) for name in (COLLEAGUE, WORKER)}
    for client in clients.values():
        begin(client, SHEET, about)
        begin(client, NOTE, about)
        assert shown(client, SHEET, about) == [({"address": [TYPED]}, {"address": [ADDRESS]})]
    a_protected_mother(case)
    assert shown(clients[COLLEAGUE], SHEET, about) == []
    assert IntakeChangeForm.draft_label not in clients[COLLEAGUE].get("/").content.decode()
    assert len(shown(clients[WORKER], SHEET, about)) == 1
    # A note is no way to find somebody: nothing of it is masked, and so it is kept.
    assert len(shown(clients[COLLEAGUE], NOTE, about)) == 1
    # What she types from now on comes from a page that masks.
    begin(clients[COLLEAGUE], SHEET, about)
    assert len(shown(clients[COLLEAGUE], SHEET, about)) == 1


@pytest.mark.django_db
def test_r11_who_has_left_the_list_finds_nothing_that_she_typed_on_it() -> None:
    case = s.a_case(WORKER)
    measure = a_protected_mother(case)
    about = the_intake(WORKER).pk
    client = signed_in(WORKER)
    begin(client, SHEET, about)
    assert len(shown(client, SHEET, about)) == 1
    with acting(SUPERVISOR):
        protection = Protection.objects.get(compartment=measure.compartment_id)
        assert protecting.leave_list(protection=protection, user=staff(WORKER)) == 1
    assert shown(client, SHEET, about) == []


def forms_about_cases(base: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    for form in base.__subclasses__():
        yield from forms_about_cases(form)
        if form.__module__.startswith("cases.forms"):
            yield form


def test_r11_every_form_that_asks_how_to_find_somebody_says_so() -> None:
    get_resolver().url_patterns  # noqa: B018 - every view, and with it every form, is there
    asked = {form.draft_name for form in forms_about_cases() if ASKED & {*form.base_fields}}
    assert asked - {"", *telling_where()} == {BEHIND_THE_LOCK}
    assert {SHEET, "intake", "contact", "household"} <= asked
