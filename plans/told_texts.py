"""The free texts of a plan as they stand: what a body that joins its circle comes to read."""

from .editions import ON_CONTENT
from .page import PlanPage

OF_GOALS = ("text", "measure")
OF_TASKS = (
    *("content", "outside_name", "person_in_charge", "frequency"),
    *("person_does", "family_does", "basis_service"),
)


def texts_of(page: PlanPage) -> list[str]:
    """Words of the plan and of its kind, its goals and roles, none empty."""
    found = [str(getattr(page.content, name)) for name in ON_CONTENT if page.content is not None]
    if page.own is not None:
        found += [str(getattr(page.own, name)) for name in page.own.words]
    found += [str(getattr(goal, name)) for goal in page.goals for name in OF_GOALS]
    found += [str(getattr(task, name)) for task in page.tasks for name in OF_TASKS]
    return [text for text in found if text]
