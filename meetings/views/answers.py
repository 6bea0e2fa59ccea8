"""Minutes sent to the members, their answers, the survey; who does what was decided."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.typed_contacts import ask_about_contacts
from drafts.submit import key_of_button, see_other
from jobs.services import request_job

from .. import services
from ..forms import AnswerForm, AnswerOnPaperForm, DecisionForm, SendForm, SurveyForm, WishForm
from ..minutes_paper import JOB_KIND
from ..models import (
    CONFIRMED_PARTS,
    MINUTED,
    Decision,
    Minutes,
    MinutesAnswer,
    Sitting,
    SittingState,
    SurveyAnswer,
)
from ..room import Room
from ..services.answers import answers_of, came_as, may_go_over, surveys_of
from ..survey import survey_of
from ..unsent import not_in_minutes
from .base import BOTH, form_page, of_decision, only_to_open, with_doer

SAID = ("helped", "role_is_clear", "learned", "opinion", "next_time")
ANSWERED = "会議録への答えを登録しました"
AMENDED = "確認の期限と、この先の進め方を直しました"


def _minutes(request: ActingRequest, row: Sitting) -> Minutes:
    found: Minutes | None = (
        Minutes.objects.visible_to(request.user)
        .filter(sitting=row)
        .select_related("compartment__case")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _of_sitting(row: Sitting) -> str:
    return reverse("meetings:sitting", args=[row.pk])


@route("R4", reads=True, methods=BOTH)
def send(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ask the members to confirm the minutes."""
    row = get_visible(Sitting, request.user, sitting)
    room, minutes = Room.of(request, row), _minutes(request, row)
    room.require_secretary()
    only_to_open(request, not minutes.approved_at)
    was_sent = minutes.sent_at is not None
    initial: dict[str, Any] = {"course": minutes.course, "version": minutes.version}
    initial["course_reason"] = minutes.course_reason
    if minutes.answer_until_on:
        initial["answer_until_on"] = minutes.answer_until_on
    form = SendForm(
        request.POST or None,
        basis=room.meeting.basis,
        may_go_over=may_go_over(row, request.user),
        draft_object=sitting,
        initial=initial,
    )

    def save() -> str:
        services.send_minutes(
            minutes=minutes, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", minutes)
        messages.success(request, AMENDED if was_sent else "構成員に、会議録の確認を頼みました")
        return _of_sitting(row)

    context = room.context(
        heading=f"第{row.number}回の会議録の確認の期限・進め方を直す"
        if was_sent
        else f"第{row.number}回の会議録の確認を頼む",
        submit="直した内容を登録する" if was_sent else "構成員に確認を頼む",
        explanation="出席した構成員の「今日の仕事」に出ます。メールや通知に、会議の内容は書かれません。"
        "利用者IDのない人の確認は、聞き取って、開催の画面から記録します。",
        incomplete=list(Decision.objects.visible_to(request.user).lacking().filter(sitting=row)),
        sitting=row,
        left=not_in_minutes(request.user, row, minutes),
        back=_of_sitting(row),
    )
    return form_page(request, form, save, context, entry=minutes, changing=minutes)


@route("R4", reads=True, methods=BOTH)
def confirm(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """A member reads the minutes and answers paragraph by paragraph."""
    row = get_visible(Sitting, request.user, sitting)
    room, minutes = Room.of(request, row), _minutes(request, row)
    room.require_member()
    only_to_open(request, minutes.sent_at and not minutes.approved_at)
    mine = answers_of(request.user).filter(minutes=minutes)
    given = {(a.section, a.paragraph): a for a in mine}
    form = AnswerForm(
        request.POST or None,
        paragraphs=services.paragraphs(minutes, request.user),
        given=given,
        draft_object=sitting,
        initial={"version": minutes.version},
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        made = services.answer_minutes(minutes=minutes, wishes=form.wishes(), by=request.user)
        for answer in made:
            request.acting.log.note("write", answer)
        messages.success(request, ANSWERED)
        return _of_sitting(row)

    return _confirming(request, room, row, minutes, form, save)


def _confirming(
    request: ActingRequest,
    room: Room,
    row: Sitting,
    minutes: Minutes,
    form: Any,
    save: Any,
    **more: Any,
) -> HttpResponse:
    """The minutes paragraph by paragraph, with what is said of each."""
    context = room.context(
        minutes=minutes,
        sitting=row,
        labels=dict(CONFIRMED_PARTS),
        present=services.who_came(row, request.user),
        again=services.meeting_again(minutes, row, request.user),
        back=_of_sitting(row),
        **more,
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=minutes,
        template="meetings/confirm.html",
        changing=minutes,
    )


@route("R4", reads=True, methods=BOTH)
def confirm_on_behalf(
    request: ActingRequest, sitting: uuid.UUID, member: uuid.UUID
) -> HttpResponse:
    """What somebody without an account says of the minutes, as the secretary heard it or has it on paper."""
    row = get_visible(Sitting, request.user, sitting)
    room, minutes = Room.of(request, row), _minutes(request, row)
    room.require_secretary()
    only_to_open(request, minutes.sent_at and not minutes.approved_at)
    whose = _on_paper(request, row, member)
    known = MinutesAnswer.objects.visible_to(request.user).filter(minutes=minutes, member=whose)
    given = {(a.section, a.paragraph): a for a in known}
    latest = max(given.values(), key=lambda a: a.heard_on, default=None)
    form = AnswerOnPaperForm(
        request.POST or None,
        paragraphs=services.paragraphs(minutes, request.user),
        given=given,
        draft_object=uuid.uuid5(row.pk, str(member)),
        initial={"version": minutes.version}
        | ({"heard_on": latest.heard_on, "heard_how": latest.heard_how} if latest else {}),
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        made = services.enter_answer_of(
            minutes=minutes, member=whose, wishes=form.wishes(), by=request.user, **form.heard()
        )
        for answer in made:
            request.acting.log.note("write", answer)
        messages.success(request, f"{whose.name}さんの確認を登録しました")
        return _of_sitting(row)

    return _confirming(request, room, row, minutes, form, save, whose=whose)


def _on_paper(request: ActingRequest, row: Sitting, member: uuid.UUID) -> Any:
    """Somebody without an account who came to the sitting; 404 for anybody else (R14)."""
    came = {m.pk: m for m in services.on_paper_who_came(row, request.user)}
    if member not in came:
        raise Http404
    return came[member]


@route("R4", reads=True, methods=BOTH)
def settle_wish(request: ActingRequest, minutes_answer: uuid.UUID) -> HttpResponse:
    """The secretary answers what a member wants corrected."""
    row = get_visible(MinutesAnswer, request.user, minutes_answer)
    minutes = get_visible(Minutes, request.user, row.minutes_id)
    sitting = get_visible(Sitting, request.user, minutes.sitting_id)
    room = Room.of(request, sitting)
    room.require_secretary()
    only_to_open(request, not row.is_right)
    form = WishForm(
        request.POST or None,
        draft_object=row.pk,
        initial={"settlement": row.settlement, "version": row.version},
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.settle_wish(answer=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "答えを登録しました")
        return _of_sitting(sitting)

    context = room.context(
        heading="直してほしいという答えに答える",
        about=f"「{row.paragraph}」→ {row.wish}",
        submit="答えを登録する",
        explanation="会議録そのものは「会議録を直す」で直します。ここには、どうしたかを残します。",
        back=_of_sitting(sitting),
    )
    return form_page(request, form, save, context, entry=row, changing=row, compare=("settlement",))


@route("R4", reads=True, methods=BOTH)
def survey(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """記名式アンケート: a member's own answer; secretaries read all of them."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_member()
    only_to_open(request, row.state in (SittingState.HELD, *MINUTED))
    own = surveys_of(request.user).filter(sitting=row).first()
    answers = own is not None or came_as(request.user).filter(sitting=row).exists()
    only_to_open(request, answers or room.is_secretary)
    initial = {n: getattr(own, n) for n in (*SAID, "version")} if own else {}
    form = SurveyForm(request.POST or None, draft_object=sitting, initial=initial)

    def save() -> str:
        made = services.answer_survey(
            sitting=row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", made)
        messages.success(request, "アンケートの答えを登録しました")
        return _of_sitting(row)

    context = room.context(
        sitting=row,
        own=own,
        answers=answers,
        told=survey_of(room, row) if room.is_secretary else None,
        back=_of_sitting(row),
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=row,
        template="meetings/survey.html",
        changing=own,
        compare=SAID,
    )


@route("R4", reads=True, methods=BOTH)
def survey_on_behalf(request: ActingRequest, sitting: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """What somebody without an account says of the sitting, as the secretary heard it or has it on paper."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    only_to_open(request, row.state in (SittingState.HELD, *MINUTED))
    whose = _on_paper(request, row, member)
    known = SurveyAnswer.objects.visible_to(request.user).filter(sitting=row, member=whose).first()
    initial = {n: getattr(known, n) for n in (*SAID, "version")} if known else {}
    form = SurveyForm(
        request.POST or None, draft_object=uuid.uuid5(row.pk, str(member)), initial=initial
    )
    back = reverse("meetings:survey", args=[row.pk])

    def save() -> str:
        made = services.enter_survey_of(
            sitting=row, member=whose, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", made)
        messages.success(request, f"{whose.name}さんの回答を登録しました")
        return back

    context = room.context(
        heading="アンケートの回答を代わりに書く",
        about=f"{whose.name}さん（{whose.body_name}）",  # not in the title of the window (S-50)
        submit="回答を登録する",
        explanation=f"第{row.number}回のアンケートへの回答を、聞き取ったとおりか、紙に書かれたとおりに書きます。",
        back=back,
    )
    return form_page(request, form, save, context, entry=row, changing=known, compare=SAID)


@route("R4", reads=True, methods=BOTH)
def complete(request: ActingRequest, decision: uuid.UUID) -> HttpResponse:
    """Who does it, and by when."""
    row = get_visible(Decision, request.user, decision)
    sitting = get_visible(Sitting, request.user, row.sitting_id)
    room = Room.of(request, sitting)
    room.require_secretary()
    only_to_open(request, sitting.state not in MINUTED)
    names = ("content", "body", "person", "due_on")
    bodies = [m.appointment.body.pk for m in room.current_members if m.appointment]
    form = DecisionForm(
        request.POST or None,
        sitting=sitting,
        bodies=[*bodies, *([row.body_id] if row.body_id else [])],
        on_paper=with_doer(room.on_paper_for(sitting), row),
        draft_object=decision,
        initial={n: getattr(row, n) for n in names} | of_decision(row),
    )
    ask_about_contacts(request, form, row.compartment.case_id)
    is_on = sitting.opened_at and sitting.state == SittingState.PLANNED  # else there is no room
    back = reverse("meetings:room" if is_on else "meetings:sitting", args=[sitting.pk])

    def save() -> str:
        services.complete_decision(
            decision=row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", row)
        messages.success(request, "行う機関と期限を登録しました")
        return back

    heading = "行う機関と期限を付ける" if row.is_lacking else "行う機関・期限を直す"
    context = room.context(heading=heading, submit="登録する", back=back)
    return form_page(request, form, save, context, entry=row, changing=row, compare=names)


@route("R4")
def minutes_of(request: ActingRequest, minutes: uuid.UUID) -> HttpResponse:
    """Back from the paper of minutes to their sitting."""
    row = get_visible(Minutes, request.user, minutes)
    return see_other(reverse("meetings:sitting", args=[row.sitting_id]))


@route("R4", methods=("POST",), reads=True)
def print_minutes(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ask for the minutes on paper: for the secretary and the chair (R17)."""
    row = get_visible(Sitting, request.user, sitting)
    room, minutes = Room.of(request, row), _minutes(request, row)
    if not (room.is_secretary or room.require_member().is_chair):
        raise Http404
    key = key_of_button(request, JOB_KIND, minutes.pk)
    job = request_job(by=request.user, kind=JOB_KIND, object_id=minutes.pk, key=key)
    request.acting.log.note("write", minutes)
    return see_other(reverse("jobs:detail", args=[job.pk]))
