"""Who is what to whom in a household file; what surrounds it; what is known of a life."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.models import Compartment
from access.shortcuts import save_changed
from cases.models import Household, Person, Relationship, Tie
from documents.partial_dates import DAY, PartialDate

MOST_PARENTS = 2


@dataclass(frozen=True)
class BondFacts:
    """What is known of two people; a is the parent where one is."""

    person_a: Person
    person_b: Person
    kind: str
    ending: str = ""
    since: PartialDate | None = None
    ended: PartialDate | None = None
    note: str = ""

    def fields(self) -> dict[str, Any]:
        since, ended = self.since, self.ended
        return {
            "person_a": self.person_a,
            "person_b": self.person_b,
            "kind": self.kind,
            "ending": self.ending,
            "since_on": since.on if since else None,
            "since_precision": since.precision if since else DAY,
            "ended_on": ended.on if ended else None,
            "ended_precision": ended.precision if ended else DAY,
            "note": self.note,
        }


@dataclass(frozen=True)
class TieFacts:
    """What binds the household, or one of its people, to somebody outside."""

    outside: str
    strength: str
    person: Person | None = None
    flow: str = ""
    note: str = ""


def bonds_of(face: Compartment, by: Any) -> Any:
    """Relationships that stand in a household file."""
    return (
        Relationship.objects.visible_to(by)
        .filter(compartment=face, removed_on__isnull=True)
        .select_related("person_a", "person_b")
    )


def hold_household(face_id: Any, by: Any) -> Household | None:
    """The household, held against a colleague who writes on the same family: who enters a third parent, draws the
    circle from the other side, or makes two of its people one. Held before any of its people, by everybody in
    this order. None where the user may not write in it."""
    rows = Household.objects.changeable_by(by).select_for_update(of=("self",))
    found: Household | None = rows.filter(compartment_id=face_id).first()
    return found


def _locked_household(face: Compartment, by: Any) -> Household:
    found = hold_household(face.pk, by)
    if found is None:
        raise DomainError("この世帯には書き足せません")
    return found


def _require_standing(facts: BondFacts, by: Any) -> None:
    """A colleague may have made one of them somebody else's row while this was being entered."""
    both = {facts.person_a.pk, facts.person_b.pk}
    if Person.objects.visible_to(by).standing().filter(pk__in=both).count() < len(both):
        raise DomainError(
            "選んだ人は、ほかの人にまとめられています。いまの世帯の人から選び直してください"
        )


@transaction.atomic
def relate(*, face: Compartment, facts: BondFacts, by: Any) -> Relationship:
    """Enter what binds two members of one household file. Whoever writes a bond holds the household first, so that
    what the table allows once is refused in words before."""
    _locked_household(face, by)
    _require_standing(facts, by)
    require_possible(face, facts, by)
    made: Relationship = Relationship.objects.create(
        compartment=face, created_by=by, **facts.fields()
    )
    return made


@transaction.atomic
def change_relationship(
    *, relationship: Relationship, facts: BondFacts, by: Any, version: int | None = None
) -> Relationship:
    """Complete or correct a relationship; earlier wording stays in the history."""
    _locked_household(relationship.compartment, by)
    _require_standing(facts, by)
    require_possible(relationship.compartment, facts, by, besides=relationship)
    return save_changed(relationship, by=by, fields=facts.fields(), version=version)


@transaction.atomic
def remove_relationship(*, relationship: Relationship, by: Any) -> Relationship:
    """Entered by mistake: it is no longer shown; the history keeps it."""
    if relationship.removed_on is None:
        save_changed(relationship, by=by, fields={"removed_on": timezone.localdate()})
    return relationship


def taken_off_today(face: Compartment, by: Any) -> Any:
    """Relationships that were taken off today: what a press by mistake took away has a way back. Not what was set
    aside because two rows are one person: that comes back with them (services.merging)."""
    return (
        Relationship.objects.visible_to(by)
        .filter(
            compartment=face,
            removed_on=timezone.localdate(),
            person_a__merged_into__isnull=True,
            person_b__merged_into__isnull=True,
        )
        .select_related("person_a", "person_b")
    )


@transaction.atomic
def bring_back_relationship(*, relationship: Relationship, by: Any) -> Relationship:
    """Taken off by mistake today: it stands again as it was, unless what was entered meanwhile leaves no room for it."""
    _locked_household(relationship.compartment, by)
    rows = Relationship.objects.visible_to(by).select_related("person_a", "person_b")
    now: Relationship = rows.get(pk=relationship.pk)
    if now.removed_on is None:
        return now
    if now.removed_on != timezone.localdate():
        raise DomainError("元に戻せるのは、取り消した日のうちだけです。もう一度登録してください")
    facts = BondFacts(now.person_a, now.person_b, now.kind, now.ending)
    _require_standing(facts, by)
    require_possible(relationship.compartment, facts, by)
    return save_changed(now, by=by, fields={"removed_on": None})


def require_possible(
    face: Compartment, facts: BondFacts, by: Any, besides: Relationship | None = None
) -> None:
    """Nobody is her own kin, has three natural parents, or is among her own ancestors."""
    a, b = facts.person_a, facts.person_b
    if a.pk == b.pk:
        raise DomainError("同じ人どうしの間柄は登録できません。ちがう人を選んでください")
    if {a.compartment_id, b.compartment_id} != {face.pk}:
        raise DomainError("この世帯の人から選んでください")
    if facts.ending and facts.kind not in Relationship.PARTNERS:
        raise DomainError("別居・離婚・死別は、夫婦と内縁・事実婚のときだけ選べます")
    if facts.since and facts.ended and facts.ended.on < facts.since.on:
        raise DomainError("別居・離婚・死別の時期が、始まりより前になっています")
    others = [row for row in bonds_of(face, by) if besides is None or row.pk != besides.pk]
    if any(
        row.kind == facts.kind
        and facts.kind not in Relationship.PARENTAL
        and {row.person_a_id, row.person_b_id} == {a.pk, b.pk}
        for row in others
    ) or any(
        row.kind == facts.kind and (row.person_a_id, row.person_b_id) == (a.pk, b.pk)
        for row in others
    ):
        raise DomainError("この間柄は、すでに登録されています")
    if facts.kind in Relationship.PARENTAL:
        _require_no_circle(a, b, others)
    if facts.kind == Relationship.Kind.BIRTH:
        parents = [r for r in others if r.kind == facts.kind and r.person_b_id == b.pk]
        if len(parents) >= MOST_PARENTS:
            raise DomainError(f"{b}の実の親は、すでに2人登録されています。間柄を確かめてください")


def _require_no_circle(parent: Person, child: Person, others: list[Relationship]) -> None:
    above: dict[Any, set[Any]] = {}
    for row in others:
        if row.kind in Relationship.PARENTAL:
            above.setdefault(row.person_b_id, set()).add(row.person_a_id)
    waiting, seen = [parent.pk], set()
    while waiting:
        at = waiting.pop()
        if at == child.pk:
            raise DomainError(
                f"{child}は、{parent}の親や祖父母として登録されています。"
                "親と子が逆になっていないか、確かめてください"
            )
        if at not in seen:
            seen.add(at)
            waiting += above.get(at, ())


@transaction.atomic
def note_life_facts(
    *,
    person: Person,
    is_deceased: bool,
    died: PartialDate | None,
    is_key_person: bool,
    by: Any,
    version: int | None = None,
) -> Person:
    """That somebody has died, and whether she is the one to turn to."""
    if died and person.birth_on and died.on < _first_possible(person.birth_on, died):
        raise DomainError("亡くなった時期が、生年月日より前になっています")
    fields = {
        "is_deceased": is_deceased or died is not None,
        "died_on": died.on if died else None,
        "died_precision": died.precision if died else DAY,
        "is_key_person": is_key_person,
    }
    return save_changed(person, by=by, fields=fields, version=version)


def _first_possible(birth: datetime.date, died: PartialDate) -> datetime.date:
    """The first day of the year or month of birth, when no more is known of the death."""
    if died.precision == DAY:
        return birth
    return birth.replace(day=1, month=birth.month if died.precision == "month" else 1)


@transaction.atomic
def add_tie(*, face: Compartment, facts: TieFacts, by: Any) -> Tie:
    """Enter a tie to somebody or something outside the household."""
    household = _locked_household(face, by)
    _require_member(face, facts.person)
    made: Tie = Tie.objects.create(
        compartment=face, created_by=by, household=household, **vars(facts)
    )
    return made


@transaction.atomic
def change_tie(*, tie: Tie, facts: TieFacts, by: Any, version: int | None = None) -> Tie:
    """A tie has grown stronger, weaker, or was understood wrongly."""
    _require_member(tie.compartment, facts.person)
    return save_changed(tie, by=by, fields=dict(vars(facts)), version=version)


@transaction.atomic
def end_tie(*, tie: Tie, by: Any) -> Tie:
    """A tie is no more; it leaves the picture and stays in the history."""
    if tie.ended_on is None:
        save_changed(tie, by=by, fields={"ended_on": timezone.localdate()})
    return tie


def _require_member(face: Compartment, person: Person | None) -> None:
    if person is not None and person.compartment_id != face.pk:
        raise DomainError("この世帯の人から選んでください")
