"""What a member of staff has in hand beside the records she is in charge of.

Apps above cases tell it (`register_in_hand`), so that handing over leaves nothing with who goes. Each
asks by its own `visible_to`.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cases.models import CaseRecord
from organizations.models import Body, Staff


@dataclass(frozen=True)
class InHand:
    """`led`: rows of a body that somebody leads, each with `record`, `staff`, `staff_id` and `version`.

    `follow`: what `former` has in hand in a record goes to `successor`. `lines`: what there is in hand
    of records, in words for the list of the successor.
    """

    led: Callable[[Body, Any], Iterable[Any]]
    follow: Callable[[CaseRecord, Staff, Staff, Any], None]
    lines: Callable[[Iterable[uuid.UUID], Any], dict[uuid.UUID, list[str]]]


_known: list[InHand] = []


def register_in_hand(kind: InHand) -> None:
    """Add a kind of matter that is handed over together with the record."""
    _known.append(kind)


def led_at(body: Body, by: Any) -> list[Any]:
    """Rows of all kinds that somebody leads at a body."""
    return [row for kind in _known for row in kind.led(body, by)]


def follow(record: CaseRecord, former: Staff, successor: Staff, by: Any) -> None:
    """Everything in a record goes from one to the other."""
    for kind in _known:
        kind.follow(record, former, successor, by)


def lines_of(records: Iterable[uuid.UUID], by: Any) -> dict[uuid.UUID, list[str]]:
    """What there is in hand, by record."""
    keys = list(records)
    found: dict[uuid.UUID, list[str]] = {}
    for kind in _known:
        for key, lines in kind.lines(keys, by).items():
            found.setdefault(key, []).extend(lines)
    return found
