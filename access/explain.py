"""Why do I see this, and who else can (R18)."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from organizations.models import Body, Role

from .context import array_of
from .models import CaseFile, Compartment, ConfidentialModel, Restriction, Rule
from .together import Rows, ask_together

ONE_MOMENT = datetime.timedelta(microseconds=1)


def last_day_of(until: datetime.datetime | None) -> datetime.date | None:
    """The last day of a period that is over at `until`: what a reader is told (periods are half-open)."""
    return timezone.localdate(until - ONE_MOMENT) if until else None


def words_of(rule: str) -> str:
    """A rule in words. Conferences of four laws rest on R4, and each page of one names its own law."""
    if rule == Rule.SUPPORT_MEETING:
        return "会議の構成員です（会議の根拠となる法律による）"
    return str(Rule(rule).label)


@dataclass(frozen=True)
class Basis:
    """One reason why the user sees something."""

    rule: str
    label: str
    since: datetime.datetime | None
    until: datetime.datetime | None
    body_id: uuid.UUID | None
    permission: str

    @property
    def last_day(self) -> datetime.date | None:
        return last_day_of(self.until)


@dataclass(frozen=True)
class Readers:
    """How many people of one body in one role can read."""

    body: str
    role: str
    count: int


@dataclass(frozen=True)
class Audience:
    """「この情報を見られる人」 of a compartment: numbers by body and role, no names."""

    level: str
    total: int
    bodies: tuple[Readers, ...]
    basis_label: str
    until: datetime.datetime | None
    note: str = ""
    # What the level is called here, where that is not the same everywhere: conferences of four laws.
    level_label: str = ""

    @property
    def last_day(self) -> datetime.date | None:
        return last_day_of(self.until)


_ASK = (
    "select o.compartment_id, o.basis, o.valid_from, o.valid_until, o.body_id, o.permission"
    " from access.bases(%s, OF_CASE) o"
    " where (select access.acting_user()) = %s order by o.basis, o.valid_from"
)
ASK = {
    "compartment_id": _ASK.replace("OF_CASE", "false"),
    "case_id": _ASK.replace("OF_CASE", "true"),
}

LEVELS = {
    Compartment.Kind.FACE: "org",
    Compartment.Kind.RECORD: "org",
    Compartment.Kind.HAND_OFF: "case",
    Compartment.Kind.CONSENTED: "case",
    Compartment.Kind.PLAN: "case",
    Compartment.Kind.MEETING: "meeting",
    Compartment.Kind.PROTECTED: "secretariat",
    Compartment.Kind.NOTICED: "org",
}

# What the level means where the words of the level would say too much.
LABELS: dict[str, str] = {
    Compartment.Kind.HAND_OFF: "送った機関と、受けた機関",
    Compartment.Kind.CONSENTED: "同意の範囲の機関",
    Compartment.Kind.PLAN: "プランに参加する機関",
    Compartment.Kind.PROTECTED: "保護の名簿にある人だけ",
}


def explain(user: Any, obj: Any) -> list[Basis]:
    """The bases on which the acting user sees `obj` (a compartment, a row in one, a case file).

    Asked of the database itself (access.bases, of open_grant), whose answer decides. Empty means: to her it
    does not exist (R14); so it is for a user who is not the one acting.
    """
    if isinstance(obj, ConfidentialModel):
        column, key = "compartment_id", obj.compartment_id
    elif isinstance(obj, Compartment):
        column, key = "compartment_id", obj.pk
    elif isinstance(obj, CaseFile):
        column, key = "case_id", obj.pk
    else:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ASK[column], [key, user.pk])
        return [_basis(row) for row in cursor.fetchall()]


def _basis(row: tuple[Any, ...]) -> Basis:
    _, rule, since, until, body_id, permission = row
    return Basis(rule, words_of(rule), since, until, body_id, permission)


def bases_asked(user: Any, case: CaseFile) -> Rows:
    """The question of `explain` for a case, to be asked together with others; then `bases_found`."""
    return Rows(ASK["case_id"], (case.pk, user.pk))


def bases_found(rows: Iterable[tuple[Any, ...]]) -> list[tuple[uuid.UUID, Basis]]:
    """What `explain` says of a case, each with the compartment that it opens."""
    return [(row[0], _basis(row)) for row in rows]


OF_CASES = """
    select distinct o.case_id, o.basis, g.body_id from access.open_grant o
    left join public.organizations_rolegroup g on g.group_id = o.group_id
    where o.case_id = any(%s::uuid[]) and (select access.acting_user()) = %s order by 1, 2, 3
"""


def bases_of_cases(
    user: Any, cases: Iterable[CaseFile]
) -> dict[uuid.UUID, list[tuple[str, uuid.UUID | None]]]:
    """Rules and bodies on which the acting user sees each of these cases, in one question."""
    found: dict[uuid.UUID, list[tuple[str, uuid.UUID | None]]] = {}
    [rows] = ask_together([explanations_asked(user, cases)])
    for case_id, basis, body_id in rows:
        found.setdefault(case_id, []).append((basis, body_id))
    return found


def explanations_asked(user: Any, cases: Iterable[CaseFile]) -> Rows:
    """The question for why the acting user sees each of these cases; then `explained`."""
    return Rows(OF_CASES, (array_of([case.pk for case in cases]), user.pk))


def explained(rows: Iterable[tuple[uuid.UUID, str, Any]]) -> dict[uuid.UUID, list[str]]:
    """By case: words for why the acting user sees it, for lists."""
    found: dict[uuid.UUID, dict[str, str]] = {}
    for case, rule, _ in rows:
        found.setdefault(case, {})[rule] = words_of(rule)
    return {case: list(words.values()) for case, words in found.items()}


def restrictions_of(case: CaseFile) -> QuerySet[Restriction]:
    """Who is kept out of a case now (R12); nothing for somebody who does not see the case."""
    return (
        Restriction.objects.filter(case=case, valid_from__lte=Now(), lifted_at__isnull=True)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=Now()))
        .order_by("valid_from", "id")
    )


def restrictions(case: CaseFile) -> list[Restriction]:
    """The same with the people that a page names."""
    return list(restrictions_of(case).select_related("user", "created_by", "lift_asked_by"))


def bodies_reading(compartment: Compartment) -> set[uuid.UUID]:
    """Bodies of which somebody can read the compartment now; none for who does not read it herself."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct body_id from access.audience(%s)", [compartment.pk])
        return {row[0] for row in cursor.fetchall()}


AUDIENCE = (
    "select b.id, b.name, a.role, a.people from access.audience(%s) a"
    " join organizations_body b on b.id = a.body_id"
)


def audience(
    user: Any, compartment: Compartment, note: str = "", *, bases: list[Basis] | None = None
) -> Audience:
    """Who can read the compartment now; the restricted are not counted (R12, R18). `bases` of the user,
    where her page has asked for them already."""
    with connection.cursor() as cursor:
        cursor.execute(AUDIENCE, [compartment.pk])
        rows = cursor.fetchall()
    readers = sorted(
        (Readers(name, str(Role(role).label), count) for _, name, role, count in rows),
        key=lambda r: (r.body, r.role),
    )
    if bases is None:
        bases = explain(user, compartment)
    level, label = LEVELS[Compartment.Kind(compartment.kind)], LABELS.get(compartment.kind, "")
    if level == "org" and len({row[0] for row in rows}) > 1:
        # Basic information after a hand-off or a consent: no longer one body's.
        level, label = "case", "この世帯にかかわる機関"
    return Audience(
        level=level,
        total=sum(r.count for r in readers),
        bodies=tuple(readers),
        basis_label=" / ".join(dict.fromkeys(b.label for b in bases)),
        until=min((b.until for b in bases if b.until), default=None),
        note=note,
        level_label=label,
    )


def audience_of_words(found: Audience) -> Audience:
    """Who of them reads what is written in words in a plan: supervisors have the progress alone (R9), and
    nobody enters the circle of a plan as a supervisor. Who holds another office too is counted by that."""
    readers = tuple(row for row in found.bodies if row.role != Role.SUPERVISOR.label)
    return replace(found, bodies=readers, total=sum(row.count for row in readers))


UNTIL_HANDED_ON = "つなぐまで、ほかの機関には表示されません"


def future_audience(body: Body, roles: tuple[str, ...], *, note: str = UNTIL_HANDED_ON) -> Audience:
    """Who will read a record that is being opened for roles of one body (R18, while typing); `note`: until when."""
    from organizations.models import Appointment

    readers = []
    for role in roles:
        holders = (
            Appointment.objects.current()
            .filter(role_group__body=body, role_group__role=role)
            .values("staff")
            .distinct()
            .count()
        )
        readers.append(Readers(body.name, str(Role(role).label), holders))
    return Audience(
        level="org",
        total=sum(r.count for r in readers),
        bodies=tuple(readers),
        basis_label=str(Rule.OWN_RECORD.label),
        until=None,
        note=note,
    )
