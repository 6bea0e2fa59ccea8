"""A draft from before a protection does not tell where somebody is (R11): a form was filled with it, or it was typed."""

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from access import protecting
from access.models import Protection
from bunkyo_support.forms import BaseForm
from cases.forms.protection import ProtectedContactForm
from cases.forms.received import IntakeChangeForm
from cases.forms.records import NoteForm
from cases.models import Intake
from drafts.keys import new_key
from drafts.labels import telling_where
from drafts.models import Draft
from drafts.services import WHILE_SAVING
from tests.at_one_moment import while_unsaved
from tests.databases import Database
from tests.world import acting, login, staff

from . import situations as s
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother

ADDRESS, TYPED = "架空町1-2-3", "架空町1-2-3 201号"
ASKED = {"address", "area", "mail", "other_phone", "phone", "value", "visitor_phone"}
# Where the draft of this form lies, only the list comes.
BEHIND_THE_LOCK = ProtectedContactForm.draft_name
SHEET, NOTE = IntakeChangeForm.draft_name, NoteForm.draft_name


def begin(client: Client, form: str, about: uuid.UUID, key: uuid.UUID | None = None) -> None:
    """She types in two fields, and goes to lunch."""
    body = {
        "form": form,
        "object": f"new-{key or uuid.uuid4()}",
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


def typed_in(client: Client, form_opened: datetime.datetime, about: uuid.UUID) -> None:
    """What she types now, in a form that was opened then."""
    begin(client, SHEET, about, key=new_key(form_opened))


def test_r11_a_form_opened_while_the_lock_is_being_saved_keeps_no_draft_for_others(
    committed_db: Database,
) -> None:
    """The page did not see the lock yet, and so it was filled with the address; she types as long as she likes."""
    case = s.a_case(WORKER)
    about = the_intake(COLLEAGUE).pk
    client, on_the_list = signed_in(COLLEAGUE), signed_in(WORKER)
    opened = timezone.now()

    def types() -> None:
        for one in (client, on_the_list):
            typed_in(one, timezone.now(), about)

    while_unsaved(WORKER, lambda: a_protected_mother(case), types)
    assert shown(client, SHEET, about) == []
    assert len(shown(on_the_list, SHEET, about)) == 1
    typed_in(client, opened, about)
    assert shown(client, SHEET, about) == []
    # A page that was made afterwards masks.
    with committed_db.superuser() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update access_protection set created_at = created_at - %s", [2 * WHILE_SAVING]
        )
    typed_in(client, timezone.now(), about)
    assert len(shown(client, SHEET, about)) == 3  # all were opened after it now


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key",
    [
        uuid.UUID("ffffffff-ffff-7fff-bfff-ffffffffffff"),
        new_key(timezone.now() + datetime.timedelta(days=3650)),
    ],
    ids=["beyond every calendar", "of another year"],
)
def test_r11_a_key_that_claims_a_moment_to_come_makes_a_draft_of_now(key: uuid.UUID) -> None:
    """It comes from the browser: a draft that is younger than every protection would tell where she is."""
    case = s.a_case(WORKER)
    begin(signed_in(WORKER), NOTE, case.pk, key)
    with acting(WORKER) as by:
        [draft] = Draft.objects.visible_to(by).filter(object_key=f"new-{key}", field="address")
        assert draft.opened_at is None or draft.opened_at <= timezone.now()
