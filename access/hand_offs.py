"""The compartment of a つなぎ or of a request for 多機関協働: opened to its two sides, until when, and what more opens
to the receiver who takes on (R2, R3, R6)."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from organizations.models import Body, Role

from .giving import WRITE, grant_roles
from .grants import RECORD_ROLES, _open, call, end_source, record_roles
from .models import CaseFile, Compartment, Rule
from .together import Rows, ask_together


def open_hand_off(
    *,
    case: CaseFile,
    sender: Body,
    receiver: Body,
    source: uuid.UUID,
    by: Any,
    to_secretariat: bool = False,
    valid_until: datetime.datetime | None = None,
) -> Compartment:
    """Open what passes between two bodies: to the sender's roles and the receiver's, to these until the
    consent ends that it is sent on (R3, R17).

    A request for 多機関協働 goes to the coordinators of the secretariat (R6).
    """
    hand_off = _open(Compartment.Kind.HAND_OFF, case, sender, by)
    grant_roles(
        hand_off,
        sender,
        record_roles(sender),
        permission=WRITE,
        basis=Rule.HAND_OFF,
        source=hand_off.pk,
        by=by,
    )
    _show_receiver(
        hand_off,
        receiver,
        source=source,
        by=by,
        to_secretariat=to_secretariat,
        valid_until=valid_until,
    )
    return hand_off


def _show_receiver(
    hand_off: Compartment, receiver: Body, *, to_secretariat: bool, **grant: Any
) -> None:
    grant_roles(
        hand_off,
        receiver,
        (Role.COORDINATOR,) if to_secretariat else RECORD_ROLES,
        permission=WRITE,
        basis=Rule.COORDINATION if to_secretariat else Rule.HAND_OFF,
        **grant,
    )


def show_anew(
    *,
    hand_off: Compartment,
    face: Compartment | None,
    receiver: Body,
    source: uuid.UUID,
    valid_until: datetime.datetime | None,
    by: Any,
    to_secretariat: bool = False,
) -> None:
    """Until another day than before: the consent that an unanswered hand-off rests on is another one (R3)."""
    end_source(source=source)
    grant = {"source": source, "by": by, "valid_until": valid_until}
    _show_receiver(hand_off, receiver, to_secretariat=to_secretariat, **grant)
    if face is not None:
        offer_face(face=face, receiver=receiver, **grant)


def offer_face(
    *,
    face: Compartment,
    receiver: Body,
    source: uuid.UUID,
    by: Any,
    valid_until: datetime.datetime | None = None,
) -> None:
    """Prepare the receiver's view of the basic information; it opens on acceptance."""
    grant_roles(
        face,
        receiver,
        RECORD_ROLES,
        permission=WRITE,
        basis=Rule.HAND_OFF,
        source=source,
        by=by,
        waits=True,
        valid_until=valid_until,
    )


def accept_offer(*, source: uuid.UUID) -> int:
    """The acting user's body accepts: grants waiting for it open, and none of them ends any more with the consent on
    which they were sent. Returns how many opened."""
    return call("open_waiting_grants", source)


def basis_holds(source: uuid.UUID) -> bool:
    """Whether those of whom a つなぎ on 本人同意 tells still consent, whatever body recorded it, and nobody of the case has
    refused or withdrawn since it was sent (R3, R8). Until the end of this transaction nobody takes a consent back, nor
    closes it."""
    return bool(call("basis_holds", source))


def take_turns(case: uuid.UUID, *, ends: bool = False) -> None:
    """Who sends on 本人同意 and who notes that somebody of the case refuses or withdraws (`ends`), at whatever body, take turns
    until the end of the transaction: what is sent at that moment is closed with the rest (R3). First in a service that calls
    it, before anything is dated or held."""
    with connection.cursor() as cursor:
        cursor.execute("select access.take_turns_on_consents(%s, %s)", [case, ends])


def close_without_basis(case: CaseFile) -> None:
    """A consent was taken back, or somebody refused: what other bodies have sent, or ask of the secretariat, on 本人同意,
    and what stands on nothing any more, closes to who received it, whoever was told (R3). Nothing is said of
    whether there is any (R14)."""
    with connection.cursor() as cursor:
        cursor.execute("select access.close_without_basis(%s)", [case.pk])


def closed_among(sources: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these, on 本人同意 and without an answer, opens nothing to its receiver any more because of the consents,
    whatever body was told (R3). Nothing is said of a receiver whose own record is narrowed (R2, R14)."""
    return {source for (source,) in ask_together([asked_closed(sources)])[0]}


def asked_closed(sources: Iterable[uuid.UUID]) -> Rows:
    """`closed_among` as a question, to be asked together with others."""
    sql = "select s from unnest(%s::uuid[]) s where access.has_closed(s)"
    return Rows(sql, (list(sources),))


class HasClosed(models.Func):
    """The same of each row of a question, by its key."""

    function = "access.has_closed"
    output_field = models.BooleanField()


def move_end(*, source: uuid.UUID, valid_until: datetime.datetime) -> int:
    """The consent on which a request waits for its answer has another last day: the secretariat reads it, and what it
    noted of it, until then. What has closed stays closed (R3, R17). Returns how many grants were moved."""
    return call("move_end_of_request", source, valid_until)
