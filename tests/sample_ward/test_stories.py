"""Every stage of the sample ward can be told, by those who act, through the services."""

import datetime
import re
from collections import Counter

import pytest
from django.utils import timezone

from access.context import acting_as
from access.models import CaseFile
from cases.models import Note
from documents.business_days import is_business_day
from organizations.models import Body, Staff
from outreach.models import PlannedVisit, VisitAttempt
from sample_ward.doing import code
from sample_ward.households import HOUSEHOLDS
from sample_ward.ordinary import CONSIDERATIONS, COURSES, pick
from sample_ward.phones import enter_phones
from sample_ward.ward import STAGES, tell
from tests.world import acting

pytestmark = pytest.mark.django_db
FIRST = {sample.stage: sample for sample in reversed(HOUSEHOLDS)}


def test_all_stages_have_a_household_and_all_households_a_stage() -> None:
    assert set(FIRST) == set(STAGES)
    assert 38 <= len(HOUSEHOLDS) <= 48


def test_whom_to_call_in_the_sample_ward_can_be_called_and_nobody_answers() -> None:
    """The secretariat and the auditors stand on the pages that say whom to call (R13, S-96)."""
    with acting("system1"):
        enter_phones(using="default")
    who = ["jimukyoku1", "kansa1"]
    bodies = Body.objects.filter(role_groups__appointments__staff__username__in=who).distinct()
    phones = list(bodies.values_list("phone", flat=True))
    assert len(phones) == 2
    assert all(re.fullmatch(r"03-0000-\d{4}", phone) for phone in phones), phones


def test_names_are_plainly_fictitious() -> None:
    surnames = {m.name.split()[0] for s in HOUSEHOLDS for m in s.members}
    assert surnames <= {"架空", "例示", "仮名", "見本", "匿名の方"}


@pytest.mark.parametrize("stage", STAGES)
def test_the_story_can_be_told(stage: str) -> None:
    story = tell(FIRST[stage])
    worker = Staff.objects.get(username=story.worker)
    with acting_as(worker):
        assert CaseFile.objects.visible_to(worker).filter(pk=story.case.pk).exists()
    outsider = Staff.objects.get(username="chiiki1")
    with acting_as(outsider):
        assert not CaseFile.objects.filter(pk=story.case.pk).exists()


def test_households_differ_in_what_is_to_be_minded_and_are_the_same_each_time() -> None:
    said = [pick(CONSIDERATIONS, sample) for sample in HOUSEHOLDS]
    assert said == [pick(CONSIDERATIONS, sample) for sample in HOUSEHOLDS]
    assert len({*said}) > 4
    assert said.count("") > len(said) / 4, "most ask for nothing special"
    assert max(Counter(filter(None, said)).values()) < len(said) / 3
    assert len({pick(COURSES, sample) for sample in HOUSEHOLDS}) == len(COURSES)


def test_people_work_in_the_hours_of_the_office() -> None:
    story = tell(FIRST["support"])
    other = tell(FIRST["sought"])
    worker = Staff.objects.get(username=story.worker)
    visit = code("CL-10", "訪問・同行支援")
    with acting_as(worker):
        notes = list(Note.objects.visible_to(worker).of_case(story.case))
        assert [note.text for note in notes if note.text.startswith("訪問。")]
        assert {n.method for n in notes if n.text.startswith("訪問。") or n.soap_s} == {visit}
        for note in notes:
            at = timezone.localtime(note.occurred_at)
            assert is_business_day(at.date())
            assert datetime.time(9) <= at.time(), at
    seeker = Staff.objects.get(username=other.worker)
    with acting_as(seeker):
        attempts = VisitAttempt.objects.visible_to(seeker).of_case(other.case)
        planned = PlannedVisit.objects.visible_to(seeker).of_case(other.case)
        days = [timezone.localdate(row.at) for row in attempts] + [row.on for row in planned]
        assert len(days) > 4
        assert all(map(is_business_day, days))
