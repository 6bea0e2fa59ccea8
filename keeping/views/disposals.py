"""Lists of what may go, who decides about them, and carrying them out (S-28, S-55)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access import keeping
from access.acting import ActingRequest
from access.errors import DomainError
from access.keeping_models import (
    APPROVAL_HOLDS_FOR,
    DisposalCount,
    DisposalItem,
    DisposalList,
    LegalHold,
)
from access.models import AccessLog
from access.routes import route
from access.shortcuts import row_or_404
from access.stepping_up import step_up
from bunkyo_support.forms import render_form
from bunkyo_support.saving import form_page, save_form
from cases.paging import page_of
from drafts.submit import key_of_button, see_other
from keeping import services
from keeping.forms import DecisionForm, DrawUpForm, RunForm
from organizations.models import Role

BOTH = ("GET", "HEAD", "POST")
READERS = (Role.COORDINATOR, Role.SUPERVISOR, Role.AUDITOR)
KEEPERS = (Role.COORDINATOR, Role.SUPERVISOR)
KIND = "廃棄候補一覧"


@route("R9", "R10", reads=True, roles=READERS)
def front(request: ActingRequest) -> HttpResponse:
    """Lists that were drawn up, and holds in force, as far as they are hers to see."""
    acting = request.acting
    acting.log.note(AccessLog.Action.LIST, kind=KIND)
    rows = DisposalList.objects.visible_to(request.user)
    holds = LegalHold.objects.visible_to(request.user).in_force()
    keeps = keeping.keeps_or_decides()
    context = {
        "pages": page_of(request, rows.select_related("listed_by", "decided_by")),
        "holds": list(holds.select_related("created_by")[:100]),
        "may_draw_up": Role.COORDINATOR in acting.roles and keeps,
        "reads_lists": keeps or Role.AUDITOR in acting.roles,
        "sees_holds": _sees_holds(request),
    }
    return render(request, "keeping/front.html", context)


@route("R9", "R10", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def draw_up(request: ActingRequest) -> HttpResponse:
    """Draw up a list of what may go today."""
    form = DrawUpForm(request.POST or None)

    def save() -> str:
        made = keeping.draw_up(subject=form.cleaned_data["subject"], by=request.user)
        request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
        return reverse("keeping:disposal_list", args=[made.pk])

    context = {"heading": "廃棄候補一覧を作る", "submit": "一覧を作る"}
    return form_page(request, form, save, context, template="keeping/form.html", kind=KIND)


def _list(request: ActingRequest, pk: uuid.UUID) -> DisposalList:
    rows = DisposalList.objects.visible_to(request.user)
    return row_or_404(rows.select_related("listed_by", "decided_by", "run_by"), pk)


@route("R9", "R10", reads=True, methods=BOTH, roles=READERS)
def disposal_list(request: ActingRequest, disposal_list: uuid.UUID) -> HttpResponse:
    """A list: its cases by number, and the decision of a second person."""
    acting = request.acting
    row = _list(request, disposal_list)
    form = DecisionForm(request.POST or None)

    def save() -> str:
        agrees = form.cleaned_data["decision"] == "approve"
        keeping.decide(
            disposal_list=row, agrees=agrees, words=form.cleaned_data["words"], by=request.user
        )
        acting.log.note(AccessLog.Action.WRITE, kind=KIND)
        messages.success(
            request,
            "承認しました。30日のうちに「廃棄を行う」で廃棄します"
            if agrees
            else "差し戻しました。一覧を作った人が、作り直します",
        )
        return reverse("keeping:disposal_list", args=[row.pk])

    answer = save_form(request, form, save)
    if answer is not None:
        return answer
    acting.log.note(AccessLog.Action.READ, kind=KIND)
    items = DisposalItem.objects.visible_to(request.user).filter(disposal_list=row)
    keeps = _sees_holds(request) and keeping.keeps_or_decides()
    context = {
        "row": row,
        "pages": page_of(request, items, size=50),
        "held": _held(request, items),
        "sees_holds": _sees_holds(request),
        "counts": list(DisposalCount.objects.visible_to(request.user).filter(disposal_list=row)),
        "form": form,
        "keeps": keeps,
        "may_decide": keeps
        and Role.SUPERVISOR in acting.roles
        and row.decided_at is None
        and row.listed_by_id != request.user.pk,
        "may_run": keeps and row.state == "承認済み",
        "holds_until": row.decided_at and row.decided_at + APPROVAL_HOLDS_FOR,
    }
    return render_form(request, "keeping/disposal_list.html", context, form)


def _sees_holds(request: ActingRequest) -> bool:
    """An auditor alone is shown none: to her nothing may be said of them, not even that there are none (R10)."""
    return bool(request.acting.roles & set(KEEPERS))


def _held(request: ActingRequest, items: Any) -> set[uuid.UUID]:
    """Cases on the list that somebody has stopped since."""
    holds = LegalHold.objects.visible_to(request.user).in_force()
    return set(holds.filter(case__in=items.values("case_id")).values_list("case_id", flat=True))


@route("R9", "R10", reads=True, methods=BOTH, roles=KEEPERS)
@step_up
def run(request: ActingRequest, disposal_list: uuid.UUID) -> HttpResponse:
    """Carry out an approved list, after one has shown the second factor (S-55)."""
    row = _list(request, disposal_list)
    form = RunForm(request.POST or None)

    def save() -> str:
        job = services.request_disposal(disposal_list=row, by=request.user, key=form.form_key)
        request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
        return reverse("jobs:detail", args=[job.pk])

    context = {
        "heading": "廃棄を行う",
        "submit": "廃棄を行う",
        "explanation": _what_goes(request, row),
        "back": reverse("keeping:disposal_list", args=[row.pk]),
    }
    return form_page(request, form, save, context, template="keeping/form.html", kind=KIND)


def _what_goes(request: ActingRequest, row: DisposalList) -> str:
    """What goes, and what is held, in words that hold whatever she does not see: the run takes every case (R12)."""
    items = DisposalItem.objects.visible_to(request.user)
    approved = items.filter(disposal_list=row, is_approved=True)
    held = len(_held(request, approved))
    what = "承認された記録"
    if row.subject == "cases":
        what = f"承認されたケース（あなたに見えるのは{approved.count()}件）"
    stopped = (
        f"廃棄停止中のケースが{held}件あり、残します。行うと、この一覧は済んだことになります。"
        if held
        else ""
    )
    return (
        f"{what}を、変更の履歴・ファイル・検索の索引もふくめて消します。"
        f"廃棄停止中のもの、支援や手続き（開示請求など）が続いているものは残します。{stopped}"
        "済むと廃棄証明書ができます。"
    )


@route("R9", "R10", reads=True, methods=("POST",), roles=READERS)
def certificate(request: ActingRequest, disposal_list: uuid.UUID) -> HttpResponse:
    """Print the certificate of a list that was carried out."""
    row = _list(request, disposal_list)
    request.acting.log.note(AccessLog.Action.READ, kind=KIND)
    try:
        key = key_of_button(request, "certificate", row.pk)
        job = services.request_certificate(disposal_list=row, by=request.user, key=key)
    except DomainError as error:
        messages.error(request, str(error))
        return see_other(reverse("keeping:disposal_list", args=[row.pk]))
    return see_other(reverse("jobs:detail", args=[job.pk]))
