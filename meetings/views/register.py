"""構成員名簿 of the ward, kept by the coordinators (domain.md R11, R14). Names no case, no meeting."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import row_or_404
from cases.paging import page_of
from drafts.submit import key_of_button, see_other
from jobs.services import request_job
from organizations.models import ROLES_WITHOUT_CASES, Appointment, Body, Role

from .. import pledge_paper, services
from ..forms.base import ReasonForm
from ..forms.register import BodyPledgeForm, PledgeForm, RegisterForm
from ..models import Pledge, PledgeScan, RegisteredMember
from ..words import duty_text
from .base import BOTH, form_page

COORDINATORS = (Role.COORDINATOR,)
KIND = "構成員名簿"
TEMPLATE = "meetings/register_form.html"


def _row(pk: uuid.UUID) -> RegisteredMember:
    """The entry, or 404. The database shows the register to coordinators only."""
    return row_or_404(RegisteredMember.objects.select_related("staff", "body"), pk)


@route("R4", "R6", reads=True, roles=COORDINATORS)
def register_list(request: ActingRequest) -> HttpResponse:
    """Who may sit in a 支援会議 at all, with the state of her pledge."""
    show = request.GET.get("show", "")
    found = RegisteredMember.objects.select_related("staff", "body")
    if show != "all":
        found = found.listed()
    pages = page_of(request, found)
    rows = list(pages["rows"])
    pledged = set(
        RegisteredMember.objects.pledged()
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    own: dict[Any, Pledge] = {}
    for pledge in Pledge.objects.valid().filter(registered__in=rows):
        own.setdefault(pledge.registered_id, pledge)
    request.acting.log.note("list", kind=KIND)
    context = {
        "pages": pages
        | {
            "rows": [
                {"row": row, "own": own.get(row.pk), "is_pledged": row.pk in pledged}
                for row in rows
            ]
        },
        "show": show,
    }
    return render(request, "meetings/register.html", context)


def _offices(body: Body) -> list[Appointment]:
    listed = RegisteredMember.objects.listed().filter(body=body, staff__isnull=False)
    return list(
        Appointment.objects.current()
        .with_body()
        .filter(role_group__body=body)
        .exclude(role_group__role__in=ROLES_WITHOUT_CASES)
        .exclude(staff__in=listed.values("staff"))
        .order_by("staff__kana", "staff__name", "pk")
    )


@route("R4", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def new(request: ActingRequest) -> HttpResponse:
    """Enter somebody: choose a body and one of its people, or type who has no account."""
    bodies = services.bodies_to_name_from()
    body = next((b for b in bodies if str(b.pk) == request.GET.get("body")), None)
    offices = _offices(body) if body else []
    form = RegisterForm(request.POST or None, offices=offices)

    def save() -> str:
        made = services.register_member(by=request.user, **form.content())
        request.acting.log.note("write", kind=KIND)
        messages.success(request, "構成員名簿に載せました")
        return reverse("meetings:registered", args=[made.pk])

    request.acting.log.note("read", kind=KIND)
    context = {
        "heading": "構成員名簿に載せる",
        "submit": "名簿に載せる",
        "bodies": bodies,
        "body": body,
        "nobody": bool(body) and not offices,
        "choosing": True,
    }
    return form_page(request, form, save, context, entry=None, template=TEMPLATE)


@route("R4", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def registered(request: ActingRequest, registered_member: uuid.UUID) -> HttpResponse:
    """One person: authority, pledges, and a new pledge."""
    row = _row(registered_member)
    form = PledgeForm(request.POST or None, draft_object=row.pk)

    def save() -> str:
        services.receive_pledge(pledge=form.signed(), registered=row, by=request.user)
        request.acting.log.note("write", kind=KIND)
        messages.success(request, "誓約書を登録しました")
        return reverse("meetings:registered", args=[row.pk])

    request.acting.log.note("read", kind=KIND)
    of_body = Pledge.objects.valid().filter(body=row.body) if row.body else Pledge.objects.none()
    scans: dict[Any, list[PledgeScan]] = {}
    for scan in PledgeScan.objects.filter(pledge__registered=row).defer("content"):
        scans.setdefault(scan.pledge_id, []).append(scan)
    context = {
        "row": row,
        "pledges": [
            {"row": pledge, "scans": scans.get(pledge.pk, [])} for pledge in row.pledges.all()
        ],
        "of_body": of_body.first(),
        "is_pledged": RegisteredMember.objects.pledged().filter(pk=row.pk).exists(),
    }
    template = "meetings/registered.html"
    return form_page(request, form, save, context, entry=None, template=template)


@route("R4", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def body_pledges(request: ActingRequest) -> HttpResponse:
    """Bodies that have pledged for their staff, and a new pledge."""
    form = BodyPledgeForm(request.POST or None)

    def save() -> str:
        services.receive_pledge(
            pledge=form.signed(), body=form.cleaned_data["body"], by=request.user
        )
        request.acting.log.note("write", kind=KIND)
        messages.success(request, "機関の誓約を登録しました")
        return reverse("meetings:body_pledges")

    request.acting.log.note("list", kind=KIND)
    found = Pledge.objects.filter(body__isnull=False).select_related("body")
    context = {
        "pages": page_of(request, found.order_by("ended_at", "body__order", "body__name", "pk")),
    }
    template = "meetings/body_pledges.html"
    return form_page(request, form, save, context, entry=None, template=template)


@route("R4", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def end_pledge(request: ActingRequest, pledge: uuid.UUID) -> HttpResponse:
    """A pledge holds no longer."""
    row = row_or_404(Pledge.objects.select_related("registered__staff", "body"), pledge)
    form = ReasonForm(request.POST or None, draft_object=pledge)
    back = (
        reverse("meetings:registered", args=[row.registered_id])
        if row.registered_id
        else reverse("meetings:body_pledges")
    )

    def save() -> str:
        services.take_back_pledge(pledge=row, reason=form.cleaned_data["reason"], by=request.user)
        request.acting.log.note("write", kind=KIND)
        return back

    request.acting.log.note("read", kind=KIND)
    context = {
        "heading": "誓約書を無効にする",
        "submit": "無効にする",
        "about": row.registered.name if row.registered else str(row.body),
        "explanation": "この誓約書だけに支えられている人は、すぐに会議の内容を開けなくなります。",
        "back": back,
    }
    return form_page(request, form, save, context, entry=None, template=TEMPLATE)


@route("R4", "R16", reads=True, methods=BOTH, roles=COORDINATORS)
def leave(request: ActingRequest, registered_member: uuid.UUID) -> HttpResponse:
    """Take somebody off the register; the duty lasts (domain.md R12)."""
    row = _row(registered_member)
    form = ReasonForm(request.POST or None, draft_object=registered_member)

    def save() -> str:
        services.leave_register(registered=row, reason=form.cleaned_data["reason"], by=request.user)
        request.acting.log.note("write", kind=KIND)
        messages.success(request, "名簿から外しました。守秘義務が続くことを、本人に伝えてください")
        return reverse("meetings:registered", args=[row.pk])

    request.acting.log.note("read", kind=KIND)
    context = {
        "heading": "名簿から外す",
        "submit": "名簿から外す",
        "about": f"{row.name}（{row.body_name}）",
        "explanation": "すぐに、どの会議の内容も開けなくなります。誓約書の記録は残ります。次の文を、本人に伝えてください。",
        "duty": duty_text(),
        "back": reverse("meetings:registered", args=[row.pk]),
    }
    return form_page(request, form, save, context, entry=None, template=TEMPLATE)


@route("R4", "R6", reads=True, methods=("POST",), roles=COORDINATORS)
def blank_paper(request: ActingRequest) -> HttpResponse:
    """The 誓約書 to be filled in by hand."""
    return _ask(request, pledge_paper.BLANK, request.user.pk)


@route("R4", "R6", reads=True, methods=("POST",), roles=COORDINATORS)
def paper(request: ActingRequest, registered_member: uuid.UUID) -> HttpResponse:
    """The 誓約書 with name and body, to be signed."""
    return _ask(request, pledge_paper.FILLED, _row(registered_member).pk)


def _ask(request: ActingRequest, kind: str, object_id: Any) -> HttpResponse:
    request.acting.log.note("print", kind="誓約書")
    key = key_of_button(request, kind, object_id)
    job = request_job(by=request.user, kind=kind, object_id=object_id, key=key)
    return see_other(reverse("jobs:detail", args=[job.pk]))
