"""Writes of outreach: one function for each event."""

from .closing import close_outreach, link_outreach
from .consenting import (
    HERSELF,
    ask_secretariat,
    begin_plan,
    reach_consent,
    receive_consent,
    share_notes,
)
from .moving import move_on
from .preparing import prepare
from .reporting import report_month
from .targets import (
    SourceFacts,
    TargetFacts,
    add_source,
    begin_outreach,
    change_outreach,
    change_source,
    name_target,
    notice_target,
)
from .visiting import (
    AttemptFacts,
    VisitFacts,
    cancel_visit,
    confirm_return,
    correct_attempt,
    plan_visit,
    record_attempt,
    set_hours,
)

__all__ = [
    "HERSELF",
    "AttemptFacts",
    "SourceFacts",
    "TargetFacts",
    "VisitFacts",
    "add_source",
    "ask_secretariat",
    "begin_outreach",
    "begin_plan",
    "cancel_visit",
    "change_outreach",
    "change_source",
    "close_outreach",
    "confirm_return",
    "correct_attempt",
    "link_outreach",
    "move_on",
    "name_target",
    "notice_target",
    "plan_visit",
    "prepare",
    "reach_consent",
    "receive_consent",
    "record_attempt",
    "report_month",
    "set_hours",
    "share_notes",
]
