"""受理票 of the secretariat: what it finds in a request before it answers."""

from typing import Any

from meetings import services as meetings
from meetings.models import RequestScreening
from organizations.models import Staff

VIEWS = {
    "accept": "医療、家計、長男の三つが絡み、一つの機関では動かせない。役割の整理から始める。",
    "return": "困りごとは見守りに絞れる。社会福祉協議会へのつなぎをまだ試していない。",
}


def conclude(request: Any, proposal: str, by: Staff) -> RequestScreening:
    """The criteria answered, what is thought, and the conclusion."""
    answer = "yes" if proposal == "accept" else "no"
    findings = dict.fromkeys(RequestScreening.CRITERIA, answer) | {"is_urgent": "unsure"}
    return meetings.screen_request(
        request=request, findings=findings, view=VIEWS[proposal], proposal=proposal, by=by
    )
