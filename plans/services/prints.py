"""Copies on paper: each has a number and a receiver. One that leaves is entered in the ledger by the
output gate, when it is made (R21, S-91)."""

from typing import Any

from django.db import transaction

from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job
from organizations.models import Body
from plans.models import FixedPlan, Plan, PlanPrint
from plans.paper_codes import new_code

from .changing import has_consent
from .circle import circle_of

JOB_KIND = "plan_pdf"


@transaction.atomic
def request_print(
    *,
    plan: Plan,
    made_for: str,
    body: Body,
    by: Any,
    paper: str = PlanPrint.Paper.PLAN,
    since_edition: int | None = None,
    with_kana: bool = False,
    fixed: FixedPlan | None = None,
) -> tuple[PlanPrint, Job]:
    """Ask for a copy of this edition, or of the plan as it was fixed. The worker makes it with the
    rights of who asked (S-06)."""
    copy = enter_copy(
        plan=plan,
        made_for=made_for,
        body=body,
        by=by,
        paper=paper,
        since_edition=since_edition,
        with_kana=with_kana,
        fixed=fixed,
    )
    return copy, request_job(by=by, kind=JOB_KIND, object_id=copy.pk)


@transaction.atomic
def enter_copy(
    *,
    plan: Plan,
    made_for: str,
    body: Body,
    by: Any,
    paper: str = PlanPrint.Paper.PLAN,
    since_edition: int | None = None,
    with_kana: bool = False,
    fixed: FixedPlan | None = None,
) -> PlanPrint:
    """Give a copy its number and its code."""
    # The row is locked so that two copies never carry one number.
    locked = Plan.objects.changeable_by(by).select_for_update().filter(pk=plan.pk).first()
    if locked is None:
        raise DomainError("このプランは印刷できません")
    if paper == PlanPrint.Paper.EASY and made_for == PlanPrint.For.BODIES:
        raise DomainError("やさしい日本語の支援プランは、本人か自分の控えを選んでください")
    recipients = _recipients(plan, made_for, by)
    copy: PlanPrint = PlanPrint.objects.create(
        compartment=plan.compartment,
        created_by=by,
        plan=plan,
        edition=fixed.edition if fixed else locked.edition,
        fixed=fixed,
        copy_number=PlanPrint.objects.visible_to(by).filter(plan=plan).count() + 1,
        made_for=made_for,
        recipients=recipients or str(by),
        body=body,
        paper=paper,
        code=new_code(),
        since_edition=since_edition,
        with_kana=with_kana and paper == PlanPrint.Paper.EASY,
    )
    if recipients and plan.is_before_consent:
        raise DomainError("本人の同意の前のプランです。ほかの人に渡す印刷はできません")
    if recipients and not has_consent(plan):
        raise DomainError(
            "本人の同意が撤回されたか、期限が切れています。ほかの人に渡す印刷はできません"
        )
    return copy


def _recipients(plan: Plan, made_for: str, by: Any) -> str:
    """To whom the copy goes, in words; nothing when it stays with who asked."""
    if made_for == PlanPrint.For.PERSON:
        return "本人"
    if made_for != PlanPrint.For.BODIES:
        return ""
    names = dict.fromkeys(str(row.body) for row in circle_of(plan, by))
    if not names:
        raise DomainError("参加機関がまだありません。先に参加機関を加えてください")
    return "、".join(names)
