"""What retention adds to the page of a case: supervisors may stop its disposal (R9)."""

from typing import Any

from django.urls import reverse

from access import keeping
from access.models import CaseFile
from cases.page import Action
from organizations.models import Role


def hold_action(request: Any, case: CaseFile) -> Action | None:
    """The way to 廃棄停止, for supervisors of the bodies that keep the case."""
    if Role.SUPERVISOR not in request.acting.roles or not keeping.may_hold(case.pk):
        return None
    return Action("廃棄を止める", reverse("keeping:hold", args=[case.pk]), order=95)
