"""支援プラン兼利用申込書 as PDF: read as who asked, laid out outside of any transaction (S-06, S-30).

What is printed is the edition that was asked for, even when a newer one exists by then.
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from access.explain import audience
from access.models import OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import JobFailed, JobKind, NotPermitted, Result
from meetings.models import PlanConference
from meetings.words import conference_name

from .editions import rows_of_kind, snapshot
from .kind_models import CONTENT_OF
from .models import Plan, PlanContent, PlanPrint
from .services.changing import has_consent, secretariat_of
from .services.prints import JOB_KIND
from .states import PlanState

FILE_NAME = "support-plan.pdf"
APPROVERS = ("部長", "課長", "係長", "係")
NUMBER = re.compile(r'<div class="paper-number">[^<]*?(R\d+-\d{5})[^<]*第(\d+)版')


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML; the number that it must carry (F-22)."""

    html: str
    title: str
    number: str
    edition: int


def _copy(user: Any, object_id: uuid.UUID) -> PlanPrint | None:
    return (
        PlanPrint.objects.visible_to(user)
        .filter(pk=object_id, created_by=user)
        .select_related("plan__compartment__case", "body")
        .first()
    )


def may(user: Any, object_id: uuid.UUID) -> PlanPrint | None:
    """The copy, if who asked still sees it; a copy for others only while the consent is valid."""
    copy = _copy(user, object_id)
    if copy is None or (copy.made_for != PlanPrint.For.SELF and not has_consent(copy.plan)):
        return None
    return copy


def gate(user: Any, copy: PlanPrint, option: str) -> Output:
    """A copy for the desk, or one for the person or the bodies, on her consent (R21, S-91)."""
    if copy.made_for == PlanPrint.For.SELF:
        return Output(OutputHold.Use.OWN, cases_of(copy))
    leaving = Leaving(
        recipients=copy.recipients,
        purpose="支援プランの写しを渡す",
        legal_basis="CONSENT",
        body=copy.body,
        compartment=copy.compartment,
        obj=copy.plan,
    )
    return Output(OutputHold.Use.OTHERS, cases_of(copy), leaving)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the edition as who asked; NotPermitted when she does not see it (any more)."""
    copy = may(user, object_id)
    if copy is None:
        raise NotPermitted
    plan = copy.plan
    said = snapshot(plan, copy.edition, user)
    if said is None or said.content is None:
        raise NotPermitted
    log.note("print", plan)
    number = plan.compartment.case.number
    title = f"支援プラン {number} 第{copy.edition}版"
    html = render_to_string("plans/paper.html", _context(user, copy, said, title))
    return Paper(html, title, number, copy.edition)


def _context(user: Any, copy: PlanPrint, said: Any, title: str) -> dict[str, Any]:
    plan = Plan.objects.visible_to(user).select_related("lead_body").get(pk=copy.plan_id)
    readers = audience(user, copy.plan.compartment)
    is_newest = copy.edition == plan.edition
    return {
        "paper": {
            "title": title,
            "number": f"{copy.plan.compartment.case.number}　支援プラン　第{copy.edition}版"
            f"　写し{copy.copy_number}",
            "audience": f"{readers.total}人（プランの参加機関と事務局）",
            "printed_by": f"{user}（{copy.body}）",
            "printed_at": copy.created_at,
        },
        "copy": copy,
        "plan": plan,
        "said": said,
        "case": copy.plan.compartment.case,
        "secretariat": secretariat_of(copy.plan),
        "is_newest": is_newest,
        "state": plan.state_shown(has_consent(plan)),
        "own_rows": _own_rows(copy, said),
        "is_before_consent": plan.is_before_consent,
        "agreement": _agreement(user, plan) if is_newest else None,
        "is_agreed": is_newest and plan.agreed_on is not None,
        "is_decided": is_newest and plan.decided_on is not None,
        "is_draft": not is_newest or plan.decided_on is None,
        "is_held": plan.state_shown(has_consent(plan)) == PlanState.HELD_CONSENT,
        "conference": _conference(user, plan) if is_newest else None,
        "conference_name": conference_name(),
        "approvers": APPROVERS,
        "blank_lines": "\n" * 3,
    }


def _own_rows(copy: PlanPrint, said: Any) -> list[tuple[str, str]]:
    """The fields of the kind: who told it, and what could hurt, stay out of copies for others."""
    model = CONTENT_OF[said.plan.kind]
    left_out = {
        PlanPrint.For.SELF: (),
        PlanPrint.For.BODIES: model.not_for_others,
        PlanPrint.For.PERSON: (*model.not_for_others, *model.not_for_person),
    }[PlanPrint.For(copy.made_for)]
    return rows_of_kind(said.plan.kind, said.own, left_out)


def _agreement(user: Any, plan: Plan) -> PlanContent | None:
    """How the person agreed: a proxy and why."""
    return PlanContent.objects.visible_to(user).filter(plan=plan).first()


def _conference(user: Any, plan: Plan) -> PlanConference | None:
    """The conference on its adequacy, with the item that says what was found."""
    rows = PlanConference.objects.visible_to(user).filter(pk=plan.conference_id)
    return rows.prefetch_related("items").first()


def make(paper: Paper) -> Result:
    """Lay it out; the number printed must be the one of this case and edition (F-22)."""
    found = NUMBER.search(paper.html)
    if found is None or found.groups() != (paper.number, str(paper.edition)):
        raise JobFailed("wrong-paper")
    return Result(render_pdf(paper.html, title=paper.title), "application/pdf", FILE_NAME)


def page_of(object_id: uuid.UUID) -> str:
    """The page from which the copy was asked for."""
    return reverse("plans:copy", args=[object_id])


PLAN_PDF = JobKind(
    name=JOB_KIND,
    label="支援プランのPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_of,
    errors={
        "wrong-paper": "作ったものの番号が、頼まれたプランと合いませんでした。渡さずに捨てました。"
        "もう一度作成してください"
    },
)
