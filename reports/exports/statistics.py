"""Rows for statistics: one line a record of one's own bodies, under a name made for this export.

Codes of code lists, bands and months. No name, no number, no free text, no day (R20, docs/export.md).
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from access.models import AccessLog, CaseFile, Disclosure, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from cases import codes
from cases.models import CaseRecord, Household, Intake, Person
from documents import tables
from jobs.registry import JobKind, NotPermitted, Result, page_at
from organizations.models import Body, CodeList, Role
from reports.models import StatisticsExport

from .pseudonyms import age_band, month_of, pseudonymiser, size_band

KIND = "statistics_rows"
VERSION = "1.0"
XLSX, CSV = "xlsx", "csv"
FORMATS = {XLSX: "Excel", CSV: "CSV"}
ROLES = (Role.SUPERVISOR, Role.COORDINATOR)
# Column: its words, and the list that its codes come from (docs/export.md says the same).
COLUMNS: dict[str, tuple[str, str]] = {
    "case": ("この書き出しのなかだけの仮の番号", ""),
    "body": ("機関", ""),
    "received_month": ("受付の月", ""),
    "route": ("相談経路", codes.ROUTE),
    "method": ("相談方法", codes.METHOD),
    "visitor": ("来た人", "person / family / neighbour / volunteer / agency / other"),
    "topics": ("困りごと（「;」で区切る）", codes.TOPIC),
    "main_topic": ("主な困りごと", codes.TOPIC),
    "urgency": ("緊急度", codes.URGENCY),
    "consent_state": ("受付のときの本人の同意", codes.CONSENT_STATE),
    "screening_result": ("見立ての結果", codes.SCREENING),
    "screened_month": ("見立ての月", ""),
    "state": ("自機関の状態", "received / supporting / handed_off / …（docs/export.md）"),
    "suspension_reason": ("中断の理由", codes.SUSPENSION),
    "closing_reason": ("終了の理由", codes.CLOSING),
    "closed_month": ("終了の月", ""),
    "area": ("圏域", "圏域の記号"),
    "age_band": ("本人の年齢の幅", "0-17 / 18-39 / 40-64 / 65-74 / 75+ / unknown"),
    "sex": ("本人の性別", "女性 / 男性 / その他"),
    "size_band": ("世帯の人数の幅", "1 / 2 / 3 / 4 / 5+"),
}


@dataclass(frozen=True)
class Table:
    """Rows ready to be written."""

    rows: list[list[str]]
    about: list[list[str]]
    form: str


def records_between(
    user: Any, bodies: Iterable[Body], first: datetime.date, last: datetime.date
) -> Any:
    """Records of these bodies of which an intake was received in these months, be it not the first one, as the user
    sees them."""
    received = Intake.objects.visible_to(user).filter(received_on__range=(first, last))
    rows = CaseRecord.objects.visible_to(user).filter(body__in=list(bodies))
    return rows.filter(pk__in=received.values("record")).order_by("created_at", "pk")


def _ids(export: StatisticsExport) -> list[uuid.UUID]:
    return [uuid.UUID(record) for record in export.record_ids]


def may(user: Any, object_id: uuid.UUID) -> StatisticsExport | None:
    """The export, while every record of it is still open to who asked (S-06)."""
    rows = StatisticsExport.objects.visible_to(user).filter(pk=object_id)
    export: StatisticsExport | None = rows.select_related("body").first()
    if export is None:
        return None
    seen = CaseRecord.objects.visible_to(user).filter(pk__in=_ids(export)).count()
    return export if seen == len(export.record_ids) else None


def gate(user: Any, export: StatisticsExport, option: str) -> Output:
    """A protected household waits for a second person here as well. What leaves the body is a line in
    the ledger of each case, on the one basis that was chosen (R21)."""
    rows = list(
        CaseRecord.objects.visible_to(user)
        .filter(pk__in=_ids(export))
        .select_related("compartment")
        .order_by("created_at", "pk")
    )
    cases = tuple(dict.fromkeys(row.compartment.case_id for row in rows))
    if not export.recipients:
        return Output(OutputHold.Use.OWN, cases)
    leaving = [
        Leaving(
            recipients=export.recipients,
            purpose=f"{export.purpose}（統計、仮の番号、氏名なし）",
            legal_basis=export.legal_basis,
            body=export.body,
            compartment=row.compartment,
            channel=Disclosure.Channel.EXPORT,
            obj=row,
        )
        for row in rows
    ]
    return Output(OutputHold.Use.OTHERS, cases, leaving[0], tuple(leaving[1:]))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Table:
    """Read the rows anew; their order is that of the names made for this export, and tells nothing."""
    export = may(user, object_id)
    if export is None:
        raise NotPermitted
    records = list(
        CaseRecord.objects.visible_to(user)
        .filter(pk__in=_ids(export))
        .select_related("compartment__case", "body")
    )
    cases = list({r.compartment.case_id: r.compartment.case for r in records}.values())
    rows = sorted(_rows(user, records, cases), key=lambda row: row["case"])
    log.note_cases(AccessLog.Action.EXPORT, cases, kind=STATISTICS.label)
    return Table([[row[c] for c in COLUMNS] for row in rows], _about(export, len(rows)), option)


def _age_band(subject: Person | None, today: datetime.date) -> str:
    if subject is None:
        return "unknown"
    said_in = timezone.localdate(subject.created_at).year
    return age_band(subject.birth_on, subject.birth_estimate, said_in, today)


def _rows(user: Any, records: list[CaseRecord], cases: list[CaseFile]) -> list[dict[str, str]]:
    today, name = timezone.localdate(), pseudonymiser()
    intakes: dict[Any, Intake] = {}
    for intake in (
        Intake.objects.visible_to(user)
        .filter(record__in=records)
        .order_by("received_on", "created_at")
    ):
        intakes.setdefault(intake.record_id, intake)
    people = Person.objects.visible_to(user).in_household().filter(compartment__case__in=cases)
    sizes = dict(people.order_by().values_list("compartment__case").annotate(number=Count("pk")))
    subjects = {
        p.compartment.case_id: p
        for p in people.filter(is_subject=True).select_related("compartment")
    }
    homes = Household.objects.visible_to(user).filter(compartment__case__in=cases)
    areas = dict(homes.values_list("compartment__case", "area__code"))
    found = []
    for record in records:
        case = record.compartment.case_id
        subject = subjects.get(case)
        found.append(
            _of_intake(intakes.get(record.pk))
            | {
                "case": name(case),
                "body": record.body.name,
                "state": record.state,
                "suspension_reason": record.suspension_reason,
                "closing_reason": record.closing_reason,
                "closed_month": month_of(record.closed_on),
                "area": areas.get(case) or "",
                "age_band": _age_band(subject, today),
                "sex": subject.sex if subject else "",
                "size_band": size_band(sizes.get(case, 0)),
            }
        )
    return found


def _of_intake(intake: Intake | None) -> dict[str, str]:
    """The coded columns of the first intake; empty where there is none."""
    if intake is None:
        return dict.fromkeys(COLUMNS, "")
    return {
        "received_month": month_of(intake.received_on),
        "route": intake.route,
        "method": intake.method,
        "visitor": intake.visitor,
        "topics": ";".join(map(str, intake.topics)),
        "main_topic": intake.main_topic,
        "urgency": intake.urgency,
        "consent_state": intake.consent_state,
        "screening_result": intake.screening_result,
        "screened_month": month_of(intake.screened_on),
    }


def _about(export: StatisticsExport, count: int) -> list[list[str]]:
    """What the file is, and which code lists its columns use."""
    lists = dict(CodeList.objects.values_list("code", "name"))
    columns = [
        [column, f"{words}{'：' if source else ''}{source} {lists.get(source, '')}".strip()]
        for column, (words, source) in COLUMNS.items()
    ]
    return [
        ["書き出しの版", f"statistics {VERSION}"],
        ["作成の月", month_of(timezone.localdate())],
        ["件数", str(count)],
        ["期間", f"{month_of(export.first_on)}〜{month_of(export.last_on)}"],
        [
            "取り扱い",
            "氏名・番号・日付・文章を含みません。少ない件数の行から人が分かることがあります。"
            "公表する表は、1から4を「x」にしてください。",
        ],
        *columns,
    ]


def make(table: Table) -> Result:
    """Write the file; its name tells nothing (S-30)."""
    if table.form == CSV:
        return Result(tables.as_csv(list(COLUMNS), table.rows), tables.CSV, "statistics.csv")
    content = tables.as_xlsx("統計", list(COLUMNS), table.rows, table.about)
    return Result(content, tables.XLSX, "statistics.xlsx")


STATISTICS = JobKind(
    name=KIND,
    label="統計のための書き出し",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("reports:statistics", of_object=False),
)
