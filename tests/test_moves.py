"""Every state machine: a move that its table does not name is refused, from every state to every state.

Tables are found in the source, so a new one fails here until its guard is named. The states stand in memory: the
guard speaks before anything is written. That what the tables allow is possible is shown by the tests of each app.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from access.errors import DomainError
from cases.models import RECORD_MOVES, REFERRAL_MOVES, CaseRecord, Referral
from cases.services import hand_off_steps
from cases.services.records import move_record
from community.models import MOVES as PLACE_MOVES
from community.models import MissingResource, Place
from community.models.liaison import MISSING_MOVES
from community.services import liaison
from community.services.places import move_to
from jobs.models import JOB_MOVES, Job, NotThatWay
from keeping.asked_models import REQUEST_MOVES as KEEPING_MOVES
from keeping.hearing_models import HEARING_MOVES, DisclosureThirdParty
from keeping.models import DisclosureRequest
from keeping.services import asked, third_parties
from meetings.models import (
    CONFERENCE_MOVES,
    DECISION_MOVES,
    GAP_MOVES,
    INFORMATION_MOVES,
    POLL_MOVES,
    REQUEST_MOVES,
    SITTING_MOVES,
    CoordinationRequest,
    DatePoll,
    InformationRequest,
    PlanConference,
    ResourceGap,
    Sitting,
)
from meetings.services import conferences, information, polls, requests, settle_decision
from meetings.services.resource_gaps import change_resource_gap
from meetings.services.sittings import move_sitting
from outreach.models import Outreach
from outreach.services import guards
from outreach.states import MOVES as OUTREACH_MOVES
from participation.models import (
    LEAD_MOVES,
    PARTICIPATION_MOVES,
    PLACEMENT_MOVES,
    Participation,
    Placement,
    ResourceLead,
)
from participation.services import leads, participating, placing
from plans.services import changing
from plans.states import PLAN_MOVES
from tests.cases.situations import body_of
from tests.meetings import situations as meeting_situations
from tests.participation import situations as participation_situations
from tests.plans import situations as plan_situations
from tests.test_architecture import LEVEL, ROOT
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
TODAY: Any = None  # what the guards do not come to look at


@dataclass
class Machine:
    """A table, and how its guard is asked: `row` makes what is to be moved and who moves it."""

    moves: dict[Any, Any]
    ask: Callable[[Any, str, Any], Any]
    row: Callable[[], Any]
    who: str = "jimukyoku1"
    words: str = "開き直して"


def no_move(moves: Any) -> Iterator[tuple[str, str]]:
    """Pairs of states that the table does not join. Staying is no move where the table does not say so."""
    for before, after in itertools.product(moves, repeat=2):
        following = {getattr(move, "to", move) for move in moves[before]}
        if after not in following:
            yield str(before), str(after)


def _leg() -> Referral:
    return Referral(receiver_body=body_of("kurashi1"))


def _lead(lead: ResourceLead, to: str, by: Any) -> Any:
    return leads.note_contact(lead=lead, on=TODAY, way="", text="", to=to, by=by)


def _outreach(row: Outreach, to: str, by: Any) -> None:
    if said := guards.missing(row, to, by):
        raise DomainError(said)


def _participation_moves(row: Participation, to: str, by: Any) -> None:
    if said := participating._no_such_move(row, to):
        raise DomainError(said)


def _of_placement(row: Placement, to: str, by: Any) -> Any:
    return placing._require(row, to, by, participating.require_writer)


def _gap(row: ResourceGap, to: str, by: Any) -> Any:
    return change_resource_gap(gap=row, state=to, outcome="検証", by=by)


def _missing(row: MissingResource, to: str, by: Any) -> Any:
    return liaison.follow_missing(missing=row, state=to, due_on=TODAY, by=by, outcome="検証")


def _job(row: Job, to: str, by: Any) -> None:
    try:
        row.move(to)
    except NotThatWay as error:
        raise DomainError(str(error)) from error


def _decision() -> Any:
    sitting = meeting_situations.a_sitting(meeting_situations.a_meeting_with_a_doctor())
    return meeting_situations.a_decision(sitting)


def _placement() -> Any:
    s = participation_situations
    return s.proposed(s.searching(), s.a_resource())


# By the name under which it stands in the source.
MACHINES: dict[str, Machine] = {
    "cases RECORD_MOVES": Machine(
        RECORD_MOVES,
        lambda row, to, by: move_record(record=row, to=to, by=by),
        CaseRecord,
        words="その状態にできません",
    ),
    "cases REFERRAL_MOVES": Machine(
        REFERRAL_MOVES,
        lambda row, to, by: hand_off_steps._move(row, to, by, None, row.receiver_body),
        _leg,
        who="kurashi1",
    ),
    "community MOVES": Machine(
        PLACE_MOVES, lambda row, to, by: move_to(row, to), Place, words="移せません"
    ),
    "community MISSING_MOVES": Machine(
        MISSING_MOVES, _missing, MissingResource, words="変えられません"
    ),
    "jobs JOB_MOVES": Machine(JOB_MOVES, _job, Job, words=" to "),
    "keeping HEARING_MOVES": Machine(
        HEARING_MOVES,
        lambda row, to, by: third_parties._move(row, to, by, None, {}),
        lambda: DisclosureThirdParty(request=DisclosureRequest()),
    ),
    "keeping REQUEST_MOVES": Machine(KEEPING_MOVES, asked.move, DisclosureRequest),
    "meetings CONFERENCE_MOVES": Machine(
        CONFERENCE_MOVES, lambda row, to, by: conferences.move(row, to), PlanConference
    ),
    "meetings DECISION_MOVES": Machine(
        DECISION_MOVES,
        lambda row, to, by: settle_decision(decision=row, state=to, by=by, outcome="検証"),
        _decision,
        who=meeting_situations.DOCTOR,
        words="いったん",
    ),
    "meetings GAP_MOVES": Machine(GAP_MOVES, _gap, ResourceGap, words="変えられません"),
    "meetings INFORMATION_MOVES": Machine(
        INFORMATION_MOVES,
        lambda row, to, by: information._move(row, to, by, None),
        InformationRequest,
    ),
    "meetings POLL_MOVES": Machine(POLL_MOVES, polls.move_poll, DatePoll, words=polls.IS_OVER[:8]),
    "meetings REQUEST_MOVES": Machine(
        REQUEST_MOVES,
        lambda row, to, by: requests._answer(row, to, by, None, ""),
        lambda: CoordinationRequest(secretariat=body_of("jimukyoku1")),
    ),
    "meetings SITTING_MOVES": Machine(SITTING_MOVES, move_sitting, Sitting),
    "outreach MOVES": Machine(OUTREACH_MOVES, _outreach, Outreach, words="その段階にできません"),
    "participation LEAD_MOVES": Machine(
        LEAD_MOVES,
        _lead,
        ResourceLead,
        who=participation_situations.KEEPER,
        words="進めません",
    ),
    "participation PARTICIPATION_MOVES": Machine(
        PARTICIPATION_MOVES,
        _participation_moves,
        Participation,
    ),
    "participation PLACEMENT_MOVES": Machine(
        PLACEMENT_MOVES, _of_placement, _placement, who=participation_situations.KEEPER
    ),
    "plans PLAN_MOVES": Machine(
        PLAN_MOVES,
        lambda row, to, by: changing.change(row, by=by, version=None, to=to),
        plan_situations.a_bare_plan,
        who=plan_situations.COORDINATOR,
    ),
}
# Where staying is asked in the same way and is no move: words are put right and the state stays.
STAYING = {"meetings DECISION_MOVES", "meetings GAP_MOVES", "community MISSING_MOVES"}
STAYING |= {"participation LEAD_MOVES"}


@contextmanager
def somebody(machine: Machine) -> Iterator[tuple[Any, Any]]:
    """What is to be moved as who moves it sees it."""
    row, by = machine.row(), staff(machine.who)
    with acting(machine.who):
        if row.pk is not None and not row._state.adding:
            row = type(row).objects.visible_to(by).select_related("compartment").get(pk=row.pk)
        yield row, by


@pytest.mark.parametrize("name", MACHINES)
def test_a_move_that_the_table_does_not_name_is_refused(name: str) -> None:
    machine, tried = MACHINES[name], 0
    with somebody(machine) as (row, by):
        for before, after in no_move(machine.moves):
            if before == after and name in STAYING:
                continue
            row.state = before
            with pytest.raises(DomainError, match=machine.words):
                machine.ask(row, after, by)
            assert row.state == before
            tried += 1
    assert tried > 0


def test_every_table_of_moves_in_the_source_is_here() -> None:
    found = {
        f"{app} {name}"
        for app in LEVEL
        for path in sorted((ROOT / app).rglob("*.py"))
        for name in re.findall(r"(?m)^(\w*MOVES)\b[^=\n]*= ", path.read_text(encoding="utf-8"))
    }
    assert found == set(MACHINES)
