"""A list is brought, tried, taken in as a whole or not at all, and taken back."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile, Compartment
from access.policies import confidential_models
from access.taking_back import take_back_case, used_besides
from cases.importing.reading import Facts, Reader, Row, from_json, to_json
from cases.models import CaseImport, CaseRecord, ImportState, Intake, Person, RecordState
from documents.files import FileRefused, table
from documents.text import search_key
from drafts.encryption import seal, unseal
from organizations.models import Appointment, Body

from .closing import close_record
from .intakes import person_key, receive_intake
from .records import assign_staff, move_record, offices_at, staff_in_charge, staff_version
from .shield import proposals

KEPT_FOR = datetime.timedelta(days=7)
# Kinds of compartments that an intake makes; another one means that work has begun.
MADE = {Compartment.Kind.FACE, Compartment.Kind.RECORD}


@dataclass(frozen=True)
class Outcome:
    """What a trial or a run brought: the lines with what is wrong, and the cases made."""

    rows: list[Row]
    cases: list[CaseFile]

    @property
    def is_good(self) -> bool:
        return not any(row.errors for row in self.rows)


@transaction.atomic
def bring_list(*, body: Body, name: str, content: bytes, by: Any) -> CaseImport:
    """Read a list and keep its lines, sealed, until they are taken in. Raises DomainError when it
    cannot be read or its headings are not those of the template."""
    throw_old_away(by=by)
    try:
        cells = table(content, name)
    except FileRefused as refused:
        raise DomainError(str(refused)) from refused
    rows, wrong = Reader().read(cells)
    if wrong:
        raise DomainError("。".join(wrong[:5]))
    _warn_of_known(rows, by)
    kept = CaseImport(user_id=by.pk, body=body, lines=len(rows))
    _seal(kept, rows, by)
    kept.save(force_insert=True)
    return kept


def _warn_of_known(rows: list[Row], by: Any) -> None:
    """Lines that may be about somebody whom the user sees already; one question for the list (R1)."""
    keys = {
        row.number: person_key(row.cells.get("氏名", ""), row.cells.get("ふりがな", ""))
        for row in rows
        if search_key(row.cells.get("氏名", ""))
    }
    known = dict(
        Person.objects.visible_to(by)
        .filter(search_key__in=set(keys.values()))
        .values_list("search_key", "compartment__case__serial")
    )
    for row in rows:
        if keys.get(row.number) in known:
            row.warnings.append("同じ名前の人が、すでに登録されています")


def _seal(kept: CaseImport, rows: list[Row], by: Any) -> None:
    kept.sealed = seal(by, to_json(rows))
    kept.faulty = sum(bool(row.errors) for row in rows)


def rows_of(kept: CaseImport, by: Any) -> list[Row]:
    """The lines, while they are kept."""
    return from_json(unseal(by, kept.sealed) or []) if kept.sealed else []


def throw_old_away(*, by: Any) -> int:
    """Lists that nobody took in within a week lose their lines."""
    old = CaseImport.objects.visible_to(by).filter(
        state=ImportState.OPEN, created_at__lt=timezone.now() - KEPT_FOR
    )
    return int(old.update(state=ImportState.CANCELLED, sealed=b""))


def throw_all_old_away() -> int:
    """The same of everybody, by the clock. By the role for scheduled work, which may give up old ones only
    (CaseImport.jobs_role_updates_where) and reads no line."""
    old = CaseImport.objects.using("jobs").filter(
        state=ImportState.OPEN, created_at__lte=Now() - KEPT_FOR
    )
    return int(old.update(state=ImportState.CANCELLED, sealed=b""))


@transaction.atomic
def give_up(*, kept: CaseImport, by: Any) -> CaseImport:
    """The list is not taken in; its lines go. Twice changes nothing."""
    if kept.state == ImportState.DONE:
        raise DomainError(
            "すでに取り込みました。やめるときは「取り込みを取り消す」を使ってください"
        )
    if kept.is_open:
        kept.state, kept.sealed = ImportState.CANCELLED, b""
        kept.save(update_fields=["state", "sealed"])
    return kept


@transaction.atomic
def take_in(
    *,
    kept: CaseImport,
    by: Any,
    is_trial: bool,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Take in every line, or none: one that cannot be taken undoes them all. A trial does the same
    and undoes it in any case. What is wrong stands with its line afterwards."""
    if not kept.is_open:
        raise DomainError("この名簿は、すでに取り込んだか、取りやめています")
    rows, reader = rows_of(kept, by), Reader()
    offices = {a.staff.username: a for a in offices_at(kept.body)}
    made: list[Intake] = []
    point = transaction.savepoint()
    for number, row in enumerate(rows, start=1):
        if facts := reader.facts(row):
            try:
                with transaction.atomic():
                    made.append(_take_line(facts, kept.body, offices, row, by))
            except DomainError as error:
                row.errors.append(("", str(error)))
        tell(number, len(rows))
    outcome = Outcome(rows, [intake.compartment.case for intake in made])
    if is_trial or not outcome.is_good:
        transaction.savepoint_rollback(point)
        _seal(kept, rows, by)
        kept.tried_at = timezone.now()
        kept.save(update_fields=["sealed", "faulty", "tried_at"])
    else:
        transaction.savepoint_commit(point)
        # By the clock by which changes are dated (access.record_history), which may be of another machine.
        kept.state, kept.sealed, kept.finished_at = ImportState.DONE, b"", Now()
        kept.case_ids = [str(case.pk) for case in outcome.cases]
        kept.save(update_fields=["state", "sealed", "finished_at", "case_ids"])
        kept.refresh_from_db(fields=["finished_at"])
    return outcome


MAY_BE_KIN = (
    "「担当」の職員は、世帯の人と親族かもしれません。担当にしないで取り込みます。"
    "「職員が親族でないか確かめる」で決めてから、担当にしてください"
)


def _take_line(
    facts: Facts, body: Body, offices: dict[str, Appointment], row: Row, by: Any
) -> Intake:
    if facts.staff and facts.staff not in offices:
        raise DomainError("「担当」に、自機関の職員のログイン名を書いてください")
    intake = receive_intake(
        body=body,
        facts=facts.intake,
        subject=facts.subject,
        others=facts.others,
        by=by,
        is_supported_already=facts.state == RecordState.SUPPORTING,
        own_number=facts.own_number,
    )
    record: CaseRecord = intake.record
    if facts.staff and proposals(record=record, staff=[offices[facts.staff].staff], by=by):
        # A list is not stopped by a common surname; the one line waits for a decision (R23).
        if MAY_BE_KIN not in row.warnings:
            row.warnings.append(MAY_BE_KIN)
    elif facts.staff:
        received = staff_version(staff_in_charge(record, by))
        named = [offices[facts.staff]]
        assign_staff(record=record, staff=named, version=received, by=by)
    if facts.state == RecordState.SUPPORTING:
        move_record(record=record, to=RecordState.SUPPORTING, by=by)
    elif facts.state == RecordState.CLOSED:
        close_record(
            record=record,
            reason=facts.closing_reason,
            note="取り込む前に終了",
            on=facts.ended_on,
            by=by,
        )
    return intake


@dataclass(frozen=True)
class TakenBack:
    """Cases that vanished, and those that stay because somebody has worked on them."""

    gone: list[CaseFile]
    stay: list[CaseFile]


def worked_on(kept: CaseImport, by: Any) -> TakenBack:
    """Which cases of an import nobody has touched since, and which somebody has.

    One that the user does not see any more, because it was narrowed, was worked on and is not named. Of one
    that she sees the database says whether somebody works in it where she does not see it (R2, R11 to R13).
    """
    cases = list(CaseFile.objects.visible_to(by).filter(pk__in=kept.case_ids).order_by("serial"))
    touched: set[Any] = set(used_besides(cases))
    others = Compartment.objects.visible_to(by).filter(case__in=cases).exclude(kind__in=MADE)
    touched |= set(others.values_list("case", flat=True))
    for model in confidential_models():
        rows = model.history.all().visible_to(by)  # type: ignore[attr-defined]
        since = rows.filter(history_date__gt=kept.finished_at, compartment__case__in=cases)
        touched |= set(since.order_by().values_list("compartment__case", flat=True))
    return TakenBack(
        [case for case in cases if case.pk not in touched],
        [case for case in cases if case.pk in touched],
    )


@transaction.atomic
def take_back(*, kept: CaseImport, by: Any) -> TakenBack:
    """Undo an import: cases on which nobody has worked vanish for everybody, the others stay."""
    if kept.state != ImportState.DONE:
        raise DomainError("取り消せるのは、取り込み済みの名簿だけです")
    found = worked_on(kept, by)
    for case in list(found.gone):
        if not take_back_case(case=case, body=kept.body):
            # Somebody has begun to work in it at this moment.
            found.gone.remove(case)
            found.stay.append(case)
    kept.state = ImportState.UNDONE
    kept.case_ids = [str(case.pk) for case in found.stay]
    kept.save(update_fields=["state", "case_ids"])
    return found
