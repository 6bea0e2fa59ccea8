"""Genograms: nothing lies upon anything else, asserted on the geometry of every family."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawings.genogram import (
    Bond,
    Couple,
    Descent,
    Ending,
    FamilyError,
    Figure,
    ParentOf,
    Sex,
    draw_genogram,
    legend,
)

from .families import CONSTELLATIONS, Made, fifteen, nuclear, remarried, twins
from .geometry import faults, lines_through_boxes


def drawn(made: Made):
    return draw_genogram(made.figures, made.couples, made.parents)


@pytest.mark.parametrize("name", CONSTELLATIONS)
def test_twelve_constellations_have_no_overlap(name: str) -> None:
    drawing = drawn(CONSTELLATIONS[name]())
    assert faults(drawing) == []
    assert lines_through_boxes(drawing) == []


@pytest.mark.parametrize("name", CONSTELLATIONS)
def test_couples_share_a_row_and_children_stand_below(name: str) -> None:
    made = CONSTELLATIONS[name]()
    boxes = drawn(made).boxes
    middle = {key: box.y + box.height / 2 for key, box in boxes.items()}
    assert all(abs(middle[c.a] - middle[c.b]) < 1 for c in made.couples)
    assert all(middle[link.parent] < middle[link.child] - 60 for link in made.parents)


def test_there_are_twelve_and_one_of_fifteen_people() -> None:
    assert len(CONSTELLATIONS) == 12
    assert len(fifteen().figures) == 15


@pytest.mark.parametrize("name", CONSTELLATIONS)
def test_readable_on_a4(name: str) -> None:
    """At least 7 pt on A4 across: 267 mm for the width, 104 mm for the height, as in paper.css."""
    drawing = drawn(CONSTELLATIONS[name]())
    scale = min(267 / drawing.width, 104 / drawing.height, 0.36)
    smallest = min(label.size for label in drawing.labels)
    assert smallest * scale / 25.4 * 72 >= 7


def test_siblings_stand_by_age_and_partners_side_by_side() -> None:
    boxes = drawn(nuclear()).boxes
    assert boxes["海"].x < boxes["空"].x < boxes["陸"].x
    assert boxes["太一"].right < boxes["花"].x
    boxes = drawn(remarried()).boxes
    assert boxes["一"].x < boxes["弥生"].x < boxes["二郎"].x < boxes["前の妻"].x
    boxes = drawn(twins()).boxes
    assert boxes["兄"].x < boxes["双子一"].x < boxes["双子二"].x


def test_the_same_family_gives_the_same_picture() -> None:
    assert drawn(fifteen()).svg == drawn(fifteen()).svg


def test_signs_differ_by_sex_subject_death_and_tie() -> None:
    svg = str(drawn(remarried()).svg)
    assert svg.count("<circle") == 4 + 1  # three women, and the subject with her ring
    assert svg.count("<rect") == 1 + 4 + 0  # paper and four men
    alone = draw_genogram([Figure("a", "架空 太", Sex.MALE, is_deceased=True)], [], [])
    assert 'fill="#3a3a3a"' in alone.svg
    common = draw_genogram(
        [Figure("a", "架空 太", Sex.MALE), Figure("b", "架空 花", Sex.FEMALE)],
        [Couple("a", "b", Bond.COMMON_LAW)],
        [],
    )
    assert "stroke-dasharray" in common.svg


def test_words_tell_what_the_picture_shows() -> None:
    words = drawn(remarried()).words
    assert "架空 弥生（本人、女性、48歳）" in words
    assert any("架空 一と架空 弥生は夫婦（H20離婚）" in sentence for sentence in words)
    assert any("いっしょに暮らしている" in sentence for sentence in words)
    assert len([s for s in words if "（" in s]) >= len(remarried().figures)


def test_svg_holds_no_style_script_or_id_and_escapes_names() -> None:
    nasty = '<script>alert("x")</script>&\''
    drawing = draw_genogram([Figure("a", nasty, relation=nasty)], [], [])
    assert "<script" not in drawing.svg
    assert not re.search(r"\s(style|id|on\w+|href)=", drawing.svg)
    assert all(not re.search(r"\s(style|id)=", sign) for sign, _ in legend())


def test_nobody_is_an_ancestor_of_herself() -> None:
    people = [Figure("a", "架空 一"), Figure("b", "架空 二")]
    with pytest.raises(FamilyError):
        draw_genogram(people, [], [ParentOf("a", "b"), ParentOf("b", "a")])


def test_three_partners_a_child_with_a_daughter_and_strangers_are_drawn() -> None:
    people = [Figure("m", "架空 太", Sex.MALE, age="60")]
    people += [Figure(f"w{n}", f"架空 花{n}", Sex.FEMALE) for n in range(4)]
    people += [Figure(f"c{n}", f"架空 子{n}") for n in range(4)] + [Figure("z", "架空 隣人")]
    couples = [
        Couple("m", f"w{n}", ending=Ending.DIVORCED, said=f"H{n + 2}離婚", since=str(n))
        for n in range(4)
    ]
    parents = [ParentOf(p, f"c{n}") for n in range(4) for p in ("m", f"w{n}")]
    drawing = draw_genogram(people, couples, parents)
    assert faults(drawing) == []
    assert lines_through_boxes(drawing) == []
    # Recorded abuse within the family must be drawable as well.
    drawing = draw_genogram(
        people[:2] + people[5:7],
        [Couple("m", "c0")],
        [ParentOf("m", "c0"), ParentOf("m", "c1"), ParentOf("c0", "c1")],
    )
    assert faults(drawing) == []
    assert lines_through_boxes(drawing) == []


def test_many_partners_never_run_through_a_name() -> None:
    people = [Figure(str(n), "架空 花子太郎" if n == 8 else "", Sex.MALE) for n in range(9)]
    couples = [Couple(a.key, b.key) for a, b in itertools.combinations(people, 2)]
    assert faults(draw_genogram(people, couples, [])) == []


NAMES = st.text(alphabet="架空例示見本仮名花太郎 Abｱ", min_size=0, max_size=40)


@st.composite
def families(draw):
    """Random families: anybody of an earlier number may be a parent, anybody a partner."""
    count = draw(st.integers(1, 14))
    keys = [str(n) for n in range(count)]
    people = [
        Figure(
            key,
            draw(NAMES),
            draw(st.sampled_from(list(Sex))),
            age=draw(st.sampled_from(["", "7", "82", "80代", "40代後半"])),
            relation=draw(st.sampled_from(["", "長男", "母方の祖母の妹の夫です"])),
            born=draw(st.sampled_from(["", "1950", "1980-01-01", "2010"])),
            is_subject=key == "0",
            is_deceased=draw(st.booleans()),
            died=draw(st.sampled_from(["", "令和3年没"])),
            is_key_person=draw(st.booleans()),
            home=draw(st.sampled_from(["", "a", "b"])),
            twins=draw(st.sampled_from(["", "", "t"])),
        )
        for key in keys
    ]
    parents = [
        ParentOf(str(draw(st.integers(0, n - 1))), str(n), draw(st.sampled_from(list(Descent))))
        for n in range(1, count)
        for _ in range(draw(st.integers(0, 3)))
    ]
    couples = [
        Couple(a, b, draw(st.sampled_from(list(Bond))), draw(st.sampled_from(list(Ending))),
               draw(st.sampled_from(["", "H20離婚", "令和元年10月離婚"])))
        for a, b in itertools.islice(itertools.combinations(keys, 2), 40)
        if draw(st.integers(0, 5)) == 0
    ]  # fmt: skip
    return people, couples, parents


@settings(max_examples=120, deadline=None)
@given(families())
def test_no_family_whatever_has_overlaps(family) -> None:
    drawing = draw_genogram(*family)
    assert faults(drawing) == []
    assert lines_through_boxes(drawing) == []
    assert len(drawing.boxes) == len(family[0])
