"""From the words of the household table (長男, 妻, 母 …) to relationships, as proposals.

Only what the word says for sure is proposed; a person confirms each line before it is entered.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .models import Person, Relationship

Kind, Ending = Relationship.Kind, Relationship.Ending

_ORDER = "[長次二三四五六七八末]"
CHILD = re.compile(rf"(実子|子|息子|娘|{_ORDER}(?:男|女)|子ども|こども)")
ADOPTED_CHILD = re.compile(rf"(養子|養女|養{_ORDER}[男女])")
FOSTER_CHILD = re.compile(r"里子")
PARENT = re.compile(r"(実?父|実?母|父親|母親)")
ADOPTIVE_PARENT, FOSTER_PARENT = re.compile(r"養[父母]"), re.compile(r"里[父母]")
SPOUSE = re.compile(r"(妻|夫|配偶者)")
FORMER = re.compile(r"(前妻|前夫|元妻|元夫|前の妻|前の夫|元の妻|元の夫)")
PARTNER = re.compile(r"(内縁|内縁の[妻夫]|事実婚|事実婚の[妻夫]|パートナー|未届の[妻夫])")
SIBLING = re.compile(rf"({_ORDER}?[兄姉弟妹]|兄弟|姉妹|きょうだい)")
GRANDPARENT = re.compile(r"(?:(父方|母方)の?)?(祖父|祖母)")
IN_LAW = re.compile(r"(義父|義母|義理の父|義理の母|舅|姑)")
GRANDCHILD = re.compile(r"(孫|孫息子|孫娘)")


@dataclass(frozen=True)
class Proposal:
    """Two people and what seems to bind them."""

    a: Person
    b: Person
    kind: str
    ending: str = ""

    @property
    def key(self) -> str:
        return f"{self.a.pk}:{self.b.pk}:{self.kind}:{self.ending}"

    @property
    def words(self) -> str:
        """A sentence to agree to."""
        if self.kind in Relationship.PARENTAL:
            child = {Kind.BIRTH: "子", Kind.ADOPTED: "養子", Kind.FOSTER: "里子"}[Kind(self.kind)]
            return f"{_named(self.b)}は、{_named(self.a)}の{child}"
        bond = {Kind.MARRIED: "夫婦", Kind.COMMON_LAW: "内縁・事実婚", Kind.SIBLING: "きょうだい"}
        ended = f"（{Ending(self.ending).label}）" if self.ending else ""
        return f"{_named(self.a)}と{_named(self.b)}は、{bond[Kind(self.kind)]}{ended}"


def _named(person: Person) -> str:
    word = "本人" if person.is_subject else person.relation
    return f"{person.name_words}（{word}）" if word else person.name_words


def proposals(people: list[Person], known: Iterable[Relationship]) -> list[Proposal]:
    """What the words say and is not entered yet."""
    subject = next((person for person in people if person.is_subject), None)
    if subject is None:
        return []
    pairs = {frozenset((row.person_a_id, row.person_b_id)) for row in known}
    found: dict[frozenset[object], Proposal] = {}
    for proposal in _Reader(people, subject).read():
        pair = frozenset((proposal.a.pk, proposal.b.pk))
        if len(pair) == 2 and pair not in pairs:
            found.setdefault(pair, proposal)
    return list(found.values())


def _the_only(found: list[Person]) -> list[Person]:
    """Somebody whom the word can mean; nobody when it could be one of several."""
    return found if len(found) == 1 else []


class _Reader:
    """Reads the words of a household, seen from the person herself."""

    def __init__(self, people: list[Person], subject: Person) -> None:
        self.people, self.subject = people, subject
        self.others = [p for p in people if p.pk != subject.pk and p.relation.strip()]

    def read(self) -> list[Proposal]:
        """What the words say, then what follows from it."""
        found = [p for o in self.others for p in self._of(o, o.relation.strip(), self.subject)]
        found += self._parents_as_couple()
        return found + list(_other_parents(found))

    def _of(self, person: Person, word: str, root: Person) -> Iterator[Proposal]:
        """What a word says of somebody, seen from `root`."""
        for pattern, kind in (
            (CHILD, Kind.BIRTH), (ADOPTED_CHILD, Kind.ADOPTED), (FOSTER_CHILD, Kind.FOSTER),
        ):  # fmt: skip
            if pattern.fullmatch(word):
                yield Proposal(root, person, kind)
        for pattern, kind in (
            (PARENT, Kind.BIRTH), (ADOPTIVE_PARENT, Kind.ADOPTED), (FOSTER_PARENT, Kind.FOSTER),
        ):  # fmt: skip
            if pattern.fullmatch(word):
                yield Proposal(person, root, kind)
        if SPOUSE.fullmatch(word):
            yield Proposal(root, person, Kind.MARRIED)
        elif FORMER.fullmatch(word):
            yield Proposal(root, person, Kind.MARRIED, Ending.DIVORCED)
        elif PARTNER.fullmatch(word):
            yield Proposal(root, person, Kind.COMMON_LAW)
        elif root is self.subject:
            yield from self._further(person, word)
        elif SIBLING.fullmatch(word):
            yield Proposal(root, person, Kind.SIBLING)

    def _further(self, person: Person, word: str) -> Iterator[Proposal]:
        """Words that lead over somebody else, who must be there and be the only one."""
        if SIBLING.fullmatch(word):
            parents = self._called(PARENT)
            yield from (Proposal(parent, person, Kind.BIRTH) for parent in parents)
            if not parents:
                yield Proposal(self.subject, person, Kind.SIBLING)
        elif match := GRANDPARENT.fullmatch(word):
            between = self._called(PARENT)
            if match[1]:
                sign = "父" if match[1] == "父方" else "母"
                between = [p for p in between if sign in p.relation]
            yield from (Proposal(person, one, Kind.BIRTH) for one in _the_only(between))
        elif IN_LAW.fullmatch(word):
            between = self._called(SPOUSE)
            yield from (Proposal(person, one, Kind.BIRTH) for one in _the_only(between))
        elif GRANDCHILD.fullmatch(word):
            between = self._called(CHILD)
            yield from (Proposal(one, person, Kind.BIRTH) for one in _the_only(between))
        else:
            yield from self._chained(person, word)

    def _chained(self, person: Person, word: str) -> Iterator[Proposal]:
        """長男の妻, 妻の母: the first word names somebody who is there."""
        first, _, rest = word.partition("の")
        if rest:
            named = [p for p in self.others if p.relation.strip() == first and p != person]
            if len(named) == 1:
                yield from self._of(person, rest, named[0])

    def _called(self, pattern: re.Pattern[str]) -> list[Person]:
        return [p for p in self.others if pattern.fullmatch(p.relation.strip())]

    def _parents_as_couple(self) -> Iterator[Proposal]:
        parents = self._called(PARENT)
        if len(parents) == 2:
            yield Proposal(parents[0], parents[1], Kind.MARRIED)


def _other_parents(found: list[Proposal]) -> Iterator[Proposal]:
    """A child is most often that of the husband or wife as well, where there is only one."""
    partners: dict[object, list[Proposal]] = {}
    for couple in found:
        if couple.kind == Kind.MARRIED:
            for person in (couple.a, couple.b):
                partners.setdefault(person.pk, []).append(couple)
    parents = Counter(p.b.pk for p in found if p.kind == Kind.BIRTH)
    for link in found:
        couples = partners.get(link.a.pk, [])
        if link.kind == Kind.BIRTH and parents[link.b.pk] == 1 and len(couples) == 1:
            (couple,) = couples
            if not couple.ending:
                other = couple.b if couple.a.pk == link.a.pk else couple.a
                yield Proposal(other, link.b, Kind.BIRTH)
