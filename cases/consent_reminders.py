"""When the end of a consent is announced: days before it, as dated data (CL-42)."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from access.rounds import Kept

from . import codes
from .models import Consent, StaffInCharge

DIGITS = 3  # of a number of days that counts
# The dated data, asked with what else a page starts from: read once a request.
days: Kept[None] = Kept(lambda _: codes.asked(codes.CONSENT_REMINDERS), codes.keep)


def reminder_days() -> int:
    """The longest time before the end on which it is announced, as the ward has set it."""
    return max(_set_by_the_ward(), default=0)


def last_reminder_days() -> int:
    """The shortest time: from then on the announcement is urgent."""
    return min(_set_by_the_ward(), default=0)


def _set_by_the_ward() -> list[int]:
    """What is no number of days announces nothing, and hinders nothing (as of the months, plans.monitoring)."""
    values = [value for value, _ in codes.choices(codes.CONSENT_REMINDERS)]
    return [int(value) for value in values if value.isdecimal() and len(value) <= DIGITS]


def ends_within(consent: Consent, days: int) -> bool:
    """Whether the consent ends in this time, the last day included."""
    return consent.valid_until_on <= timezone.localdate() + datetime.timedelta(days=days)


def _mine(user: Any, bodies: Any, staff: Any) -> Q:
    """Consents that she recorded, or in whose case she is in charge at their body; `staff` names her,
    and for whom she stands in."""
    staff = [user.pk] if staff is None else staff
    charge = StaffInCharge.objects.visible_to(user).filter(
        staff__in=staff, until__isnull=True, record__body__in=bodies
    )
    return Q(created_by__in=staff) | Q(
        body__in=bodies, compartment__case__in=charge.values("compartment__case")
    )


def _soon() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=reminder_days())


# Oral, and to be put in writing.
_UNWRITTEN = Q(how=Consent.How.ORAL, paper_due_on__isnull=False, paper_received_on__isnull=True)


def candidates(user: Any, bodies: Any, staff: list[Any]) -> Any:
    """Whatever of `ending` and `awaiting_paper` there is for her, and more: asked at little cost, to ask the
    two within the cases that it finds."""
    return (
        Consent.objects.visible_to(user)
        .valid()
        .filter(Q(created_by__in=staff) | Q(body__in=bodies))
        .filter(_UNWRITTEN | Q(valid_until_on__lte=_soon()))
        .order_by()
    )


def ending(user: Any, bodies: Any, staff: Any = None) -> Any:
    """Consents that end soon and were not renewed yet, for who has to ask the person."""
    soon = _soon()
    valid = Consent.objects.visible_to(user).valid()
    renewed = valid.filter(series_id__isnull=False, valid_until_on__gt=soon).values("series_id")
    return (
        valid.filter(_mine(user, bodies, staff), valid_until_on__lte=soon)
        .exclude(pk__in=renewed)
        .exclude(series_id__isnull=False, series_id__in=renewed)
        .order_by("valid_until_on", "pk")
    )


def awaiting_paper(user: Any, bodies: Any, staff: Any = None) -> Any:
    """Oral consents that are to be put in writing (domain.md 2.1 R05)."""
    return (
        Consent.objects.visible_to(user)
        .valid()
        .filter(_UNWRITTEN, _mine(user, bodies, staff))
        .order_by("paper_due_on", "pk")
    )
