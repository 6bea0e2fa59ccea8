"""Lines of a list about what had ended before it was brought: on which day, and why (CL-15)."""

import datetime

import pytest
from django.utils import timezone

from cases.models import RecordEvent
from tests.world import acting

from .bringing import LINE, SUPERVISOR, a_list, bring, take_in
from .situations import record_of
from .test_imports import ENDED, wrong

pytestmark = pytest.mark.django_db


def test_s28_what_ended_before_the_list_came_ended_on_its_own_day() -> None:
    """From it its years run, and until it it is counted."""
    [case] = take_in(bring(a_list(LINE | ENDED))).cases
    day = datetime.date(2025, 9, 30)
    with acting(SUPERVISOR) as user:
        record = record_of(case, SUPERVISOR)
        assert (record.state, record.closed_on, record.closing_reason) == ("closed", day, "11")
        [event] = RecordEvent.objects.visible_to(user).filter(record=record)
        assert (event.kind, event.happened_on, event.reason) == ("closed", day, "11")


def test_the_end_of_a_line_is_a_day_after_it_was_received() -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "終了した日を書いて" in wrong({"状態": "終了"})["終了した日"]
    assert "受付日からきょうまで" in wrong(ENDED | {"終了した日": "R7.3.31"})["終了した日"]
    assert "今日より後" in wrong(ENDED | {"終了した日": f"{tomorrow:%Y/%m/%d}"})["終了した日"]
    assert wrong(ENDED | {"終了した日": "R7.4.1"}) == {}
    assert wrong(ENDED | {"終了の理由": ""}) == {}
    assert "「終了」にして" in wrong(ENDED | {"状態": "支援中"})["状態"]
    assert (
        "選べません"
        in wrong(ENDED | {"終了の理由": "課題整理・役割分担合意により主担当機関へ移行"})[
            "終了の理由"
        ]
    )
