"""Names that are easily taken for one another: bodies and people (the classic wrong address).

Bodies are known to everybody. People are compared with those whom the asking user sees, and with
nobody else: a warning never tells of a row that is hidden from her (R1, R14).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from documents.text import search_key
from organizations.models import Body

from .models import Person

ALIKE = 0.75
SHORTEST_NAME, SHORTEST_KANA = 3, 4  # one character makes no difference worth a warning below
MOST_COMPARED, MOST_SHOWN = 500, 10


@dataclass(frozen=True)
class SimilarBody:
    """A body that may be meant by mistake, or in place of another."""

    chosen: Body
    other: Body


@dataclass(frozen=True)
class SimilarPerson:
    """Somebody else of nearly the same name, whom the user sees."""

    chosen: Person
    other: Person
    why: str


@dataclass(frozen=True)
class Similar:
    """What is to be checked before a sheet leaves."""

    bodies: tuple[SimilarBody, ...] = ()
    people: tuple[SimilarPerson, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.bodies or self.people)


def similar(
    *, sender: Body, receivers: Iterable[Body], people: Iterable[Person], user: Any
) -> Similar:
    """Bodies and people that could be mixed up with those of a sheet."""
    return Similar(
        bodies=tuple(_bodies(sender, list(receivers))), people=tuple(_people(list(people), user))
    )


def _bodies(sender: Body, receivers: list[Body]) -> list[SimilarBody]:
    others = list(Body.objects.in_force().exclude(pk=sender.pk))
    return [
        SimilarBody(receiver, other)
        for receiver in receivers
        for other in others
        if other.pk != receiver.pk and _bodies_alike(receiver, other)
    ]


def _bodies_alike(one: Body, other: Body) -> bool:
    """Words that both begin with (福祉部 …) tell sections of one department not apart and do not
    make them alike either: what follows is compared."""
    a, b = search_key(one.name), search_key(other.name)
    if a in b or b in a or (one.kana and search_key(one.kana) == search_key(other.kana)):
        return True
    words, others = one.name.split(), other.name.split()
    while len(words) > 1 and len(others) > 1 and words[0] == others[0]:
        words, others = words[1:], others[1:]
    a, b = search_key("".join(words)), search_key("".join(others))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _people(chosen: list[Person], user: Any) -> list[SimilarPerson]:
    named = [p for p in chosen if p.name or p.kana]
    keys = {key for person in named for key in _parts(person)}
    if not keys:
        return []
    shares_a_part = reduce(or_, (Q(search_key__contains=key) for key in sorted(keys)))
    others = (
        Person.objects.visible_to(user)
        .in_household()
        .filter(shares_a_part)
        .exclude(pk__in=[p.pk for p in chosen])
        .select_related("compartment__case")
        .order_by("-created_at", "pk")[:MOST_COMPARED]
    )
    found = [
        SimilarPerson(person, other, why)
        for other in others
        for person in named
        if (why := _why_alike(person, other))
    ]
    return found[:MOST_SHOWN]


def _parts(person: Person) -> set[str]:
    """Surname and given name in both scripts, as far as a space tells them apart."""
    words = [w for text in (person.name, person.kana) for w in text.replace("\u3000", " ").split()]
    return {key for word in words if (key := search_key(word))}


def _why_alike(one: Person, other: Person) -> str:
    """In what two names are alike; empty when they are not."""
    name, other_name = search_key(one.name), search_key(other.name)
    kana, other_kana = search_key(one.kana), search_key(other.kana)
    if name and name == other_name:
        return "同じ名前"
    if kana and kana == other_kana:
        return "読みが同じ"
    if min(len(name), len(other_name)) >= SHORTEST_NAME and differs_by_one(name, other_name):
        return "名前が1字ちがい"
    if min(len(kana), len(other_kana)) >= SHORTEST_KANA and differs_by_one(kana, other_kana):
        return "読みが1字ちがい"
    return ""


def differs_by_one(one: str, other: str) -> bool:
    """Whether one character is another, is missing, or is added."""
    short, long = sorted((one, other), key=len)
    if one == other or len(long) - len(short) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if same is None:
        return True
    rest = short[same + 1 :] if len(short) == len(long) else short[same:]
    return rest == long[same + 1 :]
