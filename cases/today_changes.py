"""What others wrote in the cases of which the user is in charge, since she last opened them.

Only rows that are open to her count, and none of a MEETING compartment: outside a 支援会議 nothing is told
of it, not even that something was written (R1, R4, R7).
"""

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from access.models import CaseFile, Compartment
from access.rounds import Places
from access.together import Rows
from access.written import written_once
from bunkyo_support.today import TodayItem

from .models import (
    CaseOpening,
    Consent,
    ConsentAttempt,
    Intake,
    NextAction,
    Note,
    Referral,
    SharedExtract,
    StaffInCharge,
)

MOST = 50
# Models whose rows people write into a case. Apps above add theirs.
_written: list[Any] = [Intake, Note, NextAction, Referral, Consent, ConsentAttempt, SharedExtract]


def register_written(*models: Any) -> None:
    """Rows of these models count as something that was written in a case."""
    _written.extend(models)


def questions(request: Any, charge: list[StaffInCharge]) -> list[Any]:
    """Versions of rows, a question for each model; asked within the cases of which she is in charge."""
    if not any(row.staff_id == request.user.pk for row in charge):
        return []
    return [_changed(model)(request.user) for model in _written]


def counted(
    here: Places, charge: list[StaffInCharge], written: list[list[Any]], user: Any
) -> list[tuple[CaseFile, int]]:
    """Cases with the number of such rows, the newest first."""
    mine = {row.compartment_id for row in charge if row.staff_id == user.pk}
    cases = {here[key].case_id: here[key].case for key in mine if key in here}
    counts: Counter[Any] = Counter()
    for rows in written:
        for case, number in rows:
            counts[case] += number
    found = [(case, counts[case.pk]) for case in cases.values() if counts[case.pk]]
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


@functools.cache
def _changed(model: Any) -> Callable[[Any], Rows]:
    """Versions of rows of this model by case, later than her last look or than the day on which she took the
    case over."""

    def asked(user: Any) -> Any:
        case = OuterRef("compartment__case_id")
        opened = CaseOpening.objects.visible_to(user).filter(case_id=case)
        charge = StaffInCharge.objects.visible_to(user).filter(
            staff=user, until__isnull=True, compartment__case=case
        )
        since = charge.order_by("-created_at")
        return (
            model.history.all()
            .visible_to(user)
            .exclude(compartment__kind=Compartment.Kind.MEETING)
            .exclude(history_user=user)
            .annotate(
                since=Coalesce(
                    Subquery(opened.values("opened_at")[:1]),
                    Subquery(since.values("created_at")[:1]),
                )
            )
            .filter(history_date__gt=F("since"))
            .order_by()
            .values("compartment__case_id")
            .annotate(number=Count("id", distinct=True))
            .values_list("compartment__case_id", "number")
        )

    return written_once(asked)
