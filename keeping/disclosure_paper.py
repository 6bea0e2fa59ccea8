"""The paper of a disclosure: the decision, then what is given. What is withheld is replaced before anything is
laid out, by a bar of one length with its reason: the words are not in the file (S-93). Nor does the reason say what
they were about: that somebody told, that there was a 支援会議 and that somebody is protected is withheld itself
(docs/decisions/0940; R4, R7, R11, R14)."""

import uuid
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobFailed, JobKind, NotPermitted, page_at

from .disclosing import Paragraph, grounds_now, now_decided, paragraphs
from .kept_besides import NOT_IN_IT
from .models import Decision, DisclosureRequest, Ground, RequestState
from .services.asked import latest_submission
from .services.disclosure import NOTICE_ONLY, PAPER_KIND, digest_now

TITLE = "保有個人情報の開示"
FILE_NAME = "disclosure.pdf"
BY_LAW = "PIPL69-1"
PURPOSE = "開示請求への決定（個人情報の保護に関する法律第82条）"
CHANGED, TOO_EARLY = "changed", "too_early"
BAR = "■" * 12
# By which item of Art. 78 (1) it is withheld, and no word more than that.
ON_PAPER = {
    Ground.SOURCE: Ground.OTHERS,
    Ground.MEETING: Ground.DUTY,
    Ground.PROTECTED: Ground.LIFE,
}
READY = (RequestState.DECIDED, RequestState.FINISHED)


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
    found = paragraphs(row, user)
    grounds = grounds_now(row, found, user)
    decided = now_decided(found, grounds)
    # In parts: whoever asked was told that there is something, and reads on what grounds it is withheld.
    speaks = given or row.is_in_parts
    parts = without_withheld(decided, grounds) if speaks else []
    used = {part["reason"] for part in parts if part["reason"]}
    context = {
        "paper": {
            "title": TITLE,
            "number": row.compartment.case.number if speaks else "",
            "printed_by": str(row.record.body),
            "printed_at": timezone.now(),
        },
        "row": row,
        "body": row.record.body,
        "parts": parts,
        "grounds": [label for label in Ground.labels if label in used],
        "given": given,
        "speaks": speaks,
        "is_first_part": len(decided) < len(found),
        "is_notice": is_notice,
        "not_in_it": NOT_IN_IT if given else (),
        "ward": settings.WARD_NAME,
    }
    return Paper(render_to_string("keeping/disclosure_paper.html", context), TITLE)


def without_withheld(
    found: Iterable[Paragraph], grounds: dict[uuid.UUID, str]
) -> list[dict[str, Any]]:
    """Paragraphs as they are printed: of what is withheld in one column there is one bar, and neither words nor length,
    nor how many paragraphs it had, nor what the column is called (its name may be 情報源)."""

    def same(one: Paragraph) -> tuple[Any, ...]:
        reason = reason_on_paper(grounds.get(one.key, ""))
        return (reason, one.object_id, one.column) if reason else (reason, one.key)

    return [_printed(next(alike), which[0]) for which, alike in groupby(found, same)]


def _printed(one: Paragraph, reason: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "day": one.day,
        "label": "" if reason else one.label,
        "text": BAR if reason else one.text,
        "reason": reason,
    }


def reason_on_paper(ground: str) -> str:
    """What whoever asked reads of a ground; empty for what is given."""
    return str(ON_PAPER.get(Ground(ground), Ground(ground)).label) if ground else ""


make = as_pdf(FILE_NAME)


DISCLOSURE_PDF = JobKind(
    name=PAPER_KIND,
    label="開示の決定と写し",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("keeping:disclosure_request"),
    errors={
        CHANGED: "確認のあとに記録が変わりました。開示請求の画面から、もう一度確認を受けてください",
        TOO_EARLY: "第三者が反対しているため、写しはまだ渡せません。決定の通知だけを作ってください",
    },
    # A refusal carries no number: it does not say whether there is anything.
    carries=Carries.AT_MOST_ITS_CASES,
)
