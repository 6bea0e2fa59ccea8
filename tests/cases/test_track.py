"""Where a household stands in the five projects: as far as each reader sees it, and what comes next."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import services
from cases.list_rows import list_rows
from cases.models import Intake, RecordState
from cases.together import state_words
from cases.track import BEGUN_TOGETHER, Project, track_of
from tests.cases.pages import Asking, browser, page, queries, text_of
from tests.cases.situations import a_case, a_hand_off, record_of
from tests.community import situations as places
from tests.meetings import situations as meetings
from tests.outreach import situations as outreach
from tests.participation import situations as participation
from tests.plans import situations as plans
from tests.world import acting

pytestmark = pytest.mark.django_db
NOTHING = "見えるものはありません"


def strip(case: Any, username: str) -> tuple[dict[str, str], str]:
    """What the strip says by project to somebody, and what it says comes next."""
    with acting(username) as user:
        track = track_of(Asking(user), case)
        said = {stage.project.value: stage.stop.state for stage in track.stages if stage.stop}
        return said, track.next_stop.project.value if track.next_stop else ""


def test_a_new_case_stands_in_the_first_project_and_asks_for_a_first_look() -> None:
    case = a_case()
    assert strip(case, "soudan1") == ({"intake": "受付（見立て前）"}, "intake")
    shown = text_of(page("soudan1", "detail", case.pk))
    assert "次にすること（包括的相談支援）" in shown
    assert shown.count(NOTHING) == 4


def next_url(case: Any, username: str) -> str:
    """Where the link of what comes next leads."""
    with acting(username) as user:
        stop = track_of(Asking(user), case).next_stop
    assert stop is not None
    shown = browser(username).get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert f'<a href="{stop.next_url}">{stop.next_step}</a>' in shown
    return stop.next_url


def test_what_comes_next_leads_to_where_it_is_done_and_not_to_the_page_that_says_it() -> None:
    case = a_case()
    with acting("soudan1") as user:
        [intake] = Intake.objects.visible_to(user).filter(compartment__case=case)
    first_look = reverse("cases:intake_detail", args=[intake.pk])
    assert next_url(case, "soudan1") == first_look
    a_hand_off(case)
    assert next_url(case, "soudan1") == first_look, "nobody has looked still"
    with acting("soudan1") as user:
        kept = Intake.objects.visible_to(user).get(pk=intake.pk)
        services.screen_intake(intake=kept, result="2", version=kept.version, by=user)
    assert next_url(case, "soudan1") == reverse("cases:referrals", args=[case.pk])


def test_who_decided_to_go_out_is_led_to_where_outreach_begins() -> None:
    case = a_case()
    with acting("soudan1") as user:
        [intake] = Intake.objects.visible_to(user).filter(compartment__case=case)
        services.screen_intake(intake=intake, result="8", version=intake.version, by=user)
    assert next_url(case, "soudan1") == reverse("outreach:begin", args=[case.pk])


def test_outreach_is_what_comes_next_once_it_has_begun() -> None:
    case = a_case()
    outreach.approaching(outreach.an_outreach(case))
    said, following = strip(case, "soudan1")
    assert said["outreach"] == "働きかけ中"
    assert following == "outreach"


def test_r4_r7_only_members_learn_that_a_meeting_looks_at_the_household() -> None:
    meeting = meetings.a_meeting_with_a_doctor()
    with acting(meetings.COORDINATOR) as by:
        case = meetings.seen(meeting, by.username).compartment.case
    member, _ = strip(case, meetings.DOCTOR)
    assert member == {"together": "支援会議で検討中"}
    colleague, _ = strip(case, "soudan2")
    assert "検討中" not in colleague.get("together", "")


def test_r5_a_plan_stands_before_the_request_and_tells_each_role_her_own_step() -> None:
    plan = plans.an_active_plan()
    with acting(plans.COORDINATOR):
        case = plans.seen(plan).compartment.case
    said, following = strip(case, plans.COORDINATOR)
    assert said["together"] == "プラン：実施中"
    assert following == "together"
    assert "モニタリングの日に" in text_of(page(plans.COORDINATOR, "detail", case.pk))
    assert "自機関の目標と役割" in text_of(page(plans.RECORDER, "detail", case.pk))
    plans.withdraw(plan)
    assert strip(case, plans.COORDINATOR)[0]["together"] == "プラン：同意撤回・保留"


def test_what_was_asked_for_and_has_begun_is_no_longer_called_asked_for() -> None:
    """The state of the record stays; the words follow what the reader sees of 多機関協働 (R7)."""
    plan = plans.an_active_plan()
    with acting(plans.COORDINATOR):
        case = plans.seen(plan).compartment.case
    with acting(plans.RECORDER) as by:
        record = record_of(case, by.username)
        services.move_record(record=record, to=RecordState.MA_REQUESTED, by=by)
    said, _ = strip(case, plans.RECORDER)
    assert said["intake"] == BEGUN_TOGETHER
    shown = page(plans.RECORDER, "detail", case.pk).content.decode()
    assert f'<span class="tag tag--blue">{BEGUN_TOGETHER}</span>' in shown
    colleague, _ = strip(case, "soudan2")
    assert colleague["intake"] == RecordState.MA_REQUESTED.label, "she sees no plan (R5)"


def badge(case: Any, username: str) -> tuple[str, str]:
    """The state of the own record, as the page of the case says it and as the list does."""
    shown = page(username, "detail", case.pk).context["page"].state_words
    with acting(username) as user:
        (row,) = list_rows(user, [case])
    listed = page(username, "list").content.decode()
    assert f'<span class="tag tag--blue">{row["state_words"]}</span>' in listed
    return shown, row["state_words"]


def test_r5_r14_the_list_says_the_state_that_the_page_of_the_case_says_to_its_reader() -> None:
    plan = plans.an_active_plan()
    with acting(plans.COORDINATOR):
        case = plans.seen(plan).compartment.case
    with acting(plans.RECORDER) as by:
        record = record_of(case, by.username)
        services.move_record(record=record, to=RecordState.MA_REQUESTED, by=by)
    asked = str(RecordState.MA_REQUESTED.label)
    assert badge(case, plans.RECORDER) == (BEGUN_TOGETHER, BEGUN_TOGETHER)
    assert badge(case, "soudan2") == (asked, asked), "she sees no plan (R5)"
    # Without its consent a plan is held, and goes on; a request that waits has begun nothing.
    plans.withdraw(plan)
    assert len(set(badge(case, plans.RECORDER))) == 1
    other = meetings.a_request().compartment.case
    assert badge(other, meetings.SENDER) == (asked, asked)


def test_the_state_of_many_records_is_one_question_and_none_where_nobody_asked_for_help() -> None:
    cases = a_case(), a_case()
    with acting("soudan1") as user:
        records = [record_of(case, "soudan1") for case in cases]
        with CaptureQueriesContext(connection) as none:
            state_words(user, records)
        moved = [
            services.move_record(record=row, to=RecordState.MA_REQUESTED, by=user)
            for row in records
        ]
        with CaptureQueriesContext(connection) as one:
            words = state_words(user, moved)
    assert set(words.values()) == {RecordState.MA_REQUESTED.label}
    assert (len(none), len(one)) == (0, 1)


def test_participation_is_in_the_strip_on_its_own_page_and_on_that_of_the_case() -> None:
    row = participation.searching()
    with acting(participation.KEEPER):
        case = participation.again(row).compartment.case
    assert strip(case, participation.KEEPER)[0]["participation"] == "資源を探している"
    url = reverse("participation:detail", args=[row.pk])
    shown = browser(participation.KEEPER).get(url).content.decode()
    assert shown.count('class="track__one') == len(Project)
    assert "次にすること（参加支援）" not in shown  # the page says it by itself


def test_r2_a_memo_that_waits_comes_first_and_nobody_else_sees_it() -> None:
    concern = places.a_concern()
    with acting(places.WORKER) as by:
        case = type(concern).objects.visible_to(by).get(pk=concern.pk).compartment.case
    said, following = strip(case, places.WORKER)
    assert said == {"community": "気になる人メモ：見立て待ち"}
    assert following == "community"
    assert strip(case, places.FOREIGN) == ({}, "")


def test_what_is_over_gives_way_and_asks_for_nothing() -> None:
    case = a_case()
    row = outreach.an_outreach(case)
    outreach.do(row, outreach.services.close_outreach, reason="22", words="転出した")
    said, following = strip(case, "soudan1")
    assert said["outreach"] == "終結"
    assert following == "intake"


def test_the_strip_asks_a_constant_number_of_questions() -> None:
    case = a_case()
    row = outreach.an_outreach(case)
    url = reverse("outreach:detail", args=[row.pk])
    before = queries("soudan1", url)
    outreach.do(row, outreach.services.close_outreach, reason="22", words="転出した")
    again = outreach.an_outreach(case)
    assert queries("soudan1", reverse("outreach:detail", args=[again.pk])) == before
