"""Texts of a request that leave the body: whoever is on the protection list is asked before she sends a protected
contact on in one (R11, R14)."""

from typing import Any

import pytest
from django.urls import reverse

from documents.wareki import format_date
from tests.cases.pages import browser, text_of
from tests.cases.test_protection import a_protected_mother
from tests.cases.test_typed_contacts import ASKED, SAID

from . import amending, test_disclosure
from .amending import WORKER, a_carried_out, a_decided, a_received, a_told_case, told
from .test_amendment_pages import OTHER, RECEIVED, subject_of

pytestmark = pytest.mark.django_db


def day(days: int = 0) -> str:
    return format_date(amending.today() + days * amending.DAY)


def a_disclosure() -> Any:
    return test_disclosure.a_request(test_disclosure.a_told_case())


def asked_about(address: str, case: Any, sent: dict[str, str]) -> None:
    """It is asked about once, and goes when she means it."""
    a_protected_mother(case)
    client = browser(WORKER)
    page = client.post(address, sent)
    assert ASKED in text_of(page)
    kept = str(page.context["form"].asks_to_keep)
    assert client.post(address, sent | {"kept_as_typed": kept}).status_code == 303


@pytest.mark.parametrize(
    ("name", "made", "sent"),
    [
        ("submit_amendment", a_received, {"decision": "partial", "words": SAID}),
        ("amendment_extend", a_received, {"days": "5", "reason": SAID, "told_on": ""}),
        ("tell_of_longer", a_received, {"reason": SAID, "told_on": "", "longer_due_on": "later"}),
        ("carry_out", a_decided, {"carried_on": "", "words": SAID}),
        ("new_telling", a_carried_out, OTHER | {"why_not": SAID}),
        ("change_telling", lambda: told(a_carried_out()), {"whom": "見本の園", "why_not": SAID}),
        ("extend", a_disclosure, {"days": "5", "reason": SAID, "told_on": ""}),
    ],
)
def test_r11_what_leaves_in_words_is_asked_about(
    name: str, made: Any, sent: dict[str, str]
) -> None:
    row = made()
    days = {"": day(), "later": day(100)}
    with amending.acting(WORKER) as user:
        case = type(row).objects.visible_to(user).get(pk=row.pk).compartment.case
    filled = {key: days.get(value, value) for key, value in sent.items()}
    asked_about(reverse(f"keeping:{name}", args=[row.pk]), case, filled)


def test_r11_what_is_asked_for_is_asked_about() -> None:
    case = a_told_case()
    sent = {"person": subject_of(case), "received_on": day(), "claim": SAID}
    asked_about(reverse("keeping:receive_amendment", args=[case.pk]), case, RECEIVED | sent)
