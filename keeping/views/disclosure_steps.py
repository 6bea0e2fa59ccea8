"""What happens on the way to a decision: correction, extension, third parties (Art. 83 and 86)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from access.acting import ActingRequest
from access.explain import audience
from access.models import AccessLog
from access.routes import route
from access.shortcuts import get_changeable
from bunkyo_support.forms import BaseForm
from bunkyo_support.saving import Changing, form_page, only_to_open
from cases.page import CasePage
from cases.typed_contacts import ask_about_contacts
from drafts.submit import key_led_before
from keeping import services
from keeping.asked_models import AskedOfBody, RequestState
from keeping.disclosure_forms import SureForm
from keeping.hearing_forms import (
    AskCorrectionForm,
    CorrectedForm,
    CorrectPartyForm,
    ExtendForm,
    FoundForm,
    OpinionForm,
    ReasonForm,
    ThirdPartyForm,
    ToldForm,
)
from keeping.models import DisclosureRequest, DisclosureThirdParty, Hearing
from keeping.services.asked import was_handed_out

from .disclosures import FORM, ROLES, address_of, case_page, row_of
from .disposals import BOTH

WHAT_NEXT: dict[type[BaseForm], str] = {
    FoundForm: "記録しました。表の「意見の照会を作る」で文書を作ります",
    ReasonForm: "記録しました。表の「決定の通知を作る」で文書を作り、第三者に知らせてください",
}
FIXED = "決定の期限は、請求した人に知らせた日のままです。補正に要した日数は足しません"


def answer_of(
    request: ActingRequest,
    row: AskedOfBody | DisclosureThirdParty,
    page: CasePage,
    form: BaseForm,
    save: Callable[[], Any],
    *,
    done_words: str = "記録しました",
    leaves: bool = False,
    changing: Changing = None,
    **words: str,
) -> HttpResponse:
    """The page of one form; what the service says stands in it. Back to the request, with what comes next. What `leaves`
    the body in words of hers is asked about (R11, R14). `changing`: whose version the form carries, if not the row's."""
    if leaves:
        ask_about_contacts(request, form, page.case.pk)
    back = address_of(row.request if isinstance(row, DisclosureThirdParty) else row)

    def done() -> str:
        save()
        request.acting.log.note(AccessLog.Action.WRITE, row)
        messages.success(request, done_words)
        return back

    readers = audience(request.user, row.compartment)
    context = page.context(back=back, text_audience=readers, **words)
    carried = (changing or row) if form.initial.get("version") else None
    return form_page(request, form, done, context, template=FORM, entry=row, changing=carried)


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def correction(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Ask for a correction, or note that the request has been corrected."""
    return correction_of(request, *row_of(request, disclosure_request))


def correction_of(request: ActingRequest, row: AskedOfBody, page: CasePage) -> HttpResponse:
    """The same of every request. Which of the two it is hangs on the state, so that the same form once more is known by
    its key."""
    if led := key_led_before(request):
        return led
    page.require_offered(row.is_open)
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
        done_words = "記録しました。" + (
            FIXED if row.has_fixed_day else "補正に要した日数を、決定の期限に足しました"
        )
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: service(request=row, by=request.user, version=form.version, **form.values()),
        done_words=done_words,
        heading=heading,
        submit="記録する",
        explanation=(
            f"{FIXED}（{row.law.special}）。"
            if row.has_fixed_day
            else "補正を求めた日から補正された日までの日数は、決定の期限に数えません"
            f"（{row.law.days}）。"
        ),
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def extend(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Extend the time limit."""
    return extension_of(request, *row_of(request, disclosure_request))


def extension_of(request: ActingRequest, row: AskedOfBody, page: CasePage) -> HttpResponse:
    """The same of every request."""
    is_ended = row.is_decided or row.is_over_undecided
    page.require_offered(not (is_ended or row.extended_by or row.is_special))
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
        leaves=True,
        done_words="延長しました。「延長の通知を作る」で文書を作り、請求した人に知らせてください",
        heading="決定の期限を延長する",
        submit="延長する",
        explanation=(
            "延長は1回、30日までです。請求した人に、延長した期間と理由を、遅れずに書面で知らせます"
            f"（{row.law.extending}）。"
        ),
    )


def special_of(
    request: ActingRequest,
    row: AskedOfBody,
    page: CasePage,
    made_of: type[BaseForm],
    service: Callable[..., Any],
    explanation: str,
) -> HttpResponse:
    """That it takes longer than an extension: of every request by a form and an article of its own."""
    form = made_of(
        request.POST or None, initial={"version": row.version, "told_on": timezone.localdate()}
    )
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: service(request=row, by=request.user, version=form.version, **form.values()),
        leaves=True,
        done_words="記録しました。「特例の通知を作る」で文書を作り、請求した人に知らせてください",
        heading="期限の特例を使う",
        submit="特例を使う",
        explanation=explanation,
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
    page.require_offered(row.state == RequestState.DECIDED)
    return once_more(request, row, page, service, **words)


def once_more(
    request: ActingRequest,
    row: AskedOfBody,
    page: CasePage,
    service: Callable[..., Any],
    **words: str,
) -> HttpResponse:
    """The same of every request."""
    form = SureForm(request.POST or None, initial={"version": row.version})
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: service(request=row, by=request.user, version=form.version),
        leaves=False,
        changing=row,
        **words,
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def new_third_party(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Somebody is heard before the decision."""
    row, page = row_of(request, disclosure_request)
    page.require_offered(row.is_open)
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
        leaves=True,
        done_words="登録しました。通知するときは、表の「意見の照会を作る」で文書を作ります",
        heading="第三者の意見を聴く",
        submit="登録する",
        explanation=(
            "第三者の情報を、人の命や財産を守るために開示するとき（第78条第1項第2号ロ・第3号ただし書）と、"
            "裁量で開示するとき（第80条）は、必ず聴きます。ほかのときは、聴くことができます。"
        ),
    )


def _party_of(request: ActingRequest, pk: uuid.UUID) -> tuple[DisclosureThirdParty, CasePage]:
    """A third party with her request, and the page of its case."""
    party = get_changeable(DisclosureThirdParty, request.user, pk)
    party.request = get_changeable(DisclosureRequest, request.user, party.request_id)
    return party, case_page(request, party.request.compartment.case_id)


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def correct_third_party(request: ActingRequest, disclosure_third_party: uuid.UUID) -> HttpResponse:
    """How she is called, and what is about her, are put right until a letter says it."""
    party, page = _party_of(request, disclosure_third_party)
    if led := key_led_before(request):
        return led
    may = party.request.is_open and party.is_unanswered
    only_to_open(request, may and not was_handed_out(party, request.user))
    start = {name: getattr(party, name) for name in ("version", "name", "about")}
    form = CorrectPartyForm(request.POST or None, initial=start)
    return answer_of(
        request,
        party,
        page,
        form,
        lambda: services.correct_third_party(
            party=party, by=request.user, version=form.version, **form.values()
        ),
        leaves=True,
        done_words="直しました",
        heading="第三者の氏名・名称、部分を直す",
        submit="直す",
        about=party.name,
        explanation="前の内容は、履歴に残ります。第三者への文書を作ったあとは、直せません。",
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def third_party(request: ActingRequest, disclosure_third_party: uuid.UUID) -> HttpResponse:
    """The next thing with her: notified, her opinion, or that she was told of the decision. Which it is hangs on the
    state, so that the same form once more is known by its key."""
    party, page = _party_of(request, disclosure_third_party)
    if led := key_led_before(request):
        return led
    form, save, heading = _step(request, party)
    return answer_of(
        request,
        party,
        page,
        form,
        save,
        leaves=isinstance(form, ReasonForm),
        done_words=WHAT_NEXT.get(type(form), "記録しました"),
        heading=heading,
        submit="記録する",
        about=party.name,
    )


def _step(
    request: ActingRequest, party: DisclosureThirdParty
) -> tuple[BaseForm, Callable[[], Any], str]:
    """Form, service and heading of what comes next; no page where nothing does."""
    by, data, start = request.user, request.POST or None, {"version": party.version}
    today = timezone.localdate()
    if party.is_overruled and party.request.is_decided and not party.told_why:
        why = ReasonForm(data, initial=start)
        return (
            why,
            lambda: services.give_reason(party=party, by=by, version=why.version, **why.values()),
            "第三者に知らせる、開示の理由を書く",
        )
    if party.is_overruled and party.request.is_decided:
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
    only_to_open(request, party.state in (Hearing.ASKED, Hearing.SILENT))
    opinion = OpinionForm(data, initial={**start, "answered_on": today})
    return (
        opinion,
        lambda: services.note_opinion(
            party=party, by=by, version=opinion.version, **opinion.values()
        ),
        "第三者の意見を記録する",
    )
