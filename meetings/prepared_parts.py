"""Parts of a composed paper that come from the preparation: merged sheets, and the 家族年表."""

from typing import Any

from documents.wareki import format_datetime as wareki_time

from .compiling import entries_of
from .models import MeetingMember, Sitting
from .paper_parts import Block, Part
from .preparing import merged
from .services import call_of, membership_of, sheets_for
from .services.standing import meeting_of


def preparation(user: Any, sitting: Sitting) -> list[Block]:
    """The sheets that who composes may read, heading by heading, body beside body."""
    call = call_of(sitting, user)
    me: MeetingMember | None = membership_of(meeting=meeting_of(sitting, user), user=user)
    if call is None or me is None:
        return []
    return [
        Block(words, about=f"{label}　{sheet.whose}（{wareki_time(sheet.handed_in_at)}）")
        for label, rows in merged(sheets_for(call, me, user))
        for sheet, words in rows
        if words
    ]


def chronology(user: Any, sitting: Sitting) -> list[Block]:
    """The pieces of all bodies in the order of time, each with its source."""
    return [
        Block(
            entry.text,
            about="　".join(
                (entry.when, entry.who_words, entry.teller, f"情報源：{entry.shown_source}")
            ),
        )
        for entry in entries_of(meeting_of(sitting, user), user)
    ]


PARTS = (
    Part("preparation", "準備シート", preparation),
    Part("chronology", "家族年表", chronology),
)
