"""Pictures of the board, each beside a table with the same numbers."""

from drawings import Drawing
from drawings.bars import Bar, Part, draw_bars
from plans.standing import Light

from .plan_board import PlanBoard

MOST_STAFF = 30


def lights_picture(board: PlanBoard) -> Drawing | None:
    """How many plans go well, ask for attention, ask for action."""
    lights = [Light.RED, Light.YELLOW, Light.GREEN]
    bars = [
        Bar(
            str(light.label),
            (
                Part(
                    str(light.label),
                    sum(1 for row in board.rows if row.standing.light == light),
                    str(light),
                ),
            ),
        )
        for light in lights
    ]
    return draw_bars(bars, title="プランの状況") if board.rows else None


def load_picture(board: PlanBoard) -> Drawing | None:
    """Who carries how many plans, and how they stand."""
    bars = [
        Bar(
            load.name,
            (
                Part("要対応", load.red, "red"),
                Part("注意", load.yellow, "yellow"),
                Part("順調", load.plans - load.red - load.yellow, "green"),
            ),
        )
        for load in board.loads[:MOST_STAFF]
    ]
    return draw_bars(bars, title="担当者ごとのプランの数") if bars else None
