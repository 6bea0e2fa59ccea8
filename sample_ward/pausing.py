"""Support that pauses in the stories, and goes on again."""

from cases import services as cases

from .doing import acting, code, days
from .story import Story


def pause(story: Story) -> None:
    """Nobody answers any more; somebody looks again in three weeks."""
    with acting(story.worker) as by:
        cases.suspend_record(
            record=story.record(),
            reason=code("CL-44", "連絡が取れない"),
            note="電話にも手紙にも返事がない。",
            review_on=days(21),
            by=by,
        )


def go_on(story: Story) -> None:
    """She answered."""
    with acting(story.worker) as by:
        cases.resume_record(record=story.record(), reason="電話に出た。", by=by)
