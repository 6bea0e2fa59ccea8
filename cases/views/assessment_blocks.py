"""Blocks and issues of a version that is being written; a block of a fixed one is shared."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_changeable, get_visible
from cases import pictures, services
from cases.assessment_sheet import Lists, plain_text, source_words
from cases.codes import PROGRESS
from cases.forms.assessments import IssueForm, block_form, initial_of, issue_initial
from cases.forms.records import ShareForm
from cases.models import Assessment, AssessmentBlock, AssessmentIssue
from cases.page import CasePage
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other

from .assessments import page_about
from .base import BOTH, form_page

Kind = AssessmentBlock.Kind
# Kind of information (CL-41) as which a block is offered for sharing.
CATEGORIES = {
    Kind.FAMILY: "02",
    Kind.HOUSING: "07",
    Kind.HEALTH: "03",
    Kind.ECONOMY: "06",
    Kind.SERVICES: "05",
}


def _sheet(assessment_id: Any, part: str = "") -> str:
    return reverse("cases:assessment", args=[assessment_id]) + part


def _version(row: AssessmentBlock | AssessmentIssue, user: Any) -> Assessment:
    return get_visible(Assessment, user, row.assessment_id)


@route("R2", reads=True, methods=BOTH)
def assessment_block(request: ActingRequest, block: uuid.UUID) -> HttpResponse:
    """Write a block; from here on to the next one that is not finished."""
    row = get_changeable(AssessmentBlock, request.user, block)
    version = _version(row, request.user)
    page = page_about(request, row)
    if version.is_fixed and request.method != "POST":
        request.acting.log.note("read", row)
        return see_other(_sheet(version.pk, f"#{row.kind}"))
    lists = Lists()
    form = block_form(row, request.POST or None, lists=lists, draft_object=block)

    def save() -> str:
        services.write_block(block=row, facts=form.facts(), version=form.version, by=request.user)
        request.acting.log.note("write", row)
        is_going_on = "next" in request.POST
        return _next_block(row, request.user) if is_going_on else _sheet(version.pk)

    return form_page(
        request,
        page,
        form,
        save,
        heading=row.get_kind_display(),
        submit="登録して次のブロックへ",
        template="cases/assessment_block.html",
        entry=row,
        changing=lambda: initial_of(get_visible(AssessmentBlock, request.user, block)),
        block=row,
        assessment=version,
        back=_sheet(version.pk),
        audience=audience(request.user, row.compartment),
    )


def _next_block(row: AssessmentBlock, user: Any) -> str:
    """The next block of the sheet that is not finished, or the sheet."""
    blocks = AssessmentBlock.objects.visible_to(user).filter(assessment=row.assessment_id)
    states = {b.kind: b for b in blocks}
    order = [*Kind.values]
    later = order[order.index(row.kind) + 1 :]
    unfinished = (
        AssessmentBlock.State.TODO,
        AssessmentBlock.State.DOING,
        AssessmentBlock.State.CARRIED,
    )
    found = next((states[k] for k in later if states[k].state in unfinished), None)
    if found is None:
        return _sheet(row.assessment_id)
    return reverse("cases:assessment_block", args=[found.pk])


@route("R2", methods=("POST",))
def keep_block(request: ActingRequest, block: uuid.UUID) -> HttpResponse:
    """Looked at: nothing has changed since the last version."""
    row = get_changeable(AssessmentBlock, request.user, block)
    try:
        services.keep_block(block=row, by=request.user)
        request.acting.log.note("write", row)
    except DomainError as error:
        messages.warning(request, str(error))
    return see_other(_sheet(row.assessment_id, f"#{row.kind}"))


@route("R2", "R3", reads=True, methods=BOTH)
def share_block(request: ActingRequest, block: uuid.UUID) -> HttpResponse:
    """Share a block of a fixed version with the bodies that a valid consent names (R3)."""
    row = get_changeable(AssessmentBlock, request.user, block)
    version = _version(row, request.user)
    page = page_about(request, row)
    consents = [c for c in page.valid_consents_in_full if c.compartment_id in page.writable]
    page.require_offered(consents and version.is_fixed and not row.is_empty)
    initial = {"category": CATEGORIES.get(Kind(row.kind), PROGRESS)}
    form = ShareForm(request.POST or None, consents=consents, draft_object=block, initial=initial)
    lists = Lists()
    ask_about_contacts(request, form, page.case.pk, also=[plain_text(row, lists)])

    def save() -> str:
        services.share_block(
            block=row,
            consent=form.consents[form.cleaned_data["consent"]],
            category=form.cleaned_data["category"],
            person_id=form.person_id,
            by=request.user,
        )
        request.acting.log.note("write", row)
        return reverse("cases:consents", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading=f"「{row.get_kind_display()}」を共有する",
        submit="共有する",
        entry=row,
        template="cases/share.html",
        copy={
            "on": row.obtained_on,
            "source": source_words(row, lists),
            "nature": row.get_nature_display(),
            "words": f"{row.get_kind_display()}\n{plain_text(row, lists)}",
        },
        back=_sheet(version.pk),
        readers=[(c, audience(request.user, c.compartment)) for c in consents],
    )


def _issue_page(
    request: Any, page: CasePage, form: IssueForm, save: Any, version: Assessment, **words: Any
) -> HttpResponse:
    shown = audience(request.user, version.compartment)
    return form_page(
        request,
        page,
        form,
        save,
        back=_sheet(version.pk, "#issues"),
        audience=shown,
        text_audience=shown,
        **words,
    )


@route("R2", reads=True, methods=BOTH)
def add_issue(request: ActingRequest, assessment: uuid.UUID) -> HttpResponse:
    """What weighs on somebody, noticed since the last version."""
    version = get_changeable(Assessment, request.user, assessment)
    page = page_about(request, version)
    page.require_offered(not version.is_fixed)
    form = IssueForm(
        request.POST or None,
        people=pictures.family_of(page.face, request.user) if page.face else [],
        lists=Lists(),
        draft_object=assessment,
    )

    def save() -> str:
        issue = services.enter_issue(assessment=version, facts=form.facts(), by=request.user)
        request.acting.log.note("write", issue)
        return _sheet(assessment, "#issues")

    words = {"heading": "課題を加える", "submit": "加える", "entry": version}
    return _issue_page(request, page, form, save, version, **words)


@route("R2", reads=True, methods=BOTH)
def issue(request: ActingRequest, issue: uuid.UUID) -> HttpResponse:
    """It weighs more or less, was worked on, or is solved."""
    row = get_changeable(AssessmentIssue, request.user, issue)
    version = _version(row, request.user)
    page = page_about(request, row)
    page.require_offered(not version.is_fixed)
    form = IssueForm(
        request.POST or None,
        people=pictures.family_of(page.face, request.user) if page.face else [],
        lists=Lists(),
        issue=row,
        draft_object=issue,
    )

    def save() -> str:
        services.change_issue(issue=row, facts=form.facts(), version=form.version, by=request.user)
        request.acting.log.note("write", row)
        return _sheet(version.pk, "#issues")

    return _issue_page(
        request,
        page,
        form,
        save,
        version,
        heading="課題を直す",
        submit="直した内容を登録する",
        entry=row,
        changing=lambda: issue_initial(get_visible(AssessmentIssue, request.user, issue)),
    )


@route("R2", methods=("POST",))
def remove_issue(request: ActingRequest, issue: uuid.UUID) -> HttpResponse:
    """Entered by mistake."""
    row = get_changeable(AssessmentIssue, request.user, issue)
    try:
        services.remove_issue(issue=row, by=request.user)
        request.acting.log.note("write", row)
    except DomainError as error:
        messages.warning(request, str(error))
    return see_other(_sheet(row.assessment_id, "#issues"))
