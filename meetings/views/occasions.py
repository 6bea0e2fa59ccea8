"""Registers: all one's sittings, one's own meetings, the month."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.grants import in_force
from access.routes import route
from access.words_sought import told
from bunkyo_support.forms import render_form
from cases.keyset import keyset_page
from cases.paging import filter_links
from drafts.submit import see_other

from ..admissions import waiting
from ..doors import open_rows
from ..forms import SearchForm
from ..models import (
    DatePoll,
    MeetingMember,
    Minutes,
    PollState,
    Sitting,
    SittingState,
)
from ..month import month, month_of
from ..occasions import Register, case_of_number, groups
from ..services.answers import answers_of, came_as
from ..services.confirmed_words import still_to_confirm
from ..waiting_dates import polls_to_answer
from ..words import conference_name
from .base import BOTH
from .convening import next_planned

MOST = 50
KEPT = ("case", "since", "until")


@route("R4", "R5", reads=True, methods=BOTH)
def occasions(request: ActingRequest) -> HttpResponse:
    """Sittings, or conferences, of one's meetings and plans, by case, body and period."""
    form = SearchForm(request.POST or None)
    asked = Register.of(request.GET)
    if request.method == "POST" and form.is_valid():
        request.acting.log.note("search", kind="会議の一覧", sought=_told(form))
        address = _search(request, form)
        if address is not None:
            return see_other(address)
    name = conference_name()
    pages = keyset_page(request, asked.rows(request.user), asked.order)
    if not asked.is_support:
        _say_how_they_stand(pages["rows"])
    request.acting.log.note("list", kind="会議の一覧")
    first, last = asked.period()
    context = {
        "form": form,
        "pages": pages,
        "asked": asked,
        "filters": filter_links(request, *groups(request.user, asked, name), kept=KEPT),
        "name": name,
        "period": (first, last) if asked.since or asked.until else None,
    }
    return render_form(request, "meetings/occasions.html", context, form)


def _told(form: SearchForm) -> str:
    """Of what was typed, for the log: the number as a hash; a period by its name alone."""
    data = form.cleaned_data
    days = {name: bool(data[name]) for name in ("since", "until")}
    return told(number=data["number"], **days)


def _search(request: ActingRequest, form: SearchForm) -> str | None:
    """The address of what was typed: the case as its random id, days as they are."""
    data = form.cleaned_data
    found = {k: v for k, v in request.GET.items() if k in ("kind", "state", "year", "body", "part")}
    if data["number"]:
        case = case_of_number(request.user, data["number"])
        if case is None:
            form.add_error(
                "number", "見られるケースに、この番号はありません。番号を確かめてください"
            )
            return None
        found["case"] = str(case.pk)
    for name in ("since", "until"):
        if data[name]:
            found[name] = data[name].isoformat()
    return reverse("meetings:occasions") + (f"?{urlencode(found)}" if found else "")


def _say_how_they_stand(rows: list[Any]) -> None:
    """Without consent what was planned is on hold (R8), and while dates are asked for its day is not settled."""
    held = in_force({row.consent_id for row in rows})
    for row in rows:
        row.words = row.state_words(row.consent_id in held, row.asks_dates)


@route("R4", reads=True)
def mine(request: ActingRequest) -> HttpResponse:
    """One's own meetings: to come, to answer, with minutes that are not settled."""
    user, now = request.user, timezone.now()
    sittings = open_rows(Sitting, user).select_related("compartment__case", "meeting")
    sittings = sittings.with_state(Minutes.objects.visible_to(user))
    request.acting.log.note("list", kind="自分の会議")
    context = {
        "ahead": list(
            sittings.filter(state=SittingState.PLANNED, held_at__gte=now).order_by("held_at", "id")[
                :MOST
            ]
        ),
        "unfinished": list(
            sittings.filter(
                Q(state=SittingState.HELD) | Q(state=SittingState.PLANNED, held_at__lt=now)
            ).order_by("held_at", "id")[:MOST]
        ),
        "polls": _polls(user),
        "to_confirm": _to_confirm(user),
        "waiting": waiting(user),
        "file_from": next_planned(user),
    }
    return render(request, "meetings/mine.html", context)


def _polls(user: Any) -> list[dict[str, Any]]:
    """Open polls of one's meetings, and in which of them one has still to answer."""
    polls = open_rows(DatePoll, user).filter(state=PollState.OPEN)
    rows = list(polls.select_related("compartment__case").order_by("answer_until_on", "id")[:MOST])
    open_ones = set(polls_to_answer(user).values_list("pk", flat=True)) if rows else set()
    return [{"poll": poll, "is_asked": poll.pk in open_ones} for poll in rows]


def _to_confirm(user: Any) -> list[Minutes]:
    """Minutes that were sent and that one has not confirmed in their words of now."""
    mine = MeetingMember.objects.visible_to(user).of_user(user).current()
    rows = open_rows(Minutes, user).filter(
        sent_at__isnull=False,
        approved_at__isnull=True,
        sitting__meeting__in=mine.filter(part=MeetingMember.Part.MEMBER).values("meeting"),
        sitting__in=came_as(user).values("sitting"),
    )
    found = rows.select_related("sitting__meeting", "compartment__case").distinct()[:MOST]
    return [row for row, _ in still_to_confirm(list(found), answers_of(user), user)]


@route("R4", "R5", reads=True)
def month_page(request: ActingRequest) -> HttpResponse:
    """A month as a table; on a telephone as a list."""
    request.acting.log.note("list", kind="会議のカレンダー")
    shown = month(request.user, month_of(request.GET.get("month", "")), conference_name())
    context = {"month": shown, "file_from": next_planned(request.user)}
    return render(request, "meetings/calendar.html", context)
