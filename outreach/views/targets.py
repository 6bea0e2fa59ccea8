"""One target: begun, looked at, completed, named; who told; what was agreed before somebody goes."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from cases.models import SafetyNote
from cases.page import CasePage
from cases.track import track_of
from outreach import services
from outreach.forms import BeginForm, ChangeForm, NameForm, PreparationForm, SourceForm
from outreach.models import OutreachSource, Preparation

from .base import BOTH, KEEPERS, form_page, only_to_open, seen, written


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def begin(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """The body begins to seek out a household of which it keeps a record."""
    page = CasePage(request, get_case(request.user, case))
    row = page.own_record()
    form = BeginForm(request.POST or None, draft_object=row.pk, initial=_minded(page))

    def save() -> str:
        made = services.begin_outreach(record=row, facts=form.facts(), by=request.user)
        request.acting.log.note("write", made)
        return reverse("outreach:detail", args=[made.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("read", row)
    context = page.context(form=form)
    return render_form(request, "outreach/begin.html", context, form)


def _minded(page: CasePage) -> dict[str, Any]:
    """That two go, where the household has a 安全メモ that says so."""
    words = [note.text for note in page.safety_notes if note.kind == SafetyNote.Kind.TWO]
    return {"needs_two": True, "risk_words": "。".join(words)[:300]} if words else {}


@route("R2", "R18", reads=True, roles=KEEPERS)
def detail(request: ActingRequest, outreach: uuid.UUID) -> HttpResponse:
    """Where it stands, what comes next, how the relation has grown."""
    page = seen(request, outreach)
    page.request.acting.log.note("read", page.outreach)
    context = page.context(track=track_of(request, page.case))
    return render(request, "outreach/detail.html", context)


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def change(request: ActingRequest, outreach: uuid.UUID) -> HttpResponse:
    """Complete or correct what is known."""
    page = written(request, outreach)
    row = page.outreach
    form = ChangeForm(
        request.POST or None,
        colleagues=page.colleagues,
        draft_object=row.pk,
        initial=ChangeForm.initial_of(row),
    )

    def act() -> Any:
        return services.change_outreach(
            outreach=row,
            facts=form.facts(),
            in_charge=form.colleague("in_charge"),
            version=form.version,
            by=request.user,
        )

    return form_page(
        page,
        form,
        act,
        heading="把握したことを直す",
        submit="保存する",
        changing=row,
        compare=("concern", "risk_words"),
    )


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def name(request: ActingRequest, outreach: uuid.UUID) -> HttpResponse:
    """Her name is known now."""
    page = seen(request, outreach)
    page.require(page.may_write and page.target is not None)
    only_to_open(request, not page.is_named)
    target: Any = page.target
    form = NameForm(
        request.POST or None,
        draft_object=page.outreach.pk,
        initial={"version": target.version},
    )

    def act() -> Any:
        data = form.cleaned_data
        return services.name_target(
            outreach=page.outreach,
            name=data["name"],
            kana=data["kana"],
            version=form.version,
            by=request.user,
        )

    return form_page(
        page,
        form,
        act,
        heading="分かった氏名を書く",
        likely_url=reverse("cases:likely_member", args=[page.case.pk]),
        submit="氏名を登録する",
        changing=target,
        explanation=f"いまの呼び方「{page.name}」は、呼び名として残り、検索で見つかります。"
        "これまでの記録は、そのままです。",
    )


@route("R2", "R19", reads=True, methods=BOTH, roles=KEEPERS)
def sources(request: ActingRequest, outreach: uuid.UUID) -> HttpResponse:
    """Who told: the one page with names, each opening of it in the log of reading. Somebody is added here, or one
    of them put right (`?source=`), so that there is no second page."""
    page = seen(request, outreach)
    rows = list(
        OutreachSource.objects.visible_to(request.user)
        .filter(outreach=page.outreach)
        .select_related("compartment__case")
    )
    row = next((one for one in rows if str(one.pk) == request.GET.get("source", "")), None)
    form = SourceForm(
        request.POST or None,
        draft_object=(row or page.outreach).pk,
        initial=SourceForm.initial_of(row) if row else {},
    )
    if request.method == "POST":
        page.require(page.may_write)
    for one in rows:
        page.request.acting.log.note("read", one)

    def act() -> Any:
        if row is None:
            return services.add_source(outreach=page.outreach, facts=form.facts(), by=request.user)
        return services.change_source(
            source=row, facts=form.facts(), version=form.version, by=request.user
        )

    return form_page(
        page,
        form,
        act,
        heading="情報源を直す" if row else "情報源を加える",
        submit="直した内容を登録する" if row else "情報源を加える",
        template="outreach/sources.html",
        target=reverse("outreach:sources", args=[page.outreach.pk]),
        changing=row,
        sources=rows,
        putting_right=row,
    )


@route("R2", "R7", reads=True, methods=BOTH, roles=KEEPERS)
def prepare(request: ActingRequest, outreach: uuid.UUID) -> HttpResponse:
    """What is agreed before somebody goes, in the own words of the body."""
    page = written(request, outreach)
    latest = page.preparation
    names = ("who_goes", "aim", "must_not", "risks")
    initial = {name: getattr(latest, name) for name in names} if latest else {}
    form = PreparationForm(request.POST or None, draft_object=page.outreach.pk, initial=initial)
    earlier = Preparation.objects.visible_to(request.user).filter(outreach=page.outreach)

    def act() -> Any:
        return services.prepare(outreach=page.outreach, by=request.user, **form.values())

    return form_page(
        page,
        form,
        act,
        heading="事前調整を書く",
        submit="事前調整を残す",
        template="outreach/prepare.html",
        earlier=list(earlier.select_related("created_by")[:10]),
    )
