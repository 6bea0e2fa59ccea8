"""Assessments of a body's record: the list of versions, one version, what differs, its paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_changeable, get_visible
from cases import assessment_versions as versions
from cases import pictures, services
from cases.assessment_paper import NAME
from cases.assessment_sheet import OCCASION, Lists, chronology_line
from cases.assessment_view import shown_blocks
from cases.forms.assessments import FixForm, StartForm
from cases.models import Assessment, AssessmentBlock, AssessmentIssue, CaseRecord
from cases.page import CasePage
from cases.paging import page_of
from drafts.submit import key_of_button, see_other
from jobs.services import request_job

from .base import BOTH, form_page

VERSIONS = 10
State = AssessmentBlock.State


def page_about(request: Any, row: Any) -> CasePage:
    """The page of the case in which a row of an assessment lies."""
    return CasePage(request, row.compartment.case, "assessments")


def record_of(page: CasePage, assessment: Assessment) -> CaseRecord:
    """The record of a version; who reads two records of a case sees both."""
    return next(r for r in page.records if r.pk == assessment.record_id)


@route("R2", reads=True, methods=BOTH)
def assessments(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Versions of the body's assessment, the newest first; the next one begins here."""
    page = CasePage(request, get_case(request.user, case), "assessments")
    page.require(page.record)
    record = page.record
    assert record is not None
    rows = Assessment.objects.visible_to(request.user).filter(record=record)
    shown = page_of(
        request, rows.select_related("created_by", "fixed_by"), size=VERSIONS, unit="版"
    )
    latest = rows.first()
    lists = Lists()
    form = StartForm(
        request.POST or None, lists=lists, is_first=latest is None, draft_object=record.pk
    )
    if request.method == "POST":
        page.require(page.may_write_record)

    def save() -> str:
        made = services.start_assessment(record=record, by=request.user, **form.values())
        request.acting.log.note("write", made)
        return reverse("cases:assessment", args=[made.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="アセスメント",
        submit="新しい版を作る",
        template="cases/assessments.html",
        record=record,
        latest=latest,
        versions=_lines(shown["rows"], lists, request.user),
        may_write=page.may_write_record and (form.is_bound or not record.is_closed),
        **{name: value for name, value in shown.items() if name != "rows"},
    )


def _lines(rows: list[Assessment], lists: Lists, user: Any) -> list[dict[str, Any]]:
    issues = AssessmentIssue.objects.visible_to(user).filter(
        assessment__in=rows, removed_on__isnull=True
    )
    open_ones = issues.exclude(status=AssessmentIssue.Status.SOLVED).order_by()
    counts = dict(open_ones.values_list("assessment").annotate(n=Count("pk")))
    return [
        {"row": row, "occasion": lists.label(OCCASION, row.occasion), "n": counts.get(row.pk, 0)}
        for row in rows
    ]


@route("R2", reads=True)
def assessment(request: ActingRequest, assessment: uuid.UUID) -> HttpResponse:
    """One version: what is still to be written, and all that it says."""
    row = get_visible(Assessment, request.user, assessment)
    page = page_about(request, row)
    record = record_of(page, row)
    request.acting.log.note("read", row)
    return render(request, "cases/assessment.html", _context(request, page, row, record))


def _context(request: Any, page: CasePage, row: Assessment, record: CaseRecord) -> dict[str, Any]:
    user, lists = request.user, Lists()
    content = versions.content_of(row, user)
    before = versions.content_of(versions.earlier(row, user), user)
    people = pictures.family_of(page.face, user) if page.face else []
    events = [] if row.is_fixed else pictures.events_of(record, user)
    may_write = row.compartment_id in page.writable
    blocks = shown_blocks(content, lists)
    states = [shown.block.state for shown in blocks]
    left = [shown for shown in blocks if shown.is_left]
    return page.context(
        audience=audience(user, row.compartment),
        assessment=row,
        record=record,
        occasion=lists.label(OCCASION, row.occasion),
        blocks=blocks,
        issues=versions.issue_lines(
            content.issues, before.issues, people, lists, is_first=row.based_on_id is None
        ),
        chronology=row.chronology or [chronology_line(event) for event in events],
        next_block=next(iter(left), None),
        empty=[b.block.get_kind_display() for b in blocks if b.block.is_empty],
        carried=states.count(State.CARRIED),
        finished=len(blocks) - len(left),
        is_open=may_write and not row.is_fixed and not record.is_closed,
        may_print=may_write,
        may_share=may_write
        and row.is_fixed
        and any(c.compartment_id in page.writable for c in page.valid_consents),
    )


@route("R2", reads=True)
def assessment_changes(request: ActingRequest, assessment: uuid.UUID) -> HttpResponse:
    """What differs from the version before, or from an earlier one that is asked for."""
    row = get_visible(Assessment, request.user, assessment)
    page = page_about(request, row)
    others = Assessment.objects.visible_to(request.user).filter(
        record=row.record_id, number__lt=row.number
    )
    asked = request.GET.get("before", "")
    chosen = others.filter(number=int(asked[:4])) if asked.isdecimal() else others
    before = chosen.first() or others.first()
    request.acting.log.note("read", row)
    sections = []
    if before is not None:
        old, new = (versions.content_of(version, request.user) for version in (before, row))
        people = pictures.family_of(page.face, request.user) if page.face else []
        sections = versions.differences(old, new, Lists(), people)
    return render(
        request,
        "cases/assessment_changes.html",
        page.context(
            audience=audience(request.user, row.compartment),
            assessment=row,
            before=before,
            before_number=str(before.number) if before else "",
            after_number=str(row.number),
            numbers=list(others.values_list("number", flat=True)[:VERSIONS]),
            sections=sections,
        ),
    )


@route("R2", reads=True, methods=BOTH)
def fix_assessment(request: ActingRequest, assessment: uuid.UUID) -> HttpResponse:
    """Fix a version; it stays as it is from then on."""
    row = get_changeable(Assessment, request.user, assessment)
    page = page_about(request, row)
    form = FixForm(request.POST or None, draft_object=assessment, initial=FixForm.initial_of(row))
    back = reverse("cases:assessment", args=[assessment])

    def save() -> str:
        services.fix_assessment(assessment=row, by=request.user, version=form.version)
        request.acting.log.note("write", row)
        return back

    return form_page(
        request,
        page,
        form,
        save,
        heading=f"第{row.number}版を確定する",
        submit="確定する",
        explanation="確定すると、この版は直せなくなります。状況が変わったら、"
        "この版を写して、次の版を作ります。",
        entry=row,
        changing=row,
        back=back,
        audience=audience(request.user, row.compartment),
    )


@route("R2", methods=("POST",))
def keep_rest(request: ActingRequest, assessment: uuid.UUID) -> HttpResponse:
    """All copies that are left are unchanged."""
    row = get_changeable(Assessment, request.user, assessment)
    try:
        services.keep_rest(assessment=row, by=request.user)
        request.acting.log.note("write", row)
    except DomainError as error:
        messages.warning(request, str(error))
    return see_other(reverse("cases:assessment", args=[assessment]))


@route("R2", "R21", methods=("POST",))
def assessment_paper(request: ActingRequest, assessment: uuid.UUID) -> HttpResponse:
    """Ask for the sheet on paper; the worker makes it with the rights of who asked (S-06)."""
    row = get_changeable(Assessment, request.user, assessment)
    key = key_of_button(request, NAME, row.pk)
    job = request_job(by=request.user, kind=NAME, object_id=row.pk, key=key)
    request.acting.log.note("print", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))
