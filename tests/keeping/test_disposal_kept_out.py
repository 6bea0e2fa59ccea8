"""Whoever is kept out of a case learns nothing of it when it is disposed of (R12, R10)."""

import pytest

from access.models import AccessLog
from access.reading import ReadingLog
from cases import services
from tests.world import acting, staff

from .situations import KEEPER, WORKER, a_closed_case, decide, draw_up, exists, numbers, run

pytestmark = pytest.mark.usefixtures("committed_db")
AUDITOR = "kansa1"


def in_the_log(username: str) -> set[str]:
    with acting(username):
        return set(AccessLog.objects.values_list("case_number", flat=True))


@pytest.mark.parametrize("is_kept_out", [True, False])
def test_r12_the_log_and_the_certificate_stay_shut_after_the_disposal(*, is_kept_out: bool) -> None:
    case = a_closed_case()
    number = case.number
    with acting(WORKER) as by:
        kept_out = staff(AUDITOR if is_kept_out else "soudan2")
        services.restrict_person(case=case, user=kept_out, reason="親族", by=by)
        log = ReadingLog(by)
        log.note(AccessLog.Action.READ, case)
        log.write()
    assert (number in in_the_log(AUDITOR)) is not is_kept_out
    row = draw_up()
    decide(row)
    run(row)
    assert not exists(case)
    assert (number in in_the_log(AUDITOR)) is not is_kept_out
    assert (number in numbers(row, AUDITOR)) is not is_kept_out
    assert numbers(row, KEEPER) == {number: "disposed"}
