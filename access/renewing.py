"""Protection lists from which everybody has gone (R11, R12, R16): who may renew one learns of it, one asks, a second
answers. The database decides each time who may (sql/renewing.sql)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from .grants import call
from .models import CaseFile, ListRenewal, Protection
from .together import Rows

# (protection, its case, year and serial of that, whether somebody is there to make two, the request that waits, who asked, her
# name, whether the acting user may answer), in the order in which their cases came.
_ASKED = (
    "select l.protection, l.of_case, f.fiscal_year, f.serial, l.has_second, l.request, l.asked_by, s.name, l.may_answer"
    " from access.lists_left_alone(IN_CASE) l"
    " join public.access_casefile f on f.id = l.of_case"
    " left join public.organizations_staff s on s.id = l.asked_by"
    " order by f.opened_on, l.protection"
)
LEFT_ALONE = Rows(_ASKED.replace("IN_CASE", ""))


@dataclass(frozen=True)
class LeftAlone:
    """A list on which nobody stands, as it is told to somebody who may renew it."""

    protection: uuid.UUID
    case_id: uuid.UUID
    number: str
    has_second: bool
    request: uuid.UUID | None
    asked_by: uuid.UUID | None
    asker: str
    may_answer: bool


def of_row(row: tuple[Any, ...]) -> LeftAlone:
    """What LEFT_ALONE tells of one."""
    protection, case, year, serial, has_second, request, asked_by, asker, may_answer = row
    number = CaseFile(fiscal_year=year, serial=serial).number
    answers = bool(may_answer)
    return LeftAlone(protection, case, number, has_second, request, asked_by, asker or "", answers)


def left_alone_in(case: uuid.UUID) -> list[LeftAlone]:
    """Those of one case that the acting user may renew."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED.replace("IN_CASE", "%s"), [case])
        return [of_row(row) for row in cursor.fetchall()]


def renewals_of(protection: Protection) -> models.QuerySet[ListRenewal]:
    """Requests about one list, the newest first, for who may renew it or stands on it."""
    found = ListRenewal.objects.filter(protection=protection)
    return found.select_related("asked_by", "answered_by")


def renewals_asked_by(user: Any) -> models.QuerySet[ListRenewal]:
    """What somebody has asked for herself, as far as it is still open to her."""
    return ListRenewal.objects.filter(asked_by=user)


def ask(*, protection: uuid.UUID, reason: str) -> bool:
    """The acting user asks; false when she may not, or another request waits."""
    with connection.cursor() as cursor:
        cursor.execute("select access.ask_to_renew_list(%s, %s)", [protection, reason])
        return cursor.fetchone()[0] is not None


def answer(*, renewal: uuid.UUID, agrees: bool, words: str) -> bool:
    """The acting user answers as the second person; false when she may not, or it is answered already."""
    return bool(call("answer_list_renewal", renewal, agrees, words))


def withdraw(*, renewal: uuid.UUID) -> bool:
    """The acting user takes her request back; false when it is not hers, or over."""
    return bool(call("withdraw_list_renewal", renewal))
