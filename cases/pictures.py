"""Rows of a household file as pictures: genogram, ecomap, family chronology."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from access.models import Compartment
from documents.partial_dates import DAY, format_partial, short_year
from documents.wareki import age_on
from drawings import Drawing, chronology, ecomap
from drawings.genogram import (
    Bond,
    Couple,
    Descent,
    Ending,
    Figure,
    ParentOf,
    Sex,
    draw_genogram,
)

from .models import CaseRecord, LifeEvent, Person, Relationship, Tie

SEXES = {"男性": Sex.MALE, "女性": Sex.FEMALE, "その他": Sex.OTHER}
ENDED = {"separated": "別居", "divorced": "離婚", "widowed": "死別"}
UNKNOWN_PARENT = "親（未記入）"
DECADE = re.compile(r"(\d{1,3})")
MALE_WORD, FEMALE_WORD = re.compile(r"[男夫父兄弟]$|息子$"), re.compile(r"[女妻母姉妹娘]$")
MOST_LANES = 8


def family_of(face: Compartment, by: Any) -> list[Person]:
    """Everybody of the file: who left or died belongs to the family as before."""
    rows = Person.objects.visible_to(by).standing().with_membership().filter(compartment=face)
    return sorted(rows, key=lambda person: not person.is_subject)


def ties_of(face: Compartment, by: Any) -> list[Tie]:
    """Ties that hold."""
    rows = Tie.objects.visible_to(by).filter(compartment=face, ended_on__isnull=True)
    return list(rows.select_related("person"))


def events_of(record: CaseRecord, by: Any) -> list[LifeEvent]:
    """Lines of the chronology, the oldest first."""
    return list(LifeEvent.objects.visible_to(by).filter(record=record, removed_on__isnull=True))


def genogram_of(people: Sequence[Person], bonds: Iterable[Relationship]) -> Drawing:
    """The genogram of everybody in the file."""
    known = {person.pk for person in people}
    rows = [row for row in bonds if {row.person_a_id, row.person_b_id} <= known]
    today = timezone.localdate()
    figures = [_figure(person, today) for person in people]
    parents = [
        ParentOf(str(row.person_a_id), str(row.person_b_id), Descent(row.kind))
        for row in rows
        if row.kind in Relationship.PARENTAL
    ]
    couples = [_couple(row) for row in rows if row.kind in Relationship.PARTNERS]
    siblings = [
        (str(row.person_a_id), str(row.person_b_id))
        for row in rows
        if row.kind == Relationship.Kind.SIBLING
    ]
    unknown, more = _parents_of_siblings(siblings, parents)
    parents += more
    return draw_genogram([*_with_twins(figures, parents), *unknown], couples, parents)


def _figure(person: Person, today: datetime.date) -> Figure:
    return Figure(
        key=str(person.pk),
        name=person.name_words,
        sex=_sex(person),
        age=_age(person, today),
        relation="本人" if person.is_subject else person.relation,
        born=_born(person, today),
        is_subject=person.is_subject,
        is_deceased=person.is_deceased,
        died=f"{format_partial(person.died_on, _no_day(person))}没" if person.died_on else "",
        is_key_person=person.is_key_person,
        home="here" if _lives_here(person) else "",
    )


def _sex(person: Person) -> Sex:
    """As recorded; where nothing is, what the word for the relation says (長男, 妻)."""
    if person.sex or person.is_subject:
        return SEXES.get(person.sex, Sex.UNKNOWN)
    word = person.relation.strip()
    if MALE_WORD.search(word):
        return Sex.MALE
    return Sex.FEMALE if FEMALE_WORD.search(word) else Sex.UNKNOWN


def _no_day(person: Person) -> str:
    """In the picture the year is enough."""
    return "year" if person.died_precision == DAY else person.died_precision


def _lives_here(person: Person) -> bool:
    is_there = person.lives_together or person.is_subject
    return is_there and person.belongs_now and not person.is_deceased


def _age(person: Person, today: datetime.date) -> str:
    """Age now, or at death; of somebody of whom only the decade is known, the decade."""
    if person.birth_on and person.is_deceased:
        is_exact = person.died_on and person.died_precision == DAY
        return str(age_on(person.birth_on, person.died_on)) if is_exact and person.died_on else ""
    return str(age_on(person.birth_on, today)) if person.birth_on else person.birth_estimate


def _born(person: Person, today: datetime.date) -> str:
    if person.birth_on:
        return person.birth_on.isoformat()
    decade = DECADE.search(person.birth_estimate)
    return str(today.year - int(decade[1]) - 5) if decade else ""


def _couple(row: Relationship) -> Couple:
    said = ""
    if row.ending:
        year = short_year(row.ended_on) if row.ended_on else ""
        said = f"{year}{ENDED[row.ending]}" if row.ending != "widowed" or year else ""
    elif row.since_on:
        word = "結婚" if row.kind == Relationship.Kind.MARRIED else "同居"
        said = f"{short_year(row.since_on)}{word}"
    return Couple(
        str(row.person_a_id),
        str(row.person_b_id),
        Bond(row.kind),
        Ending(row.ending),
        said,
        row.since_on.isoformat() if row.since_on else "",
    )


def _parents_of_siblings(
    siblings: list[tuple[str, str]], parents: list[ParentOf]
) -> tuple[list[Figure], list[ParentOf]]:
    """Siblings hang below a sign for the parent that nobody has entered."""
    groups: list[set[str]] = []
    for pair in siblings:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    unknown, more = [], []
    for number, group in enumerate(groups):
        own = {link.parent for link in parents if link.child in group}
        without = sorted(group - {link.child for link in parents})
        if not own:
            own = {f"unknown{number}"}
            unknown.append(Figure(f"unknown{number}", UNKNOWN_PARENT))
        more += [ParentOf(parent, child) for parent in sorted(own) for child in without]
    return unknown, more


def _with_twins(figures: list[Figure], parents: list[ParentOf]) -> list[Figure]:
    """Children of the same parents born on one day are twins."""
    above: dict[str, list[str]] = {}
    for link in parents:
        if link.descent == Descent.BIRTH:
            above.setdefault(link.child, []).append(link.parent)
    days: dict[tuple[str, ...], int] = {}
    keys = {}
    for figure in figures:
        if len(figure.born) == len("2026-04-02") and figure.key in above:
            keys[figure.key] = (figure.born, *sorted(above[figure.key]))
            days[keys[figure.key]] = days.get(keys[figure.key], 0) + 1
    return [
        Figure(**{**vars(f), "twins": "/".join(keys[f.key])})
        if f.key in keys and days[keys[f.key]] > 1
        else f
        for f in figures
    ]


def ecomap_of(people: Sequence[Person], ties: Sequence[Tie]) -> Drawing:
    """The ecomap of who lives in the household now; others only when a tie names them."""
    named = {tie.person_id for tie in ties}
    members = [
        ecomap.Member(str(p.pk), p.name_words, p.relation, p.is_subject)
        for p in people
        if _lives_here(p) or p.pk in named
    ]
    bonds = [
        ecomap.Bond(
            str(tie.person_id) if tie.person_id else "",
            tie.outside,
            ecomap.Strength(tie.strength),
            ecomap.Flow(tie.flow),
            tie.note,
        )
        for tie in ties
    ]
    return ecomap.draw_ecomap(members, bonds)


def chronology_of(people: Sequence[Person], events: Sequence[LifeEvent]) -> Drawing:
    """The chronology with a lane for each person whom an event names."""
    names = {str(person.pk): str(person) for person in people}
    lanes: dict[str, str] = {}
    for event in events:
        for person in event.who:
            lanes.setdefault(person["id"], names.get(person["id"], person["name"]))
    shown = list(lanes)[:MOST_LANES]
    return chronology.draw_chronology(
        [chronology.Lane(key, lanes[key]) for key in shown],
        [
            chronology.Event(
                event.when,
                event.text,
                tuple(person["id"] for person in event.who if person["id"] in shown),
                event.get_nature_display(),
                event.source,
                tuple(lanes[p["id"]] for p in event.who if p["id"] not in shown),
            )
            for event in events
        ],
    )
