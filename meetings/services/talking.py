"""While a sitting goes on: begun, its agenda walked through, points noted, who came (R18)."""

import datetime
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from access.errors import DomainError
from access.models import ConfidentialModel
from access.shortcuts import save_changed

from ..models import AgendaItem, MeetingMember, Minuting, Section, Sitting, SittingState, TalkNote
from .forward import add_items, bring_forward
from .meetings import enter_in_ledger
from .minutes import note_attendance
from .sittings import decide
from .standing import meeting_of, require_secretary

# 「長男への声かけ（20分）」
_WITH_MINUTES = re.compile(r"^(?P<title>.*?)[\s(]*(?P<minutes>\d{1,3})\s*分\s*\)?$")
_BULLET = re.compile(r"^(?:[・•●○*-]|\(?\d{1,2}[.)、 ])\s*")
NOT_OPEN = "会議はまだ始まっていません。会議室で「始める」を押してください"


def agenda_lines(text: str) -> list[tuple[str, int | None]]:
    """Titles and minutes of an agenda as people type it, one thing a line."""
    found: list[tuple[str, int | None]] = []
    for line in unicodedata.normalize("NFKC", text).splitlines():
        title = _BULLET.sub("", line.strip())
        timed = _WITH_MINUTES.match(title)
        if timed and timed["title"].strip():
            found.append((timed["title"].strip()[:200], int(timed["minutes"])))
        elif title:
            found.append((title[:200], None))
    return found


@transaction.atomic
def open_sitting(*, sitting: Sitting, by: Any, version: int | None = None) -> Sitting:
    """Begin: what was left over and the agenda become rows, one for each line; once."""
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    if sitting.state != SittingState.PLANNED:
        raise DomainError(f"この開催は「{sitting.get_state_display()}」です。始められません")
    if sitting.opened_at is not None:
        return sitting
    opened = save_changed(sitting, by=by, fields={"opened_at": timezone.now()}, version=version)
    brought = bring_forward(sitting=opened, by=by)
    left = {item.title for item in brought}
    lines = [line for line in agenda_lines(sitting.agenda) if line[0] not in left]
    lines = lines or ([] if brought else [("話し合うこと", None)])
    add_items(opened, [{"title": t, "planned_minutes": m} for t, m in lines], by)
    note_attendance(sitting=opened, present=None, by=by)
    return opened


def require_going(sitting: Sitting, by: Any) -> MeetingMember:
    """The secretary of a sitting that has begun and whose minutes are not fixed."""
    secretary = require_secretary(meeting_of(sitting, by), by)
    if sitting.state not in (SittingState.PLANNED, SittingState.HELD):
        raise DomainError(f"この開催は「{sitting.get_state_display()}」です。書き足せません")
    if sitting.opened_at is None:
        raise DomainError(NOT_OPEN)
    return secretary


@transaction.atomic
def add_agenda_item(*, sitting: Sitting, title: str, by: Any) -> AgendaItem:
    """One more thing to discuss, at the end. It stands below what was to be discussed as well: the pages and
    the minutes show that, whether the sitting reached it or not."""
    require_going(sitting, by)
    row = Sitting.objects.changeable_by(by).select_for_update().get(pk=sitting.pk)
    agenda = "\n".join(line for line in (row.agenda.rstrip(), title) if line)
    save_changed(row, by=by, fields={"agenda": agenda})
    items = AgendaItem.objects.visible_to(by).filter(sitting=sitting)
    last = items.aggregate(n=Max("position"))["n"]
    [(title, minutes), *_] = agenda_lines(title) or [(title, None)]
    made: AgendaItem = AgendaItem.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        position=(last or 0) + 1,
        title=title,
        planned_minutes=minutes,
    )
    return made


@transaction.atomic
def turn_to(*, item: AgendaItem, by: Any) -> AgendaItem:
    """Talk about this now; whatever was talked about is over. An item can be taken up again. Of two secretaries
    who turn to it at the same moment both get what they want."""
    sitting = Sitting.objects.visible_to(by).get(pk=item.sitting_id)
    require_going(sitting, by)
    now = timezone.now()
    Sitting.objects.changeable_by(by).select_for_update().get(pk=sitting.pk)
    item = AgendaItem.objects.visible_to(by).get(
        pk=item.pk
    )  # as it stands now that nobody else turns
    others = AgendaItem.objects.visible_to(by).filter(
        sitting=sitting, began_at__isnull=False, ended_at__isnull=True
    )
    for other in others.exclude(pk=item.pk):
        save_changed(other, by=by, fields={"ended_at": now})
    if item.is_now:
        return item
    before = datetime.timedelta()
    if item.began_at and item.ended_at:  # taken up again: what it took before counts
        before = item.ended_at - item.began_at
    return save_changed(item, by=by, fields={"began_at": now - before, "ended_at": None})


@transaction.atomic
def note_point(
    *, sitting: Sitting, text: str, section: str, by: Any, item: AgendaItem | None = None
) -> TalkNote:
    """Note a point; entered in the meeting's own ledger like whatever is told there (R7, R21)."""
    secretary = require_going(sitting, by)
    if item is not None and item.sitting_id != sitting.pk:
        raise DomainError("この議題は、ほかの開催のものです。画面を開き直してください")
    note: TalkNote = TalkNote.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        item=item,
        section=section,
        text=text,
    )
    enter_in_ledger(meeting_of(sitting, by), secretary, note, "会議の記録", by)
    return note


@transaction.atomic
def take_in(
    *,
    sitting: Sitting,
    by: Any,
    item: AgendaItem | None = None,
    text: str = "",
    section: str = Section.FACTS,
    content: str = "",
    title: str = "",
    **agreed: Any,
) -> list[ConfidentialModel]:
    """Enter what stands in the fields of the room, whichever of its buttons was pressed: a point under the item
    it was typed at, what was agreed (`agreed`: by whom, by when), one more thing to discuss. What is empty is
    left out; raises DomainError when nothing can be added any more."""
    if text or content or title:
        require_going(sitting, by)
    made: list[ConfidentialModel] = []
    if text:
        made.append(note_point(sitting=sitting, item=item, text=text, section=section, by=by))
    if content:
        made.append(decide(sitting=sitting, content=content, by=by, **agreed))
    if title:
        made.append(add_agenda_item(sitting=sitting, title=title, by=by))
    return made


@transaction.atomic
def change_point(
    *, note: TalkNote, text: str, section: str, by: Any, version: int | None = None
) -> TalkNote:
    """Word a point anew, unless somebody else did meanwhile (StaleError)."""
    require_going(Sitting.objects.visible_to(by).get(pk=note.sitting_id), by)
    if note.struck_at is not None:
        raise DomainError("この記録は取り消されています。もう一度書いてください")
    fields = {"text": text, "section": section}
    if note.minuting:  # what was decided of it was decided of other words
        fields["minuting"] = Minuting.LATER
    return save_changed(note, by=by, fields=fields, version=version)


@transaction.atomic
def settle_points(*, sitting: Sitting, settled: Mapping[uuid.UUID, str], by: Any) -> None:
    """What became of points that the form of the minutes offered, by their ids (`Minuting`): one that is taken or
    put aside is offered no more, one that is left for later is, until the minutes are fixed."""
    require_going(sitting, by)
    notes = TalkNote.objects.visible_to(by).filter(sitting=sitting, pk__in=settled)
    for note in notes:
        if note.minuting != settled[note.pk]:
            save_changed(note, by=by, fields={"minuting": settled[note.pk]})


@transaction.atomic
def strike_point(*, note: TalkNote, by: Any, version: int | None = None) -> TalkNote:
    """Take a point back; it stays readable in the history and out of the minutes."""
    require_going(Sitting.objects.visible_to(by).get(pk=note.sitting_id), by)
    return save_changed(note, by=by, fields={"struck_at": timezone.now()}, version=version)


@transaction.atomic
def say_who_is_here(*, sitting: Sitting, present: Iterable[MeetingMember], by: Any) -> None:
    """Who is in the room now; those who have not confirmed the duty cannot be (R11)."""
    require_going(sitting, by)
    note_attendance(sitting=sitting, present=present, by=by)


def draft_of(sitting: Sitting, by: Any) -> dict[str, str]:
    """The minutes as the notes make them, by section: agenda by agenda, in the order of talk."""
    notes = (
        TalkNote.objects.visible_to(by)
        .filter(sitting=sitting, struck_at__isnull=True)
        .select_related("item")
        .order_by("item__position", "created_at", "id")
    )
    found: dict[str, list[str]] = {section: [] for section in Section.values}
    for note in notes:
        about = f"【{note.item.title}】" if note.item else ""
        found[note.section].append(f"{about}{note.text}")
    return {section: "\n".join(lines) for section, lines in found.items()}
