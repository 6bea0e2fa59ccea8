"""Scans of what was signed: kept in harmless form, and shown as pictures of their pages (S-63, S-67)."""

from typing import Any

from django.db import transaction

from access.errors import DomainError
from documents.files import FileRefused, cleaned
from documents.scanning import Verdict, scan

from ..models import MeetingMember, MemberScan, Pledge, PledgeScan, ScanKind, SupportMeeting
from .register import require_coordinator
from .standing import require_secretary

INFECTED = "このファイルにはウイルスの疑いがあります。登録せずに捨てました。情報政策の担当へ連絡してください"
NO_SCAN = "写しは、PDFか写真（JPEG・PNG・HEIC）にしてください"


def _harmless(name: str, content: bytes) -> dict[str, Any]:
    """What is kept of it. `name` decides with the content what it is, and is not kept."""
    try:
        kind, harmless, pages = cleaned(content, name)
    except FileRefused as refused:
        raise DomainError(str(refused)) from refused
    if kind not in ScanKind.values:
        raise DomainError(NO_SCAN)
    verdict = scan(harmless)
    if verdict is Verdict.INFECTED:
        raise DomainError(INFECTED)
    return {
        "kind": kind,
        "size": len(harmless),
        "pages": max(1, pages),
        "is_waiting": verdict is Verdict.WAITING,
        "content": harmless,
    }


@transaction.atomic
def scan_pledge(*, pledge: Pledge, name: str, content: bytes, by: Any) -> PledgeScan:
    """Keep a scan of a pledge in the register."""
    require_coordinator(by)
    return PledgeScan.objects.create(created_by=by, pledge=pledge, **_harmless(name, content))


@transaction.atomic
def scan_paper(*, member: MeetingMember, name: str, content: bytes, by: Any) -> MemberScan:
    """Keep a scan of the commission or pledge of a member, in the meeting's compartment."""
    meeting = SupportMeeting.objects.visible_to(by).get(pk=member.meeting_id)
    require_secretary(meeting, by)
    made: MemberScan = MemberScan.objects.create(
        compartment_id=member.compartment_id,
        created_by=by,
        member=member,
        **_harmless(name, content),
    )
    return made
