"""What was opened to the user by name: a consent names her, or something was shared under one that does (R3).

Who is in charge of her body's own record is told of it by the unread changes of her cases (today_changes). Who has
none would never learn of it. Asked through `visible_to`: what was withdrawn, or of which she is kept out, is not there
(R1, R12, R17).
"""

import datetime
import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from access.rounds import Asking, inside, part
from bunkyo_support.today import TodayItem

from .models import CaseOpening, ConsentBody, Person, SharedExtract, StaffInCharge

NEWS = datetime.timedelta(days=14)
MOST = 50


# Questions of apps above: cases of which their own lines tell her, so that one case is not told twice.
_told_above: list[Callable[[Any, list[Any], Collection[uuid.UUID]], Any]] = []


def register_told(asked: Callable[[Any, list[Any], Collection[uuid.UUID]], Any]) -> None:
    """Add one: (user, her offices, cases) -> a question."""
    _told_above.append(asked)


def lately(rows: Any, user: Any) -> Any:
    """Of these rows those among which `unseen` finds some: asked at little cost, of one table."""
    return rows.filter(created_at__gte=timezone.now() - NEWS).exclude(created_by=user)


def unseen(rows: Any, user: Any) -> Any:
    """Of these rows the lately made ones of which the user does not learn as in charge, and since which she has not
    opened their case. Asked of the database: what is told otherwise takes no room from what is told here."""
    charge = StaffInCharge.objects.visible_to(user).filter(staff=user, until__isnull=True)
    opened = CaseOpening.objects.visible_to(user).filter(
        case_id=OuterRef("compartment__case_id"), opened_at__gte=OuterRef("created_at")
    )
    return (
        lately(rows, user)
        .filter(~Exists(opened))
        .exclude(compartment__case__in=charge.values("compartment__case"))
    )


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """One line a case, until she opens it."""
    user, offices = request.user, [row.pk for row in request.acting.appointments]
    if not offices:
        return []
    named = ConsentBody.objects.visible_to(user).filter(appointment__in=offices)
    shared = SharedExtract.objects.visible_to(user).filter(consent__in=named.values("consent"))
    new = yield [lately(rows, user).order_by().only("compartment_id") for rows in (named, shared)]
    if not any(new):
        return []
    here = yield inside(user, *new)
    found = yield [
        unseen(rows.filter(pk__in=[row.pk for row in these]), user).order_by("-created_at", "pk")[
            :MOST
        ]
        if these
        else None
        for rows, these in zip((named, shared), new, strict=True)
    ]
    named, shared = (here.placed(rows) for rows in found)
    cases = {row.compartment.case_id for row in (*named, *shared)}
    if not cases:
        return []
    people = Person.objects.visible_to(user).filter(compartment__case__in=cases, is_subject=True)
    subjects, *above = yield [
        people.select_related("compartment"),
        *(asked(user, offices, cases) for asked in _told_above),
    ]
    names = {p.compartment.case_id: p.household_words for p in subjects if p.name}
    told = {case for rows in above for (case,) in rows}
    named = [row for row in named if row.compartment.case_id not in told]
    counts: dict[CaseFile, int] = {row.compartment.case: 0 for row in (*named, *shared)}
    for row in shared:
        counts[row.compartment.case] += 1
    more = "以上" if len(found[1]) == MOST else ""
    return [_item(case, number, more, names.get(case.pk, "")) for case, number in counts.items()]


def _item(case: CaseFile, number: int, more: str, household: str) -> TodayItem:
    return TodayItem(
        action=f"本人の同意により、あなたに共有された記録が{number}件{more}あります"
        if number
        else "本人の同意により、ケースの共有先の担当者になりました",
        url=reverse("cases:detail", args=[case.pk]),
        case_number=case.number,
        case_label=household,
        button="読む",
        group="news",
        kind="consent",
    )
