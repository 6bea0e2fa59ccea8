"""After a sitting: tasks of the bodies, what stands on the next agenda, the course (R4, R7, R09)."""

import datetime
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from access.errors import DomainError
from cases.models import CaseRecord, NextAction, RecordState
from cases.services import move_record
from documents.business_days import add_business_days, is_business_day
from documents.wareki import format_date
from meetings import services
from meetings.models import AgendaItem, Decision, DecisionStep, Sitting, SupportMeeting
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of, seen_by
from tests.world import acting

from . import after_situations as a
from . import convening as c
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
SECRET = "長男の部屋に手紙を置く"


def a_task(meeting: SupportMeeting | None = None, **changes: Any) -> Decision:
    """Where it is due earlier than most, its sitting was long ago."""
    meeting = meeting or s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting, -40 if "due_on" in changes else 3)
    decision: Decision = s.a_decision(sitting, **{"content": SECRET} | changes)
    return decision


# --- tasks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [s.DEPUTY, "kanri3", s.SENDER, s.OUTSIDER, s.VOLUNTEER])
def test_r4_who_is_no_member_learns_of_no_task_though_her_body_has_it(who: str) -> None:
    decision = a_task(body=body_of(who), due_on=s.days(-10))
    client = browser(who)
    for address in ("/", url("decisions"), url("decisions") + "?whose=mine", url("list")):
        answer = client.get(address)
        assert SECRET not in text_of(answer)
        assert "決まったことを行う" not in text_of(answer)
        assert "期限が過ぎています" not in text_of(answer)
    for name in ("progress", "settle", "move_decision", "choose_decision"):
        assert client.get(url(name, decision.pk)).status_code == 404


def test_an_empty_list_of_decisions_says_whether_it_was_narrowed() -> None:
    a_task()
    client = browser(s.DOCTOR)
    assert SECRET in text_of(client.get(url("decisions")))
    for narrowed in ("?show=late", "?show=past"):
        page = text_of(client.get(url("decisions") + narrowed))
        assert "この条件に当てはまるものはありません" in page, narrowed
        assert "これから行うことはありません" not in page, narrowed


def test_r7_the_home_page_names_the_case_and_not_the_task() -> None:
    a_task(due_on=s.days(1))
    mine = text_of(browser(s.DOCTOR).get("/"))
    assert "支援会議で決まったことを行う" in mine
    assert SECRET not in mine


def test_lines_of_two_conferences_of_one_case_are_told_apart_by_kind_and_day() -> None:
    """Each line of the home page says which; what is decided there stays there (R7)."""
    request = s.an_accepted_request()
    earlier, later = s.a_meeting(request), s.a_meeting(request)
    with acting(s.COORDINATOR) as user:
        rows = SupportMeeting.objects.changeable_by(user)
        rows.filter(pk=earlier.pk).update(established_on=s.days(-40))
    for meeting, held in ((earlier, -20), (later, -3)):
        s.a_sworn_member(meeting)
        decision = a_task(meeting, due_on=s.days(1))
        c.a_poll(meeting)
        with acting(s.COORDINATOR) as user:
            at = timezone.now() + datetime.timedelta(days=held)
            rows = Sitting.objects.changeable_by(user)
            rows.filter(pk=decision.sitting_id).update(held_at=at)
    doctor, own = (text_of(browser(name).get("/")) for name in (s.DOCTOR, s.COORDINATOR))
    for held, set_up in ((-20, -40), (-3, 0)):
        day, since = format_date(s.days(held)), format_date(s.days(set_up))
        assert f"{day}の支援会議で決まったことを行う" in doctor
        assert f"{since}設置の支援会議の日程に答える" in doctor
        assert f"{day}の支援会議 第1回の会議録を書く" in own
    assert SECRET not in doctor


def test_the_secretary_sees_what_is_overdue_in_all_her_meetings() -> None:
    a_task(due_on=s.days(-10))
    a_task(s.a_meeting(), content="まだ先のこと", body=body_of(s.COORDINATOR), due_on=s.days(30))
    client = browser(s.COORDINATOR)
    assert "期限が過ぎています（1件）" in text_of(client.get("/"))
    late = text_of(client.get(url("decisions") + "?show=late&whose=secretary"))
    assert SECRET in late
    assert "まだ先のこと" not in late
    assert SECRET not in text_of(browser(s.DOCTOR).get(url("decisions") + "?whose=secretary"))
    few = queries(s.COORDINATOR, url("decisions"))
    for _ in range(3):
        a_task(s.a_meeting())
    assert queries(s.COORDINATOR, url("decisions")) == few


def test_a_day_on_which_the_office_is_closed_is_late_only_after_the_next_open_one() -> None:
    meeting = s.a_meeting_with_a_doctor()
    today = timezone.localdate()
    last_open = add_business_days(today, -1)
    closed = [last_open + s.datetime.timedelta(days=n) for n in range(1, (today - last_open).days)]
    assert not any(is_business_day(day) for day in closed)
    a_task(meeting, due_on=last_open, content="遅れ")
    for day in closed:
        a_task(meeting, due_on=day, content="休みの日")
    with acting(s.COORDINATOR) as user:
        assert {d.content for d in Decision.objects.visible_to(user).overdue()} == {"遅れ"}


def test_a_member_writes_progress_and_it_stays_open_until_said_done() -> None:
    decision = a_task()
    client, address = browser(s.DOCTOR), url("progress", decision.pk)
    assert post(client, address, happened_on="R8.11.25", text="").status_code == 422
    assert (
        post(client, address, text="手紙を置いた。", happened_on=str(s.days(0))).status_code == 303
    )
    assert "経過を登録しました" in text_of(client.get(address))
    assert "手紙を置いた。" in text_of(browser(s.COORDINATOR).get(address))
    assert seen_by(s.DOCTOR, Decision)[0].state == "open"
    s.as_somebody(
        s.DOCTOR, decision, services.settle_decision, "decision", state="done", outcome="読まれた"
    )
    kinds = [(step.kind, step.text) for step in seen_by(s.COORDINATOR, DecisionStep)]
    assert sorted(kinds) == [("progress", "手紙を置いた。"), ("settled", "読まれた")]
    with pytest.raises(DomainError, match="「済んだ」になっています"):
        s.as_somebody(s.DOCTOR, decision, services.note_progress, "decision", text="x")
    [step] = [step for step in seen_by(s.DOCTOR, DecisionStep) if step.kind == "progress"]
    with s.on(step, s.DOCTOR) as (row, user), pytest.raises(Error), transaction.atomic():
        DecisionStep.objects.changeable_by(user).filter(pk=row.pk).update(text="書き換え")


def test_another_body_or_day_needs_a_reason_and_a_member() -> None:
    meeting = s.a_meeting_with_a_doctor()
    decision = a_task(meeting)
    move = services.move_decision
    values = {"body": body_of(s.VOLUNTEER), "due_on": s.days(20)}
    with pytest.raises(DomainError, match="構成員がいません"):
        s.as_somebody(s.COORDINATOR, decision, move, "decision", reason="交代", **values)
    s.a_sworn_member(meeting, s.VOLUNTEER)
    with pytest.raises(DomainError, match="理由"):
        s.as_somebody(s.COORDINATOR, decision, move, "decision", reason=" ", **values)
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, decision, move, "decision", reason="交代", **values)
    client, address = browser(s.COORDINATOR), url("move_decision", decision.pk)
    form = {
        "body": str(body_of(s.VOLUNTEER).pk),
        "due_on": str(s.days(20)),
        "reason": "担当の交代",
        "version": hidden(client.get(address), "version"),
    }
    assert post(client, address, **form).status_code == 303
    shown = text_of(client.get(url("progress", decision.pk)))
    assert "行う機関・期限を変えました" in shown
    assert "担当の交代" in shown
    assert "行う機関：" in shown


# --- the next agenda -----------------------------------------------------------------------


def test_what_was_left_over_stands_on_the_next_agenda_by_itself_and_once() -> None:
    meeting = s.a_meeting_with_a_doctor()
    held = s.a_sitting(meeting)
    s.a_decision(held, content="手紙を届ける")
    s.approved(s.minuted(held, undecided="長男に会う時期\n通院先"))
    planning = text_of(browser(s.COORDINATOR).get(url("plan_sitting", meeting.pk)))
    assert "前回から持ち越すもの" in planning
    assert "長男に会う時期" in planning
    following = s.begun(meeting, agenda="声かけ（20分）\n通院先")
    rows = [r for r in seen_by(s.DOCTOR, AgendaItem) if r.sitting_id == following.pk]
    rows.sort(key=lambda r: r.position)
    assert [(r.title, r.origin) for r in rows] == [
        ("手紙を届ける", "homework"),
        ("長男に会う時期", "undecided"),
        ("通院先", "undecided"),
        ("声かけ", ""),
    ]
    s.as_somebody(s.COORDINATOR, following, services.bring_forward, "sitting")
    assert len([r for r in seen_by(s.DOCTOR, AgendaItem) if r.sitting_id == following.pk]) == 4


def test_what_was_left_over_stands_beside_the_choice_of_a_date() -> None:
    meeting = s.a_meeting_with_a_doctor()
    held = s.a_sitting(meeting)
    s.a_decision(held, content="手紙を届ける")
    done = s.a_decision(held, content="鍵を預かる")
    s.as_somebody(s.COORDINATOR, done, services.settle_decision, "decision", state="done")
    s.approved(s.minuted(held, undecided="長男に会う時期\n通院先"))
    poll = c.a_poll(meeting)
    with acting(s.COORDINATOR):
        date = c.dates_of(poll, s.COORDINATOR)[0]
    page = text_of(browser(s.COORDINATOR).get(url("choose_date", date.pk)))
    assert "鍵を預かる" not in page
    brought = page[page.index("前回から持ち越すもの") :]
    for words in (
        "前回からの宿題",
        "手紙を届ける",
        "決まらなかったこと",
        "長男に会う時期",
        "通院先",
    ):
        assert words in brought, words


def test_a_decision_is_settled_from_the_room_and_leaves_the_homework() -> None:
    meeting = s.a_meeting_with_a_doctor()
    decision = s.a_decision(s.a_sitting(meeting), content="手紙を届ける")
    following = s.begun(meeting)
    client = browser(s.COORDINATOR)
    room = url("room", following.pk)
    address = url("settle", decision.pk) + f"?sitting={following.pk}"
    assert f'value="settle:{decision.pk}"' in client.get(room).content.decode()
    going = post(client, url("go_on", following.pk), to=f"settle:{decision.pk}")
    assert going["Location"] == address
    version = hidden(client.get(address), "version")
    answer = post(client, address, state="done", outcome="届いた", version=version)
    assert (answer.status_code, answer["Location"]) == (303, room)
    page = text_of(client.get(room))
    assert "決まったことのその後を登録しました" in page
    assert "ありません" in page[page.index("前回までの宿題") :][:60]


def test_wishes_of_the_survey_are_offered_for_the_next_agenda_without_names() -> None:
    meeting = s.a_meeting_with_a_doctor()
    held = s.a_sitting(meeting)
    s.approved(s.minuted(held))
    with s.on(held, s.DOCTOR) as (row, user):
        services.answer_survey(
            sitting=row, helped=4, role_is_clear=3, next_time="薬のこと", by=user
        )
    client, address = browser(s.COORDINATOR), url("plan_sitting", meeting.pk)
    assert "薬のこと" in text_of(client.get(address))
    data = {"held_on": str(s.days(9)), "starts": "14:00", "agenda": "声かけ", "wishes": "薬のこと"}
    assert post(client, address, **data).status_code == 303
    planned = max(seen_by(s.DOCTOR, Sitting), key=lambda row: row.number)
    assert planned.agenda == "声かけ\n薬のこと"


def test_the_survey_says_who_has_answered_and_who_has_not() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    held = s.a_sitting(meeting)
    s.minuted(held)
    with s.on(held, s.DOCTOR) as (row, user):
        services.answer_survey(sitting=row, helped=4, role_is_clear=2, by=user)
    page = text_of(browser(s.COORDINATOR).get(url("survey", held.pk)))
    assert "まだ答えていない人" in page
    waiting = page[page.index("まだ答えていない人") :][:60]
    assert s.office(s.VOLUNTEER).staff.name in waiting
    assert s.office(s.DOCTOR).staff.name not in waiting


# --- the course ----------------------------------------------------------------------------


def with_course(
    course: str, meeting: SupportMeeting | None = None, **changes: Any
) -> SupportMeeting:
    """A meeting whose minutes are fixed and say how it goes on."""
    meeting = meeting or s.a_meeting_with_a_doctor()
    minutes = s.minuted(s.a_sitting(meeting))
    s.sent(minutes, course=course, **changes)
    s.confirmed(minutes)
    s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes")
    return meeting


def test_next_waits_until_the_next_sitting_is_planned() -> None:
    meeting = with_course("next")
    client = browser(s.COORDINATOR)
    assert "支援会議のあと：次の開催を決める" in text_of(client.get("/"))
    assert "次の開催を決める" in text_of(client.get(url("courses")))
    assert "支援会議のあと" not in text_of(browser(s.DOCTOR).get("/"))
    assert browser(s.DOCTOR).get(url("courses")).status_code == 404
    s.a_sitting(meeting)
    assert "支援会議のあと" not in text_of(client.get("/"))


def test_what_nobody_follows_is_marked_after_some_days(settings: Any) -> None:
    with_course("next")
    client = browser(s.COORDINATOR)
    assert "日たちました" not in text_of(client.get(url("courses")))
    assert "0日前" not in text_of(client.get(url("courses"))), "it is today"
    settings.MEETING_COURSE_DAYS = 0
    assert "0日たちました" in text_of(client.get(url("courses")))


def test_r7_outreach_moves_the_record_of_the_secretariat_and_nothing_of_the_meeting() -> None:
    meeting = with_course("outreach")
    a_task(meeting)
    client, address = browser(s.COORDINATOR), url("outreach", meeting.pk)
    assert SECRET in text_of(client.get(address))
    assert browser(s.DOCTOR).get(address).status_code == 404
    data = {"next_what": "計画を立てる", "next_due_on": str(s.days(5))}
    assert post(client, address, **data).status_code == 303
    with acting(s.DEPUTY) as user:  # a colleague reads the record and is no member
        rows = CaseRecord.objects.visible_to(user).of_case(meeting.compartment.case)
        assert [r.state for r in rows.filter(body=body_of(s.DEPUTY))] == ["outreach"]
        actions = NextAction.objects.visible_to(user).of_case(meeting.compartment.case)
        assert [x.what for x in actions] == ["計画を立てる"]
    assert client.get(address).status_code == 404
    assert "支援会議のあと" not in text_of(client.get("/"))


@pytest.mark.parametrize("then", [RecordState.SUPPORTING, RecordState.CLOSED])
def test_r09_outreach_has_followed_though_the_record_went_on_since(then: str) -> None:
    """With the first visit the record leaves 「アウトリーチの準備中」: nobody is asked again, nor sets it back."""
    meeting = with_course("outreach")
    client, address = browser(s.COORDINATOR), url("outreach", meeting.pk)
    data = {"next_what": "訪問する", "next_due_on": str(s.days(5))}
    assert post(client, address, **data).status_code == 303
    with s.on(meeting, s.COORDINATOR) as (row, user):
        records = CaseRecord.objects.changeable_by(user).of_case(row.compartment.case)
        record = records.get(body=row.secretariat_id)
        facts = {"closing_reason": "11"} if then == RecordState.CLOSED else {}
        move_record(record=record, to=then, by=user, facts=facts)
    for page in ("/", url("courses")):
        assert "アウトリーチに進む" not in text_of(client.get(page)), page
    assert client.get(address).status_code == 404
    refused = post(client, address, **data)
    assert refused.status_code == 422
    assert "アウトリーチには、すでに進みました" in text_of(refused)
    with s.on(meeting, s.COORDINATOR) as (row, user):
        records = CaseRecord.objects.visible_to(user).of_case(row.compartment.case)
        assert records.get(body=row.secretariat_id).state == then


def test_consent_leads_to_the_choice_of_what_goes_over() -> None:
    meeting = s.a_meeting_with_a_doctor()
    a.a_consent(meeting)
    with_course("consent", meeting)
    item = s.an_item(meeting)
    assert url("bridge", meeting.pk) in browser(s.COORDINATOR).get("/").content.decode()
    a.left_behind(item)
    assert "支援会議のあと" not in text_of(browser(s.COORDINATOR).get("/"))


def test_a_meeting_does_not_end_over_open_decisions_unless_they_are_handed_on() -> None:
    meeting = with_course("end", course_reason="見守りに移る")
    a_task(meeting)
    with pytest.raises(DomainError, match="まだ済んでいない決定が1件"):
        s.as_somebody(s.COORDINATOR, meeting, services.dissolve_meeting, "meeting", reason="転出")
    client, address = browser(s.COORDINATOR), url("dissolve", meeting.pk)
    page = client.get(address)
    assert SECRET in text_of(page)
    assert "拘禁刑" in text_of(page)
    version = hidden(page, "version")
    assert post(client, address, reason="転出", version=version).status_code == 422
    ended = post(client, address, reason="転出", hand_on="各機関の見守りで続ける", version=version)
    assert ended.status_code == 303
    assert seen_by(s.COORDINATOR, SupportMeeting) == []


def test_r09_minutes_that_say_it_again_while_it_is_prepared_ask_for_nothing() -> None:
    meeting = with_course("outreach")
    client, address = browser(s.COORDINATOR), url("outreach", meeting.pk)
    data = {"next_what": "訪問する", "next_due_on": str(s.days(5))}
    assert post(client, address, **data).status_code == 303
    with_course("outreach", meeting)
    with s.on(meeting, s.COORDINATOR) as (row, user):
        own = CaseRecord.objects.changeable_by(user).of_case(row.compartment.case)
        record = own.get(body=row.secretariat_id)
        move_record(record=record, to=RecordState.SUPPORTING, by=user, facts={})
    assert "アウトリーチに進む" not in text_of(client.get("/"))
    assert client.get(address).status_code == 404
    post(client, address, **data)
    with s.on(meeting, s.COORDINATOR) as (row, user):
        now = CaseRecord.objects.visible_to(user).of_case(row.compartment.case)
        assert now.get(body=row.secretariat_id).state == RecordState.SUPPORTING
