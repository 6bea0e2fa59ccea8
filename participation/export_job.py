"""The register as a file for a spreadsheet, through the one gate (S-91). It names no case."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Output
from access.reading import ReadingLog
from documents import tables
from jobs.registry import JobKind, NotPermitted, Result, page_at

from .choices import Words
from .columns import ALSO, HEAD, line_of
from .models import Resource, ResourceExport
from .services.files import KIND


@dataclass(frozen=True)
class Table:
    """The register as it was read, ready to be written."""

    rows: list[list[str]]
    about: list[list[str]]
    form: str


def may(user: Any, object_id: uuid.UUID) -> ResourceExport | None:
    """What was asked for, while who asked reads every entry of it (S-06)."""
    found: ResourceExport | None = (
        ResourceExport.objects.visible_to(user).filter(pk=object_id).first()
    )
    if found is None:
        return None
    seen = Resource.objects.visible_to(user).filter(pk__in=found.resource_ids).count()
    return found if seen == len(found.resource_ids) else None


def gate(user: Any, export: ResourceExport, option: str) -> Output:
    """For the desk of who asked; about nobody."""
    return Output(OutputHold.Use.OWN, ())


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Table:
    """Read the entries, in the order of the screen."""
    export = may(user, object_id)
    if export is None:
        raise NotPermitted
    rows = Resource.objects.visible_to(user).select_related(
        "area", "body", "checked_by", "kept_by_body"
    )
    known = {str(row.pk): row for row in rows.filter(pk__in=export.resource_ids)}
    words = Words()
    found = [known[pk] for pk in export.resource_ids]
    log.note(AccessLog.Action.EXPORT, kind=RESOURCE_FILE.label)
    about = [
        ["書き出した人", str(user)],
        ["書き出した日時", timezone.localtime().isoformat(timespec="minutes")],
        ["件数", str(len(found))],
        ["条件", "、".join(export.words) or "なし（見られる資源すべて）"],
        ["取り扱い", "「関係者のみ」「区内部」の資源は、外に配らないでください。"],
    ]
    return Table([[*line_of(row, words), *_also(row)] for row in found], about, option)


def _also(row: Resource) -> list[str]:
    day = row.checked_on.isoformat() if row.checked_on else ""
    return [day, str(row.checked_by or ""), str(row.kept_by_body)]


def make(table: Table) -> Result:
    """Write the file."""
    head = (*HEAD, *ALSO)
    if table.form == "csv":
        return Result(tables.as_csv(head, table.rows), tables.CSV, "resources.csv")
    content = tables.as_xlsx("社会資源", head, table.rows, table.about)
    return Result(content, tables.XLSX, "resources.xlsx")


RESOURCE_FILE = JobKind(
    name=KIND,
    label="社会資源台帳",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("participation:resources", of_object=False),
)
