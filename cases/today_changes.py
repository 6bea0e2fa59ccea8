"""What others wrote in the cases of which the user is in charge, since she last opened them.

Only rows that are open to her count, and none of a MEETING compartment: outside a 支援会議 nothing is told
of it, not even that something was written (R1, R4, R7).
"""

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, DateTimeField, Func, JSONField, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from access.models import CaseFile, Compartment
from access.together import Rows
from access.written import GIVEN, written_once
from bunkyo_support.today import TodayItem

from .models import (
    CaseOpening,
    Consent,
    ConsentAttempt,
    Intake,
    NextAction,
    Note,
    OutsideHandOff,
    Referral,
    SharedExtract,
    StaffInCharge,
)

MOST = 50
# Of so many cases in her charge it is asked, those that she took over last: each costs a look into the
# versions of a dozen tables.
LOOKED_AT = 200
# Models whose rows people write into a case. Apps above add theirs.
_written: list[Any] = [
    Intake,
    Note,
    NextAction,
    Referral,
    OutsideHandOff,
    Consent,
    ConsentAttempt,
    SharedExtract,
]


def register_written(*models: Any) -> None:
    """Rows of these models count as something that was written in a case."""
    _written.extend(models)


def charge(user: Any) -> Any:
    """Of which cases the user is in charge: those that she took over last."""
    rows = StaffInCharge.objects.visible_to(user).filter(staff__in=[user.pk], until__isnull=True)
    return rows.order_by("-created_at", "pk")[:LOOKED_AT]


def openings(user: Any, charge: list[StaffInCharge]) -> Any:
    """When she last opened these cases."""
    if not charge:
        return None
    rows = CaseOpening.objects.visible_to(user).filter(
        case_id__in={row.compartment.case_id for row in charge}
    )
    return rows.values_list("case_id", "opened_at")


def questions(user: Any, charge: list[StaffInCharge], opened: Iterable[Any]) -> list[Any]:
    """Versions of rows later than her last look, or than the day on which she took the case over: a question for
    each model, asked within these cases."""
    since = _since(charge, opened)
    if not since:
        return []
    given = json.dumps({str(case): moment.isoformat() for case, moment in since.items()})
    return [_changed(model)(user, given) for model in _written]


def _since(charge: list[StaffInCharge], opened: Iterable[Any]) -> dict[Any, Any]:
    return {row.compartment.case_id: row.created_at for row in reversed(charge)} | dict(opened)


def told_apart(
    answers: Iterable[Any], charge: list[StaffInCharge], opened: Iterable[Any]
) -> Counter[Any]:
    """By case how many rows count as changes of which a line of their own tells (today_answers)."""
    since = _since(charge, opened)
    return Counter(case for case, moment in answers if moment > since[case])


def counted(
    charge: list[StaffInCharge], written: list[list[Any]], told: Counter[Any]
) -> list[tuple[CaseFile, int]]:
    """Cases with the number of such rows, but for those that are `told` apart; the newest first."""
    cases = {row.compartment.case_id: row.compartment.case for row in charge}
    counts: Counter[Any] = Counter()
    counts.subtract(told)
    for rows in written:
        for case, number in rows:
            counts[case] += number
    found = [(case, counts[case.pk]) for case in cases.values() if counts[case.pk] > 0]
    return sorted(found, key=lambda one: (-one[0].opened_on.toordinal(), str(one[0].pk)))[:MOST]


def item(case: CaseFile, number: int, names: dict[Any, str]) -> TodayItem:
    """One line a case."""
    return TodayItem(
        action=f"担当のケースに、ほかの人が書いたこと・直したことが{number}件あります",
        url=reverse("cases:detail", args=[case.pk]),
        case_number=case.number,
        case_label=names.get(case.pk, ""),
        button="読む",
        group="news",
        kind="change",
    )


# nosemgrep: kept-between-requests - a question; its answer is not kept
@functools.cache
def _changed(model: Any) -> Callable[..., Rows]:
    """How many rows of this model have versions by others, by case; what is given: since when, by case."""
    moment = Func(
        Cast(GIVEN, JSONField()),
        Cast("compartment__case_id", TextField()),
        function="jsonb_extract_path_text",
        output_field=TextField(),
    )

    def asked(user: Any) -> Any:
        return (
            model.history.all()
            .visible_to(user)
            .exclude(compartment__kind=Compartment.Kind.MEETING)
            .exclude(history_user=user)
            .filter(history_date__gt=Cast(moment, DateTimeField()))
            .order_by()
            .values("compartment__case_id")
            .annotate(number=Count("id", distinct=True))
            .values_list("compartment__case_id", "number")
        )

    return written_once(asked)
