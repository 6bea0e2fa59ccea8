"""つなぎ to a place that has no account here: recorded, its result, and its paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_changeable, get_visible
from cases import codes, outside_paper, services
from cases.forms.outside import (
    AskAgainForm,
    OutsideCancelForm,
    OutsideForm,
    OutsideResultForm,
)
from cases.in_row import in_its_row
from cases.models import CaseRecord, OutsideHandOff
from cases.page import CasePage
from cases.screening import OUTCOMES
from cases.typed_contacts import ask_about_contacts
from documents.wareki import format_date

from .base import BOTH, form_page, not_any_more
from .hand_off_papers import choose_paper

SENDING = "ほかの機関につなぐ予定"


@route("R2", "R3", "R21", reads=True, methods=BOTH)
def new(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Record a つなぎ to a place outside."""
    page = CasePage(request, get_case(request.user, case), "referrals")
    record = page.own_record()
    back = reverse("cases:referrals", args=[case])
    if request.method != "POST" and (answer := not_any_more(request, page, record)):
        return answer
    form = OutsideForm(
        request.POST or None,
        persons=page.people,
        draft_object=record.pk,
        initial=_proposed(page),
    )
    ask_about_contacts(request, form, page.case.pk)

    def save() -> str:
        row = services.hand_outside(record=record, facts=form.facts(), by=request.user)
        request.acting.log.note("write", row)
        messages.success(request, _recorded(row))
        return _home(row)

    return form_page(
        request,
        page,
        form,
        save,
        heading="外部の機関へのつなぎを記録する",
        submit="記録する",
        explanation="ハローワーク、法テラス、医療機関など、このシステムを使っていない機関へのつなぎです。"
        "同意書はこのシステムの機関だけに効くので、伝える前に、この機関のことを本人に確かめます。"
        "担当は自機関のままです。",
        text_audience=page.audience,
        back=back,
    )


def _proposed(page: CasePage) -> dict[str, Any]:
    """What is known already, so that it is not typed twice. Not from a consent on record: it names other
    bodies, and says nothing of this place (R3)."""
    proposed: dict[str, Any] = {"consent_state": codes.UNASKED}
    if page.subject:
        proposed["persons"] = [str(page.subject.pk)]
    return proposed


def _recorded(row: OutsideHandOff) -> str:
    """What has become of it, and what comes next."""
    after = "結果が分かったら、この画面に書きます"
    tasks = _sending(row)
    if not row.was_told:
        said = [f"本人に案内しただけなので、{tasks}は、残したままです"] if tasks else []
    else:
        said = [f"{tasks}を済みにしました"] if tasks else []
        if row.way == OutsideHandOff.Way.PAPER:
            after = f"次に、つなぐシートを印刷します。{after}"
    return "。".join(["つなぎを記録しました", after, *said])


def _sending(row: OutsideHandOff) -> str:
    """What was to be done until such a place was told; empty where there was nothing. Words that staff wrote anew
    are not repeated: a message stands in the session until it is shown."""
    known = {outcome.task for outcome in OUTCOMES.values()}
    words = (f"予定「{task.what}」" if task.what in known else SENDING for task in row.sending)
    return "と".join(dict.fromkeys(words))


def _record_of(page: CasePage, row: OutsideHandOff) -> CaseRecord:
    """The record in which it lies: who serves two bodies may keep another one of the case."""
    return next(record for record in page.records if record.pk == row.record_id)


def _home(row: OutsideHandOff) -> str:
    return reverse("cases:outside", args=[row.pk])


def _changeable(request: Any, key: uuid.UUID) -> tuple[OutsideHandOff, CasePage]:
    """A つなぎ that the user may write on, and the page of its case; 404 for what is not there for her (R14)."""
    row = get_changeable(OutsideHandOff, request.user, key)
    return row, CasePage(request, row.compartment.case, "referrals")


def _over(request: Any, page: CasePage, row: OutsideHandOff) -> HttpResponse | None:
    """The answer to somebody who comes to write on it after its record was closed; 404 once it was taken back."""
    if request.method != "POST" and (answer := not_any_more(request, page, _record_of(page, row))):
        return answer
    page.require_offered(not row.is_cancelled)
    return None


@route("R2", reads=True)
def detail(request: ActingRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """What was recorded, and what came of it."""
    row = get_visible(OutsideHandOff, request.user, outside_hand_off)
    page = CasePage(request, row.compartment.case, "referrals")
    record = _record_of(page, row)
    request.acting.log.note("read", row)
    offers_paper = outside_paper.is_offered(row)
    context = page.context(
        row=row,
        kind=codes.label(codes.OUTSIDE, row.kind),
        consent_state=codes.label(codes.CONSENT_STATE, row.consent_state),
        may_write=record.compartment_id in page.writable
        and not record.is_closed
        and not row.is_cancelled,
        may_print=offers_paper,
        is_waiting_paper=offers_paper
        and row.way == OutsideHandOff.Way.PAPER
        and not outside_paper.was_handed(row, request.user),
        audience=audience(request.user, row.compartment),
    )
    return render(request, "cases/outside.html", context)


@route("R2", reads=True, methods=BOTH)
def result(request: ActingRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """What came of it."""
    row, page = _changeable(request, outside_hand_off)
    if answer := _over(request, page, row):
        return answer
    proposed: dict[str, Any] = {"version": row.version}
    if row.is_answered:
        proposed |= {"result": row.result, "replied_on": row.replied_on}
    form = OutsideResultForm(request.POST or None, draft_object=outside_hand_off, initial=proposed)
    back = _home(row)

    def save() -> str:
        services.note_outside_result(
            row=row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", row)
        messages.success(request, "つなぎの結果を記録しました")
        return back

    return form_page(
        request,
        page,
        form,
        save,
        heading="つなぎの結果を書く",
        submit="結果を記録する",
        about=row.place,
        entry=row,
        changing=row,
        compare=("replied_on", "result"),
        text_audience=audience(request.user, row.compartment),
        back=back,
    )


@route("R2", reads=True, methods=BOTH)
def later(request: ActingRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """Nothing is known yet: it is asked again on another day."""
    row, page = _changeable(request, outside_hand_off)
    if answer := _over(request, page, row):
        return answer
    if request.method != "POST":
        page.require_offered(not row.is_answered)
    form = AskAgainForm(
        request.POST or None,
        draft_object=outside_hand_off,
        initial={"ask_on": services.asked_next(), "version": row.version},
    )
    back = _home(row)

    def save() -> str:
        services.ask_again(row=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "次に確かめる日を決めました。支援経過記録にも書きました")
        return back

    return form_page(
        request,
        page,
        form,
        save,
        heading="結果がまだ分からないので、次に確かめる日を決める",
        submit="この日に確かめる",
        about=row.place,
        explanation="まだ分からないことと、次に確かめる日が、支援経過記録に残ります。"
        "「今日の仕事」の期限も、その日に変わります。",
        entry=row,
        changing=row,
        compare=(),
        text_audience=audience(request.user, row.compartment),
        back=back,
    )


@route("R2", methods=("POST",))
def later_here(request: ActingRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """A week on, in the row of the home page."""
    row = get_changeable(OutsideHandOff, request.user, outside_hand_off)
    day = services.asked_next()
    return in_its_row(
        request,
        row,
        lambda: services.ask_again(row=row, ask_on=day, by=request.user),
        {
            "said": f"{format_date(day)}に、もう一度確かめます",
            "about": row.place,
            "url": _home(row),
            "next": "聞いたことを書く",
        },
    )


@route("R2", "R21", reads=True, methods=BOTH)
def cancel(request: ActingRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """It was entered by mistake."""
    row, page = _changeable(request, outside_hand_off)
    if answer := _over(request, page, row):
        return answer
    form = OutsideCancelForm(
        request.POST or None, draft_object=outside_hand_off, initial={"version": row.version}
    )
    back = _home(row)

    def save() -> str:
        services.cancel_outside(row=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", row)
        messages.success(
            request,
            "つなぎの記録を取り消しました。済みになった予定を続けるときは、予定を書き直してください",
        )
        return back

    return form_page(
        request,
        page,
        form,
        save,
        heading="つなぎの記録を取り消す",
        submit="取り消す",
        about=row.place,
        explanation="書き間違えたときや、つないでいなかったときに取り消します。記録は消えず、取り消し線を付けて残ります。"
        "提供の記録に行があるときは、その行が誤りだったという行が加わります。"
        "直すときは、取り消したあとに、正しい内容で記録し直してください。",
        entry=row,
        changing=row,
        compare=(),
        text_audience=audience(request.user, row.compartment),
        back=back,
    )


@route("R2", "R21", reads=True, methods=BOTH)
def paper(request: ActingRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """The sheet on paper: a copy for the desk, or one for the place."""
    row = get_visible(OutsideHandOff, request.user, outside_hand_off)
    page = CasePage(request, row.compartment.case, "referrals")
    page.require(outside_paper.is_offered(row))
    return choose_paper(
        request,
        page,
        row,
        kind=outside_paper.NAME,
        choices=list(outside_paper.versions_of(_record_of(page, row)).items()),
        explanation="どちらも、つなぎ先に渡す内容です。渡す前に、控えで確かめられます。",
        back=_home(row),
    )
