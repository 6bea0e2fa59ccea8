"""The free texts of a plan as they stand: what a body that joins its circle comes to read."""

from typing import Any

from .editions import ON_CONTENT
from .kept_models import PlanReason
from .models import PlanReview, ProgressEntry
from .monitoring_models import EvaluationContent, GoalReview
from .page import PlanPage

OF_CONTENT = (*ON_CONTENT, "agreement_note", "proxy_reason", "note", "conditions", "follow_up")
OF_GOALS = ("text", "measure")
OF_TASKS = (
    *("content", "outside_name", "person_in_charge", "frequency"),
    *("person_does", "family_does", "basis_service"),
)
OF_CANDIDATES = ("name", "person_says", "host_says")
OF_SHEETS = (
    *("participants", "changes_note", "remaining", "person_words", "family_words"),
    *("reason", "follow_up"),
)
# What was told of it since it is carried out, and why it was changed: models, the way to the plan, and texts.
SINCE: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (ProgressEntry, "plan", ("text", "obstacles")),
    (EvaluationContent, "evaluation__plan", OF_SHEETS),
    (GoalReview, "evaluation__plan", ("text",)),
    (PlanReview, "plan", ("comment",)),
    (PlanReason, "plan", ("text",)),
)


def texts_of(page: PlanPage) -> list[str]:
    """Words of the plan and of its kind, its goals and roles, of its progress, its sheets and the reasons, none empty."""
    found = [page.plan.subject]
    if page.content is not None:
        found += [str(getattr(page.content, name)) for name in OF_CONTENT]
    if page.own is not None:
        found += [str(getattr(page.own, name)) for name in page.own.words]
    found += [str(getattr(goal, name)) for goal in page.goals for name in OF_GOALS]
    found += [str(getattr(task, name)) for task in page.tasks for name in OF_TASKS]
    found += [str(getattr(place, name)) for place in page.candidates for name in OF_CANDIDATES]
    for model, way, names in SINCE:
        rows = model.objects.visible_to(page.user).filter(**{way: page.plan.pk})
        told = rows.order_by("created_at", "pk").values_list(*names)
        found += [text for row in told for text in row]
    return [text for text in found if text]
