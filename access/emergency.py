"""Emergency access 緊急閲覧 (R13): opening, ending, whom to call, reviewing.

Like `grants`, every function runs for the acting user and the database decides (sql/emergency.sql).
That she confirmed with her second factor is asked by the page (stepping_up.py).
"""

import datetime
import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from . import grants
from .errors import DomainError
from .matching import digests
from .models import AccessLog, EmergencyAttempt, EmergencyOpening, EmergencyReview, UserGrant

ATTEMPTS_AN_HOUR = 5
NUMBER = re.compile(r"(?:R|令和)(?P<year>\d{1,2})-(?P<serial>\d{5})")
OPENED, REFUSED, LIMITED = "opened", "refused", "limited"
SEEN_ANYWAY, SAME_REASON, TWICE = "seen_anyway", "same_reason", "twice"


@dataclass(frozen=True)
class Danger:
    """Why the case is opened: a code, and what is known in words."""

    reason: str
    words: str


@dataclass(frozen=True)
class Answer:
    """What became of an attempt: `outcome`, what was opened, and an opening that was there before."""

    outcome: str
    opened: tuple[uuid.UUID, ...] = ()
    before: uuid.UUID | None = None


def parts_of_number(text: str) -> tuple[int, int] | None:
    """Fiscal year and serial of a number typed exactly: R8-48213 or 令和8-48213."""
    plain = unicodedata.normalize("NFKC", text).upper().replace(" ", "")
    found = NUMBER.fullmatch(plain)
    return (int(found["year"]) + 2018, int(found["serial"])) if found else None


def open_by_number(*, number: str, danger: Danger) -> Answer:
    """Open the case with this number for three hours."""
    year, serial = parts_of_number(number) or (0, 0)
    return _ask(year, serial, None, danger)


def open_by_person(*, name: str, birth_on: datetime.date, danger: Danger) -> Answer:
    """Open the files that know somebody of this name or reading, born on that day (R15)."""
    return _ask(None, None, digests([name], birth_on), danger)


def open_again(*, opening: EmergencyOpening, danger: Danger) -> Answer:
    """Once more, with another reason."""
    return open_by_number(number=opening.case_number, danger=danger)


@transaction.atomic
def _ask(year: int | None, serial: int | None, marks: list[bytes] | None, danger: Danger) -> Answer:
    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, opening from access.open_in_emergency(%s, %s, %s::bytea[], %s, %s)",
            [year, serial, marks, danger.reason, danger.words],
        )
        rows = cursor.fetchall()
    opened = tuple(opening for outcome, opening in rows if outcome == OPENED)
    if opened:
        return Answer(OPENED, opened)
    outcome, before = rows[0]
    return Answer(outcome, before=before)


def attempts_left(user: Any) -> int:
    """How often she may still ask within this hour."""
    since = timezone.now() - datetime.timedelta(hours=1)
    made = EmergencyAttempt.objects.visible_to(user).filter(at__gt=since).count()
    return int(max(ATTEMPTS_AN_HOUR - made, 0))


@transaction.atomic
def end(*, opening: EmergencyOpening) -> int:
    """She needs it no longer: it closes at once. How many ended."""
    return grants.call("end_emergency", opening.pk)


def face_of(opening: EmergencyOpening, user: Any) -> uuid.UUID | None:
    """Id of the compartment that the opening opens now; rows in it are asked for `in_emergency`."""
    found = UserGrant.objects.filter(user=user, source_id=opening.pk, basis="R13")
    return found.values_list("content_object_id", flat=True).first()


def contacts(opening: EmergencyOpening) -> list[tuple[uuid.UUID, uuid.UUID | None]]:
    """(body, staff in charge) of the records of the case; nobody while it is not open."""
    with connection.cursor() as cursor:
        cursor.execute("select body_id, staff_id from access.emergency_contacts(%s)", [opening.pk])
        return list(cursor.fetchall())


def words_of(openings: Iterable[EmergencyOpening], user: Any) -> dict[uuid.UUID, str]:
    """What was said, for those who may read it; one question."""
    from .models import EmergencyStatement

    rows = EmergencyStatement.objects.visible_to(user).filter(opening__in=list(openings))
    return dict(rows.values_list("opening_id", "words"))


@transaction.atomic
def close_review(*, opening: EmergencyOpening, finding: str, note: str, by: Any) -> EmergencyReview:
    """Somebody else looked at it and says what she found; once."""
    if opening.user_id == by.pk:
        raise DomainError(
            "自分の緊急閲覧は、自分では確かめられません。ほかの管理者か監査の人が確かめます"
        )
    if not note.strip():
        raise DomainError("わけを書いてください")
    if EmergencyReview.objects.filter(opening=opening).exists():
        raise DomainError("この緊急閲覧は、すでにほかの人が確かめました")
    try:
        with transaction.atomic():
            return EmergencyReview.objects.create(
                opening=opening, finding=finding, note=note, reviewed_by=by
            )
    except IntegrityError as error:
        raise DomainError("この緊急閲覧は、すでにほかの人が確かめました") from error


@dataclass(frozen=True)
class Reading:
    """What was done under an opening: when, what, and of which kind the page was."""

    at: datetime.datetime
    action: str
    kind: str


def readings_under(opening: EmergencyOpening) -> list[Reading]:
    """The entries of the log that name the opening, for who reviews it (sql/emergency.sql decides)."""
    words = dict(AccessLog.Action.choices)
    with connection.cursor() as cursor:
        cursor.execute("select * from access.emergency_readings(%s)", [opening.pk])
        return [Reading(at, str(words.get(action, action)), kind) for at, action, kind in cursor]
