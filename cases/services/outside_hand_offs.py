"""つなぎ to a place that has no account here: recorded, what came of it, and taken back (domain.md CL-08, 4.2)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import ledger
from access.errors import DomainError
from access.models import Disclosure
from access.shortcuts import save_changed
from cases import codes
from cases.models import CaseRecord, Nature, NextAction, OutsideHandOff, Person, RecordState
from documents.business_days import deadline
from documents.wareki import format_date
from organizations.models import LegalBasis

from .hand_offs import person_statement, require_for_hand_off
from .notes import write_note
from .records import open_actions, require_going_on, settle_actions

Way = OutsideHandOff.Way
ASKED_AGAIN_IN = 7  # days
# How a person agrees to a place being told of her (CL-06).
AGREED = frozenset({codes.WRITTEN, codes.ORAL})

# Use within the ward (Act on the Protection of Personal Information, Art. 69 (2) no. 2) is no ground for telling those
# of CL-08 that are no part of it: 医療機関, ハローワーク, 法テラス・弁護士等, 警察・消防, 町会・自治会, NPO・居場所. A section of
# the ward without an account here may be told on it, and so may 民生委員 (domain.md 4.11).
INSIDE_ONLY = "PIPL69-2-2"
NOT_OF_THE_WARD = frozenset({"16", "21", "25", "26", "31", "32"})
ANOTHER_BASIS = (
    "「内部での利用」は、区の中で使うときの根拠です。この種別の機関に伝える根拠を選んでください"
)


@dataclass(frozen=True)
class OutsideFacts:
    """Where to, for what, and what was told there, on which basis."""

    kind: str
    place: str
    way: str
    told_on: datetime.date
    reason: str
    consent_state: str
    legal_basis: LegalBasis | None = None
    # The day on which the person said that this very place may be told; where the basis is 本人同意.
    agreed_on: datetime.date | None = None
    people: Sequence[Person] = ()
    continues: str = ""
    ask_on: datetime.date | None = None


@transaction.atomic
def hand_outside(*, record: CaseRecord, facts: OutsideFacts, by: Any) -> OutsideHandOff:
    """Record a つなぎ to a place outside. What was told there is a line of the ledger, on exactly one legal
    basis (R3, R21). Where only the person was shown the way, nothing has left the body and there is none; what
    goes on paper leaves when the sheet is made for the place, and is entered by the gate (`outside_paper`).

    The body stays responsible, and its work keeps its state. What the screening asked for is done when the place
    is told, not when the person was shown the way. Raises DomainError without a basis.
    """
    require_going_on(record)
    _require_days(facts)
    _require_basis(facts)
    told = facts.way != Way.PERSON
    basis = facts.legal_basis if told else None
    row: OutsideHandOff = OutsideHandOff.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        kind=facts.kind,
        place=facts.place,
        way=facts.way,
        told_on=facts.told_on,
        reason=facts.reason,
        household=[person_statement(person) for person in facts.people] if told else [],
        continues=facts.continues,
        consent_state=facts.consent_state,
        legal_basis=basis,
        agreed_on=facts.agreed_on if basis and basis.needs_consent else None,
        reminder=_remind(record, facts.place, facts.ask_on, by),
    )
    if told and row.way != Way.PAPER:
        _enter_in_ledger(row, record, _purpose(row), by)
    waited_for = settle_actions if told else open_actions
    row.sending = waited_for(record=record, state=RecordState.HANDED_OFF, by=by)
    return row


def _require_days(facts: OutsideFacts) -> None:
    today = timezone.localdate()
    if facts.told_on > today:
        raise DomainError("つないだ日は、今日までの日付にしてください")
    if facts.ask_on and facts.ask_on < today:
        raise DomainError("結果を確かめる日は、今日か、今日より後の日付にしてください")


def _require_basis(facts: OutsideFacts) -> None:
    if facts.kind not in dict(codes.choices(codes.OUTSIDE)):
        raise DomainError("つなぎ先の種別を、一覧から選んでください")
    if facts.way == Way.PERSON:
        return
    if facts.legal_basis is None:
        raise DomainError("相手に伝えた根拠を、一つ選んでください")
    require_for_hand_off(facts.legal_basis)
    if is_inside_only(facts.kind, facts.legal_basis):
        raise DomainError(ANOTHER_BASIS)
    if facts.legal_basis.needs_consent:
        _require_agreement(facts)


def is_inside_only(kind: str, basis: LegalBasis) -> bool:
    """Whether the basis is one of the ward's own work, and the place is no part of the ward."""
    return basis.code == INSIDE_ONLY and kind in NOT_OF_THE_WARD


def _require_agreement(facts: OutsideFacts) -> None:
    """A consent on record names bodies with an account, never this place: what counts is that the person was
    asked about it, on which day and how (R3)."""
    if facts.consent_state not in AGREED:
        raise DomainError(
            "根拠が「本人同意」のときは、本人の同意を「同意（書面）」か「同意（口頭）」にします。"
            "同意がないときは、ほかの根拠があるかを確かめてください"
        )
    if facts.agreed_on is None:
        raise DomainError("この機関に伝えることを、本人に確かめた日を書いてください")
    if facts.agreed_on > facts.told_on:
        raise DomainError("本人に確かめた日は、つないだ日までの日付にしてください")


def _remind(
    record: CaseRecord, place: str, ask_on: datetime.date | None, by: Any
) -> NextAction | None:
    if ask_on is None:
        return None
    made: NextAction = NextAction.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        what=f"{place}へのつなぎの結果を確かめる",
        due_on=ask_on,
        assignee_id=by.pk,
    )
    return made


def recipients_of(row: OutsideHandOff) -> str:
    """To whom, as the ledger names it."""
    return f"{row.place}（{codes.label(codes.OUTSIDE, row.kind)}）"


def agreement_of(row: OutsideHandOff) -> str:
    """When and how the person agreed, for the ledger; empty where the basis is another one."""
    if row.agreed_on is None:
        return ""
    how = codes.label(codes.CONSENT_STATE, row.consent_state)
    return f"。{format_date(row.agreed_on)}に本人に確かめた（{how}）"


def _purpose(row: OutsideHandOff) -> str:
    """The day on which the place was told, which may lie before the line is written (R21)."""
    day = format_date(row.told_on)
    return f"支援のためのつなぎ。{day}に伝えた（{row.get_way_display()}）{agreement_of(row)}"


def _enter_in_ledger(row: OutsideHandOff, record: CaseRecord, purpose: str, by: Any) -> None:
    assert row.legal_basis is not None
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.HAND_OFF,
        obj=row,
        recipients=recipients_of(row),
        purpose=purpose,
        legal_basis=row.legal_basis,
    )


@transaction.atomic
def note_outside_result(
    *,
    row: OutsideHandOff,
    result: str,
    replied_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> OutsideHandOff:
    """What came of it, as the place or the person said; written again when it was wrong or more is known.

    What reminds of asking is settled with it. Raises StaleError when a colleague has written meanwhile.
    """
    record = CaseRecord.objects.visible_to(by).get(pk=row.record_id)
    require_going_on(record)
    _require_not_cancelled(row)
    if not row.told_on <= replied_on <= timezone.localdate():
        raise DomainError("対応日は、つないだ日から今日までの日付にしてください")
    fields = {"result": result, "replied_on": replied_on, "result_by_id": by.pk}
    save_changed(row, by=by, fields=fields, version=version)
    _settle_reminder(row, by)
    return row


def asked_next() -> datetime.date:
    """The day that is proposed for asking again: in a week, or when the office is open next."""
    return deadline(timezone.localdate(), ASKED_AGAIN_IN)


@transaction.atomic
def ask_again(
    *,
    row: OutsideHandOff,
    ask_on: datetime.date,
    by: Any,
    method: str = codes.BY_OTHER_MEANS,
    heard: str = "",
    version: int | None = None,
) -> OutsideHandOff:
    """Nobody knows yet what came of it: it is asked again on another day, and the record says so in a note, with what
    was `heard` of the place. What reminds of asking is moved, and remains whose it is; where it was ticked, or there
    was none, the user has a new one. Earlier days stay in the history. The same day once more changes nothing.

    Raises DomainError when the result is written or the day is not one to come, StaleError when a colleague has
    written meanwhile.
    """
    record = CaseRecord.objects.visible_to(by).get(pk=row.record_id)
    require_going_on(record)
    _require_not_cancelled(row)
    if row.is_answered:
        raise DomainError("結果は、もう書かれています。直すときは「結果を直す」から書きます")
    if ask_on <= timezone.localdate():
        raise DomainError("次に確かめる日は、あしたからあとの日にしてください")
    opened = NextAction.objects.visible_to(by).filter(pk=row.reminder_id, done_at__isnull=True)
    reminder = opened.first()
    if reminder and reminder.due_on == ask_on and not heard:
        return row
    # First of all: two who press at once do not both write.
    save_changed(row, by=by, fields={}, version=version)
    if reminder is None:
        row.reminder = _remind(record, row.place, ask_on, by)
        save_changed(row, by=by, fields={"reminder_id": row.reminder_id})
    else:
        row.reminder = save_changed(reminder, by=by, fields={"due_on": ask_on})
    _note_asked_again(row, record, heard, method, by)
    return row


def _note_asked_again(
    row: OutsideHandOff, record: CaseRecord, heard: str, method: str, by: Any
) -> None:
    assert row.ask_on is not None
    about = f"{row.place}へのつなぎの結果は、まだ分からない。"
    said = f"{row.place}から聞いたこと：{heard}\n" if heard else ""
    write_note(
        record=record,
        text=f"{about}\n{said}{format_date(row.ask_on)}に、もう一度確かめる。",
        method=method,
        counterpart=row.place,
        nature=Nature.HEARSAY if heard else Nature.FACT,
        source=row.place if heard else "",
        by=by,
    )


@transaction.atomic
def cancel_outside(
    *, row: OutsideHandOff, reason: str, by: Any, version: int | None = None
) -> OutsideHandOff:
    """It was entered by mistake. It stays readable and struck, its reminder is settled, and no paper is made of it.
    Each line that it has in the ledger is followed by one that says that it was wrong; none is changed (R21).

    Raises StaleError when a colleague has written meanwhile, DomainError when it was cancelled before.
    """
    record = CaseRecord.objects.visible_to(by).get(pk=row.record_id)
    require_going_on(record)
    _require_not_cancelled(row)
    fields = {"cancelled_at": timezone.now(), "cancel_reason": reason, "cancelled_by_id": by.pk}
    save_changed(row, by=by, fields=fields, version=version)
    _settle_reminder(row, by)
    for line in lines_of(row, by):
        said = f"{format_date(timezone.localdate(line.disclosed_at))}・{line.get_channel_display()}"
        purpose = f"前の行（{said}）は誤り。つなぎの記録を取り消した。理由：{reason}"
        _enter_in_ledger(row, record, purpose, by)
    return row


def lines_of(row: OutsideHandOff, by: Any) -> list[Disclosure]:
    """What the ledger says of it so far."""
    rows = Disclosure.objects.visible_to(by).filter(
        compartment=row.compartment_id, object_id=row.pk
    )
    return list(rows.order_by("disclosed_at", "pk"))


def _require_not_cancelled(row: OutsideHandOff) -> None:
    if row.is_cancelled:
        raise DomainError("このつなぎの記録は、取り消されています")


def _settle_reminder(row: OutsideHandOff, by: Any) -> None:
    actions = NextAction.objects.changeable_by(by)
    for action in actions.filter(pk=row.reminder_id, done_at__isnull=True):
        save_changed(action, by=by, fields={"done_at": timezone.now()})
