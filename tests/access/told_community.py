"""What the told case holds of 地域づくり: a memo about the household, written by its caseworker (R2).

No place is made: places are read by many, and whoever has no part in the case would see the difference.
"""

from typing import Any

from access.context import acting_as
from community import services
from sample_ward.doing import days
from sample_ward.story import Story

from .people import body, persona


def tell(story: Story) -> dict[str, Any]:
    """A memo in the file of the household, looked at and closed."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        concern = services.note_concern(
            body=body("A"),
            facts=services.ConcernFacts(
                text="検証の気づき",
                person_words="検証の方",
                source="seen",
                urgency="watch",
                noticed_on=days(-1),
            ),
            case=story.case,
            by=worker,
        )
        services.close_without_intake(concern=concern, why="known", words="検証の理由", by=worker)
    return {"noticed": concern.compartment}
