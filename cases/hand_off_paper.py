"""つなぐシート as PDF: the sender's version with all her legs, and the receiver's, with one (domain.md 4.2).

The receiver's version shows what the receiver's page shows and no more (R22). Made for the desk it is
for own use; handed to the receiver it leaves the body and is entered in the ledger (R21). Read as who
asked, laid out outside of any transaction (S-06, S-30).
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.models import OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at
from organizations.models import Appointment, Body, LegalBasis

from .hand_off_page import contacts_told, sheet_page
from .models import CaseRecord, ContactPoint, Referral
from .services.hand_offs import named_on, without_consent
from .sheet_paper import Paper, require_number

NAME = "hand_off_pdf"
SENDER, RECEIVER, HANDED = "sender", "receiver", "handed"
VERSIONS = {
    SENDER: ("送り元の控え", "送り元の控え（すべてのつなぎ先と結果。自機関で使う）"),
    RECEIVER: ("受け手の控え", "受け手に見える内容（自機関で使う）"),
    HANDED: ("送付用", "つなぐ先に紙で渡す（提供の記録に残ります）"),
}
FILE_NAMES = {
    SENDER: "hand-off-sender.pdf",
    RECEIVER: "hand-off-receiver.pdf",
    HANDED: "hand-off.pdf",
}


def papers_for(row: Referral, bodies: Iterable[Body]) -> list[str]:
    """Versions that somebody of these bodies may have made."""
    held = {body.pk for body in bodies}
    found = [SENDER, RECEIVER] if row.sender_body_id in held else []
    if row.sender_body_id in held and not row.has_ended:
        found.append(HANDED)
    if row.receiver_body_id in held and RECEIVER not in found:
        found.append(RECEIVER)
    return found


def _bodies(user: Any) -> list[Body]:
    return list(
        Body.objects.filter(
            pk__in=Appointment.objects.current().filter(staff=user).values("role_group__body")
        )
    )


def may(user: Any, object_id: uuid.UUID) -> Referral | None:
    """The leg, if who asked still sees it."""
    found: Referral | None = (
        Referral.objects.visible_to(user)
        .filter(pk=object_id)
        .select_related(
            "compartment__case", "sender_body", "receiver_body", "legal_basis", "created_by"
        )
        .first()
    )
    return found


def gate(user: Any, row: Referral, option: str) -> Output:
    """A copy for the desk, or one for the receiver on the basis of the sheet (R21, S-91)."""
    if option != HANDED:
        return Output(OutputHold.Use.OWN, cases_of(row))
    record = _senders_record(user, row)
    leaving = Leaving(
        recipients=row.receiver_body.name,
        purpose="つなぐシートを紙で渡す",
        legal_basis=row.legal_basis.code,
        body=row.sender_body,
        compartment=record.compartment if record else row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, cases_of(row), leaving)


def _senders_record(user: Any, row: Referral) -> CaseRecord | None:
    """The sender's own record, in which what leaves her body is entered."""
    records = CaseRecord.objects.visible_to(user).of_case(row.compartment.case)
    found: CaseRecord | None = (
        records.filter(body=row.sender_body).select_related("compartment").first()
    )
    return found


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the sheet as who asked; NotPermitted when she does not see it (any more)."""
    row = may(user, object_id)
    if row is None or option not in papers_for(row, _bodies(user)):
        raise NotPermitted
    if option == HANDED:
        _require_basis(user, row)
    contacts = contacts_told(user, row, is_senders_paper=option != RECEIVER)
    if contacts:
        log.note("print", row.compartment.case, kind="連絡先")
    log.note("print", row)
    number = row.compartment.case.number
    title = f"つなぐシート {number}"
    context = _context(user, row, option, title, contacts)
    html = render_to_string("cases/hand_off_paper.html", context)
    return Paper(html, title, number, option)


def _require_basis(user: Any, row: Referral) -> None:
    """What leaves now needs its basis now (R3, R21)."""
    record = _senders_record(user, row)
    if record is None:
        raise NotPermitted
    is_in_force = LegalBasis.objects.on().filter(code=row.legal_basis.code).exists()
    named = named_on(row.household, row.compartment.case, user)
    is_lacking = row.legal_basis.needs_consent and without_consent(record, named, user)
    if not is_in_force or is_lacking:
        raise JobFailed("no-basis")


def _context(
    user: Any, row: Referral, option: str, title: str, contacts: list[ContactPoint]
) -> dict[str, Any]:
    number = row.compartment.case.number
    held = _bodies(user)
    printing = row.sender_body if row.sender_body in held else row.receiver_body
    return {
        "paper": {
            "title": title,
            "number": f"{number}　つなぐシート　{VERSIONS[option][0]}",
            "audience": _readers(user, row, option),
            "printed_by": f"{user}（{printing}）",
            "printed_at": timezone.now(),
        },
        **sheet_page(row, row.compartment.case, contacts),
        "is_senders": option == SENDER,
        "is_handed": option == HANDED,
        "legs": _legs(user, row) if option == SENDER else [row],
    }


def _readers(user: Any, row: Referral, option: str) -> str:
    """Who may read the paper: the sender's version holds all legs and is for her body alone."""
    record = _senders_record(user, row) if option == SENDER else None
    if record is not None:
        return f"{audience(user, record.compartment).total}人（送る機関のみ）"
    return f"{audience(user, row.compartment).total}人（送る機関と、つなぐ先）"


def _legs(user: Any, row: Referral) -> list[Referral]:
    """What the sender has sent of this sheet, and what became of it."""
    rows = Referral.objects.visible_to(user).on_sheet(row.sheet)
    rows = rows.from_bodies([row.sender_body_id]).select_related("receiver_body", "answered_by")
    return list(rows.order_by("sent_at", "id"))


def make(paper: Paper) -> Result:
    """Lay it out, with the number of this case and version."""
    version = VERSIONS[paper.option][0]
    require_number(paper, version)
    content = render_pdf(paper.html, title=paper.title)
    return Result(content, "application/pdf", FILE_NAMES[paper.option])


HAND_OFF_PDF = JobKind(
    name=NAME,
    label="つなぐシートのPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("cases:referral"),
    errors={
        "wrong-paper": "作ったものの番号が、頼まれたつなぎと合いませんでした。渡さずに捨てました。"
        "もう一度作成してください",
        "no-basis": "伝える根拠（本人の同意など）が、いまは有効ではありません。紙では渡せません。"
        "同意を記録し直すか、つなぎを取り下げて、ほかの根拠で送り直してください",
    },
)
