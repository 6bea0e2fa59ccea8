"""Sittings, minutes, decisions of a 支援会議 (R4, R21; domain.md R18, R20)."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from access.errors import DomainError, StaleError
from access.models import Disclosure
from meetings import services
from meetings.models import (
    DECISION_MOVES,
    SITTING_MOVES,
    Attendance,
    Decision,
    MeetingMember,
    Minutes,
    MinutesAddendum,
    Sitting,
    SittingState,
)
from organizations.services import end_appointment
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting, staff

from . import situations as s
from .pages import hidden, post, url
from .test_copies_still_out import begin_now

pytestmark = pytest.mark.django_db


def test_sittings_are_numbered_in_their_meeting() -> None:
    meeting = s.a_meeting()
    assert [s.a_sitting(meeting).number, s.a_sitting(meeting).number] == [1, 2]
    assert s.a_sitting(s.a_meeting()).number == 1


SECRETARYS_OWN = [
    ("plan_sitting", "meeting", {"held_at": timezone.now(), "place": "", "agenda": ""}),
    ("change_meeting", "meeting", {"subject": "x", "need_statement": "x"}),
    ("cancel_sitting", "sitting", {"reason": "x"}),
    ("change_sitting", "sitting", {"held_at": timezone.now(), "place": "", "agenda": ""}),
    ("write_minutes", "sitting", {"facts": "x", "policy": "x"}),
]


@pytest.mark.parametrize(("service", "name", "values"), SECRETARYS_OWN)
def test_what_only_a_secretary_does(service: str, name: str, values: dict[str, Any]) -> None:
    meeting = s.a_meeting_with_a_doctor()
    row = meeting if name == "meeting" else s.a_sitting(meeting)
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, row, getattr(services, service), name, **values)


def test_the_first_minutes_make_a_sitting_held_and_note_who_came() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)  # has not confirmed the duty
    s.minuted(s.a_sitting(meeting))
    assert seen_by(s.DOCTOR, Sitting)[0].state == SittingState.HELD
    assert len(seen_by(s.DOCTOR, Attendance)) == 2


def test_who_has_not_confirmed_the_duty_cannot_have_come() -> None:
    meeting = s.a_meeting()
    waiting = s.an_appointed_member(meeting)
    sitting = s.a_sitting(meeting)
    with pytest.raises(DomainError, match="守秘義務"):
        s.minuted(sitting, present=[waiting])
    assert seen_by(s.COORDINATOR, Minutes) == []


def test_attendance_is_put_right_with_the_minutes() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    doctor = next(m for m in seen_by(s.DOCTOR, MeetingMember) if not m.is_secretary)
    s.minuted(sitting, present=[doctor], version=minutes.version)
    came = {a.member_id: a.is_present for a in seen_by(s.DOCTOR, Attendance)}
    assert came.pop(doctor.pk)
    assert set(came.values()) == {False}


def test_minutes_changed_meanwhile_are_not_overwritten() -> None:
    sitting = s.a_sitting(s.a_meeting())
    first = s.minuted(sitting)
    s.minuted(sitting, facts="直した。", version=first.version)
    with pytest.raises(StaleError):
        s.minuted(sitting, facts="上書き", version=first.version)
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == "直した。"


def test_minutes_are_approved_only_when_the_duty_was_explained() -> None:
    minutes = s.minuted(s.a_sitting(s.a_meeting()), duty_explained=False)
    with pytest.raises(DomainError, match="守秘義務を説明"):
        s.approved(minutes)


def test_minutes_are_approved_only_with_somebody_present() -> None:
    minutes = s.minuted(s.a_sitting(s.a_meeting()), present=[])
    with pytest.raises(DomainError, match="出席した人"):
        s.approved(minutes)


def test_the_chair_approves_and_the_secretary_while_there_is_none() -> None:
    meeting = s.a_meeting_with_a_doctor()
    first = s.minuted(s.a_sitting(meeting))
    with pytest.raises(DomainError, match="座長"):
        s.approved(first, s.DOCTOR)
    s.approved(first)
    s.a_sworn_member(meeting, s.VOLUNTEER, "chair")
    second = s.minuted(s.a_sitting(meeting))
    with pytest.raises(DomainError, match="座長"):
        s.approved(second)
    assert s.approved(second, s.VOLUNTEER).approved_by_id == staff(s.VOLUNTEER).pk


def test_approved_minutes_are_only_added_to() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    with pytest.raises(DomainError, match="作成中"):
        s.as_somebody(s.DOCTOR, minutes, services.add_to_minutes, "minutes", text="x")
    s.approved(minutes)
    with pytest.raises(DomainError, match="確定しています"):
        s.minuted(sitting, facts="書き換え")
    s.as_somebody(
        s.DOCTOR, minutes, services.add_to_minutes, "minutes", text="足音は二人分だった。"
    )
    assert [a.text for a in seen_by(s.COORDINATOR, MinutesAddendum)] == ["足音は二人分だった。"]
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == "足音がした。"
    with pytest.raises(DomainError, match="確定しています"):
        s.a_decision(sitting)
    client = browser(s.COORDINATOR)
    assert client.get(url("decide", sitting.pk)).status_code == 404
    assert "決まったことを書く" not in text_of(client.get(url("sitting", sitting.pk)))


def test_not_even_a_raw_statement_changes_approved_minutes() -> None:
    minutes = s.minuted(s.a_sitting(s.a_meeting_with_a_doctor()))
    s.approved(minutes)
    statement = "update meetings_minutes set facts = '書き換え' where id = %s"
    with acting(s.COORDINATOR), pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [minutes.pk])
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == "足音がした。"


def test_a_cancelled_sitting_has_no_minutes_and_no_decisions() -> None:
    sitting = s.a_sitting(s.a_meeting())
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="台風")
    with pytest.raises(DomainError, match="中止"):
        s.minuted(sitting)
    with pytest.raises(DomainError, match="中止"):
        s.a_decision(sitting)


def test_r18_who_came_and_left_since_is_noted_as_present() -> None:
    """Minutes are written afterwards: by then an office or a term may be over. Before the sitting is before it."""
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    gone = {m.name: m for m in s.seen_members(sitting)}
    doctor, volunteer = (gone[s.office(w).staff.name] for w in (s.DOCTOR, s.VOLUNTEER))
    begin_now(sitting)
    with acting("system1"):
        end_appointment(appointment=s.office(s.DOCTOR))
    client, address = browser(s.COORDINATOR), url("minutes", sitting.pk)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        MeetingMember.objects.changeable_by(user).filter(pk=volunteer.pk).update(
            ended_at=row.held_at - datetime.timedelta(hours=1), end_reason="交替"
        )
    assert str(doctor.pk) in client.get(address).content.decode()
    written = {"facts": "足音がした。", "policy": "続ける。", "duty_explained": "on"}
    assert post(client, address, **written, present=[volunteer.pk]).status_code == 422
    assert post(client, address, **written, present=[doctor.pk]).status_code == 303
    with s.on(sitting, s.COORDINATOR) as (row, user):
        assert [m.pk for m in services.who_came(row, user)] == [doctor.pk]


def test_r20_a_sitting_that_has_begun_is_not_called_off() -> None:
    """What was said in it would never become minutes."""
    sitting = s.begun(s.a_meeting_with_a_doctor())
    s.a_point(sitting)
    with pytest.raises(DomainError, match="すでに始めた会議は、中止にできません"):
        s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="x")
    client = browser(s.COORDINATOR)
    cancel = url("cancel_sitting", sitting.pk)
    assert cancel not in client.get(url("sitting", sitting.pk)).content.decode()
    assert client.get(cancel).status_code == 404
    assert s.minuted(sitting)


def test_r20_a_sitting_that_was_begun_by_mistake_is_called_off() -> None:
    """Nothing was said in it: its page offers to call it off, and it counts as none that was held."""
    sitting = s.begun(s.a_meeting_with_a_doctor())
    client = browser(s.COORDINATOR)
    cancel = url("cancel_sitting", sitting.pk)
    assert cancel in client.get(url("sitting", sitting.pk)).content.decode()
    version = hidden(client.get(cancel), "version")
    assert post(client, cancel, reason="別の回を始めた", version=version).status_code == 303
    with s.on(sitting, s.COORDINATOR) as (row, _):
        assert row.state == SittingState.CANCELLED


@pytest.mark.parametrize("state", SittingState.values)
def test_sittings_move_as_the_table_says(state: str) -> None:
    """Cancelling and changing are possible for what is planned, and for nothing else."""
    sitting = s.a_sitting(s.a_meeting())
    if state == SittingState.CANCELLED:
        s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="x")
    elif state != SittingState.PLANNED:
        minutes = s.minuted(sitting)
        if state == SittingState.APPROVED:
            s.approved(minutes)
    allowed = SittingState.CANCELLED in SITTING_MOVES[state]
    values = {"held_at": timezone.now(), "place": "", "agenda": ""}
    for do, given in (
        (services.change_sitting, values),
        (services.cancel_sitting, {"reason": "x"}),
    ):
        if allowed:
            s.as_somebody(s.COORDINATOR, sitting, do, "sitting", **given)
        else:
            with pytest.raises(DomainError):
                s.as_somebody(s.COORDINATOR, sitting, do, "sitting", **given)


@pytest.mark.parametrize("begin", DECISION_MOVES)
@pytest.mark.parametrize("end", DECISION_MOVES)
def test_decisions_move_as_the_table_says(begin: str, end: str) -> None:
    meeting = s.a_meeting_with_a_doctor()
    decision = s.a_decision(s.a_sitting(meeting))
    settle = services.settle_decision
    if begin != "open":
        s.as_somebody(s.DOCTOR, decision, settle, "decision", state=begin, outcome="家族が届ける")
    if begin == end or end in DECISION_MOVES[begin]:
        s.as_somebody(s.DOCTOR, decision, settle, "decision", state=end, outcome="届けた")
        assert seen_by(s.COORDINATOR, Decision)[0].state == end
    else:
        with pytest.raises(DomainError, match="いったん"):
            s.as_somebody(s.DOCTOR, decision, settle, "decision", state=end)


@pytest.mark.parametrize(
    ("state", "words"), [("handed_on", "各機関に引き継ぐ理由"), ("dropped", "取りやめる理由")]
)
def test_what_nobody_in_the_meeting_follows_any_more_has_a_reason(state: str, words: str) -> None:
    decision = s.a_decision(s.a_sitting(s.a_meeting_with_a_doctor()))
    settle = services.settle_decision
    for outcome in ("", "　 "):
        with pytest.raises(DomainError, match=words):
            s.as_somebody(s.DOCTOR, decision, settle, "decision", state=state, outcome=outcome)
    assert seen_by(s.COORDINATOR, Decision)[0].state == "open"
    s.as_somebody(s.DOCTOR, decision, settle, "decision", state=state, outcome="家族が届ける")
    assert seen_by(s.COORDINATOR, Decision)[0].state == state


def test_r21_items_minutes_and_decisions_are_entered_in_the_meetings_own_ledger() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_item(meeting)
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    s.a_decision(sitting)
    s.approved(minutes)
    s.as_somebody(s.DOCTOR, minutes, services.add_to_minutes, "minutes", text="x")
    rows = [d for d in seen_by(s.DOCTOR, Disclosure) if d.channel == "shared_item"]
    with acting(s.DOCTOR):
        assert {d.legal_basis.code for d in rows} == {"SWA106-6"}
    assert {d.compartment_id for d in rows} == {meeting.compartment_id}
    assert [d.object_kind for d in rows] == [
        "支援会議で共有した情報",
        "会議録",
        "支援会議で決まったこと",
        "会議録への付記",
    ]


def test_history_keeps_earlier_minutes_for_members_only() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    first = s.minuted(sitting)
    s.minuted(sitting, facts="直した。", version=first.version)
    for name, texts in ((s.DOCTOR, {"足音がした。", "直した。"}), (s.SENDER, set())):
        with acting(name) as user:
            kept = Minutes.history.filter(id=first.pk).visible_to(user)
            assert set(kept.values_list("facts", flat=True)) == texts


@pytest.mark.parametrize(
    "fields",
    [
        {"approved_at": timezone.now()},
        {"approved_at": timezone.now(), "duty_explained": False, "approved_by": s.COORDINATOR},
    ],
)
def test_minutes_cannot_be_fixed_past_the_duty_even_in_the_database(
    fields: dict[str, Any],
) -> None:
    minutes = s.minuted(s.a_sitting(s.a_meeting()))
    if "approved_by" in fields:
        fields = fields | {"approved_by": staff(s.COORDINATOR)}
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.changeable_by(user).filter(pk=minutes.pk).update(**fields)
