"""What stays with a body, or with somebody on paper, when she who leaves is the last for it: nobody is there to do it,
and the secretary alone is told of it, when it is overdue (`after_today`, `today_preparation`)."""

from dataclasses import dataclass
from typing import Any

from ..models import Decision, InformationRequest, MeetingMember


@dataclass(frozen=True)
class LeftBehind:
    """Of the body (or of her, where she has no account), while she is its last member."""

    whose: str
    decisions: list[Decision]
    requests: list[InformationRequest]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.requests)


def left_behind(member: MeetingMember, by: Any) -> LeftBehind:
    """Tasks and requests that stood on her home page, or were told her, and after her on that of nobody who is to do
    them (R4): neither is a colleague told who has not sworn, or whose pledge is over (domain.md R11)."""
    office = member.appointment
    if office is None:
        return _of({"paper_member": member}, member.name, member, by)
    body = office.role_group.body
    others = MeetingMember.objects.visible_to(by).filter(meeting=member.meeting_id)
    if (
        others.taking_part()
        .sworn()
        .may_sit()
        .filter(appointment__role_group__body=body)
        .exclude(pk=member.pk)
        .exists()
    ):
        return LeftBehind(body.name, [], [])
    return _of({"body": body}, body.name, member, by)


def _of(doer: dict[str, Any], whose: str, member: MeetingMember, by: Any) -> LeftBehind:
    tasks = Decision.objects.visible_to(by).filter(sitting__meeting=member.meeting_id, **doer)
    asked = InformationRequest.objects.visible_to(by).filter(meeting=member.meeting_id, **doer)
    return LeftBehind(whose, list(tasks.to_do()), list(asked.waiting()))
