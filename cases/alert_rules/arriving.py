"""Alerts about what arrives: intakes that nobody has screened, hand-offs not received or not followed by a contact."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from access.rounds import Asking, at_once
from alerts.registry import Due, Line, Turn
from cases.alert_recipients import Work, for_me, may_concern_of_records
from cases.handed_on import UNDER_WAY
from cases.models import Intake, RecordState, Referral
from documents.business_days import deadline
from organizations.figures import Figures

DAY = datetime.timedelta(days=1)


def screening_due(received_on: datetime.date, days: int) -> datetime.date:
    """Until when an intake is screened."""
    return deadline(received_on, days)


def _late(
    rows: Iterable[tuple[Any, Any, Any, datetime.date]], today: datetime.date
) -> Iterator[Due]:
    """Rows (id, compartment, body, day) whose day has passed."""
    for pk, compartment, body, due_on in rows:
        if due_on < today:
            yield Due(pk, due_on, Turn.LATE, compartment, body)


# --- intakes -----------------------------------------------------------------------------------


# Whether others have taken on what was handed on is asked as the reader: the role for scheduled work does not
# see which つなぎ are of which case.
PERHAPS_UNSCREENED = (RecordState.RECEIVED, *UNDER_WAY)


def unscreened(today: datetime.date, figures: Figures) -> Iterator[Due]:
    rows = Intake.objects.scheduled().filter(
        screening_result="",
        record__state__in=PERHAPS_UNSCREENED,
        received_on__lte=today - DAY * figures.least("screening_days"),
    )
    rows = rows.values_list("pk", "compartment_id", "record__body_id", "received_on")
    yield from _late(
        (
            (pk, place, body, screening_due(on, figures.of(body, "screening_days")))
            for pk, place, body, on in rows
        ),
        today,
    )


def to_screen(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    [rows] = yield [
        Intake.objects.visible_to(request.user)
        .awaiting_screening(Referral.objects.visible_to(request.user))
        .filter(pk__in=[alert.object_id for alert in alerts])
        .select_related("compartment__case", "record", "receiver")
    ]
    works = (Work(r.pk, r.compartment.case_id, r.record.body_id, is_late=True) for r in rows)
    mine = yield from for_me(request, works)
    return [
        Line(
            row.pk,
            reverse("cases:intake_detail", args=[row.pk]),
            row.compartment.case.number,
            row.receiver.name,
            "見立てる",
        )
        for row in rows
        if row.pk in mine or row.receiver_id == request.user.pk
    ]


def screening_concerns(request: Any) -> Q:
    """Of intakes that she sees as waiting still: what others have taken on stands as an alert all the same."""
    waiting = Intake.objects.visible_to(request.user).awaiting_screening(
        Referral.objects.visible_to(request.user)
    )
    hers = Q(receiver=request.user) | may_concern_of_records(request, "record__body")
    return Q(Exists(waiting.filter(hers, pk=OuterRef("object_id"))))


# --- hand-offs ---------------------------------------------------------------------------------


def _sent(rows: Any) -> Any:
    return rows.filter(state="sent")


def _not_met(rows: Any) -> Any:
    return rows.filter(state="accepted", first_contact_on__isnull=True)


def _overdue(rows: Any, today: datetime.date) -> Iterator[Due]:
    """Hand-offs whose day has passed: the day that stands on their pages, reckoned when the step began
    with the figures of the receiver (cases.deadlines)."""
    found = rows.overdue(today).values_list(
        "pk", "compartment_id", "receiver_body_id", "step_due_on"
    )
    return _late(found, today)


def unreceived(today: datetime.date, figures: Figures) -> Iterator[Due]:
    yield from _overdue(_sent(Referral.objects.scheduled()), today)


def unmet(today: datetime.date, figures: Figures) -> Iterator[Due]:
    yield from _overdue(_not_met(Referral.objects.scheduled()), today)


def _hand_off_lines(request: Any, alerts: list[Any], rows: Any) -> Asking[list[Line]]:
    """To the receiving body, whose step it is, and to the sender, who telephones."""
    [found] = yield [
        rows.filter(pk__in=[alert.object_id for alert in alerts]).select_related(
            "compartment__case", "sender_body", "receiver_body"
        )
    ]
    receiving, sending = yield from at_once(
        [
            for_me(
                request,
                [Work(r.pk, r.compartment.case_id, getattr(r, side), is_late=True) for r in found],
            )
            for side in ("receiver_body_id", "sender_body_id")
        ]
    )
    lines = []
    for row in found:
        if row.pk in receiving or row.pk in sending:
            other = row.sender_body if row.pk in receiving else row.receiver_body
            url = reverse("cases:referral", args=[row.pk])
            lines.append(Line(row.pk, url, row.compartment.case.number, other.name))
    return lines


def to_receive(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    """None that closed with its consent: nobody can receive it, and the home page says what the sender does."""
    waiting = _sent(Referral.objects.visible_to(request.user)).not_shut()
    return _hand_off_lines(request, alerts, waiting)


def to_meet(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    return _hand_off_lines(request, alerts, _not_met(Referral.objects.visible_to(request.user)))
