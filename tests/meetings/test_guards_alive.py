"""What is refused around a sitting by one guard alone, or by the first of several: it says its own words."""

import pytest

from access.errors import DomainError
from meetings import services
from meetings.models import MeetingPaper, PrepCall
from tests.cases.situations import seen_by

from . import preparing as p
from . import situations as s
from .test_guards_around import a_paper

pytestmark = pytest.mark.django_db


def test_a_paper_is_withdrawn_once() -> None:
    paper = a_paper()
    s.as_somebody(s.COORDINATOR, paper, services.withdraw_paper, "paper", reason="数字の誤り")
    with pytest.raises(DomainError, match="すでに取り下げられています"):
        s.as_somebody(s.COORDINATOR, paper, services.withdraw_paper, "paper", reason="もう一度")
    [kept] = seen_by(s.COORDINATOR, MeetingPaper)
    assert kept.withdrawal_reason == "数字の誤り"


def test_sheets_are_released_once() -> None:
    call = p.a_call()
    p.a_sheet(call)
    s.as_somebody(s.COORDINATOR, call, services.release_sheets, "call")
    [before] = seen_by(s.COORDINATOR, PrepCall)
    with pytest.raises(DomainError, match="すでに構成員に公開しています"):
        s.as_somebody(s.COORDINATOR, call, services.release_sheets, "call")
    assert seen_by(s.COORDINATOR, PrepCall)[0].released_at == before.released_at
