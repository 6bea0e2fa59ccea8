"""The command that enters the first system administrator, and nobody after her (R10)."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from organizations.models import Appointment, Body, Role, Staff
from organizations.services import end_appointment
from tests.databases import Database

ARGUMENTS = ("kikai-mihon", "見本 初子", "みほん はつこ")


def _enter(*, body: str, username: str = ARGUMENTS[0]) -> str:
    out = io.StringIO()
    call_command("enter_first_administrator", username, *ARGUMENTS[1:], body, stdout=out)
    found = re.search(r": (\S+)$", out.getvalue(), re.MULTILINE)
    assert found
    return found.group(1)


def test_r10_the_first_is_entered_and_no_second(committed_db: Database) -> None:
    offices = Appointment.objects.using("owner").filter(role_group__role=Role.SYSTEM_ADMINISTRATOR)
    name = Body.objects.order_by("pk").first().name
    with pytest.raises(CommandError, match="すでにいます"):
        _enter(body=name)
    for office in offices:
        end_appointment(appointment=office, using="owner")
    with pytest.raises(CommandError, match=r"登録されていません.*福祉部 福祉政策課"):
        _enter(body="どこにもない機関")
    password = _enter(body=name)
    assert Staff.objects.get(username=ARGUMENTS[0]).check_password(password)
    with pytest.raises(CommandError, match="すでにいます"):
        _enter(body=name, username="betsu-mihon")
    first = Staff.objects.using("owner").filter(username=ARGUMENTS[0])
    first.update(password_given_at=None, password_is_own=True)
    old, password = password, _enter(body=name)
    assert old != password, "she came too late for the first, and never signed in"
    assert first.get().check_password(password)
    assert first.get().password_given_at is not None
    assert not first.get().password_is_own
    client = Client()
    client.post(reverse("account_login"), {"login": ARGUMENTS[0], "password": password})
    assert client.get("/")["Location"] == reverse("mfa_activate_totp"), "a second factor first"
    with pytest.raises(CommandError, match="すでにいます"):
        _enter(body=name)
