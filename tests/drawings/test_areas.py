"""The sketch of areas: marks lie inside their area and never over each other or the names."""

import itertools

import pytest

from community.area_map import HEIGHT, LEGEND, NARROW, OUTLINES, WIDTH, outlined
from drawings.areas import AreaShape, Mark, draw_areas, room_in


def shapes(marks: int, by: tuple[float, float] = (1.0, 1.0)) -> list[AreaShape]:
    numbers = itertools.count(1)
    return [
        AreaShape(
            f"{name}圏域",
            *outlined(name, *by),
            "常設 1／目標 2",
            [Mark(next(numbers), "standing", f"場所{n}") for n in range(marks)],
        )
        for name in OUTLINES
    ]


@pytest.mark.parametrize("by", [(1.0, 1.0), NARROW])
def test_marks_keep_apart_and_inside(by: tuple[float, float]) -> None:
    width, height = WIDTH * by[0], HEIGHT * by[1]
    for most in (0, 1, 5, 40):
        drawn = draw_areas(shapes(most, by), width=width, height=height, legend=LEGEND, title="x")
        boxes = list(drawn.boxes.values())
        assert not [1 for one, two in itertools.combinations(boxes, 2) if one.overlaps(two)]
        names = [label.box for label in drawn.labels if label.weight == "bold" and label.size > 12]
        assert not [1 for box in boxes for name in names if box.overlaps(name)]
        assert all(box.x >= 0 and box.right <= width and box.bottom <= height for box in boxes)
        assert all(label.box.right <= width for label in drawn.labels), "words of the legend too"
        room = sum(room_in(outlined(area, *by)[1]) for area in OUTLINES)
        assert len(boxes) == min(most * 4, room)
        assert len(drawn.words) == 4


def test_the_sketch_for_a_phone_is_as_wide_as_its_page() -> None:
    """390 px without the frame of the page."""
    assert WIDTH * NARROW[0] <= 340


def test_it_says_where_the_same_stands_in_words_and_loads_nothing() -> None:
    drawn = draw_areas(shapes(2), width=WIDTH, height=HEIGHT, legend=LEGEND, title="略図")
    assert "一覧が、この図のとなりにあります" in drawn.svg
    assert "href" not in drawn.svg
    assert "常設で開いている" in drawn.svg
