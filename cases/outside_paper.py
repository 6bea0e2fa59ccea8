"""つなぐシート for a place that has no account here, as PDF: a copy for the desk, and the one that is handed over.

Both say the same (R22). What is handed over leaves the body through the gate, on the basis of the つなぎ, and is
entered in the ledger (R21). Read as who asked, laid out outside of any transaction (S-06, S-30).
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from access.explain import audience
from access.models import OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import JobFailed, JobKind, NotPermitted, Result
from organizations.models import LegalBasis

from . import codes
from .hand_off_page import contacts_of_subject
from .models import ContactPoint, OutsideHandOff
from .services.hand_offs import consent_still_holds

NAME = "outside_hand_off_pdf"
DESK, HANDED = "desk", "handed"
VERSIONS = {
    DESK: ("控え", "控え（自機関で使う）"),
    HANDED: ("送付用", "つなぎ先に紙で渡す（提供の記録に残ります）"),
}
FILE_NAMES = {DESK: "hand-off-copy.pdf", HANDED: "hand-off.pdf"}
NUMBER = re.compile(r'<div class="paper-number">[^<]*?(R\d+-\d{5})　つなぐシート　([^<\s]+)')


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML, and the number and version that it must carry (F-22)."""

    html: str
    title: str
    number: str
    option: str


def is_offered(row: OutsideHandOff) -> bool:
    """Whether there is a basis on which a paper could be handed over: not where only the person was told."""
    return row.was_told


def may(user: Any, object_id: uuid.UUID) -> OutsideHandOff | None:
    """The つなぎ, if who asked still sees it."""
    found: OutsideHandOff | None = (
        OutsideHandOff.objects.visible_to(user)
        .filter(pk=object_id)
        .select_related("compartment__case", "record__body", "legal_basis", "created_by")
        .first()
    )
    return found


def gate(user: Any, row: OutsideHandOff, option: str) -> Output:
    """A copy for the desk, or one for the place, on the basis of the つなぎ (R21, S-91)."""
    if option != HANDED or row.legal_basis is None:
        return Output(OutputHold.Use.OWN, cases_of(row))
    leaving = Leaving(
        recipients=f"{row.place}（{codes.label(codes.OUTSIDE, row.kind)}）",
        purpose="つなぐシートを紙で渡す",
        legal_basis=row.legal_basis.code,
        body=row.record.body,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, cases_of(row), leaving)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the sheet as who asked; NotPermitted when she does not see it (any more)."""
    row = may(user, object_id)
    if row is None or option not in VERSIONS or not is_offered(row):
        raise NotPermitted
    if option == HANDED:
        _require_basis(user, row)
    contacts = contacts_of_subject(user, row.household, row.compartment.case)
    if contacts:
        log.note("print", row.compartment.case, kind="連絡先")
    log.note("print", row)
    number = row.compartment.case.number
    title = f"つなぐシート {number}"
    context = _context(user, row, option, title, contacts)
    return Paper(render_to_string("cases/outside_paper.html", context), title, number, option)


def _require_basis(user: Any, row: OutsideHandOff) -> None:
    """What leaves now needs its basis now (R3, R21)."""
    basis = row.legal_basis
    if basis is None:
        raise NotPermitted
    is_in_force = LegalBasis.objects.on().filter(code=basis.code).exists()
    if not is_in_force or (basis.needs_consent and not consent_still_holds(row.record, user)):
        raise JobFailed("no-basis")


def _context(
    user: Any, row: OutsideHandOff, option: str, title: str, contacts: list[ContactPoint]
) -> dict[str, Any]:
    number, body = row.compartment.case.number, row.record.body
    return {
        "paper": {
            "title": title,
            "number": f"{number}　つなぐシート　{VERSIONS[option][0]}",
            "audience": f"{audience(user, row.compartment).total}人（{body}）と、つなぎ先",
            "printed_by": f"{user}（{body}）",
            "printed_at": timezone.now(),
        },
        "row": row,
        "case": row.compartment.case,
        "body": body,
        "contacts": contacts,
        "kind": codes.label(codes.OUTSIDE, row.kind),
        "consent_state": codes.label(codes.CONSENT_STATE, row.consent_state),
    }


def make(paper: Paper) -> Result:
    """Lay it out; the number printed must be the one of this case and version (F-22)."""
    found = NUMBER.search(paper.html)
    if found is None or found.groups() != (paper.number, VERSIONS[paper.option][0]):
        raise JobFailed("wrong-paper")
    content = render_pdf(paper.html, title=paper.title)
    return Result(content, "application/pdf", FILE_NAMES[paper.option])


def page_of(object_id: uuid.UUID) -> str:
    """The page from which the paper was asked for."""
    return reverse("cases:outside", args=[object_id])


OUTSIDE_PDF = JobKind(
    name=NAME,
    label="外部の機関へのつなぐシートのPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_of,
    errors={
        "wrong-paper": "作ったものの番号が、頼まれたつなぎと合いませんでした。渡さずに捨てました。"
        "もう一度作成してください",
        "no-basis": "伝える根拠（本人の同意など）が、いまは有効ではありません。紙では渡せません。"
        "同意を記録し直すか、ほかの根拠で記録し直してください",
    },
)
