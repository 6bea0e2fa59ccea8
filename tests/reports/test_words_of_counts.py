"""What an indicator says of itself is what it counts (domain.md: figures mean one thing)."""

from reports.indicators.base import Measure
from reports.indicators.consulting import INDICATORS as CONSULTING
from reports.indicators.consulting import new_intakes
from reports.indicators.reaching_out import INDICATORS as REACHING_OUT

BY_KEY = {one.key: one for one in (*CONSULTING, *REACHING_OUT)}


def test_a_share_of_receptions_is_not_called_one_of_cases() -> None:
    complex_ones, received = BY_KEY["A5"], BY_KEY["A1"]
    assert complex_ones.facts is received.facts is new_intakes
    assert complex_ones.measure is Measure.SHARE
    assert "受付" in complex_ones.written_name
    assert "ケース" not in complex_ones.written_name
    assert "世帯ではなく受付を数えます" in complex_ones.written_definition


def test_plans_of_whom_nobody_has_entered_as_a_target_are_said_not_to_count() -> None:
    assert "登録していない人のプランは、数えません" in BY_KEY["D4-planned"].written_definition
