"""Restrictions (R12): who decides about them, and lifting one, which one asks for and another does."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from access import protecting
from access.errors import DomainError
from access.models import CaseFile, Restriction
from cases.models import CaseRecord


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


def require_decider(case: CaseFile, by: Any) -> None:
    if not may_decide(case, by):
        raise DomainError("閲覧の制限は、このケースを記録している機関の人が決めます")
