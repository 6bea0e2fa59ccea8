"""支援会議: the list, setting up, the room, dissolving; conferences on a plan."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import Audience, Readers
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from cases.paging import page_of
from cases.typed_contacts import ask_about_contacts
from drafts.submit import key_led_before
from organizations.models import Role

from .. import services
from ..admissions import waiting
from ..bridge import undone as bridge_undone
from ..courses import course_of
from ..doors import open_rows
from ..forms import ChangeMeetingForm, ItemForm, MeetingForm
from ..forms.after import DissolveForm
from ..models import Basis, CoordinationRequest, InformationRequest, SupportMeeting
from ..opening import note_opened
from ..overview import rows_of
from ..room import Room
from ..words import conference_name, duty_text, kind_of_meeting
from .base import BOTH, form_page, save_form
from .items import as_seen, with_markers


@route("R4", reads=True)
def meeting_list(request: ActingRequest) -> HttpResponse:
    """支援会議 of which the user is a member."""
    found = open_rows(SupportMeeting, request.user).select_related("compartment__case")
    pages = page_of(request, found)
    request.acting.log.note("list", kind="支援会議")
    context = {
        "pages": pages | {"rows": rows_of(request.user, pages["rows"])},
        "waiting": waiting(request.user),
        "is_coordinator": Role.COORDINATOR in request.acting.roles,
        "conference_name": conference_name(),
    }
    return render(request, "meetings/list.html", context)


@route("R6", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def establish(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """Set up a 支援会議 without consent; its secretary confirms the duty first."""
    row = get_visible(CoordinationRequest, request.user, coordination_request)
    asked = request.GET.get("basis", "")
    basis = asked if asked in Basis.values else str(Basis.SUPPORT_MEETING)
    text = duty_text(basis)
    form = MeetingForm(request.POST or None, draft_object=row.pk)

    def save() -> str:
        made = services.establish_meeting(
            request=row,
            subject=form.cleaned_data["subject"],
            need_statement=form.cleaned_data["need_statement"],
            duty_text=text,
            basis=basis,
            by=request.user,
        )
        request.acting.log.note("write", made)
        note_opened(request, made)
        messages.success(request, "会議を設けました。次に、構成員を指定してください")
        return reverse("meetings:meeting", args=[made.pk])

    context = {
        "case": row.compartment.case,
        "back": reverse("meetings:request", args=[row.pk]),
        "duty": text,
        "basis": basis,
        "kind": kind_of_meeting(basis),
        "kinds": [(str(value), kind_of_meeting(value)) for value in Basis],
        "audience": _secretary_alone(row, basis),
    }
    template = "meetings/establish.html"
    return form_page(request, form, save, context, entry=row, template=template)


def _secretary_alone(row: CoordinationRequest, basis: str) -> Audience:
    """Who will read what is typed for a meeting that does not exist yet (R18)."""
    return Audience(
        level="meeting",
        total=1,
        bodies=(Readers(row.secretariat.name, str(Role.COORDINATOR.label), 1),),
        basis_label="",
        until=None,
        note="あとで指定する構成員も、守秘義務を確かめると見られるようになります",
        level_label=f"{kind_of_meeting(basis)}の構成員のみ",
    )


@route("R4", "R7", "R22", reads=True, methods=BOTH)
def meeting(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The room of a 支援会議: for members only. A secretary can look at it as a member does."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row, as_member=request.GET.get("as") == "member")
    form = ItemForm(request.POST or None, draft_object=row.pk)
    ask_about_contacts(request, form, row.compartment.case_id)
    pages = page_of(request, room.items)
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "back" and form.is_valid():
        if step != "share":
            request.acting.log.note("read", row)
            return render(
                request, "meetings/item_check.html", as_seen(request, row, form, **_told(form))
            )
        answer = save_form(request, form, lambda: _share(request, row, form))
        if answer is not None:
            return answer
    request.acting.log.note("read", row)
    context = room.context(pages=pages, form=form, course=course_of(room))
    return render_form(request, "meetings/meeting.html", context, form)


def _told(form: ItemForm) -> dict[str, Any]:
    data = form.values()
    marks = with_markers(data.pop("markers"))
    return data | marks


def _share(request: Any, row: SupportMeeting, form: ItemForm) -> str:
    made = services.share_item(meeting=row, by=request.user, **form.values())
    request.acting.log.note("write", made)
    messages.success(request, "構成員と共有しました")
    return reverse("meetings:meeting", args=[row.pk]) + "#items"


@route("R4", reads=True, methods=BOTH)
def change(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary says anew who is discussed and why."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    names = ("subject", "need_statement")
    form = ChangeMeetingForm(
        request.POST or None,
        draft_object=row.pk,
        initial={n: getattr(row, n) for n in names} | {"version": row.version},
    )

    def save() -> str:
        services.change_meeting(meeting=row, by=request.user, version=form.version, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "直した内容を登録しました")
        return reverse("meetings:meeting", args=[row.pk])

    context = room.context(heading="検討することを直す", submit="直した内容を登録する")
    return form_page(request, form, save, context, entry=row, changing=row, compare=names)


@route("R4", reads=True, methods=BOTH)
def dissolve(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary dissolves the 支援会議: everybody's access ends, her own too."""
    if (answer := key_led_before(request)) is not None:
        return answer
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    out = services.copies_out({"paper__sitting__meeting": row}, request.user)
    asked = InformationRequest.objects.visible_to(request.user).filter(meeting=row)
    form = DissolveForm(
        request.POST or None,
        has_open=bool(room.to_do),
        has_copies_out=bool(out),
        draft_object=meeting,
        initial={"version": row.version},
    )

    def save() -> str:
        request.acting.log.note("write", row)
        services.dissolve_meeting(
            meeting=row, version=form.version, by=request.user, **form.values()
        )
        messages.success(
            request,
            "会議を解散しました。知ったことを漏らしてはならない義務は、これからも続きます",
        )
        return reverse("meetings:list")

    context = room.context(
        heading=f"{kind_of_meeting(row.basis)}を解散する",
        submit=f"{kind_of_meeting(row.basis)}を解散する",
        tone="warn",
        explanation="解散すると、事務局のあなたを含む全員が、すぐに見られなくなります。元には戻せません。記録は残ります。",
        duty=duty_text(row.basis),
        copies_out=out,
        open_ones=room.to_do,
        left=bridge_undone(row, request.user),
        asked=list(asked.waiting().with_recipients()),
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=row,
        template="meetings/dissolve.html",
        changing=row,
    )
