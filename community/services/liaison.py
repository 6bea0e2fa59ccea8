"""関係者連絡会: held, who came, what is missing, and what became of it."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.open_registers import save_open
from community.choices import LIAISON
from community.models import LiaisonMeeting, LiaisonPresence, MissingResource, MissingState, Partner
from community.models.liaison import MISSING_MOVES
from jobs.models import Job
from jobs.services import request_job
from organizations.models import Area, Body

from .places import keeper_office

JOB_KIND = "liaison_pdf"


@dataclass(frozen=True)
class LiaisonFacts:
    """One meeting."""

    held_on: datetime.date
    agenda: str
    venue: str = ""
    outcome: str = ""
    kind: str = LIAISON


@dataclass(frozen=True)
class MissingFacts:
    """What is missing, who follows it up, until when."""

    kind: str
    text: str
    who: Body
    due_on: datetime.date
    area: Area | None = None


def _require_held(meeting: LiaisonMeeting) -> None:
    if meeting.is_withdrawn:
        raise DomainError("この連絡会は、取りやめ・取り消しにしてあります。新しく登録してください")


@transaction.atomic
def hold_liaison(*, facts: LiaisonFacts, by: Any) -> LiaisonMeeting:
    """A meeting is planned or was held."""
    keeper_office(by)
    made: LiaisonMeeting = LiaisonMeeting.objects.create(created_by=by, **vars(facts))
    return made


@transaction.atomic
def change_liaison(
    *, meeting: LiaisonMeeting, facts: LiaisonFacts, by: Any, version: int | None = None
) -> LiaisonMeeting:
    """What was talked about is written up."""
    _require_held(meeting)
    return save_open(meeting, by=by, fields=dict(vars(facts)), version=version)


@transaction.atomic
def withdraw_liaison(
    *, meeting: LiaisonMeeting, by: Any, version: int | None = None
) -> LiaisonMeeting:
    """It did not take place, or was entered twice: it counts no more (H1). What was found missing goes on. Two who take
    it back mean the same."""
    if meeting.is_withdrawn:
        return meeting
    return save_open(meeting, by=by, fields={"is_withdrawn": True}, version=version)


@transaction.atomic
def enter_presence(
    *,
    meeting: LiaisonMeeting,
    people: int,
    by: Any,
    body: Body | None = None,
    partner: Partner | None = None,
) -> LiaisonPresence:
    """A body or a group came; entered again, its number of people is put right."""
    keeper_office(by)
    if (body is None) == (partner is None):
        raise DomainError("機関か団体の、どちらか1つを選んでください")
    if meeting.is_to_come:
        raise DomainError("出席は、開いた日から書けます")
    _require_held(meeting)
    rows = LiaisonPresence.objects.visible_to(by).filter(meeting=meeting)
    known = rows.filter(body=body, partner=partner).first()
    if known is not None:
        found: LiaisonPresence = save_open(known, by=by, fields={"people": people})
        return found
    made: LiaisonPresence = LiaisonPresence.objects.create(
        created_by=by, meeting=meeting, body=body, partner=partner, people=people
    )
    return made


@transaction.atomic
def name_missing(*, meeting: LiaisonMeeting, facts: MissingFacts, by: Any) -> MissingResource:
    """A missing resource is named, and somebody takes it on."""
    keeper_office(by)
    _require_held(meeting)
    if facts.due_on < meeting.held_on:
        raise DomainError("「いつまでに」は、連絡会の日からあとの日にしてください")
    made: MissingResource = MissingResource.objects.create(
        created_by=by, meeting=meeting, **vars(facts)
    )
    return made


@transaction.atomic
def follow_missing(
    *,
    missing: MissingResource,
    state: str,
    due_on: datetime.date,
    by: Any,
    outcome: str = "",
    version: int | None = None,
) -> MissingResource:
    """How far it has come."""
    if state != missing.state and state not in MISSING_MOVES[missing.state]:
        raise DomainError(
            f"「{missing.get_state_display()}」から「{MissingState(state).label}」には変えられません"
        )
    if state in (MissingState.DONE, MissingState.DROPPED) and not outcome.strip():
        raise DomainError("できたこと、見送る理由を、「進み具合・結果」に書いてください")
    fields = {"state": state, "due_on": due_on, "outcome": outcome}
    return save_open(missing, by=by, fields=fields, version=version)


@transaction.atomic
def request_liaison_paper(*, meeting: LiaisonMeeting, by: Any, key: uuid.UUID | None = None) -> Job:
    """Ask for the paper of a meeting."""
    return request_job(by=by, kind=JOB_KIND, object_id=meeting.pk, key=key)
