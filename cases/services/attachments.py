"""Files of a record 添付: taken in harmless form, scanned, withdrawn (S-63 to S-68)."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import Attachment, AttachmentContent, CaseRecord, Note, Scan
from documents.files import FileRefused, cleaned
from documents.scanning import Verdict
from documents.scanning import scan as ask_scanner

from .records import require_going_on

MOST_OF_A_RECORD = 500 * 1024 * 1024
MOST_OF_A_PERSON_A_DAY = 500 * 1024 * 1024
SCANS = {
    Verdict.NONE: Scan.NONE,
    Verdict.WAITING: Scan.WAITING,
    Verdict.CLEAN: Scan.CLEAN,
    Verdict.INFECTED: Scan.INFECTED,
}
INFECTED = (
    "このファイルにはウイルスの疑いがあります。登録せずに捨てました。"
    "送ってきた人に確かめ、情報政策の担当へ連絡してください"
)


@transaction.atomic
def attach_file(
    *,
    record: CaseRecord,
    name: str,
    content: bytes,
    by: Any,
    title: str = "",
    note: Note | None = None,
) -> Attachment:
    """Keep a file of the record, or of one of its notes, in a form that harms nobody.

    `name` decides with the content what kind it is and is not kept: it may name people. Raises
    DomainError with what to do for a file that is not taken.
    """
    require_going_on(record)
    try:
        kind, harmless, pages = cleaned(content, name)
    except FileRefused as refused:
        raise DomainError(str(refused)) from refused
    _require_room(record, len(harmless), by)
    verdict = ask_scanner(harmless)
    if verdict is Verdict.INFECTED:
        raise DomainError(INFECTED)
    attachment: Attachment = Attachment.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        note=note,
        title=title or str(Attachment.Kind(kind).label),
        kind=kind,
        size=len(harmless),
        pages=pages,
        scan=SCANS[verdict],
    )
    AttachmentContent.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        attachment=attachment,
        content=harmless,
    )
    return attachment


def _require_room(record: CaseRecord, size: int, by: Any) -> None:
    """A record, and a person in a day, keep so much and no more (S-63)."""
    kept = Attachment.objects.visible_to(by)
    of_record = kept.filter(record=record).aggregate(sum=Sum("size"))["sum"] or 0
    if of_record + size > MOST_OF_A_RECORD:
        raise DomainError("この記録に付けられる量（500MB）を超えます。要るものだけを選んでください")
    day = timezone.now() - datetime.timedelta(days=1)
    today = kept.filter(created_by=by, created_at__gt=day).aggregate(sum=Sum("size"))["sum"] or 0
    if today + size > MOST_OF_A_PERSON_A_DAY:
        raise DomainError("1日に登録できる量（500MB）を超えます。続きは、あした登録してください")


def content_of(attachment: Attachment, by: Any) -> AttachmentContent | None:
    """The bytes of a file that may be handed out; None while it waits or is withdrawn."""
    if not attachment.is_open:
        return None
    rows = AttachmentContent.objects.visible_to(by).filter(attachment=attachment)
    found: AttachmentContent | None = rows.first()
    return found


@transaction.atomic
def scan_again(*, attachment: Attachment, by: Any) -> Attachment:
    """Ask the scanner once more about a file that waits for it; it may go on waiting."""
    if attachment.scan != Scan.WAITING or attachment.is_withdrawn:
        return attachment
    row = AttachmentContent.objects.visible_to(by).get(attachment=attachment)
    verdict = SCANS[ask_scanner(bytes(row.content))]
    if verdict == attachment.scan:
        return attachment
    return save_changed(attachment, by=by, fields={"scan": verdict})


@transaction.atomic
def withdraw_attachment(
    *, attachment: Attachment, reason: str, by: Any, version: int | None = None
) -> Attachment:
    """Take a file back that does not belong there: nobody opens it any more.

    That it was there, who took it back and why stays (公文書); its bytes go when the record goes.
    """
    if attachment.is_withdrawn:
        raise DomainError("このファイルは、すでに取り下げられています")
    fields = {
        "withdrawn_at": timezone.now(),
        "withdrawn_by_id": by.pk,
        "withdrawal_reason": reason,
    }
    return save_changed(attachment, by=by, fields=fields, version=version)
