"""Where a household stands in the five projects, in one strip, and what is the next sensible step.

Each app registers what it knows (`register_stops`) and asks by its own `visible_to`: a project of
which the user sees nothing looks as one that nobody has begun (R1, R7, R14).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.urls import reverse

from access.models import CaseFile

from .handed_on import SCREEN, UNDER_WAY, standing_of, waits_for_screening
from .models import CaseRecord, Intake, RecordState, Referral
from .questions import Question, ask
from .screening import next_page
from .surroundings import intakes_of, records_of, referrals_of


class Project(models.TextChoices):
    """The five projects of Art. 106-4, in their order."""

    INTAKE = "intake", "包括的相談支援"
    TOGETHER = "together", "多機関協働"
    OUTREACH = "outreach", "アウトリーチ等"
    PARTICIPATION = "participation", "参加支援"
    COMMUNITY = "community", "地域づくり"


@dataclass(frozen=True)
class Stop:
    """Something that goes on in a project, or is over. Of several the one of the greatest `weight`
    stands in the strip, what goes on before what is over; of all that go on, the one of the
    greatest weight that names a next step says what comes next."""

    project: Project
    state: str
    weight: int
    url: str = ""
    next_step: str = ""
    next_url: str = ""  # where the step is done, when that is not `url`
    is_over: bool = False
    is_asked_for: bool = False  # nobody has begun: it was asked for


@dataclass(frozen=True)
class Stage:
    """One of the five, as the strip shows it."""

    project: Project
    stop: Stop | None

    @property
    def label(self) -> str:
        return str(self.project.label)

    @property
    def is_going_on(self) -> bool:
        return self.stop is not None and not self.stop.is_over


@dataclass(frozen=True)
class Track:
    """The strip and the next step."""

    stages: list[Stage]
    next_stop: Stop | None

    @property
    def together(self) -> Stop | None:
        """What the reader sees of 多機関協働."""
        return next(s.stop for s in self.stages if s.project == Project.TOGETHER)


BEGUN_TOGETHER = "多機関協働で支援中"
Provider = Callable[[Any, CaseFile], Iterable[Stop]]
_providers: list[Provider] = []
_asked: list[Question[Any]] = []


def register_stops(provider: Provider, *asks: Question[Any]) -> None:
    """Add what an app knows; `asks`: the questions that the provider asks, to be asked with the others."""
    _providers.append(provider)
    _asked.extend(asks)


def track_of(request: Any, case: CaseFile) -> Track:
    """The strip of a case for the user of the request, in one statement at most."""
    ask(request, case, (records_of, referrals_of, intakes_of, *_asked))
    stops = [stop for provider in (own_stops, *_providers) for stop in provider(request, case)]
    ordered = in_order(stops)
    first = foremost(stops)
    if Project.INTAKE in first:
        own = first[Project.INTAKE]
        words = words_of_record(own.state, first.get(Project.TOGETHER))
        first[Project.INTAKE] = replace(own, state=words)
    going_on = (stop for stop in ordered if stop.next_step and not stop.is_over)
    return Track([Stage(one, first.get(one)) for one in Project], next(going_on, None))


def in_order(stops: Iterable[Stop]) -> list[Stop]:
    """What goes on before what is over, and of each the greater weight first."""
    return sorted(stops, key=lambda stop: (stop.is_over, -stop.weight))


def foremost(stops: Iterable[Stop]) -> dict[Project, Stop]:
    """The one that stands for its project."""
    first: dict[Project, Stop] = {}
    for stop in in_order(stops):
        first.setdefault(stop.project, stop)
    return first


def words_of_record(words: str, together: Stop | None) -> str:
    """The state of a record, which stays 「多機関協働へ相談中」 as long as the body goes on: whoever sees that
    what was asked for has begun, or is over, reads that instead. Who does not see it reads no difference
    (R7)."""
    if words != RecordState.MA_REQUESTED.label or together is None or together.is_asked_for:
        return words
    return str(RecordState.SUPPORTING.label) if together.is_over else BEGUN_TOGETHER


# What a record asks of the body that keeps it (domain.md 3.2).
OF_RECORDS: dict[str, str] = {
    RecordState.RECEIVED: SCREEN,
    RecordState.OUTREACH: "会いに行く準備を始めます。",
    RecordState.SUSPENDED: "中断を見直す日に、再開するか終えるかを決めます。",
}
OF_RECORD, OF_RECORD_FIRST = 10, 25
GO_OUT = "8"  # of the results of a 見立て


def own_stops(request: Any, case: CaseFile) -> list[Stop]:
    """Records of the user's own bodies (R2)."""
    legs, intakes = referrals_of(request, case), intakes_of(request, case)
    found = []
    for row in records_of(request, case):
        stop = _of_record(case, row, legs, intakes)
        begins = row.state == RecordState.OUTREACH and not stop.next_url
        url = next_page(request, case, GO_OUT) if begins else stop.next_url
        found.append(replace(stop, next_url=url))
    return found


def _of_record(
    case: CaseFile, row: CaseRecord, legs: list[Referral], intakes: list[Intake]
) -> Stop:
    words, step, url = str(row.get_state_display()), OF_RECORDS.get(row.state, ""), ""
    waiting = [one for one in intakes if waits_for_screening(row, one, legs)]
    must_screen = row.state == RecordState.RECEIVED or bool(waiting)
    if row.state == RecordState.HANDED_OFF:
        standing = standing_of(row, legs, intakes)
        words, step, must_screen = standing.words, standing.next_step, standing.must_screen
        url = reverse("cases:referrals", args=[case.pk])
    elif row.state in UNDER_WAY:
        step = f"{SCREEN}{step}" if must_screen else step
    if waiting and must_screen:
        # The page of the case is where she reads this: the step is written on that of the intake.
        url = reverse("cases:intake_detail", args=[waiting[-1].pk])
    return Stop(
        Project.INTAKE,
        words,
        # Nothing is begun elsewhere before somebody has looked at what was said.
        OF_RECORD_FIRST if must_screen else OF_RECORD,
        url=f"{reverse('cases:detail', args=[case.pk])}?record={row.pk}",
        next_step=step,
        next_url=url,
        is_over=row.is_closed,
    )
