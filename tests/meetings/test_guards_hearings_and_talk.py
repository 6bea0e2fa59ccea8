"""What is refused before, while and after a sitting is held: hearings, talk, decisions, joint sittings (R4, R7)."""

from collections.abc import Callable
from typing import Any

import pytest

from access.errors import DomainError
from meetings import services
from meetings.models import (
    AgendaItem,
    Decision,
    DecisionStep,
    Hearing,
    PrepSheet,
    Sitting,
    TalkNote,
)
from tests.cases.situations import body_of, seen_by
from tests.world import acting

from . import convening as c
from . import preparing as p
from . import situations as s
from .test_joint import a_council

pytestmark = pytest.mark.django_db


def cancelled(sitting: Sitting) -> Sitting:
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="台風")
    return sitting


# --- 事前の聞き取り ------------------------------------------------------------------------


def test_a_hearing_of_nobody_or_of_tomorrow_is_refused() -> None:
    sitting = s.a_sitting(s.a_meeting())
    with pytest.raises(DomainError, match="構成員から1人選ぶか"):
        p.a_hearing(sitting, person="")
    with pytest.raises(DomainError, match="聞いた日は、今日まで"):
        p.a_hearing(sitting, heard_on=s.days(1))
    assert seen_by(s.COORDINATOR, Hearing) == []


def test_a_hearing_of_a_member_and_of_somebody_else_at_once_is_refused() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    with pytest.raises(DomainError, match="構成員から1人選ぶか"):
        p.a_hearing(s.a_sitting(meeting), member=member)


def test_no_hearing_is_entered_for_a_sitting_that_was_cancelled() -> None:
    sitting = cancelled(s.a_sitting(s.a_meeting()))
    with pytest.raises(DomainError, match="中止した開催"):
        p.a_hearing(sitting)
    assert seen_by(s.COORDINATOR, Hearing) == []


def test_what_was_brought_in_is_not_wiped_out_of_the_hearing() -> None:
    sitting = s.a_sitting(s.a_meeting())
    hearing = p.a_hearing(sitting)
    s.as_somebody(s.COORDINATOR, hearing, services.put_on_agenda, "hearing")
    facts = {name: getattr(hearing, name) for name in ("member", "person", "heard_on", "text")}
    facts["bring_in"] = ""
    with pytest.raises(DomainError, match="会議に出したことは、消せません"):
        s.as_somebody(s.COORDINATOR, hearing, services.change_hearing, "hearing", **facts)
    assert seen_by(s.COORDINATOR, Hearing)[0].bring_in == "夜の様子"


def test_nothing_is_put_on_the_agenda_that_was_not_written() -> None:
    sitting = s.a_sitting(s.a_meeting())
    hearing = p.a_hearing(sitting, bring_in="")
    with pytest.raises(DomainError, match="先に「会議で取り上げること」"):
        s.as_somebody(s.COORDINATOR, hearing, services.put_on_agenda, "hearing")
    assert seen_by(s.COORDINATOR, Hearing)[0].on_agenda_at is None


def test_nothing_is_put_on_the_agenda_of_a_sitting_that_was_held() -> None:
    sitting = s.a_sitting(s.a_meeting())
    hearing = p.a_hearing(sitting)
    s.minuted(sitting)
    with pytest.raises(DomainError, match=r"会議録 作成中.*議題は足せません"):
        s.as_somebody(s.COORDINATOR, hearing, services.put_on_agenda, "hearing")
    assert seen_by(s.COORDINATOR, Sitting)[0].agenda == "長男への最初の声かけ"


def test_a_sheet_that_was_heard_tomorrow_is_refused() -> None:
    meeting = p.a_meeting_of_three()
    party = services.Party(paper_member=p.a_paper_member(meeting))
    call = p.a_call(s.a_sitting(meeting))
    heard = {"heard_from": "見本 民子", "heard_on": s.days(1)}
    with pytest.raises(DomainError, match="聞き取った日は、今日まで"):
        p.a_sheet(call, s.COORDINATOR, party=party, **heard)
    assert seen_by(s.COORDINATOR, PrepSheet) == []


# --- while people talk ---------------------------------------------------------------------


@pytest.mark.parametrize(("over", "state"), [(s.minuted, "作成中"), (cancelled, "中止")])
def test_a_sitting_that_is_over_is_not_begun(over: Callable[[Sitting], Any], state: str) -> None:
    sitting = s.a_sitting(s.a_meeting())
    over(sitting)
    with pytest.raises(DomainError, match=f"{state}」です。始められません"):
        s.as_somebody(s.COORDINATOR, sitting, services.open_sitting, "sitting")
    assert seen_by(s.COORDINATOR, AgendaItem) == []


def test_a_point_is_not_noted_under_the_agenda_of_another_sitting() -> None:
    meeting = s.a_meeting()
    sitting = s.begun(meeting)
    s.begun(meeting)
    other = next(i for i in seen_by(s.COORDINATOR, AgendaItem) if i.sitting_id != sitting.pk)
    with pytest.raises(DomainError, match="ほかの開催のもの"):
        s.a_point(sitting, item=other)
    assert seen_by(s.COORDINATOR, TalkNote) == []


def test_a_point_that_was_taken_back_is_not_worded_anew() -> None:
    point = s.a_point(s.begun(s.a_meeting()))
    s.as_somebody(s.COORDINATOR, point, services.strike_point, "note")
    new = {"text": "別の言葉", "section": "facts"}
    with pytest.raises(DomainError, match="取り消されています"):
        s.as_somebody(s.COORDINATOR, point, services.change_point, "note", **new)
    assert seen_by(s.COORDINATOR, TalkNote)[0].text == "足音がした。"


# --- what was decided ----------------------------------------------------------------------


def test_a_decision_is_not_worded_anew_when_the_minutes_are_fixed() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    decision = s.a_decision(sitting)
    s.approved(s.minuted(sitting))
    with acting(s.COORDINATOR):
        new = {"content": "別のこと", "body": body_of(s.DOCTOR), "due_on": s.days(9)}
    with pytest.raises(DomainError, match="会議録は確定しています。「その後"):
        s.as_somebody(s.COORDINATOR, decision, services.complete_decision, "decision", **new)
    assert seen_by(s.COORDINATOR, Decision)[0].content == "手紙を届ける"


def test_progress_of_tomorrow_and_a_move_to_where_it_is_are_refused() -> None:
    decision = s.a_decision(s.a_sitting(s.a_meeting_with_a_doctor()))
    told = {"text": "届けた。", "happened_on": s.days(1)}
    with pytest.raises(DomainError, match="経過の日付は、今日まで"):
        s.as_somebody(s.DOCTOR, decision, services.note_progress, "decision", **told)
    with acting(s.COORDINATOR):
        same = {"body": body_of(s.DOCTOR), "due_on": s.days(7), "reason": "相談の結果"}
    with pytest.raises(DomainError, match="どれも、変わっていません"):
        s.as_somebody(s.COORDINATOR, decision, services.move_decision, "decision", **same)
    assert seen_by(s.COORDINATOR, DecisionStep) == []


# --- 合同開催 ------------------------------------------------------------------------------


def test_one_basis_sits_only_once_on_an_occasion() -> None:
    """Each body has its own basis and minutes (domain.md 1.4); no page offers the same one twice."""
    request = s.an_accepted_request()
    support, council = s.a_meeting(request), a_council(request)
    with acting(s.COORDINATOR):
        twice = [s.seen(council, s.COORDINATOR)] * 2
    with pytest.raises(DomainError, match="同じ根拠の会議を、二つ"):
        s.as_somebody(
            s.COORDINATOR,
            support,
            services.plan_joint_sitting,
            "meeting",
            partners=twice,
            held_at=c.at(3),
            place="",
            agenda="",
        )
    assert seen_by(s.COORDINATOR, Sitting) == []
