"""What stands on the インテーク・アセスメントシート: items of each block (domain.md 4.3), and its words.

An item is a choice of a code list, several choices, or a line of words. Values are kept in the block
as they are in the list, so that a changed wording of the list changes no record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from organizations.codes import latest_wordings
from organizations.models import Code

from .models import AssessmentBlock, LifeEvent

Kind = AssessmentBlock.Kind
ISSUE, SEVERITY, PRIORITY = "CL-09", "CL-60", "CL-61"
OCCASION, SOURCE, YES_NO = "CL-62", "CL-63", "CL-78"
# Name of the item that holds a table of rows.
ROWS = "rows"


@dataclass(frozen=True)
class Item:
    """One item of a block. Without a code list it is a line of words."""

    name: str
    label: str
    code_list: str = ""
    is_multiple: bool = False
    support: str = ""


def _line(name: str, label: str, support: str = "") -> Item:
    return Item(name, label, support=support)


def _one(name: str, label: str, code_list: str) -> Item:
    return Item(name, label, code_list)


def _many(name: str, label: str, code_list: str) -> Item:
    return Item(name, label, code_list, is_multiple=True)


ITEMS: dict[str, tuple[Item, ...]] = {
    Kind.FAMILY: (
        _one("marital", "婚姻", "CL-64"),
        _line("children", "子", "例：2人。長女は結婚して別居"),
        _line("apart", "別居の家族", "例：長女（他県）、月に一度電話"),
        _line("key_person", "キーパーソン"),
        _line("reliable", "頼れる人"),
        _line("neighbours", "近所との関係"),
        _line("community", "地域とのつながり"),
    ),
    Kind.HOUSING: (
        _one("kind", "住まいの種類", "CL-65"),
        _line("rent", "家賃（月）", "例：6万8千円"),
        _one("arrears", "家賃の滞納", YES_NO),
        _one("leaving", "退去の要請", YES_NO),
        _many("condition", "気になること", "CL-66"),
        _line("pets", "ペット"),
    ),
    Kind.HEALTH: (
        _one("condition", "健康状態", "CL-67"),
        _line("hospital", "通院先"),
        _line("illness", "病名"),
        _one("diagnosed", "病名の根拠", "CL-68"),
        _line("medicine", "服薬"),
        _many("handbook", "障害者手帳", "CL-69"),
        _line("grade", "手帳の等級"),
        _one("disability", "障害支援区分", "CL-73"),
        _one("self_support", "自立支援医療", YES_NO),
        _line("rare", "難病"),
        _one("care_level", "要介護度", "CL-70"),
        _one("dementia", "認知症の自立度", "CL-71"),
        _one("insurance", "健康保険", "CL-72"),
        _one("pregnant", "妊娠", YES_NO),
        _one("addiction", "依存（酒・薬・ギャンブルなど）", YES_NO),
        _one("self_harm", "死にたい気持ち・自傷", YES_NO),
    ),
    Kind.ECONOMY: (
        _one("income", "主な収入", "CL-74"),
        _line("amount", "収入（月）", "例：年金が月に9万円"),
        _one("tax", "課税の区分", "CL-75"),
        _many("benefits", "公的な給付", "CL-76"),
        _many("arrears", "滞納", "CL-77"),
        _one("debt", "借金", YES_NO),
        _line("debt_amount", "借金の額・件数"),
        _line("savings", "預貯金"),
        _line("manager", "家計を管理する人"),
        _many("lacking", "足りない・止まっている", "CL-79"),
    ),
    Kind.WORK: (
        _one("work", "仕事", "CL-80"),
        _one("wish", "働くことの希望", "CL-81"),
        _line("since", "仕事をしていない期間"),
        _one("school", "最終学歴", "CL-82"),
        _line("attendance", "在学・欠席の日数"),
        _line("licences", "資格"),
    ),
    Kind.CARE: (
        _line("carer", "ケアをする人"),
        _line("cared", "ケアを受ける人"),
        _many("kinds", "担っているケア", "CL-83"),
        _many("heavy", "ケアの重なり", "CL-84"),
    ),
    Kind.RIGHTS: (
        _one("abuse", "虐待の疑い", YES_NO),
        _many("abuse_kind", "虐待の種別", "CL-85"),
        _many("abuse_of", "虐待の対象", "CL-86"),
        _one("violence", "配偶者などからの暴力", YES_NO),
        _one("exploited", "お金を取られている", YES_NO),
        _one("guardian", "成年後見など", "CL-87"),
        _line("guardian_name", "後見人など"),
        _line("guarantor", "身元を保証する人"),
    ),
    Kind.FOREIGN: (
        _line("nationality", "国籍"),
        _line("status", "在留資格・期限"),
        _line("language", "使うことば"),
        _one("easy", "やさしい日本語が要る", YES_NO),
    ),
    Kind.SERVICES: (),
    Kind.HISTORY: (),
    Kind.WISHES: (
        _line("strength", "本人の強み", "例：料理が好き。近所に友人がいる"),
        _line("family_wish", "家族の思い"),
    ),
    Kind.FORMULATION: (
        _line("direction", "支援の方針"),
        _many("needed", "必要な支援", "CL-88"),
    ),
}
# What the text of a block is about.
TEXTS: dict[str, str] = {
    Kind.HISTORY: "生活歴",
    Kind.WISHES: "本人の思い（本人の言葉で）",
    Kind.FORMULATION: "見立て",
}
COLUMNS = {
    "body": "機関",
    "person": "担当",
    "phone": "電話",
    "service": "制度・サービス",
    "since": "開始",
    "frequency": "頻度",
}
LISTS = (
    *(ISSUE, SEVERITY, PRIORITY, OCCASION, SOURCE),
    *sorted({item.code_list for items in ITEMS.values() for item in items if item.code_list}),
)


def text_label(kind: str) -> str:
    """Label of the text of a block."""
    return TEXTS.get(kind, "くわしく")


class Lists:
    """All code lists of the sheet, read once for a page."""

    @cached_property
    def _rows(self) -> list[Code]:
        found = Code.objects.filter(code_list__in=LISTS).order_by("order", "valid_from")
        return list(found)

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        """Words for all values that ever were; of several wordings the latest that has begun."""
        return latest_wordings(self._rows)

    def label(self, code_list: str, value: Any) -> str:
        return self._labels.get((code_list, str(value)), str(value)) if value else ""

    def words(self, code_list: str, values: Iterable[Any]) -> str:
        return "、".join(self.label(code_list, value) for value in values)

    def offered(self, code_list: str, *kept: str) -> list[tuple[str, str]]:
        """Choices of today, and those in `kept`, which were chosen when another list was in force."""
        today = timezone.localdate()
        found = {
            row.value: row.label
            for row in self._rows
            if row.code_list_id == code_list
            and row.valid_from <= today
            and (row.valid_until is None or row.valid_until > today)
        }
        for value in kept:
            if value and value not in found:
                found[value] = self.label(code_list, value)
        return list(found.items())


def chosen(block: AssessmentBlock, item: Item) -> list[str]:
    """Values of an item in a block."""
    value = block.items.get(item.name) or []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def item_words(block: AssessmentBlock, lists: Lists) -> list[tuple[str, str]]:
    """Label and words of the items that say something."""
    found = []
    for item in ITEMS.get(block.kind, ()):
        values = chosen(block, item)
        if values:
            words = lists.words(item.code_list, values) if item.code_list else "、".join(values)
            found.append((item.label, words))
    return found


def rows_of(block: AssessmentBlock) -> list[dict[str, str]]:
    """The rows of the table that is kept in a block."""
    rows: list[dict[str, str]] = block.items.get(ROWS) or []
    return rows


def row_words(row: dict[str, str]) -> str:
    """A row of a table in one line."""
    return "　".join(str(value) for value in row.values() if value)


def chronology_line(event: LifeEvent) -> dict[str, str]:
    """A line of the family chronology in words."""
    return {
        "when": event.when,
        "who": event.who_words,
        "text": event.text,
        "nature": event.get_nature_display(),
        "source": event.source,
    }


def source_words(block: AssessmentBlock, lists: Lists) -> str:
    """From whom the block is known."""
    detail = f"（{block.source_detail}）" if block.source_detail else ""
    return lists.words(SOURCE, block.sources) + detail


def basis_words(block: AssessmentBlock) -> str:
    """On what the block is known."""
    if not block.obtained_under:
        return ""
    law = f"：{block.legal_basis}" if block.legal_basis else ""
    return f"{block.get_obtained_under_display()}{law}"


def plain_text(block: AssessmentBlock, lists: Lists) -> str:
    """All that a block says, line by line: what a copy under a consent holds."""
    lines = [f"{label}：{words}" for label, words in item_words(block, lists)]
    lines += [row_words(row) for row in rows_of(block)]
    lines += [block.text]
    if block.differing:
        lines.append(f"人によって言うことがちがう点：{block.differing}")
    return "\n".join(filter(None, lines))
