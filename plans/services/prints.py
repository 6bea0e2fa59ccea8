"""Copies on paper: each has a number, a code and one receiver; each body gets a copy of its own. One that
leaves is entered in the ledger by the output gate, when it is made (R21, S-91)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access.errors import DomainError
from documents.paper_codes import new_code
from jobs.models import Job
from jobs.services import request_job
from meetings.models import PlanConference
from organizations.models import Body
from plans.batch_models import PlanBatch
from plans.models import FixedPlan, Plan, PlanPrint
from plans.monitoring_models import Evaluation

from .changing import has_consent
from .circle import circle_of

JOB_KIND, BATCH_KIND = "plan_pdf", "plan_batch_pdf"


@dataclass(frozen=True)
class Wanted:
    """Which paper is asked for, and what is on it; `fixed`, `evaluation` and `minutes_of` say of which
    row it is."""

    paper: str = PlanPrint.Paper.PLAN
    since_edition: int | None = None
    with_kana: bool = False
    fixed: FixedPlan | None = None
    evaluation: Evaluation | None = None
    minutes_of: PlanConference | None = None


@transaction.atomic
def request_print(
    *,
    plan: Plan,
    made_for: str,
    body: Body,
    by: Any,
    receivers: Sequence[Body] = (),
    **wanted: Any,
) -> tuple[PlanPrint, Job]:
    """Ask for a copy of this edition, of the plan as it was fixed, or of a sheet; of several bodies,
    for a copy of each in one file. The worker makes it with the rights of who asked (S-06).

    `receivers`: which bodies get one; all others that take part, unless it says so. What is
    `wanted` beside it: the fields of `Wanted`.
    """
    paper = Wanted(**wanted)
    if made_for != PlanPrint.For.BODIES:
        copy = enter_copy(plan=plan, made_for=made_for, body=body, by=by, wanted=paper)
        return copy, request_job(by=by, kind=JOB_KIND, object_id=copy.pk)
    chosen = _chosen(plan, body, receivers, by)
    copies = [
        enter_copy(plan=plan, made_for=made_for, body=body, by=by, wanted=paper, receiver=one)
        for one in chosen
    ]
    if len(copies) == 1:
        return copies[0], request_job(by=by, kind=JOB_KIND, object_id=copies[0].pk)
    return copies[0], request_job(by=by, kind=BATCH_KIND, object_id=kept(copies, by).pk)


def kept(copies: Sequence[PlanPrint], by: Any, conference_id: Any = None) -> PlanBatch:
    """The copies in the order in which they are printed in one file."""
    batch = PlanBatch(
        user=by, copy_ids=[str(copy.pk) for copy in copies], conference_id=conference_id
    )
    batch.save(force_insert=True)
    return batch


@transaction.atomic
def enter_copy(
    *,
    plan: Plan,
    made_for: str,
    body: Body,
    by: Any,
    wanted: Wanted | None = None,
    receiver: Body | None = None,
) -> PlanPrint:
    """Give a copy its number and its code. One for the bodies is for one of them: `receiver`."""
    # The row is locked so that two copies never carry one number.
    locked = Plan.objects.changeable_by(by).select_for_update().filter(pk=plan.pk).first()
    if locked is None:
        raise DomainError("このプランは印刷できません")
    wanted = wanted or Wanted()
    leaves = made_for != PlanPrint.For.SELF
    _check_paper(wanted, made_for)
    copy: PlanPrint = PlanPrint.objects.create(
        compartment=plan.compartment,
        created_by=by,
        plan=plan,
        edition=wanted.fixed.edition if wanted.fixed else locked.edition,
        fixed=wanted.fixed,
        evaluation=wanted.evaluation,
        minutes_of=wanted.minutes_of,
        copy_number=PlanPrint.objects.visible_to(by).filter(plan=plan).count() + 1,
        made_for=made_for,
        receiver=receiver,
        recipients=_in_words(made_for, receiver, by),
        body=body,
        paper=wanted.paper,
        code=new_code(),
        since_edition=wanted.since_edition,
        with_kana=wanted.with_kana and wanted.paper == PlanPrint.Paper.EASY,
    )
    if leaves and plan.is_before_consent:
        raise DomainError("本人の同意の前のプランです。ほかの人に渡す印刷はできません")
    if leaves and not has_consent(plan):
        raise DomainError(
            "本人の同意が撤回されたか、期限が切れています。ほかの人に渡す印刷はできません"
        )
    return copy


def _check_paper(wanted: Wanted, made_for: str) -> None:
    if wanted.paper == PlanPrint.Paper.EASY and made_for == PlanPrint.For.BODIES:
        raise DomainError("やさしい日本語の支援プランは、本人か自分の控えを選んでください")


def _in_words(made_for: str, receiver: Body | None, by: Any) -> str:
    if made_for == PlanPrint.For.PERSON:
        return "本人"
    if made_for == PlanPrint.For.SELF:
        return str(by)
    if receiver is None:
        raise ValueError("a copy for the bodies is for one of them")
    return str(receiver)


def receivers_of(plan: Plan, body: Body, by: Any) -> list[Body]:
    """Bodies of the circle to which a copy may go; nothing leaves a body for itself (R21)."""
    return [one for one in dict.fromkeys(row.body for row in circle_of(plan, by)) if one != body]


def _chosen(plan: Plan, body: Body, wanted: Sequence[Body], by: Any) -> list[Body]:
    possible = receivers_of(plan, body, by)
    if not possible:
        raise DomainError("渡す参加機関がまだありません。先に参加機関を加えてください")
    if set(wanted) - set(possible):
        raise DomainError("渡せるのは、プランの参加機関です。画面を開き直して、選び直してください")
    return [one for one in possible if not wanted or one in wanted]
