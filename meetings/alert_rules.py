"""Alerts of meetings (domain.md 11.3): members without a pledge, papers that are out, minutes not written.

Each lies in the compartment of its meeting: nobody outside is told that there is one (R4, R7, R14).
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from access.pledges import IsPledged, MaySit
from access.rounds import Asking
from alerts.registry import AlertRule, Due, Line, Turn
from documents.business_days import add_business_days, deadline
from documents.wareki import format_date
from organizations.figures import Figures
from organizations.models import Role

from .doors import STARTS, own_of, rows_of
from .models import Convocation, MeetingMember, PaperCopy, PlanConference, Sitting
from .telling_apart import days_of

DAY = datetime.timedelta(days=1)
SECRETARY = MeetingMember.Part.SECRETARY
WRITERS = (SECRETARY, MeetingMember.Part.CHAIR)


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


def _sittings(request: Any, alerts: list[Any]) -> Any:
    """Those sittings, of meetings whose door is open to who asks."""
    rows = rows_of(Sitting, request.user, own_of(request))
    rows = rows.filter(pk__in=[a.object_id for a in alerts])
    return rows.select_related("compartment__case", "meeting")


def _parts(request: Any) -> dict[Any, str]:
    """Her part in each meeting that is open to her."""
    return {m.meeting_id: m.part for m in own_of(request)}


def _which(sitting: Sitting) -> str:
    return f"{format_date(_day(sitting.held_at))} 第{sitting.number}回"


def _places(request: Any, *parts: str) -> Q:
    """Alerts in meetings in which this is her part."""
    return Q(compartment__in={m.compartment_id for m in own_of(request) if m.part in parts})


# --- members without a pledge --------------------------------------------------------------------


def _called(rows: Any, convocations: Any) -> Any:
    """Planned, still to come, and its members were called."""
    return rows.filter(
        Exists(convocations.filter(sitting=OuterRef("pk"))),
        state="planned",
        held_at__gte=timezone.now(),
    )


def _for_another(member_sitting: Any, sitting: Any) -> bool:
    return member_sitting is not None and member_sitting != sitting


def called_without_pledge(today: datetime.date, figures: Figures) -> Iterator[Due]:
    soon = timezone.now() + DAY * (figures.most("pledge_ahead_days") + 1)
    rows = _called(Sitting.objects.scheduled(), Convocation.objects.scheduled())
    sittings = list(
        rows.filter(held_at__lt=soon).values_list(
            "pk", "meeting_id", "compartment_id", "compartment__organization_id", "held_at"
        )
    )
    members = (
        MeetingMember.objects.scheduled()
        .filter(
            Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=today),
            meeting_id__in=[row[1] for row in sittings],
            ended_at__isnull=True,
        )
        .annotate(has_pledge=IsPledged("pk"))
        .filter(has_pledge=False)
        .values_list("meeting_id", "only_sitting_id")
    )
    without = list(members)
    for pk, meeting, place, body, held_at in sittings:
        lacks = any(m == meeting and not _for_another(only, pk) for m, only in without)
        if lacks and _day(held_at) - DAY * figures.of(body, "pledge_ahead_days") <= today:
            yield Due(pk, _day(held_at), Turn.AHEAD, place, body)


def to_ask_for_pledges(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    parts = _parts(request)
    called = _called(_sittings(request, alerts), Convocation.objects.visible_to(request.user))
    [rows] = yield [called]
    mine = [row for row in rows if parts.get(row.meeting_id) == SECRETARY]
    members = (
        MeetingMember.objects.visible_to(request.user)
        .current()
        .filter(meeting__in=[row.meeting_id for row in mine])
        .annotate(sits=MaySit("pk"))
        .filter(sits=False)
        .values_list("meeting_id", "only_sitting_id")
    )
    [without] = yield [members if mine else None]
    return [
        Line(
            row.pk,
            reverse("meetings:sitting", args=[row.pk]),
            row.compartment.case.number,
            "構成員",
            about=_which(row),
        )
        for row in mine
        if any(m == row.meeting_id and not _for_another(only, row.pk) for m, only in without)
    ]


def pledge_concerns(request: Any) -> Q:
    return _places(request, SECRETARY)


# --- papers that are out -------------------------------------------------------------------------


def papers_out(today: datetime.date, figures: Figures) -> Iterator[Due]:
    rows = PaperCopy.objects.scheduled().out().filter(paper__sitting__held_at__lt=timezone.now())
    rows = rows.filter(paper__sitting__state__in=("planned", "held", "approved"))
    columns = (
        *("paper__sitting_id", "compartment_id"),
        *("compartment__organization_id", "paper__sitting__held_at"),
    )
    for sitting, place, body, at in rows.order_by().values_list(*columns).distinct():
        due_on = add_business_days(_day(at), figures.of(body, "papers_days"))
        if due_on < today:
            yield Due(sitting, due_on, Turn.LATE, place, body)


def to_give_back(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    parts = _parts(request)
    copies = rows_of(PaperCopy, request.user, own_of(request)).out()
    copies = copies.filter(paper__sitting__in=[a.object_id for a in alerts])
    pairs, sittings = yield [
        copies.values_list("paper__sitting_id", "member__appointment__staff"),
        _sittings(request, alerts),
    ]
    holders: dict[Any, set[Any]] = {}
    for sitting, person in pairs:
        holders.setdefault(sitting, set()).add(person)
    lines = []
    for row in sittings:
        number, out = row.compartment.case.number, holders.get(row.pk, set())
        if out and parts.get(row.meeting_id) == SECRETARY:
            url = reverse("meetings:papers", args=[row.pk])
            lines.append(Line(row.pk, url, number, "構成員", "確かめる", _which(row)))
        elif request.user.pk in out:
            url = reverse("meetings:my_papers")
            lines.append(Line(row.pk, url, number, "会議の事務局", about=_which(row)))
    return lines


def papers_concern(request: Any) -> Q:
    """Meetings that she keeps, and copies that she has herself."""
    copies = rows_of(PaperCopy, request.user, own_of(request)).out()
    hers = copies.held_by(request.user).values("paper__sitting")
    return _places(request, SECRETARY) | Q(object_id__in=hers)


# --- minutes -------------------------------------------------------------------------------------


def _unminuted(rows: Any) -> Any:
    return rows.filter(state__in=("planned", "held"), held_at__lt=timezone.now())


def minutes_late(today: datetime.date, figures: Figures) -> Iterator[Due]:
    rows = _unminuted(Sitting.objects.scheduled()).values_list(
        "pk", "compartment_id", "compartment__organization_id", "held_at"
    )
    for pk, place, body, at in rows:
        due_on = deadline(_day(at), figures.of(body, "minutes_days"))
        if due_on < today:
            yield Due(pk, due_on, Turn.LATE, place, body)


def to_write_minutes(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    parts = _parts(request)
    [rows] = yield [_unminuted(_sittings(request, alerts))]
    return [
        Line(
            row.pk,
            reverse("meetings:sitting", args=[row.pk]),
            row.compartment.case.number,
            "構成員",
            "書く",
            _which(row),
        )
        for row in rows
        if parts.get(row.meeting_id) in WRITERS
    ]


def minutes_concern(request: Any) -> Q:
    return _places(request, *WRITERS)


def _unminuted_conferences(rows: Any, today: datetime.date) -> Any:
    return rows.filter(
        Q(state="held") | Q(state="planned", opened_at__isnull=False), held_on__lt=today
    )


def conference_minutes_late(today: datetime.date, figures: Figures) -> Iterator[Due]:
    rows = _unminuted_conferences(PlanConference.objects.scheduled(), today).values_list(
        "pk", "compartment_id", "compartment__organization_id", "held_on"
    )
    for pk, place, body, on in rows:
        due_on = deadline(on, figures.of(body, "minutes_days"))
        if due_on < today:
            yield Due(pk, due_on, Turn.LATE, place, body)


def to_write_conference_minutes(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    bodies = request.acting.bodies_with(Role.COORDINATOR)
    held = PlanConference.objects.visible_to(request.user).filter(
        pk__in=[a.object_id for a in alerts], compartment__organization__in=bodies
    )
    held = _unminuted_conferences(held, timezone.localdate())
    [rows] = yield [held.select_related("compartment__case") if bodies else None]
    which = days_of(rows)
    return [
        Line(
            row.pk,
            reverse("meetings:conference", args=[row.pk]),
            row.compartment.case.number,
            "参加機関",
            "書く",
            which[row.pk],
        )
        for row in rows
    ]


def conferences_concern(request: Any) -> Q:
    """The body of such an alert is the one that convened."""
    return Q(body__in=request.acting.bodies_with(Role.COORDINATOR))


RULES = (
    AlertRule(
        "pledge",
        "誓約書のない人を、会議に招集しています",
        "pledge_ahead_days",
        "その会議の事務局",
        called_without_pledge,
        to_ask_for_pledges,
        "meeting",
        STARTS,
        pledge_concerns,
    ),
    AlertRule(
        "papers_out",
        "会議の資料が、期限までに戻っていません",
        "papers_days",
        "その会議の事務局と、資料を持っている構成員",
        papers_out,
        to_give_back,
        "meeting",
        STARTS,
        papers_concern,
    ),
    AlertRule(
        "minutes",
        "会議録が、期限までに確定していません",
        "minutes_days",
        "その会議の事務局と座長",
        minutes_late,
        to_write_minutes,
        "meeting",
        STARTS,
        minutes_concern,
    ),
    AlertRule(
        "conference_minutes",
        "重層的支援会議の会議録が、期限までに確定していません",
        "minutes_days",
        "その会議を開いた事務局",
        conference_minutes_late,
        to_write_conference_minutes,
        "meeting",
        concerns=conferences_concern,
    ),
)
