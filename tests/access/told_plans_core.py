"""What the told case holds of the three kinds of plan, and of outreach before consent."""

from typing import Any

from access.models import Compartment
from meetings.services import Outcome
from plans import services as plans
from sample_ward import conferring, planning, three_kinds
from sample_ward.doing import acting, days
from sample_ward.story import Story

from .people import persona


def tell(story: Story, consent: Any) -> dict[str, Compartment]:
    """A row of the own fields of each kind, a role of who is in no list, a candidate, and an outreach plan without
    consent, which the worker of A carries out as a member of the 支援会議. The compartments of the two other plans."""
    three_kinds.write_own_fields(story)
    _ask_who_is_in_no_list(story)
    taking_part = three_kinds.take_part(story, consent)
    outreach = three_kinds.reach_out(story, carrier=persona("caseworker_a"))
    return {"taking_part": taking_part.compartment, "outreach": outreach.compartment}


def _ask_who_is_in_no_list(story: Story) -> None:
    role = plans.TaskFacts(body=None, outside_name="検証の診療所", content="検証の往診")
    with acting(story.cast.coordinator) as by:
        plans.edit_tasks(plan=planning.seen(story, by), rows=[role], by=by)


def refuse(story: Story) -> None:
    """The conference finds it adequate, and the ward does not decide for it, in a letter. Its minutes are added to, as
    those of the next: pages are walked by one conference."""
    outcome = {"adequacy": Outcome("adequate", opinion="検証の意見")}
    conferring.finish(story, conferring.hold(story, outcome, minutes="検証の会議録"))
    with acting(story.cast.coordinator) as by:
        plans.refuse_plan(
            plan=planning.seen(story, by),
            reason="検証の差し戻し",
            refused_on=days(0),
            number="検証-0",
            by=by,
        )
