"""What parts of the pages of a case ask: each question once a request, and many in one statement.

A question is a function of request and case that says which rows are wanted, beginning with
`visible_to` (S-03). Calling it gives the rows. An app that adds to the case page registers what its
parts ask (`register_questions`), and the page asks all of it together before the parts are made; a
question that nobody registered is asked by itself, so nothing breaks, and the page grows by a statement
(docs/decisions/0140).
"""

import functools
from collections.abc import Callable, Collection, Iterable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from access.models import CaseFile, Compartment
from access.together import Rows, ask_together

Row = TypeVar("Row")
FACE, RECORD, HAND_OFF = Compartment.Kind.FACE, Compartment.Kind.RECORD, Compartment.Kind.HAND_OFF
CONSENTED, MEETING = Compartment.Kind.CONSENTED, Compartment.Kind.MEETING
PLAN, NOTICED = Compartment.Kind.PLAN, Compartment.Kind.NOTICED
# What is wanted; None: nothing, as for a reader whose roles it is not for.
Build = Callable[[Any, CaseFile], QuerySet[Any] | Rows | None]


class Question(Generic[Row]):
    """Rows about a case, for the user of the request; `inside`: the kind of compartment in which all of
    them lie, empty for what lies elsewhere."""

    def __init__(self, build: Build, inside: str = "") -> None:
        self.build, self.inside = build, inside
        functools.update_wrapper(self, build)

    def key(self, case: CaseFile) -> Any:
        return (self, case.pk)

    def __call__(self, request: Any, case: CaseFile) -> list[Row]:
        """The rows: as they were asked together with others, or asked now."""
        ask(request, case, [self])
        found: list[Row] = request.acting.once(self.key(case), list)
        return found


def question(row: type[Row], inside: str = "") -> Callable[[Build], Question[Row]]:
    """Makes a question of a function that says which rows are wanted; `row`: what they are."""

    def made(build: Build) -> Question[Row]:
        return Question(build, inside)

    return made


def ask(
    request: Any,
    case: CaseFile,
    questions: Iterable[Question[Any]],
    *,
    kinds: Collection[str] | None = None,
) -> None:
    """Ask in one statement what was not asked yet in this request.

    `kinds` of compartments that are open to the user, where the page knows them: what lies in others
    she would not see, and is not asked.
    """
    waiting = [one for one in questions if not request.acting.knows(one.key(case))]
    built = [
        (one, one.build(request, case))
        for one in waiting
        if kinds is None or not one.inside or one.inside in kinds
    ]
    wanted = [(one, rows) for one, rows in built if rows is not None]
    answers = ask_together([rows for _, rows in wanted])
    known = {one: answer for (one, _), answer in zip(wanted, answers, strict=True)}
    for one in waiting:
        request.acting.once(one.key(case), functools.partial(known.get, one, []))


_registered: list[Question[Any]] = []


def register_questions(*questions: Question[Any]) -> None:
    """What parts of the case page ask that an app above cases adds."""
    _registered.extend(questions)


def registered() -> list[Question[Any]]:
    return list(_registered)
