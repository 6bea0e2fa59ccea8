"""担当者限定 (R2) between transactions: at one moment with an opening, and in cases from before."""

import importlib
import threading
import time

from django.db import connections

from cases import services
from cases.models import Referral
from tests.databases import Database
from tests.world import acting

from .situations import (
    a_case,
    a_hand_off,
    an_accepted_hand_off,
    kinds_open_to,
    record_of,
    seen_by,
    take,
)
from .test_narrowing import SENDER, SUPERVISOR, WORKER, narrow, open_to_roles


def test_r2_the_migration_narrows_what_had_been_opened_again(committed_db: Database) -> None:
    """As the version before left it: a later sheet open to the roles, and one that was taken back and is
    still read, because what stood for it rested on the record."""
    migration = importlib.import_module("cases.migrations.0760_narrowed_cases_stay_narrow")
    case = a_case()
    an_accepted_hand_off(case)
    taken_back = a_hand_off(case)
    narrow(case, WORKER)
    with acting(WORKER):
        record = record_of(case, WORKER).compartment_id
    with committed_db.superuser() as connection:
        connection.execute(
            "update access_usergrant set source_id = %s, basis = 'R2' where source_id = %s",
            [record, taken_back.pk],
        )
        connection.execute("alter table access_groupgrant disable trigger keep_narrow")
    with acting(SENDER) as user:
        services.withdraw_referral(referral=take(taken_back, SENDER), reason="誤り", by=user)
    later = a_hand_off(case)
    assert taken_back in seen_by(WORKER, Referral)
    assert later in seen_by(SUPERVISOR, Referral)
    with committed_db.superuser() as connection, connection.transaction():
        connection.execute(migration.FORWARD)
    assert taken_back not in seen_by(WORKER, Referral)
    assert later in seen_by(WORKER, Referral)
    assert open_to_roles(case, WORKER) == 0
    assert kinds_open_to(WORKER) == {"face", "record", "hand_off"}


def test_r2_who_opens_and_who_narrows_at_one_moment_take_turns(committed_db: Database) -> None:
    """A sheet that is being sent while the receiver narrows reaches who is in charge, and no role."""
    case = a_case()
    an_accepted_hand_off(case)
    sending = threading.Event()

    def send() -> None:
        try:
            with acting(SENDER):
                a_hand_off(case)
                sending.set()
                time.sleep(1)
        finally:
            connections.close_all()

    sender = threading.Thread(target=send)
    sender.start()
    assert sending.wait(30)
    narrow(case, WORKER)  # waits until the sheet is sent
    sender.join()
    assert open_to_roles(case, WORKER) == 0
    assert len(seen_by(WORKER, Referral)) == 2
