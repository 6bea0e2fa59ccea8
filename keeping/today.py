"""What waits in keeping: decisions about requests to check, lists of disposal to decide about and to carry out. Numbers and
days only; who checks and who decides is another than who asked."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from access.keeping_models import APPROVAL_HOLDS_FOR, DisposalList
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .asked_models import AskedOfBody
from .models import (
    AmendmentCheck,
    AmendmentRequest,
    AmendmentSubmission,
    DisclosureCheck,
    DisclosureRequest,
    DisclosureSubmission,
    RequestState,
)
from .services.asked import CHECKING, checks_at

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """For supervisors and coordinators; nobody else checks or decides here."""
    roles = request.acting.roles
    to_check = to_amend = to_decide = to_run = None
    if roles & set(CHECKING):
        to_check = _to_check(request, DisclosureRequest, DisclosureSubmission, DisclosureCheck)
        to_amend = _to_check(request, AmendmentRequest, AmendmentSubmission, AmendmentCheck)
    if Role.SUPERVISOR in roles:
        undecided = DisposalList.objects.visible_to(request.user).filter(decided_at__isnull=True)
        to_decide = undecided.exclude(listed_by=request.user).order_by("listed_at")[:MOST]
    if Role.COORDINATOR in roles:
        approved = DisposalList.objects.visible_to(request.user).filter(
            is_approved=True,
            run_at__isnull=True,
            decided_at__gt=timezone.now() - APPROVAL_HOLDS_FOR,
        )
        to_run = approved.order_by("decided_at")[:MOST]
    checks, amendments, decisions, runs = yield [to_check, to_amend, to_decide, to_run]
    waiting = [*map(_check, checks), *map(_check, amendments)]
    return [*waiting, *map(_decision, decisions), *map(_run, runs)]


def _to_check(request: Any, of: type[Any], put_forward: type[Any], answer: type[Any]) -> Any:
    """What another has put forward, at the bodies where she may be the second person."""
    user = request.user
    answered = answer.objects.visible_to(user).filter(submission=OuterRef("pk"))
    own = put_forward.objects.visible_to(user).filter(
        ~Exists(answered), request=OuterRef("pk"), created_by=user
    )
    rows = of.objects.visible_to(user).filter(
        ~Exists(own),
        state=RequestState.CHECKING,
        record__body__in=checks_at(request.acting),
    )
    return rows.select_related("compartment__case").order_by("due_on", "pk")[:MOST]


def _check(row: AskedOfBody) -> TodayItem:
    name = "amendment_request" if isinstance(row, AmendmentRequest) else "disclosure_request"
    return TodayItem(
        action=f"{row.called}の決定の案を確かめる",
        url=reverse(f"keeping:{name}", args=[row.pk]),
        case_number=row.compartment.case.number,
        due_on=row.due_on,
        button="確かめる",
    )


def _decision(row: DisposalList) -> TodayItem:
    return TodayItem(
        action="廃棄候補一覧を承認するか、差し戻す",
        url=reverse("keeping:disposal_list", args=[row.pk]),
        waiting="事務局",
        button="見る",
    )


def _run(row: DisposalList) -> TodayItem:
    decided_at: Any = row.decided_at
    return TodayItem(
        action="承認された廃棄候補一覧の廃棄を行う",
        url=reverse("keeping:disposal_list", args=[row.pk]),
        due_on=timezone.localdate(decided_at + APPROVAL_HOLDS_FOR),
        button="見る",
    )
