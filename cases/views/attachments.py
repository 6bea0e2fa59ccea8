"""Files of a record: list, adding, looking at the pages, handing out, taking back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case, get_changeable, get_visible
from cases import services
from cases.attachment_output import JOB_KIND, file_of, is_held, to_hand_out
from cases.forms.attachments import AttachForm, WithdrawForm
from cases.models import Attachment, Note, Scan
from cases.page import CasePage
from cases.paging import page_of
from documents.files import FileKind, FileRefused, picture
from drafts.submit import key_of_button, see_other
from jobs.services import request_job

from .base import BOTH, form_page, not_any_more

PAGES_AT_ONCE = 5
MOST_LETTERS = 20_000
NOT_NOW = (
    "ファイルを開く仕組みが、いま答えません。しばらくしてから、もう一度試してください。"
    "何度試しても受け取れないときは、システムの担当に知らせてください"
)
# Nothing of a file runs or loads anything, even when a browser opens it (S-66).
SANDBOX = "sandbox; default-src 'none'"


def _home(page: CasePage) -> str:
    asked = f"?record={page.record.pk}" if page.record and len(page.records) > 1 else ""
    return reverse("cases:attachments", args=[page.case.pk]) + asked


@route("R2", reads=True, methods=BOTH)
def attachments(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Files of the record, the latest first; files that belong to no note are added here."""
    page = CasePage(request, get_case(request.user, case), "attachments")
    page.require(page.records)
    return _attach(request, page, None)


@route("R2", reads=True, methods=BOTH)
def attach_to_note(request: ActingRequest, note: uuid.UUID) -> HttpResponse:
    """Add files to a note."""
    row = get_changeable(Note, request.user, note)
    page = CasePage(request, row.compartment.case, "attachments")
    return _attach(request, page, row)


def _attach(request: Any, page: CasePage, note: Note | None) -> HttpResponse:
    record = note.record if note else page.record
    assert record is not None
    if note and request.method != "POST" and (ended := not_any_more(request, page, record)):
        return ended
    may_add = record.compartment_id in page.writable
    if request.method == "POST" or note:
        page.require(may_add)
    if request.method != "POST":
        may_add = may_add and not record.is_closed
    form = AttachForm(request.POST or None, request.FILES or None) if may_add else AttachForm()

    def save() -> str:
        for title, file in form.chosen():
            row = services.attach_file(
                record=record,
                note=note,
                title=title,
                name=file.name,
                content=file.read(),
                by=request.user,
            )
            request.acting.log.note("write", row)
        return reverse("cases:detail", args=[page.case.pk]) if note else _home(page)

    found = Attachment.objects.visible_to(request.user).filter(record=record)
    if note:
        found = found.filter(note=note)
    return form_page(
        request,
        page,
        form,
        save,
        heading="記録に写真・書類を付ける" if note else "写真・書類を加える",
        submit="登録する",
        template="cases/attachments.html",
        entry=note or record,
        note=note,
        may_add=may_add,
        text_audience=page.audience,
        pages=page_of(request, found.select_related("created_by", "note")),
    )


@route("R2", reads=True)
def attachment(request: ActingRequest, attachment: uuid.UUID) -> HttpResponse:
    """One file: what is told of it, and its pages as pictures (S-67) or its text."""
    row = get_visible(Attachment, request.user, attachment)
    page = CasePage(request, row.compartment.case, "attachments")
    request.acting.log.note("read", row)
    has_pages = row.is_open and (row.is_picture or row.kind == FileKind.PDF)
    pictures = page_of(
        request, range(1, row.pages + 1) if has_pages else [], size=PAGES_AT_ONCE, unit="ページ"
    )
    context = page.context(
        attachment=row,
        pages=pictures,
        words=_words(row, request.user),
        may_write=row.compartment_id in page.writable,
        is_held=row.is_open and is_held(row, request.user),
    )
    return render(request, "cases/attachment.html", context)


def _words(row: Attachment, by: Any) -> str:
    """The text of a text file, as much as a page shows."""
    if row.kind != FileKind.TEXT:
        return ""
    found = services.content_of(row, by)
    return bytes(found.content).decode("utf-8", "replace")[:MOST_LETTERS] if found else ""


@route("R2", reads=True, formats=("jpeg",))
def attachment_page(request: ActingRequest, attachment: uuid.UUID, page: int) -> HttpResponse:
    """A page of a PDF, or a photograph, drawn for the screen."""
    row = get_visible(Attachment, request.user, attachment)
    found = services.content_of(row, request.user)
    if found is None or row.kind not in (FileKind.PDF, FileKind.JPEG, FileKind.PNG):
        raise Http404
    try:
        drawn = picture(bytes(found.content), row.kind, page)
    except FileRefused as refused:
        raise Http404 from refused
    request.acting.log.note("read", row)
    return _harmless(HttpResponse(drawn, content_type="image/jpeg"))


@route("R2", reads=True, methods=("POST",), formats=("pdf", "xlsx"))
def attachment_file(request: ActingRequest, attachment: uuid.UUID) -> HttpResponse:
    """The file itself, never opened by the browser; through the gate where somebody is protected."""
    row = get_visible(Attachment, request.user, attachment)
    found = file_of(row, request.user)
    if found is None:
        raise Http404
    if is_held(row, request.user):
        key = key_of_button(request, JOB_KIND, row.pk)
        job = request_job(by=request.user, kind=JOB_KIND, object_id=row.pk, key=key)
        request.acting.log.note("read", row)
        return see_other(reverse("jobs:detail", args=[job.pk]))
    try:
        found = to_hand_out(found)
    except FileRefused:
        request.acting.log.note("read", row)
        messages.error(request, NOT_NOW)
        return see_other(reverse("cases:attachment", args=[row.pk]))
    request.acting.log.note("download", row)
    response = HttpResponse(found.content, content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return _harmless(response)


def _harmless(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = SANDBOX
    return response


@route("R2", methods=("POST",))
def scan_again(request: ActingRequest, attachment: uuid.UUID) -> HttpResponse:
    """Ask the virus scanner once more."""
    row = get_changeable(Attachment, request.user, attachment)
    if services.scan_again(attachment=row, by=request.user).scan == Scan.WAITING:
        messages.warning(
            request, "検査の仕組みが、まだ答えません。しばらくしてから、もう一度試してください"
        )
    request.acting.log.note("write", row)
    return see_other(reverse("cases:attachment", args=[row.pk]))


@route("R2", reads=True, methods=BOTH)
def withdraw_attachment(request: ActingRequest, attachment: uuid.UUID) -> HttpResponse:
    """Take a file back that does not belong there."""
    row = get_changeable(Attachment, request.user, attachment)
    page = CasePage(request, row.compartment.case, "attachments")
    form = WithdrawForm(
        request.POST or None, draft_object=attachment, initial={"version": row.version}
    )

    def save() -> str:
        services.withdraw_attachment(
            attachment=row, by=request.user, version=form.version, **form.values()
        )
        request.acting.log.note("write", row)
        return reverse("cases:attachments", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="添付を取り下げる",
        submit="取り下げる",
        about=row.title,
        entry=row,
        explanation="取り下げると、だれも開けなくなります。付けたこと、取り下げた人と理由は残ります。",
        changing=row,
        text_audience=page.audience,
        back=reverse("cases:attachment", args=[row.pk]),
    )
