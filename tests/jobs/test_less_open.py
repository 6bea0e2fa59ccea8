"""What was read before something closed to who asked, or before somebody was protected from her, is not handed to her
(S-06, R11, R12), whatever a second person lets pass: she decides about the paper as it would be made now."""

from collections.abc import Iterator
from typing import Any

import pytest

from access import output, protecting
from access.models import CaseFile, Protection
from cases import handing_over_paper, services
from cases.intake_paper import NAME as INTAKE_PAPER
from cases.intake_paper import WITHOUT_CONSENT
from cases.models import Intake, StaffInCharge
from documents.selfcheck import text_of
from jobs import work
from jobs.models import Job, JobResult
from jobs.services import request_job
from tests.cases import situations as s
from tests.cases.test_output_gate import a_job, run, the_hold
from tests.cases.test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother
from tests.databases import Database
from tests.world import acting, login, staff

from .kinds import WHILE_MAKING

ADDRESS, GONE = "架空町1-2-3", "もう受け取れません"


@pytest.fixture(autouse=True)
def nothing_while_making() -> Iterator[None]:
    yield
    WHILE_MAKING.clear()


def an_intake_paper(case: CaseFile, by: str) -> Job:
    with acting(by) as user:
        intake = Intake.objects.visible_to(user).of_case(case).get()
        return request_job(by=user, kind=INTAKE_PAPER, object_id=intake.pk, option=WITHOUT_CONSENT)


def printed(job: Job, by: str) -> str:
    with acting(by) as user:
        content = JobResult.objects.visible_to(user).get(job=job).content
    return "".join(text_of(bytes(content)).split())


def let_pass(asked_by: str) -> None:
    with acting(SUPERVISOR) as by:
        output.decide(hold=the_hold(asked_by), approve=True, reason="確かめた", by=by)


def fetched(client: Any, job: Job) -> str:
    """The type of what she gets, or the words of the page in its place."""
    answer = client.get(f"/jobs/{job.pk}/result/")
    kind = str(answer["Content-Type"])
    return answer.content.decode() if kind.startswith("text/html") else kind


def test_r11_a_paper_from_before_the_lock_is_not_what_the_second_person_lets_pass(
    committed_db: Database, client: Any
) -> None:
    case = s.a_case(WORKER)
    before = run(an_intake_paper(case, COLLEAGUE), COLLEAGUE)
    assert ADDRESS in printed(before, COLLEAGUE)
    a_protected_mother(case)
    login(client, COLLEAGUE)
    assert run(an_intake_paper(case, COLLEAGUE), COLLEAGUE).error_code == "held"
    let_pass(COLLEAGUE)
    assert GONE in fetched(client, before)
    now = run(an_intake_paper(case, COLLEAGUE), COLLEAGUE)
    assert ADDRESS not in printed(now, COLLEAGUE)
    assert fetched(client, now) == "application/pdf"


def test_r11_who_has_left_the_list_is_handed_nothing_that_she_read_on_it(
    committed_db: Database, client: Any
) -> None:
    case = s.a_case(WORKER)
    measure = a_protected_mother(case)
    assert run(an_intake_paper(case, WORKER), WORKER).error_code == "held"
    let_pass(WORKER)
    job = run(an_intake_paper(case, WORKER), WORKER)
    assert ADDRESS in printed(job, WORKER)
    login(client, WORKER)
    assert fetched(client, job) == "application/pdf"
    with acting(SUPERVISOR):
        protection = Protection.objects.get(compartment=measure.compartment_id)
        assert protecting.leave_list(protection=protection, user=staff(WORKER)) == 1
    assert GONE in fetched(client, job)


def test_r11_a_lock_that_comes_while_a_paper_is_made_has_it_read_again(
    committed_db: Database,
) -> None:
    case = s.a_case(WORKER)

    def lock() -> None:
        with work._somebody_asks():  # as another process does
            a_protected_mother(case)

    WHILE_MAKING.append(lock)
    again = run(a_job(case, COLLEAGUE), COLLEAGUE)
    assert (again.state, again.attempts) == ("queued", 1)
    with acting(COLLEAGUE) as user:
        assert not JobResult.objects.visible_to(user).exists()
        Job.objects.visible_to(user).update(run_after=again.created_at)
    WHILE_MAKING.clear()
    assert run(again, COLLEAGUE).error_code == "held"


def test_r12_who_is_kept_out_of_one_case_of_a_list_is_handed_none_of_it(
    committed_db: Database, client: Any
) -> None:
    """The list is about the row of another case, which she goes on seeing."""
    cases = [s.a_case(WORKER) for _ in range(2)]
    with acting(SUPERVISOR) as user:
        rows = StaffInCharge.objects.visible_to(user).filter(staff=staff(WORKER))
        key = rows.get(compartment__case=cases[0]).pk
        job = request_job(by=user, kind=handing_over_paper.JOB_KIND, object_id=key)
    job = run(job, SUPERVISOR)
    assert all(case.number in printed(job, SUPERVISOR) for case in cases)
    login(client, SUPERVISOR)
    assert fetched(client, job) == "application/pdf"
    with acting(WORKER) as by:
        services.restrict_person(
            case=cases[1], user=staff(SUPERVISOR), relation="kin", reason="おじにあたる", by=by
        )
    assert GONE in fetched(client, job)


def test_r12_who_is_kept_out_while_a_paper_waits_for_its_approval_finds_nothing_of_it(
    committed_db: Database, client: Any
) -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    assert run(an_intake_paper(case, COLLEAGUE), COLLEAGUE).error_code == "held"
    hold = the_hold(COLLEAGUE)
    let_pass(COLLEAGUE)
    waiting = an_intake_paper(case, COLLEAGUE)  # asked for, and not made yet
    login(client, COLLEAGUE)
    assert case.number in client.get("/cases/outputs/").content.decode()
    with acting(WORKER) as by:
        services.restrict_person(
            case=case, user=staff(COLLEAGUE), relation="kin", reason="おじにあたる", by=by
        )
    assert run(waiting, COLLEAGUE).state == "refused"
    assert client.get(f"/cases/outputs/{hold.pk}/").status_code == 404
    assert client.post(f"/cases/outputs/{hold.pk}/make/").status_code == 404
    assert case.number not in client.get("/cases/outputs/").content.decode()
    assert case.number not in client.get("/").content.decode()
