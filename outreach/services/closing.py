"""Linked to somebody; and the end, with a reason of CL-15."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from cases import codes
from outreach.models import Outreach
from outreach.states import MOVES, OutreachState

from .guards import missing, open_visits
from .moving import step

# The work has done what it was for; the others end it from outside (転出, 死亡, ...).
DONE = frozenset({"11", "12", "13", "14", "15"})


@transaction.atomic
def link_outreach(
    *,
    outreach: Outreach,
    linked_to: str,
    by: Any,
    on: datetime.date | None = None,
    words: str = "",
    version: int | None = None,
) -> Outreach:
    """The household is linked to people or bodies that go on with it."""
    if not linked_to.strip():
        raise DomainError("つながった先を書いてください")
    outreach.linked_to = linked_to
    if words_missing := missing(outreach, OutreachState.LINKED, by):
        raise DomainError(words_missing)
    fields = {"linked_to": linked_to, "linked_on": on or timezone.localdate()}
    return step(
        outreach, OutreachState.LINKED, by=by, on=on, words=words, version=version, fields=fields
    )


@transaction.atomic
def close_outreach(
    *,
    outreach: Outreach,
    reason: str,
    words: str,
    by: Any,
    is_stable: bool = False,
    on: datetime.date | None = None,
    version: int | None = None,
) -> Outreach:
    """End it: linked and the relation stable, or for a reason from outside (domain.md 3.5, CL-15)."""
    if OutreachState.CLOSED not in MOVES[outreach.state]:
        raise DomainError("このアウトリーチは、もう終結しています")
    if reason not in dict(codes.choices(codes.CLOSING)):
        raise DomainError("終結の理由を、一覧から選んでください")
    if not words.strip():
        raise DomainError("終結のときのようすを書いてください")
    if reason in DONE:
        _require_stable(outreach, is_stable)
    if open_visits(outreach, by).exists():
        raise DomainError(
            "予定の残っている訪問か、帰着を確かめていない訪問があります。"
            "結果を記録するか、取りやめにしてから終結してください"
        )
    day = on or timezone.localdate()
    fields = {
        "closed_on": day,
        "closing_reason": reason,
        "closing_words": words,
        "is_stable": is_stable,
    }
    return step(
        outreach, OutreachState.CLOSED, by=by, on=day, words=words, version=version, fields=fields
    )


def _require_stable(outreach: Outreach, is_stable: bool) -> None:
    if outreach.state != OutreachState.LINKED:
        raise DomainError(
            "この理由で終結できるのは、「つながった」まで進んだときです。"
            "先に、つながった先を書いてください"
        )
    if not is_stable:
        raise DomainError(
            "つながった先との関係が安定しているかを確かめて、チェックを付けてください。"
            "まだのときは、終結せずに見守りを続けてください"
        )
