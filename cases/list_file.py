"""The list of cases as a file for a spreadsheet: what the screen shows, through the one gate (S-91).

Of the state it has what the record and its つなぎ say, and not the words that follow a plan or a 支援会議 which only
the reader of the screen sees; of the reasons why she sees a case, not that she is a member of a conference, and no case
that she sees for that alone (R7).

One file names many cases: the gate is told all of them, and each is entered in the log of reading
(R19), without a word of its content.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.models import AccessLog, CaseFile, OutputHold
from access.output import Output
from access.reading import ReadingLog
from documents import tables
from jobs.registry import JobKind, NotPermitted, Result, page_at

from .case_lists import Question
from .list_rows import list_rows
from .models import ListExport, StaffInCharge

XLSX, CSV = "xlsx", "csv"
FORMATS = {XLSX: "Excel", CSV: "CSV"}
KIND = "case_list"
HEAD = (
    *("ケース番号", "自機関での番号", "登録日", "本人の氏名", "ふりがな", "世帯の人数"),
    *("自機関の状態", "緊急度", "同意", "担当", "最終の関わり", "その後の働きかけ", "見られる理由"),
)
NUMBERS = (HEAD.index("世帯の人数"),)


@dataclass(frozen=True)
class Table:
    """A list that was read, ready to be written."""

    rows: list[list[str]]
    about: list[list[str]]
    form: str


def cases_of(export: ListExport) -> list[uuid.UUID]:
    return [uuid.UUID(case) for case in export.case_ids]


def may(user: Any, object_id: uuid.UUID) -> ListExport | None:
    """The list that was asked for, while every case in it is still open to who asked (S-06)."""
    export: ListExport | None = ListExport.objects.visible_to(user).filter(pk=object_id).first()
    if export is None:
        return None
    seen = CaseFile.objects.visible_to(user).filter(pk__in=cases_of(export)).count()
    return export if seen == len(export.case_ids) else None


def gate(user: Any, export: ListExport, option: str) -> Output:
    """It stays on the desk of who asked, and names every case of the list."""
    return Output(OutputHold.Use.OWN, tuple(cases_of(export)))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Table:
    """Read the list as it was on the screen, in its order."""
    export = may(user, object_id)
    if export is None:
        raise NotPermitted
    known = CaseFile.objects.visible_to(user).in_bulk(cases_of(export))
    files = [known[pk] for pk in cases_of(export)]
    # A row without a reason would be that of a case that she sees as a member alone.
    rows = [row for row in list_rows(user, files) if row["own_bases"]]
    charge = _in_charge(user, files)
    lines = [_line(row, charge.get(row["case"].pk, [])) for row in rows]
    log.note_cases(AccessLog.Action.EXPORT, [row["case"] for row in rows], kind=LIST_FILE.label)
    return Table(lines, _about(user, export, len(lines)), option)


def _in_charge(user: Any, files: list[CaseFile]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    charge = StaffInCharge.objects.visible_to(user).filter(
        compartment__case__in=files, until__isnull=True
    )
    for row in charge.select_related("compartment", "staff"):
        found.setdefault(row.compartment.case_id, []).append(row.staff.name)
    return found


def _line(row: dict[str, Any], charge: list[str]) -> list[str]:
    """One case in words; days are written for machines (ISO)."""
    subject, record, contact = row["subject"], row["record"], row["last_contact"]
    return [
        row["case"].number,
        record.own_number if record else "",
        row["case"].opened_on.isoformat(),
        subject.name_words if subject and subject.name else "",
        subject.kana if subject else "",
        str(row["size"] or ""),
        row["own_words"],
        row["urgency"],
        row["consent"].label if row["consent"] and record else "",
        "、".join(charge),
        contact.reached.isoformat() if contact.reached else "",
        contact.tried.isoformat() if contact.tried else "",
        "、".join(row["own_bases"]),
    ]


def _about(user: Any, export: ListExport, count: int) -> list[list[str]]:
    """Who made it, when, how many, and by which question (S-30)."""
    question = Question.of(export.codes)
    what = ["検索の結果"] if export.is_search else question.words
    return [
        ["書き出した人", str(user)],
        ["書き出した日時", timezone.localtime().isoformat(timespec="minutes")],
        ["件数", str(count)],
        ["条件", "、".join(what) or "なし（見られるケースすべて）"],
        ["載せないもの", "会議の構成員としてだけ見られるケース"],
        ["並び順", "近いものから" if export.is_search else question.order.label],
        [
            "取り扱い",
            "個人情報です。用が済んだら消してください。書き出したことは記録されています。",
        ],
    ]


def make(table: Table) -> Result:
    """Write the file; its name tells nothing (S-30)."""
    if table.form == CSV:
        return Result(tables.as_csv(HEAD, table.rows), tables.CSV, "cases.csv")
    content = tables.as_xlsx("ケース", HEAD, table.rows, table.about, numbers=NUMBERS)
    return Result(content, tables.XLSX, "cases.xlsx")


LIST_FILE = JobKind(
    name=KIND,
    label="ケースの一覧",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("cases:list", of_object=False),
)
