"""What retention adds to the page of a case: supervisors may stop its disposal (R9)."""

from typing import Any

from django.urls import reverse

from access import keeping
from access.models import CaseFile
from access.together import Rows
from cases.page_parts import Action
from cases.questions import question
from organizations.models import Role


@question(tuple)
def holds_asked(request: Any, case: CaseFile) -> Rows | None:
    """Whether she may stop it: the database says."""
    if Role.SUPERVISOR not in request.acting.roles:
        return None
    return keeping.asked_whether_may_hold(case.pk)


def hold_action(request: Any, case: CaseFile) -> Action | None:
    """The way to 廃棄停止, for supervisors of the bodies that keep the case."""
    if holds_asked(request, case) != [(True,)]:
        return None
    return Action("廃棄を止める", reverse("keeping:hold", args=[case.pk]), order=95)
