"""What rests on a consent: since when it opens nothing any more, and the one part of it that may shut
by itself. Whether it is in force: `grants.in_force`."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from organizations.models import Body

from .context import array_of
from .grants import call
from .models import Compartment
from .shared_sets import Statement
from .together import Rows, ask_together

_OF = "select array(select access.sources_in_force(%s))"
_AMONG = "select access.sources_in_force(array(SOURCES))"


def in_force_of(sources: Iterable[uuid.UUID]) -> Rows:
    """`grants.in_force` for known ids, to be asked together with others: one row with a list."""
    return Rows(_OF, (list(sources),))


def in_force_among(sources: QuerySet[Any]) -> Rows:
    """`grants.in_force` for the ids that a question finds, to be asked together with others."""
    sql, parameters = sources.query.sql_with_params()
    return Rows(_AMONG.replace("SOURCES", sql), parameters)


def asked_in_force(sources: Iterable[uuid.UUID]) -> Rows:
    """`grants.in_force` as a question, to be asked together with others."""
    return Rows("select access.sources_in_force(%s::uuid[])", (list(sources),))


def ended(sources: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime.datetime]:
    """When those of these sources that are over ended. One question for any number, as `in_force`."""
    return dict(ask_together([asked_ended(sources)])[0])


def asked_ended(sources: Iterable[uuid.UUID]) -> Rows:
    """`ended` as a question, to be asked together with others."""
    return Rows("select * from access.sources_ended(%s::uuid[])", (list(sources),))


def last_days(sources: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime.date]:
    """The last day of each of these consents, also for who takes part in what rests on it and does not read it (R8)."""
    return dict(ask_together([asked_last_days(sources)])[0])


def asked_last_days(sources: Iterable[uuid.UUID]) -> Rows:
    """`last_days` as a question, to be asked together with others."""
    return Rows("select * from access.last_days(%s::uuid[])", (list(sources),))


def persons_covered(source: uuid.UUID, bodies: Iterable[Body]) -> set[uuid.UUID]:
    """Whom a consent in force lets all of these bodies read of, by id (R03, R8)."""
    parameters = (source, [body.pk for body in bodies])
    asked = Rows("select access.persons_covered(%s, %s::uuid[])", parameters)
    return {person for (person,) in ask_together([asked])[0]}


def close_face(*, face: Compartment, bodies: Iterable[Body], source: uuid.UUID) -> int:
    """A consent no longer opens the basic information; what was shared one by one stays (R3)."""
    return sum(call("close_body_in_source", face.pk, source, body.pk) for body in bodies)


def passed_on(plans: Iterable[uuid.UUID]) -> Statement:
    """Rows of the circles of these plans (compartments) whose person is no longer in charge at her body, as
    far as the acting user coordinates them (R5, R6); to stand behind `IN`."""
    return Statement("select p.row_id from access.charge_passed(%s::uuid[]) p", (array_of(plans),))


def in_charge_now(plan: uuid.UUID) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who is in charge instead at the bodies of one plan (compartment), by row of the circle (R5, R6)."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    asked = Rows("select * from access.charge_passed(%s::uuid[])", ([plan],))
    for row, staff in ask_together([asked])[0]:
        found.setdefault(row, set()).update({staff} - {None})
    return found
