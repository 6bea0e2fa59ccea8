"""What was left over stands on the next agenda by itself: open decisions, undecided matters."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from ..models import (
    AgendaItem,
    AgendaOrigin,
    Decision,
    Minutes,
    Sitting,
    SupportMeeting,
    SurveyAnswer,
)
from .standing import meeting_of, require_secretary

LONGEST = 200


@dataclass(frozen=True)
class LeftOver:
    """What the next sitting takes up: decisions not done, matters not decided, wishes of members."""

    decisions: list[Decision]
    undecided: list[str]
    wishes: list[str]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.undecided or self.wishes)


def _lines(text: str) -> list[str]:
    return [line.strip()[:LONGEST] for line in text.splitlines() if line.strip()]


def left_over(meeting: SupportMeeting, by: Any, before: Sitting | None = None) -> LeftOver:
    """Of earlier sittings; undecided and wished for is what the latest fixed minutes leave.

    Wishes come from the survey, without the names of who wished (domain.md 4.8).
    """
    decisions = Decision.objects.visible_to(by).filter(sitting__meeting=meeting).to_do()
    fixed = Minutes.objects.visible_to(by).filter(
        sitting__meeting=meeting, approved_at__isnull=False
    )
    if before is not None:
        decisions = decisions.filter(sitting__number__lt=before.number)
        fixed = fixed.filter(sitting__number__lt=before.number)
    latest = fixed.order_by("-sitting__number").first()
    if latest is None:
        return LeftOver(list(decisions.with_doers().select_related("sitting")), [], [])
    answers = SurveyAnswer.objects.visible_to(by).filter(sitting=latest.sitting_id)
    wishes = [line for row in answers.exclude(next_time="") for line in _lines(row.next_time)]
    return LeftOver(
        list(decisions.with_doers().select_related("sitting")),
        list(dict.fromkeys(_lines(latest.undecided))),
        list(dict.fromkeys(wishes)),
    )


@transaction.atomic
def bring_forward(*, sitting: Sitting, by: Any) -> list[AgendaItem]:
    """Put what was left over on the agenda; once for each, however often it is asked for."""
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    Sitting.objects.changeable_by(by).select_for_update().get(pk=sitting.pk)
    known = list(AgendaItem.objects.visible_to(by).filter(sitting=sitting))
    decisions, titles = {item.decision_id for item in known}, {item.title for item in known}
    found = left_over(meeting, by, before=sitting)
    wanted: list[dict[str, Any]] = [
        {"title": row.content[:LONGEST], "origin": AgendaOrigin.HOMEWORK, "decision": row}
        for row in found.decisions
        if row.pk not in decisions
    ]
    wanted += [
        {"title": line, "origin": AgendaOrigin.UNDECIDED}
        for line in found.undecided
        if line not in titles
    ]
    return add_items(sitting, wanted, by)


def add_items(sitting: Sitting, rows: list[dict[str, Any]], by: Any) -> list[AgendaItem]:
    """Items at the end of the agenda."""
    items = AgendaItem.objects.visible_to(by).filter(sitting=sitting)
    last = items.aggregate(n=Max("position"))["n"] or 0
    return [
        AgendaItem.objects.create(
            compartment_id=sitting.compartment_id,
            created_by=by,
            sitting=sitting,
            position=position,
            **fields,
        )
        for position, fields in enumerate(rows, start=last + 1)
    ]
