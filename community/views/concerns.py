"""気になる人メモ: written, read by the CSW of the body, taken into intake or closed (R2)."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.explain import audience, future_audience
from access.noticing import NOTICING_ROLES
from access.routes import route
from access.shortcuts import get_case, row_or_404
from cases.models import CaseRecord
from cases.paging import filter_links, page_of
from cases.services.restrictions import may_decide
from cases.track import track_of
from community import figures, periods, services
from community.forms import ConcernForm, ConcernIntakeForm, NothingForm
from community.models import Concern, ConcernState
from community.services.concerns import ended_record, is_supported, may_receive

from .base import BOTH, NOTICING, READ_RECORDS, as_id, form_page, tabs

STATES = [("", "見立て待ち"), ("done", "見立てが済んだもの"), ("all", "すべて")]


def _get(request: Any, pk: uuid.UUID) -> Concern:
    rows = Concern.objects.visible_to(request.user)
    return row_or_404(
        rows.select_related("compartment__case", "place", "body", "created_by", "closed_by"), pk
    )


@route("R2", reads=True, roles=NOTICING)
def concerns(request: ActingRequest) -> HttpResponse:
    """Memos of the user's body that she reads; those that wait first."""
    asked = request.GET.get("state", "")
    rows = Concern.objects.visible_to(request.user)
    if asked == "done":
        rows = rows.exclude(state=ConcernState.WAITING)
    elif asked != "all":
        # at_once, soon, watch: the codes are in the order of haste.
        rows = rows.filter(state=ConcernState.WAITING).order_by("urgency", "-noticed_on", "-id")
    rows = rows.select_related("compartment__case", "place", "created_by")
    request.acting.log.note("list", kind="気になる人メモの一覧")
    context = {
        **page_of(request, rows),
        "tabs": tabs(request, "concerns"),
        "filters": filter_links(request, ("状態", "state", STATES)),
        "is_filtered": asked in ("done", "all"),
    }
    return render(request, "community/concerns.html", context)


@route("R2", reads=True, methods=BOTH, roles=NOTICING)
def new_concern(request: ActingRequest) -> HttpResponse:
    """Somebody was noticed, `?place=` says where; `?case=`: a household whose record the writer reads."""
    bodies = request.acting.bodies_with(*NOTICING_ROLES)
    case = _known_case(request)
    asked = as_id(request.GET.get("place", ""))
    initial = {"place": asked} if asked else {}
    form = ConcernForm(request.POST or None, user=request.user, bodies=bodies, initial=initial)

    def save() -> str:
        made = services.note_concern(
            body=form.cleaned_data.get("body") or bodies[0],
            facts=form.facts(),
            case=case,
            by=request.user,
        )
        request.acting.log.note("write", made)
        return reverse("community:concern", args=[made.pk])

    back = reverse("community:concerns")
    context = {
        "heading": "気になる人メモを書く",
        "back": back,
        "submit": "登録する",
        "case": case,
        "audience": future_audience(bodies[0], NOTICING_ROLES),
    }
    template = "community/concern_form.html"
    return form_page(request, form, save, context, template=template, kind="気になる人メモ")


@route("R2", "R6", reads=True, roles=READ_RECORDS)
def intakes(request: ActingRequest) -> HttpResponse:
    """The rows of F5, as far as the user reads records: by number, with the way to the case."""
    today = timezone.localdate()
    period = periods.chosen(request.GET.get("period", ""), today)
    rows = figures.intakes(request.user, period).select_related("compartment__case", "record__body")
    request.acting.log.note("list", kind="居場所から把握した相談")
    context = {
        **page_of(request, rows.order_by("-received_on", "-id")),
        "tabs": tabs(request, "front"),
        "filters": filter_links(request, ("期間", "period", periods.links(today))),
        "period": period,
    }
    return render(request, "community/intakes.html", context)


def _known_case(request: Any) -> Any:
    asked = request.GET.get("case", "")
    if not asked:
        return None
    known = as_id(asked)
    if known is None:
        raise Http404
    case = get_case(request.user, known)
    if not CaseRecord.objects.changeable_by(request.user).of_case(case).exists():
        raise Http404
    return case


def _context(request: Any, row: Concern) -> dict[str, Any]:
    return {
        "row": row,
        "audience": audience(request.user, row.compartment),
        "may_receive": may_receive(row, request.user),
        "may_restrict": may_decide(row.compartment.case, request.user),
        "back": reverse("community:concern", args=[row.pk]),
    }


@route("R2", "R18", reads=True, roles=NOTICING)
def concern(request: ActingRequest, concern: uuid.UUID) -> HttpResponse:
    """One memo, and the two ways on."""
    row = _get(request, concern)
    request.acting.log.note("read", row)
    records = CaseRecord.objects.visible_to(request.user).of_case(row.compartment.case)
    context = _context(request, row) | {"reads_case": records.exists()}
    context["is_supported"] = row.is_waiting and is_supported(row, request.user)
    if context["reads_case"]:
        context["track"] = track_of(request, row.compartment.case)
    return render(request, "community/concern.html", context)


def _waiting(request: Any, pk: uuid.UUID) -> Concern:
    row = _get(request, pk)
    if not row.is_waiting and request.method != "POST":
        raise Http404
    return row


@route("R2", reads=True, methods=BOTH, roles=NOTICING)
def take_concern(request: ActingRequest, concern: uuid.UUID) -> HttpResponse:
    """The memo becomes an intake, by a caseworker of the body."""
    row = _waiting(request, concern)
    if not may_receive(row, request.user):
        raise Http404
    form = ConcernIntakeForm(
        request.POST or None,
        is_known=ended_record(row, request.user) is not None,
        draft_object=row.pk,
        initial=ConcernIntakeForm.initial_of(row),
    )

    def save() -> str:
        intake = services.take_into_intake(
            concern=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", intake)
        return reverse("cases:detail", args=[row.compartment.case_id])

    context = _context(request, row) | {
        "heading": "相談受付にする",
        "submit": "受付を登録する",
        "audience": future_audience(row.body, ("caseworker", "supervisor")),
    }
    template = "community/concern_step.html"
    return form_page(
        request,
        form,
        save,
        context,
        template=template,
        entry=row,
        changing=row,
    )


@route("R2", reads=True, methods=BOTH, roles=NOTICING)
def close_concern(request: ActingRequest, concern: uuid.UUID) -> HttpResponse:
    """No intake, and why."""
    row = _waiting(request, concern)
    form = NothingForm(request.POST or None, draft_object=row.pk, initial={"version": row.version})

    def save() -> str:
        data = form.values()
        services.close_without_intake(
            concern=row,
            why=data["why"],
            words=data["why_words"],
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", row)
        return reverse("community:concern", args=[row.pk])

    context = _context(request, row) | {"heading": "受付にしない", "submit": "閉じる"}
    template = "community/concern_step.html"
    return form_page(
        request,
        form,
        save,
        context,
        template=template,
        entry=row,
        changing=row,
    )
