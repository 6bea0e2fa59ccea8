"""How long a password counts that somebody else has given her: known to two, it is for the first sign-in alone (S-55)."""

import datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db.models import Q
from django.utils import timezone

from .lost_factors import FactorRequest

GIVEN_FOR = datetime.timedelta(days=14)


def has_run_out(user: Any) -> bool:
    """A given password that she did not use in time comes in no more; another is drawn."""
    given = user.password_given_at
    return given is not None and given + GIVEN_FOR < timezone.now()


def is_to_be_changed(request: Any) -> bool:
    """Before anything opens she sets her own, where she came in by the one that she was given. Whom the directory sends, or
    who shows a passkey alone, may not know it: she works on."""
    user = request.user
    if user.password_given_at is None or not user.has_usable_password():
        return False
    ways = get_authentication_records(request, user)  # the first is how this session began
    return bool(ways) and ways[0].get("method") == "password"


def gives_none(*, by: Any, staff: Any) -> bool:
    """Whether somebody has part in a second factor of this account being away: she asked for it, or it was taken by her
    and another and is not there again. The database refuses her then (access.check_staff)."""
    asked = FactorRequest.objects.filter(staff=staff)
    if asked.waiting().filter(asked_by=by).exists():
        return True
    if staff.factors_taken_at is None:
        return False
    taken = asked.filter(outcome=FactorRequest.Outcome.AGREED, ended_at=staff.factors_taken_at)
    return taken.filter(Q(asked_by=by) | Q(answered_by=by)).exists()
