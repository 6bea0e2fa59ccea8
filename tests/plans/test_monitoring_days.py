"""When a plan is looked at again: the ward's list of months, and the days they give."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from organizations.body_settings import check_months, months_in
from organizations.codes import Code
from organizations.models import BodySettings
from plans import services
from plans.monitoring import MONTHS, months_after, proposals
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_outreach import CARRIER, a_carried_plan
from .test_pages import browser, get

DAY = datetime.date


@pytest.mark.parametrize(
    ("since", "months", "day"),
    [
        (DAY(2026, 11, 26), 3, DAY(2027, 2, 26)),
        (DAY(2026, 11, 30), 3, DAY(2027, 2, 28)),
        (DAY(2027, 11, 30), 3, DAY(2028, 2, 29)),
        (DAY(2026, 12, 31), 12, DAY(2027, 12, 31)),
        (DAY(2026, 8, 31), 6, DAY(2027, 2, 28)),
    ],
)
def test_the_same_day_or_the_last_of_a_shorter_month(
    since: datetime.date, months: int, day: datetime.date
) -> None:
    assert months_after(since, months) == day


@given(st.dates(DAY(2019, 5, 1), DAY(2090, 1, 1)), st.integers(1, 60))
def test_so_many_months_later_and_never_another_month(since: datetime.date, months: int) -> None:
    day = months_after(since, months)
    assert (day.year - since.year) * 12 + day.month - since.month == months
    assert day.day <= since.day


@pytest.mark.django_db
def test_the_ward_changes_its_list_and_the_proposals_follow() -> None:
    assert [value for value, _ in proposals(DAY(2026, 11, 26))] == ["3", "6", "12"]
    with acting("system1"):
        Code.objects.filter(code_list=MONTHS, value="12").update(valid_until=DAY(2026, 1, 1))
        Code.objects.create(code_list_id=MONTHS, value="1", label="1か月後", order=0)
        Code.objects.create(code_list_id=MONTHS, value="適宜", label="適宜", order=9)
    assert proposals(DAY(2026, 11, 26))[0] == ("1", "1か月後（令和8年12月26日）")
    assert [value for value, _ in proposals(DAY(2026, 11, 26))] == ["1", "3", "6"]


@pytest.mark.django_db
def test_a_body_settles_its_own_months_and_others_keep_those_of_the_ward() -> None:
    plan = s.a_decided_plan()
    assert "12か月後（" in get(browser(s.COORDINATOR), "start", plan)
    secretariat = body_of(s.COORDINATOR)
    with acting(s.COORDINATOR), pytest.raises(DatabaseError), transaction.atomic():
        BodySettings.objects.create(body=secretariat, monitoring_months="2")
    with acting("system1"):
        BodySettings.objects.create(body=body_of(s.PARTNER), monitoring_months="9")
        BodySettings.objects.create(body=secretariat, monitoring_months="4、２ 8")
    page = get(browser(s.COORDINATOR), "start", plan)
    assert [f"{month}か月後（" in page for month in (2, 4, 8)] == [True] * 3
    assert [f"{month}か月後（" in page for month in (3, 6, 12, 9)] == [False] * 4


@pytest.mark.parametrize("text", ["0", "61", "三", "3.5", "-1", "3;6"])
def test_only_whole_months_are_taken(text: str) -> None:
    with pytest.raises(ValidationError, match="例：3、6、12"):
        check_months(text)


def test_months_are_read_as_they_are_written() -> None:
    assert months_in("１２、3,6") == [3, 6, 12]
    assert months_in("") == []


@pytest.mark.django_db
def test_before_consent_the_line_of_monitoring_leads_to_the_day_that_ends_it() -> None:
    """There is no sheet that could name the next day (domain.md 3.5)."""
    plan = a_carried_plan()
    due = s.words_of_the_plan(next_monitoring_on=s.days(0), lead_body=None)
    s.as_coordinator(plan, services.edit_content, facts=due)
    s.as_coordinator(plan, services.start_outreach)
    client = browser(s.COORDINATOR)
    where = reverse("plans:progress", args=[plan.pk])
    assert where in client.get(reverse("home")).content.decode()
    edit = reverse("plans:edit", args=[plan.pk])
    assert edit in client.get(where).content.decode()
    assert edit not in browser(CARRIER).get(where).content.decode(), (
        "the words are the secretariat's"
    )
    later = s.words_of_the_plan(next_monitoring_on=s.days(30), lead_body=None)
    s.as_coordinator(plan, services.edit_content, facts=later)
    assert where not in client.get(reverse("home")).content.decode()
