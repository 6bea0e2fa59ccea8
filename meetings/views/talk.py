"""The meeting room: one screen for the sitting, fit for a projector; small steps while people talk."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import BaseForm, render_form
from cases.typed_contacts import ask_about_contacts

from .. import services
from ..forms import ConfirmForm, PointForm, PresentForm, RoomForm
from ..models import AgendaItem, Attendance, Decision, Sitting, SittingState, TalkNote
from ..projection import Masks
from ..room import Room
from ..unsent import unsent
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

    def starters(self) -> int:
        """How many count as present when the secretary begins."""
        if not self.room.is_secretary or self.sitting.opened_at is not None:
            return 0
        return len(services.who_may_come(self.sitting, self.request.user))

    def address(self, item: AgendaItem | None = None) -> str:
        """The room, at an item of the agenda, projected as it is now."""
        asked = [f"item={item.pk}"] if item else []
        asked += [f"as={PROJECTED}"] if self.is_projected else []
        here = reverse("meetings:room", args=[self.sitting.pk])
        return f"{here}?{'&'.join(asked)}" if asked else here

    def here(self, at: AgendaItem | None) -> str:
        """What a button adds to its address: the item on the screen, projected or not."""
        return self.address(at).removeprefix(reverse("meetings:room", args=[self.sitting.pk]))

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

    def form(self, at: AgendaItem | None, data: Any = None, wanted: str = "") -> RoomForm:
        """The fields of the room at one item of the agenda: a draft is about the item it was typed at."""
        about = at.pk if at else self.sitting.pk
        return RoomForm(
            data,
            sitting=self.sitting,
            bodies=self.bodies(),
            on_paper=self.room.on_paper_for(self.sitting),
            wanted=wanted,
            draft_object=about,
        )

    def context(self, form: BaseForm | None) -> dict[str, Any]:
        user, items = self.request.user, self.items()
        at = self.at(items)
        notes = (
            TalkNote.objects.visible_to(user).filter(sitting=self.sitting).order_by("created_at")
        )
        came = set(
            Attendance.objects.visible_to(user)
            .filter(sitting=self.sitting, is_present=True)
            .values_list("member_id", flat=True)
        )
        agreed = [d for d in self.room.decisions if d.sitting_id == self.sitting.pk]
        return self.room.context(
            sitting=self.sitting,
            talk=self,
            items=items,
            at=at,
            following=next((i for i in items if at and i.position > at.position), None),
            notes=[n for n in notes if n.item_id in (None, at.pk if at else None)],
            present=len(came),
            expected=self.room.expected_at(self.sitting, came),
            starters=self.starters(),
            agreed=agreed,
            earlier=[d for d in self.room.to_do if d.sitting_id != self.sitting.pk],
            masks=Masks.of(user, self.room.case) if self.is_projected else None,
            now=timezone.now(),
            here=self.here(at),
            writes=self.may_write or isinstance(form, RoomForm),
            typed=form if isinstance(form, RoomForm) else self.form(at),
            form=form,
            unsent=unsent(user, [i for i in items if i != at]) if self.may_write else [],
        )


def _talk(request: ActingRequest, pk: uuid.UUID) -> Talk:
    return Talk(request, get_visible(Sitting, request.user, pk))


def _show(talk: Talk, form: BaseForm | None = None) -> HttpResponse:
    talk.request.acting.log.note("read", talk.sitting)
    context = talk.context(form)
    return render_form(talk.request, "meetings/room.html", context, form or ConfirmForm())


@route("R4", reads=True)
def room(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The screen of the sitting, for whoever sits in it; `as=projected` leaves names out."""
    return _show(_talk(request, sitting))


# What a button took along that it is not there for, in the words of the message.
TAKEN_ALONG = {
    TalkNote: ("text", "書きかけの記録を、議題{at}に足しました"),
    Decision: ("content", "書きかけの「決まったこと・宿題」を足しました"),
    AgendaItem: ("title", "書きかけの議題を足しました"),
}


def _step(
    talk: Talk, target: str, *, wanted: str = "", act: Callable[[], Any] | None = None
) -> HttpResponse:
    """One button of the room. What stands in any of its fields is entered first, under the item at which it was
    typed and in one transaction with the button's own step; or the room again with all that was typed."""
    talk.room.require_secretary()
    at = talk.at(talk.items())
    form = talk.form(at, talk.request.POST, wanted)
    ask_about_contacts(talk.request, form, talk.sitting.compartment.case_id)
    log = talk.request.acting.log
    told: list[str] = []  # said once it is done: a step that is refused takes nothing along

    def save() -> str:
        made = services.take_in(
            sitting=talk.sitting, item=at, by=talk.request.user, **form.values()
        )
        for row in made:
            log.note("write", row)
            name, words = TAKEN_ALONG[type(row)]
            if name != wanted:  # the projector shows no title: it may hold a name
                told.append(words.format(at=at.position if at else ""))
        if act is not None:
            log.note("write", act())
        elif not made:
            log.note("read", talk.sitting)
        return target

    if (answer := save_form(talk.request, form, save)) is None:
        return _show(talk, form)
    for sentence in told:
        messages.success(talk.request, sentence)
    return answer


@route("R4", reads=True, methods=POST)
def open_sitting(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Begin the sitting."""
    talk = _talk(request, sitting)
    talk.room.require_secretary()
    form = ConfirmForm(request.POST)

    def save() -> str:
        opened = services.open_sitting(sitting=talk.sitting, by=request.user)
        talk.request.acting.log.note("write", opened)
        messages.success(request, "会議を始めました")
        return talk.address()

    return save_form(request, form, save) or _show(talk, form)


def _add(request: ActingRequest, sitting: uuid.UUID, wanted: str) -> HttpResponse:
    talk = _talk(request, sitting)
    return _step(talk, talk.address(talk.at(talk.items())), wanted=wanted)


@route("R4", reads=True, methods=POST)
def note_point(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Note a point under the item that is on the screen."""
    return _add(request, sitting, "text")


@route("R4", reads=True, methods=POST)
def agree(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Enter what is agreed, as far as it is said."""
    return _add(request, sitting, "content")


@route("R4", reads=True, methods=POST)
def add_agenda(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """One more thing to discuss."""
    return _add(request, sitting, "title")


@route("R4", reads=True, methods=POST)
def turn_to(request: ActingRequest, agenda_item: uuid.UUID) -> HttpResponse:
    """Talk about this now; the clock of the item begins. `?item=` is the one that is left."""
    item = get_visible(AgendaItem, request.user, agenda_item)
    talk = _talk(request, item.sitting_id)

    def act() -> AgendaItem:
        return services.turn_to(item=item, by=request.user)

    return _step(talk, talk.address(item), act=act)


# Where a button of the room leads, by what it sends as `to`; of a row, `to` carries its id as well.
ROWS = ("item", "complete", "settle", "change_point")
PLACES = ("minutes", "sitting", "present", "plan_sitting")


@route("R4", reads=True, methods=POST)
def go_on(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Go somewhere else from the room: nothing is done but that what was typed is taken along."""
    talk = _talk(request, sitting)
    return _step(talk, _place(talk, *request.POST.get("to", "").partition(":")[::2]))


def _place(talk: Talk, name: str, key: str) -> str:
    """The address for `to`; the room itself for anything else. Each place asks again who may see it."""
    room = reverse("meetings:room", args=[talk.sitting.pk])
    if name == PROJECTED:
        return f"{room}?as={PROJECTED}"
    if name in PLACES:
        of = talk.room.meeting if name == "plan_sitting" else talk.sitting
        return reverse(f"meetings:{name}", args=[of.pk])
    if name not in ROWS:
        return room
    try:
        pk = uuid.UUID(key)
    except ValueError:
        return room
    if name == "item":
        return talk.address(next((i for i in talk.items() if i.pk == pk), None))
    address = reverse(f"meetings:{name}", args=[pk])
    return f"{address}?sitting={talk.sitting.pk}" if name == "settle" else address


@route("R4", reads=True, methods=BOTH)
def change_point(request: ActingRequest, talk_note: uuid.UUID) -> HttpResponse:
    """Word a point anew, or take it back."""
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
        request.acting.log.note("write", row)
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
def present(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Who is in the room."""
    talk = _talk(request, sitting)
    talk.room.require_secretary()
    only_to_open(request, talk.may_write)
    came = Attendance.objects.visible_to(request.user).filter(sitting=talk.sitting, is_present=True)
    here = {str(pk) for pk in came.values_list("member", flat=True)}
    ready = services.who_may_be_noted(talk.sitting, request.user)
    members = [m for m in talk.room.members if m in ready or str(m.pk) in here]
    form = PresentForm(request.POST or None, members=members, initial={"present": sorted(here)})

    def save() -> str:
        services.say_who_is_here(sitting=talk.sitting, present=form.chosen(), by=request.user)
        request.acting.log.note("write", talk.sitting)
        return talk.address()

    context = talk.room.context(
        heading="いまいる人",
        submit="登録する",
        back=talk.address(),
        explanation="守秘義務を確かめていない人と、誓約書の期限が切れている人は、ここに出ません。先に、守秘義務を確かめてもらうか、誓約書を受け取って構成員名簿に登録してください。",
    )
    return form_page(request, form, save, context, entry=talk.sitting)
