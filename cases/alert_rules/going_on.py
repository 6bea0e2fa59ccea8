"""Alerts about what goes on: consents that end, records where nothing moves, protection to look at again, and work
to hand over."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from access.models import Protection
from access.rounds import Asking
from alerts.kept_figures import figures_of
from alerts.registry import Due, Line, Turn, ahead_or_late
from cases.alert_recipients import Work, for_me, may_concern
from cases.models import CaseRecord, Consent, ConsentAttempt, Intake, Note, RecordState
from cases.protection_measures import measures_of
from organizations.figures import Figures
from organizations.models import Role

DAY = datetime.timedelta(days=1)
GOING_ON = (
    *(RecordState.RECEIVED, RecordState.SUPPORTING, RecordState.HANDED_OFF),
    *(RecordState.MA_REQUESTED, RecordState.OUTREACH),
)


# --- consents ----------------------------------------------------------------------------------


def _ending(rows: Any, today: datetime.date, ahead: int) -> Any:
    """In force, with its end near, and not followed by a longer one of its series."""
    soon = today + DAY * ahead
    renewed = rows.filter(
        withdrawn_at__isnull=True, series_id__isnull=False, valid_until_on__gt=soon
    ).values("series_id")
    return (
        rows.filter(withdrawn_at__isnull=True, given_on__lte=today)
        .filter(valid_until_on__gte=today, valid_until_on__lte=soon)
        .exclude(pk__in=renewed)
        .exclude(series_id__isnull=False, series_id__in=renewed)
    )


def consents_ending(today: datetime.date, figures: Figures) -> Iterator[Due]:
    rows = _ending(Consent.objects.scheduled(), today, figures.most("consent_ahead_days"))
    for pk, place, body, until in rows.values_list(
        "pk", "compartment_id", "body_id", "valid_until_on"
    ):
        if until <= today + DAY * figures.of(body, "consent_ahead_days"):
            yield Due(pk, until, Turn.AHEAD, place, body)


def to_ask_again(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    most = figures_of(request).most("consent_ahead_days")
    [rows] = yield [
        _ending(Consent.objects.visible_to(request.user), timezone.localdate(), most)
        .filter(pk__in=[alert.object_id for alert in alerts])
        .select_related("compartment__case")
    ]
    mine = yield from for_me(request, (Work(r.pk, r.compartment.case_id, r.body_id) for r in rows))
    return [
        Line(
            row.pk,
            reverse("cases:consents", args=[row.compartment.case_id]),
            row.compartment.case.number,
        )
        for row in rows
        if row.pk in mine or row.created_by_id == request.user.pk
    ]


def ending_concerns(request: Any) -> Q:
    recorded = Consent.objects.visible_to(request.user).filter(created_by=request.user)
    return Q(object_id__in=recorded.values("pk")) | may_concern(request, is_late=False)


# --- silence -----------------------------------------------------------------------------------

# What counts as movement in the record of a body: models with the column of its moment. Apps above add
# theirs (`register_movement`).
_movements: list[tuple[Any, str]] = [
    (Note, "occurred_at"),
    (Intake, "created_at"),
    (ConsentAttempt, "created_at"),
]


def register_movement(model: Any, column: str) -> None:
    """Rows of this model, in the compartment of a record, say that something moved."""
    _movements.append((model, column))


def _silent(rows: Any, rows_of: Any) -> Any:
    """Records whose work goes on, each with the latest moment of every kind of movement."""
    found = rows.filter(state__in=GOING_ON)
    return found.annotate(
        **{
            f"moved_{number}": Subquery(
                rows_of(model)
                .filter(compartment=OuterRef("compartment"))
                .order_by(f"-{column}")
                .values(column)[:1]
            )
            for number, (model, column) in enumerate(_movements)
        }
    )


def _last_moved(row: dict[str, Any]) -> datetime.date:
    moments = [row["created_at"], *(row[f"moved_{n}"] for n in range(len(_movements)))]
    return timezone.localdate(max(moment for moment in moments if moment))


def _columns() -> list[str]:
    return ["pk", "created_at", *(f"moved_{n}" for n in range(len(_movements)))]


def silent(today: datetime.date, figures: Figures) -> Iterator[Due]:
    before = timezone.now() - DAY * figures.least("silence_days")
    rows = CaseRecord.objects.scheduled().filter(created_at__lt=before)
    rows = _silent(rows, lambda model: model.objects.scheduled())
    for row in rows.values(*_columns(), "compartment_id", "body_id"):
        due_on = _last_moved(row) + DAY * figures.of(row["body_id"], "silence_days")
        if due_on <= today:
            yield Due(row["pk"], due_on, Turn.LATE, row["compartment_id"], row["body_id"])


def to_look_after(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    user, figures, today = request.user, figures_of(request), timezone.localdate()
    wanted = [a.object_id for a in alerts]
    rows = CaseRecord.objects.visible_to(user).filter(pk__in=wanted)
    moved = _silent(rows, lambda model: model.objects.visible_to(user))
    counted, records = yield [
        moved.values(*_columns()),
        rows.select_related("compartment__case"),
    ]
    found = {row["pk"]: row for row in counted}
    still = [
        r
        for r in records
        if r.pk in found
        and _last_moved(found[r.pk]) + DAY * figures.of(r.body_id, "silence_days") <= today
    ]
    mine = yield from for_me(
        request, (Work(r.pk, r.compartment.case_id, r.body_id, is_late=True) for r in still)
    )
    return [
        Line(
            row.pk,
            reverse("cases:detail", args=[row.compartment.case_id]),
            row.compartment.case.number,
        )
        for row in still
        if row.pk in mine
    ]


# --- protection, handing over ------------------------------------------------------------------


def protections_ending(today: datetime.date, figures: Figures) -> Iterator[Due]:
    rows = Protection.objects.using("jobs").filter(
        ended_at__isnull=True,
        review_on__lte=today + DAY * figures.most("protection_ahead_days"),
    )
    for pk, place, body, on in rows.values_list(
        "pk", "compartment_id", "compartment__organization_id", "review_on"
    ):
        turn = ahead_or_late(on, today, figures.of(body, "protection_ahead_days"))
        if turn:
            yield Due(pk, on, turn, place, body)


def to_review(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    rows = Protection.objects.in_force().on_list_of(request.user)
    [found] = yield [rows.filter(pk__in=[a.object_id for a in alerts]).select_related("case")]
    [pairs] = yield [measures_of(request.user, found)]
    measures = dict(pairs)
    days = {alert.object_id: alert.due_on for alert in alerts}
    return [
        Line(
            row.pk,
            reverse("cases:protection", args=[measures[row.compartment_id]]),
            row.case.number,
        )
        for row in found
        if row.compartment_id in measures and row.review_on == days[row.pk]
    ]


def handing_over(today: datetime.date, figures: Figures) -> Iterator[Due]:
    """In the month before people move, each body that has work going on."""
    rows = CaseRecord.objects.scheduled().exclude(state=RecordState.CLOSED)
    for body in rows.order_by().values_list("body_id", flat=True).distinct():
        if today.month == figures.of(body, "handing_over_month"):
            last = (today.replace(day=28) + 4 * DAY).replace(day=1) - DAY
            yield Due(body, last, Turn.AHEAD, body_id=body)


def to_hand_over(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    yield []
    leading = {body.pk: body for body in request.acting.bodies_with(Role.SUPERVISOR)}
    url, today = reverse("cases:handing_over"), timezone.localdate()
    return [
        Line(alert.object_id, url, waiting=leading[alert.object_id].name)
        for alert in alerts
        if alert.object_id in leading and alert.due_on >= today
    ]
