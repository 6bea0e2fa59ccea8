"""All that one body has written about a case, as data: JSON, or one CSV a table in a ZIP (docs/export.md).

For the body's own use and for the coming national platform. What lies in other compartments is not its
own: 支援会議 and plans stay where they are (R4, R5, R7). Every row through `visible_to`.
"""

import datetime
import decimal
import io
import json
import uuid
import zipfile
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone

from access import protecting
from access.models import AccessLog, Compartment
from access.output import own_use
from access.reading import ReadingLog
from cases.models import CaseRecord, ContactPoint, Intake, Person, Referral
from documents import tables
from jobs.registry import JobKind, NotPermitted, Result, page_at
from meetings.models import CoordinationRequest
from organizations.models import Area, Body, Code, LegalBasis, Staff, StandingText

from .own_tables import LEFT_OUT_COLUMNS, TABLES, columns_of, table_name

KIND = "own_data"
# Rises with every change of a table or a column (docs/export.md, tests/reports/test_own_data.py).
SCHEMA, VERSION = "bunkyo-own-data", "1.6"
JSON, CSV = "json", "csv"
FORMATS = {JSON: "JSON", CSV: "CSV（ZIP）"}
# The number from which she called: withheld as on the page of the intake (R11).
_NUMBER = {"visitor_phone": ""}
# Fields whose value is a list or an object: kept as they are in JSON, as JSON text in CSV.
Row = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """The records of one body in a case, ready to be written."""

    head: Row
    tables: dict[str, list[Row]]
    references: dict[str, list[Row]]
    form: str


def may(user: Any, object_id: uuid.UUID) -> CaseRecord | None:
    """The record, while who asked writes in it: those who only read something of it take nothing."""
    rows = CaseRecord.objects.changeable_by(user).filter(pk=object_id)
    found: CaseRecord | None = rows.select_related("compartment__case", "body").first()
    return found


def compartments_of(record: CaseRecord, user: Any) -> list[uuid.UUID]:
    """The record itself; the basic information, if she keeps it; what the body sent, received or
    recorded of hand-offs and consents."""
    seen = Compartment.objects.visible_to(user).filter(case=record.compartment.case_id)
    kept = Compartment.objects.writable_by(user).filter(
        case=record.compartment.case_id, kind=Compartment.Kind.FACE
    )
    of_body = seen.filter(
        kind__in=(Compartment.Kind.HAND_OFF, Compartment.Kind.CONSENTED),
        organization=record.body_id,
    )
    case, body = record.compartment.case_id, record.body_id
    received = [
        Referral.objects.visible_to(user).of_case(case).filter(receiver_body=body),
        CoordinationRequest.objects.visible_to(user).of_case(case).filter(secretariat=body),
    ]
    return [
        record.compartment_id,
        *kept.values_list("pk", flat=True),
        *of_body.values_list("pk", flat=True),
        *(pk for rows in received for pk in rows.values_list("compartment", flat=True)),
    ]


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Data:
    """Read every table; one question each, however many rows."""
    record = may(user, object_id)
    if record is None:
        raise NotPermitted
    places = compartments_of(record, user)
    withheld = protecting.withholds(record.compartment.case_id, user)
    found = {
        table_name(model): [
            _row(model, row) | (_NUMBER if withheld and model is Intake else {})
            for row in _rows(model, user, places)
        ]
        for model in TABLES
    }
    log.note(AccessLog.Action.EXPORT, record, kind=OWN_DATA.label)
    case = record.compartment.case
    head = {
        "schema": SCHEMA,
        "version": VERSION,
        "exported_at": timezone.localtime().isoformat(timespec="seconds"),
        "exported_by": str(user),
        "body": {"id": str(record.body_id), "name": record.body.name},
        "case": {"number": case.number, "opened_on": case.opened_on.isoformat()},
        "left_out": LEFT_OUT_COLUMNS,
    }
    return Data(head, found, _references(found), option)


def _rows(model: type[Any], user: Any, places: list[uuid.UUID]) -> Any:
    """Rows of a table. How to reach somebody only while she belongs to the household, as on its page:
    whoever left it, or has a file of her own, is not found through this one (R11)."""
    rows = model.objects.visible_to(user).filter(compartment__in=places)
    if model is ContactPoint:
        return rows.filter(person__in=Person.objects.visible_to(user).in_household())
    return rows


def _row(model: type[Model], row: Any) -> Row:
    return {name: _plain(getattr(row, field.attname)) for name, field in columns_of(model)}


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates by ISO 8601, moments with their offset."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    return value


def _references(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What the rows point to outside of the case: staff and bodies named in them by id and name, and
    every version of the code lists, legal bases and forms (定型の文)."""
    ids = {
        value
        for rows in found.values()
        for row in rows
        for value in row.values()
        if isinstance(value, str) and len(value) == 36
    }
    people = Staff.objects.filter(pk__in=_uuids(ids)).order_by("username")
    bodies = Body.objects.filter(pk__in=_uuids(ids)).order_by("order", "name")
    return {
        "staff": [{"id": str(pk), "name": name} for pk, name in people.values_list("pk", "name")],
        "bodies": [
            {"id": str(pk), "name": name, "kind": kind}
            for pk, name, kind in bodies.values_list("pk", "name", "kind")
        ],
        "areas": [
            {"id": pk, "code": code, "name": name}
            for pk, code, name in Area.objects.order_by("order").values_list("pk", "code", "name")
        ],
        "codes": _dated(
            Code.objects.order_by("code_list", "order", "valid_from"),
            "code_list_id",
            "value",
            "label",
        ),
        "legal_bases": _dated(
            LegalBasis.objects.order_by("code", "valid_from"), "id", "code", "label", "article"
        ),
        "form_texts": _dated(
            StandingText.objects.order_by("kind", "valid_from"), "id", "kind", "text"
        ),
    }


def _uuids(texts: set[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _dated(rows: Any, *names: str) -> list[Row]:
    wanted = (*names, "valid_from", "valid_until")
    return [
        {name.removesuffix("_id"): _plain(value) for name, value in zip(wanted, row, strict=True)}
        for row in rows.values_list(*wanted)
    ]


def make(data: Data) -> Result:
    """Write the file; its name tells nothing (S-30)."""
    if data.form == CSV:
        return Result(_as_zip(data), "application/zip", "own-data.zip")
    whole = {**data.head, "tables": data.tables, "references": data.references}
    content = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    return Result(content, "application/json", "own-data.json")


def _as_zip(data: Data) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(data.head, ensure_ascii=False, indent=1))
        for folder, found in (("tables", data.tables), ("references", data.references)):
            for name, rows in found.items():
                if rows:
                    archive.writestr(f"{folder}/{name}.csv", _as_csv(rows))
    return out.getvalue()


def _as_csv(rows: list[Row]) -> bytes:
    head = list(rows[0])
    return tables.as_csv(head, [[_cell(row[name]) for name in head] for row in rows])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


OWN_DATA = JobKind(
    name=KIND,
    label="自機関の記録のデータ",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("reports:own_data"),
)
