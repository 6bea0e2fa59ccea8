"""Kept out of a case until a second person lifts it (R12)."""

import datetime
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.explain import restrictions
from access.models import CaseFile, Restriction
from cases import services
from cases.services import restrictions as lifting
from tests.cases.pages import page, text_of
from tests.world import acting, login, staff

from . import situations as s

pytestmark = pytest.mark.django_db

WORKER, COLLEAGUE, SUPERVISOR = "soudan1", "soudan2", "kanri1"


def sees(username: str, case: CaseFile) -> bool:
    with acting(username) as by:
        return CaseFile.objects.visible_to(by).filter(pk=case.pk).exists()


def restrict(case: CaseFile, username: str = COLLEAGUE, **more: Any) -> Restriction:
    with acting(WORKER) as by:
        services.restrict_person(
            case=case,
            user=staff(username),
            reason="近所に住む",
            relation="neighbour",
            by=by,
            **more,
        )
        return next(r for r in restrictions(case) if r.user_id == staff(username).pk)


def test_r12_lifting_needs_a_second_person() -> None:
    case = s.a_case(WORKER)
    row = restrict(case)
    with acting(WORKER) as by:
        with pytest.raises(DomainError, match="申し出"):
            lifting.lift_restriction(restriction=row, by=by)
        lifting.ask_to_lift_restriction(restriction=row, reason="転居した", by=by)
        row.refresh_from_db()
        with pytest.raises(DomainError, match="自分"):
            lifting.lift_restriction(restriction=row, by=by)
    assert not sees(COLLEAGUE, case)
    with acting(SUPERVISOR) as by:
        lifting.lift_restriction(restriction=row, by=by)
        assert restrictions(case) == []
    assert sees(COLLEAGUE, case)


def test_r12_a_restriction_with_a_day_ends_by_itself() -> None:
    case = s.a_case(WORKER)
    row = restrict(case, until_on=timezone.localdate())
    assert row.last_day == timezone.localdate()
    assert not sees(COLLEAGUE, case)
    other = s.a_case(WORKER)
    with acting(WORKER) as by:
        services.restrict_person(
            case=other,
            user=staff(COLLEAGUE),
            reason="異動まで",
            until_on=timezone.localdate() - datetime.timedelta(days=1),
            by=by,
        )
    assert sees(COLLEAGUE, other)


@pytest.mark.parametrize(
    "change",
    [
        "lift_asked_by_id = %(me)s, lifted_by_id = %(me)s, lifted_at = now(), lift_reason = 'x'",
        "lift_asked_by_id = %(me)s, lifted_by_id = %(o)s, lifted_at = now(), lift_reason = 'x'",
        "valid_until = now()",
        "user_id = %(me)s",
    ],
)
def test_r12_the_database_lets_nobody_lift_alone(change: str) -> None:
    restrict(s.a_case(WORKER))
    values = {"me": staff(WORKER).pk, "o": staff(SUPERVISOR).pk}
    with acting(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"update access_restriction set {change}", values)


def test_r12_the_kept_out_cannot_lift_it_even_by_sql() -> None:
    restrict(s.a_case(WORKER))
    with acting(COLLEAGUE), connection.cursor() as cursor:
        cursor.execute("update access_restriction set lift_reason = 'x'")
        assert cursor.rowcount == 0


def version(client: Any, url: str) -> dict[str, str]:
    found = re.search(r'name="version" value="(\d+)"', client.get(url).content.decode())
    assert found is not None
    return {"version": found[1]}


def test_r12_pages_restrict_ask_and_lift(client: Any) -> None:
    case = s.a_case(WORKER)
    login(client, WORKER)
    page = f"/cases/{case.pk}/restrict/"
    sent = {
        "staff": str(staff(COLLEAGUE).pk),
        "relation": "party",
        "reason": "債権者",
        "until_on": "",
    }
    assert client.post(page, sent | {"relation": ""}).status_code == 422
    assert client.post(page, sent).status_code == 303
    shown = client.get(page).content.decode()
    assert "当事者" in shown
    assert "解除するまで" in shown
    with acting(WORKER):
        url = f"/cases/restrictions/{restrictions(case)[0].pk}/"
    asking = {"reason": "関係がなくなった"} | version(client, url)
    assert client.post(url, asking).status_code == 303
    assert client.post(url, {"reason": ""}).status_code == 422
    login(client, COLLEAGUE)
    assert client.get(url).status_code == 404
    login(client, SUPERVISOR)
    # She had the page open to ask for the same: her asking must not be the second person's word.
    late = client.post(url, asking | {"reason": "転居した"})
    assert late.status_code == 422
    assert "関係がなくなった" in late.content.decode()
    assert not sees(COLLEAGUE, case)
    assert "関係がなくなった" in client.get(url).content.decode()
    assert client.post(url, version(client, url)).status_code == 303
    assert sees(COLLEAGUE, case)


def test_r18_the_form_promises_no_fewer_readers_than_its_words_have(client: Any) -> None:
    """Whoever decides at a second body that keeps a record reads why somebody is kept out."""
    case = s.a_case()
    s.an_accepted_hand_off(case)
    url = reverse("cases:restrict", args=[case.pk])
    with acting("soudan1") as by:
        services.restrict_person(
            case=case, user=staff("ishi1"), relation="kin", reason="世帯主のおい", by=by
        )
    assert "世帯主のおい" in text_of(page("kurashi1", "restrict", case.pk))
    login(client, "soudan1")
    html = client.get(url).content.decode()
    [form] = re.findall(r"<form class=\"form\".*?</form>", html, re.S)
    assert "このケースを見られる人（指定する職員を除く）" in form
    assert "自機関のみ" not in form
    assert "見られる人 <b" not in form


def test_r12_a_second_request_takes_nothing_from_the_first() -> None:
    row = restrict(s.a_case(WORKER))
    with acting(WORKER) as by:
        lifting.ask_to_lift_restriction(restriction=row, reason="転居した", by=by)
        row.refresh_from_db()
    with acting(SUPERVISOR) as by:
        with pytest.raises(DomainError, match=rf"{staff(WORKER).name}さんが、すでに解除を申し出"):
            lifting.ask_to_lift_restriction(restriction=row, reason="別の理由", by=by)
        row.refresh_from_db()
        assert (row.lift_asked_by, row.lift_reason) == (staff(WORKER), "転居した")
