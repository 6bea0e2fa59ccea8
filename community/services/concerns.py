"""気になる人メモ: written by whoever works at places, and taken into intake, or closed (R2)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile
from access.noticing import NOTICING_ROLES, open_noticed
from access.shortcuts import save_changed
from cases.models import CaseRecord, Intake, Person
from cases.services import (
    IntakeFacts,
    MemberFacts,
    NewMatter,
    receive_intake,
    reopen_record,
)
from community.models import Concern, ConcernState, Place
from organizations.models import Body, Role

# CL-02: noticed at a place.
ROUTE = "11"
NOT_AT_BODY = "気になる人メモは、自分の機関の相談員・管理者・地域づくりの担当者が書けます"
NOT_RECEIVING = "相談受付にできるのは、この機関の相談員・管理者です。相談員に伝えてください"
SUPPORTED = "この世帯は、もう受け付けています。メモは「すでに支援している」で閉じてください"
AGAIN = "気になる人メモから、新しい相談として受け付けた"
DECIDED = "このメモは、もう見立てが済んでいます"


@dataclass(frozen=True)
class ConcernFacts:
    """What was noticed. Nobody has to be named."""

    text: str
    source: str
    urgency: str
    noticed_on: datetime.date
    place: Place | None = None
    person_words: str = ""


@dataclass(frozen=True)
class IntakeOfConcern:
    """What the intake asks beyond the memo."""

    method: str
    visitor: str
    topics: Sequence[str]
    urgency: str
    words: str
    name: str = ""
    is_real_name: bool = False
    visitor_name: str = ""
    received_on: datetime.date | None = None


def _serves(by: Any, body: Body, *roles: str) -> bool:
    rows = by.appointments.current().filter(role_group__body=body, role_group__role__in=roles)
    return bool(rows.exists())


@transaction.atomic
def note_concern(
    *, body: Body, facts: ConcernFacts, by: Any, case: CaseFile | None = None
) -> Concern:
    """Write a memo. `case`: the file of a household that the writer sees already."""
    if not _serves(by, body, *NOTICING_ROLES):
        raise DomainError(NOT_AT_BODY)
    if not facts.text.strip():
        raise DomainError("気になったことを書いてください")
    if facts.noticed_on > timezone.localdate():
        raise DomainError("気づいた日は、今日までの日にしてください")
    compartment = open_noticed(body=body, by=by, case=case)
    made: Concern = Concern.objects.create(
        compartment=compartment,
        created_by=by,
        opened_file=case is None,
        body=body,
        place=facts.place,
        noticed_on=facts.noticed_on,
        person_words=facts.person_words,
        text=facts.text,
        source=facts.source,
        urgency=facts.urgency,
    )
    return made


def may_receive(concern: Concern, user: Any) -> bool:
    """Whether the user can take it into intake: who opens records of the body (R2)."""
    return _serves(user, concern.body, Role.CASEWORKER, Role.SUPERVISOR)


def ended_record(concern: Concern, user: Any) -> CaseRecord | None:
    """The record of the body in the file of the memo, when its work has ended: the memo is received anew in it."""
    rows = CaseRecord.objects.changeable_by(user).of_case(concern.compartment.case)
    own = rows.filter(compartment__organization=concern.body).first()
    return own if own is not None and own.is_closed else None


def is_supported(concern: Concern, user: Any) -> bool:
    """Whether the household is received and its work goes on: then the memo is no new matter."""
    rows = CaseRecord.objects.visible_to(user).of_case(concern.compartment.case)
    return bool(rows.exists()) and ended_record(concern, user) is None


def holds_only_a_memo(case: CaseFile, user: Any) -> bool:
    """Whether the file was opened with a memo in which the user writes, and holds no record: then nobody but
    its readers can say who must not see it (R12)."""
    mine = Concern.objects.changeable_by(user).of_case(case).filter(opened_file=True)
    return bool(mine.exclude(state=ConcernState.INTAKE).exists())


def _close(concern: Concern, by: Any, fields: dict[str, Any], version: int | None) -> Concern:
    if not concern.is_waiting:
        raise DomainError(DECIDED)
    now = {"closed_at": timezone.now(), "closed_by_id": by.pk}
    return save_changed(concern, by=by, fields={**fields, **now}, version=version)


@transaction.atomic
def take_into_intake(
    *, concern: Concern, facts: IntakeOfConcern, by: Any, version: int | None = None
) -> Intake:
    """The memo becomes the beginning of a case, in the file that was opened with it; or, where the work of the
    body has ended, a new reception in its record (domain.md 3.2, 再開). Who told is not carried over: it stays in
    the memo."""
    if not may_receive(concern, by):
        raise DomainError(NOT_RECEIVING)
    if is_supported(concern, by):
        raise DomainError(SUPPORTED)
    ended = ended_record(concern, by)
    _close(concern, by, {"state": ConcernState.INTAKE}, version)
    if ended is not None:
        return _receive_again(ended, facts, by)
    kind = Person.NameKind.REAL if facts.is_real_name else Person.NameKind.ALIAS
    return receive_intake(
        body=concern.body,
        case=concern.compartment.case,
        facts=IntakeFacts(
            method=facts.method,
            visitor=facts.visitor,
            visitor_name=facts.visitor_name,
            topics=facts.topics,
            urgency=facts.urgency,
            words=facts.words,
            route=ROUTE,
            received_on=facts.received_on,
        ),
        subject=MemberFacts(name=facts.name, name_kind=kind),
        others=[],
        by=by,
    )


def _receive_again(record: CaseRecord, facts: IntakeOfConcern, by: Any) -> Intake:
    """The household is known: its people stand in the file already."""
    matter = NewMatter(
        method=facts.method,
        visitor=facts.visitor,
        visitor_name=facts.visitor_name,
        topics=tuple(facts.topics),
        urgency=facts.urgency,
        words=facts.words,
        route=ROUTE,
    )
    reopen_record(record=record, reason=AGAIN, matter=matter, by=by)
    rows: list[Intake] = list(Intake.objects.visible_to(by).filter(record=record))
    return max(rows, key=lambda row: row.created_at)


@transaction.atomic
def close_without_intake(
    *, concern: Concern, why: str, by: Any, words: str = "", version: int | None = None
) -> Concern:
    """No intake, and why. The memo is marked and closed; it is read by the same people as before."""
    if why not in Concern.Why.values:
        raise DomainError("受付にしない理由を選んでください")
    if why == Concern.Why.OTHER and not words.strip():
        raise DomainError("「その他」のときは、理由を書いてください")
    fields = {"state": ConcernState.NOTHING, "why": why, "why_words": words}
    return _close(concern, by, fields, version)
