"""つなぎ: the page of a leg, the steps of both sides, and the board of both."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_visible
from cases import codes, hand_off_paper, services, surroundings
from cases.forms.hand_offs import DeclineForm, FirstContactForm, ReportForm, WithdrawForm
from cases.hand_off_page import AWAITED, awaited, contacts_told, sheet_page
from cases.models import OutsideHandOff, Referral
from cases.page import CasePage
from cases.paging import filter_links, page_of
from cases.typed_contacts import ask_about_contacts
from drafts.submit import led_before, see_other
from organizations.models import Role

from .base import BOTH, form_page

# Who writes in records, and has 「つなぐ」 on the page of a case.
SENDERS = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR})
SIDES = [("", "両方"), ("in", "受けたもの"), ("out", "送ったもの")]
TURNS = [("", "すべて"), ("own", "自分の機関の番"), ("other", "相手の番")]
# In the address: of the list of hand-offs to places that have no account here.
PAGE_OF_OUTSIDE = "outside"
SHOWN = [("", "終わっていないもの"), ("late", "期限を過ぎたもの"), ("all", "終わったものも")]


@route("R2", reads=True)
def board(request: ActingRequest) -> HttpResponse:
    """Open hand-offs of the user's bodies, sent and received, and to places that have no account here: what is
    awaited from whom, what is overdue first."""
    acting = request.acting
    bodies = acting.bodies
    rows = Referral.objects.visible_to(request.user).between_bodies(bodies).with_closed()
    asked = {
        "side": ("向き", SIDES),
        "step": ("待っていること", [("", "すべて"), *AWAITED.items()]),
        "turn": ("だれの番か", TURNS),
        "show": ("状態", SHOWN),
    }
    chosen = {name: request.GET.get(name, "") for name in asked}
    rows = _chosen(rows, bodies, chosen)
    rows = rows.most_urgent_first().select_related(
        "sender_body", "receiver_body", "compartment__case"
    )
    pages = page_of(request, rows)
    for row in pages["rows"]:
        row.awaited_words = awaited(row)
    acting.log.note("list", kind="つなぎ")
    filters = filter_links(request, *((label, name, opts) for name, (label, opts) in asked.items()))
    context = {
        "pages": pages,
        "bodies": bodies,
        "filters": filters,
        "is_filtered": request.GET,
        "may_send": acting.roles & SENDERS,
        "outside": _outside_pages(request, _outside_chosen(request.user, bodies, chosen)),
    }
    return render(request, "cases/board.html", context)


def _chosen(rows: Any, bodies: Any, asked: dict[str, str]) -> Any:
    """The rows that the filters leave; what is not known counts as no filter."""
    if asked["side"] == "in":
        rows = rows.to_bodies(bodies)
    elif asked["side"] == "out":
        rows = rows.from_bodies(bodies)
    if asked["step"] in AWAITED:
        rows = rows.filter(state=asked["step"])
    if asked["turn"] == "own":
        rows = rows.awaiting_bodies(bodies)
    elif asked["turn"] == "other":
        rows = rows.under_way().exclude(pk__in=rows.awaiting_bodies(bodies).values("pk"))
    if asked["show"] == "late":
        rows = rows.overdue()
    elif asked["show"] != "all":
        rows = rows.under_way()
    return rows


def _outside_chosen(user: Any, bodies: Any, asked: dict[str, str]) -> Any:
    """Hand-offs of the bodies to places that have no account here, as far as the filters leave them: sent by the body,
    whose turn it is to ask what came of it (CL-08)."""
    rows = OutsideHandOff.objects.visible_to(user).of_bodies(bodies)
    if asked["side"] == "in" or asked["step"] in AWAITED or asked["turn"] == "other":
        return rows.none()
    if asked["show"] == "late":
        rows = rows.overdue()
    elif asked["show"] == "all":
        rows = rows.standing()
    else:
        rows = rows.waiting()
    return rows.most_urgent_first().select_related("compartment__case", "record", "reminder")


def _outside_pages(request: Any, rows: Any) -> dict[str, Any]:
    pages = page_of(request, rows, name=PAGE_OF_OUTSIDE)
    kinds = dict(codes.every_label(codes.OUTSIDE))
    for row in pages["rows"]:
        row.kind_words = kinds.get(row.kind, row.kind)
    return pages


@route("R2", reads=True)
def of_case(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Hand-offs of a case that the user sees."""
    acting = request.acting
    page = CasePage(request, get_case(request.user, case), "referrals")
    page.require(page.referrals or page.may_write_record)
    kinds = dict(codes.every_label(codes.OUTSIDE))
    outside = page.rows(surroundings.outside_of)
    page.note_read(kind="つなぎ")
    context = page.context(
        bodies=acting.bodies, outside=[(row, kinds.get(row.kind, row.kind)) for row in outside]
    )
    return render(request, "cases/referrals.html", context)


@route("R2", "R6", reads=True)
def referral(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """A hand-off, as both sides see it, with the next step for this side."""
    acting = request.acting
    row = get_visible(Referral, request.user, referral)
    page = CasePage(request, row.compartment.case)
    row.has_closed = any(leg.has_closed for leg in page.referrals if leg.pk == row.pk)
    acting.log.note("read", row)
    if row.answered_at and row.sender_body in acting.bodies:
        services.note_answer_opened(referral=row, by=request.user)
    contacts = contacts_told(request.user, row)
    if contacts:
        page.note_read(kind="連絡先")  # of the basic information, not of the sheet (R19)
    context = {
        **sheet_page(row, row.compartment.case, contacts),
        "page": page,
        "legs": _legs(request, row),
        "is_receiver": row.receiver_body in acting.bodies,
        "is_sender": row.sender_body in acting.bodies,
        "may_send_on": _may_send_on(page, row),
        "papers": hand_off_paper.papers_for(row, acting.bodies),
        "audience": audience(request.user, row.compartment),
    }
    return render(request, "cases/referral.html", context)


def _may_send_on(page: CasePage, row: Referral) -> bool:
    return (
        page.may_write_record
        and not page.own_record().is_closed
        and services.may_go_on(row, page.own_record())
    )


def _legs(request: Any, row: Referral) -> list[Referral]:
    """The legs of the sheet that are open to the user: all of the sender's own, only hers of a
    receiver's. None when there is but this one."""
    rows = Referral.objects.visible_to(request.user).on_sheet(row.sheet)
    found = list(rows.select_related("sender_body", "receiver_body").order_by("sent_at", "id"))
    return found if len(found) > 1 else []


def _side(request: Any, referral: uuid.UUID, *, receiver: bool) -> Referral:
    """The sheet, for somebody of the side whose step it is; otherwise 404."""
    row = get_visible(Referral, request.user, referral)
    if (row.receiver_body if receiver else row.sender_body) not in request.acting.bodies:
        raise Http404
    return row


def _step(
    request: Any, row: Referral, service: Callable[..., Any], done_words: str
) -> HttpResponse:
    """One step that needs no words; that it is done, or that somebody was faster, is said on the page."""
    try:
        service(referral=row, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done_words)
    request.acting.log.note("write", row)
    return see_other(reverse("cases:referral", args=[row.pk]))


@route("R2", methods=("POST",))
def receive(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver confirms that the sheet has arrived."""
    row = _side(request, referral, receiver=True)
    words = f"受け取ったことを、{row.sender_body}に知らせました。次に、返事をしてください"
    return _step(request, row, services.receive_referral, words)


@route("R2", methods=("POST",))
def accept(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver takes on."""
    row = _side(request, referral, receiver=True)
    words = "引き受けました。世帯の基本情報も見られます。次に、初回の接触を知らせてください"
    return _step(request, row, services.accept_referral, words)


@route("R2", methods=("POST",))
def close(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The sender has read the report."""
    row = _side(request, referral, receiver=False)
    words = "報告を確かめました。このつなぎは完了です"
    return _step(request, row, services.close_referral, words)


def _answer(
    request: Any,
    row: Referral,
    form: Any,
    save: Callable[[], str],
    *,
    ends: bool = False,
    **words: Any,
) -> HttpResponse:
    """A form of the receiver; the sheet's readers read what is written, and where it `ends` with that for the receiver,
    those of the sender (R18)."""
    page = CasePage(request, row.compartment.case, "referrals")
    readers = audience(request.user, row.compartment)
    if ends:
        bodies = tuple(one for one in readers.bodies if one.body == row.sender_body.name)
        total = sum(one.count for one in bodies)
        readers = replace(readers, bodies=bodies, total=total, level_label="送った機関")
    back = reverse("cases:referral", args=[row.pk])
    return form_page(
        request, page, form, save, entry=row, text_audience=readers, back=back, **words
    )


@route("R2", reads=True, methods=BOTH)
def decline(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver cannot take on: reason and alternative. After it she sees nothing more."""
    form = DeclineForm(request.POST or None, draft_object=referral)
    answer = led_before(request, form)  # the answer has ended her view of it
    if answer is not None:
        return answer
    row = _side(request, referral, receiver=True)
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        request.acting.log.note("write", row)  # afterwards there is no basis to note
        services.decline_referral(referral=row, by=request.user, **form.values())
        messages.success(request, "対応できないと返事をしました。このつなぎは、もう見られません")
        return reverse("cases:hand_offs")

    return _answer(
        request,
        row,
        form,
        save,
        ends=True,
        heading="対応できないと返事をする",
        submit="返事を送る",
        explanation="返事を送ると、このつなぎは自機関の画面から見られなくなります。"
        "必要なことは、送る前に確かめてください。",
    )


@route("R2", reads=True, methods=BOTH)
def withdraw(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The sender takes back a leg that nobody has taken on."""
    row = _side(request, referral, receiver=False)
    form = WithdrawForm(request.POST or None, draft_object=referral)
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.withdraw_referral(referral=row, by=request.user, **form.values())
        messages.success(
            request, f"つなぎを取り下げました。責任を持つ機関は、{row.sender_body}のままです"
        )
        request.acting.log.note("write", row)
        return reverse("cases:referral", args=[referral])

    return _answer(
        request,
        row,
        form,
        save,
        ends=True,
        heading="つなぎを取り下げる",
        submit="取り下げる",
        explanation=f"取り下げると、このつなぎは{row.receiver_body}の画面から見られなくなります。"
        "先に、電話などで相手に伝えてください。",
    )


@route("R2", reads=True, methods=BOTH)
def first_contact(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver has met the person."""
    row = _side(request, referral, receiver=True)
    form = FirstContactForm(request.POST or None, draft_object=referral)
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.note_first_contact(referral=row, by=request.user, **form.values())
        words = f"初回の接触を、{row.sender_body}に知らせました。次に、結果を報告してください"
        messages.success(request, words)
        request.acting.log.note("write", row)
        return reverse("cases:referral", args=[referral])

    return _answer(request, row, form, save, heading="初回の接触を知らせる", submit="知らせる")


@route("R2", reads=True, methods=BOTH)
def report(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver reports back."""
    row = _side(request, referral, receiver=True)
    form = ReportForm(request.POST or None, draft_object=referral)
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.report_referral(referral=row, by=request.user, **form.values())
        words = f"結果を報告しました。{row.sender_body}が報告を確かめると、完了です"
        messages.success(request, words)
        request.acting.log.note("write", row)
        return reverse("cases:referral", args=[referral])

    return _answer(request, row, form, save, heading="結果を報告する", submit="報告する")
