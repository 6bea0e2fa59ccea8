"""What the secretary typed in the room of a sitting and never added, for her alone: it lies in her own drafts, and
nobody else learns of it. The buttons of the room take along what is typed (`services.take_in`); a window that is
closed, or a session that ends, does not.

With it, for the form of the minutes: points added in the room after the form was opened for the first time, and
after the minutes were first saved. Each is offered until it is taken in or put aside on purpose (`Minuting`); what is
put aside stays in the record of the room.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from drafts.services import discard_drafts, load_drafts, objects_with_drafts

from .forms import RoomForm
from .models import AgendaItem, Minutes, Minuting, Section, Sitting, TalkNote
from .services import decide, settle_points

SECTIONS = dict(Section.choices)


@dataclass(frozen=True)
class Unsent:
    """Words that are in no minutes yet. `draft`: the key of the draft in which they lie; `note`: the point of the
    room that they are."""

    key: str
    item: AgendaItem | None
    text: str
    section: str
    agreed: str = ""
    draft: str = ""
    note: UUID | None = None

    @classmethod
    def of(cls, note: TalkNote) -> "Unsent":
        """A point of the room."""
        return cls(str(note.pk), note.item, note.text, note.section, note=note.pk)

    @property
    def line(self) -> str:
        """As it goes into the minutes, like every point of the talk (services.draft_of)."""
        return (f"【{self.item.title}】" if self.item else "") + self.text

    def is_in(self, text: str) -> bool:
        """Whether a text holds its words, as whole lines."""
        return _lines(self.line) in _lines(text)

    @property
    def label(self) -> str:
        """Where it goes, and all of its words: she decides by them."""
        parts = [f"{SECTIONS[self.section]}に入れる：{self.line}"] if self.text else []
        parts += [f"決まったことに入れる：{self.agreed}"] if self.agreed else []
        return "　".join(parts)


def unsent(user: Any, items: Iterable[AgendaItem]) -> list[Unsent]:
    """Of these items, what the user's own drafts of the room hold; one question where there is none."""
    name = RoomForm.draft_name
    begun = objects_with_drafts(user=user, forms=[name])
    found = []
    for item in items:
        if str(item.pk) not in begun:
            continue
        for draft in load_drafts(user=user, form=name, object_key=str(item.pk)):
            words = {field: "".join(value).strip() for field, value in draft.values.items()}
            section = words.get("section", "")
            one = Unsent(
                key=draft.object_key,
                item=item,
                text=words.get("text", ""),
                section=section if section in SECTIONS else str(Section.FACTS),
                agreed=words.get("content", "")[:300],
                draft=draft.object_key,
            )
            if one.text or one.agreed:
                found.append(one)
    return found


def _left_over(user: Any, minutes: Minutes) -> list[Unsent]:
    """Points left out of the minutes, or noted after they were first saved, of which they do not hold the words;
    without those of which she has decided."""
    held = "\n".join(getattr(minutes, section) for section in Section.values)
    notes = (
        TalkNote.objects.visible_to(user)
        .filter(sitting=minutes.sitting_id, struck_at__isnull=True)
        .filter(Q(created_at__gt=minutes.created_at) | Q(minuting=Minuting.LATER))
        .exclude(minuting__in=(Minuting.TAKEN, Minuting.ASIDE))
        .select_related("item")
        .order_by("created_at", "id")
    )
    return [one for one in map(Unsent.of, notes) if not one.is_in(held)]


def points_of(user: Any, sitting: Sitting) -> list[Unsent | None]:
    """All that was noted in the room, in its order; None stands for what was struck, so that the place of a
    point stays what it was when a form of the minutes was opened."""
    notes = TalkNote.objects.visible_to(user).filter(sitting=sitting).select_related("item")
    return [
        None if note.struck_at else Unsent.of(note) for note in notes.order_by("created_at", "id")
    ]


def _lines(text: str) -> str:
    """To find whole lines in whole lines: 「来所」 is not held by 「来所は難しい」. However a browser ends a line."""
    return "\n" + "\n".join(line.strip() for line in text.splitlines()) + "\n"


def not_in_minutes(user: Any, sitting: Sitting, minutes: Minutes | None) -> list[Unsent]:
    """What the form of the minutes offers to take in."""
    items = AgendaItem.objects.visible_to(user).filter(sitting=sitting)
    return unsent(user, items) + (_left_over(user, minutes) if minutes else [])


def enter_unsent(*, sitting: Sitting, form: Any, by: Any) -> None:
    """What was taken into the minutes ends as a draft; what was agreed becomes a decision, whose body and day
    are given on its own page. Of points it is kept whether they were taken, put aside or left for later. In the
    transaction that saves the minutes."""
    for one in form.taken():
        if one.agreed:
            decide(sitting=sitting, content=one.agreed, by=by)
        if one.draft:
            discard_drafts(user=by, form=RoomForm.draft_name, object_key=one.draft)
    settled = {one.note: Minuting.LATER for one in form.left_out()}
    settled |= {one.note: Minuting.TAKEN for one in form.taken()}
    settled |= {one.note: Minuting.ASIDE for one in form.put_aside()}
    settled.pop(None, None)
    if settled:
        settle_points(sitting=sitting, settled=settled, by=by)
