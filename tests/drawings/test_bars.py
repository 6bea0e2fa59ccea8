"""Lying bars: each carries its number in its own unit, inside the picture."""

from drawings.bars import Bar, Part, draw_bars

BARS = [
    Bar("A1 相談", (Part("数", 3),)),
    Bar("E1 参加した人", (Part("数", 1200),), "人"),
    Bar("F1 場所", (Part("数", 4),), "か所"),
]


def test_each_bar_says_its_own_unit_in_the_picture_and_in_words() -> None:
    drawn = draw_bars(BARS, title="この月")
    said = [line for label in drawn.labels for line in label.lines]
    for words in ("3件", "1200人", "4か所"):
        assert words in said
        assert any(words in line for line in drawn.words)
    assert all(label.box.right <= drawn.width for label in drawn.labels)
