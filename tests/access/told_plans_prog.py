"""Progress in the secret case: what stands in the way, and a sheet of monitoring with its words."""

from sample_ward import reviewing
from sample_ward.story import Story


def tell(story: Story) -> None:
    reviewing.review(story)
