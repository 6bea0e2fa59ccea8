"""A paper of a 支援会議 about a protected household waits for somebody of the meeting: the protection list, which is of
the body that keeps the record, hears nothing of it (R4, R7, R9, S-91)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from access import grants, output
from access.models import OutputHold
from jobs.models import Job
from jobs.registry import all_kinds
from jobs.services import asked
from meetings import information_paper
from meetings.models import MeetingMember
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case
from tests.cases.test_protection import a_protected_mother
from tests.world import acting, staff

from . import preparing as p
from . import situations as s

pytestmark = pytest.mark.django_db

SUPERVISOR = "kanri1"  # on the list, in no meeting


def a_letter_that_waits() -> OutputHold:
    """The secretary asks for a letter; the subject is protected by her caseworker and her supervisor."""
    case = a_case(s.SENDER)
    meeting = s.a_meeting(s.an_accepted_request(case))
    s.a_sworn_member(meeting)
    request = p.a_request(meeting, way="letter")
    a_protected_mother(case)
    kind = next(k for k in all_kinds() if k.name == information_paper.JOB_KIND)
    with acting(s.COORDINATOR) as user:
        row = information_paper.may(user, request.pk)
        job = Job(pk=uuid.uuid4(), user=user, kind=kind.name, object_id=request.pk, option="letter")
        stopped = output.stops(
            user=user,
            asked=asked(kind, job, row),
            output=information_paper.gate(user, row, "letter"),
        )
        assert stopped
        return OutputHold.objects.get()


def raw(username: str) -> int:
    with acting(username), connection.cursor() as cursor:
        cursor.execute("select count(*) from access_outputhold")
        return int(cursor.fetchone()[0])


def test_r4_the_list_hears_nothing_of_a_paper_of_a_meeting() -> None:
    hold = a_letter_that_waits()
    supervisor = browser(SUPERVISOR)
    for url in (reverse("home"), reverse("cases:holds")):
        page = text_of(supervisor.get(url))
        assert hold.label not in page
        assert "情報提供" not in page
        assert "もう1人として" not in page
    assert supervisor.get(reverse("cases:hold", args=[hold.pk])).status_code == 404
    assert raw(SUPERVISOR) == 0
    with acting(SUPERVISOR), connection.cursor() as cursor:
        cursor.execute("update access_outputhold set reason = 'x'")
        assert cursor.rowcount == 0


def test_s91_somebody_of_the_meeting_is_the_second_person() -> None:
    hold = a_letter_that_waits()
    assert raw(s.DOCTOR) == 1
    doctor = browser(s.DOCTOR)
    assert hold.label in text_of(doctor.get(reverse("cases:holds")))
    url = reverse("cases:hold", args=[hold.pk])
    assert "同じ会議" in text_of(doctor.get(url))
    sent = {"decision": "approve", "reason": "相手方の病院ではない"}
    assert doctor.post(url, sent).status_code == 303
    with acting(s.COORDINATOR):
        assert OutputHold.objects.get().is_approved


def test_s91_who_asked_is_not_the_second_person_here_either() -> None:
    hold = a_letter_that_waits()
    own = browser(s.COORDINATOR)
    url = reverse("cases:hold", args=[hold.pk])
    assert "保護の名簿の人には、知らせていません" in text_of(own.get(url))
    assert own.post(url, {"decision": "approve", "reason": "自分で"}).status_code == 404


def test_r4_deciding_leaves_no_trace_on_the_case(client: Any) -> None:
    hold = a_letter_that_waits()
    browser(s.DOCTOR).get(reverse("cases:hold", args=[hold.pk]))
    shown = text_of(browser(SUPERVISOR).get(reverse("cases:opened_by", args=[hold.case_id])))
    assert staff(s.DOCTOR).name not in shown


def test_r4_who_has_left_the_meeting_reads_no_more_what_she_asked_for_there() -> None:
    """She goes on seeing the case, of which the request was made; the letter says to whom the meeting writes, and
    what for."""
    hold = a_letter_that_waits()
    own = browser(s.COORDINATOR)
    assert hold.recipients in text_of(own.get(reverse("cases:hold", args=[hold.pk])))
    with acting(s.COORDINATOR) as user:
        grants.end_membership(
            source=MeetingMember.objects.visible_to(user).get(part="secretary").pk
        )
    assert own.get(reverse("cases:hold", args=[hold.pk])).status_code == 404
    assert own.get(reverse("cases:detail", args=[hold.case_id])).status_code == 200
    assert hold.label not in text_of(own.get(reverse("cases:holds")))
    assert raw(s.COORDINATOR) == 0
    with acting(s.COORDINATOR) as user:
        assert not output.holds_of(user).exists()
