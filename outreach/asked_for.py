"""A 多機関協働プラン asks for アウトリーチ等 (domain.md 4.4): its page leads on to where it is begun, for who may begin it."""

from typing import Any

from access.shortcuts import may_write
from cases.models import CaseRecord
from plans.beside import Beside
from plans.models import Plan
from plans.services import kind_words
from plans.services.changing import coordinator_office
from plans.states import ENDED, PlanState

from .models import Outreach
from .states import OutreachState


def beside_multi(user: Any, plan: Plan) -> Beside | None:
    """On the page of a 多機関協働プラン that goes on, for who reads its words: what her own body does about it (R2), and
    for whoever keeps the plan the plans of that kind. Of what other bodies do she learns nothing here (R14)."""
    if plan.kind != Plan.Kind.MULTI or plan.state in ENDED:
        return None
    words: Any = kind_words(plan, user)
    if words is None or not words.uses_outreach:
        return None
    case = plan.compartment.case
    under_way = Outreach.objects.visible_to(user).of_case(case).exclude(state=OutreachState.CLOSED)
    rows, keeps = list(under_way), coordinator_office(plan, user) is not None
    context = {
        "rows": rows,
        "may_begin": not rows and _writes_a_record(user, case),
        "keeps": keeps,
        "plans": list(_plans(user, case)) if keeps else [],
        "case_id": case.pk,
        "asked": words.asked_of_outreach,
    }
    return Beside("アウトリーチ等への依頼", "outreach/_asked_for.html", context)


def _plans(user: Any, case: Any) -> Any:
    rows = Plan.objects.visible_to(user).of_case(case).filter(kind=Plan.Kind.OUTREACH)
    return rows.exclude(state=PlanState.CANCELLED).order_by("-created_at")


def _writes_a_record(user: Any, case: Any) -> bool:
    """Whether she may begin to seek the household out: in a record of her body that goes on (R2)."""
    records = CaseRecord.objects.visible_to(user).of_case(case).select_related("compartment")
    return any(not row.is_closed and may_write(user, row.compartment) for row in records)
