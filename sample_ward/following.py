"""After a sitting in the stories: what came of a decision, and what goes over once there is consent."""

from typing import Any

from cases.models import Consent
from meetings import services as meetings
from meetings.models import CarryChoice, Decision, SharedItem

from .doing import acting
from .story import Story


def report(story: Story) -> None:
    """The worker says what came of the decision so far; it stays open."""
    with acting(story.worker) as by:
        decision = Decision.objects.visible_to(by).of_case(story.case).to_do().first()
        assert decision is not None
        meetings.note_progress(
            decision=decision, text="手紙を届けた。戸口で受け取ってもらえた。", by=by
        )


def carry(story: Story, consent: Consent) -> None:
    """What the doctor told goes over in other words; what the worker saw stays in the meeting."""
    cast = story.cast
    with acting(cast.coordinator) as by:
        told = SharedItem.objects.visible_to(by).of_case(story.case).select_related("sitting")
        of_worker, of_doctor = told.order_by("shared_at", "id")[:2]  # as they deliberated
        meeting = story._meeting_seen(by)
        meetings.leave_behind(
            meeting=meeting, origin=of_worker, reason="今は本人に伝えないほうがよい", by=by
        )
        draft = meetings.drafted(
            meeting=meeting,
            origin=of_doctor,
            way=CarryChoice.Way.REWORD,
            consent_id=consent.pk,
            category="09",
            text="受診が途切れている。受診の手だてを一緒に考える。",
            nature="view",
            tells_origin=True,
            by=by,
        )
        choice = meetings.propose(draft=draft)
    with acting(cast.doctor) as by:
        meetings.answer_choice(choice=_seen(choice, by), is_approved=True, by=by)
    with acting(cast.coordinator) as by:
        meetings.carry_over(choice=_seen(choice, by), by=by)


def _seen(choice: CarryChoice, by: Any) -> CarryChoice:
    found: CarryChoice = CarryChoice.objects.visible_to(by).get(pk=choice.pk)
    return found
