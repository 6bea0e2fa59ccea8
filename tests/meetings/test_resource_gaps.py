"""Missing resources for the 関係者連絡会: of nobody, by nobody, in no finer time than a month (R7, R20)."""

from typing import Any

import pytest
from django.db import connection, models
from django.urls import reverse

from access.context import acting_as
from access.errors import DomainError, StaleError
from access.models import AccessLog
from meetings import services
from meetings.models import GapState, ResourceGap
from tests.cases.pages import browser
from tests.cases.situations import a_case, people_of
from tests.world import acting, staff

from . import situations as s
from .pages import hidden
from .test_conferences import a_plan, convene

pytestmark = pytest.mark.django_db
NEED = "日中に一人で過ごせる場所が、歩いて行ける所にない"


def noted(case: Any = None, text: str = NEED, **more: Any) -> ResourceGap:
    case = case or a_plan()[0].case
    with acting(s.COORDINATOR) as by:
        values = {"kind": "place", "topic": "13"} | more
        return services.note_resource_gap(case=case, text=text, by=by, **values)


def test_r7_the_row_has_no_way_back() -> None:
    """Nothing in it leads to a case, a person or a moment: not in the table, not beside it."""
    columns = {f.name for f in ResourceGap._meta.get_fields()}
    assert columns == {
        *("id", "version", "kind", "topic", "area", "text", "noted_in", "state", "outcome")
    }
    kinds = {type(f) for f in ResourceGap._meta.get_fields()}
    assert models.DateTimeField not in kinds
    assert not hasattr(ResourceGap, "history")
    assert noted().noted_in.day == 1


def test_r7_names_addresses_and_numbers_of_the_household_are_refused() -> None:
    plan, _ = a_plan()
    with acting(s.SENDER):
        name = people_of(plan.case, s.SENDER)[0].name
    surname, given = name.split()
    for text in (
        f"{name}さんの通う場所",
        f"{surname}{given}の通う場所",
        f"{given}さんが通える場所",
        f"{plan.case.number}の世帯の場所",
    ):
        with pytest.raises(DomainError, match="だれのことか分からない"):
            noted(plan.case, text)
    noted(plan.case, NEED)


def test_r7_what_the_meeting_calls_the_household_is_refused() -> None:
    with pytest.raises(DomainError, match="だれのことか"):
        noted(text="架空花子さんの世帯に送迎がない", known=["架空 花子さんの世帯"], case=a_case())


@pytest.mark.parametrize("who", ["kurashi1", "kanri1", "ishi1", "kansa1"])
def test_nobody_but_coordinators_reads_or_writes_it(who: str) -> None:
    gap = noted()
    with acting_as(staff(who)) as _:
        assert not ResourceGap.objects.visible_to(staff(who)).exists()
        assert not ResourceGap.objects.filter(pk=gap.pk).exists(), "the database repeats it"
        with connection.cursor() as cursor:
            cursor.execute("update meetings_resourcegap set text = 'x'")
            assert cursor.rowcount == 0
    client = browser(who)
    for address in (reverse("meetings:gaps"), reverse("meetings:gap", args=[gap.pk])):
        assert client.get(address).status_code == 404


def test_nobody_reads_it_without_acting_and_nobody_deletes_it() -> None:
    noted()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from meetings_resourcegap")
        assert cursor.fetchone() == (0,)
        cursor.execute("select has_table_privilege('meetings_resourcegap', 'DELETE')")
        assert cursor.fetchone() == (False,)


def test_it_is_noted_beside_a_conference_and_the_log_does_not_say_from_which() -> None:
    conference = convene(*a_plan())
    client = browser(s.COORDINATOR)
    address = reverse("meetings:gap_new", args=[conference.pk])
    page = client.get(address)
    data = {"form_key": hidden(page, "form_key"), "kind": "place", "topic": "13", "text": NEED}
    refused = client.post(address, data | {"text": "花子さんの場所"})
    assert refused.status_code == 422
    assert "だれのことか分からない書き方" in refused.content.decode()
    answer = client.post(address, data)
    assert (answer.status_code, answer["Location"]) == (303, reverse("meetings:gaps"))
    with acting("kansa1"):
        written = AccessLog.objects.filter(action="write", kind="足りない社会資源")
        assert [(row.object_id, row.case_number) for row in written] == [(None, "")]
    listed = client.get(reverse("meetings:gaps")).content.decode()
    assert NEED in listed
    assert conference.compartment.case.number not in listed


def test_r4_only_the_secretary_notes_it_beside_a_sitting() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    address = reverse("meetings:gap_beside_sitting", args=[sitting.pk])
    assert browser(s.COORDINATOR).get(address).status_code == 200
    for who in (s.DEPUTY, s.DOCTOR, s.OUTSIDER):
        assert browser(who).get(address).status_code == 404


def test_it_ends_with_an_outcome_and_two_do_not_overwrite_each_other() -> None:
    gap = noted()
    with acting(s.DEPUTY) as by:
        mine = ResourceGap.objects.visible_to(by).get(pk=gap.pk)
        with pytest.raises(DomainError, match="検討の結果"):
            services.change_resource_gap(gap=mine, state="declined", outcome=" ", by=by)
        services.change_resource_gap(gap=mine, state="examined", outcome="", version=1, by=by)
        with pytest.raises(StaleError):
            services.change_resource_gap(
                gap=mine, state="addressed", outcome="居場所を開いた", version=1, by=by
            )
        done = services.change_resource_gap(
            gap=mine, state="addressed", outcome="居場所を開いた", by=by
        )
        assert done.state == GapState.ADDRESSED
