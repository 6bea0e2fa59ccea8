"""日程調整 on screen: dates proposed, answered, entered for somebody, chosen; of a 支援会議 and of a 重層的支援会議 alike
(`poll_page` says what differs)."""

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
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other
from organizations.models import Role

from .. import services
from ..dates import Overview, Row
from ..forms import DatesForm, ReasonForm, RepliesForm, ToldRepliesForm
from ..models import DateCandidate, DatePoll
from ..poll_page import PollPage, page_of, page_of_conference, page_of_meeting
from .base import BOTH, form_page, only_to_open, save_form

RULES = ("R4", "R5", "R6", "R8")


def _poll_url(poll: DatePoll) -> str:
    return reverse("meetings:date_poll", args=[poll.pk])


@route("R4", reads=True, methods=BOTH)
def propose(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretary proposes several dates to the members."""
    page = page_of_meeting(request, meeting)
    page.require_convener()
    way = reverse("meetings:appoint", args=[meeting])
    return _propose(request, page, way)


@route("R6", "R8", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def propose_for_conference(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """A coordinator proposes several dates to the bodies that are invited."""
    page = page_of_conference(request, conference)
    page.require_convener()
    only_to_open(request, page.may_settle)
    way = reverse("meetings:change_conference", args=[conference])
    return _propose(request, page, way)


def _propose(request: ActingRequest, page: PollPage, way: str) -> HttpResponse:
    asked = page.may_be_asked()
    form = DatesForm(request.POST or None, people=asked, words=page.words, draft_object=page.of.pk)

    def save() -> str:
        made = services.propose_dates(
            of=page.of,
            slots=form.slots(),
            answer_until_on=form.cleaned_data["answer_until_on"],
            needed=form.chosen(),
            by=request.user,
        )
        request.acting.log.note("write", made)
        messages.success(request, page.words["told"])
        return _poll_url(made)

    context = page.context(heading="日程を調整する", asked=asked, way=way)
    return form_page(
        request, form, save, context, entry=page.of, template="meetings/propose_dates.html"
    )


@route(*RULES, reads=True)
def date_poll(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """Who can come when, for who convenes; for those asked what they have answered and what was chosen."""
    poll = get_visible(DatePoll, request.user, date_poll)
    page = page_of(request, poll)
    request.acting.log.note("read", poll)
    overview = Overview(page, poll)
    context = page.context(
        heading="日程調整",
        poll=poll,
        overview=overview,
        mine=page.mine(overview),
        **page.chosen(poll),
    )
    return render(request, "meetings/date_poll.html", context)


def _to_answer(request: ActingRequest, pk: uuid.UUID) -> tuple[DatePoll, PollPage, Overview]:
    """An open poll of those who are asked."""
    poll = get_visible(DatePoll, request.user, pk)
    page = page_of(request, poll)
    page.require_asked()
    only_to_open(request, poll.is_open and page.goes_on)
    return poll, page, Overview(page, poll)


@route(*RULES, reads=True, methods=BOTH)
def answer(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """Somebody who is asked answers for herself."""
    poll, page, overview = _to_answer(request, date_poll)
    given = page.mine(overview)
    form = RepliesForm(
        request.POST or None,
        candidates=overview.candidates,
        given=given,
        draft_object=date_poll,
    )

    def save() -> str:
        made = services.answer_dates(poll=poll, replies=form.replies(), by=request.user)
        return _answered(request, poll, made)

    context = page.context(
        heading="日程の候補に答える",
        poll=poll,
        submit="この内容で答える",
        back=_poll_url(poll),
        told=[a for a in given.values() if not a.is_own][:1],
    )
    return form_page(
        request, form, save, context, entry=poll, template="meetings/answer_dates.html"
    )


@route(*RULES, reads=True, methods=BOTH)
def answer_here(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """She answers in the row of her home page; without htmx the page above does the same."""
    poll, page, overview = _to_answer(request, date_poll)
    url = reverse("meetings:answer_dates", args=[poll.pk])
    if not request.htmx:
        return see_other(url)
    form = RepliesForm(
        request.POST if request.method == "POST" else None,
        candidates=overview.candidates,
        given=page.mine(overview),
        draft_object=date_poll,
        prefix=poll.pk.hex,
    )
    ask_about_contacts(request, form, poll.compartment.case_id)

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
    context = page.context(poll=poll, form=form, number=number, page_url=url)
    return render_form(request, "home/_dates.html", context, form)


def _answered(request: ActingRequest, poll: DatePoll, made: list[Any]) -> str:
    for row in made:
        request.acting.log.note("write", row)
    messages.success(request, "日程の回答を登録しました")
    return _poll_url(poll)


@route("R4", reads=True, methods=BOTH)
def answer_for(request: ActingRequest, date_poll: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """The secretary enters what somebody told her for a member."""
    return _answer_for(request, date_poll, "member", member)


@route("R6", "R8", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def answer_for_body(
    request: ActingRequest, date_poll: uuid.UUID, conference_attendance: uuid.UUID
) -> HttpResponse:
    """The coordinator enters what somebody told her for a body that is invited."""
    return _answer_for(request, date_poll, "attendance", conference_attendance)


def _row_of(overview: Overview, who: uuid.UUID) -> Row:
    """The row that the convener may write: of a body the one that nobody of it has answered herself."""
    rows = [row for row in overview.rows if row.who.pk == who]
    if not rows:
        raise Http404
    return next((row for row in rows if row.is_own), rows[0])


def _answer_for(request: ActingRequest, pk: uuid.UUID, column: str, who: uuid.UUID) -> HttpResponse:
    poll = get_visible(DatePoll, request.user, pk)
    page = page_of(request, poll)
    page.require_convener()
    if page.column != column:
        raise Http404
    only_to_open(request, poll.is_open and page.goes_on)
    overview = Overview(page, poll)
    row = _row_of(overview, who)
    given = overview.given_by(row.who, row.person.answered_by)
    told = next((a for a in given.values() if not a.is_own), None)
    form = ToldRepliesForm(
        request.POST or None,
        candidates=overview.candidates,
        given=given,
        draft_object=uuid.uuid5(poll.pk, str(row.who.pk)),
        initial={"told_by": told.told_by, "told_how": told.told_how} if told else {},
    )

    def save() -> str:
        made = services.enter_answers(
            poll=poll,
            who=row.who,
            replies=form.replies(),
            told_by=form.cleaned_data["told_by"],
            told_how=form.cleaned_data["told_how"],
            by=request.user,
        )
        return _answered(request, poll, made)

    context = page.context(
        heading="聞いた回答を書く",
        poll=poll,
        row=row,
        submit="聞いた回答を登録する",
        back=_poll_url(poll),
    )
    return form_page(
        request, form, save, context, entry=poll, template="meetings/answer_dates.html"
    )


@route(*RULES, reads=True, methods=BOTH)
def choose(request: ActingRequest, date_candidate: uuid.UUID) -> HttpResponse:
    """One of the dates becomes the next sitting, or the day of the 重層的支援会議."""
    row = get_visible(DateCandidate, request.user, date_candidate)
    poll = get_visible(DatePoll, request.user, row.poll_id)
    page = page_of(request, poll)
    page.require_convener()
    only_to_open(request, poll.is_open and page.may_settle)
    overview = Overview(page, poll)
    form = page.form_of_choice(request.POST or None, draft_object=date_candidate)

    def save() -> str:
        made = services.choose_date(candidate=row, by=request.user, **form.content())
        request.acting.log.note("write", made)
        words, url = page.after_choosing(made)
        messages.success(request, words)
        return url

    context = page.context(
        heading="この日に決める",
        candidate=row,
        column=next(c for c in overview.columns if c.candidate == row),
        waiting=overview.waiting,
        submit="この日に決める",
        back=_poll_url(poll),
        chooses=True,
    )
    return form_page(request, form, save, context, entry=poll, template="meetings/choose_date.html")


@route(*RULES, reads=True, methods=BOTH)
def withdraw(request: ActingRequest, date_poll: uuid.UUID) -> HttpResponse:
    """None of these dates."""
    poll = get_visible(DatePoll, request.user, date_poll)
    page = page_of(request, poll)
    page.require_convener()
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

    context = page.context(
        heading="日程調整を取りやめる",
        submit="日程調整を取りやめる",
        explanation="候補日と回答は、理由とともに残ります。取りやめたあとは、新しい候補日で始められます。",
        back=_poll_url(poll),
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=poll,
        changing=poll,
        template=page.form_template,
    )
