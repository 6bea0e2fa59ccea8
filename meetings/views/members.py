"""Members of a 支援会議: named, sworn to secrecy, ended (R4, R16)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible, row_or_404
from drafts.submit import key_led_before, see_other
from organizations.models import ROLES_WITHOUT_CASES, Appointment, Body

from .. import services
from ..admissions import waiting
from ..forms import NEW_IN_REGISTER, DutyForm, MemberForm, PaperMemberForm, ReasonForm
from ..models import (
    Authority,
    MeetingMember,
    Pledge,
    RegisteredMember,
    SittingState,
    SupportMeeting,
)
from ..opening import note_opened
from ..room import Room
from ..services.left_behind import left_behind
from ..words import duty_text
from .base import BOTH, form_page

# Who leaves as the chair leaves the minutes to the secretariat (domain.md R20).
WITHOUT_CHAIR = "次の座長を指定するまで、会議録は、会議の事務局が確定します"


@route("R4", reads=True, methods=BOTH)
def acknowledge(request: ActingRequest, source: uuid.UUID) -> HttpResponse:
    """The duty of secrecy, before anything of the meeting is shown. Names no case."""
    named = next((a for a in waiting(request.user) if a.source_id == source), None)
    if named is None:
        return _already_sworn(request, source)
    text = duty_text(named.basis)
    form = DutyForm(request.POST or None, draft_object=source)

    def save() -> str:
        member = services.acknowledge_duty(source=source, duty_text=text, by=request.user)
        request.acting.log.note("write", member)
        note_opened(request, member.meeting)
        more = len(waiting(request.user))
        messages.success(
            request,
            "守秘義務を確かめたことを登録しました"
            + (
                f"。もう{more}件、守秘義務の確認を待っています（「今日の仕事」から確かめます）"
                if more
                else ""
            ),
        )
        return reverse("meetings:meeting", args=[member.meeting_id])

    request.acting.log.note("read", kind="守秘義務の確認")
    context = {"duty": text, "kind": named.kind}
    return form_page(request, form, save, context, entry=None, template="meetings/duty.html")


def _already_sworn(request: ActingRequest, source: uuid.UUID) -> HttpResponse:
    """A second click leads into the meeting; for everybody else there is nothing here (R14)."""
    mine = MeetingMember.objects.visible_to(request.user).of_user(request.user)
    member = row_or_404(mine.current().sworn(), source)
    return see_other(reverse("meetings:meeting", args=[member.meeting_id]))


def _offices(room: Room, body: Body) -> list[Appointment]:
    """Offices at a body whose holders can be named and are not members yet."""
    members = [m.appointment.staff_id for m in room.members if m.is_current and m.appointment]
    return list(
        Appointment.objects.current()
        .with_body()
        .select_related("staff")
        .filter(role_group__body=body)
        .exclude(role_group__role__in=ROLES_WITHOUT_CASES)
        .exclude(staff_id__in=members)
        .order_by("staff__kana", "staff__name", "pk")
    )


def _pledged(body: Body | None) -> set[Any]:
    """Staff of the body of whom a valid pledge is known: her own, or her body's (R11, R14)."""
    if body is None:
        return set()
    if Pledge.objects.valid().filter(body=body).exists():
        held = Appointment.objects.current().filter(role_group__body=body)
        return set(held.values_list("staff_id", flat=True))
    entries = RegisteredMember.objects.listed().pledged().filter(body=body)
    return set(entries.values_list("staff_id", flat=True))


@route("R4", "R22", reads=True, methods=BOTH)
def appoint(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary names a member: first the body, then one of its people."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    bodies = services.bodies_to_name_from()
    body = next((b for b in bodies if str(b.pk) == request.GET.get("body")), None)
    offices = _offices(room, body) if body else []
    form = MemberForm(
        request.POST or None, offices=offices, pledged=_pledged(body), draft_object=row.pk
    )

    def save() -> str:
        made = services.appoint_member(meeting=row, by=request.user, **form.content())
        request.acting.log.note("write", made)
        messages.success(
            request,
            "構成員に指定しました。守秘義務を確かめると、会議の内容が見られるようになります",
        )
        return reverse("meetings:meeting", args=[row.pk])

    context = room.context(bodies=bodies, body=body)
    template = "meetings/appoint.html"
    return form_page(request, form, save, context, entry=row, template=template)


def _enter(form: PaperMemberForm, row: SupportMeeting, text: Any, by: Any) -> MeetingMember:
    """The service for what was chosen."""
    data = form.values()
    who, until = data["who"], data["valid_until_on"]
    if who in form.registered:
        return services.appoint_on_paper(
            meeting=row,
            registered=form.registered[who],
            valid_until_on=until,
            origin=form.origin(),
            by=by,
        )
    facts = {key: data[key] for key in ("name", "body")}
    facts["authority"] = data["authority"] or Authority.PLEDGE
    if who == NEW_IN_REGISTER:
        pledge = services.Signed(on=data["pledged_on"], duty_text=text)
        return services.register_and_appoint_on_paper(
            meeting=row,
            pledge=pledge,
            valid_until_on=until,
            origin=form.origin(),
            by=by,
            **facts,
        )
    return services.enter_paper_member(
        meeting=row,
        duty_text=text,
        pledged_on=data["pledged_on"],
        only_sitting=form.sittings.get(data["only_sitting"]),
        valid_until_on=until,
        origin=form.origin(),
        by=by,
        **facts,
    )


@route("R4", reads=True, methods=BOTH)
def paper_member(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary enters somebody who has pledged on paper and has no account."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    text = duty_text(row.basis)
    form = PaperMemberForm(
        request.POST or None,
        registered=list(RegisteredMember.objects.listed().on_paper().pledged()),
        sittings=[one for one in room.sittings if one.state == SittingState.PLANNED],
        draft_object=row.pk,
    )

    def save() -> str:
        made = _enter(form, row, text, request.user)
        request.acting.log.note("write", made)
        messages.success(request, "利用者IDのない人を、構成員に加えました")
        return reverse("meetings:meeting", args=[row.pk])

    context = room.context(
        heading="利用者IDのない人を構成員に加える",
        submit="構成員に加える",
        explanation="会議には出席できますが、この画面は見られません。名前を話す前に、守秘義務を説明し、書面（委嘱状・誓約書）を受け取ってください。大家や近所の人のように、この会議だけに出る人は「臨時構成員」にします。構成員名簿には載せません。",
        duty=text,
    )
    return form_page(request, form, save, context, entry=row)


@route("R4", "R16", reads=True, methods=BOTH)
def end_member(request: ActingRequest, member: uuid.UUID) -> HttpResponse:
    """The secretary ends a membership; access ends at once, the duty does not."""
    if (answer := key_led_before(request)) is not None:
        return answer
    person = get_visible(MeetingMember, request.user, member)
    row = get_visible(SupportMeeting, request.user, person.meeting_id)
    room = Room(request, row)
    own = room.require_secretary()
    named = next((m for m in room.members if m.pk == person.pk), person)
    form = ReasonForm(
        request.POST or None, draft_object=member, initial={"version": person.version}
    )

    def save() -> str:
        request.acting.log.note("write", person)
        services.end_membership(
            member=person,
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )
        messages.success(
            request,
            "構成員を終えました。漏らしてはならない義務が続くことを、本人に伝えてください"
            + (f"。{WITHOUT_CHAIR}" if person.is_chair else ""),
        )
        if person.pk == own.pk:
            return reverse("meetings:list")
        return reverse("meetings:meeting", args=[row.pk])

    context = room.context(
        heading="構成員を終える",
        about=f"{person.name}（{person.body_name}）",
        submit="構成員を終える",
        explanation="この人は、すぐに会議の内容を見られなくなります。守秘義務は、終わったあとも続きます。次の文を、本人に伝えてください。"
        + (f"{WITHOUT_CHAIR}。" if person.is_chair else ""),
        duty=duty_text(row.basis),
        copies_out=services.copies_out({"member": person}, request.user),
        left_behind=left_behind(named, request.user),
    )
    return form_page(request, form, save, context, entry=person, changing=person)
