"""A wording that the administrator enters for a day to come says nothing before it (docs/masters.md)."""

import datetime

import pytest
from django.utils import timezone

from cases import codes
from cases.assessment_sheet import ISSUE, Lists
from organizations.models import Code
from participation.choices import KIND, Words
from plans.choices import BASES, basis_labels
from tests.world import acting

pytestmark = pytest.mark.django_db

TO_COME = "これからの言い方"


def end(code_list: str, value: str) -> str:
    """As an administrator does it on the page of the list; how it is called."""
    with acting("system1"):
        rows = Code.objects.filter(code_list=code_list, value=value)
        assert rows.update(valid_until=timezone.localdate()) == 1
        return str(rows.get().label)


def reword_later(code_list: str, value: str) -> str:
    """The words of today end on a day to come, and others begin on it."""
    day = timezone.localdate() + datetime.timedelta(days=100)
    with acting("system1"):
        before = Code.objects.get(code_list=code_list, value=value)
        Code.objects.filter(pk=before.pk).update(valid_until=day)
        Code.objects.create(
            code_list_id=code_list, value=value, label=TO_COME, order=1, valid_from=day
        )
    return str(before.label)


@pytest.mark.parametrize(
    ("code_list", "value"), [(codes.TOPIC, "12"), (codes.NOTE_METHOD, "4"), (codes.CATEGORY, "09")]
)
def test_a_wording_for_a_day_to_come_says_nothing_before_it(code_list: str, value: str) -> None:
    words = reword_later(code_list, value)
    with acting("soudan1"):
        found = codes.every_label(code_list)
        assert dict(found)[value] == words
        assert len(found) == len(dict(found)), "each value once, however often it was worded"
        assert dict(codes.choices(code_list))[value] == words


def test_a_wording_that_has_begun_is_said_of_what_was_chosen_before() -> None:
    today = timezone.localdate()
    end(codes.TOPIC, "12")
    with acting("system1"):
        Code.objects.create(
            code_list_id=codes.TOPIC, value="12", label="今日からの言い方", valid_from=today
        )
    with acting("soudan1"):
        assert codes.label(codes.TOPIC, "12") == "今日からの言い方"


def test_assessment_register_and_plan_say_the_words_of_today_as_well() -> None:
    issue, kind, basis = reword_later(ISSUE, "01"), reword_later(KIND, "01"), ""
    with acting("soudan1"):
        value, basis = next(iter(basis_labels().items()))
    assert reword_later(BASES, value) == basis
    with acting("soudan1"):
        assert Lists().label(ISSUE, "01") == issue
        assert Words().one(KIND, "01") == kind
        assert basis_labels()[value] == basis
