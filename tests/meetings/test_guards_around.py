"""What is refused around a sitting: calling to it, its papers and their copies, the chronology (R4, R7, R16)."""

from typing import Any

import pytest

from access.errors import DomainError
from documents.partial_dates import PartialDate
from meetings import services
from meetings.models import ChronologyEntry, Convocation, MeetingPaper, PaperCopy
from tests.cases.situations import seen_by

from . import convening as c
from . import preparing as p
from . import situations as s

pytestmark = pytest.mark.django_db


def test_nobody_is_called_to_an_address_that_is_not_encrypted() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    with pytest.raises(DomainError, match="https:// で始まる"):
        c.convened(sitting, link="http://kaigi.example.lg.jp/a")
    assert seen_by(s.COORDINATOR, Convocation) == []
    assert c.notices(sitting) == []


# --- papers and their copies ---------------------------------------------------------------


def a_paper() -> MeetingPaper:
    return s.a_paper(s.a_sitting(s.a_meeting_with_a_doctor()))


def accounted_for(copy: PaperCopy, end: str, reason: str = "") -> Any:
    return s.as_somebody(
        s.COORDINATOR, copy, services.account_for, "copy", end=end, end_reason=reason
    )


def test_a_paper_that_was_withdrawn_goes_to_nobody_any_more() -> None:
    paper = a_paper()
    s.as_somebody(s.COORDINATOR, paper, services.withdraw_paper, "paper", reason="数字の誤り")
    with pytest.raises(DomainError, match="取り下げた資料"):
        s.given(paper, s.DOCTOR)
    assert seen_by(s.COORDINATOR, PaperCopy) == []


def test_a_member_without_an_account_is_given_no_paper_on_the_screen() -> None:
    paper = a_paper()
    with s.on(paper, s.COORDINATOR) as (row, _):
        meeting = row.sitting.meeting
    member = p.a_paper_member(meeting)
    with s.on(paper, s.COORDINATOR) as (row, user):
        with pytest.raises(DomainError, match="見本 民子さんは、この画面を使えません"):
            services.add_recipients(paper=row, members=[member], means="screen", by=user)
    assert seen_by(s.COORDINATOR, PaperCopy) == []


def test_a_copy_that_was_not_printed_is_not_accounted_for() -> None:
    [copy] = s.given(a_paper(), s.DOCTOR, means="printed")
    with pytest.raises(DomainError, match="まだ印刷していない写し"):
        accounted_for(copy, "returned")
    assert [row.end for row in seen_by(s.COORDINATOR, PaperCopy)] == [""]


def test_r16_a_copy_that_is_back_is_not_entered_as_missing() -> None:
    [copy] = s.handed_out(a_paper(), s.DOCTOR)
    accounted_for(copy, "returned")
    with pytest.raises(DomainError, match="すでに片付いています"):
        accounted_for(copy, "missing", "鞄を探した")
    assert [row.end for row in seen_by(s.COORDINATOR, PaperCopy)] == ["returned"]


def test_r16_a_copy_is_not_missing_without_a_word_of_how_it_was_looked_for() -> None:
    [copy] = s.handed_out(a_paper(), s.DOCTOR)
    with pytest.raises(DomainError, match="どう探したか"):
        accounted_for(copy, "missing")
    assert [row.end for row in seen_by(s.COORDINATOR, PaperCopy)] == [""]


# --- the chronology ------------------------------------------------------------------------


def test_r7_nothing_stands_in_the_chronology_without_its_source() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match="情報源を書いて"):
        p.a_piece(meeting, source="")
    piece = p.a_piece(meeting, source="診療録")
    with s.on(piece, s.DOCTOR) as (row, user), pytest.raises(DomainError, match="情報源を書いて"):
        changed = services.Piece(PartialDate(row.happened_on), "通院が途切れた", "")
        services.change_piece(entry=row, piece=changed, by=user)
    assert [row.source for row in seen_by(s.DOCTOR, ChronologyEntry)] == ["診療録"]


def test_r7_a_piece_is_told_by_one_a_member_or_somebody_else() -> None:
    meeting = s.a_meeting()
    doctor = s.a_sworn_member(meeting)
    with pytest.raises(DomainError, match="どちらか1つ"):
        p.a_piece(meeting, s.COORDINATOR, teller=doctor, told_by="見本荘の大家")
    assert seen_by(s.COORDINATOR, ChronologyEntry) == []


def test_r4_a_piece_is_not_told_by_a_member_of_another_meeting() -> None:
    meeting = s.a_meeting()
    stranger = s.a_sworn_member(s.a_meeting())
    with pytest.raises(DomainError, match="伝えた人を選び直して"):
        p.a_piece(meeting, s.COORDINATOR, teller=stranger)
    assert seen_by(s.COORDINATOR, ChronologyEntry) == []
