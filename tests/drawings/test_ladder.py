"""The ladder over time: where it stands, how it climbs, and that nothing lies over another."""

import datetime

from drawings.geometry import Box
from drawings.ladder import NAME, RUNG, Mark, Rise, draw_ladder

RUNGS = ("把握", "関係構築", "同意", "つながり")
FIRST = datetime.date(2026, 4, 1)


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def a_ladder() -> object:
    rises = [Rise(day(0), 0, "把握"), Rise(day(30), 1, "接触できた"), Rise(day(90), 0, "戻った")]
    marks = [Mark(day(n), "none", "不在") for n in (5, 12)] + [Mark(day(30), "met", "会えた")]
    return draw_ladder(RUNGS, rises, marks, until=day(100), title="関係")


def test_it_climbs_and_falls_by_rungs() -> None:
    picture = a_ladder()
    low, high, again = (picture.boxes[f"rise:{n}"] for n in range(3))  # type: ignore[attr-defined]
    assert low.y - high.y == RUNG
    assert again.y == low.y
    assert low.x < high.x < again.x


def test_days_keep_their_distance() -> None:
    picture = a_ladder()
    left = [picture.boxes[f"rise:{n}"].x for n in range(3)]  # type: ignore[attr-defined]
    assert abs((left[2] - left[1]) - 2 * (left[1] - left[0])) < 0.01


def test_labels_lie_inside_and_over_no_other() -> None:
    for span in (0, 1, 3, 40, 800):
        picture = draw_ladder(RUNGS, [Rise(day(0), 0, "把握")], [], until=day(span), title="関係")
        whole = Box(0, 0, picture.width, picture.height)
        boxes = [label.box for label in picture.labels]
        assert all(b.x >= 0 and b.right <= whole.right and b.bottom <= whole.bottom for b in boxes)
        assert not [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.overlaps(b)]
        assert all(box.x >= NAME for key, box in picture.boxes.items())


def test_it_says_in_words_what_it_shows() -> None:
    picture = a_ladder()
    assert picture.words == ["把握", "接触できた", "戻った", "不在", "不在", "会えた"]  # type: ignore[attr-defined]
    assert "同じ内容の表" in str(picture.svg)  # type: ignore[attr-defined]


def test_one_day_alone_is_drawn() -> None:
    picture = draw_ladder(RUNGS, [Rise(FIRST, 0, "把握")], [], until=FIRST, title="関係")
    assert "nan" not in str(picture.svg)
