"""What is refused of hosts of a meeting, its members, and who asks for information or shares it (R4, R21)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError
from access.models import Compartment
from cases.models import Referral
from meetings import services
from meetings.models import (
    CoordinationRequest,
    DateCandidate,
    InformationAnswer,
    InformationRequest,
    MeetingMember,
    Pledge,
    RegisteredMember,
    SharedItem,
    Sitting,
    SupportMeeting,
)
from meetings.words import duty_text
from tests.cases import situations as cases
from tests.cases.situations import office, seen_by
from tests.world import acting

from . import convening as c
from . import preparing as p
from . import situations as s
from .test_register import entry_of, off_the_register

pytestmark = pytest.mark.django_db


# --- the request, the meeting and its members ----------------------------------------------


def test_a_request_is_not_returned_for_a_reason_outside_the_list() -> None:
    request = s.screened(s.a_request(), "return")
    why = {"code": "whim", "reason": "書かれていない", "advice": ""}
    with pytest.raises(DomainError, match="差戻しの理由を、一覧から"):
        s.as_somebody(s.COORDINATOR, request, services.return_request, "request", **why)
    assert seen_by(s.COORDINATOR, CoordinationRequest)[0].state == "requested"


def test_no_meeting_stands_on_a_basis_that_is_none() -> None:
    request = s.an_accepted_request()
    about = {"subject": "架空の世帯", "need_statement": "検討", "duty_text": duty_text()}
    with pytest.raises(DomainError, match="この根拠では"):
        s.as_somebody(
            s.COORDINATOR, request, services.establish_meeting, "request", basis="club", **about
        )
    assert seen_by(s.COORDINATOR, SupportMeeting) == []


def test_r4_a_membership_ends_once() -> None:
    member = s.a_sworn_member(s.a_meeting())
    ending: Any = services.end_membership
    s.as_somebody(s.COORDINATOR, member, ending, "member", reason="交代")
    with pytest.raises(DomainError, match="すでに構成員ではありません"):
        s.as_somebody(s.COORDINATOR, member, ending, "member", reason="もう一度")
    ended = [m for m in seen_by(s.COORDINATOR, MeetingMember) if m.ended_at]
    assert [m.end_reason for m in ended] == ["交代"]


def test_r4_confirming_the_duty_opens_nothing_but_a_meeting() -> None:
    """A forged request: what waits until her body accepts a hand-off does not open by another word."""
    hand_off = cases.a_hand_off(cases.a_case())
    before = cases.kinds_open_to(s.OUTSIDER)
    with acting(s.OUTSIDER) as user, pytest.raises(DomainError, match="この指定は終わって"):
        services.acknowledge_duty(source=hand_off.pk, duty_text=duty_text(), by=user)
    assert cases.kinds_open_to(s.OUTSIDER) == before
    assert Compartment.Kind.FACE not in before
    assert seen_by(s.OUTSIDER, Referral)[0].accepted_at is None


# --- 構成員名簿 ----------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["kansa1", "system1"])
def test_r10_auditors_and_administrators_stand_in_no_register(username: str) -> None:
    with acting(s.COORDINATOR) as user:
        with pytest.raises(DomainError, match="監査とシステム管理"):
            services.register_member(authority="concurrent", appointment=office(username), by=user)
        assert not RegisteredMember.objects.filter(staff__username=username).exists()


def test_r16_who_left_the_register_leaves_it_once_and_pledges_no_more() -> None:
    entry = entry_of(s.DOCTOR)
    off_the_register(s.DOCTOR)
    with acting(s.COORDINATOR) as user:
        pledges = Pledge.objects.count()
        with pytest.raises(DomainError, match="すでに名簿から外れて"):
            services.leave_register(registered=entry, reason="もう一度", by=user)
        entry.refresh_from_db()
        assert entry.leave_reason == "検証"
        with pytest.raises(DomainError, match="名簿から外した人です"):
            services.receive_pledge(pledge=services.Signed(on=s.days(0)), registered=entry, by=user)
        assert Pledge.objects.count() == pledges


def test_r11_a_pledge_is_taken_back_once() -> None:
    with acting(s.COORDINATOR) as user:
        pledge = Pledge.objects.valid().get(registered=entry_of(s.DOCTOR))
        services.take_back_pledge(pledge=pledge, reason="誤り", by=user)
        with pytest.raises(DomainError, match="すでに無効に"):
            services.take_back_pledge(pledge=pledge, reason="もう一度", by=user)
        pledge.refresh_from_db()
        assert pledge.end_reason == "誤り"


# --- a date --------------------------------------------------------------------------------


def test_a_candidate_whose_hour_is_past_does_not_become_a_sitting() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    with acting(s.COORDINATOR) as user:
        first = c.dates_of(poll, s.COORDINATOR)[0]
        past = timezone.now() - datetime.timedelta(hours=1)
        DateCandidate.objects.changeable_by(user).filter(pk=first.pk).update(starts_at=past)
    with pytest.raises(DomainError, match="この候補の日時は過ぎました"):
        c.chosen(poll)
    assert seen_by(s.COORDINATOR, Sitting) == []


# --- 情報提供等の依頼 ----------------------------------------------------------------------


def test_information_is_not_asked_for_by_yesterday_nor_without_what_is_wanted() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match="回答の期限は、今日か"):
        p.a_draft(meeting, due_on=s.days(-1))
    with pytest.raises(DomainError, match="求めるものを、1つ以上"):
        p.a_draft(meeting, wanted=[])
    assert seen_by(s.COORDINATOR, InformationRequest) == []


def test_information_is_not_asked_for_on_a_day_to_come() -> None:
    draft = p.a_draft(s.a_meeting_with_a_doctor())
    sending = {"way": "here", "sent_on": s.days(1)}
    with pytest.raises(DomainError, match="依頼した日は、今日まで"):
        s.as_somebody(s.COORDINATOR, draft, services.send_request, "request", **sending)
    assert seen_by(s.COORDINATOR, InformationRequest)[0].state == "draft"


def test_an_answer_of_nobody_of_tomorrow_or_that_says_nothing_is_refused() -> None:
    request = p.a_request(s.a_meeting_with_a_doctor())
    told: dict[str, Any] = {"how": "phone", "answered_by": "受付"}
    for wrong, words in (
        ({"answered_by": ""}, "回答した人を書いて"),
        ({"answered_on": s.days(1)}, "回答の日は、今日まで"),
        ({"text": ""}, "回答の内容を書いて"),
    ):
        with pytest.raises(DomainError, match=words):
            p.an_answer(request, s.COORDINATOR, **told | wrong)
    assert seen_by(s.COORDINATOR, InformationRequest)[0].state == "sent"
    assert seen_by(s.COORDINATOR, InformationAnswer) == seen_by(s.COORDINATOR, SharedItem) == []


def test_a_kind_of_informant_is_told_only_where_she_is_protected() -> None:
    meeting = s.a_meeting_with_a_doctor()
    said = {"nature": "fact", "source": "", "text": "足音がした。", "informant": "neighbour"}
    with pytest.raises(DomainError, match="「情報提供者を守る」にチェック"):
        s.as_somebody(s.DOCTOR, meeting, services.share_item, "meeting", **said)
    assert seen_by(s.DOCTOR, SharedItem) == []
