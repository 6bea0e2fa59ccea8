"""Printing many plans at once, each as a copy of its own for the desk of who asked."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job
from plans.batch_models import PlanBatch
from plans.models import Plan, PlanPrint

from .changing import bodies_acted_for
from .prints import BATCH_KIND, Wanted, enter_copy, kept

MOST = 50


@transaction.atomic
def request_batch(*, plans: Sequence[Plan], paper: str, by: Any) -> tuple[PlanBatch, Job]:
    """Ask for a copy of each plan, in one file. Copies that leave are asked for one by one (R21)."""
    if not plans:
        raise DomainError("印刷するプランを選んでください")
    if len(plans) > MOST:
        raise DomainError(f"一度に印刷できるのは{MOST}件までです。何回かに分けてください")
    copies = []
    for plan in plans:
        acted_for = bodies_acted_for(plan, by)
        if not acted_for:
            raise DomainError(f"ケース{plan.compartment.case.number}のプランは印刷できません")
        copies.append(
            enter_copy(
                plan=plan,
                made_for=PlanPrint.For.SELF,
                body=acted_for[0],
                by=by,
                wanted=Wanted(paper),
            )
        )
    batch = kept(copies, by)
    return batch, request_job(by=by, kind=BATCH_KIND, object_id=batch.pk)
