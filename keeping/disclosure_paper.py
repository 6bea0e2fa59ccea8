"""The paper of a disclosure: the decision, then what is given. What is withheld is replaced before anything is
laid out, by a bar of one length with its reason: the words are not in the file (S-93)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import Carries, JobFailed, JobKind, NotPermitted, Result

from .disclosing import Paragraph, grounds_of, now_decided, paragraphs
from .models import Decision, DisclosureRequest, DisclosureState, Ground
from .services.disclosure import NOTICE_ONLY, PAPER_KIND, digest_now, latest_submission

TITLE = "保有個人情報の開示"
FILE_NAME = "disclosure.pdf"
BY_LAW = "PIPL69-1"
PURPOSE = "開示請求への決定（個人情報の保護に関する法律第82条）"
CHANGED, TOO_EARLY = "changed", "too_early"
BAR = "■" * 12
READY = (DisclosureState.DECIDED, DisclosureState.FINISHED)


@dataclass(frozen=True)
class Paper:
    """The paper laid out as HTML."""

    html: str


def may(user: Any, object_id: uuid.UUID) -> DisclosureRequest | None:
    """The request, decided, for who writes in the record (S-06)."""
    rows = DisclosureRequest.objects.changeable_by(user).filter(pk=object_id, state__in=READY)
    found: DisclosureRequest | None = rows.select_related(
        "compartment__case", "record__body"
    ).first()
    return found


def gate(user: Any, row: DisclosureRequest, option: str) -> Output:
    """It leaves for the person who asked: one row of the ledger (R21). A household with a protected member
    waits for somebody else on her list (S-91)."""
    leaving = Leaving(
        recipients=f"開示請求をした人（{row.get_asker_display()}）",
        purpose=PURPOSE,
        legal_basis=BY_LAW,
        body=row.record.body,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, (row.compartment.case_id,), leaving)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read what was checked; if the records have changed since, nothing leaves. The notice alone says what
    was decided, and holds nothing of the records (Art. 86 (3): two weeks before these)."""
    row = may(user, object_id)
    submission = latest_submission(row, user) if row else None
    if row is None or submission is None:
        raise NotPermitted
    is_notice = option == NOTICE_ONLY
    if not is_notice and not row.may_be_given:
        raise JobFailed(TOO_EARLY)
    if digest_now(row, row.decision, user) != submission.digest:
        raise JobFailed(CHANGED)
    log.note(AccessLog.Action.PRINT, row, kind=DISCLOSURE_PDF.label)
    given = row.decision != Decision.REFUSED
    found, grounds = paragraphs(row, user), grounds_of(row, user)
    decided = now_decided(found, grounds)
    # In parts: whoever asked was told that there is something, and reads on what grounds it is withheld.
    speaks = given or row.is_in_parts
    parts = without_withheld(decided, grounds) if speaks else []
    used = {part["ground"] for part in parts if part["ground"]}
    context = {
        "paper": {
            "title": TITLE,
            "number": row.compartment.case.number if speaks else "",
            "audience": "開示請求をした人",
            "printed_by": str(row.record.body),
            "printed_at": timezone.now(),
        },
        "row": row,
        "parts": parts,
        "grounds": [(value[:1], label) for value, label in Ground.choices if value in used],
        "given": given,
        "speaks": speaks,
        "is_first_part": len(decided) < len(found),
        "is_notice": is_notice,
    }
    return Paper(render_to_string("keeping/disclosure_paper.html", context))


def without_withheld(found: list[Paragraph], grounds: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
    """Paragraphs as they are printed: of what is withheld there is a bar, and neither words nor length."""
    return [
        {
            "kind": one.kind,
            "day": one.day,
            "label": one.label,
            "text": BAR if grounds.get(one.key) else one.text,
            "ground": grounds.get(one.key, ""),
            "reason": Ground(grounds[one.key]).label if grounds.get(one.key) else "",
        }
        for one in found
    ]


def make(paper: Paper) -> Result:
    """Lay it out."""
    return Result(render_pdf(paper.html, title=TITLE), "application/pdf", FILE_NAME)


def _page(object_id: uuid.UUID) -> str:
    return reverse("keeping:disclosure_request", args=[object_id])


DISCLOSURE_PDF = JobKind(
    name=PAPER_KIND,
    label="開示の決定と写し",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=_page,
    errors={
        CHANGED: "確認のあとに記録が変わりました。開示請求の画面から、もう一度確認を受けてください",
        TOO_EARLY: "第三者が反対しているため、写しはまだ渡せません。決定の通知だけを作ってください",
    },
    # A refusal carries no number: it does not say whether there is anything.
    carries=Carries.AT_MOST_ITS_CASES,
)
