"""What the told case holds of emergency access (R13): 安全メモ, and an opening that runs during the crawl.

Whoever opened it finds her tokens on the page of the emergency and nowhere else.
"""

from typing import Any

from access import emergency
from access.context import acting_as
from cases import services
from cases.models import Household
from sample_ward.story import Story

from .people import persona

WORKER = "in_emergency"
PAGE = "/cases/emergency/"
# What auditors review by number; of the case they read nothing (R10).
KNOWN_TO = {"auditor": {"cases:emergency_review"}}


def tell(story: Story) -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        face = Household.objects.visible_to(worker).of_case(story.case).get().compartment
        for text in ("検証の注意", "検証の古い注意"):
            note = services.add_safety_note(
                face=face, facts=services.SafetyFacts("animal", text), by=worker
            )
        services.remove_safety_note(note=note, reason="検証の理由", by=worker)
    with acting_as(persona(WORKER)):
        danger = emergency.Danger("illness", "検証の危険")
        assert emergency.open_by_number(number=story.case.number, danger=danger).opened


def opens(model: Any, column: str | None) -> bool:
    """Whether the opening shows rows of a model in a column of the matrix."""
    return bool(model.open_in_emergency) and column == "face"


def stands_on(name: str, path: str) -> bool:
    """Whether somebody may find anything of the case at an address."""
    return name != WORKER or path.startswith(PAGE)
