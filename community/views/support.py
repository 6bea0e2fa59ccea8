"""地域支援の記録: the list of a period, one more, one put right or taken back."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.open_audience import keepers_audience
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.saving import only_to_open
from cases.paging import filter_links, page_of
from community import figures, periods, services
from community.choices import SUPPORT as KINDS
from community.choices import tell_kinds
from community.forms import ConfirmForm, SupportForm
from community.models import SupportEntry, Weight

from .base import BOTH, KEEP, SUPPORT, as_id, form_page, tabs


@route("R1", reads=True, roles=KEEP)
def supports(request: ActingRequest) -> HttpResponse:
    """The rows of F4 and G1."""
    today = timezone.localdate()
    period = periods.chosen(request.GET.get("period", ""), today)
    offered = periods.links(today)
    weights = [("", "すべて"), *Weight.choices, ("f4", "立上げ・運営支援（F4）")]
    asked = request.GET.get("weight", "")
    rows = figures.supports(request.user, period) if asked == "f4" else None
    if rows is None:
        rows = figures.work(request.user, period)
        rows = rows.filter(weight=asked) if asked in Weight.values else rows
    request.acting.log.note("list", kind=SUPPORT)
    shown = page_of(request, rows.select_related("place", "area", "worker"))
    tell_kinds(KINDS, shown["rows"])
    context = {
        **shown,
        "tabs": tabs(request, "supports"),
        "filters": filter_links(request, ("期間", "period", offered), ("区分", "weight", weights)),
        "period": period,
        "work": figures.Figures(request.user, period).work,
    }
    return render(request, "community/supports.html", context)


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def new_support(request: ActingRequest) -> HttpResponse:
    """One more piece of work; `?place=` chooses it beforehand."""
    asked = as_id(request.GET.get("place", ""))
    initial = {"place": asked} if asked else {}
    form = SupportForm(request.POST or None, user=request.user, initial=initial)
    back = reverse("community:supports")

    def save() -> str:
        services.record_support(facts=form.facts(), by=request.user)
        request.acting.log.note("write", kind=SUPPORT)
        return back

    context = {
        "heading": "地域支援を記録する",
        "back": back,
        "submit": "記録する",
        "audience": keepers_audience(KEEP),
    }
    return form_page(request, form, save, context, kind=SUPPORT)


def _get(request: Any, pk: uuid.UUID) -> SupportEntry:
    """One that was taken back is there for what was sent alone: the service says so."""
    rows = SupportEntry.objects.visible_to(request.user)
    row = row_or_404(rows.select_related("place", "area"), pk)
    only_to_open(request, not row.is_withdrawn)
    return row


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def edit_support(request: ActingRequest, support_entry: uuid.UUID) -> HttpResponse:
    """What was entered wrongly is put right."""
    row = _get(request, support_entry)
    initial = SupportForm.initial_of(row)
    form = SupportForm(
        request.POST or None, user=request.user, draft_object=row.pk, initial=initial
    )
    back = reverse("community:supports")

    def save() -> str:
        services.change_support(
            entry=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", kind=SUPPORT)
        return back

    context = {
        "heading": "地域支援の記録を直す",
        "back": back,
        "submit": "直す",
        "audience": keepers_audience(KEEP),
        "confirm": ConfirmForm(),
        "withdraw_url": reverse("community:support_withdraw", args=[row.pk]),
    }
    return form_page(
        request, form, save, context, kind=SUPPORT, changing=lambda: _get(request, row.pk)
    )


@route("R1", reads=True, methods=("POST",), roles=KEEP)
def withdraw_support(request: ActingRequest, support_entry: uuid.UUID) -> HttpResponse:
    """Entered by mistake."""
    row = _get(request, support_entry)
    form = ConfirmForm(request.POST)
    back = reverse("community:supports")

    def save() -> str:
        services.withdraw_support(entry=row, by=request.user)
        request.acting.log.note("write", kind=SUPPORT)
        return back

    context = {"heading": "地域支援の記録を取り消す", "back": back, "submit": "取り消す"}
    return form_page(request, form, save, context, kind=SUPPORT)
