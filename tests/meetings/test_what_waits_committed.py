"""The migration that gives つなぎ and requests on 本人同意, which waited before there was an end of them, the end that they would
have if they were sent today (R3, R6, R17)."""

import datetime
import importlib
from typing import Any

import pytest
from django.utils import timezone

from access import hand_offs
from access.models import CaseFile
from cases.models import Referral
from cases.services import accept_referral
from meetings.models import CoordinationRequest
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_accepted_hand_off,
    basis,
    kinds_open_to,
    seen_by,
    take,
)
from tests.cases.test_consent_scope import household
from tests.cases.test_hand_offs_taken_back_elsewhere import refused_elsewhere
from tests.databases import Database
from tests.meetings.test_requests import on_consent
from tests.world import acting

from . import situations as s

MIGRATION = importlib.import_module("meetings.migrations.0999_ends_of_what_waits")
SENDER, RECEIVER, OTHER = "soudan1", "csw1", "kurashi1"
DAY = datetime.timedelta(days=1)
ON_CONSENT = {"consent_state": "20"}


def a_leg(case: CaseFile, **changes: Any) -> Referral:
    return a_hand_off(case, RECEIVER, **{"legal_basis": basis("CONSENT"), **ON_CONSENT, **changes})


def as_before(database: Database, *rows: Any) -> None:
    """As the version before left them: without an end."""
    keys = [row.pk for row in rows]
    with database.superuser() as connection:
        connection.execute(
            "update cases_referral set consent_until_on = null where id = any(%s)", [keys]
        )
        for table in ("access_usergrant", "access_groupgrant"):
            connection.execute(
                f"update {table} set valid_until = null where source_id = any(%s)"
                " or source_id in (select compartment_id from meetings_requestscreening"
                " where request_id = any(%s))",
                [keys, keys],
            )


def ends(database: Database, *rows: Any) -> list[Any]:
    """Of each grant that rests on these, and the day of each つなぎ."""
    keys = [row.pk for row in rows]
    found: list[Any] = []
    with database.superuser() as connection:
        for table in ("access_usergrant", "access_groupgrant"):
            found += connection.execute(
                f"select id, valid_until from {table} where source_id = any(%s)"
                " or source_id in (select compartment_id from meetings_requestscreening"
                " where request_id = any(%s)) order by id",
                [keys, keys],
            ).fetchall()
        found += connection.execute(
            "select id, consent_until_on from cases_referral where id = any(%s) order by id", [keys]
        ).fetchall()
    return found


def migrate(database: Database) -> None:
    """As the owner of the tables does, whom row policies bind too."""
    with database.superuser() as connection, connection.transaction():
        connection.execute("set local role bunkyo_owner")
        connection.execute(MIGRATION.FORWARD)


@pytest.mark.parametrize("named", [(RECEIVER,), (OTHER,), (RECEIVER, s.COORDINATOR)])
@pytest.mark.parametrize("with_name", [True, False])
def test_r3_r17_what_waits_ends_as_if_it_were_sent_today(
    named: tuple[str, ...], with_name: bool, committed_db: Database
) -> None:
    """Whether the consent names the receiver, the secretariat, both or neither."""
    case = a_case(SENDER)
    a_consent(case, named=named)
    longer = timezone.localdate() + 200 * DAY
    a_consent(case, named=(OTHER,), valid_until_on=longer, persons=household(case))
    mother = household(case)[0]
    leg = a_leg(case, people=[mother] if with_name else [])
    request = s.screened(s.a_request(**on_consent(case, *([mother] if with_name else []))))
    as_sent = ends(committed_db, leg, request)
    assert any(end for _, end in as_sent)
    as_before(committed_db, leg, request)
    migrate(committed_db)
    assert ends(committed_db, leg, request) == as_sent
    migrate(committed_db)
    assert ends(committed_db, leg, request) == as_sent, "once is enough"


def test_s69_r17_the_history_and_the_log_say_so_in_nobodys_name(committed_db: Database) -> None:
    case = a_case(SENDER)
    a_consent(case, named=(RECEIVER,))
    leg = a_leg(case)
    as_before(committed_db, leg)
    with committed_db.superuser() as connection:
        counted = (
            "select count(*) from access_accesslog where action = 'grant' and outcome = 'changed'"
        )
        before = connection.execute(counted).fetchone()
    migrate(committed_db)
    with committed_db.superuser() as connection:
        after = connection.execute(counted).fetchone()
    assert after != before
    with acting(SENDER) as by:
        last = Referral.history.filter(id=leg.pk).visible_to(by).order_by("-version")[0]
        assert last.history_user is None
        assert last.consent_until_on is not None


@pytest.mark.parametrize("of", ["leg", "request"])
def test_r3_r17_what_stood_on_a_consent_that_has_run_out_since_closes(
    of: str, committed_db: Database
) -> None:
    case = a_case(SENDER)
    consent = a_consent(case, named=(RECEIVER, s.COORDINATOR))
    waits, who = (
        (a_leg(case), RECEIVER)
        if of == "leg"
        else (s.a_request(**on_consent(case, household(case)[0])), s.COORDINATOR)
    )
    as_before(committed_db, waits)
    yesterday = timezone.localdate() - DAY
    with committed_db.superuser() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update cases_consent set created_at = created_at - interval '9 days', given_on = %s,"
            " valid_until_on = %s where id = %s",
            [yesterday - 8 * DAY, yesterday, consent.pk],
        )
        for table, column in (
            ("cases_referral", "sent_at"),
            ("meetings_coordinationrequest", "requested_at"),
        ):
            connection.execute(
                f"update {table} set {column} = {column} - interval '5 days' where id = %s",
                [waits.pk],
            )
    assert "hand_off" in kinds_open_to(who)
    migrate(committed_db)
    assert "hand_off" not in kinds_open_to(who)
    with acting(SENDER):
        assert hand_offs.closed_among([waits.pk]) == {waits.pk}
        if isinstance(waits, Referral):
            assert take(waits, SENDER).consent_until_on == yesterday


def test_r3_what_somebody_refused_elsewhere_before_closes(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    leg = a_leg(case, consent_state="21")
    request = s.a_request(case, legal_basis=basis("CONSENT"), consent_state="21")
    with monkeypatch.context() as patched:
        patched.setattr(hand_offs, "close_without_basis", lambda case: None)
        refused_elsewhere(case)
    assert kinds_open_to(RECEIVER) == {"hand_off"} == kinds_open_to(s.COORDINATOR)
    migrate(committed_db)
    assert kinds_open_to(RECEIVER) == set() == kinds_open_to(s.COORDINATOR)
    assert len(seen_by(SENDER, CoordinationRequest)) == 1
    with acting(SENDER):
        assert hand_offs.closed_among([leg.pk, request.pk]) == {leg.pk, request.pk}


def test_r3_r7_what_was_taken_on_what_she_said_and_what_has_another_basis_stays(
    committed_db: Database,
) -> None:
    case = a_case(SENDER)
    said, request = a_leg(case, consent_state="21"), s.a_request(case)
    taken_on = a_hand_off(case, OTHER, legal_basis=basis("CONSENT"), consent_state="21")
    with acting(OTHER) as by:
        accept_referral(referral=take(taken_on, OTHER), by=by)
    before = ends(committed_db, said, request, taken_on)
    migrate(committed_db)
    assert ends(committed_db, said, request, taken_on) == before
