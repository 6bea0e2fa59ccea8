"""Letters on the way to a decision: to whoever asked, of the extension (Art. 83 (2), 94 (2), 102 (2)) or that it is
decided in parts or takes longer (Art. 84, 95, 103); to a third party, for her opinion (Art. 86 (1), (2)) and that it is disclosed against it (Art. 86 (3)).

To a third party neither who asked nor the number of the case is told: the ordinance asks for the day of the
request, what of it is about her, and where and until when her opinion goes.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobKind, NotPermitted, page_at

from .asked_models import AskedOfBody, RequestState
from .disclosure_paper import BY_LAW
from .hearing_models import DisclosureThirdParty
from .models import DisclosureRequest
from .services.letters import (
    ASK,
    KINDS_OF_DAYS,
    KINDS_OF_PASSING,
    PARTY_KIND,
    TELL,
    may_be_written,
)

ASK_TITLE, TELL_TITLE = "開示請求についての意見の照会", "第三者への開示決定の通知"
FILE_NAME = "letter.pdf"
LAW = "個人情報の保護に関する法律"
PURPOSES = {
    ASK: f"第三者からの意見聴取（{LAW}第86条）",
    TELL: f"反対した第三者への開示決定の通知（{LAW}第86条第3項）",
}


@dataclass(frozen=True)
class AskerLetter:
    """A letter to whoever asked, of a request on its way to a decision: for who writes in the record of its body
    (S-06), through the gate with one row of the ledger (R21), and nothing of the records in it."""

    name: str
    label: str
    model: type[AskedOfBody]
    which: Mapping[str, Any]
    template: str
    page: str
    # Title, and by which article it is sent.
    words: Callable[[Any], tuple[str, str]]
    # Whether its number stands on it: before it is decided, nothing says that there is a record (Art. 81).
    tells_number: bool = True

    def may(self, user: Any, object_id: uuid.UUID) -> Any | None:
        """The request, in the state of which the letter tells."""
        rows = self.model.objects.changeable_by(user).filter(pk=object_id, **self.which)
        return rows.select_related("compartment__case", "record__body").first()

    def gate(self, user: Any, row: Any, option: str) -> Output:
        """It leaves for the person who asked."""
        title, article = self.words(row)
        recipients = f"{row.called}をした人（{row.get_asker_display()}）"
        return leaving(row, row, recipients, f"{title}の通知（{LAW}{article}）")

    def gather(self, user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
        """Days and reasons."""
        row = self.may(user, object_id)
        if row is None:
            raise NotPermitted
        log.note(AccessLog.Action.PRINT, row, kind=self.label)
        number = row.compartment.case.number if self.tells_number else ""
        words = {"number": number, "row": row}
        return laid_out(self.template, self.words(row)[0], row, words)

    def kind(self) -> JobKind:
        """As a kind of job."""
        return JobKind(
            name=self.name,
            label=self.label,
            gather=self.gather,
            make=make,
            may=self.may,
            gate=self.gate,
            page=page_at(self.page),
            carries=Carries.ITS_CASES if self.tells_number else Carries.AT_MOST_ITS_CASES,
        )


def extension_words(row: AskedOfBody) -> tuple[str, str]:
    """Art. 83 (2), 94 (2), 102 (2)."""
    return f"{row.law.decisions}の期限の延長", row.law.extending


def special_words(row: AskedOfBody) -> tuple[str, str]:
    """Art. 84, 95, 103."""
    return f"{row.law.decisions}の期限の特例", row.law.special


def letters_of_days(
    model: type[AskedOfBody], decisions: str, *, page: str, special: str, template: str
) -> tuple[JobKind, JobKind]:
    """Of one kind of request: that it is extended, and that it takes longer than that. `special`: the column with the
    day on which the second is told."""
    extension, longer = KINDS_OF_DAYS[model]
    return (
        AskerLetter(
            name=extension,
            label=f"{decisions}の期限の延長の通知",
            model=model,
            which={"extended_by__gt": 0},
            template="keeping/extension_letter.html",
            page=page,
            words=extension_words,
            tells_number=model
            is not DisclosureRequest,  # who asks for a correction has had the record
        ).kind(),
        AskerLetter(
            name=longer,
            label=f"{decisions}の期限の特例の通知",
            model=model,
            which={f"{special}__isnull": False},
            template=template,
            page=page,
            words=special_words,
        ).kind(),
    )


def passing_words(row: AskedOfBody) -> tuple[str, str]:
    """Art. 85, 96."""
    return f"{row.called}の移送", row.law.passing


def letter_of_passing(model: type[AskedOfBody], called: str, *, page: str) -> JobKind:
    """Of one kind of request: that another body answers it, and why."""
    return AskerLetter(
        name=KINDS_OF_PASSING[model],
        label=f"{called}の移送の通知",
        model=model,
        which={"state": RequestState.PASSED},
        template="keeping/passing_letter.html",
        page=page,
        words=passing_words,
    ).kind()


def may_party(user: Any, object_id: uuid.UUID) -> DisclosureThirdParty | None:
    """The third party, for who writes in the record of her body (S-06)."""
    rows = DisclosureThirdParty.objects.changeable_by(user).filter(
        pk=object_id, asked_on__isnull=False
    )
    found: DisclosureThirdParty | None = rows.select_related(
        "compartment__case", "request__record__body"
    ).first()
    return found


def gate_party(user: Any, row: DisclosureThirdParty, option: str) -> Output:
    """It leaves for a third party, whom the ledger does not name."""
    gate = leaving(row.request, row, "開示請求の第三者", PURPOSES.get(option, PURPOSES[ASK]))
    return replace(gate, read_as=f"{row.name}\n{row.about}")


def leaving(request: AskedOfBody, row: Any, recipients: str, purpose: str) -> Output:
    """It leaves the record for somebody, by law: one row of the ledger (R21)."""
    what = Leaving(
        recipients=recipients,
        purpose=purpose,
        legal_basis=BY_LAW,
        body=request.record.body,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, (row.compartment.case_id,), what)


def gather_party(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """What a third party is told of the request; of the records nothing, and not who asked."""
    row = may_party(user, object_id)
    if row is None or not may_be_written(row, option):
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, row, kind=PARTY_LETTER.label)
    template, title = (
        ("keeping/third_party_told.html", TELL_TITLE)
        if option == TELL
        else ("keeping/third_party_asked.html", ASK_TITLE)
    )
    return laid_out(template, title, row.request, {"party": row})


def laid_out(
    template: str, title: str, request: AskedOfBody, context: dict[str, Any], audience: str = ""
) -> Paper:
    """A letter of a request, with the body that writes it; to another body with who may see it."""
    paper = {
        "title": title,
        "number": context.get("number", ""),
        "audience": audience,
        "printed_by": str(request.record.body),
        "printed_at": timezone.now(),
    }
    words = {
        "paper": paper,
        "body": request.record.body,
        "request": request,
        "ward": settings.WARD_NAME,
        **context,
    }
    return Paper(render_to_string(template, words), title)


make = as_pdf(FILE_NAME)


EXTENSION_LETTER, REST_LETTER = letters_of_days(
    DisclosureRequest,
    "開示決定等",
    page="keeping:disclosure_request",
    special="rest_told_on",
    template="keeping/rest_letter.html",
)
PASSING_LETTER = letter_of_passing(DisclosureRequest, "開示請求", page="keeping:disclosure_request")
PARTY_LETTER = JobKind(
    name=PARTY_KIND,
    label="第三者への文書",
    gather=gather_party,
    make=make,
    may=may_party,
    gate=gate_party,
    carries=Carries.AT_MOST_ITS_CASES,  # a third party is not told the number of the case
)
