"""Which row each person stands in: couples side by side, children below their parents."""

from .family import Family


class _Groups:
    """People who must share a row, as sets that grow together."""

    def __init__(self, family: Family) -> None:
        self.of = {key: key for key in family.figures}
        self.links = [
            (parent, child)
            for union in family.unions
            for child, _ in union.children
            for parent in union.members
        ]
        for union in family.couples:
            self._join(*union.members)

    def find(self, key: str) -> str:
        while self.of[key] != key:
            key = self.of[key]
        return key

    def _join(self, a: str, b: str) -> None:
        """Side by side, unless that would put somebody above herself."""
        before = dict(self.of)
        self.of[self.find(b)] = self.find(a)
        if self._has_circle():
            self.of = before

    def edges(self) -> set[tuple[str, str]]:
        return {(self.find(parent), self.find(child)) for parent, child in self.links}

    def _has_circle(self) -> bool:
        above: dict[str, set[str]] = {self.find(key): set() for key in self.of}
        for parent, child in self.edges():
            above[child].add(parent)
        done: set[str] = set()
        while len(done) < len(above):
            free = {key for key in above if key not in done and above[key] <= done}
            if not free:
                return True
            done |= free
        return False


def generations(family: Family) -> dict[str, int]:
    """Row of each person from 0, the oldest generation."""
    groups = _Groups(family)
    edges = sorted(groups.edges())
    names = list(dict.fromkeys(groups.find(key) for key in family.figures))
    start = groups.find(family.subject) if family.subject else ""
    level: dict[str, int] = {}
    for name in [start, *names] if start else names:
        if name not in level:
            _spread(name, edges, level)
    while any(level[child] <= level[parent] for parent, child in edges):
        for parent, child in edges:
            level[child] = max(level[child], level[parent] + 1)
    lowest = min(level.values(), default=0)
    return {key: level[groups.find(key)] - lowest for key in family.figures}


def _spread(start: str, edges: list[tuple[str, str]], level: dict[str, int]) -> None:
    """One step up for parents, one down for children, through all who are related."""
    level[start] = 0
    waiting = [start]
    while waiting:
        at = waiting.pop(0)
        for parent, child in edges:
            for here, there, step in ((parent, child, 1), (child, parent, -1)):
                if here == at and there not in level:
                    level[there] = level[at] + step
                    waiting.append(there)
