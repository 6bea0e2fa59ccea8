"""Places: entered, changed, moved from state to state, and who takes part in them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.open_registers import Publicity, save_open
from community.models import Partner, Place, PlaceMove, PlacePartner, PlaceState, PlaceStep
from community.models.place import KEPT_BY
from organizations.models import Appointment, Area, Body

NOT_KEEPER = "居場所の記録を書けるのは、地域づくりの担当者と事務局です"
NO_RUNNER = "運営する団体を1つ以上登録してから、開いたことにしてください"
EARLIER = "前の動きの日より前にはできません。日を確かめてください"


@dataclass(frozen=True)
class PlaceFacts:
    """What is known of a place."""

    name: str
    kind: str
    origin: str
    area: Area
    kana: str = ""
    is_standing: bool = False
    address: str = ""
    hours: str = ""
    content: str = ""
    contact_part: str = ""
    phone: str = ""
    coordinators: int = 0
    volunteers: int = 0
    opens_on: datetime.date | None = None
    publicity: str = Publicity.INVOLVED

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def keeper_office(by: Any) -> Appointment:
    """The office in which the user keeps the records of this app."""
    offices = Appointment.objects.current().with_body().filter(staff=by)
    found: Appointment | None = (
        offices.filter(role_group__role__in=KEPT_BY).order_by("valid_from", "pk").first()
    )
    if found is None:
        raise DomainError(NOT_KEEPER)
    return found


@transaction.atomic
def enter_place(
    *,
    facts: PlaceFacts,
    by: Any,
    state: str = PlaceState.PREPARING,
    since: datetime.date | None = None,
) -> Place:
    """A new place, or one that has been open for long (`state`, `since`)."""
    office = keeper_office(by)
    day = since or timezone.localdate()
    if state not in (PlaceState.PREPARING, PlaceState.OPEN):
        raise DomainError("登録するときの状態は、準備中か、開いているかのどちらかです")
    if day > timezone.localdate():
        raise DomainError("いつからは、今日までの日にしてください")
    made: Place = Place.objects.create(
        created_by=by, kept_by_body=office.body, state=state, **facts.values()
    )
    PlaceStep.objects.create(created_by=by, place=made, state=state, on=day)
    return made


@transaction.atomic
def change_place(*, place: Place, facts: PlaceFacts, by: Any, version: int | None = None) -> Place:
    """Change what is known; what it was before stays in the history."""
    keeper_office(by)
    return save_open(place, by=by, fields=facts.values(), version=version)


def move_to(place: Place, to: str) -> PlaceMove:
    """The move of the table; DomainError when there is none."""
    found = next((move for move in place.moves if move.to == to), None)
    if found is None:
        raise DomainError(
            f"「{place.get_state_display()}」から「{PlaceState(to).label}」には移せません"
        )
    return found


@transaction.atomic
def move_place(
    *,
    place: Place,
    to: str,
    on: datetime.date,
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> Place:
    """A place opens, pauses or closes, from a day on."""
    keeper_office(by)
    move = move_to(place, to)
    if on > timezone.localdate():
        raise DomainError("これからの日は書けません。その日になってから登録してください")
    if move.needs_reason and not reason.strip():
        raise DomainError("理由を書いてください")
    last = PlaceStep.objects.visible_to(by).filter(place=place).first()
    if last is not None and on < last.on:
        raise DomainError(EARLIER)
    running = PlacePartner.objects.visible_to(by).filter(
        place=place, part=PlacePartner.Part.RUNS, until__isnull=True
    )
    if move.needs_partner and not running.exists():
        raise DomainError(NO_RUNNER)
    save_open(place, by=by, fields={"state": to}, version=version)
    PlaceStep.objects.create(created_by=by, place=place, state=to, on=on, reason=reason)
    return place


@transaction.atomic
def enter_runner(*, name: str, kind: str, by: Any, body: Body | None = None) -> Partner:
    """The group of this name, entered if it is new."""
    office = keeper_office(by)
    known: Partner | None = Partner.objects.visible_to(by).filter(name=name.strip()).first()
    if known is not None:
        return known
    made: Partner = Partner.objects.create(
        created_by=by, kept_by_body=office.body, name=name.strip(), kind=kind, body=body
    )
    return made


@transaction.atomic
def add_partner(
    *, place: Place, partner: Partner, part: str, since: datetime.date, by: Any
) -> PlacePartner:
    """A group takes part in a place."""
    office = keeper_office(by)
    rows = PlacePartner.objects.visible_to(by).filter(place=place, partner=partner, part=part)
    if rows.filter(until__isnull=True).exists():
        raise DomainError(f"「{partner}」は、もう登録されています")
    made: PlacePartner = PlacePartner.objects.create(
        created_by=by,
        kept_by_body=office.body,
        place=place,
        partner=partner,
        part=part,
        since=since,
    )
    return made


@transaction.atomic
def end_partner(*, row: PlacePartner, on: datetime.date, by: Any) -> PlacePartner:
    """A group takes part no more. The last that runs an open place stays: another comes first."""
    keeper_office(by)
    if row.until is not None:
        return row
    others = PlacePartner.objects.visible_to(by).filter(
        place=row.place, part=PlacePartner.Part.RUNS, until__isnull=True
    )
    is_last = row.part == PlacePartner.Part.RUNS and not others.exclude(pk=row.pk).exists()
    if is_last and row.place.state == PlaceState.OPEN:
        raise DomainError(
            "開いている居場所には、運営する団体が要ります。先に、次の団体を登録してください"
        )
    return save_open(row, by=by, fields={"until": max(on, row.since)})
