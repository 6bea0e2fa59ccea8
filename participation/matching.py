"""Which resources fit a person: integer points by stated criteria (docs/participation.md has the table).

Nothing is guessed and nothing is hidden: each criterion gives points, says in words what fits, what is
missing, and what nobody has asked the place yet. What cannot be (an age, a door too narrow) and what was
refused before comes after everything else, and says so.

One round of questions for any number of resources; the points are counted in Python. Each criterion looks at
a few columns alone, in which many places say the same: what it says of them is counted once (`Counter`).
"""

import uuid
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from cases.merged_rows import all_rows_of
from documents.wareki import format_date
from organizations.models import Area

from .choices import ACCESS, ACTIVITY, ONLINE, SUPPORT, Words
from .models import (
    OPEN_PLACEMENTS,
    Participation,
    ParticipationNeeds,
    Placement,
    PlacementState,
    Resource,
)
from .models.resource import ResourceState
from .models.states import REFUSED

# The one table of points. Whoever changes it changes docs/participation.md and the test.
MENU = 25
ACTIVITY_EACH, ACTIVITY_MOST = 5, 15
AREA_FIRST, AREA_OTHER = 15, 10
DAYS_TWO, DAYS_ONE, PART, DAYS_UNKNOWN, PART_UNKNOWN = 10, 7, 5, 5, 2
DAYS_MOST = DAYS_TWO + PART
OPENINGS, OPENINGS_UNKNOWN = 10, 4
SUPPORTS, ACCESSIBILITY = 10, 5
SIZE, SIZE_UNKNOWN = 3, 1
FEE, FEE_UNKNOWN = 2, 1
MOST = MENU + ACTIVITY_MOST + AREA_FIRST + DAYS_MOST + OPENINGS + SUPPORTS + ACCESSIBILITY
MOST += SIZE + FEE

FITS, MISSES, ASK = "fits", "misses", "ask"


class Score(NamedTuple):
    """What one criterion says."""

    label: str
    points: int
    most: int
    words: str
    how: str = FITS  # fits, misses, or has to be asked


@dataclass(slots=True)
class Match:
    """One resource with its points, and why."""

    resource: Resource
    scores: list[Score]
    barriers: list[str] = field(default_factory=list)
    refused: str = ""
    is_open: bool = False  # being tried already
    before: str = ""

    @property
    def points(self) -> int:
        return sum([score.points for score in self.scores])

    @property
    def fits(self) -> list[Score]:
        return [score for score in self.scores if score.how == FITS and score.words]

    @property
    def misses(self) -> list[Score]:
        return [score for score in self.scores if score.how == MISSES]

    @property
    def to_ask(self) -> list[Score]:
        return [score for score in self.scores if score.how == ASK]

    @property
    def order(self) -> tuple[Any, ...]:
        """Refused ones last, then what cannot be; the most points first, then by reading."""
        row = self.resource
        return (bool(self.refused), bool(self.barriers), -self.points, row.kana, row.name, row.pk)

    @property
    def why(self) -> str:
        """In one line, for the record of the proposal."""
        return "、".join(score.words for score in self.fits)[:300]


def _menu(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    common = [menu for menu in needs.menus if menu in row.menus]
    if common:
        return Score("つながりの形", MENU, MENU, words.of("menus", common))
    if not needs.menus:
        return Score("つながりの形", 0, MENU, "希望が書かれていません", ASK)
    return Score("つながりの形", 0, MENU, f"「{words.of('menus', needs.menus)}」ではない", MISSES)


def _activity(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    common = [one for one in needs.activities if one in row.activities]
    points = min(ACTIVITY_MOST, ACTIVITY_EACH * len(common))
    if common:
        return Score("活動・興味", points, ACTIVITY_MOST, words.of(ACTIVITY, common))
    if not needs.activities:
        return Score("活動・興味", 0, ACTIVITY_MOST, "")
    if not row.activities:
        return Score("活動・興味", 0, ACTIVITY_MOST, "どんな活動か", ASK)
    return Score("活動・興味", 0, ACTIVITY_MOST, "やってみたい活動がない", MISSES)


def _area(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    place = row.area_words
    if row.area_id and row.area_id == needs.area_id:
        return Score("圏域", AREA_FIRST, AREA_FIRST, f"行きやすい圏域（{place}）")
    is_anywhere = not needs.area_id and not needs.other_areas
    if row.area_id is None or is_anywhere or str(row.area_id) in map(str, needs.other_areas):
        return Score("圏域", AREA_OTHER, AREA_FIRST, f"行ける範囲（{place}）")
    if ONLINE in row.accessibility:
        return Score("圏域", AREA_OTHER, AREA_FIRST, "オンラインで参加できる")
    return Score("圏域", 0, AREA_FIRST, f"行ける圏域の外（{place}）", MISSES)


def _days(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    if not needs.days and not needs.parts:
        return Score("曜日・時間帯", DAYS_MOST, DAYS_MOST, "")
    if not row.days:
        return Score("曜日・時間帯", DAYS_UNKNOWN, DAYS_MOST, "何曜日にあるか", ASK)
    common = [day for day in row.days if day in needs.days or not needs.days]
    if not common:
        return Score(
            "曜日・時間帯", 0, DAYS_MOST, f"曜日が合わない（{words.of('days', row.days)}）", MISSES
        )
    points = DAYS_TWO if len(common) > 1 else DAYS_ONE
    when = words.of("days", common)
    if not row.parts and needs.parts:
        return Score("曜日・時間帯", points + PART_UNKNOWN, DAYS_MOST, f"{when}の何時からか", ASK)
    parts = [part for part in row.parts if part in needs.parts or not needs.parts]
    if needs.parts and not parts:
        return Score(
            "曜日・時間帯",
            0,
            DAYS_MOST,
            f"時間帯が合わない（{words.of('parts', row.parts)}）",
            MISSES,
        )
    return Score(
        "曜日・時間帯",
        points + PART,
        DAYS_MOST,
        f"{when}（{words.of('parts', parts)}）" if parts else when,
    )


def _openings(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    if row.openings is None:
        return Score("空き", OPENINGS_UNKNOWN, OPENINGS, "空きがあるか", ASK)
    if row.openings == 0:
        return Score("空き", 0, OPENINGS, "いまは空きがない", MISSES)
    return Score("空き", OPENINGS, OPENINGS, f"空きが{row.openings}人")


def _supports(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    wanted = [(SUPPORT, one, one in row.supports) for one in needs.supports]
    if needs.language:
        wanted.append(("languages", needs.language, needs.language in row.languages))
    if not wanted:
        return Score("支え", SUPPORTS, SUPPORTS, "")
    met = [words.one(name, one) for name, one, is_met in wanted if is_met]
    unmet = [words.one(name, one) for name, one, is_met in wanted if not is_met]
    points = SUPPORTS * len(met) // len(wanted)
    if not unmet:
        return Score("支え", points, SUPPORTS, "、".join(met))
    if not row.supports and not row.languages:
        return Score("支え", points, SUPPORTS, f"できるか：{'、'.join(unmet)}", ASK)
    return Score("支え", points, SUPPORTS, f"足りない：{'、'.join(unmet)}", MISSES)


def _access(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    if not needs.accessibility:
        return Score("設備", ACCESSIBILITY, ACCESSIBILITY, "")
    met = [one for one in needs.accessibility if one in row.accessibility]
    unmet = [one for one in needs.accessibility if one not in row.accessibility]
    points = ACCESSIBILITY * len(met) // len(needs.accessibility)
    if not unmet:
        return Score("設備", points, ACCESSIBILITY, words.of(ACCESS, met))
    if not row.accessibility:
        return Score("設備", points, ACCESSIBILITY, f"あるか：{words.of(ACCESS, unmet)}", ASK)
    return Score("設備", points, ACCESSIBILITY, f"足りない：{words.of(ACCESS, unmet)}", MISSES)


def _size(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    if needs.largest_group is None:
        return Score("人数", SIZE, SIZE, "")
    if row.usual_size is None:
        return Score("人数", SIZE_UNKNOWN, SIZE, "ふだん何人くらいか", ASK)
    if row.usual_size <= needs.largest_group:
        return Score("人数", SIZE, SIZE, f"ふだん{row.usual_size}人")
    return Score("人数", 0, SIZE, f"人数が多い（ふだん{row.usual_size}人）", MISSES)


def _fee(needs: ParticipationNeeds, row: Resource, words: Words) -> Score:
    if needs.highest_fee is None:
        return Score("費用", FEE, FEE, "")
    if row.fee is None:
        return Score("費用", FEE_UNKNOWN, FEE, "費用がいくらか", ASK)
    if row.fee <= needs.highest_fee:
        return Score("費用", FEE, FEE, f"{row.fee}円" if row.fee else "無料")
    return Score("費用", 0, FEE, f"費用が高い（{row.fee}円）", MISSES)


# Each criterion with all that it looks at in a place.
CRITERIA: Sequence[
    tuple[Callable[[ParticipationNeeds, Resource, Words], Score], Callable[[Resource], Hashable]]
] = (
    (_menu, lambda row: tuple(row.menus)),
    (_activity, lambda row: tuple(row.activities)),
    (_area, lambda row: (row.area_id, ONLINE in row.accessibility)),
    (_days, lambda row: (tuple(row.days), tuple(row.parts))),
    (_openings, attrgetter("openings")),
    (_supports, lambda row: (tuple(row.supports), tuple(row.languages))),
    (_access, lambda row: tuple(row.accessibility)),
    (_size, attrgetter("usual_size")),
    (_fee, attrgetter("fee")),
)


def barriers(needs: ParticipationNeeds, row: Resource, words: Words) -> list[str]:
    """What cannot be, however many points: an age that is not taken, equipment that is not there."""
    found = []
    if needs.age is not None:
        low, high = row.age_from, row.age_until
        if (low is not None and needs.age < low) or (high is not None and needs.age > high):
            span = f"{'' if low is None else f'{low}歳'}から{'' if high is None else f'{high}歳'}"
            found.append(f"対象の年齢の外（{span}）")
    if row.accessibility:
        unmet = [one for one in needs.accessibility if one not in row.accessibility]
        if unmet:
            found.append(f"必要な設備がない（{words.of(ACCESS, unmet)}）")
    return found


def match(needs: ParticipationNeeds, row: Resource, words: Words) -> Match:
    """One resource against the wishes of one person."""
    scores = [criterion(needs, row, words) for criterion, _ in CRITERIA]
    return Match(row, scores, barriers(needs, row, words))


class Counter:
    """`match` for many resources: what a criterion has said of the same values is not counted again."""

    def __init__(self, needs: ParticipationNeeds, words: Words) -> None:
        self._needs, self._words = needs, words
        self._criteria: list[tuple[Any, Any, dict[Hashable, Score]]] = [
            (criterion, looks_at, {}) for criterion, looks_at in CRITERIA
        ]
        self._has_barriers = needs.age is not None or bool(needs.accessibility)

    def match(self, row: Resource) -> Match:
        """The same as `match`, in a fraction of its time."""
        scores = []
        for criterion, looks_at, known in self._criteria:
            values = looks_at(row)
            score = known.get(values)
            if score is None:
                score = known[values] = criterion(self._needs, row, self._words)
            scores.append(score)
        found = barriers(self._needs, row, self._words) if self._has_barriers else []
        return Match(row, scores, found)


def rank(
    needs: ParticipationNeeds,
    resources: Iterable[Resource],
    tries: Iterable[Placement],
    words: Words,
) -> list[Match]:
    """All of them, in the order in which to look at them."""
    known: dict[uuid.UUID, list[Placement]] = {}
    for one in tries:
        known.setdefault(one.resource_id, []).append(one)
    counter = Counter(needs, words)
    found = [counter.match(row) for row in resources]
    if known:
        for each in found:
            _remember(each, known.get(each.resource.pk, []))
    return sorted(found, key=lambda each: each.order)


def _remember(each: Match, tries: Sequence[Placement]) -> None:
    each.is_open = any(one.state in OPEN_PLACEMENTS for one in tries)
    for one in tries:
        on = f"（{format_date(one.ended_on)}）" if one.ended_on else ""
        words = f"{one.get_state_display()}{on}：{one.reason}"
        if one.state in REFUSED and not each.refused:
            each.refused = words
        elif one.state == PlacementState.ENDED and not each.before:
            each.before = words


# What ranking and its page ask of a place; the rest of an entry is not read.
NEEDED = (
    *("name", "kana", "area_id", "menus", "activities", "days", "parts", "openings", "supports"),
    *("languages", "accessibility", "usual_size", "fee", "age_from", "age_until"),
    *("state", "checked_on"),
)


def matches_for(participation: Participation, needs: ParticipationNeeds, user: Any) -> list[Match]:
    """Every place that takes people in now and that the user reads, for this person.

    Tries of hers in earlier participations count as well, as far as the user sees them.
    """
    resources = list(
        Resource.objects.visible_to(user)
        .filter(state=ResourceState.ACTIVE, takes=True)
        .only(*NEEDED)
        .order_by()
    )
    known = Area.objects.in_bulk()
    for row in resources:  # four areas for any number of places
        row.area = known.get(row.area_id)
    return rank(needs, resources, _her_tries(participation, user), Words())


def _her_tries(participation: Participation, user: Any) -> list[Placement]:
    """Under whichever row she was named: where nobody else was in the case, nothing more is asked."""
    case, hers = participation.compartment.case_id, {participation.person_id}
    tries = list(
        Placement.objects.visible_to(user)
        .of_case(case)
        .select_related("participation")
        .order_by("-created_at")
    )
    if {one.participation.person_id for one in tries} - hers:
        hers = all_rows_of(hers, case, user)
    return [one for one in tries if one.participation.person_id in hers]
