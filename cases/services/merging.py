"""One person entered twice in a household file: merged, and un-merged exactly as it was.

Only inside one file. Across files two rows are said to be the same person (`same_person`), because
a row never leaves its compartment (S-10); docs/decisions/0011 says why.
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import protecting
from access.errors import DomainError
from access.models import Compartment, Protection
from access.shortcuts import save_changed
from access.stale import stale, stale_since
from cases.models import (
    ConsentAttempt,
    ConsentPerson,
    ContactPoint,
    OtherName,
    Person,
    PersonMerge,
    Relationship,
    Tie,
)

from .family import BondFacts, hold_household, require_possible
from .intakes import person_key
from .matching import find_elsewhere

# Rows of the file that name a person: kind, model, column. Times in the household stay with the row
# that was left: two sheets told them of one person, and the survivor's are the ones that count.
NAMING: dict[str, tuple[Any, tuple[str, ...]]] = {
    "contact": (ContactPoint, ("person_id",)),
    "name": (OtherName, ("person_id",)),
    "tie": (Tie, ("person_id",)),
    "bond": (Relationship, ("person_a_id", "person_b_id")),
}
# What was taken away as a mistake, or is over, is told of nobody.
END = {"name": "removed_on", "tie": "ended_on", "bond": "removed_on"}
# What fills an empty place on the survivor's sheet, in groups that belong together.
FILLED = (
    ("name", "name_kind", "kana"),
    ("kana",),
    ("sex",),
    ("birth_on", "birth_estimate"),
    ("relation",),
    ("note",),
    ("is_deceased", "died_on", "died_precision"),
    ("is_key_person",),
)
DATES = ("birth_on", "died_on")


def merges_of(face: Compartment, by: Any) -> Any:
    """Merges of a household file that were not undone."""
    rows = PersonMerge.objects.visible_to(by).filter(compartment=face, undone_on__isnull=True)
    return rows.select_related("survivor", "merged", "created_by")


@transaction.atomic
def merge_people(
    *,
    survivor: Person,
    merged: Person,
    reason: str,
    by: Any,
    version: int | None = None,
    merged_version: int | None = None,
) -> PersonMerge:
    """Two rows are one person: what names the second comes to the first; nothing is lost.

    Raises StaleError when a colleague wrote on either meanwhile, DomainError when the family would not hold.
    """
    hold_household(survivor.compartment_id, by)
    survivor, merged = _both(survivor, merged, by, version, merged_version)
    _require_mergeable(survivor, merged, reason, by)
    set_aside = _set_aside(survivor, merged, by)
    moved = _move(survivor, merged, by)
    filled = _fill(survivor, merged, by)
    save_changed(merged, by=by, fields={"merged_into": survivor})
    row: PersonMerge = PersonMerge.objects.create(
        compartment_id=survivor.compartment_id,
        created_by=by,
        survivor=survivor,
        merged=merged,
        reason=reason,
        moved=moved,
        set_aside=set_aside,
        filled=filled,
    )
    _mark(survivor, merged, by)
    return row


def _both(
    survivor: Person, merged: Person, by: Any, version: int | None, merged_version: int | None
) -> tuple[Person, Person]:
    """Both rows as they are now, held, unless a colleague changed either meanwhile."""
    wanted = {survivor.pk: version, merged.pk: merged_version}
    if len(wanted) < 2:
        raise DomainError("ちがう2人を選んでください")
    rows = Person.objects.changeable_by(by).standing().filter(pk__in=wanted)
    held = {row.pk: row for row in rows.select_for_update().order_by("pk")}
    read = {row.pk: row for row in (survivor, merged)}
    seen = {pk: read[pk].version if asked is None else asked for pk, asked in wanted.items()}
    if len(held) < 2:
        raise stale_since([(read[pk], seen[pk]) for pk in wanted if pk not in held], by)
    if any(asked is not None and held[pk].version != asked for pk, asked in wanted.items()):
        raise stale_since([(held[pk], seen[pk]) for pk in wanted], by)
    return held[survivor.pk], held[merged.pk]


def _require_mergeable(survivor: Person, merged: Person, reason: str, by: Any) -> None:
    if survivor.compartment_id != merged.compartment_id:
        raise DomainError("同じ世帯の人どうしだけを、まとめられます")
    if not reason.strip():
        raise DomainError("同じ人と分かったわけを書いてください")
    if merged.is_subject:
        raise DomainError("本人は、残す側にしてください")
    protected = {p.person_id: p for p in _protections([survivor.pk, merged.pk])}
    if merged.pk in protected:
        raise DomainError("保護されている人は、残す側にしてください。保護は、そのまま続きます")
    _require_on_list(protected.get(survivor.pk), by)
    for model in (ConsentPerson, ConsentAttempt):
        if model.objects.visible_to(by).filter(person_id=merged.pk).exists():
            raise DomainError("同意の記録に名前のある人は、残す側にしてください")


def _protections(people: list[uuid.UUID]) -> list[Protection]:
    return list(Protection.objects.in_force().filter(person_id__in=people))


def _require_on_list(protection: Protection | None, by: Any) -> None:
    if protection and not protecting.is_on_the_list(by, protection):
        raise DomainError("保護されている人です。まとめるのは、保護の名簿にある人が行います")


def _set_aside(survivor: Person, merged: Person, by: Any) -> list[str]:
    """Relationships that would bind her to herself or say a thing twice are taken away."""
    both = {survivor.pk, merged.pk}
    bonds = list(
        Relationship.objects.changeable_by(by).filter(
            compartment_id=survivor.compartment_id, removed_on__isnull=True
        )
    )
    said = {
        _meaning(bond, {})
        for bond in bonds
        if merged.pk not in (bond.person_a_id, bond.person_b_id)
    }
    found = []
    for bond in bonds:
        ends = {bond.person_a_id, bond.person_b_id}
        if merged.pk not in ends:
            continue
        meaning = _meaning(bond, {merged.pk: survivor.pk})
        if ends <= both or meaning in said:
            save_changed(bond, by=by, fields={"removed_on": timezone.localdate()})
            found.append(str(bond.pk))
        said.add(meaning)
    return found


def _meaning(bond: Relationship, instead: dict[uuid.UUID, uuid.UUID]) -> tuple[Any, ...]:
    """Kind and ends; between equals the order of the ends says nothing."""
    ends = [instead.get(end, end) for end in (bond.person_a_id, bond.person_b_id)]
    return (bond.kind, *(ends if bond.kind in Relationship.PARENTAL else sorted(ends)))


def _move(survivor: Person, merged: Person, by: Any) -> list[list[str]]:
    moved = []
    for kind, (model, columns) in NAMING.items():
        for column in columns:
            rows = model.objects.changeable_by(by).filter(**{column: merged.pk})
            if kind in END:
                rows = rows.filter(**{f"{END[kind]}__isnull": True})
            for row in rows.order_by("created_at", "pk"):
                save_changed(row, by=by, fields={column: survivor.pk})
                moved.append([kind, str(row.pk), column])
                if kind == "bond":
                    _require_family(row, "まとめると", by)
    return moved


def _require_family(bond: Relationship, when: str, by: Any) -> None:
    """Nobody gets a third natural parent, or becomes her own ancestor, by being merged or by taking that back."""
    now = Relationship.objects.visible_to(by).select_related("person_a", "person_b").get(pk=bond.pk)
    facts = BondFacts(now.person_a, now.person_b, now.kind, now.ending)
    try:
        require_possible(now.compartment, facts, by, besides=now)
    except DomainError as error:
        raise DomainError(
            f"{when}、家族の間柄が合わなくなります。先に、家族図で間柄を直してください（{error}）"
        ) from error


def _fill(survivor: Person, merged: Person, by: Any) -> dict[str, Any]:
    """Places that were empty on the survivor's sheet, with what stands there now."""
    found: dict[str, Any] = {}
    for group in FILLED:
        if getattr(merged, group[0]) and not any(_is_known(survivor, name) for name in group):
            found |= {name: getattr(merged, name) for name in group}
    if not survivor.birth_on and not survivor.birth_estimate and merged.birth_estimate:
        found["birth_estimate"] = merged.birth_estimate
    if {"name", "kana"} & set(found):
        named = {name: found.get(name, getattr(survivor, name)) for name in ("name", "kana")}
        found["search_key"] = person_key(**named)
    before = {name: getattr(survivor, name) for name in found}
    save_changed(survivor, by=by, fields=found)
    return {name: [_plain(before[name]), _plain(value)] for name, value in found.items()}


def _is_known(person: Person, name: str) -> bool:
    if name in ("name_kind", "died_precision", "birth_estimate"):
        return False  # they follow from the others; a day says more than an estimate
    return bool(getattr(person, name))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _mark(survivor: Person, merged: Person, by: Any) -> None:
    """The survivor is compared with what she has now, the other no longer (R15)."""
    find_elsewhere(survivor, by=by)
    find_elsewhere(merged, by=by)


@transaction.atomic
def unmerge_people(
    *, merge: PersonMerge, reason: str, by: Any, version: int | None = None
) -> PersonMerge:
    """They were two people after all: each has back what was hers. What came later stays, and the bonds that
    come back must go together with it: DomainError otherwise."""
    if not reason.strip():
        raise DomainError("取り消すわけを書いてください")
    if merge.undone_on is not None:
        raise DomainError("すでに取り消されています")
    hold_household(merge.compartment_id, by)
    people = Person.objects.changeable_by(by).filter(pk__in=[merge.survivor_id, merge.merged_id])
    held = {row.pk: row for row in people.select_for_update().order_by("pk")}
    if len(held) < 2 or held[merge.merged_id].merged_into_id != merge.survivor_id:
        raise stale(merge, by, merge.version if version is None else version)
    survivor, merged = held[merge.survivor_id], held[merge.merged_id]
    if survivor.merged_into_id:
        # What is hers stands under the other row: undone in this order, it would come back to the wrong one.
        raise DomainError(
            "残した人が、さらに別の人にまとめられています。先に、あとからまとめたほうを取り消してください"
        )
    if _protections([survivor.pk]):
        # Her rows stay hers as long as she is protected (R11, access.keep_shield).
        raise DomainError("保護されている人です。保護が解除されてから、取り消してください")
    save_changed(
        merge,
        by=by,
        fields={"undone_on": timezone.localdate(), "undone_reason": reason},
        version=version,
    )
    for model, pk, column in _came(merge):
        _give_back(model, pk, column, survivor, merged, by)
    _bring_back(merge, by)
    _empty_again(survivor, merge.filled, by)
    save_changed(merged, by=by, fields={"merged_into": None})
    _mark(survivor, merged, by)
    return merge


def _bring_back(merge: PersonMerge, by: Any) -> None:
    """The bonds that were set aside, where what was entered meanwhile leaves room for them."""
    for row in Relationship.objects.changeable_by(by).filter(pk__in=merge.set_aside):
        if row.removed_on is not None:
            save_changed(row, by=by, fields={"removed_on": None})
            _require_family(row, "取り消すと", by)


def _came(merge: PersonMerge) -> Iterator[tuple[Any, str, str]]:
    for kind, pk, column in merge.moved:
        yield NAMING[kind][0], pk, column


def _give_back(model: Any, pk: str, column: str, survivor: Person, merged: Person, by: Any) -> None:
    """A row goes back if it is still where the merge put it."""
    row = model.objects.changeable_by(by).filter(pk=pk, **{column: survivor.pk}).first()
    if row is not None:
        save_changed(row, by=by, fields={column: merged.pk})


def _empty_again(survivor: Person, filled: dict[str, list[Any]], by: Any) -> None:
    """What the merge filled in is empty again, unless somebody wrote something else there."""
    fields = {
        name: _read(name, before)
        for name, (before, after) in filled.items()
        if _plain(getattr(survivor, name)) == after
    }
    save_changed(survivor, by=by, fields=fields)


def _read(name: str, value: Any) -> Any:
    return datetime.date.fromisoformat(value) if name in DATES and value else value
