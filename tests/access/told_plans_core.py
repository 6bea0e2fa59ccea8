"""What the told case holds of the three kinds of plan, and of outreach before consent."""

from typing import Any

from access.models import Compartment
from sample_ward import three_kinds
from sample_ward.story import Story

from .people import persona


def tell(story: Story, consent: Any) -> dict[str, Compartment]:
    """A row of the own fields of each kind, a candidate, and an outreach plan without consent, which
    the worker of A carries out as a member of the 支援会議. The compartments of the two other plans."""
    three_kinds.write_own_fields(story)
    taking_part = three_kinds.take_part(story, consent)
    outreach = three_kinds.reach_out(story, carrier=persona("caseworker_a"))
    return {"taking_part": taking_part.compartment, "outreach": outreach.compartment}
