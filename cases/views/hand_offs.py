"""つなぎ: sheet, check, answer, report, and the board of both sides."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.explain import audience, future_audience
from access.grants import RECORD_ROLES
from access.routes import route
from access.shortcuts import get_case, get_visible
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.forms.hand_offs import DeclineForm, FirstContactForm, ReferralForm, ReportForm
from cases.models import Referral, ReferralState
from cases.page import CasePage
from cases.paging import filter_links, page_of
from drafts.submit import see_other

from .base import BOTH, form_page, save_form

STEP_WORDS = ("送付", "受領", "引き受け", "初回の接触", "結果の報告", "完了")
ORDER = [
    ReferralState.SENT,
    ReferralState.RECEIVED,
    ReferralState.ACCEPTED,
    ReferralState.FIRST_CONTACT,
    ReferralState.REPORTED,
    ReferralState.CLOSED,
]


@route("R2", reads=True)
def board(request: HttpRequest) -> HttpResponse:
    """Hand-offs from and to the user's bodies, the open ones first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    bodies = acting.bodies
    mine = Referral.objects.visible_to(request.user).filter(
        Q(receiver_body__in=bodies) | Q(sender_body__in=bodies)
    )
    side, show = request.GET.get("side", ""), request.GET.get("show", "")
    if side == "in":
        mine = mine.to_bodies(bodies)
    elif side == "out":
        mine = mine.from_bodies(bodies)
    if show != "all":
        mine = mine.exclude(state__in=["closed", "declined"])
    mine = mine.select_related("sender_body", "receiver_body", "compartment__case")
    pages = page_of(request, mine.order_by("reply_by", "-sent_at", "id"))
    acting.log.note("list", kind="つなぎ")
    filters = filter_links(
        request,
        ("向き", "side", [("", "両方"), ("in", "届いたもの"), ("out", "送ったもの")]),
        ("状態", "show", [("", "終わっていないもの"), ("all", "終わったものも")]),
    )
    context = {"pages": pages, "bodies": bodies, "filters": filters}
    return render(request, "cases/board.html", context)


@route("R2", reads=True)
def of_case(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Hand-offs of a case that the user sees."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "referrals")
    page.require(page.referrals or page.may_write_record)
    acting.log.note("read", page.case, kind="つなぎ")
    return render(request, "cases/referrals.html", page.context(bodies=acting.bodies))


@route("R2", "R22", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write a つなぐシート, see it as the receiver will, then send it (R22)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "referrals")
    record = page.own_record()
    form = ReferralForm(
        request.POST or None,
        sender=record.body,
        persons=page.people,
        draft_object=record.pk,
        initial=_proposed(page),
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "back" and form.is_valid():
        if step != "send":
            acting.log.note("read", page.case)
            return render(request, "cases/referral_check.html", _preview(page, form))
        answer = save_form(request, form, lambda: _send(request, form, record))
        if answer is not None:
            return answer
    acting.log.note("read", page.case)
    return render_form(request, "cases/referral_new.html", page.context(form=form), form)


def _proposed(page: CasePage) -> dict[str, Any]:
    """What is known already, so that it is not typed twice."""
    latest = page.intakes[0] if page.intakes else None
    chosen = [str(page.subject.pk)] if page.subject else []
    proposed: dict[str, Any] = {"persons": chosen, "consent_state": "00"}
    if latest is not None:
        proposed |= {
            "topics": latest.topics,
            "urgency": latest.urgency,
            "consent_state": latest.consent_state,
        }
    if page.valid_consents:
        proposed["consent_state"] = "20" if page.valid_consents[0].how == "written" else "21"
    return proposed


def _preview(page: CasePage, form: ReferralForm) -> dict[str, Any]:
    """The sheet as the receiver will see it, from the same partial as her page."""
    record = page.own_record()
    sheet = Referral(sender_body=record.body, sent_at=timezone.now(), **_fields(form.sheet()))
    readers = future_audience(sheet.receiver_body, RECORD_ROLES)
    return page.context(form=form, referral=sheet, readers=readers, **_words(sheet))


def _fields(sheet: dict[str, Any]) -> dict[str, Any]:
    return {"receiver_body" if name == "receiver" else name: v for name, v in sheet.items()}


def _words(sheet: Referral) -> dict[str, Any]:
    return {
        "topics": codes.labels(codes.TOPIC, sheet.topics),
        "urgency": codes.label(codes.URGENCY, sheet.urgency),
        "consent_state": codes.label(codes.CONSENT_STATE, sheet.consent_state),
    }


def _send(request: Any, form: ReferralForm, record: Any) -> str:
    referral = services.send_referral(record=record, by=request.user, **form.sheet())
    request.acting.log.note("write", referral)
    messages.success(
        request,
        f"{referral.receiver_body}に送りました。返事があると「今日の対応」に出ます",
    )
    return reverse("cases:referral", args=[referral.pk])


@route("R2", "R6", reads=True)
def referral(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """A hand-off, as both sides see it, with the next step for this side."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Referral, request.user, referral)
    page = CasePage(request, row.compartment.case)
    acting.log.note("read", row)
    context = {
        "page": page,
        "case": row.compartment.case,
        "referral": row,
        "steps": _steps(row),
        "is_receiver": row.receiver_body in acting.bodies,
        "is_sender": row.sender_body in acting.bodies,
        "audience": audience(request.user, row.compartment),
        **_words(row),
    }
    return render(request, "cases/referral.html", context)


def _steps(row: Referral) -> list[dict[str, Any]]:
    """How far it is, for the row of steps; a declined sheet has none."""
    if row.state == ReferralState.DECLINED:
        return []
    now = ORDER.index(ReferralState(row.state))
    return [
        {"label": label, "is_done": number < now, "is_current": number == now}
        for number, label in enumerate(STEP_WORDS)
    ]


def _side(request: Any, referral: uuid.UUID, *, receiver: bool) -> Referral:
    """The sheet, for somebody of the side whose step it is; otherwise 404."""
    row = get_visible(Referral, request.user, referral)
    if (row.receiver_body if receiver else row.sender_body) not in request.acting.bodies:
        raise Http404
    return row


def _step(request: Any, row: Referral, service: Callable[..., Any]) -> HttpResponse:
    """One step that needs no words; somebody was faster: said on the page."""
    try:
        service(referral=row, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    request.acting.log.note("write", row)
    return see_other(reverse("cases:referral", args=[row.pk]))


@route("R2", methods=("POST",))
def receive(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver confirms that the sheet has arrived."""
    row = _side(request, referral, receiver=True)
    return _step(request, row, services.receive_referral)


@route("R2", methods=("POST",))
def accept(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver takes on."""
    row = _side(request, referral, receiver=True)
    return _step(request, row, services.accept_referral)


@route("R2", methods=("POST",))
def close(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The sender has read the report."""
    row = _side(request, referral, receiver=False)
    return _step(request, row, services.close_referral)


def _answer(
    request: Any, row: Referral, form: Any, save: Callable[[], str], **words: Any
) -> HttpResponse:
    """A form of the receiver; the sheet's readers read what is written."""
    page = CasePage(request, row.compartment.case, "referrals")
    readers = audience(request.user, row.compartment)
    back = reverse("cases:referral", args=[row.pk])
    return form_page(
        request, page, form, save, entry=row, text_audience=readers, back=back, **words
    )


@route("R2", reads=True, methods=BOTH)
def decline(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver cannot take on: reason and alternative. After it she sees nothing more."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = _side(request, referral, receiver=True)
    form = DeclineForm(request.POST or None, draft_object=referral)

    def save() -> str:
        acting.log.note("write", row)  # afterwards there is no basis to note
        services.decline_referral(referral=row, by=request.user, **form.values())
        messages.success(request, "対応できないと返事をしました。このつなぎは、もう見られません")
        return reverse("cases:hand_offs")

    return _answer(
        request,
        row,
        form,
        save,
        heading="対応できないと返事をする",
        submit="返事を送る",
        explanation="返事を送ると、このつなぎは自機関の画面から見られなくなります。"
        "必要なことは、送る前に確かめてください。",
    )


@route("R2", reads=True, methods=BOTH)
def first_contact(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver has met the person."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = _side(request, referral, receiver=True)
    form = FirstContactForm(request.POST or None, draft_object=referral)

    def save() -> str:
        services.note_first_contact(referral=row, by=request.user, **form.values())
        acting.log.note("write", row)
        return reverse("cases:referral", args=[referral])

    return _answer(request, row, form, save, heading="初回の接触を知らせる", submit="知らせる")


@route("R2", reads=True, methods=BOTH)
def report(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver reports back."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = _side(request, referral, receiver=True)
    form = ReportForm(request.POST or None, draft_object=referral)

    def save() -> str:
        services.report_referral(referral=row, by=request.user, **form.values())
        acting.log.note("write", row)
        return reverse("cases:referral", args=[referral])

    return _answer(request, row, form, save, heading="結果を報告する", submit="報告する")
