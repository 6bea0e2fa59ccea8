"""Restrictions (R12): who decides about them, lifting one, which one asks for and another does, and that nobody who is
kept out is chosen for anything in the case."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from access import explain, protecting
from access.errors import DomainError
from access.models import CaseFile, Restriction
from cases.models import CaseRecord
from organizations.models import Appointment, Staff


@transaction.atomic
def ask_to_lift_restriction(*, restriction: Restriction, reason: str, by: Any) -> None:
    """Somebody of a recording body asks that a member of staff may see the case again."""
    _require_in_force(restriction, by)
    protecting.ask_to_lift(restriction=restriction, reason=reason, by=by)


@transaction.atomic
def lift_restriction(*, restriction: Restriction, by: Any) -> None:
    """A second person of a recording body lifts it; the bases that still hold open again."""
    _require_in_force(restriction, by)
    protecting.lift(restriction=restriction, by=by)


def _require_in_force(restriction: Restriction, by: Any) -> None:
    require_decider(restriction.case, by)
    if restriction.lifted_at is not None:
        raise DomainError("この制限は、すでに解除されています")


_deciders: list[Callable[[CaseFile, Any], bool]] = []


def register_decider(decides: Callable[[CaseFile, Any], bool]) -> None:
    """An app above says who else decides: about a file in which it alone keeps something yet."""
    _deciders.append(decides)


def may_decide(case: CaseFile, user: Any) -> bool:
    """Whether the user says who must not see this file: who writes a record of it, or whom an app names."""
    if CaseRecord.objects.changeable_by(user).of_case(case).exists():
        return True
    return any(decides(case, user) for decides in _deciders)


def kept_out_of(case: CaseFile) -> set[uuid.UUID]:
    """Keys of staff who are kept out of the case now; of none for who does not see the case."""
    return set(explain.restrictions_of(case).values_list("user", flat=True))


def without_kept_out(offices: Iterable[Appointment], case: CaseFile) -> list[Appointment]:
    """Of these offices, those whose holder may be chosen for something in the case."""
    kept_out = kept_out_of(case)
    return [office for office in offices if office.staff_id not in kept_out]


def refuse_kept_out(offices: Iterable[Appointment], case: CaseFile) -> None:
    """Whoever is kept out sees nothing of what she would be chosen for, and would see it on the day on which that ends:
    raises DomainError when one of these holds such an office."""
    refuse_kept_out_staff((office.staff for office in offices), case)


def refuse_kept_out_staff(staff: Iterable[Staff], case: CaseFile) -> None:
    """As `refuse_kept_out`, where people are chosen and not offices."""
    kept_out = kept_out_of(case)
    for chosen in staff:
        if chosen.pk in kept_out:
            raise DomainError(
                f"{chosen.name}さんには、このケースを見せないことになっています（閲覧制限）。"
                "ほかの職員を選んでください"
            )


def require_decider(case: CaseFile, by: Any) -> None:
    if not may_decide(case, by):
        raise DomainError("閲覧の制限は、このケースを記録している機関の人が決めます")
