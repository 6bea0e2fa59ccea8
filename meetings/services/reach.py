"""Whom a meeting may reach now: told, asked, given papers. Not everybody who stands on its roster."""

from typing import Any

from ..models import MeetingMember, Sitting, SupportMeeting
from .register import may_sit


def taking_part(meeting: SupportMeeting, by: Any, sitting: Sitting | None = None) -> Any:
    """Current members, but for those who are kept out of the case (R12) and guests of another sitting
    (domain.md R13). For any member to ask; whether a pledge is over is not hers to know."""
    rows = MeetingMember.objects.visible_to(by).filter(meeting=meeting)
    return rows.taking_part().for_sitting(sitting)


def reachable(meeting: SupportMeeting, by: Any, sitting: Sitting | None = None) -> Any:
    """Of those who take part, whose pledge holds (domain.md R11). For any member whose own holds."""
    return taking_part(meeting, by, sitting).may_sit()


def why_not_reached(
    member: MeetingMember, meeting: SupportMeeting, by: Any, sitting: Sitting | None = None
) -> str:
    """Why the meeting may not reach her, in words for its secretary, who names members and knows who
    is kept out; empty when it may."""
    rows = MeetingMember.objects.visible_to(by).filter(meeting=meeting, pk=member.pk)
    row = rows.with_names().with_standing().select_related("only_sitting").first()
    if row is None or not row.is_current:
        return (
            f"{member.name}さんは、いまの構成員ではありません。画面を開き直して、選び直してください"
        )
    if row.is_kept_out:
        return (
            f"{row.name}さんには、このケースを見せないことになっています（閲覧制限）。"
            "選ばずに、会議の構成員を終えてください"
        )
    if row.only_sitting is not None and row.only_sitting != sitting:
        return (
            f"{row.name}さんは、第{row.only_sitting.number}回だけの臨時構成員です。選ばないでください。"
            "ほかの回にも加わるときは、「利用者IDのない人を加える」から、もう一度加えてください"
        )
    if not may_sit(row):
        return (
            f"{row.name}さんの誓約書の期限が切れているか、構成員名簿から外れています。"
            "誓約書を受け取り、構成員名簿に登録してください"
        )
    return ""
