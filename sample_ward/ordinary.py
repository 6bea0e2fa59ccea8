"""What differs from household to household as it does in a real ward: what is to be minded, what was asked before, how
the first visits went. Always the same for the same household."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from .household import Sample

T = TypeVar("T")

# Most households ask for nothing special.
CONSIDERATIONS = (
    *("", "ゆっくり話してほしい。", "", "書類は大きな字で渡す。", "", "電話より手紙がよい。"),
    *("女性の職員がよい。", "", "耳が遠いので、筆談を使う。", "", "午前中は体調がよくない。"),
)
EARLIER = (
    *("", "前に一度、区の窓口で相談した。", "", "高齢者あんしん相談センターに電話したことがある。"),
    *("地域の民生委員に話したことがある。", "", "病院の相談員に聞いてもらった。"),
)
PHONE_NOTES = ("午前中", "", "平日の夕方", "留守電には残さない", "")


class Course(NamedTuple):
    """The first visit, and the second one by its letters."""

    visit: str
    said: str
    saw: str
    thought: str
    then: str
    next_what: str


COURSES = (
    Course(
        "訪問。玄関先で10分ほど話した。顔色はよい。",
        "「夜眠れない日がある」と話す。",
        "部屋は片付いている。声は落ち着いている。",
        "疲れがたまっている。",
        "受診を一緒に考える。",
        "電話で様子を聞く",
    ),
    Course(
        "訪問。居間に通される。郵便物が机に積まれていた。",
        "「封筒を開けるのがこわい」と話す。",
        "督促の手紙が3通ある。食事はとれている。",
        "お金のことを、一人で抱えている。",
        "届いている手紙を、いっしょに開けて整理する。",
        "手紙の整理の日を決める",
    ),
    Course(
        "訪問。家族も同席し、30分ほど話した。",
        "「だれに聞けばよいか分からなかった」と話す。",
        "家族の間で、話が食い違うことがある。",
        "家族の中で、役割が一人にかたよっている。",
        "家族それぞれの考えを、別々に聞く。",
        "家族に電話する",
    ),
    Course(
        "訪問。ドアを少し開けて、短く話した。次も来てよいとのこと。",
        "「人と話すのは久しぶり」と話す。",
        "身なりは整っている。カーテンは閉まっている。",
        "外に出るきっかけがない。",
        "居場所の案内を、少しずつ伝える。",
        "居場所のちらしを届ける",
    ),
    Course(
        "訪問。体調の話を聞いた。薬の袋がそろっていない。",
        "「通院が面倒になった」と話す。",
        "足元がふらつく。台所は使われている。",
        "通院が途切れ、体力が落ちている。",
        "通院先に、いつ行けるかを確かめる。",
        "通院の日を確かめる",
    ),
)


def pick(options: Sequence[T], sample: Sample, turn: int = 0) -> T:
    """One of them for this household, the same each time."""
    sign = sum(map(ord, sample.words + "".join(one.name for one in sample.members)))
    return options[(sign // (turn * 7 + 1) + turn) % len(options)]
