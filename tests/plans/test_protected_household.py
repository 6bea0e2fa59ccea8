"""R11: the pages of a meeting, a plan, a conference and a participation say that somebody of the household is protected,
as the page of the case does: who speaks or writes there would tell where she is."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Person
from cases.services import protection
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.meetings import situations as m
from tests.participation import situations as p
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db

WORDS = "この世帯には、保護されている人がいます"


def protect(case: Any) -> None:
    """The person herself, by the worker who received her and her supervisor."""
    with acting("soudan1") as by:
        protection.protect_person(
            record=c.record_of(case, "soudan1"),
            person=Person.objects.visible_to(by).of_case(case).get(is_subject=True),
            named=[c.office("soudan1"), c.office("kanri1")],
            by=by,
        )


def told(username: str, *pages: str) -> list[bool]:
    client = browser(username)
    return [WORDS in text_of(client.get(page)) for page in pages]


def test_r11_a_plan_its_conference_and_a_participation_say_so() -> None:
    row = p.searching(p.an_active_plan())
    plan = row.plan
    conference = s.call(plan, "evaluation")
    pages = (
        reverse("plans:detail", args=[plan.pk]),
        reverse("plans:edit", args=[plan.pk]),
        reverse("meetings:conference", args=[conference.pk]),
        reverse("participation:detail", args=[row.pk]),
        reverse("participation:needs", args=[row.pk]),
    )
    assert told(s.COORDINATOR, *pages) == [False] * 5
    protect(plan.compartment.case)
    assert told(s.COORDINATOR, *pages) == [True] * 5


def test_r11_a_meeting_says_so_to_its_members() -> None:
    meeting = m.a_meeting_with_a_doctor()
    sitting = m.begun(meeting)
    room = reverse("meetings:room", args=[sitting.pk])
    pages = (
        reverse("meetings:meeting", args=[meeting.pk]),
        reverse("meetings:sitting", args=[sitting.pk]),
        *(room, f"{room}?as=projected"),
    )
    minutes = reverse("meetings:minutes", args=[sitting.pk])
    assert told(m.DOCTOR, *pages) == [False] * 4
    protect(meeting.compartment.case)
    assert told(m.DOCTOR, *pages) == [True] * 4
    assert told(m.COORDINATOR, *pages, minutes) == [True] * 5
