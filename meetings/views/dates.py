"""日程調整 on screen: dates proposed, answered, entered for somebody, chosen."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from drafts.submit import see_other

from .. import services
from ..dates import Overview
from ..forms import ChooseForm, DatesForm, ReasonForm, RepliesForm, ToldRepliesForm
from ..models import DateCandidate, DatePoll, Minutes, Sitting, SupportMeeting
from ..room import Room
from .base import BOTH, form_page, only_to_open, save_form


def _poll_url(poll: DatePoll) -> str:
    return reverse("meetings:date_poll", args=[poll.pk])


def _room_of(request: ActingRequest, poll: DatePoll) -> Room:
    return Room(request, get_visible(SupportMeeting, request.user, poll.meeting_id))


@route("R4", reads=True, methods=BOTH)
def propose(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary proposes several dates."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    asked = list(services.asked_members(row, request.user).with_names())
    form = DatesForm(request.POST or None, members=asked, draft_object=meeting)

    def save() -> str:
        made = services.propose_dates(
            meeting=row,
            slots=form.slots(),
            answer_until_on=form.cleaned_data["answer_until_on"],
            needed=form.chosen(),
            by=request.user,
        )
        request.acting.log.note("write", made)
        messages.success(request, "構成員に、日程の候補を知らせました")
        return _poll_url(made)

    context = room.context(heading="日程を調整する", asked=asked)
    return form_page(
        request, form, save, context, entry=row, template="meetings/propose_dates.html"
    )


@route("R4", reads=True)
def date_poll(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """Who can come when, for the secretary; for a member what she has answered and what was chosen."""
    poll = get_visible(DatePoll, request.user, date_poll)
    room = _room_of(request, poll)
    request.acting.log.note("read", poll)
    overview = Overview(room, poll)
    sittings = Sitting.objects.visible_to(request.user).filter(pk=poll.sitting_id)
    sittings = sittings.with_state(Minutes.objects.visible_to(request.user))
    context = room.context(
        heading="日程調整",
        poll=poll,
        overview=overview,
        mine=overview.given_by(room.me) if room.me else {},
        sitting=sittings.first(),
    )
    return render(request, "meetings/date_poll.html", context)


@route("R4", reads=True, methods=BOTH)
def answer(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """A member answers for herself."""
    poll = get_visible(DatePoll, request.user, date_poll)
    room = _room_of(request, poll)
    member = room.require_member()
    only_to_open(request, poll.is_open)
    overview = Overview(room, poll)
    form = RepliesForm(
        request.POST or None,
        candidates=overview.candidates,
        given=overview.given_by(member),
        draft_object=date_poll,
    )

    def save() -> str:
        made = services.answer_dates(poll=poll, replies=form.replies(), by=request.user)
        return _answered(request, poll, made)

    context = room.context(
        heading="日程の候補に答える",
        poll=poll,
        submit="この内容で答える",
        back=_poll_url(poll),
        told=[a for a in overview.given_by(member).values() if not a.is_own][:1],
    )
    return form_page(
        request, form, save, context, entry=poll, template="meetings/answer_dates.html"
    )


@route("R4", reads=True, methods=BOTH)
def answer_here(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """A member answers in the row of her home page; without htmx the page above does the same."""
    poll = get_visible(DatePoll, request.user, date_poll)
    room = _room_of(request, poll)
    member = room.require_member()
    only_to_open(request, poll.is_open)
    page = reverse("meetings:answer_dates", args=[poll.pk])
    if not request.htmx:
        return see_other(page)
    overview = Overview(room, poll)
    form = RepliesForm(
        request.POST if request.method == "POST" else None,
        candidates=overview.candidates,
        given=overview.given_by(member),
        draft_object=date_poll,
        prefix=poll.pk.hex,
    )

    def save() -> str:
        made = services.answer_dates(poll=poll, replies=form.replies(), by=request.user)
        for row in made:
            request.acting.log.note("write", row)
        return _poll_url(poll)

    done = save_form(request, form, save)
    if done is not None and done.status_code != 303:
        return done
    number = poll.compartment.case.number
    if done is not None:
        said = {"said": "日程に答えました", "about": "日程調整", "url": _poll_url(poll)}
        return render(request, "home/_done.html", said | {"number": number})
    request.acting.log.note("read", poll)
    context = room.context(poll=poll, form=form, number=number, page_url=page)
    return render_form(request, "home/_dates.html", context, form)


def _answered(request: ActingRequest, poll: DatePoll, made: list[Any]) -> str:
    for row in made:
        request.acting.log.note("write", row)
    messages.success(request, "日程の回答を登録しました")
    return _poll_url(poll)


@route("R4", reads=True, methods=BOTH)
def answer_for(request: ActingRequest, date_poll: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """The secretary enters what somebody told her for a member."""
    poll = get_visible(DatePoll, request.user, date_poll)
    room = _room_of(request, poll)
    room.require_secretary()
    only_to_open(request, poll.is_open)
    overview = Overview(room, poll)
    found = [row for row in overview.rows if row.member.pk == member]
    if not found:
        raise Http404
    row = found[0]
    given = overview.given_by(row.member)
    told = next((a for a in given.values() if not a.is_own), None)
    form = ToldRepliesForm(
        request.POST or None,
        candidates=overview.candidates,
        given=given,
        draft_object=uuid.uuid5(poll.pk, str(row.member.pk)),
        initial={"told_by": told.told_by, "told_how": told.told_how} if told else {},
    )

    def save() -> str:
        made = services.enter_answers(
            poll=poll,
            member=row.member,
            replies=form.replies(),
            told_by=form.cleaned_data["told_by"],
            told_how=form.cleaned_data["told_how"],
            by=request.user,
        )
        return _answered(request, poll, made)

    context = room.context(
        heading="聞いた回答を書く",
        poll=poll,
        row=row,
        submit="聞いた回答を登録する",
        back=_poll_url(poll),
    )
    return form_page(
        request, form, save, context, entry=poll, template="meetings/answer_dates.html"
    )


@route("R4", reads=True, methods=BOTH)
def choose(request: ActingRequest, date_candidate: uuid.UUID) -> HttpResponse:
    """One of the dates becomes the next sitting."""
    row = get_visible(DateCandidate, request.user, date_candidate)
    poll = get_visible(DatePoll, request.user, row.poll_id)
    room = _room_of(request, poll)
    room.require_secretary()
    only_to_open(request, poll.is_open)
    overview = Overview(room, poll)
    form = ChooseForm(
        request.POST or None,
        partners=services.partners_of(room.meeting, request.user),
        draft_object=date_candidate,
    )

    def save() -> str:
        made = services.choose_date(
            candidate=row,
            agenda=form.cleaned_data["agenda"],
            partners=form.chosen_partners(),
            by=request.user,
        )
        request.acting.log.note("write", made)
        messages.success(request, "開催の日を決めました。次に、構成員を招集してください")
        return reverse("meetings:convene", args=[made.pk])

    context = room.context(
        heading="この日に決める",
        candidate=row,
        column=next(c for c in overview.columns if c.candidate == row),
        waiting=overview.waiting,
        submit="この日に決める",
        back=_poll_url(poll),
        brought=services.left_over(room.meeting, request.user),
    )
    return form_page(request, form, save, context, entry=poll, template="meetings/choose_date.html")


@route("R4", reads=True, methods=BOTH)
def withdraw(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """None of these dates."""
    poll = get_visible(DatePoll, request.user, date_poll)
    room = _room_of(request, poll)
    room.require_secretary()
    only_to_open(request, poll.is_open)
    form = ReasonForm(
        request.POST or None, draft_object=date_poll, initial={"version": poll.version}
    )

    def save() -> str:
        services.withdraw_poll(
            poll=poll,
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", poll)
        return _poll_url(poll)

    context = room.context(
        heading="日程調整を取りやめる",
        submit="日程調整を取りやめる",
        explanation="候補日と回答は、理由とともに残ります。取りやめたあとは、新しい候補日で始められます。",
        back=_poll_url(poll),
    )
    return form_page(request, form, save, context, entry=poll, changing=poll)
