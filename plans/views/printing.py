"""Papers of a plan: asking for a copy, and finding out which paper somebody holds in her hand."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from access import verifying
from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from access.words_sought import told
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from documents.paper_codes import shown
from meetings.models import PlanConference
from meetings.papers import copy_of_code
from plans import services
from plans.editions import editions, snapshot
from plans.forms import BatchForm, CodeForm, PacketForm, PrintForm
from plans.models import FixedPlan, Plan, PlanPrint
from plans.page import PlanPage
from plans.paper_contents import unprintable
from plans.services.changing import bodies_acted_for, has_consent
from plans.services.conferring import plan_of
from plans.services.packets import bodies_for_packet, may_be_packed
from plans.services.prints import receivers_of
from plans.stood import told_apart

from .forms_of_plan import BOTH, answer

MOST_OFFERED = 200
LONGEST_CODE = 40


@route("R5", "R6", "R21", reads=True, methods=BOTH)
def printing(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Ask for a copy: which paper, for whom; what cannot be printed is told before."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    acted_for = bodies_acted_for(page.plan, request.user)
    if not page.may_write or page.content is None or not acted_for:
        raise Http404
    form = PrintForm(
        request.POST or None,
        may_leave=page.has_consent,
        receivers=receivers_of(page.plan, acted_for[0], request.user),
        since=earlier_editions(page.plan, request.user),
        draft_object=plan,
    )
    said = snapshot(page.plan, page.plan.edition, request.user)
    return answer(
        page,
        form,
        lambda: services.request_print(
            plan=page.plan,
            **form.chosen(),
            paper=form.cleaned_data["paper"],
            since_edition=form.cleaned_data.get("since_edition"),
            with_kana=form.cleaned_data["with_kana"],
            body=acted_for[0],
            by=request.user,
        ),
        "plans/print.html",
        action="print",
        target=lambda made: reverse("jobs:detail", args=[made[1].pk]),
        heading=f"第{page.plan.edition}版を印刷する（PDF）",
        submit="PDFを作る",
        unprintable="、".join(unprintable(said)) if said else "",
    )


def earlier_editions(plan: Plan, user: Any) -> list[tuple[int, str]]:
    """Editions against which changes can be marked, the one of the last conference named."""
    found = [edition for edition in editions(plan, user) if edition.number < plan.edition]
    # The edition that was kept of it, as the list of changes names it: of the day alone it cannot be told
    # when the plan was saved again after the conference.
    kept = FixedPlan.objects.visible_to(user).filter(plan=plan, moment=FixedPlan.Moment.MEETING)
    at_meeting = kept.order_by("-on", "-created_at").values_list("edition", flat=True).first()
    return [
        (
            edition.number,
            f"第{edition.number}版から"
            + ("（前の会議のときの版）" * (edition.number == at_meeting)),
        )
        for edition in found
    ]


@route("R5", "R6", "R8", "R21", reads=True, methods=BOTH)
def packet(request: ActingRequest, plan_conference: uuid.UUID) -> HttpResponse:
    """Ask for all papers of a conference in one file: for oneself, or a part for each body that comes."""
    conference = get_visible(PlanConference, request.user, plan_conference)
    plan = plan_of(conference, request.user)
    if plan is None:
        raise Http404
    page = PlanPage(request, plan)
    acted_for = bodies_acted_for(plan, request.user)
    page.require(page.content is not None and acted_for and may_be_packed(conference))
    receivers = bodies_for_packet(plan, conference, request.user)
    form = PacketForm(request.POST or None, receivers=receivers, draft_object=plan_conference)
    return answer(
        page,
        form,
        lambda: services.request_packet(
            plan=plan,
            conference=conference,
            receivers=form.chosen()["receivers"],
            by=request.user,
        ),
        "plans/form.html",
        action="print",
        target=lambda made: reverse("jobs:detail", args=[made[1].pk]),
        heading="会議の資料の一式を印刷する（PDF）",
        submit="PDFを作る",
        explanation="次第と目次、プラン、進み具合の一覧と評価シート（評価・終結などを話し合うとき）、"
        "前回の会議録を、この順に1つのPDFにします。参加機関に渡すときは、機関ごとに番号と渡し先の"
        "入った1組ずつになり、提供の記録に残ります。",
    )


@route("R5", "R6", reads=True, methods=BOTH)
def print_many(request: ActingRequest) -> HttpResponse:
    """Ask for copies of many plans at once, for one's own desk."""
    plans = Plan.objects.changeable_by(request.user).going_on().for_list().by_monitoring()
    form = BatchForm(request.POST or None, plans=plans[:MOST_OFFERED])

    def save() -> str:
        chosen = form.chosen()
        job = services.request_batch(
            plans=chosen, paper=form.cleaned_data["paper"], by=request.user
        )[1]
        for plan in chosen:
            request.acting.log.note("print", plan)
        return reverse("jobs:detail", args=[job.pk])

    if (done := save_form(request, form, save)) is not None:
        return done
    request.acting.log.note("list", kind="支援プラン")
    context = {"form": form, "most": services.MOST_IN_A_BATCH}
    return render_form(request, "plans/print_many.html", context, form)


@route("R4", "R5", "R6", reads=True, methods=BOTH)
def verify(request: ActingRequest) -> HttpResponse:
    """Type the code of a paper: whether it was made here; which one it is, for who sees its plan, or was given the
    paper of a meeting and has come in by its door."""
    acting = request.acting
    form = CodeForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "is_asked": False}
    typed = request.POST.get("code", "")[:LONGEST_CODE]
    acting.log.note("search", kind="書類の照合", sought=told(code=typed))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        copy = (
            PlanPrint.objects.visible_to(request.user)
            .filter(code=code)
            .select_related("plan__compartment__case", "body", "created_by", "fixed", "minutes_of")
            .first()
        )
        if copy is not None:
            acting.log.note("read", copy)
            if copy.fixed is not None:
                told_apart(copy.fixed, request.user)
            context |= _about(copy)
        meeting_copy = None if copy else copy_of_code(request, code)
        if meeting_copy is not None:
            acting.log.note("read", meeting_copy.paper)
        context |= {
            "meeting_copy": meeting_copy,
            "is_asked": True,
            "code": shown(code),
            "copy": copy,
            "is_known": copy is not None or verifying.is_known(code),
        }
    return render_form(request, "plans/verify.html", context, form)


def _about(copy: PlanPrint) -> dict[str, Any]:
    """Which paper it is, and whether it is still the one that holds."""
    plan = copy.plan
    return {
        "plan": plan,
        "case": plan.compartment.case,
        "is_current": copy.edition == plan.edition,
        "state": plan.state_shown(has_consent(plan)),
    }
