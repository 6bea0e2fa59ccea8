"""The merged chronology of a 支援会議: in the order of time, and where pieces touch each other.

Pieces of two tellers about the same person touch when they fall into the same year, or say nearly the
same: then they stand side by side, with their dates, for people to judge. Nothing is merged by machine.
"""

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from documents.partial_dates import YEAR
from drawings import Drawing, chronology

from .models import ChronologyEntry, SupportMeeting

ALIKE = 0.6  # share of the words of two pieces that are the same
MOST_LANES = 8


@dataclass(frozen=True)
class Touching:
    """Pieces that may speak of the same, by different tellers."""

    entries: list[ChronologyEntry]

    @property
    def dates_differ(self) -> bool:
        """No two dates that can be the same day: 昭和40年 and 昭和40年3月 can."""
        spans = [span_of(entry) for entry in self.entries]
        latest_start = max(start for start, _ in spans)
        earliest_end = min(end for _, end in spans)
        return latest_start > earliest_end


def span_of(entry: ChronologyEntry) -> tuple[datetime.date, datetime.date]:
    """First and last day that its date can mean."""
    day = entry.happened_on
    if entry.precision == "day":
        return day, day
    if entry.precision == YEAR:
        return day, datetime.date(day.year, 12, 31)
    following = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return day, following - datetime.timedelta(days=1)


def entries_of(meeting: SupportMeeting, user: Any) -> list[ChronologyEntry]:
    """The lines that stand, the oldest first."""
    rows = ChronologyEntry.objects.visible_to(user).filter(meeting=meeting, struck_at__isnull=True)
    return list(
        rows.select_related("member__appointment__staff", "member__appointment__role_group__body")
    )


def touching(entries: Sequence[ChronologyEntry]) -> list[Touching]:
    """Groups of pieces that may speak of the same."""
    groups: list[list[ChronologyEntry]] = []
    for entry in entries:
        near = [g for g in groups if any(_touch(entry, other) for other in g)]
        groups = [g for g in groups if g not in near]
        groups.append([*(other for g in near for other in g), entry])
    found = [sorted(g, key=lambda e: e.happened_on) for g in groups if len(g) > 1]
    return [Touching(g) for g in sorted(found, key=lambda g: g[0].happened_on)]


def _touch(a: ChronologyEntry, b: ChronologyEntry) -> bool:
    if a.told_by_whom == b.told_by_whom or _plain(a.who_words) != _plain(b.who_words):
        return False
    one, other = _plain(a.text), _plain(b.text)
    alike = SequenceMatcher(None, one, other).ratio() >= ALIKE
    return alike or a.happened_on.year == b.happened_on.year


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


def drawing_of(entries: Sequence[ChronologyEntry]) -> Drawing:
    """The chronology as a picture, a lane for each person named; each line with its source."""
    people = list(dict.fromkeys(e.who for e in entries if e.who))[:MOST_LANES]
    return chronology.draw_chronology(
        [chronology.Lane(name, name) for name in people],
        [
            chronology.Event(
                entry.when,
                entry.text,
                (entry.who,) if entry.who in people else (),
                entry.get_nature_display(),
                f"{entry.shown_source}（{entry.teller}）",
                (entry.who,) if entry.who and entry.who not in people else (),
            )
            for entry in entries
        ],
    )
