"""The plan as it stood at a conference, and when the ward decided: a fixed version, for ever (公文書)."""

from typing import Any

from django.db import transaction

from access.errors import DomainError
from meetings.models import PlanConference
from plans.comparing import fixed_versions
from plans.fixed_document import document_of, with_finding
from plans.models import FixedPlan, FixedPlanText, Plan
from plans.past import Past, Snapshot, Span
from plans.stood import Unkept, deliberated_at, stood_then, unkept

from .changing import coordinator_office, has_consent

WITHOUT_CONSENT = (
    "会議を始めたときは、本人の同意がありました。結果を記録したときには、"
    "同意が撤回されたか、期限が切れていました。"
)
CORRECTED = (
    "会議の結果を、記録したあとで直した版です。プランの内容は、会議のときのままです。"
    "はじめに記録した結果の版も残っています。"
)
REBUILT = "会議や支援決定のときの内容を、あとから変更の記録をもとに組み立てた版です。"


def fix_as_met(plan: Plan, conference: PlanConference, by: Any) -> FixedPlan:
    """The plan that the conference had before it, with what the conference found.

    Whose consent has gone since the conference was opened: it was deliberated under a valid consent
    (R8), and that is what is kept. It lies with the plan and is read by who may read the plan (R5).
    """
    past = Past(plan, by)
    at = deliberated_at(conference)
    span = (past.span_at(at) if at else None) or past.span_now()
    return _keep(
        plan,
        by,
        (span, past.snapshot(span)),
        Unkept(FixedPlan.Moment.MEETING, conference.held_on, conference),
        note="" if has_consent(plan) else WITHOUT_CONSENT,
    )


def fix_as_corrected(plan: Plan, conference: PlanConference, by: Any) -> None:
    """The plan that the conference had before it, word for word as it was kept, with the result of now. What was
    kept first stays. Nothing for a conference of before there were fixed versions: history knows it."""
    kept = FixedPlan.objects.visible_to(by).filter(plan=plan, conference_id=conference.pk)
    last = kept.order_by("-correction").first()
    if last is None:
        return
    text = FixedPlanText.objects.visible_to(by).get(fixed=last)
    written = FixedPlan.history.filter(id=last.pk).visible_to(by)
    common = {"compartment": plan.compartment, "created_by": by}
    fixed = FixedPlan.objects.create(
        **common,
        plan=plan,
        edition=last.edition,
        moment=last.moment,
        on=last.on,
        conference_id=conference.pk,
        stood_at=last.stood_at or written.values_list("history_date", flat=True).get(),
        is_rebuilt=last.is_rebuilt,
        correction=last.correction + 1,
    )
    blocks = with_finding(text.blocks, conference, by, CORRECTED)
    FixedPlanText.objects.create(**common, fixed=fixed, blocks=blocks)


def fix_as_decided(plan: Plan, by: Any) -> FixedPlan:
    """The plan for which the ward decided, with day, number and office of the decision."""
    if plan.decided_on is None:
        raise ValueError("fixed before it was decided")
    past = Past(plan, by)
    span = past.span_now()
    decided = Unkept(FixedPlan.Moment.DECISION, plan.decided_on)
    return _keep(plan, by, (span, past.snapshot(span)), decided)


@transaction.atomic
def keep_as_it_stood(*, plan: Plan, conference_id: Any, by: Any) -> FixedPlan:
    """A fixed version for a conference or a decision of before there were these, from history. It
    says of itself that it was put together afterwards."""
    if coordinator_office(plan, by) is None:
        raise DomainError("決まった版を残せるのは、事務局の担当者です")
    past = Past(plan, by)
    wanted = next(
        (
            one
            for one in unkept(past, fixed_versions(past))
            if (one.conference.pk if one.conference else None) == conference_id
        ),
        None,
    )
    if wanted is None:
        raise DomainError("この版は、もう残してあります。変更の記録を開き直してください")
    found = stood_then(past, wanted)
    if found is None:
        raise DomainError(
            "このときの内容は、変更の記録にありません。決まった版として残すことはできません"
        )
    return _keep(plan, by, found, wanted, note=REBUILT, is_rebuilt=True)


def _keep(
    plan: Plan,
    by: Any,
    found: tuple[Span, Snapshot],
    what: Unkept,
    *,
    note: str = "",
    is_rebuilt: bool = False,
) -> FixedPlan:
    span, said = found
    common = {"compartment": plan.compartment, "created_by": by}
    fixed: FixedPlan = FixedPlan.objects.create(
        **common,
        plan=plan,
        edition=span.row.edition,
        moment=what.moment,
        on=what.on,
        conference_id=what.conference.pk if what.conference else None,
        stood_at=span.end,
        is_rebuilt=is_rebuilt,
    )
    FixedPlanText.objects.create(
        **common, fixed=fixed, blocks=document_of(plan, what.conference, by, said, note)
    )
    return fixed
