"""つなぐシート for a place that has no account here, as PDF: a copy for the desk, and the one that is handed over.

Both say the same (R22). What is handed over leaves the body through the gate, on the basis of the つなぎ, and is
entered in the ledger then (R21): it may be held before, or never be asked for. Read as who asked, laid out
outside of any transaction (S-06, S-30).
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.models import Disclosure, OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at
from organizations.models import LegalBasis

from . import codes
from .hand_off_page import contacts_of_subject
from .models import CaseRecord, ContactPoint, OutsideHandOff
from .services.outside_hand_offs import agreement_of, lines_of, recipients_of
from .sheet_paper import Paper, require_number

NAME = "outside_hand_off_pdf"
DESK, HANDED = "desk", "handed"
VERSIONS = {
    DESK: ("控え", "控え（自機関で使う）"),
    HANDED: ("送付用", "つなぎ先に紙で渡す（提供の記録に残ります）"),
}
FILE_NAMES = {DESK: "hand-off-copy.pdf", HANDED: "hand-off.pdf"}


def is_offered(row: OutsideHandOff) -> bool:
    """Whether a paper is made of it: not where only the person was told, nor of what was entered by mistake."""
    return row.was_told and not row.is_cancelled


def versions_of(record: CaseRecord) -> dict[str, str]:
    """What is offered, with its words: of a record that was closed nothing is handed over any more."""
    names = (DESK,) if record.is_closed else tuple(VERSIONS)
    return {name: VERSIONS[name][1] for name in names}


def was_handed(row: OutsideHandOff, user: Any) -> bool:
    """Whether a paper was made for the place, as the ledger says (R21)."""
    return any(line.channel == Disclosure.Channel.PRINT for line in lines_of(row, user))


def may(user: Any, object_id: uuid.UUID) -> OutsideHandOff | None:
    """The つなぎ, if who asked still sees it and it was not taken back."""
    found: OutsideHandOff | None = (
        OutsideHandOff.objects.visible_to(user)
        .filter(pk=object_id, cancelled_at__isnull=True)
        .select_related("compartment__case", "record__body", "legal_basis", "created_by")
        .first()
    )
    return found


def gate(user: Any, row: OutsideHandOff, option: str) -> Output:
    """A copy for the desk, or one for the place, on the basis of the つなぎ (R21, S-91)."""
    if option != HANDED or row.legal_basis is None:
        return Output(OutputHold.Use.OWN, cases_of(row))
    leaving = Leaving(
        recipients=recipients_of(row),
        purpose=f"つなぐシートを紙で渡す{agreement_of(row)}",
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
        _require_leave(row)
    contacts = contacts_of_subject(user, row.household, row.compartment.case)
    if contacts:
        log.note("print", row.compartment.case, kind="連絡先")
    log.note("print", row)
    number = row.compartment.case.number
    title = f"つなぐシート {number}"
    context = _context(user, row, option, title, contacts)
    return Paper(render_to_string("cases/outside_paper.html", context), title, number, option)


def _require_leave(row: OutsideHandOff) -> None:
    """What leaves now leaves a record that goes on, on the basis of the つなぎ, as far as that is in force (R21).
    Where it is 本人同意, the person was asked about this very place (`OutsideHandOff.agreed_on`)."""
    if row.record.is_closed:
        raise JobFailed("closed")
    basis = row.legal_basis
    if basis is None:
        raise NotPermitted
    is_in_force = LegalBasis.objects.on().filter(code=basis.code).exists()
    if not is_in_force or (basis.needs_consent and row.agreed_on is None):
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
    """Lay it out, with the number of this case and version."""
    version = VERSIONS[paper.option][0]
    require_number(paper, version)
    content = render_pdf(paper.html, title=paper.title)
    return Result(content, "application/pdf", FILE_NAMES[paper.option])


OUTSIDE_PDF = JobKind(
    name=NAME,
    label="外部の機関へのつなぐシートのPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("cases:outside"),
    errors={
        "wrong-paper": "作ったものの番号が、頼まれたつなぎと合いませんでした。渡さずに捨てました。"
        "もう一度作成してください",
        "no-basis": "伝える根拠が、いまは有効ではありません。紙では渡せません。"
        "このつなぎを取り消し、ほかの根拠で記録し直してください",
        "closed": "支援が終わっているので、紙では渡せません。渡すには、先に支援を再開してください",
    },
)
