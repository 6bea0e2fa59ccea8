"""The meeting room: one screen for the sitting, fit for a projector; small steps while people talk."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.models import ConfidentialModel
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import BaseForm, render_form

from .. import services
from ..forms import AgendaForm, AgreeForm, ConfirmForm, PointForm, PresentForm
from ..models import AgendaItem, Attendance, Decision, Sitting, SittingState, TalkNote
from ..projection import Masks
from ..room import Room
from .base import BOTH, form_page, only_to_open, save_form

POST = ("POST",)
PROJECTED = "projected"


class Talk:
    """What the room shows of one sitting."""

    def __init__(self, request: Any, row: Sitting) -> None:
        self.request, self.sitting = request, row
        self.room = Room.of(request, row)
        self.room.require_member()
        self.is_projected = request.GET.get("as") == PROJECTED

    @property
    def may_write(self) -> bool:
        is_going = self.sitting.state in (SittingState.PLANNED, SittingState.HELD)
        return self.room.is_secretary and is_going and self.sitting.opened_at is not None

    def address(self, item: AgendaItem | None = None) -> str:
        """The room, at an item of the agenda, projected as it is now."""
        asked = [f"item={item.pk}"] if item else []
        asked += [f"as={PROJECTED}"] if self.is_projected else []
        here = reverse("meetings:room", args=[self.sitting.pk])
        return f"{here}?{'&'.join(asked)}" if asked else here

    def items(self) -> list[AgendaItem]:
        return list(AgendaItem.objects.visible_to(self.request.user).filter(sitting=self.sitting))

    def at(self, items: list[AgendaItem]) -> AgendaItem | None:
        """The item that was asked for, that is talked about, or the first."""
        asked = self.request.GET.get("item", "")
        chosen = [i for i in items if str(i.pk) == asked] or [i for i in items if i.is_now]
        return next(iter(chosen or items), None)

    def bodies(self) -> list[Any]:
        members = self.room.current_members
        return list({m.appointment.body.pk for m in members if m.appointment})

    def context(self, forms: dict[str, BaseForm]) -> dict[str, Any]:
        user, items = self.request.user, self.items()
        at = self.at(items)
        notes = (
            TalkNote.objects.visible_to(user).filter(sitting=self.sitting).order_by("created_at")
        )
        came = Attendance.objects.visible_to(user).filter(sitting=self.sitting, is_present=True)
        agreed = [d for d in self.room.decisions if d.sitting_id == self.sitting.pk]
        return self.room.context(
            sitting=self.sitting,
            talk=self,
            items=items,
            at=at,
            following=next((i for i in items if at and i.position > at.position), None),
            notes=[n for n in notes if n.item_id in (None, at.pk if at else None)],
            present=came.count(),
            agreed=agreed,
            earlier=[d for d in self.room.to_do if d.sitting_id != self.sitting.pk],
            masks=Masks.of(user, self.room.case) if self.is_projected else None,
            now=timezone.now(),
            point=forms.get("point") or PointForm(draft_object=at.pk if at else None),
            agree=forms.get("agree")
            or AgreeForm(bodies=self.bodies(), draft_object=self.sitting.pk),
            agenda=forms.get("agenda") or AgendaForm(draft_object=self.sitting.pk),
            form=next(iter(forms.values()), None),
        )


def _talk(request: HttpRequest, pk: uuid.UUID) -> Talk:
    return Talk(request, get_visible(Sitting, request.user, pk))


def _show(talk: Talk, **forms: BaseForm) -> HttpResponse:
    talk.request.acting.log.note("read", talk.sitting)
    form = next(iter(forms.values()), None) or ConfirmForm()
    return render_form(talk.request, "meetings/room.html", talk.context(forms), form)


@route("R4", reads=True)
def room(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """The screen of the sitting, for whoever sits in it; `as=projected` leaves names out."""
    return _show(_talk(request, sitting))


def _small_step(
    talk: Talk, name: str, form: BaseForm, act: Callable[[], ConfidentialModel], target: str
) -> HttpResponse:
    """One small form of the room: save once and go on, or the room with what was typed."""
    talk.room.require_secretary()

    def save() -> str:
        talk.request.acting.log.note("write", act())
        return target

    answer = save_form(talk.request, form, save)
    if answer is not None:
        return answer
    return _show(talk, **{name: form})


@route("R4", reads=True, methods=POST)
def open_sitting(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Begin the sitting."""
    talk = _talk(request, sitting)
    talk.room.require_secretary()
    form = ConfirmForm(request.POST)

    def act() -> Sitting:
        return services.open_sitting(sitting=talk.sitting, by=request.user)

    return _small_step(talk, "open", form, act, talk.address())


@route("R4", reads=True, methods=POST)
def note_point(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Note a point under the item that is on the screen."""
    talk = _talk(request, sitting)
    at = talk.at(talk.items())
    form = PointForm(request.POST, draft_object=at.pk if at else None)

    def act() -> TalkNote:
        return services.note_point(sitting=talk.sitting, item=at, by=request.user, **form.values())

    return _small_step(talk, "point", form, act, talk.address(at))


@route("R4", reads=True, methods=POST)
def agree(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Enter what is agreed, as far as it is said."""
    talk = _talk(request, sitting)
    form = AgreeForm(request.POST, bodies=talk.bodies(), draft_object=sitting)

    def act() -> Decision:
        return services.decide(sitting=talk.sitting, by=request.user, **form.values())

    return _small_step(talk, "agree", form, act, talk.address(talk.at(talk.items())))


@route("R4", reads=True, methods=POST)
def add_agenda(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """One more thing to discuss."""
    talk = _talk(request, sitting)
    form = AgendaForm(request.POST, draft_object=sitting)

    def act() -> AgendaItem:
        return services.add_agenda_item(sitting=talk.sitting, by=request.user, **form.values())

    return _small_step(talk, "agenda", form, act, talk.address(talk.at(talk.items())))


@route("R4", reads=True, methods=POST)
def turn_to(request: HttpRequest, agenda_item: uuid.UUID) -> HttpResponse:
    """Talk about this now; the clock of the item begins."""
    item = get_visible(AgendaItem, request.user, agenda_item)
    talk = _talk(request, item.sitting_id)

    def act() -> AgendaItem:
        return services.turn_to(item=item, by=request.user)

    return _small_step(talk, "turn", ConfirmForm(request.POST), act, talk.address(item))


@route("R4", reads=True, methods=BOTH)
def change_point(request: HttpRequest, talk_note: uuid.UUID) -> HttpResponse:
    """Word a point anew, or take it back."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(TalkNote, request.user, talk_note)
    talk = _talk(request, row.sitting_id)
    talk.room.require_secretary()
    only_to_open(request, talk.may_write and row.struck_at is None)
    initial = {"text": row.text, "section": row.section, "version": row.version}
    form = PointForm(request.POST or None, draft_object=row.pk, initial=initial)
    item = next((i for i in talk.items() if i.pk == row.item_id), None)

    def save() -> str:
        if "strike" in request.POST:
            services.strike_point(note=row, version=form.version, by=request.user)
        else:
            services.change_point(note=row, version=form.version, by=request.user, **form.values())
        acting.log.note("write", row)
        return talk.address(item)

    context = talk.room.context(
        heading="会議の記録を直す",
        submit="直した内容を登録する",
        back=talk.address(item),
        may_strike=True,
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=row,
        template="meetings/change_point.html",
        changing=row,
        compare=("text", "section"),
    )


@route("R4", reads=True, methods=BOTH)
def present(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Who is in the room."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    talk = _talk(request, sitting)
    talk.room.require_secretary()
    only_to_open(request, talk.may_write)
    came = Attendance.objects.visible_to(request.user).filter(sitting=talk.sitting, is_present=True)
    here = {str(pk) for pk in came.values_list("member", flat=True)}
    ready = talk.room.sworn_for(talk.sitting)
    members = [m for m in talk.room.members if m in ready or str(m.pk) in here]
    form = PresentForm(request.POST or None, members=members, initial={"present": sorted(here)})

    def save() -> str:
        services.say_who_is_here(sitting=talk.sitting, present=form.chosen(), by=request.user)
        acting.log.note("write", talk.sitting)
        return talk.address()

    context = talk.room.context(
        heading="いまいる人",
        submit="登録する",
        back=talk.address(),
        explanation="守秘義務を確かめていない人は、ここに出ません。先に確かめてもらってください。",
    )
    return form_page(request, form, save, context, entry=talk.sitting)
