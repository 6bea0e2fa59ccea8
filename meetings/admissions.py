"""Who is named to a conference and has not acknowledged its duty yet, and whose membership is over: by
the law of the conference, and without a word of which case it is (R4, R16)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from access import former, grants

from .models import Basis
from .words import kind_of_meeting


@dataclass(frozen=True)
class Admission:
    """A membership of the acting user, as she may know of it outside the conference."""

    source_id: uuid.UUID
    basis: str
    ended_at: datetime.datetime | None = None

    @property
    def kind(self) -> str:
        """What the conference is called."""
        return kind_of_meeting(self.basis)


def waiting(user: Any, most: int | None = None) -> list[Admission]:
    """Those whose duty she has yet to acknowledge."""
    return _read(list(grants.waiting_admissions(user)[:most]))


def ended(
    user: Any, since: datetime.datetime | None = None, most: int | None = None
) -> list[Admission]:
    """Those that are over, the latest first."""
    rows = former.ended_memberships(user)
    if since is not None:
        rows = rows.filter(ended_at__gt=since)
    return _read(list(rows[:most]))


def _read(rows: list[Any]) -> list[Admission]:
    laws = former.laws_of_admissions() if rows else {}
    return [
        Admission(
            row.source_id,
            laws.get(row.source_id, Basis.SUPPORT_MEETING),
            getattr(row, "ended_at", None),
        )
        for row in rows
    ]
