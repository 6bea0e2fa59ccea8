"""Numbered copies: printed, handed out, back; one's own; the end of a sitting (R16, R21)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.shortcuts import get_visible
from cases.paging import page_of
from drafts.submit import see_other

from .. import services
from ..doors import own_memberships
from ..forms import AccountForm, CloseForm, CopiesForm
from ..models import MeetingMember, MeetingPaper, PaperCopy, Sitting, SittingState
from ..papers import PaperRow, keeps_papers, papers_of, readers_of
from ..room import Room
from .base import BOTH, form_page, only_to_open, save_form


class Table:
    """The copies of one sitting, as secretary and chair tick them off."""

    def __init__(self, request: Any, pk: uuid.UUID) -> None:
        self.request = request
        self.sitting = get_visible(Sitting, request.user, pk)
        self.room = Room.of(request, self.sitting)
        self.room.require_member()
        if not keeps_papers(self.room):
            raise Http404
        self.rows: list[PaperRow] = papers_of(self.room, self.sitting)

    @property
    def copies(self) -> list[PaperCopy]:
        return [copy for row in self.rows for copy in row.printed]

    @property
    def packets(self) -> list[tuple[MeetingMember, int]]:
        """Who can be given all her papers at once, and how many those are."""
        counted: dict[MeetingMember, int] = {}
        for copy in self.copies:
            if copy.may_be_in_a_packet:
                counted[copy.member] = counted.get(copy.member, 0) + 1
        return list(counted.items())

    @property
    def to_hand_out(self) -> list[PaperCopy]:
        return [copy for row in self.rows for copy in row.to_hand_out]

    @property
    def out(self) -> list[PaperCopy]:
        return [c for c in self.copies if c.is_out]

    @property
    def settled(self) -> list[PaperCopy]:
        return [c for c in self.copies if c.ended_at]

    def address(self) -> str:
        return reverse("meetings:papers", args=[self.sitting.pk])


@route("R4", reads=True)
def papers(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Papers of a sitting: to whom, printed, handed out, back."""
    table = Table(request, sitting)
    request.acting.log.note("read", table.sitting)
    handing = CopiesForm(
        copies=table.to_hand_out, initial={"copies": [str(c.pk) for c in table.to_hand_out]}
    )
    context = table.room.context(
        sitting=table.sitting,
        table=table,
        handing=handing,
        print_key=uuid.uuid4(),
        audience=readers_of(table.room),
        returning=CopiesForm(copies=table.out, auto_id="id_back_%s"),
        may_add=table.room.is_secretary
        and table.sitting.state not in (SittingState.CLOSED, SittingState.CANCELLED),
        back=reverse("meetings:sitting", args=[table.sitting.pk]),
    )
    return render(request, "meetings/papers.html", context)


def _tick(
    request: Any, table: Table, copies: list[PaperCopy], do: Callable[..., int], words: str
) -> HttpResponse:
    """Copies ticked off, or told why not, on the page of the papers."""
    table.room.require_secretary()
    form = CopiesForm(request.POST, copies=copies)

    def save() -> str:
        if not form.chosen():
            raise DomainError("写しを選んでください")
        number = do(copies=form.chosen(), by=request.user)
        request.acting.log.note("write", table.sitting)
        messages.success(request, words.format(number))
        return table.address()

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("read", table.sitting)
    for error in form.errors.values():
        messages.warning(request, " ".join(map(str, error)))
    return see_other(table.address())


@route("R4", reads=True, methods=("POST",))
def hand_out(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ticked copies were given to their recipients."""
    table = Table(request, sitting)
    return _tick(request, table, table.to_hand_out, services.hand_out, "{}部を渡したことにしました")


@route("R4", reads=True, methods=("POST",))
def take_back(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ticked copies came back."""
    table = Table(request, sitting)
    return _tick(request, table, table.out, services.take_back, "{}部の返却を確かめました")


def _once(request: ActingRequest, what: str) -> uuid.UUID | None:
    """The same click on the same page is the same job: a copy is not printed twice by accident."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("form_key", "")), what)
    except ValueError:
        return None


@route("R4", "R21", reads=True, methods=("POST",))
def print_copies(request: ActingRequest, meeting_paper: uuid.UUID) -> HttpResponse:
    """Ask for numbered copies on paper: those not printed yet, or one of them once more."""
    row = get_visible(MeetingPaper, request.user, meeting_paper)
    table = Table(request, row.sitting_id)
    of_paper = next(r for r in table.rows if r.paper.pk == row.pk)
    again = request.POST.get("copy", "")
    copies = [c for c in of_paper.printed if str(c.pk) == again] if again else of_paper.to_print
    try:
        job = services.print_copies(
            paper=of_paper.paper,
            copies=copies,
            by=request.user,
            key=_once(request, f"{row.pk}{again}"),
        )
    except DomainError as error:
        request.acting.log.note("read", row)
        messages.warning(request, str(error))
        return see_other(table.address())
    request.acting.log.note("write", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R4", reads=True, methods=BOTH)
def account(request: ActingRequest, paper_copy: uuid.UUID) -> HttpResponse:
    """What became of one copy: back, destroyed, or not to be found."""
    row = get_visible(PaperCopy, request.user, paper_copy)
    paper = get_visible(MeetingPaper, request.user, row.paper_id)
    table = Table(request, paper.sitting_id)
    table.room.require_secretary()
    copy = next((c for c in table.copies if c.pk == row.pk), None)
    if copy is None:
        raise Http404
    only_to_open(request, copy.printed_at)
    form = AccountForm(
        request.POST or None,
        draft_object=paper_copy,
        initial={"version": row.version, "end": row.end, "end_reason": row.end_reason},
    )

    def save() -> str:
        services.account_for(copy=row, by=request.user, version=form.version, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "写しのゆくえを登録しました")
        return table.address()

    context = table.room.context(
        heading="写しのゆくえを書く",
        about=f"{copy.label}　{copy.member.body_name}　{copy.member.name}",
        submit="登録する",
        explanation="見つからないときは、事故としての報告が要ることがあります。上司と情報政策の担当に伝えてください。",
        back=table.address(),
    )
    return form_page(
        request, form, save, context, entry=row, changing=row, compare=("end", "end_reason")
    )


@route("R4", "R16", reads=True)
def mine(request: ActingRequest) -> HttpResponse:
    """Papers that were given to the user: what she has to give back first, then what she may read."""
    own = own_memberships(request.user)
    copies = PaperCopy.objects.visible_to(request.user).select_related("compartment__case")
    hers = copies.with_labels().held_by(request.user)
    hers = hers.filter(member__meeting__in=own.values("meeting"))
    request.acting.log.note("list", kind="会議資料の写し")
    context = {
        "to_return": list(hers.out()),
        "pages": page_of(
            request, hers.filter(paper__withdrawn_at__isnull=True).order_by("-created_at", "-id")
        ),
    }
    return render(request, "meetings/my_papers.html", context)


@route("R4", "R16", reads=True, methods=BOTH)
def close(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The sitting is over: its papers are back, or the reason stands on record."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    only_to_open(request, row.state == SittingState.APPROVED)
    out = services.copies_out({"paper__sitting": row}, request.user)
    form = CloseForm(
        request.POST or None,
        has_copies_out=bool(out),
        draft_object=sitting,
        initial={"version": row.version},
    )

    def save() -> str:
        services.close_sitting(sitting=row, by=request.user, version=form.version, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, f"第{row.number}回を終えました")
        return reverse("meetings:sitting", args=[row.pk])

    context = room.context(
        heading=f"第{row.number}回を終える",
        submit="この開催を終える",
        explanation="会議録が確定し、資料がすべて戻ったことを確かめて終えます。終えたあとは、資料を加えたり配ったりできません。",
        copies_out=out,
        back=reverse("meetings:sitting", args=[row.pk]),
    )
    return form_page(request, form, save, context, entry=row, changing=row)
