"""Every write of the app: one function a domain event, in one transaction."""

from cases.deadlines import end_of

from .assessment_issues import IssueFacts, change_issue, enter_issue, remove_issue
from .assessment_sharing import share_block
from .assessments import (
    BlockFacts,
    bases_for_records,
    fix_assessment,
    keep_block,
    keep_rest,
    start_assessment,
    write_block,
)
from .attachments import attach_file, content_of, scan_again, withdraw_attachment
from .chronology import EventFacts, change_life_event, enter_life_event, remove_life_event
from .closing import (
    Afterwards,
    NewMatter,
    close_record,
    matter_from,
    postpone_review,
    reopen_record,
    resume_record,
    suspend_record,
    take_on,
)
from .consent_attempts import note_consent_attempt
from .consent_papers import request_consent_paper
from .consent_people import change_named_person, possible_named
from .consents import (
    consent_covers,
    receive_paper,
    record_consent,
    share_note,
    uncovered_bodies,
)
from .family import (
    BondFacts,
    TieFacts,
    add_tie,
    bonds_of,
    change_relationship,
    change_tie,
    end_tie,
    note_life_facts,
    relate,
    remove_relationship,
)
from .hand_off_steps import (
    accept_referral,
    close_referral,
    decline_referral,
    note_first_contact,
    receive_referral,
    report_referral,
    withdraw_referral,
)
from .hand_offs import (
    Leg,
    SheetFacts,
    compose_sheet,
    may_go_on,
    send_sheet,
)
from .household import change_household
from .intake_changes import IntakeSheet, change_intake, change_sheet, sheet_of
from .intakes import (
    IntakeFacts,
    MemberFacts,
    add_contact,
    add_person,
    change_person,
    end_contact,
    receive_intake,
    reuse_contact,
)
from .looking_after import look_after
from .memberships import (
    StayFacts,
    belongs,
    change_stay,
    join_household,
    leave_household,
    remove_stay,
    return_to_household,
    stays_of,
)
from .merging import merge_people, merges_of, unmerge_people
from .next_actions import change_action, possible_assignees, undo_action
from .notes import (
    complete_action,
    correct_note,
    hour_of,
    moment_of,
    offered_counterparts,
    write_note,
)
from .opening import note_answer_opened, note_opening
from .other_names import NameFacts, add_name, change_name, remove_name
from .outside_hand_offs import (
    OutsideFacts,
    ask_again,
    asked_next,
    cancel_outside,
    hand_outside,
    note_outside_result,
)
from .own_number import number_record
from .records import (
    assign_staff,
    move_record,
    narrow_to_staff,
    offices_at,
    open_own_record,
    restrict_person,
    staff_in_charge,
    staff_version,
)
from .restrictions import refuse_kept_out, without_kept_out
from .safety import SafetyFacts, add_safety_note, remove_safety_note, safety_notes_in_force
from .same_person import elsewhere, say_same_person, unsay_same_person
from .screening import screen_intake
from .splitting import SplitFacts, split_household
from .statements import share_statement
from .taking_up import take_up
from .withdrawals import Withdrawn, require_not_withdrawn, withdraw_consent

__all__ = [
    "Afterwards",
    "BlockFacts",
    "BondFacts",
    "EventFacts",
    "IntakeFacts",
    "IntakeSheet",
    "IssueFacts",
    "Leg",
    "MemberFacts",
    "NameFacts",
    "NewMatter",
    "OutsideFacts",
    "SafetyFacts",
    "SheetFacts",
    "SplitFacts",
    "StayFacts",
    "TieFacts",
    "Withdrawn",
    "accept_referral",
    "add_contact",
    "add_name",
    "add_person",
    "add_safety_note",
    "add_tie",
    "ask_again",
    "asked_next",
    "assign_staff",
    "attach_file",
    "bases_for_records",
    "belongs",
    "bonds_of",
    "cancel_outside",
    "change_action",
    "change_household",
    "change_intake",
    "change_issue",
    "change_life_event",
    "change_name",
    "change_named_person",
    "change_person",
    "change_relationship",
    "change_sheet",
    "change_stay",
    "change_tie",
    "close_record",
    "close_referral",
    "complete_action",
    "compose_sheet",
    "consent_covers",
    "content_of",
    "correct_note",
    "decline_referral",
    "elsewhere",
    "end_contact",
    "end_of",
    "end_tie",
    "enter_issue",
    "enter_life_event",
    "fix_assessment",
    "hand_outside",
    "hour_of",
    "join_household",
    "keep_block",
    "keep_rest",
    "leave_household",
    "look_after",
    "matter_from",
    "may_go_on",
    "merge_people",
    "merges_of",
    "moment_of",
    "move_record",
    "narrow_to_staff",
    "note_answer_opened",
    "note_consent_attempt",
    "note_first_contact",
    "note_life_facts",
    "note_opening",
    "note_outside_result",
    "number_record",
    "offered_counterparts",
    "offices_at",
    "open_own_record",
    "possible_assignees",
    "possible_named",
    "postpone_review",
    "receive_intake",
    "receive_paper",
    "receive_referral",
    "record_consent",
    "refuse_kept_out",
    "relate",
    "remove_issue",
    "remove_life_event",
    "remove_name",
    "remove_relationship",
    "remove_safety_note",
    "remove_stay",
    "reopen_record",
    "report_referral",
    "request_consent_paper",
    "require_not_withdrawn",
    "restrict_person",
    "resume_record",
    "return_to_household",
    "reuse_contact",
    "safety_notes_in_force",
    "say_same_person",
    "scan_again",
    "screen_intake",
    "send_sheet",
    "share_block",
    "share_note",
    "share_statement",
    "sheet_of",
    "split_household",
    "staff_in_charge",
    "staff_version",
    "start_assessment",
    "stays_of",
    "suspend_record",
    "take_on",
    "take_up",
    "uncovered_bodies",
    "undo_action",
    "unmerge_people",
    "unsay_same_person",
    "withdraw_attachment",
    "withdraw_consent",
    "withdraw_referral",
    "without_kept_out",
    "write_block",
    "write_note",
]
