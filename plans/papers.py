"""Papers of a plan as PDF: read as who asked, laid out outside of any transaction (S-06, S-30).

The plan itself is printed in the edition that was asked for, even when a newer one exists by then; how
far it has come is as of the moment of printing, and the paper says so.
"""

import re
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from access.explain import audience
from access.models import OutputHold
from access.output import Leaving, Output, cases_of, closed_places
from access.reading import ReadingLog
from documents.paper_codes import shown as shown_code
from documents.pdf import render_pdf
from documents.selfcheck import printed_number
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at

from .choices import end_reason_of
from .editions import snapshot
from .fixed_document import blocks_for
from .models import FixedPlan, FixedPlanText, Plan, PlanPrint
from .paper_contents import easy_context, evaluation_context, plan_context, progress_context
from .services.changing import has_consent
from .services.circle import circle_of
from .services.prints import JOB_KIND
from .stood import told_apart

NUMBER = re.compile(r"(R\d+-\d{5})　.*第(\d+)版")


@dataclass(frozen=True)
class Form:
    """One of the papers: its template, what stands in it, its words, and the name of its file."""

    template: str
    context: Callable[[Any, PlanPrint, Plan, Any], dict[str, Any]]
    words: str
    file_name: str


FORMS = {
    PlanPrint.Paper.PLAN: Form("plans/paper.html", plan_context, "支援プラン", "support-plan.pdf"),
    PlanPrint.Paper.PROGRESS: Form(
        "plans/progress_paper.html", progress_context, "進み具合の一覧", "plan-progress.pdf"
    ),
    PlanPrint.Paper.EASY: Form(
        "plans/easy_paper.html", easy_context, "やさしい支援プラン", "plan-easy.pdf"
    ),
    PlanPrint.Paper.EVALUATION: Form(
        "plans/evaluation_paper.html",
        evaluation_context,
        "モニタリング・評価シート",
        "plan-evaluation.pdf",
    ),
}


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML; the number that it must carry (F-22)."""

    html: str
    title: str
    number: str
    edition: int
    file_name: str


def own_copies(user: Any) -> Any:
    """Copies that the user asked for, as far as she sees them, with what a paper needs of them."""
    rows = PlanPrint.objects.visible_to(user).filter(created_by=user)
    return rows.select_related(
        *("plan__compartment__case", "body", "receiver", "fixed", "evaluation__lead_body"),
        "minutes_of",
    )


def may(user: Any, object_id: uuid.UUID) -> PlanPrint | None:
    """The copy, if who asked still sees it, and if it may leave when it is for others. Copies of minutes are made
    among the papers of a conference alone."""
    rows = own_copies(user).filter(minutes_of__isnull=True)
    copy: PlanPrint | None = rows.filter(pk=object_id).first()
    return copy if copy is not None and may_be_made(user, copy) else None


def told(user: Any, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Which copy of which case it is, in the list of who asked for it."""
    return {copy.pk: words_of(copy) for copy in own_copies(user).filter(pk__in=keys)}


def words_of(copy: PlanPrint) -> str:
    """As it stands at the head of the paper: R8-00123　支援プラン　第3版　写し2."""
    number = copy.plan.compartment.case.number
    return f"{number}　{copy.heading}　第{copy.edition}版　写し{copy.copy_number}"


def may_be_made(user: Any, copy: PlanPrint) -> bool:
    """A copy for others only while the consent is valid, and for a body only while it takes part (R5)."""
    if copy.made_for == PlanPrint.For.SELF:
        return True
    if not has_consent(copy.plan):
        return False
    return copy.receiver_id is None or copy.receiver_id in {
        row.body_id for row in circle_of(copy.plan, user)
    }


def gate(user: Any, copy: PlanPrint, option: str) -> Output:
    """A copy for the desk, or one for the person or a body, on her consent (R21, S-91)."""
    if copy.made_for == PlanPrint.For.SELF:
        return Output(OutputHold.Use.OWN, cases_of(copy), within=closed_places(copy))
    leaving = Leaving(
        recipients=copy.recipients,
        purpose=f"{FORMS[PlanPrint.Paper(copy.paper)].words}の写しを渡す",
        legal_basis="CONSENT",
        body=copy.body,
        compartment=copy.compartment,
        obj=copy.plan,
    )
    within = closed_places(copy)
    return Output(OutputHold.Use.OTHERS, cases_of(copy), leaving, within=within)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the edition as who asked; NotPermitted when she does not see it (any more)."""
    copy = may(user, object_id)
    if copy is None:
        raise NotPermitted
    log.note("print", copy.plan)
    return paper_of(user, copy)


def paper_of(user: Any, copy: PlanPrint, place: str = "") -> Paper:
    """A copy laid out as HTML; `place` is its place among other papers, as 資料1."""
    if copy.fixed is not None:
        return _fixed(user, copy, copy.fixed, place)
    said = snapshot(copy.plan, copy.edition, user)
    if said is None or said.content is None:
        raise NotPermitted
    form = FORMS[PlanPrint.Paper(copy.paper)]
    number = copy.plan.compartment.case.number
    title = f"{form.words} {number} 第{copy.edition}版"
    plan = (
        Plan.objects.visible_to(user).select_related("lead_body", "created_by").get(pk=copy.plan_id)
    )
    context = _head(user, copy, title, form, place) | form.context(user, copy, plan, said)
    return Paper(
        render_to_string(form.template, context), title, number, copy.edition, form.file_name
    )


def _fixed(user: Any, copy: PlanPrint, fixed: FixedPlan, place: str) -> Paper:
    """A fixed version: what was kept of it, word by word, and of today only who prints it."""
    text = FixedPlanText.objects.visible_to(user).filter(fixed=fixed).first()
    if text is None:
        raise NotPermitted
    form = FORMS[PlanPrint.Paper.PLAN]
    number = copy.plan.compartment.case.number
    told_apart(fixed, user)
    title = f"{copy.heading} {number} 第{copy.edition}版"
    context = _head(user, copy, title, form, place) | {
        "fixed": fixed,
        "blocks": blocks_for(text.blocks, copy.made_for),
        "is_held": not has_consent(copy.plan),
    }
    html = render_to_string("plans/fixed_paper.html", context)
    return Paper(html, title, number, copy.edition, form.file_name)


def _head(user: Any, copy: PlanPrint, title: str, form: Form, place: str) -> dict[str, Any]:
    readers = audience(user, copy.plan.compartment)
    case = copy.plan.compartment.case
    return {
        "paper": {
            "title": title,
            "number": f"{case.number}　{form.words}　第{copy.edition}版　写し{copy.copy_number}",
            "audience": f"{readers.total}人（プランの参加機関と事務局）",
            "printed_by": f"{user}（{copy.body}）",
            "printed_at": copy.created_at,
            "code": shown_code(copy.code),
            "place": place,
        },
        "copy": copy,
        "over": over_of(copy.plan),
        "case": case,
    }


def over_of(plan: Plan) -> dict[str, Any] | None:
    """When a plan ended and why, for its papers: nothing of it falls due any more (domain.md 3.4)."""
    if not plan.has_ended:
        return None
    return {"on": plan.ended_on, "why": end_reason_of(plan) or plan.get_state_display()}


def make(paper: Paper) -> Result:
    """Lay it out; the number printed must be the one of this case and edition (F-22)."""
    found = NUMBER.search(printed_number(paper.html))
    if found is None or found.groups() != (paper.number, str(paper.edition)):
        raise JobFailed("wrong-paper")
    return Result(render_pdf(paper.html, title=paper.title), "application/pdf", paper.file_name)


PLAN_PDF = JobKind(
    name=JOB_KIND,
    label="支援プランのPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("plans:copy"),
    told=told,
    errors={
        "wrong-paper": "作ったものの番号が、頼まれたプランと合いませんでした。渡さずに捨てました。"
        "もう一度作成してください"
    },
)
