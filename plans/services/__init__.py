"""Every write of the app: one function a domain event, in one transaction."""

from .circle import add_bodies, remove_body, renew_consent
from .conferring import call_conference, carry_out, planned_conference, record_conference
from .deciding import (
    decide_plan,
    missing_for_submission,
    note_agreement,
    refuse_plan,
    start_plan,
    submit_plan,
)
from .drafting import (
    ContentFacts,
    GoalFacts,
    TaskFacts,
    draft_plan,
    edit_content,
    edit_goals,
    edit_tasks,
)
from .following import complete_plan, enter_progress, move_plan, replan
from .kinds import CandidateFacts, edit_candidates, edit_kind, kind_words
from .outreach import (
    draft_outreach,
    join_outreach,
    share_in_meeting,
    start_outreach,
    take_into_consent,
)
from .prints import request_print

__all__ = [
    "CandidateFacts",
    "ContentFacts",
    "GoalFacts",
    "TaskFacts",
    "add_bodies",
    "call_conference",
    "carry_out",
    "complete_plan",
    "decide_plan",
    "draft_outreach",
    "draft_plan",
    "edit_candidates",
    "edit_content",
    "edit_goals",
    "edit_kind",
    "edit_tasks",
    "enter_progress",
    "join_outreach",
    "kind_words",
    "missing_for_submission",
    "move_plan",
    "note_agreement",
    "planned_conference",
    "record_conference",
    "refuse_plan",
    "remove_body",
    "renew_consent",
    "replan",
    "request_print",
    "share_in_meeting",
    "start_outreach",
    "start_plan",
    "submit_plan",
    "take_into_consent",
]
