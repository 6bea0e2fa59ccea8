"""Papers of a request of correction or to stop using: the notice of the decision (Art. 93, 101), letters of its days
(Art. 94, 95, 102, 103), and to somebody to whom it had been given that it was corrected (Art. 97).

None holds a word of the records but what two people wrote into the decision, and what was noted as done.
"""

import uuid
from typing import Any

from access.models import AccessLog
from access.output import Output
from access.reading import ReadingLog
from jobs.papers import Paper
from jobs.registry import Carries, JobKind, NotPermitted

from .amendment_models import AmendmentRequest, AmendmentTelling
from .asked_models import AskedOfBody
from .letters import (
    LAW,
    AskerLetter,
    laid_out,
    leaving,
    letter_of_passing,
    letters_of_days,
    make,
)
from .services.amendment import PAPER_KIND, TELLING_KIND

PAGE = "keeping:amendment_request"
TELLING_TITLE = "訂正した保有個人情報の提供先への通知"
ARTICLE_OF_TELLING = "第97条"


def decision_words(row: AskedOfBody) -> tuple[str, str]:
    """Art. 93, 101."""
    return row.law.decisions, row.law.deciding


def may_telling(user: Any, object_id: uuid.UUID) -> AmendmentTelling | None:
    """Somebody who is told, for who writes in the record of the body (S-06)."""
    rows = AmendmentTelling.objects.changeable_by(user).filter(
        pk=object_id, told_on__isnull=False, request__carried_on__isnull=False
    )
    found: AmendmentTelling | None = rows.select_related(
        "compartment__case", "request__record__body"
    ).first()
    return found


def gate_telling(user: Any, row: AmendmentTelling, option: str) -> Output:
    """It leaves for whom it had been given: one row of the ledger (R21)."""
    purpose = f"{TELLING_TITLE}（{LAW}{ARTICLE_OF_TELLING}）"
    return leaving(row.request, row, row.whom, purpose)


def gather_telling(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """What was corrected, and nothing else; not who asked for it, nor the number of the case."""
    row = may_telling(user, object_id)
    if row is None:
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, row, kind=TELLING_LETTER.label)
    words = {"row": row.request, "telling": row}
    return laid_out(
        "keeping/amendment_told.html", TELLING_TITLE, row.request, words, audience="あて先の提供先"
    )


AMENDMENT_PDF = AskerLetter(
    name=PAPER_KIND,
    label="訂正・利用停止の決定の通知",
    model=AmendmentRequest,
    which={"decided_on__isnull": False},
    template="keeping/amendment_paper.html",
    page=PAGE,
    words=decision_words,
).kind()
EXTENSION_LETTER, LONGER_LETTER = letters_of_days(
    AmendmentRequest,
    "訂正・利用停止決定等",
    page=PAGE,
    special="longer_told_on",
    template="keeping/longer_letter.html",
)
PASSING_LETTER = letter_of_passing(AmendmentRequest, "訂正請求", page=PAGE)
TELLING_LETTER = JobKind(
    name=TELLING_KIND,
    label=TELLING_TITLE,
    gather=gather_telling,
    make=make,
    may=may_telling,
    gate=gate_telling,
    carries=Carries.AT_MOST_ITS_CASES,  # a receiver is not told the number of the case
)
KINDS = (AMENDMENT_PDF, EXTENSION_LETTER, LONGER_LETTER, PASSING_LETTER, TELLING_LETTER)
