"""Evaluation sheets in words: their codes, their goals, and what the reader may see of them (R9)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from meetings.models import ConferenceItem, ConferenceState
from organizations.codes import Code, latest_wordings

from .forms.evaluation import CODE_LISTS
from .monitoring_models import Evaluation, EvaluationContent, GoalReview
from .services.evaluating import EXAMINING

CHANGES, DEGREES, METHODS, RESULTS, END_REASONS = "CL-13", "CL-12", "CL-10", "CL-14", "CL-15"


@dataclass
class GoalShown:
    """A goal of a sheet, with its degree in words."""

    review: GoalReview
    degree: str


@dataclass
class SheetShown:
    """A sheet with all that a page shows of it."""

    sheet: Evaluation
    method: str
    result: str
    end_reason: str
    content: EvaluationContent | None = None
    changes: list[str] = field(default_factory=list)
    goals: list[GoalShown] = field(default_factory=list)
    opinions: list[ConferenceItem] = field(default_factory=list)


def sheets_shown(sheets: Iterable[Evaluation], user: Any) -> list[SheetShown]:
    """Sheets in words, in a constant number of questions."""
    found = list(sheets)
    if not found:
        return []
    keys = [sheet.pk for sheet in found]
    words = _words()
    contents = {
        row.evaluation_id: row
        for row in EvaluationContent.objects.visible_to(user).filter(evaluation__in=keys)
    }
    opinions = _opinions(found, user)
    goals: dict[Any, list[GoalShown]] = {}
    reviews = GoalReview.objects.visible_to(user).filter(evaluation__in=keys)
    for review in reviews.select_related("goal"):
        degree = words.get((DEGREES, review.degree), review.degree)
        goals.setdefault(review.evaluation_id, []).append(GoalShown(review, degree))
    return [
        SheetShown(
            sheet,
            method=words.get((METHODS, sheet.method), sheet.method),
            result=words.get((RESULTS, sheet.result), sheet.get_result_display()),
            end_reason=words.get((END_REASONS, sheet.end_reason), sheet.end_reason),
            content=(content := contents.get(sheet.pk)),
            changes=[words.get((CHANGES, v), v) for v in content.changes] if content else [],
            goals=goals.get(sheet.pk, []),
            opinions=opinions.get((sheet.plan_id, sheet.conference_on), []),
        )
        for sheet in found
    ]


def _opinions(sheets: list[Evaluation], user: Any) -> dict[tuple[Any, Any], list[ConferenceItem]]:
    """What the conference said that looked at a sheet: by plan and day. A conference lies in the compartment of its
    plan, and whoever does not read it (R9) gets nothing."""
    looked_at = [sheet for sheet in sheets if sheet.conference_on]
    if not looked_at:
        return {}
    plan_of = {sheet.compartment_id: sheet.plan_id for sheet in looked_at}
    rows = ConferenceItem.objects.visible_to(user).filter(
        compartment__in=plan_of,
        conference__held_on__in={sheet.conference_on for sheet in looked_at},
        conference__state__in=(ConferenceState.HELD, ConferenceState.FIXED),
        purpose__in=EXAMINING,
    )
    found: dict[tuple[Any, Any], list[ConferenceItem]] = {}
    for row in rows.exclude(opinion="").select_related("conference"):
        found.setdefault((plan_of[row.compartment_id], row.conference.held_on), []).append(row)
    return found


def _words() -> dict[tuple[str, str], str]:
    """Words of every value that ever was; of several wordings the latest that has begun."""
    return latest_wordings(Code.objects.filter(code_list__in=CODE_LISTS))
