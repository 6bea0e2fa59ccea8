"""受理票: a coordinator looks at a request and concludes, before the secretariat answers
(domain.md 3.2, 3.4 step 2)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.explain import explain
from access.screening import open_screening
from access.shortcuts import save_changed
from organizations.models import Appointment, Role

from ..models import CoordinationRequest, RequestScreening, RequestState

NOT_SCREENED = (
    "まだ受理票がありません。「受理票を書く」から、基準と見立て、結論を書いてから返事をしてください"
)

EMPTY = "何も書かれていません。基準か見立てを書いてから登録してください"


def screening_of(request: CoordinationRequest, by: Any) -> RequestScreening | None:
    """The form of a request, for who may see it."""
    rows = RequestScreening.objects.visible_to(by).filter(request_id=request.pk)
    found: RequestScreening | None = rows.select_related("in_charge").first()
    return found


def _require_screener(request: CoordinationRequest, by: Any) -> None:
    held = Appointment.objects.current().filter(
        staff=by, role_group__role=Role.COORDINATOR, role_group__body=request.secretariat
    )
    if not held.exists():
        raise DomainError("受理票を書くのは、事務局の職員です")
    if request.state != RequestState.REQUESTED:
        raise DomainError("この依頼には、すでに返事がされています。受理票は変えられません")


@transaction.atomic
def take_up_request(*, request: CoordinationRequest, by: Any) -> RequestScreening:
    """A coordinator says that she looks at the request; a colleague may take it over from her."""
    _require_screener(request, by)
    # Two at once: the second waits here, and takes over.
    CoordinationRequest.objects.changeable_by(by).select_for_update().get(pk=request.pk)
    known = screening_of(request, by)
    if known is None:
        # As long as the request itself: on 本人同意 it closes with the last day of the consent (R3, R17).
        until = min((found.until for found in explain(by, request) if found.until), default=None)
        compartment = open_screening(
            case=request.compartment.case,
            secretariat=request.secretariat,
            valid_until=until,
            by=by,
        )
        made: RequestScreening = RequestScreening.objects.create(
            compartment=compartment, created_by=by, request_id=request.pk, in_charge=by
        )
        return made
    if known.in_charge_id == by.pk:
        return known
    return save_changed(known, by=by, fields={"in_charge_id": by.pk})


@transaction.atomic
def screen_request(
    *,
    request: CoordinationRequest,
    findings: Mapping[str, str],
    view: str,
    by: Any,
    proposal: str = "",
    version: int | None = None,
) -> RequestScreening:
    """Write the form: criteria, what is thought, and the conclusion once there is one. Raises DomainError for
    one that says nothing: who reads it later would take it for looked at."""
    _require_screener(request, by)
    row = screening_of(request, by) or take_up_request(request=request, by=by)
    fields: dict[str, Any] = {name: findings.get(name, "") for name in row.CRITERIA}
    if not any(fields.values()) and not view.strip() and not proposal:
        raise DomainError(EMPTY)
    if proposal:
        missing = [name for name, value in fields.items() if not value]
        if missing:
            raise DomainError("結論を出すときは、基準をすべて選んでください")
        if not view.strip():
            raise DomainError("結論を出すときは、見立てを書いてください")
    fields |= {
        "view": view,
        "proposal": proposal,
        "screened_on": timezone.localdate() if proposal else None,
    }
    return save_changed(row, by=by, fields=fields, version=version)


def require_concluded(request: CoordinationRequest, proposal: str, by: Any) -> None:
    """DomainError unless the form concludes so: the answer follows the form, or the form is changed."""
    row = screening_of(request, by)
    if row is None or not row.proposal:
        raise DomainError(NOT_SCREENED)
    if row.proposal != proposal:
        raise DomainError(
            f"受理票の結論は「{row.get_proposal_display()}」です。"
            "考えが変わったときは、受理票を直してから返事をしてください"
        )
