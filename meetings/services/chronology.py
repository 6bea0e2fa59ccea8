"""家族年表 of a 支援会議: its entries, each with who told it and from where it is known (R7)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.partial_dates import PartialDate

from ..models import (
    ChronologyEntry,
    Hearing,
    InformationAnswer,
    MeetingMember,
    PrepSheet,
    SupportMeeting,
)
from .meetings import enter_in_ledger
from .standing import require_member


@dataclass(frozen=True)
class Piece:
    """What happened, when, to whom; from where it is known, and out of which paper it was taken."""

    happened: PartialDate
    text: str
    source: str
    nature: str = "fact"
    who: str = ""
    markers: tuple[str, ...] = ()
    sheet: PrepSheet | None = None
    hearing: Hearing | None = None
    answer: InformationAnswer | None = None

    def fields(self) -> dict[str, Any]:
        if not self.source:
            raise DomainError("だれから、何から分かったことか、情報源を書いてください")
        found = {**vars(self), "markers": list(self.markers)}
        happened = found.pop("happened")
        return {**found, "happened_on": happened.on, "precision": happened.precision}


def _teller(me: MeetingMember, teller: MeetingMember | None, told_by: str) -> dict[str, Any]:
    """A member enters what her own body knows; the secretary also what others told."""
    if not me.is_secretary:
        return {"member": me, "told_by": ""}
    if teller is not None and told_by:
        raise DomainError("伝えた人は、構成員か、構成員でない機関・人の、どちらか1つにしてください")
    return (
        {"member": None, "told_by": told_by} if told_by else {"member": teller or me, "told_by": ""}
    )


@transaction.atomic
def enter_piece(
    *,
    meeting: SupportMeeting,
    piece: Piece,
    by: Any,
    teller: MeetingMember | None = None,
    told_by: str = "",
) -> ChronologyEntry:
    """A line of the meeting's chronology, told by her own body or, by the secretary, by another."""
    me = require_member(meeting, by)
    if teller is not None and teller.meeting_id != meeting.pk:
        raise DomainError("伝えた人を選び直してください")
    entry: ChronologyEntry = ChronologyEntry.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        **_teller(me, teller, told_by),
        **piece.fields(),
    )
    enter_in_ledger(meeting, me, entry, "家族年表の作成", by)
    return entry


def may_change(entry: ChronologyEntry, me: MeetingMember | None) -> bool:
    """The secretary, and the body that told it."""
    if me is None or entry.struck_at is not None:
        return False
    if me.is_secretary:
        return True
    told = entry.member.appointment if entry.member else None
    return bool(told and me.appointment and told.body == me.appointment.body)


def _require_mine(entry: ChronologyEntry, by: Any) -> MeetingMember:
    meeting = SupportMeeting.objects.visible_to(by).get(pk=entry.meeting_id)
    me = require_member(meeting, by)
    if not may_change(entry, me):
        raise DomainError("直せるのは、伝えた機関の構成員と事務局です。事務局に伝えてください")
    return me


@transaction.atomic
def change_piece(
    *, entry: ChronologyEntry, piece: Piece, by: Any, version: int | None = None
) -> ChronologyEntry:
    """Complete or correct it; who told it and earlier wording stay."""
    _require_mine(entry, by)
    fields = piece.fields()
    for origin in ("sheet", "hearing", "answer"):
        fields.pop(origin)
    return save_changed(entry, by=by, fields=fields, version=version)


@transaction.atomic
def strike_piece(
    *, entry: ChronologyEntry, reason: str, by: Any, version: int | None = None
) -> ChronologyEntry:
    """Take it out of the chronology, with the reason; the history keeps it."""
    _require_mine(entry, by)
    fields = {"struck_at": timezone.now(), "strike_reason": reason}
    return save_changed(entry, by=by, fields=fields, version=version)
