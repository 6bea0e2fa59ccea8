"""What a CSW did for a place, or for a person: the second is only counted here."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from community.choices import PERSON, RUNNING
from community.models import Place, SupportEntry, Weight
from organizations.models import Area

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
    is_person = facts.weight == Weight.INDIVIDUAL
    made: SupportEntry = SupportEntry.objects.create(
        created_by=by,
        worker_id=by.pk,
        on=facts.on,
        weight=facts.weight,
        kind=PERSON if is_person else facts.kind,
        place=facts.place,
        area=facts.place.area if facts.place else facts.area,
        minutes=facts.minutes,
        words=facts.words,
    )
    return made


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
