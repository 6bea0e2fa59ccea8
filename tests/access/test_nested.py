"""What hangs on a case is found through what the user sees of that case (S-13), and nothing about
anybody is mailed to administrators (S-39)."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from tests.cases.pages import browser
from tests.cases.situations import a_case, body_of, people_of
from tests.world import acting

pytestmark = pytest.mark.django_db


def _persons_of_another_body() -> list[str]:
    """People of a case that soudan1 does not see."""
    case = a_case(by="csw1")
    with acting("csw1"):
        return [str(person.pk) for person in people_of(case, "csw1")]


@pytest.mark.parametrize("route", ["cases:hand_off", "cases:consent_new"])
def test_s13_a_form_takes_no_child_of_another_case(route: str) -> None:
    foreign = _persons_of_another_body()
    own = a_case()
    url = reverse(route, args=[own.pk])
    answer = browser("soudan1").post(url, {"persons": foreign[:1], "step": "check"})
    none = browser("soudan1").post(
        url, {"persons": ["00000000-0000-4000-8000-000000000000"], "step": "check"}
    )
    for given in (answer, none):
        assert given.status_code == 422
        assert given.context["form"].errors["persons"]
    assert len(answer.context["form"].errors["persons"]) == len(
        none.context["form"].errors["persons"]
    )
    assert "花子" in answer.content.decode(), "her own are offered"


def test_s13_a_record_is_not_reached_through_the_case_of_another_body() -> None:
    """The body of the address is never taken from what the browser sends."""
    case = a_case(by="csw1")
    for username in ("soudan1", "kurashi1"):
        client = browser(username)
        for route in ("cases:add_member", "cases:hand_off", "cases:close"):
            url = reverse(route, args=[case.pk])
            assert client.post(url, {"body": str(body_of(username).pk)}).status_code == 404


def test_s39_no_traceback_is_mailed_to_anybody() -> None:
    handlers: list[Any] = [
        handler
        for name in ("", "django", "django.request", "django.server", "celery")
        for handler in logging.getLogger(name).handlers
    ]
    assert settings.ADMINS == settings.MANAGERS == []
    assert not [h for h in handlers if "mail" in type(h).__name__.lower()]


@override_settings(ROOT_URLCONF="tests.access.fake_urls")
def test_s39_an_error_sends_no_mail() -> None:
    client = browser("soudan1")
    client.raise_request_exception = False
    assert client.get("/fake/raises/").status_code == 500
    assert mail.outbox == []
