"""Who is named to a conference and has not acknowledged its duty yet, and whose membership is over: by
the law of the conference, and without a word of which case it is (R4, R16)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from access import former, grants
from access.rounds import Asking, part

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


@part
def waiting(user: Any, most: int | None = None) -> Asking[list[Admission]]:
    """Those whose duty she has yet to acknowledge."""
    rows, laws = yield [grants.waiting_admissions(user)[:most], former.LAWS]
    return _read(rows, dict(laws))


@part
def ended(user: Any) -> Asking[list[Admission]]:
    """Those that are over, the latest first."""
    rows, laws = yield [former.ended_memberships(user), former.LAWS]
    return _read(rows, dict(laws))


@part
def out_since(user: Any, since: datetime.datetime, most: int) -> Asking[list[Admission]]:
    """Those that ended lately, of conferences to which she is not named anew: what is news to her."""
    over = former.not_named_anew(former.ended_memberships(user), user)
    rows, laws = yield [over.filter(ended_at__gt=since)[:most], former.LAWS]
    return _read(rows, dict(laws))


def _read(rows: list[Any], laws: dict[uuid.UUID, str]) -> list[Admission]:
    return [
        Admission(
            row.source_id,
            laws.get(row.source_id, Basis.SUPPORT_MEETING),
            getattr(row, "ended_at", None),
        )
        for row in rows
    ]
