"""Narrows a case to the named staff in charge of one body 担当者限定 (R2), and changes who they are.

What narrows, and that all that is opened to roles of the body later goes to them only, is done by the
database (sql/narrowing.sql): of another body nobody can know whether its record is narrowed (R14).
"""

from collections.abc import Iterable
from typing import Any

from organizations.models import Appointment

from .grants import call
from .models import Compartment


def narrow_record(*, record: Compartment, staff: Iterable[Appointment]) -> int:
    """Narrow all that is open to the roles of the body, or waits for them: its record and the basic
    information, its hand-offs, consents and memos. Each goes to the named staff and ends when it would
    have ended. Returns how many compartments were narrowed."""
    return call("narrow_record", record.pk, [a.pk for a in staff])


def join_narrowed(*, record: Compartment, staff: Iterable[Appointment]) -> int:
    """Others of the body come to be in charge of a narrowed case: they see what the acting user
    sees of it."""
    return call("join_narrowed", record.pk, [a.pk for a in staff])


def leave_narrowed(*, record: Compartment, user: Any) -> int:
    """Somebody is no longer in charge of a narrowed case: her view of it ends."""
    return call("leave_narrowed", record.pk, user.pk)
