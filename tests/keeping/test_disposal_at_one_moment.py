"""An incident that is begun while a list is carried out: the auditor is told that nothing goes from then on (S-96)."""

import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from access import incidents, keeping
from access.errors import DomainError
from access.keeping_models import DisposalList
from tests.at_one_moment import while_unsaved
from tests.world import acting

from .situations import KEEPER, SUPERVISOR, a_closed_case, decide, draw_up, exists, superuser

pytestmark = pytest.mark.usefixtures("committed_db")

WAITS = "select 1 from pg_locks where not granted"


def test_s96_what_was_on_its_way_when_an_incident_was_begun_does_not_go() -> None:
    case = a_closed_case()
    listed = draw_up()
    decide(listed)
    today = timezone.localdate()
    refused: list[BaseException] = []

    def carry_out() -> None:
        try:
            with acting(KEEPER):
                keeping.run(disposal_list=DisposalList.objects.get(pk=listed.pk))
        except keeping.NotPermittedToDispose as error:
            refused.append(error)
        finally:
            connections.close_all()

    with superuser() as opened:
        opened.execute("begin")
        opened.execute("lock table drafts_draft in share mode")  # among the last that it erases
        thread = threading.Thread(target=carry_out)
        thread.start()
        until = time.monotonic() + 30
        while not opened.execute(WAITS).fetchone():
            assert time.monotonic() < until
            time.sleep(0.02)
        with acting("kansa1") as by:
            incidents.begin(
                sort="lost", noticed_on=today, since=today, text="USBメモリーがない。", by=by
            )
        opened.execute("rollback")
        thread.join()
    assert len(refused) == 1
    assert exists(case)


def test_a_hold_that_comes_while_its_case_goes_is_not_said_to_be_there() -> None:
    case = a_closed_case()
    listed = draw_up()
    decide(listed)

    def carry_out() -> None:
        keeping.run(disposal_list=DisposalList.objects.get(pk=listed.pk))

    def hold() -> None:
        with acting(SUPERVISOR) as by, pytest.raises(DomainError, match="止められません"):
            keeping.place_hold(case_id=case.pk, reason="lawsuit", reference="第1号", by=by)

    while_unsaved(KEEPER, carry_out, hold)
    assert not exists(case)
