"""Every form of a 支援会議 whose text its members read asks before a protected contact goes into it (R11, decision 0993)."""

from typing import Any

import pytest

from access.models import CaseFile
from documents.wareki import format_date
from meetings.models import SupportMeeting
from tests.cases.pages import browser, text_of
from tests.cases.test_typed_contacts import ASKED, SAID, answer_of
from tests.cases.test_typed_contacts_answers import protect
from tests.world import acting

from . import after_situations as after
from . import preparing as p
from . import situations as s
from . import test_conferences as conferences
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


def a_meeting_about_somebody_protected() -> SupportMeeting:
    """The secretary is on the list."""
    meeting = p.a_meeting_of_three()
    with acting(s.SENDER) as by:
        case = CaseFile.objects.visible_to(by).get(pk=meeting.compartment.case_id)
    after.a_consent(meeting)  # she reads of the household where it shares
    protect(case, s.COORDINATOR)
    return meeting


def asks(address: str, **typed: Any) -> None:
    """Asked once about these words; what is kept on purpose goes."""
    client = browser(s.COORDINATOR)
    page = client.get(address)
    if b'name="version" value="' in page.content:
        typed |= {"version": hidden(page, "version")}
    first = post(client, address, **typed)
    assert ASKED in text_of(first), address
    again = post(client, address, **typed, kept_as_typed=answer_of(first))
    assert again.status_code == 303, address


def test_r11_what_happened_to_the_family_is_looked_at() -> None:
    meeting = a_meeting_about_somebody_protected()
    teller = next(m for m in s.seen_members(s.a_sitting(meeting)) if m.part == m.Part.SECRETARY)
    said = {"happened": "R6.4", "source": "母", "nature": "fact"}
    address = url("chronology", meeting.pk)
    asks(address, text=SAID, teller=str(teller.pk), **said)
    piece = p.a_piece(meeting, s.DOCTOR)
    asks(url("change_piece", piece.pk), text=SAID, **said)


def test_r11_so_are_minutes_decisions_and_what_came_of_them() -> None:
    meeting = a_meeting_about_somebody_protected()
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    minutes = {"facts": SAID, "policy": "続ける", "duty_explained": "on"}
    asks(url("minutes", sitting.pk), **minutes)
    due = format_date(s.days(7))
    who = {"body": str(s.body_of(s.DOCTOR).pk), "due_on": due}
    asks(url("decide", sitting.pk), content=SAID, **who)
    decision = s.a_decision(sitting)
    asks(url("complete", decision.pk), content=SAID, **who)
    asks(url("progress", decision.pk), happened_on=format_date(s.days(0)), text=SAID)
    later = who | {"due_on": format_date(s.days(9))}
    asks(url("move_decision", decision.pk), reason=SAID, **later)
    asks(url("settle", decision.pk), state="done", outcome=SAID)


def test_r11_so_is_what_is_added_to_minutes_and_how_a_wish_is_answered() -> None:
    meeting = a_meeting_about_somebody_protected()
    minutes = s.sent(s.minuted(s.a_sitting(meeting)))
    [wish] = [a for a in s.confirmed(minutes, wish="夜の足音") if not a.is_right]
    asks(url("settle_wish", wish.pk), settlement=SAID)
    s.approved(minutes)
    asks(url("sitting", minutes.sitting_id), text=SAID)


def test_r11_so_is_what_a_member_wants_corrected() -> None:
    meeting = p.a_meeting_of_three()
    with acting(s.SENDER) as by:
        case = CaseFile.objects.visible_to(by).get(pk=meeting.compartment.case_id)
    protect(case)
    minutes = s.sent(s.minuted(s.a_sitting(meeting)))
    client, address = browser(s.SENDER), url("confirm_minutes", minutes.sitting_id)
    typed = {"answer_1": "wrong", "wish_1": SAID, "answer_2": "right"}
    first = post(client, address, **typed)
    assert ASKED in text_of(first)
    assert post(client, address, **typed, kept_as_typed=answer_of(first)).status_code == 303


def test_r11_so_are_the_room_the_place_and_what_is_prepared() -> None:
    meeting = a_meeting_about_somebody_protected()
    when = {
        "held_on": format_date(s.days(30)),
        "starts": "10:00",
        "place": SAID,
        "agenda": "住まい",
    }
    asks(url("plan_sitting", meeting.pk), **when)
    sitting = s.a_sitting(meeting)
    asks(url("change_sitting", sitting.pk), **when)
    p.a_call(sitting)
    asks(url("prep_outcome", sitting.pk), direction=SAID)
    asks(url("change", meeting.pk), subject="世帯の全員", need_statement=SAID)
    sitting = s.begun(meeting)
    asks(url("agree", sitting.pk), content=SAID)
    asks(url("note_point", sitting.pk), text=SAID, section="facts")


def test_r11_so_are_the_minutes_of_a_conference_of_the_plan() -> None:
    conference = conferences.convene(*conferences.a_plan())
    conferences.record(conference)
    with acting(s.SENDER) as by:
        case = CaseFile.objects.visible_to(by).get(pk=conference.compartment.case_id)
    protect(case, s.COORDINATOR)
    asks(url("correct_conference", conference.pk), minutes=SAID, opinion="続ける")


def test_r14_who_is_not_on_the_list_is_asked_nothing() -> None:
    meeting = p.a_meeting_of_three()
    with acting(s.SENDER) as by:
        case = CaseFile.objects.visible_to(by).get(pk=meeting.compartment.case_id)
    protect(case)
    decision = s.a_decision(s.a_sitting(meeting))
    typed = {"happened_on": format_date(s.days(0)), "text": SAID}
    assert post(browser(s.DOCTOR), url("progress", decision.pk), **typed).status_code == 303
