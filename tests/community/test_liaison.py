"""関係者連絡会: missing resources with a follow-up, and its paper."""

import pytest
from django.db import transaction
from django.urls import reverse

from access.context import acting_as
from access.errors import DomainError
from access.models import Disclosure
from access.reading import ReadingLog
from community import liaison_paper, services
from community.models import LiaisonMeeting, MissingResource
from documents.selfcheck import case_numbers_in, text_of
from jobs.models import Job
from jobs.registry import NotPermitted
from meetings.services import note_resource_gap
from sample_ward import gathering
from tests.cases.pages import browser
from tests.cases.situations import a_case
from tests.meetings.pages import post

from . import situations as s

pytestmark = pytest.mark.django_db


def test_a_missing_resource_ends_with_an_outcome() -> None:
    s.places()
    gathering.confer()
    with s.acting(s.WORKER) as by:
        row = MissingResource.objects.visible_to(by).get(kind="place")
        with pytest.raises(DomainError, match="進み具合・結果"):
            services.follow_missing(missing=row, state="done", due_on=row.due_on, by=by)
        services.follow_missing(
            missing=row, state="done", due_on=row.due_on, outcome="開いた", by=by
        )
        with pytest.raises(DomainError, match="には変えられません"):
            services.follow_missing(
                missing=row, state="open", due_on=row.due_on, outcome="x", by=by
            )


def test_who_follows_it_up_is_told_on_the_home_page() -> None:
    s.places()
    gathering.confer()
    page = browser(s.WORKER).get("/").content.decode()
    assert "連絡会で決めた対応を進める（食堂・食料の支援）" in page


def test_r7_only_coordinators_see_the_needs_that_were_noted_beside_a_meeting() -> None:
    meeting = gathering.confer()
    case = a_case(by=s.COORDINATOR)
    with s.acting(s.COORDINATOR) as by:
        gap = note_resource_gap(
            kind="place", topic="13", text="静かに過ごせる場所がない", case=case, by=by
        )
    url = reverse("community:liaison_meeting", args=[meeting.pk])
    assert "静かに過ごせる場所がない" in browser(s.COORDINATOR).get(url).content.decode()
    assert "静かに過ごせる場所がない" not in browser(s.WORKER).get(url).content.decode()
    form = reverse("community:missing_new", args=[meeting.pk]) + f"?gap={gap.pk}"
    assert "静かに過ごせる場所がない" in browser(s.COORDINATOR).get(form).content.decode()
    assert "静かに過ごせる場所がない" not in browser(s.WORKER).get(form).content.decode()


def test_nobody_else_comes_here() -> None:
    meeting = gathering.confer()
    for username in (s.FOREIGN, s.CASEWORKER, "kanri1", "ishi1", "kansa1"):
        assert browser(username).get(reverse("community:liaison")).status_code == 404
        with s.acting(username):
            assert not LiaisonMeeting.objects.filter(pk=meeting.pk).exists()


def test_the_paper_is_made_for_who_keeps_it_and_names_no_case() -> None:
    s.places()
    meeting = gathering.confer()
    answer = post(browser(s.WORKER), reverse("community:liaison_paper", args=[meeting.pk]))
    assert answer.status_code == 303
    with s.acting(s.WORKER) as by:
        job = Job.objects.visible_to(by).get(kind=services.JOB_KIND)
        assert job.object_id == meeting.pk
        output = liaison_paper.gate(by, meeting, "")
        assert (output.cases, output.leaving) == ((), None)
    user = s.staff(s.WORKER)
    with transaction.atomic(), acting_as(user):
        paper = liaison_paper.gather(user, meeting.pk, "", ReadingLog(user, "x"))
    words = text_of(liaison_paper.make(paper).content)
    assert "足りない資源と対応" in words
    assert "夜に子どもが食べられる場所が少ない" in words.replace("\r\n", "")
    assert case_numbers_in(words) == set()
    other = s.staff(s.FOREIGN)
    with transaction.atomic(), acting_as(other), pytest.raises(NotPermitted):
        liaison_paper.gather(other, meeting.pk, "", ReadingLog(other, "x"))
    with s.acting(s.WORKER) as by:
        assert not Disclosure.objects.visible_to(by).exists(), "of no case: no ledger of one"
