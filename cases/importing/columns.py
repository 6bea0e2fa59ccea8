"""The columns of a list, and how each cell becomes what the intake form reads.

The form itself checks every row, so that a cell is understood exactly as if it had been typed
(era dates, widths, births, phones), with the same words for what is wrong.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

from cases import codes

MEMBERS = 4


@dataclass(frozen=True)
class Column:
    """A heading, the field of the form behind it, and what to write there."""

    heading: str
    field: str
    help: str = ""
    code_list: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    is_list: bool = False


NAME_KINDS = (("real", "氏名"), ("common", "通称"), ("alias", "仮名"), ("anonymous", "匿名"))
SEXES = (("女性", "女性"), ("男性", "男性"), ("その他", "その他"))
# State of the work when the list was kept; empty: still to be screened.
STATES = (("supporting", "支援中"), ("closed", "終了"))
ENDED_ON, CLOSING_REASON = "ended_on", "closing_reason"

COLUMNS: tuple[Column, ...] = (
    Column("受付日", "received_on", "令和7年4月1日、R7.4.1、2025/4/1 など"),
    Column("相談方法", "method", code_list=codes.METHOD, is_required=True),
    Column("来た人", "visitor", choices=tuple(codes.VISITORS), is_required=True),
    Column(
        "困りごと",
        "topics",
        "いくつかあるときは「、」で区切ります",
        code_list=codes.TOPIC,
        is_required=True,
        is_list=True,
    ),
    Column("緊急度", "urgency", code_list=codes.URGENCY, is_required=True),
    Column("氏名", "name", "分からないときは空けておきます"),
    Column("ふりがな", "kana"),
    Column("名前の種類", "name_kind", "空けておくと「氏名」です", choices=NAME_KINDS),
    Column("生年月日", "birth_on", "昭和23年5月2日、S23.5.2、80歳くらい、80代 など"),
    Column("性別", "sex", choices=SEXES),
    Column("住所", "address"),
    Column("圏域", "area", "住んでいる日常生活圏域"),
    Column("電話番号", "phone"),
    Column("もう一つの電話番号", "other_phone"),
    Column("配慮してほしいこと", "considerations"),
    Column("相談経路", "route", code_list=codes.ROUTE),
    Column("これまでの相談", "earlier"),
    Column("聞き取ったこと", "words"),
    Column(
        "本人の同意", "consent_state", "空けておくと「未確認」です", code_list=codes.CONSENT_STATE
    ),
    *(
        Column(f"世帯員{number} {label}", f"members-{number - 1}-{field}", help_text)
        for number in range(1, MEMBERS + 1)
        for label, field, help_text in (
            ("氏名", "name", ""),
            ("続柄", "relation", "例：長男、妻"),
            ("年齢", "birth_estimate", "50歳、50代 など"),
        )
    ),
    Column("自機関での番号", "own_number", "前の台帳や、自機関のシステムでの番号"),
    Column("担当", "staff", "自機関の職員のログイン名。空けておくと、取り込む人が担当になります"),
    Column("状態", "state", "空けておくと「見立て前」です", choices=STATES),
    Column("終了した日", ENDED_ON, "「状態」が「終了」のときは、必ず書きます"),
    Column(
        "終了の理由",
        CLOSING_REASON,
        "「状態」が「終了」のときに書けます。空けておいてもかまいません",
        code_list=codes.CLOSING,
    ),
)
BY_HEADING = {column.heading: column for column in COLUMNS}


def plain(text: str) -> str:
    """A heading or a choice without differences of width and space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _offered(column: Column) -> list[tuple[str, str]]:
    """What may be written in a column, by its value; nothing where anything may."""
    if column.field == "area":
        return codes.areas()
    if column.field == CLOSING_REASON:
        # Who went on is not in the list, and without it nothing is handed over (close_record).
        return [pair for pair in codes.choices(codes.CLOSING) if pair[0] != codes.HANDED_OVER]
    return codes.choices(column.code_list) if column.code_list else list(column.choices)


@dataclass(frozen=True)
class Choices:
    """Values by their words, for the columns that have any; read once for a whole list."""

    by_field: dict[str, dict[str, str]]
    words: dict[str, list[str]]

    @classmethod
    def of_today(cls) -> "Choices":
        by_field, words = {}, {}
        for column in COLUMNS:
            pairs = _offered(column)
            if pairs:
                by_field[column.field] = {plain(v): v for v, _ in pairs}
                by_field[column.field] |= {plain(label): value for value, label in pairs}
                words[column.field] = [label for _, label in pairs]
        return cls(by_field, words)

    def value(self, column: Column, text: str) -> str | None:
        """The value that was meant; None when there is no such choice."""
        return self.by_field[column.field].get(plain(text))


def headings(row: list[str]) -> tuple[dict[int, Column], list[str]]:
    """Which column stands where, and what is wrong with the line of headings."""
    known = {plain(heading): column for heading, column in BY_HEADING.items()}
    found: dict[int, Column] = {}
    wrong: list[str] = []
    for place, text in enumerate(row):
        column = known.get(plain(text).removesuffix("※必須"))
        if column is None:
            if text:
                wrong.append(f"「{text[:30]}」という列は、ひな形にありません")
        elif column in found.values():
            wrong.append(f"「{column.heading}」の列が、二つあります")
        else:
            found[place] = column
    wrong += [
        f"「{column.heading}」の列がありません"
        for column in COLUMNS
        if column.is_required and column not in found.values()
    ]
    return found, wrong


def explanation(choices: Choices) -> list[list[str]]:
    """The second sheet of the template: what goes where."""
    rows = [["列", "必須", "書き方", "選べること"]]
    for column in COLUMNS:
        offered: Any = choices.words.get(column.field, [])
        required = "必須" if column.is_required else ""
        rows.append([column.heading, required, column.help, "、".join(offered)])
    return rows
