"""Lines of a genogram. Level ones run in channels below the texts, upright ones in gaps between
the cells: so no line can cross a figure or a text, whatever the family is like.
"""

from dataclasses import dataclass, field
from itertools import permutations

from drawings.geometry import Line
from drawings.svg import label_height

from .family import Descent, Union
from .order import Plan, Stem
from .places import NAME, SIZE, SLOT, SMALL, Places, beside

TRACK, CHANNEL_TOP, DROP, MARGIN, RING = 13.0, 16.0, 28.0, 30.0, 4.0
NEAR = 3.0  # px: a shift that small is drawn straight


@dataclass
class Tie:
    """The line between two partners: level piece with the marks, and the pieces around it."""

    union: Union
    bar: Line
    around: list[Line] = field(default_factory=list)


@dataclass
class Drop:
    """The last piece down to a child; twins share its top."""

    line: Line
    descent: Descent


@dataclass
class _Stem:
    """A stem on its way: where it starts, its ends below, its level piece."""

    stem: Stem
    x: float
    y: float
    ends: list[tuple[str, float]]
    track: int = 0

    @property
    def low(self) -> float:
        return min([self.x, *(x for _, x in self.ends)]) - 5

    @property
    def high(self) -> float:
        return max([self.x, *(x for _, x in self.ends)]) + 5

    @property
    def is_straight(self) -> bool:
        return len(self.ends) == 1 and abs(self.ends[0][1] - self.x) < NEAR


@dataclass
class Routes:
    """All lines, and y of each row."""

    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    stems: list[Line] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)


class Router:
    """Lays the lines row by row, from the oldest down."""

    def __init__(self, plan: Plan, places: Places) -> None:
        self.plan, self.places = plan, places
        self.made = Routes()
        self.used: dict[str, int] = {}

    def run(self) -> Routes:
        y = MARGIN
        for row, blocks in enumerate(self.plan.rows):
            keys = [key for block in blocks for key in block]
            height = SIZE + max((self._text_height(key) for key in keys), default=0.0)
            self.made.tops.append(y)
            self.made.bottoms.append(y + height)
            y = self._channel(row, y + height)
        return self.made

    def _text_height(self, key: str) -> float:
        cell = self.places.cells[key]
        room = label_height(len(cell.name), NAME) + label_height(len(cell.small), SMALL)
        return room + (RING + 5 if room else 0)

    def _middle(self, row: int) -> float:
        return self.made.tops[row] + SIZE / 2

    def _channel(self, row: int, bottom: float) -> float:
        """Ties and stems between this row and the next; returns y of the next row."""
        y = bottom + CHANNEL_TOP
        starts: dict[tuple[str, ...], tuple[float, float]] = {}
        for union in self.plan.family.unions:
            levels = {self.plan.level[key] for key in union.members}
            if len(union.members) != 2 or levels != {row}:
                continue
            if beside(self.plan, *union.members):
                starts[union.members] = self._tie_beside(union, row)
            else:
                starts[union.members] = self._tie_below(union, row, y)
                y += TRACK
        stems = [self._start(s, row, starts) for s in self.plan.stems if s.row == row]
        _spread_drops(self.plan, stems, self.places)
        tracks = _assign_tracks(stems)
        drop = y + TRACK * tracks
        for stem in stems:
            self._lay(stem, y + TRACK * stem.track, drop, drop + DROP)
        return drop + DROP

    def _tie_beside(self, union: Union, row: int) -> tuple[float, float]:
        x, cells = self.places.x, self.places.cells
        a, b = sorted(union.members, key=x.__getitem__)
        y = self._middle(row)
        start, end = self.edge(a), self.edge(b)
        self.made.ties.append(Tie(union, Line(x[a] + start, y, x[b] - end, y)))
        return (x[a] + cells[a].outer_right + x[b] - cells[b].outer_left) / 2, y

    def edge(self, key: str) -> float:
        """Half the width of the figure with its ring."""
        return SIZE / 2 + (RING if self.plan.family.figures[key].is_subject else 0)

    def _slot(self, key: str, row: int) -> tuple[Line, float]:
        """The way out at the right side of a figure: a short line, and x of the way down."""
        n = self.used.get(key, 0)
        self.used[key] = n + 1
        cell = self.places.cells[key]
        x = self.places.x[key]
        # However many leave here, none may leave below the figure, where its name stands.
        step = min(4.5, (SIZE / 2 - 9) / max(1, cell.slots_right - 1))
        y = self._middle(row) + 7 + step * (cell.slots_right - 1 - n)
        out = x + cell.right + SLOT * (n + 0.5)
        return Line(x + self.edge(key), y, out, y), out

    def _tie_below(self, union: Union, row: int, y: float) -> tuple[float, float]:
        """Partners who do not stand side by side: a line below the texts between them."""
        a, b = sorted(union.members, key=self.places.x.__getitem__)
        around, ends = [], []
        for key in (a, b):
            line, x = self._slot(key, row)
            around += [line, Line(x, line.y2, x, y)]
            ends.append(x)
        self.made.ties.append(Tie(union, Line(ends[0], y, ends[1], y), around))
        found = [s for s in self.plan.stems if set(s.sources) == set(union.members)]
        wanted = [self.places.x[key] for stem in found for key in stem.targets]
        middle = sum(wanted) / len(wanted) if wanted else sum(ends) / 2
        return min(max(middle, ends[0] + 18), ends[1] - 18), y

    def _start(
        self, stem: Stem, row: int, starts: dict[tuple[str, ...], tuple[float, float]]
    ) -> _Stem:
        ends = [(key, self.places.x[key]) for key in stem.targets]
        if stem.sources in starts:
            x, y = starts[stem.sources]
        elif stem.sources[0] in self.plan.family.figures:
            line, x = self._slot(stem.sources[0], row)
            self.made.stems.append(line)
            y = line.y2
        else:
            x, y = self.places.x[stem.sources[0]], self.made.tops[row]
        return _Stem(stem, x, y, ends)

    def _lay(self, stem: _Stem, track: float, drop: float, bottom: float) -> None:
        """Down to the track, along it, down to the children."""
        groups = self._twins(stem)
        if stem.is_straight:
            key = stem.ends[0][0]
            self.made.stems.append(Line(stem.x, stem.y, stem.x, drop))
            self._drop(stem, key, Line(stem.x, drop, stem.x, bottom))
            return
        self.made.stems.append(Line(stem.x, stem.y, stem.x, track))
        feet = [sum(x for _, x in group) / len(group) for group in groups]
        across = [stem.x, *feet]
        if max(across) > min(across):
            self.made.stems.append(Line(min(across), track, max(across), track))
        for foot, group in zip(feet, groups, strict=True):
            if drop > track:
                self.made.stems.append(Line(foot, track, foot, drop))
            for key, x in group:
                self._drop(stem, key, Line(foot, drop, x, bottom))

    def _drop(self, stem: _Stem, key: str, line: Line) -> None:
        figure = self.plan.family.figures.get(key)
        if figure is None:
            self.made.stems.append(line)
            return
        end = line.y2 - (RING if figure.is_subject else 0)
        union = self.plan.family.unions[stem.stem.union]
        descent = dict(union.children)[key]
        self.made.drops.append(Drop(Line(line.x1, line.y1, line.x2, end), descent))

    def _twins(self, stem: _Stem) -> list[list[tuple[str, float]]]:
        groups: dict[str, list[tuple[str, float]]] = {}
        for key, x in stem.ends:
            figure = self.plan.family.figures.get(key)
            groups.setdefault((figure.twins if figure else "") or f"={key}", []).append((key, x))
        return list(groups.values())


def _spread_drops(plan: Plan, stems: list[_Stem], places: Places) -> None:
    """Somebody with several pairs of parents: each line ends at a place of its own."""
    arriving: dict[str, list[_Stem]] = {}
    for stem in stems:
        for key, _ in stem.ends:
            arriving.setdefault(key, []).append(stem)
    for key, several in arriving.items():
        if len(several) > 1 and key in plan.family.figures:
            several.sort(key=lambda stem: stem.x)
            step = 20.0 / (len(several) - 1)
            for n, stem in enumerate(several):
                x = places.x[key] - 10 + n * step
                stem.ends = [(k, x if k == key else old) for k, old in stem.ends]


def _assign_tracks(stems: list[_Stem]) -> int:
    """Level pieces that meet lie on tracks of their own, in the order that crosses least."""
    tracks: list[list[_Stem]] = []
    for stem in sorted(stems, key=lambda s: (s.low, s.high)):
        for track in tracks:
            if all(stem.low > other.high or stem.high < other.low for other in track):
                track.append(stem)
                break
        else:
            tracks.append([stem])
    orders = permutations(tracks) if len(tracks) <= 5 else [tuple(tracks)]
    best = min(orders, key=_crossings, default=())
    for number, track in enumerate(best):
        for stem in track:
            stem.track = number
    return len(tracks)


def _crossings(order: tuple[list[_Stem], ...]) -> int:
    """Crossings of a stack of tracks; lines that would lie upon each other count ten."""
    count = 0
    for n, upper in enumerate(order):
        for lower in order[n + 1 :]:
            for a in upper:
                for b in lower:
                    count += a.low < b.x < a.high
                    for _, x in a.ends:
                        count += b.low < x < b.high
                        count += 10 * (abs(x - b.x) < 5)
    return count
