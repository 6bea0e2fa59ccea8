"""What waits because a consent was withdrawn (domain.md 2.1 R08 c): papers to be given back."""

from typing import Any

from django.urls import reverse

from access.models import ReturnNotice
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """Notices by number and day, to whoever read under the consent; nothing of the case."""
    notices = ReturnNotice.objects.asked_of(request.user).unanswered()
    [rows] = yield [notices.select_related("body").order_by("answer_by", "pk")[:MOST]]
    return [
        TodayItem(
            action=_action(row),
            url=reverse("cases:return_notice", args=[row.pk]),
            waiting=row.body.name,
            case_number=row.case_number,
            due_on=row.answer_by,
            button="答える",
            kind="consent",
        )
        for row in rows
    ]


def _action(notice: ReturnNotice) -> str:
    """Of two of one case, a part and then the rest, each says which it is."""
    what = "同意の一部が" if notice.is_partial else "同意が"
    return f"{what}撤回されました。渡された紙を返すか処分して、知らせる"
