"""Every stage of the sample ward can be told, by those who act, through the services."""

import pytest

from access.context import acting_as
from access.models import CaseFile
from organizations.models import Staff
from sample_ward.households import HOUSEHOLDS
from sample_ward.ward import STAGES, tell

pytestmark = pytest.mark.django_db
FIRST = {sample.stage: sample for sample in reversed(HOUSEHOLDS)}


def test_all_stages_have_a_household_and_all_households_a_stage() -> None:
    assert set(FIRST) == set(STAGES)
    assert 38 <= len(HOUSEHOLDS) <= 48


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
