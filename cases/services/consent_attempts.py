"""Attempts to obtain the consent of a person: refused is not "not asked" (domain.md 2.1 R09)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import hand_offs, sources
from access.errors import DomainError
from access.models import Compartment
from access.shortcuts import save_changed
from cases import codes
from cases.consent_states import states
from cases.merged_rows import rows_of
from cases.models import CaseRecord, Consent, ConsentAttempt, ConsentPerson, NextAction, Person

from .consent_legs import REFUSED, end_legs, legs_waiting
from .consents import bodies_of
from .endings import Leaving, endings_of
from .records import require_going_on
from .talks import TALK_AGAIN


@transaction.atomic
def note_consent_attempt(
    *,
    record: CaseRecord,
    person: Person,
    tried_on: datetime.date,
    way: str,
    answer: str,
    by: Any,
    words: str = "",
    next_try_on: datetime.date | None = None,
) -> ConsentAttempt:
    """Note that consent was asked for, how, and what came of it; the next try becomes a task.

    Nothing opens, and the track without consent goes on (R4, R7). Who refuses is named in the basic
    information of the household: what the consent of others opened of it shuts at once (R3), and a つなぎ
    of the body on 本人同意 that nobody has answered is taken back, unless she consents elsewhere still.
    """
    require_going_on(record)
    today = timezone.localdate()
    if tried_on > today:
        raise DomainError("話した日は、今日までの日付にしてください")
    if next_try_on and next_try_on < today:
        raise DomainError("次に話す日は、今日か、今日より後の日付にしてください")
    if answer not in codes.ATTEMPTED:
        raise DomainError("同意が得られたときは、「本人の同意を記録する」から記録してください")
    case = record.compartment.case
    if answer == codes.REFUSED:
        hand_offs.take_turns(case.pk, ends=True)
    attempt: ConsentAttempt = ConsentAttempt.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        person_id=person.pk,
        person_name=str(person),
        tried_on=tried_on,
        explained_by_id=by.pk,
        way=way,
        answer=answer,
        words=words,
        next_try_on=next_try_on,
    )
    if answer == codes.REFUSED:
        for consent in opened_without(person, by):
            close_basics(consent, by)
        if not states(by, [person])[person.pk].holds:
            end_legs(record, legs_waiting(case, record.body, by), REFUSED, by)
            for ending in endings_of(Leaving(case, record.body, [person]), by):
                ending.end()
            hand_offs.close_without_basis(case)
    if next_try_on:
        NextAction.objects.create(
            compartment_id=record.compartment_id,
            created_by=by,
            record=record,
            what=TALK_AGAIN,
            due_on=next_try_on,
            assignee_id=by.pk,
        )
    return attempt


def opened_without(person: Person, by: Any) -> list[Consent]:
    """Consents of others in the household under which the basic information, and so the name of this
    person, is open to other bodies (domain.md 2.1 R03)."""
    rows = Consent.objects.changeable_by(by).valid().of_case(person.compartment.case)
    named = ConsentPerson.objects.visible_to(by).filter(person_id__in=rows_of(person, by))
    return list(rows.filter(opens_basics=True).exclude(pk__in=named.values("consent")))


def close_basics(consent: Consent, by: Any) -> None:
    """The consent goes on without the basic information; copies shared one by one stay."""
    face = Compartment.objects.visible_to(by).get(case=consent.compartment.case_id, kind="face")
    sources.close_face(
        face=face, bodies={row.body for row in bodies_of(consent, by)}, source=consent.pk
    )
    save_changed(consent, by=by, fields={"opens_basics": False})
