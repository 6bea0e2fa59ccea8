"""What the secretary typed in the room of a sitting and never added, for her alone: it lies in her own drafts, and
nobody else learns of it. The buttons of the room take along what is typed (`services.take_in`); a window that is
closed, or a session that ends, does not.

With it, for the form of the minutes: points added in the room after the form was opened for the first time, and
after the minutes were first saved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from drafts.services import discard_drafts, load_drafts, objects_with_drafts

from .forms import RoomForm
from .models import AgendaItem, Minutes, Section, Sitting, TalkNote
from .services import decide

SECTIONS = dict(Section.choices)


@dataclass(frozen=True)
class Unsent:
    """Words that are in no minutes yet. `draft`: the key of the draft in which they lie."""

    key: str
    item: AgendaItem | None
    text: str
    section: str
    agreed: str = ""
    draft: str = ""

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


def _added_since(user: Any, minutes: Minutes) -> list[Unsent]:
    """Points noted after the minutes were first saved, of which they do not hold the words."""
    held = "\n".join(getattr(minutes, section) for section in Section.values)
    notes = (
        TalkNote.objects.visible_to(user)
        .filter(
            sitting=minutes.sitting_id,
            struck_at__isnull=True,
            created_at__gt=minutes.created_at,
        )
        .select_related("item")
        .order_by("created_at", "id")
    )
    added = [Unsent(str(note.pk), note.item, note.text, note.section) for note in notes]
    return [one for one in added if not one.is_in(held)]


def points_of(user: Any, sitting: Sitting) -> list[Unsent | None]:
    """All that was noted in the room, in its order; None stands for what was struck, so that the place of a
    point stays what it was when a form of the minutes was opened."""
    notes = TalkNote.objects.visible_to(user).filter(sitting=sitting).select_related("item")
    return [
        None if note.struck_at else Unsent(str(note.pk), note.item, note.text, note.section)
        for note in notes.order_by("created_at", "id")
    ]


def _lines(text: str) -> str:
    """To find whole lines in whole lines: 「来所」 is not held by 「来所は難しい」. However a browser ends a line."""
    return "\n" + "\n".join(line.strip() for line in text.splitlines()) + "\n"


def not_in_minutes(user: Any, sitting: Sitting, minutes: Minutes | None) -> list[Unsent]:
    """What the form of the minutes offers to take in."""
    items = AgendaItem.objects.visible_to(user).filter(sitting=sitting)
    return unsent(user, items) + (_added_since(user, minutes) if minutes else [])


def enter_unsent(*, sitting: Sitting, taken: Iterable[Unsent], by: Any) -> None:
    """What was taken into the minutes ends as a draft; what was agreed becomes a decision, whose body and day
    are given on its own page. In the transaction that saves the minutes."""
    for one in taken:
        if one.agreed:
            decide(sitting=sitting, content=one.agreed, by=by)
        if one.draft:
            discard_drafts(user=by, form=RoomForm.draft_name, object_key=one.draft)
