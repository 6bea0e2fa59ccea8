"""Nobody opens the family file (R23): staff who look like kin of a household are proposed for
restriction, and are not put in charge of it before somebody has decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access import protecting
from access.errors import DomainError
from access.explain import restrictions_of
from access.models import CaseFile, DeclaredTie, Restriction
from access.together import ask_together
from cases.models import CaseRecord, Household, Person, RelationCheck, StaffInCharge
from documents.text import search_key
from organizations.models import Appointment, Area, Role, Staff

# Who is the only one of her body finds nobody there to ask.
ALONE = (
    "。あなたの機関にはほかに担当者も管理者もいないので、システムの担当に、"
    "管理者か別の担当者を登録してもらってください"
)
SAME_NAME, DECLARED = "世帯の人と名字が同じ", "届け出た親族と同じ名前の人がいる"


@dataclass(frozen=True)
class Named:
    """Somebody of the household, as far as she is known to who asks."""

    name: str
    kana: str


@dataclass(frozen=True)
class Proposal:
    """A member of staff who may be related to the household, and why it is thought so."""

    staff: Staff
    why: str


def surnames(name: str, kana: str) -> set[str]:
    """Comparable surnames of a person: what stands before the first space, in either script."""
    parts = (text.replace("\u3000", " ").split() for text in (name, kana))
    return {key for words in parts if len(words) > 1 and (key := search_key(words[0]))}


def _shares_surname(staff: Staff, people: Iterable[Person | Named]) -> bool:
    """Whether a surname is shared. A name without a space counts by how it begins."""
    of_household = {name for p in people for name in surnames(p.name, p.kana)}
    own = surnames(staff.name, staff.kana)
    if own:
        return bool(own & of_household)
    whole = {search_key(staff.name), search_key(staff.kana)} - {""}
    return any(text.startswith(name) for text in whole for name in of_household if len(name) > 1)


_told: list[Callable[[CaseFile, Any], Iterable[Named]]] = []


def register_told(provider: Callable[[CaseFile, Any], Iterable[Named]]) -> None:
    """Add people of whom a paper tells that is open to the user, where the basic information is not."""
    _told.append(provider)


@dataclass(frozen=True)
class Known:
    """What is known of a household when somebody is to be put in charge of it."""

    people: list[Person | Named]
    home: Household | None
    settled: set[Any]  # keys of staff of whom it is decided, or who are kept out

    @classmethod
    def of_new_case(cls, people: Iterable[Person], home: Household) -> "Known":
        """Of a case whose file was opened in this transaction: what was just written, so that it is not asked
        for again. Nothing is decided in it yet, nobody is kept out of it, and no paper tells of it."""
        return cls(people=[p for p in people if p.name or p.kana], home=home, settled=set())


def _known(record: CaseRecord, by: Any) -> Known:
    case = record.compartment.case
    people, homes, decided, kept_out = ask_together(
        [
            Person.objects.visible_to(by).of_case(case).exclude(name="", kana=""),
            Household.objects.visible_to(by).of_case(case),
            RelationCheck.objects.visible_to(by).filter(record=record),
            restrictions_of(case),
        ]
    )
    return Known(
        people=people or [named for provider in _told for named in provider(case, by)],
        home=homes[0] if homes else None,
        settled={check.staff_id for check in decided} | {r.user_id for r in kept_out},
    )


def proposals(
    *, record: CaseRecord, staff: Iterable[Staff], by: Any, known: Known | None = None
) -> list[Proposal]:
    """Which of these may be related to the household, and are undecided. `known`: what the caller knows
    of the household; otherwise it is asked for.

    An area that is not known on both sides excludes nobody: better asked once too often.
    """
    known = known or _known(record, by)
    candidates = {s.pk: s for s in staff}
    wanted = [s for pk, s in candidates.items() if pk not in known.settled]
    if not known.people or not wanted:
        return []
    keys = {search_key(text) for p in known.people for text in (p.name, p.kana)} - {""}
    ties, areas = set(), {}
    for who, area in protecting.declared_ties([s.pk for s in wanted], keys):
        if area is None:
            ties.add(who)
        else:
            areas[who] = area
    found = []
    for member in wanted:
        if member.pk in ties:
            found.append(Proposal(member, DECLARED))
        elif _shares_surname(member, known.people) and _may_live_near(
            known.home, areas.get(member.pk)
        ):
            found.append(Proposal(member, SAME_NAME))
    return found


def _may_live_near(home: Household | None, area_id: Any) -> bool:
    known = home.area_id if home is not None else None
    return known is None or area_id is None or known == area_id


def undecided(*, record: CaseRecord, staff: Iterable[Staff], people: list[Person], by: Any) -> bool:
    """Whether somebody in charge shares a surname with the household, which was completed later, and
    nobody has decided yet. Asks nothing when no name is shared."""
    alike = looking_alike(staff, people)
    if not alike:
        return False
    known = RelationCheck.objects.visible_to(by).filter(record=record, staff__in=alike)
    return bool(alike - set(known.values_list("staff_id", flat=True)))


def looking_alike(staff: Iterable[Staff], people: list[Person]) -> set[Any]:
    """Keys of those who share a surname with somebody of the household."""
    return {member.pk for member in staff if _shares_surname(member, people)}


def require_decided(*, record: CaseRecord, staff: Iterable[Staff], by: Any) -> None:
    """Refuse to put somebody in charge who may be related, until that is decided (R23)."""
    if proposals(record=record, staff=staff, by=by):
        raise DomainError(
            "担当にしようとした人のなかに、世帯の人と親族かもしれない人がいます。"
            "先に「職員が親族でないか確かめる」で、関係があるかどうかを決めてください"
        )


def put_receiver_in_charge(
    *, record: CaseRecord, by: Any, known: Known | None = None
) -> StaffInCharge | None:
    """Whoever receives a case is in charge of it, unless she may be kin of the household (R23).

    None then: nobody is in charge until a colleague has decided, and the supervisors are told.
    """
    if proposals(record=record, staff=[by], by=by, known=known):
        return None
    return _put_in_charge(record, by, by)


def _put_in_charge(record: CaseRecord, staff: Any, by: Any) -> StaffInCharge:
    made: StaffInCharge = StaffInCharge.objects.create(
        compartment_id=record.compartment_id, created_by=by, record=record, staff_id=staff.pk
    )
    return made


def _take_up(record: CaseRecord, staff: Staff, by: Any) -> None:
    """Who received the case and is no kin comes to be in charge, if nobody else is meanwhile."""
    received = CaseRecord.objects.changeable_by(by).filter(pk=record.pk, created_by=staff)
    is_in_charge = StaffInCharge.objects.visible_to(by).filter(record=record, until__isnull=True)
    holds_office = (
        Appointment.objects.current().with_body().filter(staff=staff, role_group__body=record.body)
    )
    if received.exists() and holds_office.exists() and not is_in_charge.exists():
        _put_in_charge(record, staff, by)


def _has_colleague(record: CaseRecord, staff: Staff) -> bool:
    """Whether somebody else at her body may decide: handles cases there, or supervises who does."""
    offices = Appointment.objects.current().filter(
        role_group__body=record.body_id, role_group__role__in=(Role.CASEWORKER, Role.SUPERVISOR)
    )
    return bool(offices.exclude(staff=staff).exists())


@transaction.atomic
def decide(
    *, record: CaseRecord, staff: Staff, is_related: bool, how: str, by: Any
) -> RelationCheck:
    """Related: she loses every basis (R12). Not related: who checked, when and how is kept, and who
    received the case comes to be in charge of it."""
    from .records import restrict_person

    if staff.pk == by.pk:
        raise DomainError(
            "自分のことは、自分では決められません。ほかの担当者か管理者に頼んでください"
            + ("" if _has_colleague(record, staff) else ALONE)
        )
    decision = RelationCheck.Decision
    check: RelationCheck = RelationCheck.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        staff=staff,
        decision=decision.RESTRICTED if is_related else decision.UNRELATED,
        how=how,
    )
    if is_related:
        restrict_person(
            case=record.compartment.case,
            user=staff,
            reason=how,
            relation=Restriction.Relation.KIN,
            by=by,
        )
    else:
        _take_up(record, staff, by)
    return check


@transaction.atomic
def declare_tie(
    *, by: Any, name: str = "", relation: str = "", area: Area | None = None
) -> DeclaredTie:
    """A member of staff declares a relative, or the area in which she lives; one area at a time."""
    own = DeclaredTie.objects.visible_to(by)
    if area is not None:
        for row in own.filter(area__isnull=False):
            withdraw_tie(tie=row)
        name = relation = ""
    elif not search_key(name):
        raise DomainError("親族の氏名を書いてください")
    tie = DeclaredTie(
        user=by, name=name, name_key=search_key(name)[:200], relation=relation, area=area
    )
    tie.save(force_insert=True)
    return tie


@transaction.atomic
def withdraw_tie(*, tie: DeclaredTie) -> None:
    """What she declared is not so any more."""
    tie.delete()
