"""What the pages of preparation show: who was asked, who was heard, what is in and what is open."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .models import (
    HEADINGS,
    ChronologyEntry,
    Hearing,
    InformationRequest,
    MeetingMember,
    PrepCall,
    PrepSheet,
    Sitting,
    SittingState,
)
from .room import Room
from .services import Party, call_of, parties, reachable, sheets_for


class Preparation:
    """The preparation of one sitting, for the user of the room."""

    def __init__(self, room: Room, sitting: Sitting) -> None:
        self.room, self.user, self.sitting = room, room.user, sitting

    @cached_property
    def call(self) -> PrepCall | None:
        return call_of(self.sitting, self.user)

    @property
    def is_before(self) -> bool:
        return self.sitting.state == SittingState.PLANNED

    @cached_property
    def sheets(self) -> list[PrepSheet]:
        return sheets_for(self.call, self.room.require_member(), self.user) if self.call else []

    @cached_property
    def parties(self) -> dict[Party, MeetingMember]:
        return parties(self.sitting, self.user)

    @cached_property
    def by_party(self) -> dict[Any, PrepSheet]:
        return {sheet.body_id or sheet.paper_member_id: sheet for sheet in self.sheets}

    @property
    def rows(self) -> list[tuple[Party, MeetingMember, PrepSheet | None]]:
        """Everybody who was asked, with the sheet that is in."""
        return [(p, m, self.by_party.get(p.key)) for p, m in self.parties.items()]

    @property
    def missing(self) -> list[Party]:
        return [party for party, _, sheet in self.rows if sheet is None]

    @property
    def is_asked(self) -> bool:
        """The user's own body fills a sheet."""
        return Party.of(self.room.require_member()) in self.parties

    @property
    def own(self) -> PrepSheet | None:
        return self.by_party.get(Party.of(self.room.require_member()).key)

    @cached_property
    def hearings(self) -> list[Hearing]:
        """Of secretaries only, as their pages say."""
        if not self.room.is_secretary:
            return []
        return list(Hearing.objects.visible_to(self.user).filter(sitting=self.sitting))

    @property
    def heard(self) -> list[tuple[MeetingMember, list[Hearing]]]:
        """Each member whom the sitting may reach, with what she was asked."""
        return [
            (member, [h for h in self.hearings if h.member_id == member.pk])
            for member in self.to_hear
        ]

    @cached_property
    def to_hear(self) -> list[MeetingMember]:
        """Who may be heard before this sitting: no guest of another, nobody who is kept out."""
        if not self.room.is_secretary:
            return []
        rows = reachable(self.room.meeting, self.user, self.sitting).sworn()
        return list(rows.exclude(part=MeetingMember.Part.SECRETARY).with_names())

    @property
    def heard_outside(self) -> list[Hearing]:
        return [h for h in self.hearings if h.member_id is None]

    @property
    def unheard(self) -> list[MeetingMember]:
        return [member for member, found in self.heard if not found]

    @cached_property
    def requests(self) -> list[InformationRequest]:
        rows = InformationRequest.objects.visible_to(self.user).filter(meeting=self.room.meeting)
        if not self.room.is_secretary:
            rows = rows.asked()
        return list(rows.with_recipients())

    @property
    def waiting(self) -> list[InformationRequest]:
        return [r for r in self.requests if r.is_waiting]

    @property
    def overdue(self) -> list[InformationRequest]:
        return [r for r in self.requests if r.is_overdue]

    @property
    def asked_of_me(self) -> list[InformationRequest]:
        office = self.room.require_member().appointment
        return [r for r in self.waiting if office and r.body_id == office.body.pk]

    @cached_property
    def pieces(self) -> int:
        rows = ChronologyEntry.objects.visible_to(self.user).filter(meeting=self.room.meeting)
        return int(rows.filter(struck_at__isnull=True).count())


def merged(sheets: Sequence[PrepSheet]) -> list[tuple[str, list[tuple[PrepSheet, str]]]]:
    """Heading by heading, body beside body."""
    labels = [label for label, _ in sheets[0].parts] if sheets else []
    return [(label, [(s, s.parts[n][1]) for s in sheets]) for n, label in enumerate(labels)]


@dataclass(frozen=True)
class Edition:
    """A sheet as it was handed in before."""

    handed_in_at: datetime.datetime
    parts: list[tuple[str, str]]


def earlier_editions(sheets: Sequence[PrepSheet], user: Any) -> dict[Any, list[Edition]]:
    """What was handed in before, by sheet, the latest first; under the same policies as the rows."""
    current = {s.pk: s.version for s in sheets if s.version > 1}
    found: dict[Any, list[Edition]] = {}
    rows = PrepSheet.history.filter(id__in=list(current)).visible_to(user)
    for row in rows.order_by("-version"):
        if row.version != current[row.id]:
            parts = [(label, getattr(row, name)) for name, label in HEADINGS.items()]
            found.setdefault(row.id, []).append(Edition(row.handed_in_at, parts))
    return found
