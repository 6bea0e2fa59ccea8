"""The part of the told case that comes after a sitting: steps of a decision, what goes over."""

from typing import Any

from sample_ward import following
from sample_ward.story import Story


def follow(story: Story, consent: Any) -> None:
    """A row of each model of the way over and of the steps of a decision."""
    following.report(story)
    following.carry(story, consent)
