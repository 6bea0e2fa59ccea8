"""Pictures of the boards, each beside a table with the same numbers."""

from drawings import Drawing
from drawings.bars import Bar, Part, draw_bars

from .silence import SIGNALS, Radar
from .together import SPANS, TogetherBoard

TONES = ("green", "yellow", "red")


def steps_picture(board: TogetherBoard) -> Drawing | None:
    """Cases by step, and how long they have been in it."""
    bars = [
        Bar(
            str(step.label),
            tuple(
                Part(words, number, tone)
                for (words, _), number, tone in zip(SPANS, spans, TONES, strict=True)
            ),
        )
        for step, total, spans in board.counts
        if total
    ]
    return draw_bars(bars, title="段階ごとのケースの数") if bars else None


def signals_picture(radar: Radar) -> Drawing | None:
    """How much is silent, of each kind."""
    if not any(radar.counts.values()):
        return None
    bars = [
        Bar(signal.label, (Part("件数", radar.counts[code], "red"),))
        for code, signal in SIGNALS.items()
    ]
    return draw_bars(bars, title="動きの途絶えているもの")


def spans_picture(radar: Radar) -> Drawing | None:
    """Households without contact, by how long."""
    if not any(number for _, number in radar.spans):
        return None
    tones = {"180日以上": "red", "90〜179日": "red", "60〜89日": "yellow", "30〜59日": "line"}
    bars = [Bar(words, (Part(words, number, tones[words]),)) for words, number in radar.spans]
    return draw_bars(bars, title="関わりのない日数ごとの世帯")
