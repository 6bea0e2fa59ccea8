"""移行: one thing at a time goes over to a consent, agreed by two people (R3, R7, R14, R21, R22)."""

from typing import Any

import pytest
from django.db import Error, transaction

from access import grants
from access.errors import DomainError
from access.models import Disclosure
from cases.models import SharedExtract
from meetings import services
from meetings.models import CarriedCopy, CarryAnswer, CarryChoice, SupportMeeting
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import office, seen_by
from tests.world import acting

from . import after_situations as a
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db
SECRET = "隣の方によると、夜に大声がする。"


def a_meeting_and_consent(**changes: Any) -> tuple[SupportMeeting, Any, Any]:
    """The doctor has told something; the person has consented."""
    meeting = s.a_meeting_with_a_doctor()
    return meeting, s.an_item(meeting), a.a_consent(meeting, **changes)


# --- what goes over, and what stays --------------------------------------------------------


def test_r7_what_two_people_agreed_is_read_by_the_bodies_of_the_consent_and_no_more() -> None:
    meeting, item, consent = a_meeting_and_consent()
    other = s.an_item(meeting, text=SECRET)
    a.left_behind(other)
    choice = a.a_choice(item, consent)
    assert seen_by(a.RECEIVER, SharedExtract) == []
    a.agreed(choice)
    assert seen_by(a.RECEIVER, SharedExtract) == []
    copy = a.carried(choice)
    [extract] = seen_by(a.RECEIVER, SharedExtract)
    assert (extract.pk, extract.text) == (copy.extract_id, "受診が途切れている。")
    page = browser(a.RECEIVER).get(f"/cases/{meeting.compartment.case_id}/consents/")
    assert "受診が途切れている。" in text_of(page)
    for told in ("支援会議", "二年前に通院が途切れた", SECRET, "医師", "ishi1"):
        assert told not in text_of(page)
    for model in (CarryChoice, CarryAnswer, CarriedCopy):
        assert seen_by(a.RECEIVER, model) == []


def test_r7_the_origin_is_told_only_when_that_was_chosen() -> None:
    meeting, item, consent = a_meeting_and_consent()
    del meeting
    assert a.a_draft(item, consent).source == ""
    assert a.a_draft(item, consent, tells_origin=True).source == "支援会議"


def test_r21_one_line_in_the_ledger_of_the_meeting_on_the_consent() -> None:
    meeting, item, consent = a_meeting_and_consent()
    choice = a.a_choice(item, consent)
    a.agreed(choice)
    before = {d.pk for d in seen_by(s.COORDINATOR, Disclosure)}
    a.carried(choice)
    [line] = [d for d in seen_by(s.COORDINATOR, Disclosure) if d.pk not in before]
    with acting(s.COORDINATOR):
        assert line.legal_basis.code == "CONSENT"
    assert line.compartment_id == meeting.compartment_id
    assert set(line.recipients.split("、")) == set(choice.receivers)


def test_r3_a_withdrawn_consent_closes_what_was_carried_over() -> None:
    _, item, consent = a_meeting_and_consent()
    choice = a.a_choice(item, consent)
    a.agreed(choice)
    a.carried(choice)
    a.withdrawn(consent)
    assert seen_by(a.RECEIVER, SharedExtract) == []


def test_a_decision_goes_over_without_saying_who_does_it() -> None:
    meeting, _, consent = a_meeting_and_consent()
    decision = s.a_decision(s.a_sitting(meeting), person="担当の看護師")
    draft = a.a_draft(decision, consent, way="carry", category="09")
    assert draft.text == "手紙を届ける"


# --- who cannot carry over, and why the screen says so -------------------------------------


def test_r7_nothing_goes_over_without_a_consent() -> None:
    meeting = s.a_meeting_with_a_doctor()
    item = s.an_item(meeting)
    with pytest.raises(DomainError, match="有効な本人同意がない"):
        a.a_choice(item, item.pk)
    page = text_of(browser(s.COORDINATOR).get(url("choose_item", item.pk)))
    assert "有効な本人同意がないため、移せません" in page


def test_r7_a_consent_of_another_case_is_none() -> None:
    _, item, _ = a_meeting_and_consent()
    other = a.a_consent(s.a_meeting())
    with pytest.raises(DomainError, match="有効な本人同意がない"):
        a.a_choice(item, other)


@pytest.mark.parametrize("end", [a.withdrawn, a.expired])
@pytest.mark.parametrize("moment", ["choose", "agree", "carry"])
def test_r17_the_consent_must_hold_at_each_step(end: Any, moment: str) -> None:
    _, item, consent = a_meeting_and_consent()
    choice = a.a_choice(item, consent) if moment != "choose" else None
    if moment == "carry":
        a.agreed(choice)
    end(consent)
    if end is a.expired and moment == "agree":
        with acting(s.SENDER):
            grants.end_source(source=consent.pk)  # what its last day does to the grants
    with pytest.raises(DomainError, match="同意"):
        if moment == "choose":
            a.a_choice(item, consent)
        elif moment == "agree":
            a.agreed(choice)
        else:
            a.carried(choice)
    assert seen_by(a.RECEIVER, SharedExtract) == []


def test_r3_kinds_and_persons_outside_of_the_consent_are_refused() -> None:
    _, item, consent = a_meeting_and_consent()
    with pytest.raises(DomainError, match="「収入・家計」は、この同意に含まれていません"):
        a.a_choice(item, consent, category="06")
    with pytest.raises(DomainError, match="この人は、この同意で同意していません"):
        a.a_choice(item, consent, person_id=item.pk)


def test_r3_a_reader_whom_the_consent_does_not_name_stops_it() -> None:
    _, item, consent = a_meeting_and_consent()
    with s.on(consent, s.SENDER) as (row, user):
        grants.open_to_consented_bodies(
            consented=row.compartment,
            face=None,
            staff_in_charge=[office(s.VOLUNTEER)],
            source=row.pk,
            valid_until=s.timezone.now() + s.datetime.timedelta(days=3),
            by=user,
        )
    with pytest.raises(DomainError, match="本人同意に含まれていない機関"):
        a.a_choice(item, consent)


def test_r7_only_the_secretary_chooses_and_only_who_is_named_carries_out() -> None:
    meeting, item, _ = a_meeting_and_consent()
    with pytest.raises(DomainError, match="事務局の人だけ"):
        a.a_choice(item, item.pk, by=s.DOCTOR)
    assert browser(s.DOCTOR).get(url("choose_item", item.pk)).status_code == 404
    assert browser(a.RECEIVER).get(url("bridge", meeting.pk)).status_code == 404


def test_r21_what_tells_who_said_it_goes_over_in_other_words_only() -> None:
    meeting, _, consent = a_meeting_and_consent()
    with s.on(meeting, s.DOCTOR) as (row, user):
        heard = services.share_item(
            meeting=row, nature="hearsay", source="隣の方", text=SECRET, by=user
        )
    with pytest.raises(DomainError, match="そのままは移せません"):
        a.a_choice(heard, consent, way="carry")
    with pytest.raises(DomainError, match="もとの文と同じ"):
        a.a_choice(heard, consent, text=SECRET + "\n")
    with pytest.raises(DomainError, match="情報源の「隣の方」が文に残って"):
        a.a_choice(heard, consent, text="隣の方の話では、夜に声がする。")
    assert a.a_choice(heard, consent, text="夜の様子を確かめる必要がある。").text


# --- the second person ---------------------------------------------------------------------


def test_r7_the_second_person_is_another_and_of_the_body_or_the_chair() -> None:
    meeting, item, consent = a_meeting_and_consent()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    s.a_sworn_member(meeting, s.SENDER, part="chair")
    choice = a.a_choice(item, consent)
    with pytest.raises(DomainError, match="自分では賛成できません"):
        a.agreed(choice, s.COORDINATOR)
    with pytest.raises(DomainError, match="座長か、この情報を共有した機関"):
        a.agreed(choice, s.VOLUNTEER)
    with pytest.raises(DomainError, match="もう一人の賛成がまだ"):
        a.carried(choice)
    assert a.agreed(choice, s.SENDER).is_approved
    with pytest.raises(DomainError, match="すでに答え"):
        a.agreed(choice)


def test_r7_the_database_refuses_the_first_person_and_any_change_afterwards() -> None:
    _, item, consent = a_meeting_and_consent()
    choice = a.a_choice(item, consent)
    with s.on(choice, s.COORDINATOR) as (row, user), pytest.raises(Error), transaction.atomic():
        CarryAnswer.objects.create(
            compartment_id=row.compartment_id, created_by=user, choice=row, is_approved=True
        )
    with s.on(choice, s.COORDINATOR) as (row, user), pytest.raises(Error), transaction.atomic():
        CarryChoice.objects.changeable_by(user).filter(pk=row.pk).update(text="別の文")
    answer = a.agreed(choice, is_approved=False, reason="まだ早い")
    with s.on(answer, s.DOCTOR) as (row, user), pytest.raises(Error), transaction.atomic():
        CarryAnswer.objects.changeable_by(user).filter(pk=row.pk).update(is_approved=True)
    with pytest.raises(DomainError, match="賛成がまだ"):
        a.carried(choice)


def test_a_choice_made_anew_needs_a_new_answer() -> None:
    _, item, consent = a_meeting_and_consent()
    first = a.a_choice(item, consent)
    a.agreed(first)
    second = a.a_choice(item, consent, text="通院が途切れがちである。")
    with pytest.raises(DomainError, match="選び直しました"):
        a.carried(first)
    with pytest.raises(DomainError, match="賛成がまだ"):
        a.carried(second)
    a.agreed(second)
    a.carried(second)
    with pytest.raises(DomainError, match="すでに移して"):
        a.a_choice(item, consent)


# --- pages ---------------------------------------------------------------------------------


def test_r22_the_page_shows_what_will_be_read_before_anybody_is_asked() -> None:
    _, item, consent = a_meeting_and_consent()
    client, address = browser(s.COORDINATOR), url("choose_item", item.pk)
    data = {"way": "reword", "consent_id": consent.pk, "category": "03", "text": "受診が途切れた。"}
    looked = post(client, address, **data)
    assert looked.status_code == 200
    assert "このように読みます" in text_of(looked)
    assert seen_by(s.COORDINATOR, CarryChoice) == []
    key = looked.context["seen_key"]
    again = post(client, address, **data | {"text": "別の文。", "seen_key": key})
    assert (again.status_code, seen_by(s.COORDINATOR, CarryChoice)) == (200, [])
    assert post(client, address, **data, seen_key=key).status_code == 303
    of_meeting = url("bridge", item.meeting_id)
    said = "移行の案を登録しました。もう一人が確かめます"
    assert said in text_of(client.get(of_meeting))
    [choice] = seen_by(s.COORDINATOR, CarryChoice)
    doctor = browser(s.DOCTOR)
    assert "支援会議の情報を移す案に答える" in text_of(doctor.get("/"))
    shown = text_of(doctor.get(url("carry_answer", choice.pk)))
    assert "受診が途切れた。" in shown
    assert "二年前に通院が途切れた。" in shown
    assert post(doctor, url("carry_answer", choice.pk), is_approved="no").status_code == 422
    assert post(doctor, url("carry_answer", choice.pk), is_approved="yes").status_code == 303
    assert "移行の案への答えを登録しました" in text_of(doctor.get("/"))
    assert doctor.get(url("carry", choice.pk)).status_code == 404
    assert "同意の範囲に移す" in text_of(client.get("/"))
    assert post(client, url("carry", choice.pk)).status_code == 303
    assert client.get(address).status_code == 404
    assert "移しました" in text_of(client.get(url("bridge", item.meeting_id)))


def test_r18_only_the_text_that_is_carried_is_said_to_be_read_outside() -> None:
    """The reason why something stays in the meeting stays there too (R7)."""
    _, item, _ = a_meeting_and_consent()
    page = text_of(browser(s.COORDINATOR).get(url("choose_item", item.pk)))
    outside = "移したあとは、同意の範囲の機関の担当者も"
    assert page.count(outside) == 1
    assert outside not in page.partition("残す理由")[2]


def test_what_stays_is_chosen_with_a_reason() -> None:
    meeting, item, _ = a_meeting_and_consent()
    client, address = browser(s.COORDINATOR), url("choose_item", item.pk)
    listed = text_of(client.get(url("bridge", meeting.pk)))
    assert "まだ選んでいないもの：1件" in listed
    assert "1件（付記・訂正も1件と数えます）" in listed, (
        "the page of the meeting counts them with what they add to"
    )
    assert post(client, address, way="leave").status_code == 422
    assert post(client, address, way="leave", reason="推測のため").status_code == 303
    page = text_of(client.get(url("bridge", meeting.pk)))
    assert "残す理由：推測のため" in page
    assert "会議に残すことを登録しました" in page
    assert "まだ選んでいないもの" not in page


def test_the_list_asks_the_same_number_of_questions_for_many() -> None:
    meeting, item, consent = a_meeting_and_consent()
    a.a_choice(item, consent)
    few = queries(s.COORDINATOR, url("bridge", meeting.pk))
    home = queries(s.DOCTOR, "/")
    for number in range(3):
        a.a_choice(s.an_item(meeting, text=f"{number}"), consent)
    assert queries(s.COORDINATOR, url("bridge", meeting.pk)) == few
    assert queries(s.DOCTOR, "/") == home
