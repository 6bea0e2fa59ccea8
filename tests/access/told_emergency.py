"""What the told case holds of emergency access (R13): 安全メモ, and an opening that is over and waits for
its review. Whoever opened it read under a consent once, so that her world differs anyway."""

from access import emergency
from access.context import acting_as
from access.models import EmergencyOpening
from cases import services
from cases.models import Household
from sample_ward.story import Story

from .people import persona

WORKER = "consent_withdrawn"
# Her own opening, over; and what auditors review by number.
KNOWN_TO = {
    WORKER: {"cases:emergency", "cases:emergency_again", "cases:emergency_end"},
    "auditor": {"cases:emergency_review"},
}


def tell(story: Story) -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        face = Household.objects.visible_to(worker).of_case(story.case).get().compartment
        for text in ("検証の注意", "検証の古い注意"):
            note = services.add_safety_note(
                face=face, facts=services.SafetyFacts("animal", text), by=worker
            )
        services.remove_safety_note(note=note, reason="検証の理由", by=worker)
    other = persona(WORKER)
    danger = emergency.Danger("illness", "検証の危険")
    with acting_as(other):
        answer = emergency.open_by_number(number=story.case.number, danger=danger)
        opening = EmergencyOpening.objects.of(other).get(pk=answer.opened[0])
        emergency.end(opening=opening)
