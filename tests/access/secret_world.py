"""The secret case with its tokens, and what each persona may read of it."""

import copy
import functools
from typing import Any

import psycopg

from cases.models import ContactPoint

from . import told_emergency
from .canary import plant, short
from .crawl import ids_in_case
from .matrix import COLUMNS, MATRIX
from .told_case import a_told_case
from .told_participation import BESIDE as TAKING_PART

# Anybody: what a login page may show. Own rows of access (drafts, jobs) have their own tests.
NOBODY = "nobody"
PERSONAS = [*MATRIX, NOBODY]
# In the story as told the worker who asked for 多機関協働 is a member of the meeting as well, and
# the secretariat keeps a record of its own (R6, R9).
ALSO = {
    ("caseworker_a", "meeting"),
    ("secretary", "rec_s"),
    ("coordinator", "rec_s"),
    ("supervisor_s", "rec_s"),
    ("secretary", "screening"),
    ("coordinator", "screening"),
}
# Two more plans of the household, each in a compartment of its own (R5, R9): one of 参加支援, for the
# same consent and staff of A alone; one of outreach before consent, of which no supervisor sees anything.
BESIDE: dict[str, dict[str, str]] = {
    "taking_part": {"secretary": "w", "coordinator": "w", "caseworker_a": "w", "supervisor_a": "p"},
    "outreach": {"secretary": "w", "coordinator": "w", "caseworker_a": "w"},
    **TAKING_PART,
}


class World:
    """A database with the secret case, its tokens, and what each persona may read."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.made = a_told_case()
        with database.superuser() as connection:
            cursor_like = _Connection(connection)
            self.planted = plant(cursor_like, self.made["case"].pk)
            self.ids = ids_in_case(cursor_like, self.made["case"].pk)
            self.ids_of_another = ids_in_case(cursor_like, self.made["another"].pk)
        self.by_token = {short(p.token): p for p in self.planted}
        self.columns = {self.made[c].pk: c for c in (*COLUMNS, *BESIDE, "rec_s", "screening")}

    def moved_to(self, database: Any) -> "World":
        """The same world in a copy of its database."""
        moved = copy.copy(self)
        moved.database = database
        return moved

    def may_see(self, name: str, token: str) -> bool:
        """Whether the matrix gives the persona the compartment of the token."""
        found = self.by_token[token]
        if (
            found.model is ContactPoint
        ):  # the tokens are of the protected member: for her list only (R11)
            return self.may_see_row(name, found.model, self.made["protected"].pk)
        return self.may_see_row(name, found.model, found.compartment_id)

    def may_see_row(self, name: str, model: Any, compartment_id: Any) -> bool:
        """Whether the matrix gives the persona rows of a model in a compartment."""
        if name == NOBODY:
            return False
        column = self.columns.get(compartment_id)
        if (name, column) in ALSO:
            return True
        if column is None:  # the declined hand-off and consents that are over: their recorder's
            return name in ("caseworker_a", "colleague_a", "supervisor_a")
        if name == told_emergency.WORKER:
            return told_emergency.opens(model, column)
        if column in BESIDE:
            letter = BESIDE[column].get(name, "-")
        elif column in COLUMNS:
            letter = MATRIX[name][1].split()[COLUMNS.index(column)]
        else:
            return False
        if letter == "p":
            return "progress_compartment" in model.readable_with
        return letter in "rw"


class _Connection:
    """A psycopg connection with the `cursor()` that the planting expects."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.cursor = functools.partial(connection.cursor)


OUTSIDERS = [
    name
    for name, (_, letters, _) in MATRIX.items()
    if set(letters.split()) == {"-"}
    and (name, "rec_s") not in ALSO
    and name != told_emergency.WORKER
]
