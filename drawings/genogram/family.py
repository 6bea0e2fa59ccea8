"""What a genogram is drawn from: people, couples, children. Plain data and its lookups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class Bond(StrEnum):
    """What binds a couple; UNSTATED: they have a child, and no more is recorded."""

    MARRIED = "married"
    COMMON_LAW = "common_law"
    UNSTATED = "unstated"


class Ending(StrEnum):
    TOGETHER = ""
    SEPARATED = "separated"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


class Descent(StrEnum):
    BIRTH = "birth"
    ADOPTED = "adopted"
    FOSTER = "foster"


@dataclass(frozen=True)
class Figure:
    """A person. `born` sorts siblings (ISO date or year); `home` names who live together."""

    key: str
    name: str
    sex: Sex = Sex.UNKNOWN
    age: str = ""
    relation: str = ""
    born: str = ""
    is_subject: bool = False
    is_deceased: bool = False
    died: str = ""
    is_key_person: bool = False
    home: str = ""
    twins: str = ""


@dataclass(frozen=True)
class Couple:
    """Two people who are or were a couple; `said` stands on the line, e.g. 「H20離婚」."""

    a: str
    b: str
    bond: Bond = Bond.MARRIED
    ending: Ending = Ending.TOGETHER
    said: str = ""
    since: str = ""


@dataclass(frozen=True)
class ParentOf:
    """One parent of a child."""

    parent: str
    child: str
    descent: Descent = Descent.BIRTH


class FamilyError(ValueError):
    """Data that is no family: somebody would be an ancestor of herself."""


@dataclass
class Union:
    """A couple or a single parent, with the children."""

    members: tuple[str, ...]
    bond: Bond = Bond.UNSTATED
    ending: Ending = Ending.TOGETHER
    said: str = ""
    since: str = ""
    children: list[tuple[str, Descent]] = field(default_factory=list)


class Family:
    """People with their unions; deterministic in the order of what was given."""

    def __init__(
        self, figures: Sequence[Figure], couples: Sequence[Couple], parents: Sequence[ParentOf]
    ) -> None:
        self.figures = {figure.key: figure for figure in figures}
        self.index = {key: n for n, key in enumerate(self.figures)}
        self._links = [
            link
            for link in dict.fromkeys(parents)
            if link.parent in self.figures and link.child in self.figures
        ]
        self._refuse_circles()
        self.unions: list[Union] = []
        for couple in couples:
            if couple.a != couple.b and couple.a in self.figures and couple.b in self.figures:
                self._add_couple(couple)
        self._add_children()
        for union in self.unions:
            union.children.sort(key=lambda found: self.sort_key(found[0]))

    def _refuse_circles(self) -> None:
        above: dict[str, set[str]] = {key: set() for key in self.figures}
        for link in self._links:
            above[link.child].add(link.parent)
        done: set[str] = set()
        while len(done) < len(above):
            free = [key for key in above if key not in done and above[key] <= done]
            if not free:
                raise FamilyError("a person would be an ancestor of herself")
            done.update(free)

    def _add_couple(self, couple: Couple) -> None:
        """Of several couples of the same two (divorced, married again) the last one stands."""
        members = self.in_order(couple.a, couple.b)
        known = next((u for u in self.unions if u.members == members), None)
        if known is None:
            known = Union(members)
            self.unions.append(known)
        known.bond, known.ending = couple.bond, couple.ending
        known.said, known.since = couple.said, couple.since

    def in_order(self, a: str, b: str) -> tuple[str, str]:
        """Men left, women right; otherwise as given."""

        def side(key: str) -> tuple[int, int]:
            sex = self.figures[key].sex
            return {Sex.MALE: 0, Sex.FEMALE: 2}.get(sex, 1), self.index[key]

        first, second = sorted((a, b), key=side)
        return first, second

    def _add_children(self) -> None:
        by_child: dict[tuple[str, Descent], list[str]] = {}
        for link in self._links:
            by_child.setdefault((link.child, link.descent), []).append(link.parent)
        for (child, descent), parents in by_child.items():
            self._add_child(child, descent, list(dict.fromkeys(parents)))

    def _add_child(self, child: str, descent: Descent, parents: list[str]) -> None:
        if len(parents) == 2 and not self._is_line(parents[0], parents[1]):
            self._union_of(self.in_order(*parents)).children.append((child, descent))
            return
        for parent in parents:
            self._union_of((parent,)).children.append((child, descent))

    def _is_line(self, a: str, b: str) -> bool:
        """Whether one is an ancestor of the other: they cannot stand side by side."""
        return a in self._ancestors[b] or b in self._ancestors[a]

    @cached_property
    def _ancestors(self) -> dict[str, set[str]]:
        above: dict[str, set[str]] = {key: set() for key in self.figures}
        for _ in self.figures:
            for link in self._links:
                above[link.child] |= {link.parent} | above[link.parent]
        return above

    def _union_of(self, members: tuple[str, ...]) -> Union:
        for union in self.unions:
            if union.members == members:
                return union
        self.unions.append(Union(members))
        return self.unions[-1]

    def sort_key(self, key: str) -> tuple[str, int]:
        """Siblings from the eldest; those of unknown age last, as entered."""
        return self.figures[key].born or "9999", self.index[key]

    @cached_property
    def couples(self) -> list[Union]:
        """Unions of two who stand in one row."""
        return [u for u in self.unions if len(u.members) == 2 and not self._is_line(*u.members)]

    @cached_property
    def subject(self) -> str:
        """The person herself, or the first."""
        return next((f.key for f in self.figures.values() if f.is_subject), "") or next(
            iter(self.figures), ""
        )
