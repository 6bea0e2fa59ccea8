"""Whoever asked for a paper that was held learns how the second person decided, wherever she looks (S-91)."""

import uuid
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import output, protecting
from access.models import CaseFile
from cases.models import Person
from cases.services import protection
from jobs.models import Job
from tests.databases import Database
from tests.world import acting, login, staff

from . import situations as s
from .pages import browser, text_of
from .test_output_gate import a_job, approve, run, the_hold
from .test_protection import SUPERVISOR, WORKER, a_protected_mother, offices

WAITS, YES, NO = (
    "もう1人の確認を待っています",
    "もう1人に認められました",
    "もう1人に認められませんでした",
)


def a_held_job() -> tuple[CaseFile, Job]:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    return case, run(a_job(case))


def refuse() -> None:
    with acting(SUPERVISOR) as user:
        output.decide(hold=the_hold(SUPERVISOR), approve=False, reason="渡す相手が違う", by=user)


def looks(job: Job) -> tuple[str, str, str]:
    """The page of the job, one's own jobs, and the home page."""
    client = browser(WORKER)
    one, every, home = (client.get(url) for url in (f"/jobs/{job.pk}/", "/jobs/", "/"))
    return text_of(one), text_of(every), text_of(home)


def test_a_held_job_says_that_it_was_let_pass_and_leads_to_the_button(
    committed_db: Database,
) -> None:
    _, job = a_held_job()
    one, every, _ = looks(job)
    assert WAITS in one
    assert "確認待ち" in every
    approve()
    one, every, home = looks(job)
    assert (WAITS in one, YES in one) == (False, True)
    assert "1部だけ作成できます" in one
    assert ("確認待ち" in every, "認められました" in every) == (False, True)
    assert "認められた書類を作成する" in home
    client = browser(WORKER)
    assert f"/cases/outputs/{the_hold().pk}/" in client.get(f"/jobs/{job.pk}/").content.decode()
    client.post(f"/cases/outputs/{the_hold().pk}/make/")
    with acting(WORKER) as by:
        made = Job.objects.visible_to(by).get(key=the_hold().pk)
    assert run(made).state == "done"
    one, _, home = looks(job)
    assert "すでに1部を作成しました" in one
    assert "認められた書類を作成する" not in home


def test_who_asked_is_told_that_she_does_not_get_it_and_a_later_asking_waits_anew(
    committed_db: Database,
) -> None:
    case, job = a_held_job()
    refuse()
    one, every, home = looks(job)
    assert (WAITS in one, NO in one) == (False, True)
    assert "認められませんでした" in every
    assert "頼んだ書類は、もう1人に認められませんでした" in home
    assert "頼んだ書類は、" not in text_of(browser(SUPERVISOR).get("/"))
    later = run(a_job(case))
    assert WAITS in looks(later)[0]
    assert NO in looks(job)[0], "the first asking was answered, whatever becomes of the second"


def two_are_protected() -> CaseFile:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    protect_the_other(case)
    return case


def protect_the_other(case: CaseFile) -> None:
    with acting(WORKER) as by:
        household = Person.objects.visible_to(by).in_household().of_case(case)
        protection.protect_person(
            record=s.record_of(case, WORKER),
            person=household.get(is_subject=False),
            named=offices(WORKER, SUPERVISOR),
            by=by,
        )


def decide_next(*, approve: bool) -> None:
    with acting(SUPERVISOR) as by:
        hold = output.to_decide(by).earliest("requested_at")
        output.decide(hold=hold, approve=approve, reason="確かめた", by=by)


def an_approved_hold() -> uuid.UUID:
    with acting(WORKER) as by:
        return output.asked_by(by).get(is_approved=True).pk


def test_of_two_who_are_protected_one_refusal_is_enough_and_one_approval_is_not(
    committed_db: Database,
) -> None:
    case = two_are_protected()
    job = run(a_job(case))
    decide_next(approve=True)
    one, every, home = looks(job)
    assert (WAITS in one, YES in one) == (True, False)
    assert "確認待ち" in every
    assert "認められた書類を作成する" not in home, "it would be held again"
    client, first = browser(WORKER), f"/cases/outputs/{an_approved_hold()}/"
    page = text_of(client.get(first))
    assert ("まだ終わっていない確認があります" in page, "1部だけ作成する" in page) == (True, False)
    refused = client.post(f"{first}make/", follow=True)
    assert "まだ決まっていないものを確かめてください" in text_of(refused)
    decide_next(approve=True)
    one, _, home = looks(job)
    assert YES in one
    with acting(WORKER) as by:
        assert output.news_for(by).count() == 1, "one paper, whoever let it pass"
    assert "認められた書類を作成する" in home
    assert "1部だけ作成する" in text_of(client.get(first))
    other = run(a_job(two_are_protected()))
    decide_next(approve=False)
    one, every, home = looks(other)
    assert (WAITS in one, NO in one) == (False, True)
    assert "認められませんでした" in every
    assert "頼んだ書類は、もう1人に認められませんでした" in home


def test_the_list_of_jobs_asks_as_often_for_many_that_were_held(
    committed_db: Database, client: Any
) -> None:
    case, _ = a_held_job()

    def asked() -> int:
        login(client, WORKER)
        client.get("/jobs/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/jobs/").status_code == 200
        return len(found)

    few = asked()
    for _number in range(4):
        run(a_job(case))
    assert asked() == few


def test_what_failed_after_it_was_let_pass_is_asked_for_anew(committed_db: Database) -> None:
    """Somebody else of the household was protected meanwhile: the button made nothing, and its next press does."""
    case = s.a_case(WORKER)
    a_protected_mother(case)
    job = run(a_job(case))
    decide_next(approve=True)
    protect_the_other(case)
    client, first = browser(WORKER), f"/cases/outputs/{an_approved_hold()}/"
    client.post(f"{first}make/")
    with acting(WORKER) as by:
        again = Job.objects.visible_to(by).exclude(pk=job.pk).get()
    assert (run(again).state, again.kind) == ("failed", job.kind)
    decide_next(approve=True)
    with acting(WORKER) as by:
        told = output.news_for(by).get()
    client.post(f"/cases/outputs/{told.pk}/make/")
    with acting(WORKER) as by:
        made = Job.objects.visible_to(by).exclude(pk__in=[job.pk, again.pk]).get()
    assert run(made).state == "done"


def test_r12_who_is_kept_out_hears_nothing_of_what_she_asked_for(committed_db: Database) -> None:
    case, job = a_held_job()
    with acting(SUPERVISOR) as by:
        protecting.restrict(case=case, user=staff(WORKER), reason="親族", relation="kin", by=by)
        hold = output.to_decide(by).get()
        output.decide(hold=hold, approve=True, reason="確かめた", by=by)
    with acting(WORKER) as by, connection.cursor() as cursor:
        assert not output.asked_by(by).exists()
        cursor.execute("select count(*) from access_outputhold")
        assert cursor.fetchone() == (0,)
    page = browser(WORKER).get(f"/jobs/{job.pk}/")
    assert YES not in text_of(page)
