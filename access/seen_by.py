"""Rows that one person sees, to count from (access.counting), in few statements.

Each question makes the set of what is open to her anew, once for each wall and table, and these sets were most of
what her own figures cost. So rows are asked without the tables that only say of which case and body they are, and
what many numbers begin with is asked at once.
"""

import uuid
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.utils import timezone

from documents.births import year_of_birth

from .counting import CASE, Asked, Counted, Question, Subject
from .models import Compartment
from .shared_sets import OneOf
from .together import ask_together

# What hangs on a row of a body, by the name of its key.
PARENTS = {
    "record": "cases.CaseRecord",
    "outreach": "outreach.Outreach",
    "participation": "participation.Participation",
}
# A question and what it is about.
Key = tuple[Question, tuple[Hashable, ...]]
Row = tuple[Any, ...]
# Case, or case and body, by the key that a row carries.
Places = Mapping[uuid.UUID, Row]


class SeenBy:
    """What one person sees, at this moment (R1); with `bodies`, as far as it counts for these."""

    def __init__(self, user: Any, bodies: Collection[Any] | None = None) -> None:
        self.user, self.bodies = user, bodies
        self._counted: dict[Any, list[Any]] = {}
        self._told: dict[Key, list[Row]] = {}
        self._parents: dict[str, Places] = {}
        self._cases: dict[uuid.UUID, Row] = {}
        # Of which cases much was told: what is asked of some of them is asked of all.
        self._met: set[uuid.UUID] = set()
        self._faces: dict[uuid.UUID, uuid.UUID | None] = {}
        self._subjects: dict[uuid.UUID, Subject | None] = {}

    def of(self, model: Any, *, body: str = "") -> Any:
        rows = model.objects
        found = rows.visible_to(self.user) if hasattr(rows, "visible_to") else rows.all()
        found = found.order_by()
        if self.bodies is None or not body:
            return found
        parent = body.rpartition("__")[0]
        if not parent:
            return found.filter(**{f"{body}__in": self.bodies})
        keys = self._of_bodies(parent)
        return found.filter(OneOf(parent, keys)) if keys else found.none()

    def everywhere(self, model: Any) -> Any:
        return self.of(model)

    def past(self, model: Any) -> Any:
        return model.history.visible_to(self.user)

    def once(self, count: Counted, span: Any) -> list[Any]:
        if (count, span) not in self._counted:
            self._counted[count, span] = list(count(self, span))
        return self._counted[count, span]

    def told(self, question: Question, *how: Any) -> list[Row]:
        self.ask_first([(question, how)])
        return self._told[question, how]

    def ask_first(self, questions: Iterable[Key]) -> None:
        """What of this was not asked yet, in one statement, and in one more of which cases it is."""
        new = [key for key in dict.fromkeys(questions) if key not in self._told]
        asked = [self._read(question(self, *how)) for question, how in new]
        together = iter(ask_together([one.rows for one in asked if not one.is_much]))
        answers = [list(one.rows) if one.is_much else next(together) for one in asked]
        found = list(zip(new, asked, answers, strict=True))
        self._place(row[one.key] for _, one, rows in found if one.is_of_cases for row in rows)
        for key, one, rows in found:
            self._told[key] = one.told(rows)
            if one.is_much and one.case is not None:
                self._met |= {row[one.case] for row in self._told[key]}

    def _read(self, asked: Asked) -> "_Reading":
        rows, columns, is_much = asked
        if self.bodies is None or CASE not in columns:
            return _Reading(rows.values_list(*columns), is_much)
        for parent, label in PARENTS.items():
            if f"{parent}__body_id" in columns:
                looked_up = (CASE, f"{parent}__body_id")
                return _Reading.of(asked, f"{parent}_id", looked_up, self._of_bodies(parent))
            if rows.model._meta.label == label:
                return _Reading.of(asked, "pk", (CASE, "body_id"), self._of_bodies(parent))
        return _Reading.of(asked, "compartment_id", (CASE,), self._cases, of_cases=True)

    def _of_bodies(self, parent: str) -> Places:
        """The rows of the bodies on which others hang."""
        if parent not in self._parents:
            rows = self.of(apps.get_model(PARENTS[parent]), body="body")
            told = rows.values_list("pk", CASE, "body_id")
            self._parents[parent] = {pk: (case, body) for pk, case, body in told}
        return self._parents[parent]

    def _place(self, compartments: Iterable[uuid.UUID]) -> None:
        """Look up of which cases these are."""
        unknown = set(compartments) - self._cases.keys()
        if unknown:
            rows = Compartment.objects.visible_to(self.user).filter(OneOf("id", unknown))
            self._cases |= {pk: (case,) for pk, case in rows.values_list("pk", "case_id")}

    def in_faces(self, model: Any, cases: Collection[uuid.UUID]) -> Any:
        unknown = {*cases, *self._met} - self._faces.keys()
        if unknown:
            places = Compartment.objects.visible_to(self.user)
            rows = places.filter(OneOf("case", unknown), kind=Compartment.Kind.FACE)
            self._faces |= dict.fromkeys(unknown) | dict(rows.values_list("case_id", "pk"))
        faces = {face: (case,) for case in cases if (face := self._faces[case]) is not None}
        self._cases |= faces
        found = self.of(model)
        return found.filter(OneOf("compartment", faces)) if faces else found.none()

    def subjects(self, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
        unknown = {*cases, *self._met} - self._subjects.keys()
        if unknown:
            people = self.in_faces(apps.get_model("cases", "Person"), unknown)
            rows = people.filter(is_subject=True)
            told = rows.values_list(
                *("compartment", "pk", "birth_on", "birth_estimate", "created_at", "sex")
            )
            found = {
                self._cases[face][0]: Subject(
                    pk, year_of_birth(born_on, estimate, timezone.localdate(at).year), sex
                )
                for face, pk, born_on, estimate, at, sex in told
            }
            self._subjects |= {case: found.get(case) for case in unknown}
        known = {case: self._subjects[case] for case in cases}
        return {case: subject for case, subject in known.items() if subject is not None}


@dataclass(frozen=True)
class _Reading:
    """How the answer to a question is read: which columns are asked, and what is looked up for a key among
    them instead of joined."""

    rows: Any
    is_much: bool
    key: int = 0
    in_order: Callable[[Row], Row] = tuple
    case: int | None = None
    places: Places | None = None
    is_of_cases: bool = False

    @classmethod
    def of(
        cls,
        asked: Asked,
        key: str,
        looked_up: tuple[str, ...],
        places: Places,
        *,
        of_cases: bool = False,
    ) -> "_Reading":
        names = [name for name in asked.columns if name not in looked_up]
        if key not in names:
            names.append(key)
        known = [*names, *looked_up]
        in_order = itemgetter(*(known.index(name) for name in asked.columns))
        rows = asked.rows.values_list(*names)
        case = asked.columns.index(CASE)
        return cls(rows, asked.is_much, names.index(key), in_order, case, places, of_cases)

    def told(self, rows: list[Row]) -> list[Row]:
        """In the columns of the question. Of which case a row is that stands nowhere, the walls do not say."""
        places = self.places
        if places is None:
            return rows
        in_order, key, known = self.in_order, self.key, places.get
        return [in_order(row + place) for row in rows if (place := known(row[key])) is not None]
