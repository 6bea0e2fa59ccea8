"""A page of parts that ask again when they know something: each round of all of them in one statement.

What a *part* asks is written in the order in which it is needed. It yields a list of questions and is
sent their answers; all the parts of a page ask at once (`ask_together`), so that a page costs as many
statements as its slowest part has rounds, however many parts there are (docs/decisions/0650).

    @part
    def items(request):
        [tasks] = yield [Task.objects.visible_to(request.user).filter(assignee=request.user)]
        here = yield inside(request.user, tasks)        # from now on: about the cases of these rows
        tasks = here.placed(tasks)
        [people] = yield [Person.objects.visible_to(request.user).filter(...)]
        return [...]

Called, a part asks by itself; `among` hands it to others: `found = yield from items.among(request)`.
"""

import functools
import itertools
import uuid
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from .context import cases_asked_about, within
from .models import Compartment, GroupGrant, UserGrant
from .together import Asked, ask_together

T = TypeVar("T")
P = ParamSpec("P")
Asking = Generator[Any, Any, T]


@dataclass(frozen=True)
class Inside:
    """What a part asks from here on is about the cases of these compartments, and of no other."""

    user: Any
    compartments: frozenset[uuid.UUID]


def inside(user: Any, *groups: Iterable[Any]) -> Inside:
    """The cases of these rows. A part says so once, after it has found what concerns its reader."""
    rows = (row for rows in groups for row in rows)
    return Inside(user, frozenset(row.compartment_id for row in rows if row.compartment_id))


class Places(dict[uuid.UUID, Compartment]):
    """Compartments, each with its case, by id."""

    def placed(self, rows: Iterable[Any]) -> list[Any]:
        """The rows with their compartments, as if these had been joined."""
        found = []
        for row in rows:
            place = self.get(row.compartment_id)
            if place is not None:
                row.compartment = place
                found.append(row)
        return found


class Part(Generic[P, T]):
    """Something that asks in rounds, with others or by itself."""

    def __init__(self, make: Callable[P, Asking[T]]) -> None:
        self.among = make
        functools.update_wrapper(self, make)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        [found] = ask_in_rounds([self.among(*args, **kwargs)])
        answer: T = found
        return answer


def part(make: Callable[P, Asking[T]]) -> Part[P, T]:
    return Part(make)


def ask_in_rounds(parts: Sequence[Asking[Any]]) -> list[Any]:
    """What each of these parts comes to, in their order.

    First whatever is asked of all that is open to the reader; then, in one question, the compartments and
    cases of what was found; then the rest, within these cases (docs/decisions/0145).
    """
    rounds = _Rounds(parts)
    rounds.ask()
    doors = [door for door in rounds.waiting.values() if isinstance(door, Inside)]
    if doors:
        user, wanted = doors[0].user, {key for door in doors for key in door.compartments}
        with within(_cases_of(user, wanted)):
            rounds.enter(_places(user, wanted))
            rounds.ask()
    if rounds.waiting:
        raise ValueError("a part says once within which cases it asks")
    return rounds.answers


def _cases_of(user: Any, wanted: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Cases of these compartments by the reader's grants, in force or not: where to look, not what is open."""
    here = {"content_object_id__in": list(wanted)}
    found = ask_together(
        [
            UserGrant.objects.filter(user=user, **here).values_list("case_id").distinct(),
            GroupGrant.objects.filter(**here).values_list("case_id").distinct(),
        ]
    )
    return {case for rows in found for (case,) in rows}


def _places(user: Any, wanted: Collection[uuid.UUID]) -> Places:
    rows = Compartment.objects.visible_to(user).filter(pk__in=list(wanted)).select_related("case")
    return Places({row.pk: row for row in rows})


def one(question: Asked | None) -> Asking[list[Any]]:
    """The rows of one question, to stand beside parts."""
    [rows] = yield [question]
    found: list[Any] = rows
    return found


def at_once(parts: Sequence[Asking[Any]]) -> Asking[list[Any]]:
    """Several as one: `found = yield from at_once([...])`. None of them says within which cases it asks."""
    rounds = _Rounds(parts)
    while rounds.waiting:
        rounds.answer((yield rounds.questions()))
    return rounds.answers


class _Rounds:
    """Parts, and what each of them waits for."""

    def __init__(self, parts: Sequence[Asking[Any]]) -> None:
        self.parts = parts
        self.answers: list[Any] = [None] * len(parts)
        self.waiting: dict[int, Any] = {}
        for number in range(len(parts)):
            self._go_on(number, None)

    def _go_on(self, number: int, answer: Any) -> None:
        try:
            self.waiting[number] = self.parts[number].send(answer)
        except StopIteration as end:
            self.waiting.pop(number, None)
            self.answers[number] = end.value

    @property
    def _asking(self) -> dict[int, Any]:
        return {n: a for n, a in self.waiting.items() if not isinstance(a, Inside)}

    def questions(self) -> list[Asked | None]:
        return [question for asked in self._asking.values() for question in asked]

    def answer(self, answers: Iterable[list[Any]]) -> None:
        rest = iter(answers)
        for number, asked in self._asking.items():
            self._go_on(number, list(itertools.islice(rest, len(asked))))

    def ask(self) -> None:
        """Round by round, until nobody waits for rows."""
        while self._asking:
            self.answer(_asked(self.questions()))

    def enter(self, places: Places) -> None:
        for number, door in list(self.waiting.items()):
            own = Places({key: places[key] for key in door.compartments if key in places})
            self._go_on(number, own)


def _asked(questions: Iterable[Asked | None]) -> list[list[Any]]:
    """Answers in one statement; to a question that need not be asked, nothing."""
    known = list(questions)
    rows = iter(ask_together([question for question in known if question is not None]))
    return [[] if question is None else next(rows) for question in known]


class Kept(Generic[T]):
    """What several parts of a page start from: asked once a request, with others if the page knows of it."""

    def __init__(
        self, question: Callable[[Any], Asked | None], read: Callable[[list[Any]], T]
    ) -> None:
        self.question, self.read = question, read

    def __call__(self, request: Any) -> T:
        ask_first(request, self)
        found: T = request.acting.once(self, list)
        return found


def ask_first(request: Any, *wanted: Kept[Any]) -> None:
    """Ask in one statement what was not asked yet in this request."""
    new = [one for one in wanted if not request.acting.knows(one)]
    if new and cases_asked_about() is not None:
        raise ValueError("asked within some cases, the answer would be kept for all")
    for one, rows in zip(new, _asked(one.question(request) for one in new), strict=True):
        request.acting.once(one, functools.partial(one.read, rows))
