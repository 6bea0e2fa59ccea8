"""A value that the administrator enters is one that records can hold and pages can count with (docs/masters.md)."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import codes
from cases.consent_reminders import last_reminder_days, reminder_days
from organizations.models import Code
from plans.monitoring import MONTHS
from tests.cases.pages import browser, text_of
from tests.organizations.test_masters_pages import bound_values, error_texts
from tests.world import acting, login

pytestmark = pytest.mark.django_db

SIGN, NUMBER = "半角の数字か英字で、2文字まで", "数だけを半角で、3桁まで"


def entered(code_list: str, value: str) -> Any:
    """Another choice, typed into the last row of the page of the list."""
    client = Client()
    login(client, "system1")
    address = reverse("admin:organizations_codelist_change", args=[code_list])
    page = client.get(address)
    last = page.context["inline_admin_formsets"][0].formset.forms[-1].prefix
    row = {"value": value, "label": "見本の選択肢", "order": "50", "valid_from": "2025-04-01"}
    sent = bound_values(page) | {f"{last}-{name}": word for name, word in row.items()}
    return client.post(address, sent)


@pytest.mark.parametrize(
    ("code_list", "value", "words"),
    [
        (codes.NOTE_METHOD, "オンライン", SIGN),
        (codes.TOPIC, "100", SIGN),
        (codes.TOPIC, "０８", SIGN),
        (codes.CONSENT_REMINDERS, "45日", NUMBER),
        (codes.CONSENT_REMINDERS, "1000", NUMBER),
        (MONTHS, "適宜", NUMBER),
        (MONTHS, "61", "1から60までの数"),
        (MONTHS, "0", "1から60までの数"),
    ],
)
def test_a_value_that_no_record_holds_or_no_page_counts_with_is_refused(
    code_list: str, value: str, words: str
) -> None:
    """Chosen later it would end in an error of the server, and a day that is none would close the home page of
    everybody."""
    answer = entered(code_list, value)
    assert answer.status_code == 200
    assert words in error_texts(answer) + text_of(answer)
    assert not Code.objects.filter(code_list=code_list, value=value).exists()


@pytest.mark.parametrize(
    ("code_list", "value"), [(codes.NOTE_METHOD, "Z9"), (codes.CONSENT_REMINDERS, "120")]
)
def test_a_value_that_fits_is_entered(code_list: str, value: str) -> None:
    assert entered(code_list, value).status_code == 302
    assert Code.objects.filter(code_list=code_list, value=value).exists()


def test_a_value_that_stands_is_worded_anew_as_it_is() -> None:
    """One of more signs, from before the page refused it."""
    first = datetime.date(2024, 4, 1)
    with acting("system1"):
        Code.objects.create(
            code_list_id=codes.METHOD,
            value="online",
            label="前の言葉",
            order=9,
            valid_from=first,
            valid_until=first.replace(year=2025),
        )
    assert entered(codes.METHOD, "online").status_code == 302
    assert Code.objects.filter(code_list=codes.METHOD, value="online").count() == 2


def test_a_day_that_is_none_closes_no_page() -> None:
    """As it may have been entered before the page refused it."""
    with acting("system1"):
        for value in ("45日", "99999999999"):
            Code.objects.create(
                code_list_id=codes.CONSENT_REMINDERS, value=value, label=value, order=9
            )
    with acting("soudan1"):
        assert (last_reminder_days(), reminder_days()) == (14, 30)
    assert browser("soudan1").get("/").status_code == 200
