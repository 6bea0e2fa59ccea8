"""Nobody opens the family file (R23): staff who look like kin of a household are proposed for
restriction, and are not put in charge of it before somebody has decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access import protecting
from access.errors import DomainError
from access.explain import restrictions
from access.models import DeclaredTie, Restriction
from cases.models import CaseRecord, Household, Person, RelationCheck
from documents.text import search_key
from organizations.models import Area, Staff

SAME_NAME, DECLARED = "世帯の人と名字が同じ", "届け出た親族と同じ名前の人がいる"


@dataclass(frozen=True)
class Proposal:
    """A member of staff who may be related to the household, and why it is thought so."""

    staff: Staff
    why: str


def surnames(name: str, kana: str) -> set[str]:
    """Comparable surnames of a person: what stands before the first space, in either script."""
    parts = (text.replace("\u3000", " ").split() for text in (name, kana))
    return {key for words in parts if len(words) > 1 and (key := search_key(words[0]))}


def _shares_surname(staff: Staff, people: list[Person]) -> bool:
    """Whether a surname is shared. A name without a space counts by how it begins."""
    of_household = {name for p in people for name in surnames(p.name, p.kana)}
    own = surnames(staff.name, staff.kana)
    if own:
        return bool(own & of_household)
    whole = {search_key(staff.name), search_key(staff.kana)} - {""}
    return any(text.startswith(name) for text in whole for name in of_household if len(name) > 1)


def proposals(*, record: CaseRecord, staff: Iterable[Staff], by: Any) -> list[Proposal]:
    """Which of these may be related to the household, and are undecided.

    An area that is not known on both sides excludes nobody: better asked once too often.
    """
    people = list(
        Person.objects.visible_to(by).of_case(record.compartment.case).exclude(name="", kana="")
    )
    candidates = {s.pk: s for s in staff}
    settled = set(
        RelationCheck.objects.visible_to(by)
        .filter(record=record)
        .values_list("staff_id", flat=True)
    )
    settled |= {r.user_id for r in restrictions(record.compartment.case)}
    wanted = [s for pk, s in candidates.items() if pk not in settled]
    if not people or not wanted:
        return []
    keys = {search_key(text) for p in people for text in (p.name, p.kana)} - {""}
    ties, areas = set(), {}
    for who, area in protecting.declared_ties([s.pk for s in wanted], keys):
        if area is None:
            ties.add(who)
        else:
            areas[who] = area
    home = Household.objects.visible_to(by).of_case(record.compartment.case).first()
    found = []
    for member in wanted:
        if member.pk in ties:
            found.append(Proposal(member, DECLARED))
        elif _shares_surname(member, people) and _may_live_near(home, areas.get(member.pk)):
            found.append(Proposal(member, SAME_NAME))
    return found


def _may_live_near(home: Household | None, area_id: Any) -> bool:
    known = home.area_id if home is not None else None
    return known is None or area_id is None or known == area_id


def undecided(*, record: CaseRecord, staff: Iterable[Staff], people: list[Person], by: Any) -> bool:
    """Whether somebody who came to be in charge by receiving the case shares a surname with it and
    nobody has decided yet. Asks nothing when no name is shared."""
    alike = {member.pk for member in staff if _shares_surname(member, people)}
    if not alike:
        return False
    known = RelationCheck.objects.visible_to(by).filter(record=record, staff__in=alike)
    return bool(alike - set(known.values_list("staff_id", flat=True)))


def require_decided(*, record: CaseRecord, staff: Iterable[Staff], by: Any) -> None:
    """Refuse to put somebody in charge who may be related, until that is decided (R23)."""
    if proposals(record=record, staff=staff, by=by):
        raise DomainError(
            "担当にしようとした人のなかに、世帯の人と親族かもしれない人がいます。"
            "先に「親族の確認」で、関係があるかどうかを決めてください"
        )


@transaction.atomic
def decide(
    *, record: CaseRecord, staff: Staff, is_related: bool, how: str, by: Any
) -> RelationCheck:
    """Related: she loses every basis (R12). Not related: who checked, when and how is kept."""
    from .records import restrict_person

    if staff.pk == by.pk:
        raise DomainError(
            "自分のことは、自分では決められません。ほかの担当者か管理者に頼んでください"
        )
    decision = RelationCheck.Decision
    check = RelationCheck.objects.create(
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
