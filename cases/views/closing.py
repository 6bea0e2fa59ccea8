"""The work of a body on a case: ended, paused, taken up again; and the case on one page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case, get_visible
from cases import services
from cases.closing import open_actions, open_matters, proposed
from cases.forms.closing import (
    CloseForm,
    LookAfterForm,
    ReopenForm,
    ResumeForm,
    SuspendForm,
)
from cases.models import CaseRecord
from cases.page import CasePage
from cases.summary_paper import JOB_KIND
from documents.wareki import format_date
from drafts.submit import key_of_button, see_other
from jobs.services import request_job

from .base import BOTH, form_page


def _own(request: Any, case: uuid.UUID) -> tuple[CasePage, CaseRecord]:
    page = CasePage(request, get_case(request.user, case))
    return page, page.own_record()


def _home(page: CasePage) -> str:
    asked = f"?record={page.record.pk}" if page.record and len(page.records) > 1 else ""
    return reverse("cases:detail", args=[page.case.pk]) + asked


def _turn(
    request: Any, page: CasePage, record: CaseRecord, form: Any, save: Any, **words: Any
) -> Any:
    """A page on which the record takes a turn."""

    def saved() -> str:
        save()
        request.acting.log.note("write", record)
        return _home(page)

    return form_page(
        request,
        page,
        form,
        saved,
        entry=record,
        changing=record,
        text_audience=page.audience,
        back=_home(page),
        **words,
    )


@route("R2", reads=True, methods=BOTH)
def close(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """The body ends its own work on the case."""
    page, record = _own(request, case)
    page.require_offered(not record.is_closed)
    left = list(open_actions(record, request.user))
    form = CloseForm(
        request.POST or None,
        draft_object=record.pk,
        initial={"version": record.version} | proposed(request, record),
        actions=len(left),
        own=record.body,
    )

    def save() -> None:
        services.close_record(record=record, version=form.version, by=request.user, **form.facts())
        messages.success(
            request, f"{record.body}の支援を終えました。記録は残り、あとから再開できます"
        )

    return _turn(
        request,
        page,
        record,
        form,
        save,
        heading="自機関の支援を終える",
        submit="支援を終える",
        template="cases/close.html",
        matters=open_matters(record, request.user),
        left=left,
        explanation="記録は残り、これまでと同じ人が見られます。あとから再開できます。",
    )


@route("R2", reads=True, methods=BOTH)
def look_after(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """How they are after the end: written down, and looked at again or over."""
    page, record = _own(request, case)
    page.require_offered(record.is_closed and record.follow_up_on)
    form = LookAfterForm(
        request.POST or None, draft_object=record.pk, initial={"version": record.version}
    )

    def save() -> None:
        services.look_after(record=record, version=form.version, by=request.user, **form.values())
        day = form.cleaned_data["next_on"]
        words = f"次は、{format_date(day)}に確かめます" if day else "様子の確認を終えました"
        messages.success(request, f"終えたあとの様子を、経過に残しました。{words}")

    return _turn(
        request,
        page,
        record,
        form,
        save,
        heading="支援を終えたあとの様子を書く",
        submit="様子を残す",
        explanation="支援は終わったままです。受付の件数には数えません。"
        "また支援が要るときは、「支援を再開する」に進んでください。",
    )


@route("R2", reads=True, methods=BOTH)
def suspend(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """The body pauses its work."""
    page, record = _own(request, case)
    page.require_offered(not record.is_closed and not record.is_suspended)
    form = SuspendForm(
        request.POST or None, draft_object=record.pk, initial={"version": record.version}
    )

    def save() -> None:
        services.suspend_record(
            record=record, version=form.version, by=request.user, **form.values()
        )
        day = format_date(form.cleaned_data["review_on"])
        messages.success(request, f"支援を中断しました。見直す日は、{day}です")

    return _turn(
        request,
        page,
        record,
        form,
        save,
        heading="支援を中断する",
        submit="中断する",
        explanation="連絡が取れないときや、入院などで、しばらく支援できないときに使います。"
        "中断しているあいだも、記録は書けます。",
    )


@route("R2", reads=True, methods=BOTH)
def resume(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Look again at what pauses: go on, or later."""
    page, record = _own(request, case)
    page.require_offered(record.is_suspended)
    form = ResumeForm(
        request.POST or None, draft_object=record.pk, initial={"version": record.version}
    )

    def save() -> None:
        data = form.cleaned_data
        common: dict[str, Any] = {"version": form.version, "by": request.user}
        if data["what"] == "resume":
            services.resume_record(record=record, reason=data["reason"], **common)
            messages.success(request, "支援を再開しました")
        else:
            services.postpone_review(record=record, review_on=data["review_on"], **common)
            day = format_date(data["review_on"])
            messages.success(request, f"中断を続けます。見直す日は、{day}です")

    return _turn(
        request,
        page,
        record,
        form,
        save,
        heading="中断を見直す",
        submit="決める",
        explanation=record.suspension_note,
    )


@route("R2", reads=True, methods=BOTH)
def reopen(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """The body takes up its work again."""
    page, record = _own(request, case)
    page.require_offered(record.is_closed)
    latest = next(iter(page.intakes), None)
    form = ReopenForm(
        request.POST or None,
        draft_object=record.pk,
        initial={"version": record.version, **ReopenForm.initial_of(latest)},
    )

    def save() -> None:
        services.reopen_record(
            record=record,
            reason=form.cleaned_data["reason"],
            matter=form.matter(),
            version=form.version,
            by=request.user,
        )
        messages.success(request, "支援を再開しました")

    return _turn(
        request,
        page,
        record,
        form,
        save,
        heading="支援を再開する",
        submit="再開する",
        explanation="再開すると、また記録を書き足せます。これまでの記録は、同じケースに残っています。",
    )


@route("R2", methods=("POST",))
def print_summary(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Ask for the case on one page; the worker makes it with the rights of who asked (S-06)."""
    page = CasePage(request, get_case(request.user, case))
    page.require(page.record)
    assert page.record is not None
    key = key_of_button(request, JOB_KIND, page.record.pk)
    job = request_job(by=request.user, kind=JOB_KIND, object_id=page.record.pk, key=key)
    request.acting.log.note("write", page.record)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R2", reads=True)
def summary_of(request: ActingRequest, record: uuid.UUID) -> HttpResponse:
    """Back from the making of the page to the case."""
    row = get_visible(CaseRecord, request.user, record)
    request.acting.log.note("read", row)
    return see_other(reverse("cases:detail", args=[row.compartment.case_id]))
