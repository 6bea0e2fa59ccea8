"""What a composed paper can hold: parts of the meeting, in blocks of plain text.

    register_part(Part("preparation", "準備シート", collect))

A part is collected for who composes, through visible_to; the paper then keeps the blocks as they
were. Parts of other modules are registered from `ready` of the app's configuration.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from documents.wareki import format_date as wareki
from documents.wareki import format_datetime as wareki_time

from .models import AgendaItem, Decision, DecisionState, SharedItem, Sitting


@dataclass(frozen=True)
class Block:
    """A heading, or a paragraph with a line above it that says whose and when."""

    text: str
    about: str = ""
    is_heading: bool = False

    def kept(self) -> dict[str, Any]:
        """As it lies in the row of the paper."""
        return {"text": self.text, "about": self.about, "heading": self.is_heading}

    def masked(self, masks: Callable[[str], str]) -> "Block":
        """Without names of the household, addresses and phone numbers."""
        return replace(self, text=masks(self.text), about=masks(self.about))


@dataclass(frozen=True)
class Part:
    """A part that can be chosen. `collect(user, sitting)` gives its blocks, none when it is empty."""

    key: str
    label: str
    collect: Callable[[Any, Sitting], Iterable[Block]]


_parts: dict[str, Part] = {}


def register_part(part: Part) -> Part:
    if part.key in _parts:
        raise ValueError(f"part {part.key} is registered twice")
    _parts[part.key] = part
    return part


def all_parts() -> list[Part]:
    return list(_parts.values())


def agenda(user: Any, sitting: Sitting) -> list[Block]:
    """What is to be discussed: as it stands in the room, or as it was announced."""
    rows = list(AgendaItem.objects.visible_to(user).filter(sitting=sitting))
    if not rows:
        return [Block(line.strip()) for line in sitting.agenda.splitlines() if line.strip()]
    return [
        Block(f"{n}. {row.title}" + (f"（{row.planned_minutes}分）" if row.planned_minutes else ""))
        for n, row in enumerate(rows, start=1)
    ]


def decisions(user: Any, sitting: Sitting) -> list[Block]:
    """What was agreed in the sittings before and is still to be done."""
    rows = (
        Decision.objects.visible_to(user)
        .filter(sitting__meeting=sitting.meeting_id, state=DecisionState.OPEN)
        .with_doers()
        .select_related("sitting")
    )
    return [
        Block(
            row.content,
            about=f"第{row.sitting.number}回　{row.doer or '行う機関が決まっていません'}"
            + (f"　{wareki(row.due_on)}まで" if row.due_on else ""),
        )
        for row in rows
    ]


def item_blocks(items: Iterable[SharedItem]) -> list[Block]:
    """Items that were chosen, with their corrections; of a protected informant the kind only."""
    found = []
    for item in items:
        about = [item.member.body_name, str(item.get_nature_display()), wareki_time(item.shared_at)]
        about += [f"情報源：{item.told_by}"] if item.told_by else []
        about += ["訂正あり"] if item.is_corrected else []
        found.append(Block(item.text, about="　".join(about)))
        for row in item.addenda.all():
            label = str(row.get_addendum_display())
            found.append(Block(f"【{label}】{row.text}", about=wareki_time(row.shared_at)))
    return found


def composed(
    user: Any, sitting: Sitting, parts: Iterable[str], items: Iterable[SharedItem]
) -> list[Block]:
    """The blocks of a paper: each chosen part under its heading, then the chosen items."""
    found: list[Block] = []
    chosen = set(parts)
    groups = [
        *((p.label, list(p.collect(user, sitting))) for p in all_parts() if p.key in chosen),
        ("共有した情報", item_blocks(items)),
    ]
    for label, blocks in groups:
        if blocks:
            found += [Block(label, is_heading=True), *blocks]
    return found


register_part(Part("agenda", "話し合うこと", agenda))
register_part(Part("decisions", "これまでに決まり、まだ終わっていないこと", decisions))
