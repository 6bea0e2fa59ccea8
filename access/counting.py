"""Where figures are counted from: rows that a user sees, or all rows of the ward (domain.md 5).

What is counted for the ward is counted by the role for scheduled work, because nobody sees all records.
`COUNTED` is the complete list of what it reads for that: ids, days, states and codes, and not a word. A
test holds it. Both sources answer the same questions, so that each count is written once.
"""

import datetime
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.apps import apps
from django.db import connections
from django.db.models import Exists, OuterRef

from .scheduled import jobs_columns_sql
from .shared_sets import OneOf, among

Counted = Callable[["Source", Any], Iterable[Any]]
ROLE_FOR_COUNTING = "jobs"  # the alias of its connection
LOCK = 7_043_107

COUNTED: dict[str, tuple[str, ...]] = {
    "access.CaseFile": ("id", "taken_back_at"),
    "access.Compartment": ("id", "kind", "case_id", "organization_id"),
    "organizations.Appointment": ("id", "role_group_id"),
    "organizations.RoleGroup": ("group_id", "body_id"),
    "organizations.Body": ("id", "kind", "area_id", "is_secretariat", "is_entrusted"),
    "cases.CaseRecord": (
        *("id", "compartment_id", "created_at", "body_id", "closed_on", "closing_reason"),
    ),
    "cases.RecordEvent": (
        *("id", "compartment_id", "created_at", "record_id", "kind", "happened_on", "reason"),
    ),
    "cases.Household": ("id", "compartment_id", "area_id"),
    "cases.Intake": (
        *("id", "compartment_id", "record_id", "received_on", "route", "method", "topics"),
        *("main_topic", "consent_state", "screened_on"),
    ),
    "cases.Note": (
        *("id", "compartment_id", "record_id", "occurred_at", "method", "project", "corrects_id"),
    ),
    "cases.Referral": (
        *("id", "compartment_id", "sender_body_id", "receiver_body_id", "state", "sent_at"),
        *("answered_at", "reported_at"),
    ),
    "cases.SamePerson": (
        *("id", "compartment_id", "other_compartment_id", "person_id", "other_person_id"),
        "ended_on",
    ),
    "cases.PersonMerge": ("id", "compartment_id", "survivor_id", "merged_id", "undone_on"),
    "meetings.CoordinationRequest": (
        *("id", "compartment_id", "sender_body_id", "secretariat_id", "state", "consent_state"),
        *("answered_at", "return_code"),
    ),
    "meetings.SupportMeeting": ("id", "compartment_id", "basis", "secretariat_id"),
    "meetings.Sitting": (
        *("id", "compartment_id", "meeting_id", "number", "held_at", "state", "occasion_id"),
        "main_topic",
    ),
    "meetings.Attendance": ("id", "compartment_id", "sitting_id", "member_id", "is_present"),
    "meetings.MeetingMember": (
        *("id", "compartment_id", "appointment_id", "paper_of_id", "paper_kind"),
    ),
    "meetings.PlanConference": ("id", "compartment_id", "held_on", "starts_at", "state"),
    "meetings.ConferenceAttendance": (
        *("id", "compartment_id", "conference_id", "body_id", "is_present"),
    ),
    "meetings.ConferenceItem": ("id", "compartment_id", "conference_id", "purpose", "result"),
    "plans.Plan": (
        *("id", "compartment_id", "kind", "sequence", "state", "lead_body_id", "decided_on"),
        *("ended_on", "next_monitoring_on", "follows_id"),
    ),
    "plans.HistoricalPlan": ("id", "history_id", "next_monitoring_on", "state"),
    "plans.Evaluation": ("id", "compartment_id", "created_at", "plan_id", "held_on"),
    "outreach.Outreach": (
        *("id", "compartment_id", "body_id", "identified_on", "route", "closed_on"),
        "closing_reason",
    ),
    "outreach.OutreachStep": ("id", "compartment_id", "outreach_id", "state", "on"),
    "outreach.VisitAttempt": (
        *("id", "compartment_id", "outreach_id", "at", "method", "result", "corrects_id"),
    ),
    "participation.Participation": (
        *("id", "compartment_id", "plan_id", "person_id", "body_id", "state"),
    ),
    "participation.Placement": (
        *("id", "compartment_id", "participation_id", "resource_id", "menu", "started_on"),
        "ended_on",
    ),
    "participation.Resource": ("id", "kind", "created_at"),
    "participation.HistoricalResource": (
        *("id", "history_id", "kind", "operator_kind", "area_id", "takes", "state"),
    ),
    "participation.ResourceLead": ("id", "kind", "area_id", "body_id"),
    "participation.LeadContact": ("id", "lead_id", "on", "to"),
    "community.HistoricalPlace": ("id", "history_id", "area_id", "is_standing", "origin"),
    "community.Place": ("id", "area_id", "is_standing", "origin", "kept_by_body_id"),
    "community.PlaceStep": ("id", "created_at", "place_id", "state", "on"),
    "community.Gathering": (
        *("id", "place_id", "on", "kind", "infants", "pupils", "youth", "adults", "elders"),
        *("aged", "unknown", "is_withdrawn"),
    ),
    "community.Partner": ("id", "kind"),
    "community.PlacePartner": ("id", "place_id", "partner_id", "since", "until"),
    "community.SupportEntry": ("id", "on", "weight", "kind", "area_id", "is_withdrawn"),
    "community.LiaisonMeeting": ("id", "held_on", "kind", "is_withdrawn"),
    "community.LiaisonPresence": ("id", "meeting_id", "people"),
}
CASE = "compartment__case_id"
# Of what lies in a case that was taken back (access.taking_back) nothing is counted: nobody sees it.
STANDING = {"case__taken_back_at__isnull": True}
# Who is known to several files changes with these: ties between them, and rows of one person merged in one of them.
TIES = {"cases.SamePerson", "cases.PersonMerge"}
# Not read, but through `access.subjects_of`: what is written here may change a number.
WATCHED = ("cases.Person",)


@dataclass(frozen=True)
class Subject:
    """Whom a case is about, as far as counting goes: of her birth only the year, known or
    estimated."""

    person: uuid.UUID
    born_in: int | None
    sex: str


class Asked(NamedTuple):
    """Rows to count, and which of their columns."""

    rows: Any
    columns: tuple[str, ...]
    # Many rows: together with other questions they are read more slowly than by themselves.
    is_much: bool = False


# Asked of a source, and of a period or whatever else the question is about.
Question = Callable[..., Asked]


class Source(Protocol):
    """Rows to count from."""

    def of(self, model: Any, *, body: str = "") -> Any:
        """Rows of a model. `body`: the way to the body for which a row counts, its own key or that of the row it
        hangs on. Who counts for some bodies gets their rows alone: so the database begins with
        these, and does not go through what all bodies wrote in a year."""

    def told(self, question: "Question", *how: Any) -> Iterable[tuple[Any, ...]]:
        """The answer to a question, of a period mostly; of what one person sees, asked once."""

    def in_faces(self, model: Any, cases: Collection[uuid.UUID]) -> Any:
        """Rows of a model that lie in the basic information of these cases."""

    def everywhere(self, model: Any) -> Any:
        """Rows of a model in whichever case, although only some cases are counted."""

    def past(self, model: Any) -> Any:
        """Former versions of rows of a model; every version has its `history_date`."""

    def subjects(self, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
        """By case: whom it is about."""

    def once(self, count: "Counted", span: Any) -> list[Any]:
        """What this counts in a period; of what one person sees, once for all that count the same rows."""


class WholeWard:
    """All rows, as the role for scheduled work reads them: the columns of `COUNTED` and no other."""

    def of(self, model: Any, *, body: str = "") -> Any:
        rows = self._all(model)
        standing = self._all(apps.get_model("access.Compartment")).filter(**STANDING)
        return rows.filter(compartment__in=standing) if lies_in_cases(model) else rows

    def _all(self, model: Any) -> Any:
        # In no order: that of a list may name a column which this role does not read.
        return model.objects.using(ROLE_FOR_COUNTING).order_by()

    def named(self, label: str) -> Any:
        """Rows of a model that is told by its label, in whichever case."""
        return self._all(apps.get_model(label))

    def told(self, question: "Question", *how: Any) -> Iterable[tuple[Any, ...]]:
        asked = question(self, *how)
        told: Iterable[tuple[Any, ...]] = asked.rows.values_list(*asked.columns)
        return told

    def in_faces(self, model: Any, cases: Collection[uuid.UUID]) -> Any:
        return self.of(model).filter(OneOf(CASE.removesuffix("_id"), cases))

    def everywhere(self, model: Any) -> Any:
        return self.of(model)

    def past(self, model: Any) -> Any:
        return model.history.using(ROLE_FOR_COUNTING).order_by()

    def subjects(self, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
        with connections[ROLE_FOR_COUNTING].cursor() as cursor:
            cursor.execute("select * from access.subjects_of(%s)", [list(cases)])
            return {case: Subject(*row) for case, *row in cursor.fetchall()}

    def once(self, count: "Counted", span: Any) -> list[Any]:
        return list(
            count(self, span)
        )  # of the whole ward nothing is held in memory longer than needed


class PartOfWard(WholeWard):
    """The same of some cases: all rows that lie in them, and every row that lies in no case."""

    def __init__(self, cases: Collection[uuid.UUID]) -> None:
        held = WholeWard().named("access.Compartment").filter(case__in=among(cases), **STANDING)
        self._within = OneOf("compartment", held.values_list("pk", flat=True))
        self._counted: dict[Any, list[Any]] = {}

    def of(self, model: Any, *, body: str = "") -> Any:
        rows = self._all(model)
        return rows.filter(self._within) if lies_in_cases(model) else rows

    def everywhere(self, model: Any) -> Any:
        return super().of(model)

    def once(self, count: "Counted", span: Any) -> list[Any]:
        if (count, span) not in self._counted:
            self._counted[count, span] = list(count(self, span))
        return self._counted[count, span]


def lies_in_cases(model: Any) -> bool:
    """Whether rows of a model lie in compartments."""
    return any(field.name == "compartment" for field in model._meta.concrete_fields)


@dataclass(frozen=True)
class Written:
    """Where something was written: in which cases, whether a tie between files, whether beside all cases."""

    cases: set[uuid.UUID]
    has_ties: bool
    is_beside_cases: bool


def written_since(moment: datetime.datetime) -> Written:
    """What a count of before this moment may not know. What hangs on a row of no case that was written is
    told by its key."""
    compartments: set[Any] = set()
    written: dict[str, bool] = {}  # by label: whether its rows lie in cases
    for history, (_, *where) in histories_counted().items():
        rows = history.objects.using(ROLE_FOR_COUNTING).filter(history_date__gte=moment)
        found = {pk for row in rows.order_by().values_list(*where).distinct() for pk in row if pk}
        if found:
            written[history.instance_type._meta.label] = lies_in_cases(history)
        if lies_in_cases(history):
            compartments |= found
        elif history.instance_type._meta.label == "participation.Resource":
            compartments |= _placed_at(found)
    has_ties = not TIES.isdisjoint(written)
    return Written(_cases_of(compartments), has_ties, not all(written.values()))


def _placed_at(resources: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Compartments that say of which kind a resource is."""
    rows = WholeWard().named("participation.Placement")
    return set(rows.filter(resource_id__in=among(resources)).values_list("compartment", flat=True))


def _cases_of(compartments: Collection[uuid.UUID]) -> set[uuid.UUID]:
    rows = WholeWard().named("access.Compartment").filter(**STANDING)
    return set(rows.filter(pk__in=among(compartments)).values_list("case", flat=True))


def cases_tied() -> set[uuid.UUID]:
    """Cases with somebody who is known to several files."""
    rows = WholeWard().named("cases.SamePerson")
    pairs = rows.values_list("compartment", "other_compartment")
    return _cases_of({compartment for pair in pairs for compartment in pair})


def all_cases() -> list[uuid.UUID]:
    """In the order in which they lie: rows of cases that began together mostly lie together."""
    return list(_cases_standing().values_list("pk", flat=True))


def _cases_standing() -> Any:
    return WholeWard().named("access.CaseFile").filter(taken_back_at__isnull=True)


def cases_gone(rows: Any) -> set[uuid.UUID]:
    """Of rows that name a `case`, those cases that are not there any more, or were taken back."""
    there = _cases_standing().filter(pk=OuterRef("case"))
    return set(rows.filter(~Exists(there)).values_list("case", flat=True))


def bodies_counted() -> dict[str, str]:
    """By key: what bodies and offices are, as far as numbers are told apart by it."""
    bodies = WholeWard().named("organizations.Body")
    groups = WholeWard().named("organizations.RoleGroup")
    found = [
        *bodies.values_list("pk", "kind", "is_secretariat"),
        *groups.values_list("pk", "body_id"),
    ]
    return {str(pk): " ".join(map(str, what)) for pk, *what in found}


def takes_its_turn() -> bool:
    """Whether nobody else counts now; for the rest of the transaction nobody else will."""
    with connections[ROLE_FOR_COUNTING].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def counted_models() -> dict[Any, tuple[str, ...]]:
    """Model and columns."""
    return {apps.get_model(label): columns for label, columns in COUNTED.items()}


def histories_counted() -> dict[Any, tuple[str, ...]]:
    """History models of what is counted, and the columns that say when something was written, and where."""
    found: dict[Any, tuple[str, ...]] = {}
    for model in [*counted_models(), *(apps.get_model(label) for label in WATCHED)]:
        history = getattr(model, "history", None)
        if history is not None and hasattr(history, "model"):
            where = (
                ("compartment_id", model.second_compartment) if lies_in_cases(model) else ("id",)
            )
            found[history.model] = ("history_date", *filter(None, where))
    return found


def counting_sql(present: set[str]) -> Iterator[str]:
    """What is counted, by the one mechanism for columns of scheduled work (scheduled.py)."""
    wanted = {model._meta.db_table: set(columns) for model, columns in counted_models().items()}
    for history, named in histories_counted().items():
        wanted.setdefault(history._meta.db_table, set()).update(named)
    for table, columns in wanted.items():
        if table in present:
            yield f"drop policy if exists counting on public.{table}"  # of earlier versions
            yield from jobs_columns_sql(table, tuple(sorted(columns)))
