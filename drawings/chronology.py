"""Family chronology 家族年表: years downwards, a lane for each person and one for the household as a whole,
what happened at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from . import svg
from .geometry import Box, Drawing, Label, Line, wrap

MARGIN, DATE, LANE, TEXT, PADDING = 16.0, 128.0, 64.0, 400.0, 9.0
SIZE, SMALL = 12.5, 10.5
HOUSEHOLD = "世帯全体"


@dataclass(frozen=True)
class Lane:
    """A person whose life is a line."""

    key: str
    name: str


@dataclass(frozen=True)
class Event:
    """Something that happened. `who` names lanes, `others` by name people who have none; neither means
    the whole household."""

    when: str
    text: str
    who: tuple[str, ...] = ()
    nature: str = ""
    source: str = ""
    others: tuple[str, ...] = ()

    @property
    def is_of_household(self) -> bool:
        return not self.who and not self.others


def draw_chronology(lanes: Sequence[Lane], events: Sequence[Event]) -> Drawing:
    """The chronology; events come in their order. What the household did has a lane of its own: marks in
    the lanes of all would say of one person, or of two, that it was theirs."""
    if any(event.is_of_household for event in events):
        lanes = [*lanes, Lane("", HOUSEHOLD)]
    left = MARGIN + DATE
    middles = {lane.key: left + LANE * (n + 0.5) for n, lane in enumerate(lanes)}
    right = left + LANE * len(lanes) + 12
    labels, lines, marks = _heads(lanes, middles)
    top = y = max((label.box.bottom for label in labels), default=MARGIN) + 10
    boxes: dict[str, Box] = {}
    for n, event in enumerate(events):
        row, height = _row(event, right, y)
        labels += row
        named = ("",) if event.is_of_household else event.who
        hit = [key for key in named if key in middles]
        for key in hit:
            boxes[f"{n}.{key}"] = Box(middles[key] - 5, row[0].box.y + 3, 10, 10)
        middle = row[0].box.y + 8
        if hit:
            lines.append(Line(min(middles[k] for k in hit), middle, right - 6, middle))
        y += height
    lines += [Line(x, top, x, y) for x in middles.values()]
    marks += [
        svg.element("circle", cx=b.x + 5, cy=b.y + 5, r=5, fill=svg.INK) for b in boxes.values()
    ]
    width, height = right + TEXT + MARGIN, y + MARGIN
    inner = [
        *(svg.line(line, width=1.25, stroke=svg.GREY) for line in lines),
        *marks,
        *(svg.text(label) for label in labels),
    ]
    says = f"家族年表（{len(events)}件）。同じ内容の表が、この図のあとにあります"
    names = {lane.key: lane.name for lane in lanes}
    return Drawing(
        width, height, boxes, labels, lines, svg.picture(width, height, inner, says=says),
        [_words(event, names) for event in events],
    )  # fmt: skip


def _heads(
    lanes: Sequence[Lane], middles: dict[str, float]
) -> tuple[list[Label], list[Line], list[SafeString]]:
    labels = []
    for lane in lanes:
        lines = wrap(lane.name, SMALL, LANE - 6, 3)
        height = svg.label_height(len(lines), SMALL)
        box = Box(middles[lane.key] - LANE / 2 + 3, MARGIN, LANE - 6, height)
        labels.append(Label(box, lines, SMALL, weight="bold"))
    return labels, [], []


def _row(event: Event, right: float, y: float) -> tuple[list[Label], float]:
    """Date, text, and below it nature and source."""
    date = wrap(event.when, SIZE, DATE - 8, 2)
    text = wrap(event.text, SIZE, TEXT, 4)
    others = event.others and f"だれ：{'、'.join(event.others)}"
    source = event.source and f"情報源：{event.source}"
    said = "　".join(part for part in (event.nature, source, others) if part)
    found = [
        _label(date, SIZE, MARGIN, y, DATE - 8, "bold"),
        _label(text, SIZE, right, y, TEXT, "normal"),
    ]
    bottom = max(label.box.bottom for label in found)
    if said:
        small = _label(wrap(said, SMALL, TEXT, 1), SMALL, right, found[1].box.bottom, TEXT, "")
        found.append(small)
        bottom = max(bottom, small.box.bottom)
    return found, bottom - y + PADDING


def _label(
    lines: tuple[str, ...], size: float, x: float, y: float, width: float, weight: str
) -> Label:
    box = Box(x, y, width, svg.label_height(len(lines), size))
    return Label(box, lines, size, anchor="start", weight=weight or "normal")


def _words(event: Event, names: dict[str, str]) -> str:
    named = [names[key] for key in event.who if key in names]
    who = "、".join([*named, *event.others]) or HOUSEHOLD
    facts = "、".join(
        part for part in (event.nature, event.source and f"情報源：{event.source}") if part
    )
    return f"{event.when}　{who}：{event.text}{f'（{facts}）' if facts else ''}"
