"""Every write of the app: one function a domain event, in one transaction."""

from .batches import MOST as MOST_IN_A_BATCH
from .batches import request_batch
from .circle import add_bodies, remove_body, renew_consent
from .conferring import call_conference, carry_out, record_conference
from .convened import planned_conference
from .correcting import correct_result, why_it_stays
from .deciding import (
    agreement_from,
    application_from,
    decide_plan,
    examined_on,
    gaps_before_submission,
    missing_for_submission,
    note_agreement,
    refuse_plan,
    start_plan,
    submit_plan,
    take_back_submission,
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
from .evaluating import EvaluationFacts, GoalFinding, evaluate_plan
from .fixing import keep_as_it_stood
from .following import complete_plan, enter_progress, move_plan, replan
from .kinds import CandidateFacts, edit_candidates, edit_kind, kind_words
from .outreach import (
    draft_outreach,
    join_outreach,
    share_in_meeting,
    start_outreach,
    take_into_consent,
)
from .packets import request_packet
from .people import change_person, keep_person
from .prints import request_print
from .reviewing import bodies_supervised, latest_reviews, returned_by, review_plan

__all__ = [
    "MOST_IN_A_BATCH",
    "CandidateFacts",
    "ContentFacts",
    "EvaluationFacts",
    "GoalFacts",
    "GoalFinding",
    "TaskFacts",
    "add_bodies",
    "agreement_from",
    "application_from",
    "bodies_supervised",
    "call_conference",
    "carry_out",
    "change_person",
    "complete_plan",
    "correct_result",
    "decide_plan",
    "draft_outreach",
    "draft_plan",
    "edit_candidates",
    "edit_content",
    "edit_goals",
    "edit_kind",
    "edit_tasks",
    "enter_progress",
    "evaluate_plan",
    "examined_on",
    "gaps_before_submission",
    "join_outreach",
    "keep_as_it_stood",
    "keep_person",
    "kind_words",
    "latest_reviews",
    "missing_for_submission",
    "move_plan",
    "note_agreement",
    "planned_conference",
    "record_conference",
    "refuse_plan",
    "remove_body",
    "renew_consent",
    "replan",
    "request_batch",
    "request_packet",
    "request_print",
    "returned_by",
    "review_plan",
    "share_in_meeting",
    "start_outreach",
    "start_plan",
    "submit_plan",
    "take_back_submission",
    "take_into_consent",
    "why_it_stays",
]
