"""Figures of the indicators on the board of the ward: the same numbers, words and rows as 「実績・指標」.

The secretariat reads those of the ward as they were counted last; who manages a part of the ward itself reads
those of her own bodies, counted at most a minute ago. Nothing is counted here (reports.indicators).
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from drawings import Drawing
from drawings.bars import Bar, Part, draw_bars
from reports.figure_services import month_words
from reports.figures import Line, OwnFigures, Sight, sight_of
from reports.indicators import BY_KEY

from .ward import Figure, Figures

# What the ward asks first, of each of the projects; all others are a link away.
SHOWN = ("A1", "K1", "B1", "B4", "C1", "C2-cases", "D1", "K2", "E1", "F1")


def of_indicators(acting: Any, user: Any) -> Figures | None:
    """This month, of the indicators that the reader has."""
    sight: Sight = sight_of(acting, user)
    month = timezone.localdate().replace(day=1)
    if isinstance(sight, OwnFigures):
        sight.keep(month)
    lines = [sight.line(BY_KEY[key], month) for key in SHOWN if sight.may_read(BY_KEY[key])]
    if not lines:
        return None
    rows = tuple(_figure(line, f"{month:%Y-%m}") for line in lines)
    return Figures(f"実績・指標（{month_words(month)}）", _scope(sight), rows, _picture(lines), 5)


def _scope(sight: Sight) -> str:
    whose = "区全体" if sight.is_of_ward else "自機関の記録のうち、あなたが見られるもの"
    at = sight.counted_at
    if at is None:
        return "まだ数えていません"
    anew = ""
    if sight.recounted:
        anew = "（数え方か機関の区分が変わった指標は、いま区全体を数え直しています）"
    return f"{whose}。{timezone.localtime(at):%H:%M} に数えたもの{anew}"


def _figure(line: Line, month: str) -> Figure:
    one = line.indicator
    return Figure(
        f"{one.code} {one.name}（{one.unit}）",
        line.month.words,
        one.definition,
        reverse("reports:figure") + f"?indicator={one.key}&month={month}",
    )


def _picture(lines: list[Line]) -> Drawing | None:
    bars = [
        Bar(
            f"{line.indicator.code} {line.indicator.name}",
            (Part("数", int(line.month.number)),),
            line.indicator.unit,
        )
        for line in lines
        if line.month.number
    ]
    return draw_bars(bars, title="この月の実績・指標") if bars else None
