"""What happens on the way of a request of correction or to stop using: its days, its carrying out, who is told."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_changeable
from access.stepping_up import step_up
from cases.page import CasePage
from drafts.submit import key_of_button
from keeping import services
from keeping.amendment_forms import CarriedForm, ChangeTellingForm, LongerForm, TellingForm
from keeping.given_to import given_to
from keeping.models import AmendmentRequest, AmendmentTelling
from keeping.services.amendment import tellings_of
from keeping.services.asked import was_handed_out

from .amendments import amendment_of
from .disclosure_letters import asked_for
from .disclosure_steps import answer_of, correction_of, extension_of, once_more, special_of
from .disclosures import ROLES
from .disposals import BOTH


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def amendment_correction(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Ask that the request itself be corrected, or note that it has been."""
    return correction_of(request, *amendment_of(request, amendment_request))


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def amendment_extend(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Extend the time limit."""
    return extension_of(request, *amendment_of(request, amendment_request))


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def tell_of_longer(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """It takes longer than an extension."""
    row, page = amendment_of(request, amendment_request)
    return special_of(
        request,
        row,
        page,
        LongerForm,
        services.tell_of_longer,
        "決定に特に長い期間が要るときだけ使えます"
        f"（{row.law.special}）。受け付けた日から30日以内に、理由と決定の期限を、書面で知らせます。",
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def carry_out(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Note that it was done in the record, by its ordinary ways; or put right what was noted."""
    row, page = amendment_of(request, amendment_request)
    start: dict[str, Any] = {"version": row.version, "carried_on": timezone.localdate()}
    if row.carried_on is not None:
        start |= {"carried_on": row.carried_on, "words": row.carried_words}
    form = CarriedForm(request.POST or None, initial=start)
    what = row.law.what
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.carry_out(
            request=row, by=request.user, version=form.version, **form.values()
        ),
        leaves=True,
        changing=lambda: _carried(request, row),
        heading=f"{what}を行ったことを" + ("記録する" if row.carried_on is None else "直す"),
        submit="記録する",
        explanation=(
            f"先に、このケースの記録で{what}を行ってください。ここには、行ったことだけを残します。"
            if row.carried_on is None
            else "前の内容は、履歴に残ります。提供先への通知を作っていたときは、使わずに処分し、作り直してください。"
        ),
    )


def _carried(request: ActingRequest, row: AmendmentRequest) -> dict[str, Any]:
    """What is noted now, by the names of the fields."""
    now = get_changeable(AmendmentRequest, request.user, row.pk)
    words, on = now.carried_words, now.carried_on
    return {"version": now.version, "words": words, "carried_on": on}


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def new_telling(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Somebody to whom it had been given is told; the page of the request names those whom the ledger knows."""
    row, page = amendment_of(request, amendment_request)
    form = TellingForm(
        request.POST or None,
        known=[one.whom for one in given_to(row, request.user)],
        told=set(tellings_of(row, request.user).values_list("whom", flat=True)),
        initial={"told_on": timezone.localdate()},
    )
    days = ("told_on", "why_not")
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.tell_recipient(
            request=row,
            whom=form.whom,
            by=request.user,
            **{name: form.cleaned_data[name] for name in days},
        ),
        leaves=True,
        done_words="記録しました。知らせるときは、表の「通知を作る」で文書を作ります",
        heading="提供先に訂正を知らせる",
        submit="記録する",
        explanation=(
            "この記録を提供した相手に、必要があるときは、訂正したことを遅れずに書面で知らせます（第97条）。"
            "選べるのは、この機関の「提供の記録」にある相手です。"
        ),
    )


def telling_of(
    request: ActingRequest, pk: uuid.UUID
) -> tuple[AmendmentTelling, AmendmentRequest, CasePage]:
    """Somebody who is told, the request, and the page of its case."""
    told = get_changeable(AmendmentTelling, request.user, pk)
    row, page = amendment_of(request, told.request_id)
    told.request = row
    return told, row, page


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def change_telling(request: ActingRequest, amendment_telling: uuid.UUID) -> HttpResponse:
    """How somebody is called, until a letter says it, and the day on which she is told, or why not, are put right."""
    told, row, page = telling_of(request, amendment_telling)
    start = {name: getattr(told, name) for name in ("version", "whom", "told_on", "why_not")}
    form = ChangeTellingForm(
        request.POST or None,
        # A name that was typed is never dropped without a word: of a letter made meanwhile the service tells.
        may_rename="whom" in request.POST or not was_handed_out(told, request.user),
        initial=start,
    )
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.change_telling(
            telling=told, by=request.user, version=form.version, **form.values()
        ),
        leaves=True,
        done_words="直しました。知らせるときは、表の「通知を作る」で文書を作ります",
        heading="提供先への通知を直す",
        submit="直す",
        changing=told,
        about=told.whom,
        explanation="前の内容は、履歴に残ります。前の日付の通知を作っていたときは、使わずに処分してください。",
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def finish_amendment(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Whoever asked has the notice, and everything is done: nothing undoes that."""
    return once_more(
        request,
        *amendment_of(request, amendment_request),
        services.finish_amendment,
        done_words="終わったことを記録しました",
        heading="終わったことを記録する",
        submit="終わった",
        explanation=(
            "請求した人に決定の通知を渡し、行うことと知らせることが済んだあとに押します。"
            "この請求は終わり、元には戻せません。"
        ),
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def take_back_amendment(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """The decision is prepared anew."""
    return once_more(
        request,
        *amendment_of(request, amendment_request),
        services.take_back_amendment,
        done_words="準備に戻しました",
        heading="決定を準備に戻す",
        submit="準備に戻す",
        explanation=(
            "まだ何も知らせていないときだけ押します。決定は消え、もう一度確かめてもらいます。"
            "作った紙は、使わずに処分してください。"
        ),
    )


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def amendment_letter(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """That the time limit is extended, or that it takes longer."""
    row, _ = amendment_of(request, amendment_request)
    key = key_of_button(request, "amendment_letter", row.pk)
    return asked_for(
        request,
        row,
        row,
        lambda: services.request_letter_of_days(request=row, by=request.user, key=key),
    )


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def telling_letter(request: ActingRequest, amendment_telling: uuid.UUID) -> HttpResponse:
    """To somebody to whom it had been given: what was corrected."""
    told, row, _ = telling_of(request, amendment_telling)
    key = key_of_button(request, "telling", told.pk)
    return asked_for(
        request,
        row,
        told,
        lambda: services.request_telling_letter(telling=told, by=request.user, key=key),
    )
