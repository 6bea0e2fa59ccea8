"""What waits in keeping: disclosures to check, lists of disposal to decide about and to carry out. Numbers and
days only; who checks and who decides is another than who asked."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from access.keeping_models import APPROVAL_HOLDS_FOR, DisposalList
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .models import DisclosureCheck, DisclosureRequest, DisclosureState, DisclosureSubmission

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """For supervisors and coordinators; nobody else checks or decides here."""
    roles = request.acting.roles
    to_check = to_decide = to_run = None
    if roles & {Role.SUPERVISOR, Role.COORDINATOR}:
        to_check = _to_check(request)
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
    checks, decisions, runs = yield [to_check, to_decide, to_run]
    return [*map(_check, checks), *map(_decision, decisions), *map(_run, runs)]


def _to_check(request: Any) -> Any:
    """What another has put forward. A secretariat's own are for its coordinators, who read its plans (R6, R9)."""
    acting, user = request.acting, request.user
    bodies = [body for body in acting.bodies_with(Role.SUPERVISOR) if not body.is_secretariat]
    bodies += acting.bodies_with(Role.COORDINATOR)
    answered = DisclosureCheck.objects.visible_to(user).filter(submission=OuterRef("pk"))
    own = DisclosureSubmission.objects.visible_to(user).filter(
        ~Exists(answered), request=OuterRef("pk"), created_by=user
    )
    rows = DisclosureRequest.objects.visible_to(user).filter(
        ~Exists(own),
        state=DisclosureState.CHECKING,
        record__body__in=bodies,
    )
    return rows.select_related("compartment__case").order_by("due_on", "pk")[:MOST]


def _check(row: DisclosureRequest) -> TodayItem:
    return TodayItem(
        action="開示請求の決定の案を確かめる",
        url=reverse("keeping:disclosure_request", args=[row.pk]),
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
