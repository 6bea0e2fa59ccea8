"""情報共有同意書 and 撤回届 as PDF: blank with the case number, or filled (domain.md 4.11).

Each in plain and in easy language. Read as who asked, laid out outside of any transaction.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.output import own_use
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at
from organizations.models import Appointment, StandingText

from . import codes
from .models import CaseRecord, Consent
from .services.consent_papers import EASY, FORMS, job_kind
from .services.consents import bodies_of

TITLES = {"consent_form": "情報共有同意書", "withdrawal_form": "同意の撤回届"}
TEXTS = {"consent_form": "consent", "withdrawal_form": "withdrawal"}
FILE_NAMES = {"consent_form": "consent-form.pdf", "withdrawal_form": "withdrawal-form.pdf"}
BLANK_ROWS = range(4)


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML; the number that it must carry (F-22)."""

    html: str
    title: str
    number: str
    file_name: str


def _bodies(user: Any) -> Any:
    return Appointment.objects.current().filter(staff=user).values("role_group__body")


def consent_for_paper(user: Any, object_id: uuid.UUID) -> Consent | None:
    """The consent, if the user sees it and her body received it."""
    return (
        Consent.objects.visible_to(user)
        .filter(pk=object_id, body__in=_bodies(user))
        .select_related("compartment__case", "body", "explained_by", "explanation")
        .prefetch_related("persons")
        .first()
    )


def record_for_paper(user: Any, object_id: uuid.UUID) -> CaseRecord | None:
    """The record of the user's body, for a blank paper."""
    return (
        CaseRecord.objects.visible_to(user)
        .filter(pk=object_id, body__in=_bodies(user))
        .select_related("compartment__case", "body")
        .first()
    )


def _gather(
    form: str, is_filled: bool, user: Any, object_id: uuid.UUID, option: str, log: ReadingLog
) -> Paper:
    found: Any = consent_for_paper if is_filled else record_for_paper
    row = found(user, object_id)
    if row is None:
        raise NotPermitted
    log.note("print", row)
    easy = option == EASY
    number = row.compartment.case.number
    title = f"{TITLES[form]} {number}"
    agreed = row if is_filled and form == "consent_form" else None
    text = _text_of(TEXTS[form] + ("_easy" if easy else ""), agreed)
    context = {
        "paper": {
            "title": title,
            "number": f"{number}　{TITLES[form]}",
            "printed_by": f"{user}（{row.body}）",
            "printed_at": timezone.now(),
        },
        "heading": TITLES[form],
        "easy": easy,
        "text": text,
        "body": row.body,
        "blank_rows": BLANK_ROWS,
        "kinds": _kinds(row if is_filled else None),
        "consent": row if is_filled else None,
        "bodies": _named(row, user) if is_filled else [],
    }
    html = render_to_string(f"cases/{form}.html", context)
    return Paper(html, title, number, FILE_NAMES[form])


def _text_of(kind: str, consent: Consent | None) -> StandingText | None:
    """What is explained today; on a 同意書 that is filled in what was explained then, to which she agreed."""
    told = consent.explanation if consent else None
    if told is not None and told.kind == kind:
        return told
    on = StandingText.objects.on(consent.given_on) if consent else StandingText.objects.on()
    return on.filter(kind=kind).first()


def _kinds(consent: Consent | None) -> list[tuple[str, bool]]:
    """Kinds of information, ticked where the consent names them."""
    named = set(consent.categories) if consent else set()
    shown = codes.every_label(codes.CATEGORY) if consent else codes.choices(codes.CATEGORY)
    return [(label, value in named) for value, label in shown]


def _named(consent: Consent, user: Any) -> list[tuple[str, str]]:
    """Bodies with the names of their staff in charge."""
    found: dict[str, list[str]] = {}
    for row in bodies_of(consent, user):
        found.setdefault(str(row.body), []).append(row.appointment.staff.name)
    return [(body, "、".join(names)) for body, names in found.items()]


def make(paper: Paper) -> Result:
    """Lay it out; it must carry the number of this case (F-22)."""
    if f"文書番号　{paper.number}" not in paper.html:
        raise JobFailed("wrong-paper")
    return Result(render_pdf(paper.html, title=paper.title), "application/pdf", paper.file_name)


def _kind(form: str, is_filled: bool) -> JobKind:
    def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
        return _gather(form, is_filled, user, object_id, option, log)

    return JobKind(
        name=job_kind(form, is_filled),
        label=TITLES[form] + ("（記入済み）" if is_filled else "（空欄）"),
        gather=gather,
        make=make,
        may=consent_for_paper if is_filled else record_for_paper,
        gate=own_use,
        page=page_at("cases:consent_of_paper" if is_filled else "cases:record_of_paper"),
        errors={
            "wrong-paper": "作ったものの番号が、頼まれたケースと合いませんでした。"
            "渡さずに捨てました。もう一度作成してください"
        },
    )


KINDS = [_kind(form, is_filled) for form in FORMS for is_filled in (False, True)]
