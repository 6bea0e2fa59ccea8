"""A paper of a request of correction that is made is a row of the ledger, and its receiver is none of those who are to be told
(R21; Art. 97)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from access import output
from access.errors import DomainError
from access.models import Disclosure
from documents import selfcheck
from jobs import work
from jobs.models import Job, JobState
from keeping import services
from keeping.given_to import given_to
from keeping.models import AmendmentTelling
from tests.cases.pages import browser, text_of
from tests.cases.test_output_gate import approve
from tests.cases.test_protection import SUPERVISOR, a_protected_mother
from tests.ui.filling import filled
from tests.world import acting

from .amending import WORKER, a_carried_out, a_told_case, receive, seen, today, told
from .test_amendment_pages import url
from .test_disclosure import a_request
from .test_disclosure import a_told_case as told_case_of_a_neighbour
from .test_hearing import again, heard
from .test_passing import answered, proposed


@pytest.mark.usefixtures("committed_db")
def test_r21_each_paper_is_one_row_of_the_ledger_and_no_receiver_of_its_own() -> None:
    row = a_carried_out()
    one = told(row)
    client = browser(WORKER)
    begun = filled(
        client.get(url("change_telling", one)).context["form"], whom="見本の園", why_not=""
    )
    for name, about in (("amendment_paper", row), ("telling_letter", one)):
        answer = client.post(url(name, about))
        assert answer.status_code == 303
        assert answer["Location"].startswith("/jobs/"), answer["Location"]
    with acting(WORKER) as user:
        made = list(Job.objects.visible_to(user).values_list("pk", flat=True))
    for pk in made:
        work.run(pk)
    with acting(WORKER) as user:
        assert {job.state for job in Job.objects.visible_to(user)} == {JobState.DONE}
        rows = Disclosure.objects.visible_to(user).filter(object_id__in=(row.pk, one.pk))
        assert {line.legal_basis.code for line in rows} == {"PIPL69-1"}
        assert rows.count() == 2
        assert given_to(seen(row, user), user) == []
        letter_to = (
            AmendmentTelling.objects.visible_to(user).select_related("request").get(pk=one.pk)
        )
        letter_to.request = seen(row, user)
        with pytest.raises(DomainError, match="通知は、もう作ってあります"):
            services.change_telling(
                telling=letter_to, whom="見本の園", told_on=today(), why_not="", by=user
            )
    shown = client.get(url("change_telling", one)).context["form"].fields
    assert "whom" not in shown
    assert "why_not" in shown
    refused = client.post(url("change_telling", one), begun)
    assert refused.status_code == 422, "a form opened before the letter"
    assert "通知は、もう作ってあります" in text_of(refused)
    assert client.post(url("change_telling", one), begun | {"whom": one.whom}).status_code == 303


@pytest.mark.usefixtures("committed_db")
def test_r21_so_is_the_letter_that_it_was_passed_on() -> None:
    row = answered(proposed(receive(a_told_case())))
    answer = browser(WORKER).post(url("amendment_passing_letter", row))
    assert answer.status_code == 303
    with acting(WORKER) as user:
        (pk,) = Job.objects.visible_to(user).values_list("pk", flat=True)
    work.run(pk)
    with acting(WORKER) as user:
        assert Job.objects.visible_to(user).get(pk=pk).state == JobState.DONE
        (line,) = Disclosure.objects.visible_to(user).filter(object_id=row.pk)
        assert "第96条第1項" in line.purpose
        assert given_to(seen(row, user), user) == []


def once_it_is_made(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], None]) -> list[str]:
    """Somebody changes something between the making and the keeping of the first attempt. What each attempt read."""
    read: list[str] = []
    numbers_in = work._numbers_in

    def then(kind: Any, result: Any) -> Any:
        read.append("".join(selfcheck.text_of(result.content).split()))
        if len(read) == 1:
            with acting(WORKER) as user:
                change(user)
        return numbers_in(kind, result)

    monkeypatch.setattr(work, "_numbers_in", then)
    return read


def called_otherwise(telling: AmendmentTelling) -> Callable[[Any], None]:
    def change(user: Any) -> None:
        row = AmendmentTelling.objects.visible_to(user).get(pk=telling.pk)
        services.change_telling(telling=row, whom="見本の園", told_on=today(), why_not="", by=user)

    return change


def the_job() -> Job:
    with acting(WORKER) as user:
        return Job.objects.visible_to(user).latest("created_at")


def once_more(job: Job) -> Job:
    with acting(WORKER) as user:
        Job.objects.visible_to(user).filter(pk=job.pk).update(run_after=job.created_at)
    work.run(job.pk)
    return the_job()


def lines_about(row: Any) -> list[Disclosure]:
    with acting(WORKER) as user:
        return list(Disclosure.objects.visible_to(user).filter(object_id=row.pk))


@pytest.mark.usefixtures("committed_db")
def test_r21_who_is_called_otherwise_while_her_letter_is_made_is_called_so_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Paper and ledger name the same receiver: what was read before is not kept, and is read again."""
    one = told(a_carried_out())
    assert browser(WORKER).post(url("telling_letter", one)).status_code == 303
    read = once_it_is_made(monkeypatch, called_otherwise(one))
    work.run(the_job().pk)
    assert the_job().state == JobState.QUEUED
    assert lines_about(one) == []
    assert once_more(the_job()).state == JobState.DONE
    assert [line.recipients for line in lines_about(one)] == ["見本の園"]
    assert ["見本の園" in text for text in read] == [False, True]


@pytest.mark.usefixtures("committed_db")
def test_s91_what_was_let_pass_for_one_receiver_waits_anew_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = a_carried_out()
    one = told(row)
    with acting(WORKER) as user:
        case = seen(row, user).compartment.case
    a_protected_mother(case)
    client = browser(WORKER)
    client.post(url("telling_letter", one))
    work.run(the_job().pk)
    assert the_job().error_code == "held"
    approve()
    client.post(url("telling_letter", one))
    once_it_is_made(monkeypatch, called_otherwise(one))
    work.run(the_job().pk)
    assert the_job().state == JobState.QUEUED
    assert once_more(the_job()).error_code == "held"
    with acting(SUPERVISOR) as user:
        assert [hold.recipients for hold in output.to_decide(user)] == ["見本の園"]
    assert lines_about(one) == []


@pytest.mark.usefixtures("committed_db")
def test_r21_so_is_a_third_party_whom_the_ledger_does_not_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    party = heard(a_request(told_case_of_a_neighbour()))
    page = reverse("keeping:third_party_letter", args=[party.pk])
    assert browser(WORKER).post(page, {"letter": "ask"}).status_code == 303

    def change(user: Any) -> None:
        row = again(party, user)
        services.correct_third_party(party=row, name="架空 正子", about=row.about, by=user)

    read = once_it_is_made(monkeypatch, change)
    work.run(the_job().pk)
    assert the_job().state == JobState.QUEUED
    assert once_more(the_job()).state == JobState.DONE
    assert ["架空正子" in text for text in read] == [False, True]
    assert len(lines_about(party)) == 1
