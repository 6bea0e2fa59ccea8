"""Events of absences: entered by who is away or by her supervisor, and taken back."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from cases.models import Absence
from organizations.models import Appointment, Body, Role, Staff

LONGEST = datetime.timedelta(days=366)


def colleagues_at(body: Body) -> list[Staff]:
    """Who works at the body now in a role that has work of its own."""
    offices = Appointment.objects.current().filter(
        role_group__body=body, role_group__role__in=Absence.kept_by
    )
    rows = offices.select_related("staff").order_by("staff__kana", "staff__name", "pk")
    return list(dict.fromkeys(row.staff for row in rows))


def _require(body: Body, staff: Staff, by: Any) -> None:
    held = set(
        Appointment.objects.current()
        .filter(staff=by, role_group__body=body)
        .values_list("role_group__role", flat=True)
    )
    own = staff.pk == by.pk and held & set(Absence.kept_by)
    if not own and Role.SUPERVISOR not in held:
        raise DomainError("ほかの人の不在を登録できるのは、その機関の管理者です")


@transaction.atomic
def enter_absence(
    *,
    body: Body,
    staff: Staff,
    first_on: datetime.date,
    last_on: datetime.date,
    by: Any,
    stand_in: Staff | None = None,
) -> Absence:
    """Somebody of the body is away; a colleague of the same body may stand in."""
    _require(body, staff, by)
    here = set(colleagues_at(body))
    if staff not in here:
        raise DomainError("不在の人を、この機関の職員から選んでください")
    if stand_in is not None and (stand_in not in here or stand_in == staff):
        raise DomainError("代わりに見る人を、同じ機関のほかの職員から選んでください")
    if last_on < first_on or last_on < timezone.localdate():
        raise DomainError("不在の最後の日は、初日よりあとで、今日からあとの日にしてください")
    if last_on - first_on > LONGEST:
        raise DomainError(
            "不在は1年までです。長く休む人の担当は、「担当の引き継ぎ」で引き継いでください"
        )
    row = Absence(
        created_by=by,
        body=body,
        staff=staff,
        stand_in=stand_in,
        first_on=first_on,
        last_on=last_on,
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def cancel_absence(*, absence: Absence, by: Any) -> Absence:
    """She is back, or does not go. Twice changes nothing."""
    _require(absence.body, absence.staff, by)
    if absence.cancelled_at is not None:
        return absence
    absence.cancelled_at = timezone.now()
    absence.save(update_fields=["cancelled_at"])
    return absence
