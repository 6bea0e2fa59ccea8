"""A paper of a request of correction that is made is a row of the ledger, and its receiver is none of those who are to be told
(R21; Art. 97)."""

from typing import Any

import pytest

from access.errors import DomainError
from access.models import Disclosure
from documents import selfcheck
from jobs import work
from jobs.models import Job, JobState
from keeping import services
from keeping.given_to import given_to
from keeping.models import AmendmentTelling
from tests.cases.pages import browser, text_of
from tests.ui.filling import filled
from tests.world import acting

from .amending import WORKER, a_carried_out, a_told_case, receive, seen, today, told
from .test_amendment_pages import url
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


@pytest.mark.usefixtures("committed_db")
def test_r21_who_is_called_otherwise_while_her_letter_is_made_is_called_so_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Paper and ledger name the same receiver: what was read before is not kept, and is read again."""
    one = told(a_carried_out())
    assert browser(WORKER).post(url("telling_letter", one)).status_code == 303
    read, numbers_in = [], work._numbers_in

    def once_it_is_made(kind: Any, result: Any) -> Any:
        read.append("".join(selfcheck.text_of(result.content).split()))
        if len(read) == 1:
            with acting(WORKER) as user:
                telling = AmendmentTelling.objects.visible_to(user).get(pk=one.pk)
                services.change_telling(
                    telling=telling, whom="見本の園", told_on=today(), why_not="", by=user
                )
        return numbers_in(kind, result)

    monkeypatch.setattr(work, "_numbers_in", once_it_is_made)
    with acting(WORKER) as user:
        (pk,) = Job.objects.visible_to(user).values_list("pk", flat=True)
    work.run(pk)
    with acting(WORKER) as user:
        again = Job.objects.visible_to(user).get(pk=pk)
        assert again.state == JobState.QUEUED
        assert not Disclosure.objects.visible_to(user).filter(object_id=one.pk).exists()
        Job.objects.visible_to(user).update(run_after=again.created_at)
    work.run(pk)
    with acting(WORKER) as user:
        assert Job.objects.visible_to(user).get(pk=pk).state == JobState.DONE
        (line,) = Disclosure.objects.visible_to(user).filter(object_id=one.pk)
    assert line.recipients == "見本の園"
    assert ["見本の園" in text for text in read] == [False, True]
