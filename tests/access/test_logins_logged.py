"""Logins, and changes of who may see what, stand in the chained log (S-69)."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from access import grants, protecting
from access.context import acting_as
from access.log_models import AccessLog
from access.models import GroupGrant
from organizations.models import Body, Role
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from organizations.services import appoint
from tests.access.situations import a_case_at
from tests.cases.situations import body_of
from tests.world import acting, confirm, login, staff

pytestmark = pytest.mark.django_db

LOGINS = ("login", "logout", "identify", "factors")
WRONG, UNKNOWN = "見本の間違い", "mihon-no-dareka"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def entered(actions: tuple[str, ...] = LOGINS) -> list[tuple[Any, ...]]:
    """(person, action, outcome, kind) of what the log says, as an auditor reads it."""
    with acting_as(staff("kansa1")):
        rows = AccessLog.objects.filter(action__in=actions).order_by("seq")
        return list(rows.values_list("user_id", "action", "outcome", "kind"))


def try_password(client: Client, username: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password})


def as_the_transaction_ends() -> None:
    """What waits for the commit is entered; a test has none."""
    connection.check_constraints()


def test_s69_a_login_with_its_steps_and_its_end_stand_in_the_log(client: Client) -> None:
    me = staff("soudan1").pk
    try_password(client, "soudan1", WRONG)
    try_password(client, "soudan1", SAMPLE_PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of("soudan1")})
    client.post(reverse("account_logout"))
    assert entered() == [
        (me, "login", "failed", "パスワード"),
        (me, "identify", "done", "パスワード"),
        (me, "identify", "failed", "認証アプリ"),
        (me, "identify", "done", "認証アプリ"),
        (me, "login", "done", ""),
        (me, "logout", "done", ""),
    ]
    with acting_as(staff("kansa1")):
        assert set(AccessLog.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_s69_s56_an_unknown_name_is_entered_as_nobody_and_never_kept(client: Client) -> None:
    with connection.cursor() as cursor:
        try_password(client, UNKNOWN, SAMPLE_PASSWORD)
        assert entered() == [(None, "login", "failed", "パスワード")]
        for table in ("access_accesslog", "organizations_login_cache"):
            with acting_as(staff("kansa1")):
                cursor.execute(f"select count(*) from {table} t where t::text like %s", [UNKNOWN])
                assert cursor.fetchone()[0] == 0


def test_s69_who_has_to_wait_after_failures_stands_in_the_log(client: Client) -> None:
    for _ in range(6):
        try_password(client, "soudan1", WRONG)
    assert entered()[-1] == (staff("soudan1").pk, "login", "held", "パスワード")
    before = entered()
    try_password(client, "soudan1", WRONG)
    assert entered() == before, "once for as long as she waits: anybody may knock"


def test_s69_confirming_before_something_grave_stands_in_the_log(client: Client) -> None:
    me = login(client, "soudan1").pk
    confirm(client, staff("soudan1"), ago=4000)
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    client.post(reverse("mfa_reauthenticate"), {"code": code_of("soudan1")})
    assert entered() == [
        (me, "identify", "failed", "認証アプリ"),
        (me, "identify", "done", "認証アプリ"),
    ]


def test_s69_a_session_that_rested_too_long_ends_in_the_log(client: Client) -> None:
    me = login(client, "soudan1").pk
    session = client.session
    session["used_at"] = time.time() - 100_000
    session.save()
    client.get(reverse("home"))
    assert entered() == [(me, "logout", "done", "")]


def test_s70_without_its_entry_nobody_comes_in(client: Client, monkeypatch: Any) -> None:
    client.raise_request_exception = False
    try_password(client, "soudan1", SAMPLE_PASSWORD)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.acting', '', false)")
    monkeypatch.setattr("access.reading.ReadingLog._common", lambda log: {"request_id": "none"})
    with transaction.atomic():
        answer = client.post(reverse("mfa_authenticate"), {"code": code_of("soudan1")})
        transaction.set_rollback(True)
    assert answer.status_code == 500
    monkeypatch.undo()
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("action", ["read", "grant"])
def test_s69_the_function_for_logins_enters_nothing_else(action: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(
            "select access.append_login(jsonb_build_object('action', %s, 'outcome', 'done',"
            " 'request_id', gen_random_uuid()), %s)",
            [action, staff("soudan1").pk],
        )


def test_s69_while_somebody_acts_no_login_of_another_is_entered() -> None:
    with acting_as(staff("soudan1")), connection.cursor() as cursor:
        cursor.execute(
            "select access.append_login(jsonb_build_object('action', 'login', 'outcome', 'done',"
            " 'request_id', gen_random_uuid()), %s)",
            [staff("kanri1").pk],
        )
    assert entered()[0][0] == staff("soudan1").pk


def test_s69_every_grant_and_its_end_stand_in_the_log() -> None:
    with acting_as(staff("soudan1")):
        made = a_case_at("soudan1")
        case, own = made.case, GroupGrant.objects.filter(content_object=made.record).first()
        assert own is not None
        as_the_transaction_ends()
        protecting.restrict(
            case=case, user=staff("kanri1"), reason="親族", relation="kin", by=staff("soudan1")
        )
        as_the_transaction_ends()
        assert grants.end_source(source=own.source_id) > 0
        as_the_transaction_ends()
    with acting_as(staff("kansa1")):
        found = AccessLog.objects.filter(action="grant").order_by("seq")
        rows = list(found.values_list("case_number", "kind", "outcome", "basis"))
        assert (case.number, "閲覧の許可（役割）", "added", "R2") in rows
        assert (case.number, "閲覧の制限", "added", "") in rows
        assert rows[-1] == (case.number, "閲覧の許可（役割）", "changed", own.basis)
        assert all(found.exclude(kind="閲覧の制限").values_list("compartment_id", flat=True))
    with acting_as(staff("soudan1")):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from access_accesslog")
            assert cursor.fetchone()[0] == 0, "only auditors read it"


def test_s69_masters_roles_and_accounts_stand_in_the_log_and_the_moment_of_a_login_does_not() -> (
    None
):
    system = staff("system1")
    with acting("system1"):
        appoint(staff=staff("soudan1"), body=body_of("kurashi1"), role=Role.CASEWORKER)
        Body.objects.filter(pk=body_of("kurashi1").pk).update(name="見本の窓口")
        type(system).objects.filter(pk=staff("soudan1").pk).update(kana="みほん")
        type(system).objects.filter(pk=staff("soudan1").pk).update(last_login=None)
        as_the_transaction_ends()
    with acting("soudan1"):
        for own in ({"letters": "large"}, {"line_spacing": "wide"}, {"uses_keys": False}):
            assert type(system).objects.filter(pk=staff("soudan1").pk).update(**own) == 1
        as_the_transaction_ends()
    assert entered(("master",)) == [
        (system.pk, "master", "added", "所属（任用）"),
        (system.pk, "master", "changed", "機関"),
        (system.pk, "master", "changed", "職員"),
    ]


def test_s69_an_entry_of_a_change_says_from_where_it_came(client: Client) -> None:
    login(client, "system1")
    page = reverse("admin:organizations_area_add")
    form = client.get(page).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    client.post(page, {**values, "name": "見本の圏域", "code": "99", "order": "99"})
    as_the_transaction_ends()
    with acting_as(staff("kansa1")):
        entry = AccessLog.objects.get(action="master")
    assert (entry.address, entry.kind) == ("127.0.0.1", "日常生活圏域")
