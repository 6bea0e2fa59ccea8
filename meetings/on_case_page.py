"""What meetings add to the case page: for members only, for coordinators, for who may ask."""

from typing import Any

from django.urls import reverse

from access.models import CaseFile
from cases.models import CaseRecord
from cases.page import Action, Panel
from organizations.models import Role

from .models import CoordinationRequest, RequestState, SupportMeeting


def request_panel(request: Any, case: CaseFile) -> Panel | None:
    rows = list(
        CoordinationRequest.objects.visible_to(request.user)
        .of_case(case)
        .select_related("sender_body", "secretariat")
    )
    if not rows:
        return None
    return Panel("多機関協働の依頼", "meetings/_request_panel.html", {"requests": rows}, order=20)


def meeting_panel(request: Any, case: CaseFile) -> Panel | None:
    """Only for members; for everybody else there is neither a panel nor a gap (R4, R7)."""
    rows = list(SupportMeeting.objects.visible_to(request.user).of_case(case))
    if not rows:
        return None
    return Panel("支援会議", "meetings/_meeting_panel.html", {"meetings": rows}, order=30)


def request_action(request: Any, case: CaseFile) -> Action | None:
    """Bodies with a record of the case may ask for 多機関協働, unless a request is under way."""
    record = CaseRecord.objects.changeable_by(request.user).of_case(case).first()
    if record is None or request.acting.roles == {Role.COORDINATOR}:
        return None
    open_one = (
        CoordinationRequest.objects.visible_to(request.user)
        .of_case(case)
        .exclude(state=RequestState.RETURNED)
    )
    if open_one.exists():
        return None
    return Action("多機関協働を頼む", reverse("meetings:request_new", args=[case.pk]), order=40)


def meeting_action(request: Any, case: CaseFile) -> Action | None:
    """A coordinator may set up a 支援会議 for a request that was accepted."""
    if Role.COORDINATOR not in request.acting.roles:
        return None
    accepted = (
        CoordinationRequest.objects.changeable_by(request.user)
        .of_case(case)
        .filter(state=RequestState.ACCEPTED)
        .first()
    )
    if accepted is None:
        return None
    return Action("支援会議を設ける", reverse("meetings:establish", args=[accepted.pk]), order=45)
