"""What the told case holds of 参加支援: needs, a try that was refused, one that was told and visited.

The places are those with which every installation begins: the register itself tells nothing of the case,
and must be the same in both worlds.
"""

from access.models import Compartment
from plans import services as plans
from sample_ward import planning, taking_part
from sample_ward.doing import acting, days
from sample_ward.story import Story

# One more plan of 参加支援, in which somebody takes part, and the consent that names her host: who sees
# them, by letters of the matrix (R3, R5, R9).
BESIDE: dict[str, dict[str, str]] = {
    "participating": {
        **dict.fromkeys(("secretary", "coordinator", "caseworker_a"), "w"),
        "supervisor_a": "p",
    },
    "telling": dict.fromkeys(("secretary", "caseworker_a", "colleague_a", "supervisor_a"), "w"),
}
HOST, TOO_LOUD = "ふれあいいきいきサロン", "いきいきサービス"


def tell(story: Story) -> dict[str, Compartment]:
    """A participation beside the other plans, for the worker of A. Its compartment, and that of the
    consent that names the host."""
    coordinator = story.cast.coordinator
    consent = taking_part.consent_to_tell(story, coordinator, host=HOST)
    other = taking_part.plan_it(story, consent, story.worker)
    with acting(coordinator) as by:
        plan = planning.seen(other, by)
        plans.note_agreement(plan=plan, agreed_on=days(0), how="written", by=by)
    row = taking_part.begin(other, consent)
    taking_part.find_a_place(other, row, consent, coordinator, too_loud=TOO_LOUD, host=HOST)
    return {"participating": other.plan.compartment, "telling": consent.compartment}
