"""Whom an alert about the work of a body concerns (docs/alerts.md): asked when somebody looks."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from access.context import cases_asked_about
from access.rounds import Asking
from organizations.models import Role

from .models import Referral, StaffInCharge


@dataclass(frozen=True)
class Work:
    """What is to be done, in which case, by which body, and whether its day has passed."""

    key: uuid.UUID
    case: uuid.UUID
    body: uuid.UUID
    is_late: bool = False


def for_me(request: Any, works: Iterable[Work]) -> Asking[set[uuid.UUID]]:
    """Those for who asks: she is in charge; nobody is, and she works at the body; or it is late and she
    answers for the body (R9). One question for any number."""
    acting = request.acting
    own = {body.pk for body in acting.bodies}
    mine = [work for work in works if work.body in own]
    if not mine:
        return set()
    working = {body.pk for body in acting.bodies_with(Role.CASEWORKER, Role.COORDINATOR)}
    leading = {body.pk for body in acting.bodies_with(Role.SUPERVISOR)}
    [rows] = yield [_in_charge(request, mine)]
    people: dict[tuple[Any, Any], set[Any]] = defaultdict(set)
    for case, body, staff in rows:
        people[case, body].add(staff)
    found = set()
    for work in mine:
        staff = people[work.case, work.body]
        is_left_over = not staff and work.body in working
        if request.user.pk in staff or is_left_over or (work.is_late and work.body in leading):
            found.add(work.key)
    return found


def may_concern(request: Any, *, is_late: bool = True) -> Q:
    """Alerts about the work of their body that `for_me` would let through, as a condition that the database
    answers (`AlertRule.concerns`)."""
    return _hers(request) | _of_body(request, "body", is_late=is_late)


def may_concern_of_records(request: Any, body: str = "body") -> Q:
    """The same of what lies in the record of the body: there is one record a body and case, and in it who is in
    charge, so that one table answers. `body`: where it stands."""
    acting = request.acting
    charge = StaffInCharge.objects.visible_to(request.user).filter(
        until__isnull=True, staff__is_active=True, compartment=OuterRef("compartment")
    )
    working = acting.bodies_with(Role.CASEWORKER, Role.COORDINATOR)
    return (
        Q(Exists(charge.filter(staff=request.user)))
        | Q(~Exists(charge), **{f"{body}__in": working})
        | Q(**{f"{body}__in": acting.bodies_with(Role.SUPERVISOR)})
    )


def may_concern_of_hand_offs(request: Any) -> Q:
    """The same of late hand-offs, which are work of both bodies."""
    legs = Referral.objects.visible_to(request.user).filter(pk=OuterRef("object_id"))
    found = _hers(request)
    for side in ("receiver_body", "sender_body"):
        found |= Q(Exists(legs.filter(_of_body(request, side, is_late=True))))
    return found


def _hers(request: Any) -> Q:
    """In cases in her charge."""
    charge = StaffInCharge.objects.visible_to(request.user).filter(
        staff=request.user, until__isnull=True
    )
    return Q(compartment__case__in=charge.values("compartment__case"))


def _of_body(request: Any, body: str, *, is_late: bool) -> Q:
    """Work of her bodies that is left over, and what is late where she leads; `body`: their column."""
    acting = request.acting
    working = acting.bodies_with(Role.CASEWORKER, Role.COORDINATOR)
    leading = acting.bodies_with(Role.SUPERVISOR) if is_late else ()
    somebody = StaffInCharge.objects.visible_to(request.user).filter(
        until__isnull=True,
        staff__is_active=True,
        compartment__case=OuterRef("compartment__case"),
        record__body=OuterRef(body),
    )
    left_over = Q(~Exists(somebody), **{f"{body}__in": working})
    return left_over | Q(**{f"{body}__in": leading})


def _in_charge(request: Any, works: list[Work]) -> Any:
    """Who is in charge now, with case and body; who has left the ward is not (R16). Within the cases of a page all
    rules ask the same, so that it is asked once for all of them (access.together)."""
    rows = StaffInCharge.objects.visible_to(request.user).filter(
        until__isnull=True, staff__is_active=True, record__body__in=request.acting.bodies
    )
    if cases_asked_about() is None:
        rows = rows.filter(compartment__case__in={work.case for work in works})
    return rows.values_list("compartment__case_id", "record__body_id", "staff_id")
