"""What a secretariat collects of its plans for a request of disclosure, and what nobody does (R4, R5, R6, R7)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from cases.models import Person
from keeping import services
from keeping.disclosing import Paragraph, grounds_of, paragraphs, proposals
from keeping.models import DisclosureRequest, Ground
from keeping.plans_collected import FixedWords, words_of_fixed
from plans import models as plan_models
from plans import services as plan_services
from tests.cases.pages import browser
from tests.cases.situations import a_consent, record_of
from tests.meetings.situations import (
    COORDINATOR,
    DEPUTY,
    a_meeting_with_a_doctor,
    an_accepted_request,
    seen,
)
from tests.participation import situations as participation
from tests.plans import situations as plans
from tests.plans.test_outreach import a_carried_plan
from tests.world import acting

from .test_disclosure import a_request, a_told_case, everything_in, printed
from .test_disclosure import seen as request_seen

pytestmark = pytest.mark.django_db
SUPERVISOR = "kanri3"  # of the secretariat


def of_a_plan() -> tuple[Any, DisclosureRequest]:
    """A plan that rests on a consent, and a request that the secretariat has received."""
    case, consent = plans.a_consented_case()
    an_accepted_request(case)
    plans.a_written_plan(plans.a_bare_plan(case, consent))
    return case, a_request(case, by=COORDINATOR)


def collected(request: DisclosureRequest, by: str = COORDINATOR) -> list[Paragraph]:
    with acting(by) as user:
        return paragraphs(request_seen(request, user), user)


def test_r6_the_words_of_a_plan_are_paragraphs_of_the_secretariats_request() -> None:
    _, request = of_a_plan()
    found = collected(request)
    assert plans.WISHES in {one.text for one in found}
    assert {"プランの内容", "目標", "役割"} <= {one.kind for one in found}
    # Her colleague, whom no consent names, sees as much: the household is for the body that received it.
    assert "世帯員" not in {one.kind for one in found}
    assert {one.key for one in collected(request, DEPUTY)} == {one.key for one in found}


def test_r5_a_body_of_the_circle_collects_nothing_of_the_plan() -> None:
    case, _ = of_a_plan()
    request = a_request(case, by=plans.RECORDER)
    assert plans.WISHES not in {one.text for one in collected(request, plans.RECORDER)}


def test_r9_another_of_the_secretariat_who_reads_the_plan_checks_and_its_supervisor_does_not() -> (
    None
):
    _, request = of_a_plan()
    with acting(COORDINATOR) as user:
        row = request_seen(request, user)
        found = paragraphs(row, user)
        grounds = grounds_of(row, user)
        given = next(one for one in found if one.text == plans.WISHES)
        marks = {one.key: grounds.get(one.key) or Ground.DUTY for one in found}
        services.mark_paragraphs(request=row, grounds=marks | {given.key: ""}, by=user)
        services.submit_package(request=row, decision="partial", words="", by=user)
        with pytest.raises(DomainError, match="自分で頼んだ確認"):
            services.check_package(request=row, is_right=True, words="", by=user)
    with acting(SUPERVISOR) as user, pytest.raises(DomainError, match="ほかの事務局の担当者です"):
        services.check_package(
            request=request_seen(request, user), is_right=True, words="", by=user
        )
    with acting(DEPUTY) as user:
        services.check_package(
            request=request_seen(request, user), is_right=True, words="", by=user
        )
    text = everything_in(printed(request, by=COORDINATOR))
    assert "".join(plans.WISHES.split()) in text


def test_a_fixed_edition_is_collected_as_it_stood() -> None:
    plan = plans.a_plan_found("conditional")
    with acting(COORDINATOR):
        case = plans.seen(plan).compartment.case
    an_accepted_request(case)
    found = collected(a_request(case, by=COORDINATOR))
    fixed = [one for one in found if one.kind.startswith("決まった版の内容　")]
    assert any(plans.WISHES in one.text for one in fixed)
    assert any("家賃の見通しを先に立てる" in one.text for one in fixed)
    assert all(one.text not in ("person", "bodies") for one in fixed)
    assert len({one.key for one in found}) == len(found)


def test_fixed_editions_of_one_day_are_told_apart() -> None:
    plan = plans.a_plan_found("revise")
    how = plan_models.Plan.Agreed.WRITTEN
    plans.as_coordinator(plan, plan_services.note_agreement, agreed_on=plans.days(0), how=how)
    plans.submit(plan)
    plans.found(plan, "adequate")
    with acting(COORDINATOR):
        case = plans.seen(plan).compartment.case
    an_accepted_request(case)
    found = collected(a_request(case, by=COORDINATOR))
    kinds = sorted({one.kind for one in found if one.kind.startswith("決まった版の内容")})
    assert len(kinds) == 2
    assert ["（この日の1回目）" in kinds[0], "（この日の2回目）" in kinds[1]] == [True, True]


def test_what_a_fixed_edition_keeps_from_the_person_is_marked_so() -> None:
    blocks = [
        {"head": "見出し"},
        {"text": "本人に見せる"},
        {"facts": [["だれから", "となりの人"], ["空", ""]], "not_for": ["person", "bodies"]},
        {"columns": ["一", "二"], "rows": [["ア", "イ"], ["", ""]], "not_for": ["bodies"]},
    ]
    assert words_of_fixed(blocks) == [
        FixedWords("見出し", "本人に見せる", False),
        FixedWords("見出し", "だれから：となりの人", True),
        FixedWords("見出し", "ア／イ", False),
    ]


def test_r4_r7_nothing_of_a_meeting_is_collected_by_its_own_secretary() -> None:
    meeting = a_meeting_with_a_doctor()
    with acting(COORDINATOR):
        case = seen(meeting, COORDINATOR).compartment.case
    a_consent(case, named=(COORDINATOR,))
    request = a_request(case, by=COORDINATOR)
    words = " ".join(one.text for one in collected(request))
    assert meeting.need_statement not in words
    assert meeting.subject not in words


def test_r4_r14_the_pages_say_the_same_of_meetings_and_plans_whether_there_are_any_or_not() -> None:
    """Who receives the request learns of neither (Art. 81)."""
    meeting = a_meeting_with_a_doctor()
    with acting(COORDINATOR):
        with_one = seen(meeting, COORDINATOR).compartment.case
    said = set()
    for case in (with_one, a_told_case()):
        text = browser("soudan1").get(reverse("keeping:disclosures", args=[case.pk]))
        (line,) = [x for x in text.content.decode().splitlines() if "支援会議の記録は" in x]
        said.add(line)
    assert len(said) == 1


def test_r5_r7_a_plan_that_nobody_has_consented_to_is_no_part_of_it() -> None:
    plan = a_carried_plan()
    with acting(COORDINATOR):
        case = plans.seen(plan).compartment.case
    a_consent(case, named=(COORDINATOR,))
    kinds = {one.kind for one in collected(a_request(case, by=COORDINATOR))}
    assert not kinds & {"アウトリーチ等プランの事項", "目標", "支援プラン"}


def test_of_others_who_take_part_nothing_is_collected() -> None:
    row = participation.searching()
    with acting(COORDINATOR) as user:
        case = type(row).objects.visible_to(user).get(pk=row.pk).compartment.case
    an_accepted_request(case)
    with acting(COORDINATOR) as user:
        own = Person.objects.visible_to(user).of_case(case).get(pk=row.person_id)
        other = Person.objects.visible_to(user).of_case(case).exclude(pk=row.person_id).first()
        facts = services.AskerFacts("self", "運転免許証")
        kinds = []
        for person in (own, other):
            made = services.receive_request(
                record=record_of(case, COORDINATOR),
                person=person,
                facts=facts,
                received_on=row.state_since,
                by=user,
            )
            kinds.append({one.kind for one in paragraphs(request_seen(made, user), user)})
    assert "参加のニーズと希望" in kinds[0]
    assert "参加のニーズと希望" not in kinds[1]


def test_what_the_plans_own_paper_for_the_person_leaves_out_is_proposed_to_be_withheld() -> None:
    _, request = of_a_plan()
    with acting(COORDINATOR) as user:
        row = request_seen(request, user)
        part = paragraphs(row, user)[0]
        left_out = Paragraph(
            part.object_id, "事項", part.day, "risks", "危険", 0, "興奮することがある", True
        )
        assert proposals(row, [left_out], user) == {left_out.key: str(Ground.DUTY)}


def test_r6_what_a_secretariat_puts_off_of_a_plan_is_collected_for_the_rest() -> None:
    _, request = of_a_plan()
    with acting(COORDINATOR) as user:
        row = services.tell_of_rest(
            request=request_seen(request, user),
            reason="プランの版がたいへん多いため",
            told_on=request.received_on,
            rest_due_on=request.received_on + datetime.timedelta(days=90),
            by=user,
        )
        found = paragraphs(row, user)
        number = [one.text for one in found].index(plans.WISHES) + 1
        services.put_off(request=row, first=number, last=len(found), is_later=True, by=user)
        grounds = grounds_of(row, user)
        open_ones = {one.key for one in found if not grounds.get(one.key)}
        services.mark_paragraphs(
            request=row, grounds=dict.fromkeys(open_ones, Ground.DUTY), by=user
        )
        services.submit_package(request=row, decision="refused", words="目標より前", by=user)
    with acting(DEPUTY) as user:
        decided = services.check_package(
            request=request_seen(request, user), is_right=True, words="", by=user
        )
        rest = services.rest_of(decided, user)
    assert rest is not None
    assert plans.WISHES in {one.text for one in collected(rest)}
    assert {one.key for one in collected(rest, DEPUTY)} == {one.key for one in collected(rest)}
