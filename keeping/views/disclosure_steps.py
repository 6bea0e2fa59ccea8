"""What happens on the way to a decision: correction, extension, third parties (Art. 83 and 86)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone

from access.acting import ActingRequest
from access.explain import audience
from access.models import AccessLog
from access.routes import route
from access.shortcuts import get_changeable
from bunkyo_support.forms import BaseForm, render_form
from cases.page import CasePage
from keeping import services
from keeping.disclosure_forms import SureForm
from keeping.hearing_forms import (
    AskCorrectionForm,
    CorrectedForm,
    ExtendForm,
    FoundForm,
    OpinionForm,
    ReasonForm,
    ThirdPartyForm,
    ToldForm,
)
from keeping.models import DisclosureRequest, DisclosureThirdParty, Hearing

from .disclosures import ROLES, address_of, case_page, row_of
from .disposals import BOTH, saved

WHAT_NEXT: dict[type[BaseForm], str] = {
    FoundForm: "記録しました。表の「意見の照会を作る」で文書を作ります",
    ReasonForm: "記録しました。表の「決定の通知を作る」で文書を作り、第三者に知らせてください",
}


def answer_of(
    request: ActingRequest,
    row: DisclosureRequest | DisclosureThirdParty,
    page: CasePage,
    form: BaseForm,
    save: Callable[[], Any],
    *,
    done_words: str = "記録しました",
    **words: str,
) -> HttpResponse:
    """The page of one form; what the service says stands in it. Back to the request, with what comes next."""
    back = address_of(row.request if isinstance(row, DisclosureThirdParty) else row)

    def done() -> str:
        save()
        messages.success(request, done_words)
        return back

    answer = saved(request, form, done)
    request.acting.log.note(AccessLog.Action.WRITE if answer else AccessLog.Action.READ, row)
    readers = audience(request.user, row.compartment)
    context = page.context(form=form, back=back, text_audience=readers, **words)
    return answer or render_form(request, "cases/form.html", context, form)


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def correction(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Ask for a correction, or note that the request has been corrected."""
    row, page = row_of(request, disclosure_request)
    start = {"version": row.version}
    form: BaseForm
    service: Callable[..., Any]
    if row.correction_asked_on is None:
        form = AskCorrectionForm(
            request.POST or None, initial={**start, "asked_on": timezone.localdate()}
        )
        service, heading = services.ask_correction, "請求の補正を求めたことを記録する"
        done_words = "記録しました。直ったら「補正されたことを記録する」を押してください"
    else:
        form = CorrectedForm(
            request.POST or None, initial={**start, "corrected_on": timezone.localdate()}
        )
        service, heading = services.note_correction, "補正されたことを記録する"
        done_words = "記録しました。補正に要した日数を、決定の期限に足しました"
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: service(request=row, by=request.user, version=form.version, **form.values()),
        done_words=done_words,
        heading=heading,
        submit="記録する",
        explanation="補正を求めた日から補正された日までの日数は、決定の期限に数えません（第83条第1項）。",
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def extend(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Extend the time limit."""
    row, page = row_of(request, disclosure_request)
    form = ExtendForm(
        request.POST or None, initial={"version": row.version, "told_on": timezone.localdate()}
    )
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.extend(
            request=row, by=request.user, version=form.version, **form.values()
        ),
        done_words="延長しました。「延長の通知を作る」で文書を作り、請求した人に知らせてください",
        heading="決定の期限を延長する",
        submit="延長する",
        explanation=(
            "延長は1回、30日までです。請求した人に、延長した期間と理由を、遅れずに書面で知らせます"
            "（第83条第2項）。"
        ),
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def finish(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """The copies, or the answer that there are none, were handed over: nothing undoes that."""
    return _once_more(
        request,
        disclosure_request,
        services.finish_request,
        done_words="交付したことを記録しました",
        heading="交付したことを記録する",
        submit="交付した",
        explanation="請求した人に渡したあとに押します。この開示請求は終わり、元には戻せません。",
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def take_back(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """The decision is prepared anew: what two people have decided is gone then."""
    return _once_more(
        request,
        disclosure_request,
        services.take_back,
        done_words="準備に戻しました",
        heading="決定を準備に戻す",
        submit="準備に戻す",
        explanation=(
            "まだ何も渡していないときだけ押します。決定と、第三者に知らせる理由は消え、もう一度確かめてもらいます。"
            "作った紙は、使わずに処分してください。"
        ),
    )


def _once_more(
    request: ActingRequest, pk: uuid.UUID, service: Callable[..., Any], **words: str
) -> HttpResponse:
    """Somebody is asked whether she is sure, of what she has before her eyes."""
    row, page = row_of(request, pk)
    form = SureForm(request.POST or None, initial={"version": row.version})
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: service(request=row, by=request.user, version=form.version),
        **words,
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def new_third_party(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Somebody is heard before the decision."""
    row, page = row_of(request, disclosure_request)
    form = ThirdPartyForm(request.POST or None)
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.hear_third_party(
            request=row,
            by=request.user,
            ground=form.ground,
            notice=form.notice,
            **{name: form.cleaned_data[name] for name in ("name", "about")},
        ),
        done_words="登録しました。通知するときは、表の「意見の照会を作る」で文書を作ります",
        heading="第三者の意見を聴く",
        submit="登録する",
        explanation=(
            "第三者の情報を、人の命や財産を守るために開示するとき（第78条第1項第2号ロ・第3号ただし書）と、"
            "裁量で開示するとき（第80条）は、必ず聴きます。ほかのときは、聴くことができます。"
        ),
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def third_party(request: ActingRequest, disclosure_third_party: uuid.UUID) -> HttpResponse:
    """The next thing with her: notified, her opinion, or that she was told of the decision."""
    party = get_changeable(DisclosureThirdParty, request.user, disclosure_third_party)
    row = get_changeable(DisclosureRequest, request.user, party.request_id)
    party.request = row
    page = case_page(request, row.compartment.case_id)
    form, save, heading = _step(request, party)
    return answer_of(
        request,
        party,
        page,
        form,
        save,
        done_words=WHAT_NEXT.get(type(form), "記録しました"),
        heading=heading,
        submit="記録する",
        about=party.name,
    )


def _step(
    request: ActingRequest, party: DisclosureThirdParty
) -> tuple[BaseForm, Callable[[], Any], str]:
    """Form, service and heading of what comes next; 404 when nothing does."""
    by, data, start = request.user, request.POST or None, {"version": party.version}
    today = timezone.localdate()
    if party.is_opposed and party.request.is_decided and not party.told_why:
        why = ReasonForm(data, initial=start)
        return (
            why,
            lambda: services.give_reason(party=party, by=by, version=why.version, **why.values()),
            "第三者に知らせる、開示の理由を書く",
        )
    if party.is_opposed and party.request.is_decided:
        told = ToldForm(data, initial={**start, "told_on": today})
        return (
            told,
            lambda: services.tell_third_party(
                party=party, by=by, version=told.version, **told.values()
            ),
            "第三者に決定を知らせたことを記録する",
        )
    if party.state == Hearing.UNKNOWN:
        found = FoundForm(data, initial={**start, "asked_on": today})
        return (
            found,
            lambda: services.find_third_party(
                party=party, notice=found.notice, by=by, version=found.version
            ),
            "所在が分かり、通知したことを記録する",
        )
    if party.state not in (Hearing.ASKED, Hearing.SILENT):
        raise Http404
    opinion = OpinionForm(data, initial={**start, "answered_on": today})
    return (
        opinion,
        lambda: services.note_opinion(
            party=party, by=by, version=opinion.version, **opinion.values()
        ),
        "第三者の意見を記録する",
    )
