"""The record of one body on a case: opened, moved, its staff, narrowed, closed; people kept out."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import explain, grants, narrowing, protecting
from access.errors import DomainError, StaleError
from access.models import CaseFile, Compartment, Restriction
from access.shortcuts import save_changed
from access.stale import stale_since
from cases.deadlines import end_of
from cases.models import (
    RECORD_MOVES,
    CaseRecord,
    NextAction,
    RecordState,
    StaffInCharge,
)
from organizations.models import Appointment, Body, Staff

from .household import hold_home
from .in_hand import follow
from .restrictions import kept_out_of, refuse_kept_out, require_decider
from .shield import Known, put_receiver_in_charge, require_decided


def require_office(by: Any, body: Body, words: str) -> None:
    """Who acts for a body holds an office there now; both sides of a hand-off may write in it."""
    if not Appointment.objects.current().filter(staff=by, role_group__body=body).exists():
        raise DomainError(words)


def offices_at(body: Body) -> Any:
    """Current offices whose holders keep the record of a body (R2, R6)."""
    return (
        Appointment.objects.current()
        .with_body()
        .filter(role_group__body=body, role_group__role__in=grants.record_roles(body))
        .order_by("staff__kana", "staff__name", "pk")
    )


@transaction.atomic
def open_own_record(*, case: CaseFile, body: Body, state: str, by: Any) -> CaseRecord:
    """The body begins its own record of a case that it knows (R2)."""
    compartment = grants.open_record(case=case, body=body, by=by)
    return enter_record(compartment=compartment, body=body, state=state, by=by)


def enter_record(
    *,
    compartment: Compartment,
    body: Body,
    state: str,
    by: Any,
    known: Known | None = None,
    own_number: str = "",
) -> CaseRecord:
    """The record and its first member of staff in charge. The household is entered before (R23), and is
    `known` to who has just entered it."""
    record: CaseRecord = CaseRecord.objects.create(
        compartment=compartment, created_by=by, body=body, state=state, own_number=own_number
    )
    put_receiver_in_charge(record=record, by=by, known=known)
    return record


# What is said of an end or a pause; it goes when the state does.
_UNSAID: dict[str, Any] = {
    "closed_on": None,
    "closing_reason": "",
    "closing_note": "",
    "followed_by_id": None,
    "follow_up_on": None,
    "reopen_when": "",
    "suspended_on": None,
    "suspension_reason": "",
    "suspension_note": "",
    "review_on": None,
}
_DAY_OF = {RecordState.CLOSED: "closed_on", RecordState.SUSPENDED: "suspended_on"}


@transaction.atomic
def move_record(
    *,
    record: CaseRecord,
    to: str,
    by: Any,
    facts: dict[str, Any] | None = None,
    version: int | None = None,
) -> CaseRecord:
    """Move the body's work to another state, with what is said of it (`facts`).

    Raises DomainError for a move that is not allowed.
    """
    if to not in RECORD_MOVES[record.state]:
        raise DomainError(
            f"「{record.get_state_display()}」からは、その状態にできません。"
            "終了や中断をした記録は、先に支援を再開してください"
        )
    days = {_DAY_OF[RecordState(to)]: timezone.localdate()} if to in _DAY_OF else {}
    fields = {"state": to, **_UNSAID, **days, **(facts or {})}
    save_changed(record, by=by, fields=fields, version=version)
    settle_actions(record=record, state=to, by=by)
    return record


def open_actions(*, record: CaseRecord, state: str, by: Any) -> list[NextAction]:
    """What is to be done until the record comes to this state."""
    rows = NextAction.objects.changeable_by(by).filter(record=record, ends_with=state)
    return list(rows.filter(done_at__isnull=True).order_by("created_at", "pk"))


def settle_actions(*, record: CaseRecord, state: str, by: Any) -> list[NextAction]:
    """What was to be done until the record comes to this state is done with it. Returns what was open."""
    found = open_actions(record=record, state=state, by=by)
    for task in found:
        save_changed(task, by=by, fields={"done_at": timezone.now()})
    return found


def require_going_on(record: CaseRecord) -> None:
    """Nothing is added to a record that was closed."""
    if record.is_closed:
        raise DomainError("この記録は終了しています。書き足すには、先に支援を再開してください")


def staff_in_charge(record: CaseRecord, by: Any) -> Any:
    """Who is in charge at the body now."""
    return (
        StaffInCharge.objects.visible_to(by)
        .filter(record=record, until__isnull=True)
        .select_related("staff")
    )


def staff_version(in_charge: Iterable[StaffInCharge]) -> int:
    """A number that is another one as soon as others are in charge: what somebody had before her eyes when
    she began to choose. A version of its own for the whole set, for its rows come and go."""
    present = ",".join(sorted(row.staff_id.hex for row in in_charge))
    return int.from_bytes(hashlib.sha256(present.encode()).digest()[:6], "big")


def _hold(record: CaseRecord, version: int | None, by: Any) -> None:
    """Hold the record, so that two never replace who is in charge at once. Raises StaleError when others
    are in charge than the version says, or when the user may not write in it now."""
    rows = CaseRecord.objects.changeable_by(by).select_for_update(of=("self",))
    held = rows.filter(pk=record.pk).first()
    if held is None:
        raise StaleError
    if staff_version(staff_in_charge(record, by)) != version:
        ever = StaffInCharge.objects.visible_to(by).filter(record=record)
        raise stale_since(((row, 0) for row in ever), by)
    record.is_narrowed = held.is_narrowed


@transaction.atomic
def assign_staff(
    *, record: CaseRecord, staff: Iterable[Appointment], version: int | None, by: Any
) -> CaseRecord:
    """Name who is in charge 担当者. In a narrowed case that is also who sees it (R2).

    `version` is the `staff_version` of those who were in charge when somebody chose. Raises StaleError
    when others are now: whoever a colleague has named meanwhile would be dropped unseen. What somebody whom another body
    keeps out of the case has in hand goes to who is in charge now (R12).
    """
    named = list(staff)
    _require_own_offices(record, named)
    _hold(record, version, by)
    if record.is_narrowed and by.pk not in {a.staff_id for a in named}:
        raise DomainError("担当者限定のケースです。自分を含めて、担当する人を選んでください")
    _shield(record, named, by)
    left = _replace_staff(record, named, by)
    _take_on_from_kept_out(record, named, by)
    if record.is_narrowed:
        # All of them: whoever was in charge already may have another office here since.
        narrowing.join_narrowed(record=record.compartment, staff=named)
        for user in left:
            narrowing.leave_narrowed(record=record.compartment, user=user)
    return record


def _require_own_offices(record: CaseRecord, named: list[Appointment]) -> None:
    if not named or any(a.body.pk != record.body_id for a in named):
        raise DomainError("担当する人を、自分の機関の職員から選んでください")


def _shield(record: CaseRecord, named: list[Appointment], by: Any) -> None:
    """Nobody who may be kin comes to be in charge before that is decided (R23), and nobody who is kept out (R12)."""
    refuse_kept_out(named, record.compartment.case)
    known = {row.staff_id for row in staff_in_charge(record, by)}
    require_decided(record=record, staff=[a.staff for a in named if a.staff_id not in known], by=by)


def _replace_staff(record: CaseRecord, named: list[Appointment], by: Any) -> list[Staff]:
    """Bring the rows to the named staff; returns who is no longer in charge."""
    joined = {a.staff_id: a for a in named}
    left = []
    for row in staff_in_charge(record, by):
        if row.staff_id in joined:
            del joined[row.staff_id]
        else:
            save_changed(row, by=by, fields={"until": timezone.localdate()})
            left.append(row.staff)
    for staff_id in joined:
        StaffInCharge.objects.create(
            compartment_id=record.compartment_id, created_by=by, record=record, staff_id=staff_id
        )
    return left


@transaction.atomic
def narrow_to_staff(
    *, record: CaseRecord, staff: Iterable[Appointment], version: int | None, by: Any
) -> CaseRecord:
    """Narrow the case to the named staff in charge 担当者限定 (R2). One of them must act.

    All that the body sees of the case through its roles narrows: its record, the basic
    information, its hand-offs, consents and memos. What is opened later opens to them only: the
    table of grants keeps to it (access/sql/narrowing.sql).
    `version` as for `assign_staff`; raises StaleError likewise. Who is kept out has nothing in hand any more, as there.
    """
    named = list(staff)
    _require_own_offices(record, named)
    _hold(record, version, by)
    if record.is_narrowed:
        raise DomainError(
            "このケースは、すでに担当者限定です。担当する人は「担当者」で変えられます"
        )
    if by.pk not in {a.staff_id for a in named}:
        raise DomainError("自分を含めて、担当する人を選んでください")
    _shield(record, named, by)
    # First of all: whoever opens something at this moment is waited for, and holds none of these rows.
    narrowing.narrow_record(record=record.compartment, staff=named)
    _replace_staff(record, named, by)
    _take_on_from_kept_out(record, named, by)
    save_changed(record, by=by, fields={"is_narrowed": True})
    return record


@transaction.atomic
def restrict_person(
    *,
    case: CaseFile,
    user: Any,
    reason: str,
    by: Any,
    relation: str = Restriction.Relation.OTHER,
    until_on: datetime.date | None = None,
) -> int:
    """Somebody related to the case loses every basis for it (R12), supervisors too; for good, or
    to the end of a day. What she was to do next, and what she leads, stands on no home page any more: whoever keeps
    her out takes it on, in the records in which she may. Returns how many things to do that are.

    Raises DomainError for oneself, for who is kept out already, and for who does not decide about the case."""
    if user.pk == by.pk:
        raise DomainError("自分自身は指定できません。ほかの担当者か管理者に頼んでください")
    require_decider(case, by)
    hold_home(case.pk, by)  # who splits it now keeps her out of the new file as well
    if any(known.user_id == user.pk for known in explain.restrictions(case)):
        raise DomainError("この職員には、すでに見られないようにしてあります")
    mine = StaffInCharge.objects.changeable_by(by).of_case(case)
    for row in mine.filter(staff=user, until__isnull=True):
        save_changed(row, by=by, fields={"until": timezone.localdate()})
    records = CaseRecord.objects.changeable_by(by).of_case(case).select_related("compartment")
    left = 0
    for record in records:
        left += _take_on(record, user, by, by)
        if (
            record.is_narrowed
        ):  # she comes back when she is named again, and not when the restriction ends
            narrowing.leave_narrowed(record=record.compartment, user=user)
    protecting.restrict(
        case=case,
        user=user,
        relation=relation,
        reason=reason,
        valid_until=end_of(until_on) if until_on else None,
        by=by,
    )
    return left


def _take_on(record: CaseRecord, former: Staff, successor: Staff, by: Any) -> int:
    """What somebody who is kept out has in hand in a record goes to another. Returns how many things to do that are."""
    actions = NextAction.objects.changeable_by(by).filter(record=record)
    left = list(actions.filter(assignee=former, done_at__isnull=True))
    for action in left:
        save_changed(action, by=by, fields={"assignee_id": successor.pk})
    follow(record, former, successor, by)
    return len(left)


def _take_on_from_kept_out(record: CaseRecord, named: list[Appointment], by: Any) -> None:
    """Whoever names others takes on what the kept out still have in hand in a record: hers who was in charge, and of a
    colleague who never was. Who kept them out may be of another body, and could not give it to anybody here."""
    successor = by if by.pk in {a.staff_id for a in named} else named[0].staff
    for former in Staff.objects.filter(pk__in=kept_out_of(record.compartment.case)):
        _take_on(record, former, successor, by)
