"""A body goes on itself: after what it waited for, after a pause, after an end that was a mistake."""

from typing import Any

from cases.models import CaseRecord, Intake, RecordState, Referral

from .records import move_record


def take_up(*, record: CaseRecord, by: Any, version: int | None = None) -> CaseRecord:
    """Go on from the first look at what was said where nobody has taken it (domain.md 3.2): its day would be lost
    otherwise. Who supported already, as one whose case was brought in, supports on.

    Raises DomainError as `move_record` does."""
    return move_record(record=record, to=_to(record, by), by=by, version=version)


def _to(record: CaseRecord, by: Any) -> RecordState:
    sent = Referral.objects.visible_to(by).from_bodies([record.body_id])
    unseen = Intake.objects.visible_to(by).filter(record=record).left_to_screen(sent)
    last = unseen.order_by("-created_at").values_list("created_at", flat=True).first()
    if last is None:
        return RecordState.SUPPORTING
    since = CaseRecord.history.filter(id=record.pk, history_date__gte=last).visible_to(by)
    has_supported = since.filter(state=RecordState.SUPPORTING).exists()
    return RecordState.SUPPORTING if has_supported else RecordState.RECEIVED
