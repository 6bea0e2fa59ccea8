"""The command that enters the first system administrator, and nobody after her (R10)."""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from access.models import AccessLog
from organizations.models import Appointment, Body, Role, Staff
from organizations.services import appoint, end_appointment
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
    with pytest.raises(CommandError, match="二つ目の要素を登録したシステム管理者がすでにいます"):
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
    _draws_another_until_she_has_a_factor(name)


def _draws_another_until_she_has_a_factor(body: str) -> None:
    """She signed in once and stopped at the second factor; her password has ended (S-55, docs/decisions/1004)."""
    one = Staff.objects.using("owner").get(username=ARGUMENTS[0])
    assert one.last_login is not None
    entered = AccessLog.objects.using("owner").filter(action="master", object_id=one.pk)
    before = entered.count()
    password = _enter(body=body)
    one.refresh_from_db()
    assert one.check_password(password)
    assert one.password_given_at is not None
    assert not one.password_is_own
    assert entered.count() == before + 1, "S-69: as every change of an account"
    other = Staff.objects.db_manager("owner").create_user(
        "tsugi-mihon", None, name="見本 次", kana="つぎ"
    )
    appoint(
        staff=other,
        body=Body.objects.using("owner").get(name=body),
        role=Role.SYSTEM_ADMINISTRATOR,
        using="owner",
    )
    _enter(body=body)
    factors = Authenticator.objects.using("owner")
    hers = factors.create(user=other, type=Authenticator.Type.TOTP, data={})
    with pytest.raises(CommandError, match="マスタの画面で、登録やパスワードの出し直し"):
        _enter(body=body)
    hers.delete(using="owner")
    factors.create(user=one, type=Authenticator.Type.TOTP, data={})
    with pytest.raises(CommandError, match="この人は、二つ目の要素を登録している"):
        _enter(body=body)
