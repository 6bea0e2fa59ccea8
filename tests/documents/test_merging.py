"""Three-way merge and marks of what changed: nothing is lost, whatever two people write."""

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.changes import marked
from documents.merging import merge, same

NAMES = ("wishes", "issues", "goal")
values = st.fixed_dictionaries({name: st.sampled_from(["", "甲", "乙", "丙"]) for name in NAMES})


@given(values, values, values)
@settings(max_examples=300)
def test_what_only_one_side_changed_is_taken_and_the_rest_is_asked(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    found = merge(base, theirs, mine)
    for name in NAMES:
        if theirs[name] == mine[name] or mine[name] == base[name]:
            assert found.values[name] == theirs[name]
            assert name not in found.clashes
        elif theirs[name] == base[name]:
            assert found.values[name] == mine[name]
            assert name in found.mine
        else:
            assert name in found.clashes
            assert found.values[name] == mine[name]


@given(values, values, values)
def test_who_saves_first_makes_no_difference_to_what_is_asked(
    base: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    assert set(merge(base, one, other).clashes) == set(merge(base, other, one).clashes)


def test_a_row_that_only_one_side_has_stays() -> None:
    found = merge({"a": "1"}, {"a": "1", "theirs_new": "2"}, {"a": "1", "mine_new": "3"})
    assert found.values == {"a": "1", "theirs_new": "2", "mine_new": "3"}
    assert found.clashes == ()


def test_a_row_given_up_by_one_and_rewritten_by_the_other_is_asked() -> None:
    base = {"text": "散歩", "ended": False}
    guarded = {"ended": ["text", "ended"]}
    given_up, rewritten = base | {"ended": True}, base | {"text": "毎日の散歩"}
    assert merge(base, given_up, rewritten, guarded).clashes == ("ended",)
    assert merge(base, rewritten, given_up, guarded).clashes == ("ended",)
    assert merge(base, given_up, base, guarded).clashes == ()


def test_line_ends_of_a_browser_and_empty_fields_are_no_change() -> None:
    assert same("一\r\n二", "一\n二 ")
    assert same(None, "")
    assert not same("一", "二")


@given(
    st.text("通院を再開する。12月 カナab\n", max_size=60),
    st.text("通院を続ける。1月\n", max_size=60),
)
def test_marked_texts_are_the_texts(before: str, after: str) -> None:
    was, is_now = marked(before, after)
    assert "".join(part.text for part in was) == before
    assert "".join(part.text for part in is_now) == after
    kept = "".join(part.text for part in was if not part.changed)
    assert kept == "".join(part.text for part in is_now if not part.changed)


def test_words_are_marked_and_not_whole_texts() -> None:
    was, is_now = marked("通院を月1回、再開する。", "通院を月2回、再開する。")
    assert [part.text for part in was if part.changed] == ["1"]
    assert [part.text for part in is_now if part.changed] == ["2"]


def test_texts_that_have_nothing_in_common_are_marked_as_a_whole() -> None:
    was, is_now = marked("まず通院。", "家賃の相談")
    assert [(part.text, part.changed) for part in was] == [("まず通院。", True)]
    assert [(part.text, part.changed) for part in is_now] == [("家賃の相談", True)]
