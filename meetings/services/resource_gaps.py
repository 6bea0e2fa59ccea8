"""Missing resources, noted for the 関係者連絡会 without a way back to a household (R7).

What is written is compared with the names and addresses of the household at which the writer is looking;
of that household nothing is kept.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access.errors import DomainError, StaleError
from access.models import CaseFile
from cases.models import ContactPoint, Person
from documents.text import search_key
from organizations.models import Area

from ..models import GAP_MOVES, GapState, ResourceGap
from .naming import named_in

SHORTEST_ADDRESS = 4
NAMED = (
    "世帯の人の氏名・住所・電話、ケース番号のどれかが書かれています。"
    "だれのことか分からない書き方（例：「日中に過ごせる場所が近くにない」）に直してください"
)


def require_nobody(text: str, *, case: CaseFile, by: Any, known: Iterable[str] = ()) -> None:
    """Raises DomainError when the text names somebody of the household, how to find her, or the case.

    `known`: what else the writer sees, such as the household as the meeting calls it.
    """
    folded = search_key(text)
    people = Person.objects.visible_to(by).of_case(case)
    contacts = ContactPoint.objects.visible_to(by).of_case(case).values_list("value", flat=True)
    words = [*(part for person in people for part in _parts(person.name)), *known]
    words += [word for value in contacts for word in (value, value.split()[0] if value else "")]
    found = any(
        len(key) >= SHORTEST_ADDRESS and key in folded for key in (search_key(w) for w in words)
    )
    if found or named_in([text], people) or case.number in text:
        raise DomainError(NAMED)
    given = [part for person in people for part in _parts(person.name)]
    if any(len(part) > 1 and part in text for part in given):
        raise DomainError(NAMED)


def _parts(name: str) -> list[str]:
    """Surname and given name, as far as they are written apart."""
    parts = name.replace("\u3000", " ").split()
    return parts if len(parts) > 1 else []


@transaction.atomic
def note_resource_gap(
    *,
    kind: str,
    topic: str,
    text: str,
    case: CaseFile,
    by: Any,
    area: Area | None = None,
    known: Iterable[str] = (),
) -> ResourceGap:
    """Note a need that no resource meets. Of the case, the writer and the day nothing is kept."""
    require_nobody(text, case=case, by=by, known=known)
    gap: ResourceGap = ResourceGap.objects.create(
        kind=kind,
        topic=topic,
        text=text,
        area=area,
        noted_in=this_month(),
    )
    return gap


def this_month() -> datetime.date:
    """The first day of the month: nothing finer is kept."""
    return timezone.localdate().replace(day=1)


@transaction.atomic
def change_resource_gap(
    *, gap: ResourceGap, state: str, outcome: str, by: Any, version: int | None = None
) -> ResourceGap:
    """What the 関係者連絡会 came to."""
    if state != gap.state and state not in GAP_MOVES[gap.state]:
        raise DomainError(
            f"「{gap.get_state_display()}」から「{GapState(state).label}」には変えられません"
        )
    if state in (GapState.ADDRESSED, GapState.DECLINED) and not outcome.strip():
        raise DomainError("どのように対応したか、見送った理由を、検討の結果に書いてください")
    expected = gap.version if version is None else version
    rows = ResourceGap.objects.visible_to(by).filter(pk=gap.pk, version=expected)
    if not rows.update(state=state, outcome=outcome, version=F("version") + 1):
        raise StaleError
    gap.state, gap.outcome, gap.version = state, outcome, expected + 1
    return gap
