"""Protected persons (R11) and people kept out (R12): the list by name, the lock, lifting by two.

Like `grants`, every function runs for the acting user, and the database checks again.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import Now

from organizations.models import Appointment, Body

from . import giving, grants
from .errors import DomainError, StaleError
from .models import CaseFile, Compartment, Protection, Restriction, Rule
from .stale import changed_by


def protect_person(
    *,
    case: CaseFile,
    person_id: uuid.UUID,
    body: Body,
    named: Iterable[Appointment],
    review_on: datetime.date,
    by: Any,
    is_provisional: bool = True,
) -> Protection:
    """Withhold a person's contact data from everybody but the named (R11), at once."""
    _wait_for_who_lets_out(case.pk)
    compartment = grants._open(Compartment.Kind.PROTECTED, case, body, by)
    protection = Protection(
        case=case,
        compartment=compartment,
        person_id=person_id,
        state=Protection.State.PROVISIONAL if is_provisional else Protection.State.FULL,
        review_on=review_on,
        created_at=grants.TransactionNow(),
        created_by=by,
    )
    protection.save(force_insert=True)
    for appointment in named:
        admit(protection=protection, appointment=appointment, by=by)
    protection.refresh_from_db()
    return protection


def _wait_for_who_lets_out(case: uuid.UUID) -> None:
    """What a host is being told at this moment is told before, or not any more: that alone holds the case
    (grants.hold_case). Whatever else lets something out at this moment is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute("select access.wait_for_holders(%s)", [case])


def admit(*, protection: Protection, appointment: Appointment, by: Any) -> None:
    """Name a person on the protection list: never a role (R11). In the office that she will hold next in the same role
    as well, where it is entered already; in one that is entered later the database does it (access.carry_lists)."""
    for office in Appointment.objects.in_which_goes_on(appointment):
        giving.grant_person(
            protection.compartment,
            office,
            permission=giving.WRITE,
            basis=Rule.PROTECTION,
            source=protection.pk,
            by=by,
        )


def leave_list(*, protection: Protection, user: Any) -> int:
    """Somebody is no longer on the protection list: she sees the mask from now on."""
    return grants.call("close_source", protection.pk, user.pk)


def on_the_list(protection: Protection) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Staff and office of those on the list, for somebody on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select staff_id, appointment_id from access.on_the_list(%s)", [protection.pk]
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


class IsShortList(models.Func):
    """Of a protection on whose list the acting user stands: too few are on it for two to decide (S-91)."""

    function = "access.is_short_list"
    output_field = models.BooleanField()


class DecidesOnList(models.Func):
    """Of a protection: the office in which the acting user stands on its list is one that decides about it (R11)."""

    function = "access.decides_on_list"
    output_field = models.BooleanField()


def is_on_the_list(user: Any, protection: Protection) -> bool:
    """Whether the user is on the protection list now."""
    return Compartment.objects.visible_to(user).filter(pk=protection.compartment_id).exists()


def protections_asked(case: CaseFile) -> models.QuerySet[Protection]:
    """Protections in force in a case that the acting user sees."""
    return Protection.objects.in_force().filter(case=case).order_by("created_at", "pk")


def protections(case: CaseFile) -> list[Protection]:
    return list(protections_asked(case))


def withholds(case: uuid.UUID, user: Any) -> bool:
    """Whether a member of the case is protected on whose list the user does not stand (R11)."""
    return Protection.objects.hidden_from(user).filter(case=case).exists()


def _update(protection: Protection, seen: int | None, by: Any, **fields: Any) -> None:
    """Change what still stands as it was read, and, where `seen` says so, as the person had it before her eyes."""
    if seen is not None and seen != protection.version:
        raise _was_first(protection, by)
    changed = Protection.objects.in_force().filter(
        pk=protection.pk,
        state=protection.state,
        review_on=protection.review_on,
        lift_asked_at=protection.lift_asked_at,
    )
    if not changed.update(**fields):
        raise _was_first(protection, by)
    protection.refresh_from_db()


def _was_first(protection: Protection, by: Any) -> StaleError:
    """Who decided about it last or asked that it be lifted, and when: for somebody on the list."""
    people = ("lift_asked_by", "confirmed_by", "ended_by")
    now = Protection.objects.select_related(*people).get(pk=protection.pk)
    steps = [
        (at, who)
        for at, who in (
            (now.lift_asked_at, now.lift_asked_by),
            (now.confirmed_at, now.confirmed_by),
            (now.ended_at, now.ended_by),
        )
        if at is not None
    ]
    at, who = max(steps, key=lambda step: step[0], default=(None, None))
    return changed_by(who, at, by)


@transaction.atomic
def make_full(
    *, protection: Protection, review_on: datetime.date, by: Any, version: int | None = None
) -> None:
    """A provisional lock becomes a protection, or a protection is prolonged.

    Who had asked that it be lifted has her answer by it: an old request must not be one of the two who lift it
    much later (S-91). Only its hour stays, until the next decision: so the list reads that it was answered.
    Raises StaleError when somebody changed it since `version`.
    """
    _update(
        protection,
        version,
        by,
        state=Protection.State.FULL,
        review_on=review_on,
        confirmed_by=by,
        confirmed_at=Now(),
        lift_asked_by=None,
        lift_asked_at=protection.lift_asked_at if protection.lift_asked_by_id else None,
        lift_reason="",
    )


@transaction.atomic
def ask_to_release(*, protection: Protection, reason: str, by: Any) -> None:
    """One person on the list asks that the protection be lifted. Raises DomainError while a request waits: a
    second one in its place would make its asker the one who may not decide."""
    if protection.lift_asked_by is not None:
        raise DomainError(
            f"{protection.lift_asked_by.name}さんが、すでに解除を申し出ています。"
            "名簿のほかの管理者が、解除するか、保護を続けるかを決めます"
        )
    _update(protection, None, by, lift_asked_by=by, lift_asked_at=Now(), lift_reason=reason)


@transaction.atomic
def release(*, protection: Protection, reason: str, by: Any, version: int | None = None) -> None:
    """A second person lifts it: the person's contact data are basic information again. Raises StaleError when
    somebody changed it since `version`."""
    is_provisional = protection.state == Protection.State.PROVISIONAL
    if by.pk == protection.lift_asked_by_id or (
        is_provisional and protection.lift_asked_by_id is None and by.pk == protection.created_by_id
    ):
        raise DomainError("保護の解除は、もう1人が決めます。名簿のほかの人に頼んでください")
    if not is_provisional and protection.lift_asked_by_id is None:
        raise DomainError("解除の申し出がまだありません。先に、解除を申し出てください")
    _update(
        protection,
        version,
        by,
        ended_by=by,
        ended_at=Now(),
        lift_reason=reason or protection.lift_reason,
    )


def restrict(
    *,
    case: CaseFile,
    user: Any,
    reason: str,
    by: Any,
    relation: str = Restriction.Relation.OTHER,
    valid_until: datetime.datetime | None = None,
) -> Restriction:
    """Shut a person related to the case out of it, supervisors too (R12)."""
    _wait_for_who_lets_out(case.pk)
    restriction = Restriction(
        case=case,
        user=user,
        relation=relation,
        reason=reason,
        valid_from=Now(),
        valid_until=valid_until,
        created_by=by,
    )
    restriction.save(force_insert=True)
    return restriction


def _in_force(restriction: Restriction) -> models.QuerySet[Restriction]:
    return Restriction.objects.filter(pk=restriction.pk, lifted_at__isnull=True)


@transaction.atomic
def ask_to_lift(*, restriction: Restriction, reason: str, by: Any) -> None:
    """One person asks that somebody may see the case again (R12). Raises DomainError while somebody else's
    request waits: in its place another's would lose what she wrote."""
    if restriction.lift_asked_by not in (None, by):
        raise DomainError(
            f"{restriction.lift_asked_by.name}さんが、すでに解除を申し出ています。確かめて解除できます"
        )
    asked = _in_force(restriction).filter(lift_asked_by=restriction.lift_asked_by_id)
    if not asked.update(lift_asked_by=by, lift_reason=reason):
        raise was_first_about(restriction, by)


@transaction.atomic
def lift(*, restriction: Restriction, by: Any) -> None:
    """A second person lifts a restriction (R12)."""
    if restriction.lift_asked_by_id is None:
        raise DomainError("解除の申し出がまだありません")
    if restriction.lift_asked_by_id == by.pk:
        raise DomainError("自分の申し出は、自分では認められません。ほかの担当者に頼んでください")
    if (
        not _in_force(restriction)
        .filter(lift_asked_by=restriction.lift_asked_by_id)
        .update(lifted_by=by, lifted_at=Now())
    ):
        raise was_first_about(restriction, by)


def was_first_about(restriction: Restriction, by: Any) -> StaleError:
    """Who has lifted it and when, or who has asked that it be lifted (of which the hour is not kept)."""
    rows = Restriction.objects.select_related("lifted_by", "lift_asked_by")
    now = rows.get(pk=restriction.pk)
    return changed_by(now.lifted_by or now.lift_asked_by, now.lifted_at, by)


def declared_ties(staff: Iterable[Any], name_keys: Iterable[str]) -> list[tuple[Any, Any]]:
    """(staff, area) of colleagues who declared a tie to one of these names (no area), or where
    they live (R23)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select staff_id, area_id from access.declared_ties(%s, %s)",
            [list(staff), list(name_keys)],
        )
        return list(cursor.fetchall())
