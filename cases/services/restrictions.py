"""Lifting a restriction (R12): one asks, another decides."""

from typing import Any

from django.db import transaction

from access import protecting
from access.errors import DomainError
from access.models import CaseFile, Restriction
from cases.models import CaseRecord


@transaction.atomic
def ask_to_lift_restriction(*, restriction: Restriction, reason: str, by: Any) -> None:
    """Somebody of a recording body asks that a member of staff may see the case again."""
    _require_record(restriction.case, by)
    protecting.ask_to_lift(restriction=restriction, reason=reason, by=by)


@transaction.atomic
def lift_restriction(*, restriction: Restriction, by: Any) -> None:
    """A second person of a recording body lifts it; the bases that still hold open again."""
    _require_record(restriction.case, by)
    protecting.lift(restriction=restriction, by=by)


def _require_record(case: CaseFile, by: Any) -> None:
    if not CaseRecord.objects.changeable_by(by).of_case(case).exists():
        raise DomainError("閲覧の制限は、このケースを記録している機関の人が決めます")
