"""After 終結 of the last plan of a case: the record of its secretariat, which ends by a step of its own (domain.md 3.2).

A plan ends and the support of the secretariat does not: until it ends its record, pauses it, takes the case up anew
or begins another plan, its page, the case and the home page of who is in charge lead there. For coordinators alone
(R6); of the record only who may write in it learns anything (R2).
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem
from cases.closing import may_go_on_after
from cases.models import CaseRecord, RecordEvent, RecordState, StaffInCharge
from cases.page_parts import Panel
from cases.questions import RECORD, ask, question
from cases.standing_in import instead_of, own_and_absent
from cases.surroundings import keys_of_writable, records_of
from meetings.models import CoordinationRequest, RequestState
from meetings.on_case_page import requests_of
from organizations.models import Role

from .models import Evaluation, Plan
from .on_case_page import plan_action, plans_of
from .states import ENDED, PlanState

RESTS = (RecordState.CLOSED, RecordState.SUSPENDED)
# The body has said that it goes on, or has received the case anew.
GOES_ON = (RecordEvent.Kind.REOPENED, RecordEvent.Kind.RESUMED)
LOOKED_AT = 200  # of the cases in her charge, those that she took over last
ALL_ENDED = "支援プランは、すべて終わりました"
LONG_AGO = datetime.date.min
Since = Mapping[Any, datetime.date]


def last_ended(record: CaseRecord, plans: Iterable[Plan], said: Since, asked: Since) -> Plan | None:
    """The plan with whose end the work of the secretariat has come to its end too: no plan of the case goes on, and
    since then it has neither been asked again (`asked`, by case and body) nor gone on by its own word (`said`, by
    record)."""
    place = record.compartment
    own = [plan for plan in plans if plan.compartment.case_id == place.case_id]
    if record.state in RESTS or any(plan.state not in ENDED for plan in own):
        return None
    begun = max(said.get(record.pk, LONG_AGO), asked.get((place.case_id, record.body_id), LONG_AGO))
    ended = [
        (plan.ended_on, plan)
        for plan in own
        if plan.state == PlanState.COMPLETED
        and plan.compartment.organization_id == record.body_id
        and plan.ended_on is not None
        and plan.ended_on >= begun
    ]
    return max(ended, key=lambda pair: pair[0], default=(None, None))[1]


def _said(user: Any) -> QuerySet[Any]:
    """Record, and the day on which its body last said that it goes on."""
    rows = RecordEvent.objects.visible_to(user).filter(kind__in=GOES_ON).order_by()
    return rows.values_list("record_id").annotate(Max("happened_on"))


def _asked(requests: Iterable[tuple[uuid.UUID, CoordinationRequest]]) -> dict[Any, datetime.date]:
    """Case and secretariat, with the day of the latest request that it accepted; of requests with their cases."""
    found: dict[Any, datetime.date] = {}
    for case, row in requests:
        if row.state == RequestState.ACCEPTED:
            key, day = (case, row.secretariat_id), timezone.localdate(row.requested_at)
            found[key] = max(day, found.get(key, day))
    return found


@question(tuple, RECORD)
def said_of(request: Any, case: CaseFile) -> QuerySet[Any] | None:
    """When the bodies of a coordinator last said of this case that they go on."""
    if Role.COORDINATOR not in request.acting.roles:
        return None
    return _said(request.user).filter(compartment__case=case)


def left_open(request: Any, case: CaseFile) -> CaseRecord | None:
    """The record of her secretariat that is left open after the last plan of the case; one statement at most."""
    bodies = set(request.acting.bodies_with(Role.COORDINATOR))
    if not bodies:
        return None
    ask(request, case, (plans_of, records_of, keys_of_writable, said_of, requests_of))
    writable = set(keys_of_writable(request, case))
    said: dict[Any, datetime.date] = dict(said_of(request, case))
    asked = _asked((case.pk, row) for row in requests_of(request, case))
    plans = plans_of(request, case)
    return next(
        (
            record
            for record in records_of(request, case)
            if record.body in bodies
            and record.compartment_id in writable
            and last_ended(record, plans, said, asked) is not None
        ),
        None,
    )


def panel(request: Any, case: CaseFile) -> Panel | None:
    """The step that comes next, above the plans of the case."""
    record = left_open(request, case)
    if record is None:
        return None
    context = {"url": where(record), "next_plan": where_next(request, case)}
    return Panel(ALL_ENDED, "plans/_panel_left_open.html", context, order=39)


def where(record: CaseRecord) -> str:
    """Address of the page on which the body ends its work."""
    page = reverse("cases:close", args=[record.compartment.case_id])
    return f"{page}?record={record.pk}"


def where_next(request: Any, case: CaseFile) -> str:
    """Address on which the next plan of the case is begun; empty while nobody's consent carries one (R8)."""
    action = plan_action(request, case)
    return action.url if action else ""


def words_after(request: Any, plan: Plan) -> str:
    """What is said when a plan has ended, with what comes next."""
    if left_open(request, plan.compartment.case) is not None:
        return (
            f"プランを終結しました。このケースの{ALL_ENDED}。"
            "次は、事務局の記録で「自機関の支援を終える」に進みます"
        )
    return "プランを終結しました"


def items(request: Any) -> Asking[list[TodayItem]]:
    """For who is in charge at the secretariat: records that are left open after the last plan."""
    bodies = request.acting.bodies_with(Role.COORDINATOR)
    if not bodies:
        return []
    user, charge = request.user, StaffInCharge.objects.visible_to(request.user)
    mine = charge.filter(staff__in=own_and_absent(request), until__isnull=True)
    [held] = yield [mine.order_by("-created_at", "pk")[:LOOKED_AT]]
    if not held:
        return []
    here = yield inside(user, held)
    held = here.placed(held)
    of_cases = {"compartment__case__in": {row.compartment.case_id for row in held}}
    records = CaseRecord.objects.changeable_by(user).filter(
        pk__in=[row.record_id for row in held], body__in=bodies
    )
    rows, plans, said, requests = yield [
        records.exclude(state__in=RESTS).order_by("created_at", "pk"),
        Plan.objects.visible_to(user).filter(**of_cases).select_related("compartment"),
        _said(user).filter(**of_cases),
        CoordinationRequest.objects.visible_to(user)
        .filter(**of_cases)
        .select_related("compartment"),
    ]
    asked = _asked((row.compartment.case_id, row) for row in requests)
    said = dict(said)
    holders: dict[uuid.UUID, list[Any]] = {}
    for row in held:
        holders.setdefault(row.record_id, []).append(row.staff_id)
    return [
        _item(request, record, plan, holders[record.pk])
        for record in here.placed(rows)
        if (plan := last_ended(record, plans, said, asked)) is not None
    ]


def _item(request: Any, record: CaseRecord, plan: Plan, holders: list[Any]) -> TodayItem:
    return TodayItem(
        action="支援プランがすべて終わりました。事務局の支援を終える",
        url=where(record),
        case_label=plan.subject,
        case_number=record.compartment.case.number,
        button="終える",
        instead=instead_of(request, *holders),
    )


def proposals(request: Any, record: CaseRecord) -> dict[str, Any]:
    """For the form on which the secretariat ends its record after the last plan: why, who goes on, and when somebody
    sees how they are, as the sheet of the plan says it (domain.md 4.10). No words of the plan: who leads the
    secretariat reads the record, and not those (R9)."""
    left = left_open(request, record.compartment.case)
    if left is None or left.pk != record.pk:
        return {}
    plans = Plan.objects.visible_to(request.user).filter(
        compartment__case=record.compartment.case_id,
        compartment__organization=record.body_id,
        state=PlanState.COMPLETED,
    )
    plan = plans.order_by("-ended_on", "-created_at").first()
    if plan is None:
        return {}
    found: dict[str, Any] = {"why": plan.end_reason}
    if may_go_on_after(record.body).filter(pk=plan.lead_body_id).exists():
        found["followed_by"] = plan.lead_body_id
    sheets = Evaluation.objects.visible_to(request.user).filter(plan=plan)
    day = sheets.values_list("follow_up_on", flat=True).first()
    if day is not None and day > timezone.localdate():
        found["follow_up_on"] = day
    return found
