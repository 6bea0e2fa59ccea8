"""Taking back a list leaves cases in which others work where who brought it sees nothing of it (R1)."""

from collections.abc import Callable

import pytest

from access import emergency, keeping, matching
from access.keeping_models import LegalHold
from access.models import CaseFile
from access.taking_back import take_back_case
from cases import services
from cases.models import Person
from cases.services import imports, protection
from cases.services.same_person import say_same_person
from organizations.models import Appointment, Role
from organizations.services import appoint
from tests.world import acting, staff

from .bringing import LINE, STRANGER, SUPERVISOR, WORKER, a_list, bring, take_in
from .situations import a_case, body_of, kinds_open_to, office, people_of, record_of
from .test_matches import BORN, notices, received

pytestmark = pytest.mark.django_db


def protected_by_others(case: CaseFile) -> None:
    """By a list on which the supervisor who brought it does not stand."""
    with acting("system1"):
        second = appoint(staff=staff("soudan2"), body=body_of(WORKER), role=Role.SUPERVISOR)
    with acting(WORKER) as by:
        protection.protect_person(
            record=record_of(case, WORKER),
            person=people_of(case, WORKER)[0],
            named=[office(WORKER), Appointment.objects.with_body().get(pk=second.pk)],
            facts=protection.MeasureFacts("dv", "見本 相手", "見本署", ""),
            by=by,
        )


def kept_out(case: CaseFile) -> None:
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff("soudan2"), reason="親族", by=by)


def opened_in_an_emergency(case: CaseFile) -> None:
    with acting("csw1"):
        danger = emergency.Danger("illness", "電話の途中で倒れた音がした。")
        assert emergency.open_by_number(number=case.number, danger=danger).opened


def held(case: CaseFile) -> None:
    with acting(SUPERVISOR) as by:
        keeping.place_hold(
            case_id=case.pk, reason=LegalHold.Reason.values[0], reference="文書第1号", by=by
        )


def known_to_another_file(case: CaseFile) -> None:
    other = a_case(WORKER)
    with acting(WORKER) as by:
        say_same_person(
            person=people_of(other, WORKER)[0],
            other=people_of(case, WORKER)[0],
            reason="同じ生年月日と電話番号",
            by=by,
        )


@pytest.mark.parametrize(
    "work", [protected_by_others, kept_out, opened_in_an_emergency, held, known_to_another_file]
)
def test_r1_a_case_in_which_somebody_works_unseen_is_not_taken_back(
    work: Callable[[CaseFile], None],
) -> None:
    kept = bring(a_list(LINE, LINE | {"氏名": "架空 あきら"}))
    used, idle = take_in(kept).cases
    work(used)
    with acting(SUPERVISOR) as by:
        found = imports.take_back(kept=kept, by=by)
    assert (found.gone, found.stay) == ([idle], [used])
    assert {"face", "record"} <= kinds_open_to(WORKER)
    with acting(WORKER) as by:
        assert not Person.objects.visible_to(by).of_case(idle).exists()


def test_r1_work_that_begins_at_that_moment_keeps_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked at a moment ago may be in use by now: the database asks again."""
    kept = bring(a_list(LINE))
    [case] = take_in(kept).cases
    kept_out(case)
    monkeypatch.setattr(imports, "used_besides", lambda cases: set())
    with acting(SUPERVISOR) as by:
        found = imports.take_back(kept=kept, by=by)
    assert (found.gone, found.stay) == ([], [case])
    assert {"face", "record"} <= kinds_open_to(WORKER)


def test_r1_nobody_takes_back_a_case_of_others() -> None:
    case = a_case(WORKER)
    with acting(STRANGER):
        assert not take_back_case(case=case, body=body_of(WORKER))
        assert not take_back_case(case=case, body=body_of(STRANGER))
    assert {"face", "record"} <= kinds_open_to(WORKER)


@pytest.mark.parametrize("is_decided", [False, True])
def test_r15_what_was_found_of_a_list_is_over_with_it(*, is_decided: bool) -> None:
    """Brought again, it would be found a second time. What was decided on stands."""
    received(STRANGER)
    line = LINE | {"氏名": "架空 照代", "ふりがな": "かくう てるよ"}
    kept = bring(a_list(line | {"生年月日": BORN.strftime("%Y/%m/%d")}))
    take_in(kept)
    (notice,) = notices()
    if is_decided:
        with acting("jimukyoku1") as by:
            matching.decide(
                notice=notice, outcome="different", reason="別の人でした", by=by, after=0
            )
    with acting(SUPERVISOR) as by:
        imports.take_back(kept=kept, by=by)
    assert notices() == ([notice] if is_decided else [])
