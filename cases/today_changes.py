"""What others wrote in the cases of which the user is in charge, since she last opened them.

Only rows that are open to her count, and none of a MEETING compartment: outside a 支援会議 nothing is told
of it, not even that something was written (R1, R4, R7).
"""

from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from access.models import CaseFile, Compartment
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


def rows(request: Any) -> list[tuple[CaseFile, int]]:
    """Cases with the number of such rows; two questions for any number, and one for the cases."""
    counts = changes_for(request.user)
    if not counts:
        return []
    cases = CaseFile.objects.visible_to(request.user).filter(pk__in=counts)
    return [(case, counts[case.pk]) for case in cases.order_by("-opened_on", "pk")[:MOST]]


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


def changes_for(user: Any) -> dict[Any, int]:
    """How many rows others wrote or changed, by case."""
    charge = StaffInCharge.objects.visible_to(user).filter(staff=user, until__isnull=True)
    mine = set(charge.values_list("compartment__case_id", flat=True))
    if not mine:
        return {}
    first, *others = (_changed(model, user, mine, charge) for model in _written)
    counts: dict[Any, int] = {}
    for case, number in first.union(*others, all=True):
        counts[case] = counts.get(case, 0) + number
    return counts


def _changed(model: Any, user: Any, cases: set[Any], charge: Any) -> Any:
    """Versions of rows later than her last look, or than the day on which she took the case over."""
    opened = CaseOpening.objects.visible_to(user).filter(case_id=OuterRef("compartment__case_id"))
    since = charge.filter(compartment__case=OuterRef("compartment__case_id")).order_by(
        "-created_at"
    )
    return (
        model.history.all()
        .visible_to(user)
        .filter(compartment__case__in=cases)
        .exclude(compartment__kind=Compartment.Kind.MEETING)
        .exclude(history_user=user)
        .annotate(
            since=Coalesce(
                Subquery(opened.values("opened_at")[:1]), Subquery(since.values("created_at")[:1])
            )
        )
        .filter(history_date__gt=F("since"))
        .order_by()
        .values("compartment__case_id")
        .annotate(number=Count("id", distinct=True))
        .values_list("compartment__case_id", "number")
    )
