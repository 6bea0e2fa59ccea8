"""Handing over in April 引き継ぎ: many records of one member of staff go to others at once.

Whoever hands over is a supervisor of the body (R9) and sees the records (R2). A case narrowed to named
staff (担当者限定) is not seen by her and is handed over by those who are named.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from access import grants, narrowing
from access.errors import DomainError, StaleError
from access.explain import restrictions
from access.shortcuts import save_changed
from cases.models import CaseRecord, NextAction, RecordState, StaffInCharge
from organizations.models import Appointment, Body, Staff
from organizations.plain_words import last_day_in_words

from .in_hand import follow, led_at
from .records import offices_at
from .shield import proposals

# As administrators are told of offices that end (organizations/admin.py).
LEAVES_SOON = datetime.timedelta(days=30)
RESTRICTED = "この職員には引き継げません。ほかの人を選んでください"
UNDECIDED = "先に、この職員が世帯の親族でないかを確かめてください"


@dataclass(frozen=True)
class HandOver:
    """One record, the row that says who is in charge now, and who shall be. The row is of `StaffInCharge`,
    or of what apps above cases have in hand where nobody else stands for it (`in_hand`). `version` is that of
    the row as it was shown: what nobody was shown is not handed over."""

    row: Any
    successor: Appointment
    version: int

    @property
    def record(self) -> CaseRecord:
        record: CaseRecord = self.row.record
        return record


@dataclass(frozen=True)
class Obstacle:
    """Why a record cannot go to the successor who was chosen, in words that tell nobody more."""

    hand_over: HandOver
    words: str
    asks_relations: bool = False


def in_charge_at(body: Body, by: Any) -> Any:
    """Rows of who is in charge of open records of a body, as far as the user sees them, and of those that were closed
    with a day on which somebody looks how they are."""
    is_over = Q(record__state=RecordState.CLOSED, record__follow_up_on__isnull=True)
    return (
        StaffInCharge.objects.visible_to(by)
        .filter(record__body=body, until__isnull=True)
        .exclude(is_over)
        .select_related("record__compartment__case", "record__body", "staff")
        .order_by("record__created_at", "pk")
    )


def in_hand_of(former: Staff, body: Body, by: Any) -> list[Any]:
    """All that is to be handed over: the records she is in charge of, and what she leads in others."""
    rows = list(in_charge_at(body, by).filter(staff=former))
    known = {row.record_id for row in rows}
    led = [row for row in led_at(body, by) if row.staff_id == former.pk]
    return [*rows, *(row for row in led if row.record_id not in known)]


def left_behind(body: Body, by: Any) -> Any:
    """Rows of who is in charge although she holds no office at the body now, or is not employed: the
    records wait for a successor (R16)."""
    return in_charge_at(body, by).exclude(staff__in=offices_at(body).values("staff"))


def loads(body: Body, by: Any) -> list[tuple[Staff, int, bool, str]]:
    """Everybody in charge of something at the body: how many records, whether she still holds an office there, and
    the last day of it where it ends soon; those who left come first, then those who leave."""
    held = set(in_charge_at(body, by).order_by().values_list("staff", "record"))
    held |= {(row.staff_id, row.record_id) for row in led_at(body, by)}
    counted = Counter(staff for staff, _ in held)
    here = set(offices_at(body).values_list("staff", flat=True))
    ends = _ends_soon(body)
    people = Staff.objects.filter(pk__in=counted).order_by("kana", "username")
    return sorted(
        ((one, counted[one.pk], one.pk in here, ends.get(one.pk, "")) for one in people),
        key=lambda load: (load[2], not load[3]),
    )


def _ends_soon(body: Body) -> dict[uuid.UUID, str]:
    """On which day she leaves the body, of whoever does so soon; nobody who goes on in an office entered already."""
    now = timezone.now()
    open_ended = Q(valid_until__isnull=True)
    offices = Appointment.objects.filter(
        open_ended | Q(valid_until__gt=now),
        role_group__body=body,
        role_group__role__in=grants.record_roles(body),
    )
    last = (
        offices.order_by()
        .values_list("staff")
        .annotate(until=Max("valid_until"), stays=Count("pk", filter=open_ended))
    )
    return {
        staff: last_day_in_words(until)
        for staff, until, stays in last
        if not stays and until <= now + LEAVES_SOON
    }


def obstacles(hand_overs: Sequence[HandOver], by: Any) -> list[Obstacle]:
    """Records that stay where they are: the successor is kept out (R12), or may be kin and nobody
    has decided yet (R23)."""
    found = []
    for one in hand_overs:
        staff = one.successor.staff
        if staff.pk in {r.user_id for r in restrictions(one.record.compartment.case)}:
            found.append(Obstacle(one, RESTRICTED))
        elif proposals(record=one.record, staff=[staff], by=by):
            found.append(Obstacle(one, UNDECIDED, asks_relations=True))
    return found


def has_served(staff: Staff, body: Body) -> bool:
    """Whether somebody holds or held an office at the body: its supervisor knows of her."""
    return Appointment.objects.filter(staff=staff, role_group__body=body).exists()


@transaction.atomic
def hand_over(*, hand_overs: Sequence[HandOver], by: Any) -> list[StaffInCharge]:
    """Put the successors in charge, all or nothing; what is to be done goes along.

    Raises DomainError when somebody cannot take over, or when a record went to somebody else since
    it was shown.
    """
    if not hand_overs:
        raise DomainError("引き継ぐケースと、引き継ぐ人を選んでください")
    if obstacles(hand_overs, by):
        raise DomainError("引き継げないケースがあります。内容を確かめ直してください")
    made = []
    for one in hand_overs:
        if one.successor.body.pk != one.record.body_id:
            raise DomainError("引き継ぐ人を、自分の機関の職員から選んでください")
        try:
            row = _pass_on(one, by)
        except StaleError as error:
            number = one.record.compartment.case.number
            raise DomainError(
                f"ケース {number} の担当が、ほかの人に変えられました。"
                "一覧を確かめて、もう一度選んでください"
            ) from error
        made.append(row)
    return made


def _pass_on(one: HandOver, by: Any) -> StaffInCharge:
    record, today = one.record, timezone.localdate()
    if isinstance(one.row, StaffInCharge):
        save_changed(one.row, by=by, fields={"until": today}, version=one.version)
    elif one.version != one.row.version:
        raise StaleError
    current = StaffInCharge.objects.visible_to(by).filter(
        record=record, staff=one.successor.staff_id, until__isnull=True
    )
    row: StaffInCharge = current.first() or StaffInCharge.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        staff_id=one.successor.staff_id,
    )
    if record.is_narrowed:
        narrowing.join_narrowed(record=record.compartment, staff=[one.successor])
        narrowing.leave_narrowed(record=record.compartment, user=one.row.staff)
    for action in NextAction.objects.changeable_by(by).filter(
        record=record, assignee=one.row.staff_id, done_at__isnull=True
    ):
        save_changed(action, by=by, fields={"assignee_id": one.successor.staff_id})
    follow(record, one.row.staff, one.successor.staff, by)
    return row
