"""支援会議: set up, members by name, the duty of secrecy, items, the end."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.explain import audience
from access.grants import waiting_admissions
from access.routes import route
from access.shortcuts import get_visible
from organizations.codes import StandingText
from organizations.models import Appointment, Role

from .. import services
from ..forms import DutyForm, EndForm, ItemForm, MeetingForm, MemberForm
from ..models import (
    CoordinationRequest,
    Decision,
    MeetingMember,
    Minutes,
    SharedItem,
    Sitting,
    SupportMeeting,
)
from . import BOTH, ask

PAGE = 25
# R10: whoever audits or administers is no member.
NOT_MEMBERS = (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)


def duty_text() -> StandingText:
    """The duty of Art. 106-6 (5) in the wording in force today."""
    text: StandingText = StandingText.objects.on().filter(kind="secrecy_duty").latest("valid_from")
    return text


@route("R4", reads=True)
def meeting_list(request: HttpRequest) -> HttpResponse:
    """支援会議 of which the user is a member."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    found = SupportMeeting.objects.visible_to(request.user).select_related("compartment__case")
    pages = Paginator(found, PAGE).get_page(request.GET.get("page"))
    acting.log.note("list", kind="支援会議")
    context = {"pages": pages, "waiting": list(waiting_admissions(request.user))}
    return render(request, "meetings/list.html", context)


@route("R6", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def establish(request: HttpRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """Set up a 支援会議 without consent; its secretary confirms the duty first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(CoordinationRequest, request.user, coordination_request)
    text = duty_text()
    form = MeetingForm(request.POST or None, draft_object=row.pk)

    def save() -> str:
        made = services.establish_meeting(
            request=row,
            subject=form.cleaned_data["subject"],
            need_statement=form.cleaned_data["need_statement"],
            duty_text=text,
            by=request.user,
        )
        acting.log.note("write", made)
        return reverse("meetings:meeting", args=[made.pk])

    acting.log.note("read", row)
    context = {
        "case": row.compartment.case,
        "heading": "支援会議を設ける",
        "submit": "支援会議を設ける",
        "back": reverse("meetings:request", args=[row.pk]),
        "duty": text,
        "is_meeting": True,
        "explanation": "本人の同意がなくても設けられます（社会福祉法106条の6）。ここに書いたことは、指定した構成員だけが見られます。",
    }
    return ask(request, form, save, context)


@route("R4", reads=True, methods=BOTH)
def acknowledge(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """The duty of secrecy, before anything of the meeting is shown. Names no case."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    if not waiting_admissions(request.user).filter(source_id=source).exists():
        raise Http404
    text = duty_text()
    form = DutyForm(request.POST or None, draft_object=source)

    def save() -> str:
        member = services.acknowledge_duty(source=source, duty_text=text, by=request.user)
        acting.log.note("write", member)
        return reverse("meetings:meeting", args=[member.meeting_id])

    acting.log.note("read", kind="守秘義務の確認")
    return ask(request, form, save, {"duty": text}, "meetings/duty.html")


@route("R4", reads=True, methods=BOTH)
def meeting(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """The room of a 支援会議: for members only."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(SupportMeeting, request.user, meeting)
    form = ItemForm(request.POST or None, draft_object=row.pk)

    def save() -> str:
        made = services.share_item(meeting=row, by=request.user, **form.values())
        acting.log.note("write", made)
        return reverse("meetings:meeting", args=[row.pk])

    acting.log.note("read", row)
    return ask(request, form, save, _room(request, row), "meetings/meeting.html")


def _room(request: HttpRequest, row: SupportMeeting) -> dict[str, Any]:
    user = request.user
    members = (
        MeetingMember.objects.visible_to(user)
        .filter(meeting=row)
        .select_related("appointment__staff", "appointment__role_group__body")
    )
    me = next(
        (m for m in members if m.appointment.staff_id == user.pk and m.ended_at is None), None
    )
    return {
        "case": row.compartment.case,
        "meeting": row,
        "members": list(members),
        "me": me,
        "is_secretary": me is not None and me.part == MeetingMember.Part.SECRETARY,
        "items": list(
            SharedItem.objects.visible_to(user)
            .filter(meeting=row)
            .select_related("member__appointment__staff", "member__appointment__role_group__body")
        ),
        "sittings": list(Sitting.objects.visible_to(user).filter(meeting=row)),
        "minutes": {
            m.sitting_id: m
            for m in Minutes.objects.visible_to(user).filter(sitting__meeting=row)
        },
        "decisions": list(
            Decision.objects.visible_to(user)
            .filter(sitting__meeting=row)
            .select_related("body", "sitting")
        ),
        "audience": audience(user, row.compartment),
        "duty": duty_text(),
    }


def _as_secretary(request: HttpRequest, row: SupportMeeting) -> MeetingMember:
    me = services.membership_of(meeting=row, user=request.user)
    if me is None or me.part != MeetingMember.Part.SECRETARY:
        raise Http404
    return me


@route("R4", reads=True, methods=BOTH)
def appoint(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary names a member."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(SupportMeeting, request.user, meeting)
    _as_secretary(request, row)
    offices = (
        Appointment.objects.current()
        .with_body()
        .exclude(role_group__role__in=NOT_MEMBERS)
        .order_by("role_group__body__order", "role_group__body__name", "staff__kana")
    )
    form = MemberForm(request.POST or None, offices=list(offices), draft_object=row.pk)

    def save() -> str:
        data = form.values()
        made = services.appoint_member(
            meeting=row, appointment=form.offices[data.pop("office")], by=request.user, **data
        )
        acting.log.note("write", made)
        return reverse("meetings:meeting", args=[row.pk])

    acting.log.note("read", row)
    context = _head(request, row) | {
        "heading": "構成員を指定する",
        "submit": "指定する",
        "explanation": "指定した人は、守秘義務を確かめるまで、この会議の内容を見られません。その人の上司や同僚は、確かめたあとも見られません。",
    }
    return ask(request, form, save, context)


def _head(request: HttpRequest, row: SupportMeeting) -> dict[str, Any]:
    return {
        "case": row.compartment.case,
        "back": reverse("meetings:meeting", args=[row.pk]),
        "audience": audience(request.user, row.compartment),
        "is_meeting": True,
    }


@route("R4", "R16", reads=True, methods=BOTH)
def end_member(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """The secretary ends a membership; access ends at once."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    person = get_visible(MeetingMember, request.user, member)
    row = get_visible(SupportMeeting, request.user, person.meeting_id)
    _as_secretary(request, row)
    form = EndForm(request.POST or None, draft_object=member)

    def save() -> str:
        services.end_membership(
            member=person, reason=form.cleaned_data["reason"], by=request.user
        )
        acting.log.note("write", person)
        return reverse("meetings:meeting", args=[row.pk])

    acting.log.note("read", person)
    context = _head(request, row) | {
        "heading": "構成員を終える",
        "submit": "終える",
        "explanation": "すぐに見られなくなります。知ったことを漏らしてはならない義務は、終わったあとも続きます。",
    }
    return ask(request, form, save, context)


@route("R4", reads=True, methods=BOTH)
def dissolve(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary dissolves the 支援会議: everybody's access ends, her own too."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(SupportMeeting, request.user, meeting)
    _as_secretary(request, row)
    form = EndForm(request.POST or None, draft_object=meeting)

    def save() -> str:
        acting.log.note("write", row)
        services.dissolve_meeting(
            meeting=row, reason=form.cleaned_data["reason"], by=request.user
        )
        return reverse("meetings:list")

    acting.log.note("read", row)
    context = _head(request, row) | {
        "heading": "支援会議を解散する",
        "submit": "解散する",
        "explanation": "解散すると、事務局を含む全員が、すぐに見られなくなります。元には戻せません。記録は保存されます。",
    }
    return ask(request, form, save, context)
