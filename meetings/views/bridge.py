"""移行: the list of what was told, one choice at a time, the answer of a second person, carrying out."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.shortcuts import get_visible
from access.stepping_up import step_up
from cases.models import SharedExtract
from cases.paging import page_of
from cases.typed_contacts import ask_about_contacts
from organizations.models import Staff

from .. import bridge as ways
from .. import services
from ..forms.base import ConfirmForm
from ..forms.bridge import CarryAnswerForm, CarryForm
from ..models import CarryChoice, Decision, SharedItem, Sitting, SupportMeeting
from ..room import Room
from ..services.bridge import NO_CONSENT, origin_of
from .base import BOTH, form_page, only_to_open


def _list_of(meeting: SupportMeeting) -> str:
    return reverse("meetings:bridge", args=[meeting.pk])


@route("R4", "R7", reads=True)
def bridge(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """Everything told in the meeting, and what is to become of each; for its members."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    member = room.require_member()
    items = page_of(request, ways.items_of(row, request.user))
    agreed = list(ways.decisions_of(row, request.user)[:100])
    consents = ways.consents_for(row, request.user) if room.is_secretary else []
    request.acting.log.note("read", row, kind="移行")
    shared, decided = (ways.rows_of(rows, request.user, member) for rows in (items["rows"], agreed))
    for one in (*shared, *decided):
        if one.waits and one.choice:
            one.answerers = [m for m in room.sworn if ways.may_answer(one.choice, one.origin, m)]
    context = room.context(
        heading="同意の範囲に移すものを選ぶ",
        pages=items | {"rows": shared},
        agreed=decided,
        consents=[(c, ways.receivers_of(c, request.user)) for c in consents],
        undone=ways.undone(row, request.user),
        no_consent=NO_CONSENT,
    )
    return render(request, "meetings/bridge.html", context)


@route("R4", "R7", "R22", reads=True, methods=BOTH)
def choose_item(request: ActingRequest, shared_item: uuid.UUID) -> HttpResponse:
    """Carry over, reword or leave behind one piece of shared information."""
    row = get_visible(SharedItem, request.user, shared_item)
    meeting = get_visible(SupportMeeting, request.user, row.meeting_id)
    return _choose(request, meeting, ways.items_of(meeting, request.user).get(pk=row.pk))


@route("R4", "R7", "R22", reads=True, methods=BOTH)
def choose_decision(request: ActingRequest, decision: uuid.UUID) -> HttpResponse:
    """Carry over, reword or leave behind one decision."""
    row = get_visible(Decision, request.user, decision)
    sitting = get_visible(Sitting, request.user, row.sitting_id)
    meeting = get_visible(SupportMeeting, request.user, sitting.meeting_id)
    return _choose(request, meeting, ways.decisions_of(meeting, request.user).get(pk=row.pk))


def _initial(known: CarryChoice | None, origin: Any) -> dict[str, Any]:
    if known is None or known.is_left:
        is_usable = not (ways.is_protected_source(origin) or getattr(origin, "is_corrected", False))
        return {"text": ways.words_of(origin) if is_usable else ""}
    return {
        "way": known.way,
        "consent_id": str(known.consent_id),
        "category": known.category,
        "person_id": str(known.person_id or ""),
        "text": known.text,
        "nature": known.nature,
        "tells_origin": bool(known.source),
        "tells_who": "" if known.tells_who is None else "yes" if known.tells_who else "no",
    }


def _choose(request: Any, meeting: SupportMeeting, origin: Any) -> HttpResponse:
    """The form; before anything is put forward, the page as it will be read (R22)."""
    room = Room(request, meeting)
    room.require_secretary()
    [row] = ways.rows_of([origin], request.user, room.me)
    if row.copy is not None:
        raise Http404
    consents = ways.consents_for(meeting, request.user)
    form = CarryForm(
        request.POST or None,
        consents=consents,
        basis=meeting.basis,
        asks_who=row.is_decision,
        draft_object=origin.pk,
        initial=_initial(row.choice, origin),
    )
    if request.POST.get("way") != CarryChoice.Way.LEAVE:  # what stays in the meeting leaves nothing
        as_it_is = (
            [ways.words_of(origin)] if request.POST.get("way") == CarryChoice.Way.CARRY else []
        )
        ask_about_contacts(request, form, meeting.compartment.case_id, also=as_it_is)
    context = room.context(
        heading="移すか、残すかを選ぶ",
        row=row,
        item=origin,
        has_consent=bool(consents),
        no_consent=NO_CONSENT,
        back=_list_of(meeting),
    )
    template = "meetings/carry.html"
    if request.method == "POST" and form.is_valid() and not form.leaves:
        shown = _shown_first(request, room, origin, form)
        if shown:
            request.acting.log.note("read", origin)
            return render(request, template, context | shown | {"form": form})

    def save() -> str:
        if form.leaves:
            made = services.leave_behind(
                meeting=meeting,
                origin=origin,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        else:
            draft = services.drafted(
                meeting=meeting, origin=origin, by=request.user, **form.draft()
            )
            made = services.propose(draft=draft)
        done = (
            "会議に残すことを登録しました"
            if form.leaves
            else "移行の案を登録しました。もう一人が確かめます"
        )
        messages.success(request, done)
        request.acting.log.note("write", made)
        return _list_of(meeting)

    return form_page(request, form, save, context, entry=origin, template=template, asks=False)


def _shown_first(request: Any, room: Room, origin: Any, form: CarryForm) -> dict[str, Any]:
    """The page as it will be read, until exactly that has been looked at; then nothing (R22)."""
    try:
        draft = services.drafted(
            meeting=room.meeting, origin=origin, by=request.user, **form.draft()
        )
    except DomainError:
        return {}  # the service says it again when it is asked to save
    key = _key_of(draft)
    if request.POST.get("seen_key") == key:
        return {}
    return {"seen": _seen(room, draft, origin, request.user), "seen_key": key}


def _key_of(draft: CarryChoice) -> str:
    """Stands for what was looked at."""
    parts = (draft.text, draft.nature, draft.category, draft.source, draft.consent_id)
    words = repr((*parts, draft.person_id, draft.receivers))
    return hashlib.sha256(words.encode()).hexdigest()


def _seen(room: Room, choice: CarryChoice, origin: Any, writer: Any) -> ways.Seen:
    traces = ways.traces_of(origin, choice.text, choice.receivers, room.user)
    return ways.preview(choice, body=room.meeting.secretariat, by=writer, traces=traces)


@dataclass(frozen=True)
class _Standing:
    """A choice that goes over and was not superseded."""

    room: Room
    choice: CarryChoice
    row: ways.Row

    @classmethod
    def of(cls, request: ActingRequest, pk: uuid.UUID) -> "_Standing":
        choice = get_visible(CarryChoice, request.user, pk)
        room = Room(request, get_visible(SupportMeeting, request.user, choice.meeting_id))
        origin = origin_of(choice, request.user)
        [row] = ways.rows_of([origin], request.user, room.require_member())
        is_latest = row.choice is not None and row.choice.pk == choice.pk
        if choice.is_left:
            raise Http404
        only_to_open(request, is_latest and row.copy is None)
        return cls(room, choice, row)

    def context(self, **extra: Any) -> dict[str, Any]:
        writer = Staff.objects.get(pk=self.choice.created_by_id)
        return self.room.context(
            row=self.row,
            item=self.row.origin,
            choice=self.choice,
            seen=_seen(self.room, self.choice, self.row.origin, writer),
            writer=writer,
            **extra | {"back": _list_of(self.room.meeting)},
        )


@route("R4", "R7", "R22", reads=True, methods=BOTH)
def answer(request: ActingRequest, carry_choice: uuid.UUID) -> HttpResponse:
    """A second person reads what will be read, and agrees or does not."""
    known = _Standing.of(request, carry_choice)
    choice = known.choice
    if not ways.may_answer(choice, known.row.origin, known.room.me):
        raise Http404
    only_to_open(request, known.row.may_answer)
    form = CarryAnswerForm(
        request.POST or None, asks_who=known.row.is_decision, draft_object=choice.pk
    )

    def save() -> str:
        made = services.answer_choice(choice=choice, by=request.user, **form.answer())
        messages.success(request, "移行の案への答えを登録しました")
        request.acting.log.note("write", made)
        return _list_of(known.room.meeting)

    context = known.context(heading="移行の案に答える", submit="答える")
    template = "meetings/carry_answer.html"
    return form_page(request, form, save, context, entry=choice, template=template)


@route("R3", "R4", "R7", "R22", reads=True, methods=BOTH)
@step_up
def carry(request: ActingRequest, carry_choice: uuid.UUID) -> HttpResponse:
    """The secretary carries out what two people agreed."""
    known = _Standing.of(request, carry_choice)
    choice = known.choice
    known.room.require_secretary()
    only_to_open(request, known.row.answer is not None and known.row.answer.is_approved)
    form = ConfirmForm(request.POST or None, draft_object=choice.pk)

    def save() -> str:
        made = services.carry_over(choice=choice, by=request.user)
        request.acting.log.note("write", made)
        request.acting.log.note("write", get_visible(SharedExtract, request.user, made.extract_id))
        messages.success(request, "同意の範囲に移しました。もとの情報は、会議に残ります")
        return _list_of(known.room.meeting)

    context = known.context(heading="同意の範囲に移す", submit="この文を移す")
    template = "meetings/carry_answer.html"
    return form_page(request, form, save, context, entry=choice, template=template)
