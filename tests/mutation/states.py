"""Mutants of state machines: the guard of each table of moves taken away (tests/test_moves.py)."""

from .mutant import Mutant, mutant

REFUSED = "test_moves.py::test_a_move_that_the_table_does_not_name_is_refused"
# Table, file of its guard, the guard.
GUARDS = (
    ("cases RECORD_MOVES", "cases/services/records.py", "to not in RECORD_MOVES[record.state]"),
    (
        "cases REFERRAL_MOVES",
        "cases/services/hand_off_steps.py",
        "to not in REFERRAL_MOVES[referral.state]",
    ),
    (
        "community MISSING_MOVES",
        "community/services/liaison.py",
        "state != missing.state and state not in MISSING_MOVES[missing.state]",
    ),
    ("jobs JOB_MOVES", "jobs/models.py", "to not in JOB_MOVES[self.state]"),
    (
        "keeping REQUEST_MOVES",
        "keeping/services/asked.py",
        "to not in REQUEST_MOVES[request.state]",
    ),
    (
        "keeping HEARING_MOVES",
        "keeping/services/third_parties.py",
        "to not in HEARING_MOVES[party.state]",
    ),
    (
        "meetings CONFERENCE_MOVES",
        "meetings/services/conferences.py",
        "to not in CONFERENCE_MOVES[conference.state]",
    ),
    (
        "meetings DECISION_MOVES",
        "meetings/services/sittings.py",
        "state != decision.state and state not in DECISION_MOVES[decision.state]",
    ),
    (
        "meetings GAP_MOVES",
        "meetings/services/resource_gaps.py",
        "state != gap.state and state not in GAP_MOVES[gap.state]",
    ),
    (
        "meetings INFORMATION_MOVES",
        "meetings/services/information.py",
        "to not in INFORMATION_MOVES[request.state]",
    ),
    ("meetings POLL_MOVES", "meetings/services/polls.py", "to not in POLL_MOVES[poll.state]"),
    (
        "meetings REQUEST_MOVES",
        "meetings/services/requests.py",
        "to not in REQUEST_MOVES[request.state]",
    ),
    (
        "meetings SITTING_MOVES",
        "meetings/services/sittings.py",
        "to not in SITTING_MOVES[sitting.state]",
    ),
    ("outreach MOVES", "outreach/services/guards.py", "to not in MOVES[outreach.state]"),
    (
        "participation LEAD_MOVES",
        "participation/services/leads.py",
        "to != lead.state and to not in LEAD_MOVES[lead.state]",
    ),
    (
        "participation PARTICIPATION_MOVES",
        "participation/services/participating.py",
        "to not in PARTICIPATION_MOVES[participation.state]",
    ),
    (
        "participation PLACEMENT_MOVES",
        "participation/services/placing.py",
        "to not in PLACEMENT_MOVES[placement.state]",
    ),
    (
        "plans PLAN_MOVES",
        "plans/services/changing.py",
        "to is not None and target not in PLAN_MOVES[plan.state]",
    ),
)

PLACES = mutant(
    "M",
    "any state follows any other: community MOVES",
    "community/services/places.py",
    "    found = next((move for move in place.moves if move.to == to), None)\n",
    "    found = next(iter(place.moves))\n",
    f"{REFUSED}[community MOVES]",
)
STATES: list[Mutant] = [PLACES]
STATES += [
    mutant(
        "M",
        f"any state follows any other: {name}",
        file,
        f"    if {guard}:\n",
        f"    if False and ({guard}):\n",
        f"{REFUSED}[{name}]",
    )
    for name, file, guard in GUARDS
]
