"""会議資料: composed, uploaded, opened by who was given it, on the screen with a mark (R17, R19)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.models import Scan
from cases.paging import page_of
from documents.files import FileRefused, picture
from drafts.submit import see_other

from .. import services
from ..forms import ComposeForm, ReasonForm, RecipientsForm, UploadForm
from ..models import Means, MeetingMember, MeetingPaper, PaperCopy, Sitting
from ..paper_parts import composed
from ..papers import keeps_papers, on_screen, readers_of
from ..projection import Masks
from ..room import Room
from .base import BOTH, form_page, only_to_open

PAGES_AT_ONCE = 5
MOST_ITEMS = 100
# Nothing of a file runs or loads anything, even when a browser opens it (S-66).
SANDBOX = "sandbox; default-src 'none'"


class OpenPaper:
    """A paper that the user may open now: on its list, or secretary or chair; otherwise 404."""

    def __init__(self, request: Any, pk: uuid.UUID) -> None:
        self.user = request.user
        self.row = get_visible(MeetingPaper, request.user, pk)
        self.sitting = get_visible(Sitting, request.user, self.row.sitting_id)
        self.row.sitting = self.sitting
        self.room = Room.of(request, self.sitting)
        self.me: MeetingMember = self.room.require_member()
        if not services.may_open(self.row, self.room.meeting, self.me, request.user):
            raise Http404

    @property
    def mine(self) -> list[PaperCopy]:
        copies = PaperCopy.objects.visible_to(self.user).filter(paper=self.row)
        return list(copies.held_by(self.user).with_labels())

    def require_secretary(self) -> None:
        self.room.require_secretary()

    def back(self) -> str:
        name = "papers" if keeps_papers(self.room) else "sitting"
        return reverse(f"meetings:{name}", args=[self.sitting.pk])


def _sitting(request: ActingRequest, pk: uuid.UUID) -> tuple[Sitting, Room]:
    row = get_visible(Sitting, request.user, pk)
    room = Room.of(request, row)
    room.require_secretary()
    return row, room


@route("R4", reads=True, methods=BOTH)
def compose(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The secretary puts a paper together from what the meeting holds."""
    row, room = _sitting(request, sitting)
    form = ComposeForm(
        request.POST or None,
        items=list(room.items[:MOST_ITEMS]),
        draft_object=sitting,
        initial={"parts": ["agenda"]},
    )

    def save() -> str:
        data = form.cleaned_data
        blocks = composed(request.user, row, data["parts"], form.chosen())
        if data["masked"]:
            masks = Masks.of(request.user, room.case)
            blocks = [block.masked(masks) for block in blocks]
        made = services.compose_paper(
            sitting=row, title=data["title"], blocks=blocks, by=request.user
        )
        request.acting.log.note("write", made)
        messages.success(request, "資料を作りました。中身を確かめて、配る相手を選んでください")
        return reverse("meetings:paper", args=[made.pk])

    context = room.context(
        heading=f"第{row.number}回の資料を作る",
        submit="資料を作る",
        explanation="作ったときの内容のまま残ります。配る相手を選ぶまで、事務局と座長のほかには見えません。",
        audience=readers_of(room),
        back=reverse("meetings:papers", args=[row.pk]),
    )
    return form_page(request, form, save, context, entry=row)


@route("R4", reads=True, methods=BOTH)
def upload(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The secretary adds a PDF or a picture as a paper."""
    row, room = _sitting(request, sitting)
    form = UploadForm(request.POST or None, request.FILES or None)

    def save() -> str:
        file = form.cleaned_data["upload"]
        made = services.upload_paper(
            sitting=row,
            title=form.cleaned_data["title"],
            name=file.name,
            content=file.read(),
            by=request.user,
        )
        request.acting.log.note("write", made)
        messages.success(request, "資料に加えました。中身を確かめて、配る相手を選んでください")
        return reverse("meetings:paper", args=[made.pk])

    context = room.context(
        heading=f"第{row.number}回の資料にするファイルを選ぶ",
        audience=readers_of(room),
        back=reverse("meetings:papers", args=[row.pk]),
    )
    template = "meetings/paper_upload.html"
    return form_page(request, form, save, context, entry=row, template=template)


@route("R4", "R22", reads=True)
def paper(request: ActingRequest, meeting_paper: uuid.UUID) -> HttpResponse:
    """A paper on the screen: marked with who looks, when, and which copy; nothing to take away."""
    opened = OpenPaper(request, meeting_paper)
    row = opened.row
    request.acting.log.note("read", row)
    content = services.content_of(row, request.user)
    mine = opened.mine
    numbers = range(1, row.pages + 1) if content and not row.is_composed else []
    context = opened.room.context(
        paper=row,
        audience=readers_of(opened.room, row),
        sitting=opened.sitting,
        mine=mine,
        mark=on_screen(request.user, row, mine),
        times=range(24),
        blocks=content.blocks if content and row.is_composed else [],
        pages=page_of(request, numbers, size=PAGES_AT_ONCE, unit="ページ"),
        keeps_papers=keeps_papers(opened.room),
        back=opened.back(),
    )
    return render(request, "meetings/paper.html", context)


@route("R4", reads=True, formats=("jpeg",))
def paper_page(request: ActingRequest, meeting_paper: uuid.UUID, page: int) -> HttpResponse:
    """A page of a file, drawn for the screen with the mark in its pixels."""
    opened = OpenPaper(request, meeting_paper)
    row = opened.row
    found = services.content_of(row, request.user)
    if found is None or row.is_composed:
        raise Http404
    mark = on_screen(request.user, row, opened.mine)
    try:
        drawn = picture(bytes(found.content), row.kind, page, mark)
    except FileRefused as refused:
        raise Http404 from refused
    request.acting.log.note("read", row)
    response = HttpResponse(drawn, content_type="image/jpeg")
    response["Content-Security-Policy"] = SANDBOX
    return response


@route("R4", reads=True, methods=BOTH)
def recipients(request: ActingRequest, meeting_paper: uuid.UUID) -> HttpResponse:
    """For whom it is: on the screen, or printed by number."""
    opened = OpenPaper(request, meeting_paper)
    opened.require_secretary()
    row, room = opened.row, opened.room
    only_to_open(request, not row.withdrawn_at)
    there = PaperCopy.objects.visible_to(request.user).filter(paper=row)
    has = set(there.values_list("member_id", flat=True))
    form = RecipientsForm(
        request.POST or None,
        members=list(
            services.reachable(room.meeting, request.user, row.sitting).sworn().with_names()
        ),
        draft_object=meeting_paper,
        initial={
            "screen": [str(m.pk) for m in room.readers if not has and m.pk != opened.me.pk],
            "printed": [
                str(m.pk) for m in room.sworn_for(row.sitting) if not has and m.is_on_paper
            ],
        },
    )

    def save() -> str:
        for means in Means.values:
            services.add_recipients(
                paper=row, members=form.chosen(means), means=means, by=request.user
            )
        request.acting.log.note("write", row)
        messages.success(request, "配る相手に加えました")
        return opened.back()

    context = room.context(
        heading=f"{row.label}を配る相手",
        audience=readers_of(room, row),
        about=row.title,
        submit="配る相手に加える",
        explanation="守秘義務を確かめた構成員だけに配れます。選んだ人は、すぐに画面で見られるようになります。",
        back=opened.back(),
    )
    return form_page(request, form, save, context, entry=row)


@route("R4", reads=True, methods=BOTH)
def withdraw(request: ActingRequest, meeting_paper: uuid.UUID) -> HttpResponse:
    """A paper that was wrong is shown and printed no more."""
    opened = OpenPaper(request, meeting_paper)
    opened.require_secretary()
    row = opened.row
    only_to_open(request, not row.withdrawn_at)
    form = ReasonForm(
        request.POST or None, draft_object=meeting_paper, initial={"version": row.version}
    )

    def save() -> str:
        services.withdraw_paper(paper=row, by=request.user, version=form.version, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "資料を取り下げました。渡した写しは、返してもらってください")
        return opened.back()

    context = opened.room.context(
        heading=f"{row.label}を取り下げる",
        audience=readers_of(opened.room, row),
        about=row.title,
        submit="取り下げる",
        explanation="取り下げると、だれも開けなくなり、印刷もできません。渡した写しは、返してもらってください。",
        back=opened.back(),
    )
    return form_page(request, form, save, context, entry=row, changing=row)


@route("R4", reads=True, methods=("POST",))
def scan_again(request: ActingRequest, meeting_paper: uuid.UUID) -> HttpResponse:
    """Ask the virus scanner once more."""
    opened = OpenPaper(request, meeting_paper)
    opened.require_secretary()
    row = services.scan_paper_again(paper=opened.row, by=request.user)
    if row.scan == Scan.WAITING:
        messages.warning(
            request, "検査の仕組みが、まだ答えません。しばらくしてから、もう一度試してください"
        )
    request.acting.log.note("write", row)
    return see_other(reverse("meetings:paper", args=[row.pk]))
