"""重層的支援会議: the list, the page, and every step that does not change the plan."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.grants import in_force
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import BaseForm
from cases.paging import filter_links, page_of
from documents.wareki import fiscal_year, fiscal_year_label
from drafts.submit import key_of_button, see_other
from jobs.services import request_job
from organizations.models import Role

from .. import conference_calendar, services
from ..conference_page import TONES, ConferencePage
from ..conference_paper import FOR_BODIES, FOR_SELF
from ..forms.base import ConfirmForm, ReasonForm
from ..forms.conferences import (
    ConferenceAddendumForm,
    ConferenceForm,
    ConferenceMinutesForm,
    ConferenceSendForm,
    ConferenceWishForm,
)
from ..models import ConferenceAttendance, ConferenceState, DatePoll, PlanConference
from ..words import conference_name
from .base import BOTH, form_page, only_to_open

COORDINATORS = (Role.COORDINATOR,)
STORED = [state for state in ConferenceState if state != ConferenceState.SUSPENDED]
MOST_YEARS = 5
TEMPLATE = "meetings/conference_form.html"


def _page(request: ActingRequest, pk: uuid.UUID) -> ConferencePage:
    row = get_visible(PlanConference, request.user, pk)
    return ConferencePage(request, row)


def _form(
    page: ConferencePage,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    changing: Any = None,
    compare: tuple[str, ...] | None = None,
    done: str = "",
    **context: Any,
) -> HttpResponse:
    """A page with one form about the conference; back to the conference when it was saved, which says `done`."""
    log = page.request.acting.log

    def save() -> str:
        log.note("write", act())
        if done:
            messages.success(page.request, done)
        return page.url

    return form_page(
        page.request,
        form,
        save,
        page.context(**context),
        entry=page.conference,
        template=TEMPLATE,
        changing=changing,
        compare=compare,
    )


@route("R5", "R6", "R8", reads=True)
def conference_list(request: ActingRequest) -> HttpResponse:
    """Conferences on plans that the user sees, by state and fiscal year."""
    states = [("", "すべて"), *((s.value, s.label) for s in STORED)]
    this_year = fiscal_year(timezone.localdate())
    recent = range(this_year + 1, this_year - MOST_YEARS, -1)
    years = [("", "すべて"), *((str(y), fiscal_year_label(y)) for y in recent)]
    polls = DatePoll.objects.visible_to(request.user)
    shown = PlanConference.objects.visible_to(request.user).for_list().with_dates_asked(polls)
    asked = request.GET.get("state", "")
    if asked in dict(states) and asked:
        shown = shown.in_state(asked)
    year = request.GET.get("year", "")
    if year in dict(years) and year:
        first = datetime.date(int(year), 4, 1)
        last = datetime.date(int(year) + 1, 3, 31)
        shown = shown.held_between(first, last)
    pages = page_of(request, shown)
    valid = in_force({row.consent_id for row in pages["rows"]}) if pages["rows"] else set()
    request.acting.log.note("list", kind="重層的支援会議")
    context = {
        "name": conference_name(),
        "is_coordinator": Role.COORDINATOR in request.acting.roles,
        "filters": filter_links(request, ("状態", "state", states), ("年度", "year", years)),
        "pages": pages | {"rows": [_row(row, row.consent_id in valid) for row in pages["rows"]]},
    }
    return render(request, "meetings/conference_list.html", context)


def _row(row: PlanConference, has_consent: bool) -> dict[str, Any]:
    tone, icon = TONES[row.state_shown(has_consent)]
    label = row.state_words(has_consent, row.asks_dates)
    return {"row": row, "label": label, "tone": tone, "icon": icon}


@route("R5", "R6", "R8", reads=True)
def conference(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """A 重層的支援会議, to the circle of its plan. Without consent what was planned is on hold."""
    page = _page(request, conference)
    request.acting.log.note("read", page.conference)
    return render(request, "meetings/conference.html", page.context())


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def change(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """Another day, place or round of bodies."""
    page = _page(request, conference)
    page.require(page.is_coordinator)
    only_to_open(request, page.may_plan)
    row = page.conference
    names = ("held_on", "starts_at", "ends_at", "place", "chair")
    form = ConferenceForm(
        request.POST or None,
        rows=page.attendances,
        draft_object=row.pk,
        initial={n: getattr(row, n) for n in names} | {"version": row.version},
    )
    return _form(
        page,
        form,
        lambda: services.change_plan_conference(
            conference=row, version=form.version, by=request.user, **form.content()
        ),
        changing=row,
        compare=names,
        done="変えた内容を登録しました",
        heading="日時・場所・招集する機関を変える",
        submit="変える",
        explanation="招集している機関の担当者の「今日の仕事」に、新しい日が出ます。"
        "日も機関も、本人の同意の範囲の中で変えられます。",
    )


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def open_conference(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """The conference begins; the consent is asked for once more."""
    page = _page(request, conference)
    page.require(page.is_coordinator)
    only_to_open(request, page.may_open)
    row = page.conference
    form = ConfirmForm(request.POST or None, initial={"version": row.version})
    return _form(
        page,
        form,
        lambda: services.open_plan_conference(
            conference=row, version=form.version, by=request.user
        ),
        changing=row,
        done="会議を始めました",
        heading="会議を始める",
        submit="会議を始める",
        explanation="いま有効な本人の同意があり、招集した機関がすべて含まれていることを、もう一度"
        "確かめてから始めます。始めたあとに撤回があっても、開いた会議の会議録は書けます。",
    )


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def cancel(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """It will not be held."""
    page = _page(request, conference)
    page.require(page.is_coordinator)
    only_to_open(request, page.may_cancel)
    row = page.conference
    form = ReasonForm(request.POST or None, draft_object=row.pk, initial={"version": row.version})
    return _form(
        page,
        form,
        lambda: services.cancel_plan_conference(
            conference=row, version=form.version, by=request.user, **form.values()
        ),
        changing=row,
        done="会議を中止しました",
        heading="会議を中止する",
        submit="会議を中止する",
        tone="warn",
        explanation="中止した会議は、元に戻せません。日を変えるだけのときは「日時・場所を変える」を"
        "使ってください。",
    )


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def correct(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """Words of the minutes, and answers to what bodies want put right."""
    page = _page(request, conference)
    page.require(page.is_coordinator)
    only_to_open(request, page.may_write_minutes)
    row = page.conference
    names = ("minutes", "opinion")
    form = ConferenceMinutesForm(
        request.POST or None,
        wishes=page.wishes,
        draft_object=row.pk,
        initial={n: getattr(row, n) for n in names} | {"version": row.version},
    )
    return _form(
        page,
        form,
        lambda: services.correct_conference_minutes(
            conference=row, version=form.version, by=request.user, **form.content()
        ),
        changing=row,
        compare=names,
        done="会議録を保存しました",
        heading="会議録を直す",
        submit="会議録を保存する",
        explanation="会議録の言葉と、参加機関への答えを直します。案件ごとの結果や出席は、会議の画面の"
        "「結果・出席を直す」から直せます。",
    )


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def send(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """Ask the bodies that came to look through the minutes."""
    page = _page(request, conference)
    page.require(page.is_coordinator)
    only_to_open(request, page.may_write_minutes)
    row = page.conference
    form = ConferenceSendForm(
        request.POST or None,
        initial={
            "version": row.version,
            "answer_until_on": row.answer_until_on or services.default_answer_day(),
        },
    )
    return _form(
        page,
        form,
        lambda: services.send_conference_minutes(
            conference=row, version=form.version, by=request.user, **form.values()
        ),
        changing=row,
        done="参加機関に、会議録の確認を頼みました",
        heading="会議録の確認を頼む",
        submit="参加機関に確認を頼む",
        explanation="出席した機関の担当者の「今日の仕事」に出ます。メールや通知に、内容は書かれません。",
    )


@route("R5", "R8", reads=True, methods=BOTH)
def answer(request: ActingRequest, conference_attendance: uuid.UUID) -> HttpResponse:
    """A body says what is to be put right in the minutes, or that they are right."""
    own = get_visible(ConferenceAttendance, request.user, conference_attendance)
    page = _page(request, own.conference_id)
    page.require(own.pk in {row.pk for row in page.mine})
    only_to_open(request, page.my_answer)
    form = ConferenceWishForm(
        request.POST or None,
        draft_object=own.pk,
        initial={"wish": own.wish, "version": own.version},
    )
    return _form(
        page,
        form,
        lambda: services.answer_conference_minutes(
            attendance=own, version=form.version, by=request.user, **form.values()
        ),
        changing=own,
        compare=("wish",),
        done="会議録への答えを登録しました",
        heading="会議録を確かめる",
        submit="確かめた",
        minutes=page.conference,
    )


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def fix(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """Fix the minutes."""
    page = _page(request, conference)
    page.require(page.is_coordinator)
    only_to_open(request, page.may_write_minutes)
    row = page.conference
    form = ConfirmForm(request.POST or None, initial={"version": row.version})
    return _form(
        page,
        form,
        lambda: services.fix_conference_minutes(
            conference=row, version=form.version, by=request.user
        ),
        changing=row,
        done="会議録を確定しました",
        heading="会議録を確定する",
        submit="会議録を確定する",
        tone="warn",
        explanation="確定した会議録は直せません。あとから分かったことは、付け加えられます。",
    )


@route("R5", "R8", reads=True, methods=BOTH)
def add(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """A body adds to fixed minutes."""
    page = _page(request, conference)
    page.require(page.mine)
    only_to_open(request, page.may_add)
    form = ConferenceAddendumForm(
        request.POST or None, rows=page.mine, draft_object=page.conference.pk
    )
    return _form(
        page,
        form,
        lambda: services.add_to_conference_minutes(
            conference=page.conference, by=request.user, **form.content()
        ),
        done="会議録に付け加えました",
        heading="会議録に付け加える",
        submit="付け加える",
        explanation="書いた人の名前と日が付きます。確定した会議録は、そのまま残ります。",
    )


@route("R5", "R8", "R21", methods=("POST",), reads=True)
def print_minutes(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """Ask for the minutes on paper: for oneself, or for the bodies of the conference."""
    page = _page(request, conference)
    for_bodies = request.POST.get("for") == "bodies"
    page.require(page.may_print_for_bodies if for_bodies else page.conference.has_minutes)
    kind = FOR_BODIES if for_bodies else FOR_SELF
    key = key_of_button(request, kind, page.conference.pk)
    job = request_job(by=request.user, kind=kind, object_id=page.conference.pk, key=key)
    request.acting.log.note("write", page.conference)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R5", "R8", methods=("POST",), reads=True)
def calendar_of(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """Ask for the calendar file of a conference: day and hour, and nothing else (S-33)."""
    page = _page(request, conference)
    page.require(page.has_calendar)
    row = page.conference
    key = key_of_button(request, conference_calendar.JOB_KIND, row.pk)
    job = request_job(by=request.user, kind=conference_calendar.JOB_KIND, object_id=row.pk, key=key)
    request.acting.log.note("write", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))
