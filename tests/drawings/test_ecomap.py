"""Ecomap and chronology: nothing lies upon anything else; the words say the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from drawings import chronology, ecomap
from drawings.ecomap import Bond, Flow, Member, Strength

from .geometry import faults, lines_through_boxes

TEXT = st.text(alphabet="架空見本窓口の相談 Ab", max_size=60)
SOME = [Member("a", "架空 花", is_subject=True), Member("b", "架空 太", "長男")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Bond,
            st.sampled_from(["", "a", "b", "nobody"]),
            TEXT,
            st.sampled_from(list(Strength)),
            st.sampled_from(list(Flow)),
            TEXT,
        ),
        max_size=12,
    )
)
def test_no_ecomap_has_overlaps(bonds: list[Bond]) -> None:
    drawing = ecomap.draw_ecomap(SOME, bonds)
    assert faults(drawing) == []
    assert lines_through_boxes(drawing) == []


def test_each_strength_has_a_look_and_a_word_of_its_own() -> None:
    looks = {ecomap.paint_bond(Bond("", "", s), ecomap.Line(0, 0, 90, 0)) for s in Strength}
    assert len(looks) == len(Strength)
    drawing = ecomap.draw_ecomap(
        SOME, [Bond("b", "見本診療所", Strength.STRESSFUL, Flow.INWARD, "受診が途切れている")]
    )
    assert drawing.words == [
        "架空 太と見本診療所：緊張・負担のあるつながり、相手から支援・働きかけ、受診が途切れている"
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, st.sampled_from([(), ("a",), ("a", "b")])), max_size=15))
def test_no_chronology_has_overlaps(rows: list[tuple]) -> None:
    lanes = [chronology.Lane("a", "架空 花"), chronology.Lane("b", "架空 太郎左衛門の長い名前")]
    events = [chronology.Event("昭和23年5月2日", t, who, "事実", s) for t, s, who in rows]
    assert faults(chronology.draw_chronology(lanes, events)) == []


def test_what_the_household_did_is_not_drawn_as_what_its_one_person_did() -> None:
    lanes = [chronology.Lane("a", "架空 花")]
    events = [
        chronology.Event("平成元年", "転居", (), "事実", "長男"),
        chronology.Event("平成2年", "入院", ("a",), "事実", "長男"),
    ]
    drawing = chronology.draw_chronology(lanes, events)
    assert set(drawing.boxes) == {"0.", "1.a"}
    assert drawing.boxes["0."].x != drawing.boxes["1.a"].x
    assert "世帯全体" in str(drawing.svg)
    assert drawing.words[0] == "平成元年　世帯全体：転居（事実、情報源：長男）"
    alone = chronology.draw_chronology(lanes, events[1:])
    assert "世帯全体" not in str(alone.svg), "no lane for what did not happen"


def test_who_has_no_lane_is_named_and_not_taken_for_the_household() -> None:
    lanes = [chronology.Lane("a", "架空 花")]
    events = [chronology.Event("平成元年", "進学", (), "事実", "長男", others=("架空 九郎",))]
    drawing = chronology.draw_chronology(lanes, events)
    assert drawing.boxes == {}
    assert "だれ：架空 九郎" in str(drawing.svg)
    assert drawing.words == ["平成元年　架空 九郎：進学（事実、情報源：長男）"]


def test_a_chronology_in_words_names_date_person_nature_and_source() -> None:
    lanes = [chronology.Lane("a", "架空 花")]
    events = [chronology.Event("平成元年", "転居", ("a",), "伝聞", "長男")]
    drawing = chronology.draw_chronology(lanes, events)
    assert drawing.words == ["平成元年　架空 花：転居（伝聞、情報源：長男）"]
