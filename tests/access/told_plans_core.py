"""What the told case holds of the three kinds of plan, and of outreach before consent."""

from typing import Any

from sample_ward import three_kinds
from sample_ward.story import Story


def tell(story: Story, consent: Any) -> None:
    """A row of the own fields of each kind, a candidate, and an outreach plan without consent."""
    three_kinds.write_own_fields(story)
    three_kinds.take_part(story, consent)
    three_kinds.reach_out(story)
