"""Before a 支援会議 ends: nothing that was agreed is left without anybody to follow it."""

from typing import Any

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import Decision, DecisionState, DecisionStep, SupportMeeting
from .standing import require_secretary
from .steps import enter_step


def settle_before_the_end(*, meeting: SupportMeeting, hand_on: str, by: Any) -> int:
    """A meeting does not end over open decisions: they are settled, or handed on with a reason.

    Handed on: each body goes on with it as its own work, and nobody in the meeting follows it.
    """
    member = require_secretary(meeting, by)
    rows = Decision.objects.visible_to(by).filter(sitting__meeting=meeting).to_do()
    found = list(rows.select_related("body", "sitting"))
    if found and not hand_on.strip():
        raise DomainError(
            f"まだ済んでいない決定が{len(found)}件あります。その後を書いて済ませるか、"
            "各機関に引き継ぐ理由を書いてください"
        )
    for decision in found:
        save_changed(decision, by=by, fields={"state": DecisionState.HANDED_ON})
        enter_step(decision, member, DecisionStep.Kind.HANDED_ON, by, text=hand_on)
    return len(found)
