"""Break-downs and the words of their values: code lists by their number, or choices of a model."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from cases import codes
from organizations.models import Area, Body
from organizations.names import own_names

from .base import Breakdown

NOT_KNOWN = "記入なし"
AGE_BANDS = (
    ("0", "17歳以下", 17),
    ("18", "18〜39歳", 39),
    ("40", "40〜64歳", 64),
    ("65", "65〜74歳", 74),
    ("75", "75歳以上", 200),
)


def _list_words(code_list: str) -> Mapping[str, str]:
    return dict(codes.every_label(code_list))


def of_list(key: str, name: str, code_list: str) -> Breakdown:
    """By a code list; what was chosen under an older wording keeps its value."""
    return Breakdown(key, name, functools.partial(_list_words, code_list))


def of_choices(key: str, name: str, choices: Iterable[tuple[Any, Any]]) -> Breakdown:
    """By values that the code knows; meetings as the ward calls them."""
    words = {str(value): str(label) for value, label in choices}
    return Breakdown(key, name, lambda: {value: own_names(label) for value, label in words.items()})


def _bodies() -> Mapping[str, str]:
    return {str(pk): name for pk, name in Body.objects.values_list("pk", "name")}


def _areas() -> Mapping[str, str]:
    return {"": "圏域の記入なし・区全域"} | {
        str(pk): name for pk, name in Area.objects.values_list("pk", "name")
    }


def age_band(born_in: int | None, year: int) -> str:
    """By the age that is reached in a year: of a birth no more than the year is read."""
    if born_in is None:
        return ""
    return next((code for code, _, most in AGE_BANDS if year - born_in <= most), "")


BODY = Breakdown("body", "機関", _bodies)
BODY_KIND = of_choices("kind", "機関の種別", Body.Kind.choices)
AREA = Breakdown("area", "圏域", _areas)
AGE = of_choices("age", "年齢層", [("", "年齢が分からない"), *(band[:2] for band in AGE_BANDS)])
SEX = of_choices(
    "sex",
    "性別",
    [("女性", "女性"), ("男性", "男性"), ("その他", "その他・回答しない"), ("", NOT_KNOWN)],
)
CONSENTED = of_choices("consented", "本人の同意", [("yes", "同意あり"), ("no", "同意なし・未確認")])
REASON = of_list("reason", "終結の理由", codes.CLOSING)
