"""What a CSW did for a place, or for a person: the second is only counted here."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.open_registers import save_open
from community.choices import PERSON, RUNNING
from community.models import Place, SupportEntry, Weight
from organizations.models import Area

from .gatherings import WITHDRAWN
from .places import keeper_office

NO_WORDS = (
    "個別支援は、ここでは数だけを数えます。人のことは、ケースの経過に書いてください"
    "（「場のこと」を空けると登録できます）"
)


@dataclass(frozen=True)
class SupportFacts:
    """One piece of work."""

    on: datetime.date
    weight: str
    kind: str
    minutes: int
    place: Place | None = None
    area: Area | None = None
    words: str = ""


@transaction.atomic
def record_support(*, facts: SupportFacts, by: Any) -> SupportEntry:
    """Enter one piece of 地域支援 or 個別支援."""
    keeper_office(by)
    _check(facts)
    made: SupportEntry = SupportEntry.objects.create(
        created_by=by, worker_id=by.pk, **_values(facts)
    )
    return made


@transaction.atomic
def change_support(
    *, entry: SupportEntry, facts: SupportFacts, by: Any, version: int | None = None
) -> SupportEntry:
    """What was entered wrongly is put right; what it said stays in the history, and so does who did the work."""
    if entry.is_withdrawn:
        raise DomainError(WITHDRAWN)
    _check(facts)
    return save_open(entry, by=by, fields=_values(facts), version=version)


@transaction.atomic
def withdraw_support(*, entry: SupportEntry, by: Any, version: int | None = None) -> SupportEntry:
    """Entered by mistake: it counts no more (F4, G1). Two who take it back mean the same."""
    if entry.is_withdrawn:
        return entry
    return save_open(entry, by=by, fields={"is_withdrawn": True}, version=version)


def _values(facts: SupportFacts) -> dict[str, Any]:
    is_person = facts.weight == Weight.INDIVIDUAL
    return {
        "on": facts.on,
        "weight": facts.weight,
        "kind": PERSON if is_person else facts.kind,
        "place": facts.place,
        "area": facts.place.area if facts.place else facts.area,
        "minutes": facts.minutes,
        "words": facts.words,
    }


def _check(facts: SupportFacts) -> None:
    if facts.on > timezone.localdate():
        raise DomainError("これからの日は書けません")
    if not 1 <= facts.minutes <= 24 * 60:
        raise DomainError("かかった時間は、1分から1440分（24時間）までにしてください")
    if facts.weight == Weight.INDIVIDUAL:
        if facts.words.strip():
            raise DomainError(NO_WORDS)
        return
    if facts.kind == RUNNING and facts.place is None:
        raise DomainError("運営支援は、どの居場所のことかを選んでください")
    if facts.place is None and facts.area is None:
        raise DomainError("居場所か圏域の、どちらかを選んでください")
