"""Pictures of the board, beside tables with the same numbers."""

from drawings import Drawing
from drawings.bars import Bar, Part, draw_bars

from .plan_summary import PlanSummary

MOST_STAFF = 30


def load_picture(board: PlanSummary) -> Drawing | None:
    """Who carries how many plans, and how they stand."""
    bars = [
        Bar(
            load.name,
            (
                Part("要対応", load.red, "red"),
                Part("注意", load.yellow, "yellow"),
                Part("順調", load.plans - load.red - load.yellow - load.not_begun, "green"),
                Part("開始前", load.not_begun, "empty"),
            ),
        )
        for load in board.loads[:MOST_STAFF]
    ]
    return draw_bars(bars, title="担当者ごとのプランの数") if bars else None
