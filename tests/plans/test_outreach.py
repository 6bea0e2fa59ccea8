"""Outreach before anybody has consented: who sees it, how far it goes, and how it goes on (R5, R7)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.errors import DomainError
from access.models import CaseFile, Disclosure
from access.policies import confidential_models
from meetings.models import MeetingMember, SharedItem
from meetings.services import convene_plan_conference, end_membership
from plans import services
from plans.kind_models import OutreachContent
from plans.models import Plan, PlanBody
from plans.overview import rows_of
from plans.services.outreach import possible_carriers
from plans.states import PlanState
from tests.access.situations import raw_count
from tests.cases.pages import text_of
from tests.cases.situations import a_consent, body_of, office
from tests.meetings import situations as m
from tests.world import ReadingClient, acting, login, staff

from . import situations as s
from .test_pages import browser, get, send

pytestmark = pytest.mark.django_db

CARRIER, COLLEAGUE, BOSS = s.RECORDER, "soudan2", "kanri1"
NOTHING = (0, 0, 0)
WORDS = {
    "how_found": "雨戸が閉まったままだった。",
    "source": "となりの人",
    "facts": "郵便がたまっている。",
    "guesses": "昼夜が逆かもしれない。",
    "aim": "顔を知ってもらう。",
    "must_not": "仕事の話をしない。",
}


def an_outreach_plan(case: CaseFile | None = None) -> Plan:
    """Just begun, on a case that was handed to the secretariat; nobody has consented."""
    if case is None:
        case = m.an_accepted_request().compartment.case
    with acting(s.COORDINATOR) as by:
        return services.draft_outreach(
            case=case, office=office(s.COORDINATOR), subject="架空 花子さん", by=by
        )


def a_carried_plan(plan: Plan | None = None, *who: str) -> Plan:
    plan = plan or an_outreach_plan()
    s.as_coordinator(plan, services.edit_kind, values=WORDS)
    joining = [office(name) for name in who or (CARRIER,)]
    s.as_coordinator(plan, services.join_outreach, staff_in_charge=joining)
    s.as_coordinator(plan, services.edit_goals, rows=[services.GoalFacts("玄関先で話す")])
    return plan


def a_reaching_plan() -> Plan:
    plan = a_carried_plan()
    s.as_coordinator(plan, services.start_outreach)
    return plan


def test_r5_before_consent_only_those_named_see_it() -> None:
    plan = a_carried_plan()
    assert s.counts(plan, CARRIER) == (1, 1, 1)
    assert s.counts(plan, s.COORDINATOR) == (1, 1, 1)
    others = (COLLEAGUE, BOSS, "kanri2", s.PARTNER, "ishi1", "npo1", "csw1", "kansa1", "system1")
    for username in others:
        assert s.counts(plan, username) == NOTHING, username


def test_r5_raw_sql_finds_nothing_of_it_for_others() -> None:
    plan = a_carried_plan()
    tables = [
        model._meta.db_table
        for model in confidential_models()
        if model.__module__ == "plans.models"
    ] + ["plans_outreachcontent", "plans_historicaloutreachcontent", "plans_historicalplan"]
    for username in (BOSS, COLLEAGUE, "ishi1"):
        with acting(username):
            assert [table for table in tables if raw_count(table)] == [], username
    assert plan.is_before_consent


def test_r21_one_line_of_the_ledger_on_the_ground_of_entrustment() -> None:
    plan = a_carried_plan()
    with acting(s.COORDINATOR) as by:
        (line,) = Disclosure.objects.visible_to(by).filter(object_id=plan.pk)
        assert line.legal_basis.code == "SWA106-4-ENTRUST"
        assert str(body_of(CARRIER)) in line.recipients


def test_r7_a_body_that_is_neither_entrusted_nor_a_member_does_not_join() -> None:
    plan = an_outreach_plan()
    doctor = office("ishi1")
    assert not doctor.body.is_entrusted
    with pytest.raises(DomainError, match="委託された機関"):
        s.as_coordinator(plan, services.join_outreach, staff_in_charge=[doctor])
    with pytest.raises(DomainError, match="働きかけをする人"):
        s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office(CARRIER)])
    assert s.counts(plan, "ishi1") == NOTHING


def test_r4_a_member_who_carries_it_out_sees_it_as_long_as_she_is_a_member() -> None:
    meeting = m.a_meeting_with_a_doctor()
    plan = a_carried_plan(an_outreach_plan(meeting.compartment.case), "ishi1")
    assert s.counts(plan, "ishi1") == (1, 1, 1)
    with acting(s.COORDINATOR) as by:
        (line,) = Disclosure.objects.visible_to(by).filter(object_id=plan.pk)
        # R7: the line lies in the meeting; in the plan it would tell of it.
        assert line.compartment_id == meeting.compartment_id
        assert line.legal_basis.code == "SWA106-6"
        member = MeetingMember.objects.visible_to(by).of_user(staff("ishi1")).get()
        end_membership(member=member, reason="交代", by=by)
    assert s.counts(plan, "ishi1") == NOTHING


def test_r7_a_coordinator_outside_the_meeting_is_not_offered_its_members() -> None:
    meeting = m.a_meeting_with_a_doctor()
    plan = an_outreach_plan(meeting.compartment.case)
    with acting(s.COORDINATOR) as by:
        assert any(c.member for c in possible_carriers(s.seen(plan), by))
    with acting(s.OTHER_COORDINATOR) as by:
        seen = s.seen(plan, s.OTHER_COORDINATOR)
        assert not any(c.member for c in possible_carriers(seen, by))
        with pytest.raises(DomainError, match="構成員になっている会議はありません"):
            services.share_in_meeting(plan=seen, by=by)
    address = reverse("plans:share", args=[plan.pk])
    other = browser(s.OTHER_COORDINATOR)
    assert address not in get(other, "detail", plan)
    get(other, "share", plan, 404)


def test_r5_inside_the_meeting_its_members_read_it_and_nothing_flows_back() -> None:
    meeting = m.a_meeting_with_a_doctor()
    plan = a_carried_plan(an_outreach_plan(meeting.compartment.case))
    client = ReadingClient()
    login(client, s.COORDINATOR)
    client.get(reverse("meetings:meeting", args=[meeting.pk]))
    page = get(client, "share", plan)
    assert "見本" in page  # R22: who will read it
    assert "となりの人" not in page
    shared = send(client, "share", plan)
    assert shared.status_code == 303
    assert "プランの内容を、会議の構成員と共有しました" in text_of(client.get(shared["Location"]))
    with acting("ishi1") as doctor:
        (item,) = SharedItem.objects.visible_to(doctor).filter(meeting=meeting.pk)
        assert "仕事の話をしない" in item.text
        assert "となりの人" not in item.text  # who told it stays protected
    assert s.counts(plan, "ishi1") == NOTHING  # she reads the edition, not the plan
    with acting(CARRIER) as carrier:
        assert not SharedItem.objects.visible_to(carrier).exists()


def test_r8_without_consent_it_cannot_go_before_the_conference() -> None:
    plan = a_reaching_plan()
    without = "本人の同意がまだないプランです"
    for do, words, values in (
        (services.note_agreement, without, {"agreed_on": s.days(0), "how": "written"}),
        (services.submit_plan, "付議するには", {"held_on": s.days(0)}),
        (services.decide_plan, without, {"decided_on": s.days(0), "number": "1", "title": "課長"}),
        (services.start_plan, without, {}),
        (services.replan, without, {}),
    ):
        with pytest.raises(DomainError, match=words):
            s.as_coordinator(plan, do, **values)
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError):
        convene_plan_conference(
            plan=s.seen(plan).compartment,
            consent_id=None,
            held_on=s.days(0),
            place="見本会議室",
            bodies=[body_of(CARRIER)],
            others_masked=True,
            papers=[],
            by=by,
        )


@pytest.mark.parametrize("state", ["submitted", "person_agreed", "decided", "active"])
def test_r8_the_database_keeps_it_from_going_on_without_consent(state: str) -> None:
    plan = a_reaching_plan()
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
            state=state, agreed_on=s.days(0), agreed_how="written"
        )


def test_r7_only_an_outreach_plan_may_be_without_consent() -> None:
    plan = a_carried_plan()
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(kind=Plan.Kind.MULTI)
    consented = s.a_written_plan()
    with pytest.raises(DomainError, match="同意のあるプラン"):
        s.as_coordinator(consented, services.start_outreach)
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.changeable_by(by).filter(pk=consented.pk).update(state="reaching_out")


def test_it_is_no_plan_whose_consent_is_gone() -> None:
    plan = a_reaching_plan()
    with acting(s.COORDINATOR) as by:
        (row,) = rows_of([s.seen(plan)], by)
    assert row.state == PlanState.REACHING_OUT
    assert "同意前の働きかけ中" in get(browser(s.COORDINATOR), "detail", plan)


def test_reaching_out_begins_with_an_aim_and_what_not_to_do() -> None:
    plan = an_outreach_plan()
    with pytest.raises(DomainError, match="してはいけないこと"):
        s.as_coordinator(plan, services.start_outreach)
    s.as_coordinator(plan, services.edit_kind, values=WORDS)
    with pytest.raises(DomainError, match="働きかけをする人"):
        s.as_coordinator(plan, services.start_outreach)


def test_who_carries_it_out_tells_how_far_it_has_come_and_words_still_change() -> None:
    plan = a_reaching_plan()
    assert s.tell_goal(plan, 2, by=CARRIER).level == 2
    changed = s.as_coordinator(plan, services.edit_kind, values=WORDS | {"ways": "月2回"})
    assert changed.state == PlanState.REACHING_OUT
    with pytest.raises(DomainError):
        with acting(CARRIER) as by:
            services.edit_kind(plan=s.seen(plan, CARRIER), values={"ways": "毎日"}, by=by)


def test_r5_a_carrier_who_leaves_sees_it_no_more() -> None:
    plan = a_carried_plan()
    s.as_coordinator(plan, services.remove_body, body=body_of(CARRIER))
    assert s.counts(plan, CARRIER) == NOTHING


def test_r5_when_it_is_given_up_those_who_carried_it_out_see_it_no_more() -> None:
    plan = a_reaching_plan()
    s.as_coordinator(plan, services.move_plan, to="cancelled", note="転居した")
    assert s.counts(plan, CARRIER) == NOTHING
    assert s.counts(plan, s.COORDINATOR)[0] == 1


def test_r21_no_copy_leaves_before_consent() -> None:
    plan = a_carried_plan()
    for made_for in ("person", "bodies"):
        with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="同意の前のプラン"):
            services.request_print(
                plan=s.seen(plan), made_for=made_for, body=body_of(s.COORDINATOR), by=by
            )
    page = get(browser(s.COORDINATOR), "print", plan)
    assert 'value="person"' not in page


def taken_over() -> tuple[Plan, Plan]:
    """The person has consented: the plan of before, and the one that follows it."""
    plan = a_reaching_plan()
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case
    consent = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    following = s.as_coordinator(plan, services.take_into_consent, consent_id=consent.pk)
    return plan, following


def test_r5_with_consent_an_ordinary_plan_follows() -> None:
    plan, following = taken_over()
    with acting(s.COORDINATOR) as by:
        before, after = s.seen(plan), s.seen(following)
        assert (before.state, after.state) == (PlanState.REPLANNED, PlanState.DRAFT)
        assert after.follows_id == plan.pk
        assert not after.is_before_consent
        words = services.kind_words(after, by)
        assert words.aim == WORDS["aim"]
        # R21 of domain.md: who told it, and what was supposed, stay behind.
        assert (words.source, words.guesses) == ("", "")
        assert [goal.text for goal in s.goals_of(after, by)] == ["玄関先で話す"]
    assert s.counts(following, CARRIER) == (1, 1, 1)  # her body recorded the consent


def test_r7_who_joins_under_the_consent_reads_nothing_of_before() -> None:
    plan, following = taken_over()
    s.as_coordinator(following, services.add_bodies, staff_in_charge=[office(s.PARTNER)])
    assert s.counts(following, s.PARTNER) == (1, 1, 1)
    assert s.counts(plan, s.PARTNER) == NOTHING
    with acting(s.PARTNER) as by:
        rows = OutreachContent.history.filter(plan_id=plan.pk).visible_to(by)
        assert not rows.exists()
        assert not PlanBody.objects.visible_to(by).filter(plan=plan).exists()
    assert s.counts(plan, CARRIER) == NOTHING


def test_r7_a_role_of_whom_the_consent_does_not_name_stays_in_the_plan_of_before() -> None:
    """The doctor is known through the 支援会議 alone; the neighbour may be who told of the household."""
    meeting = m.a_meeting_with_a_doctor()
    plan = a_carried_plan(an_outreach_plan(meeting.compartment.case), CARRIER, "ishi1")
    roles = [
        services.TaskFacts(body_of("ishi1"), "往診で眠りをみる", person_in_charge="診療医"),
        services.TaskFacts(None, "夜の明かりをみる", outside_name="となりの人"),
        services.TaskFacts(body_of(CARRIER), "玄関先で声をかける"),
        services.TaskFacts(body_of(s.COORDINATOR), "様子を取りまとめる"),
    ]
    s.as_coordinator(plan, services.edit_tasks, rows=roles)
    leads = s.words_of_the_plan(lead_body=body_of("ishi1"))
    s.as_coordinator(plan, services.edit_content, facts=leads)
    consent = a_consent(CaseFile(pk=meeting.compartment.case_id), named=(s.PARTNER, s.COORDINATOR))
    following = s.as_coordinator(plan, services.take_into_consent, consent_id=consent.pk)
    s.as_coordinator(following, services.add_bodies, staff_in_charge=[office(s.PARTNER)])
    with acting(s.PARTNER) as by:
        told = {task.content for task in s.tasks_of(following, by)}
        assert told == {"玄関先で声をかける", "様子を取りまとめる"}
        assert s.seen(following, s.PARTNER).lead_body is None
    with acting(s.COORDINATOR) as by:
        assert len(s.tasks_of(plan, by)) == len(roles)


def test_the_following_plan_goes_the_ordinary_way() -> None:
    _, following = taken_over()
    task = services.TaskFacts(body_of(CARRIER), "訪問する")
    s.as_coordinator(following, services.edit_tasks, rows=[task])
    s.as_coordinator(
        following,
        services.edit_content,
        facts=s.words_of_the_plan(subject="架空 花子さん", emergency="センターへ。"),
    )
    s.as_coordinator(following, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(following)
    with acting(s.COORDINATOR):
        assert s.seen(following).state == PlanState.SUBMITTED


def test_the_way_through_the_pages() -> None:
    case = m.an_accepted_request().compartment.case
    client = browser(s.COORDINATOR)
    new = reverse("plans:new_outreach", args=[case.pk])
    assert new in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert client.post(new, {"subject": "架空 花子さん"}).status_code == 303
    with acting(s.COORDINATOR) as by:
        plan = Plan.objects.visible_to(by).of_case(case).get()
    assert "接触のねらいなどを書く" in get(client, "detail", plan)
    assert "会議で聞いたことは、ここに書けません" in get(client, "kind", plan)
    assert send(client, "kind", plan, **WORDS).status_code == 303
    who = str(office(CARRIER).pk)
    check = send(client, "carriers", plan, staff=[who]).content.decode()
    assert "1機関1人" in check
    assert send(client, "carriers", plan, staff=[who], step="save").status_code == 303
    assert "働きかけをする人を登録しました" in get(client, "detail", plan)
    assert send(client, "start_outreach", plan).status_code == 303
    page = get(client, "detail", plan)
    assert "働きかけを始めました" in page
    assert "本人の同意を付ける" in page
    assert "同意撤回・保留" not in page
    assert "選べる同意はありません" in get(client, "consent", plan)
    a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    sent = send(client, "consent", plan)
    form = get(client, "consent", plan)
    value = form.split('name="consent"')[1].split('value="')[1].split('"')[0]
    sent = send(client, "consent", plan, consent=value)
    assert sent.status_code == 303
    assert "作成中" in client.get(sent["Location"]).content.decode()
    assert client.get(new).status_code == 404  # with a consent, a plan begins on it


def test_r14_its_pages_are_not_there_for_others() -> None:
    plan = a_carried_plan()
    for name in ("detail", "kind", "carriers", "start_outreach", "share", "consent", "print"):
        for username in (BOSS, COLLEAGUE, "ishi1"):
            get(browser(username), name, plan, 404)
    for name in ("kind", "carriers", "start_outreach", "consent"):
        get(browser(CARRIER), name, plan, 404)
    assert "玄関先で話す" in get(browser(CARRIER), "detail", plan)


def test_r18_no_form_names_readers_that_there_are_not_before_consent() -> None:
    """Supervisors and bodies in the plan read nothing of it: no help text says that they do."""
    plan = a_reaching_plan()
    client = browser(s.COORDINATOR)
    for name in ("progress", "edit", "goals", "tasks", "kind", "move", "carriers"):
        page = get(client, name, plan)
        assert "管理者も読" not in page, name
        assert "管理者も見られ" not in page, name
        assert "参加機関も読" not in page, name
    assert "事務局と、働きかけをする人だけです" in get(client, "progress", plan)
    consented = s.an_active_plan()
    assert "管理者も読み、助けを出せます" in get(browser(s.RECORDER), "progress", consented)
