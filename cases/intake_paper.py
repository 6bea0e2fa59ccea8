"""相談受付・申込票 as PDF, with or without the part that the person signs (domain.md 4.1). What the staff make of the person stands on the copy of
the body, not on what she signs (docs/decisions/0810).

Read as who asked, laid out outside of any transaction (S-06, S-30). What is not open to her is not
on the paper.
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.output import own_use
from access.reading import ReadingLog
from documents.pdf import render_pdf
from documents.selfcheck import printed_number
from documents.wareki import format_date
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at

from . import codes
from .models import Intake, OtherName, OutsideHandOff, Person, Referral
from .querysets import SOUGHT_VISITORS
from .services.intake_changes import sheet_of

NAME = "intake_pdf"
WITH_CONSENT, WITHOUT_CONSENT = "consent", "plain"
VERSIONS = {
    WITH_CONSENT: ("相談受付・申込票", "同意欄あり"),
    WITHOUT_CONSENT: ("相談受付票", "同意欄なし"),
}
FILE_NAMES = {WITH_CONSENT: "intake-with-consent.pdf", WITHOUT_CONSENT: "intake.pdf"}
APPROVERS = ("課長", "係長", "係")
ROWS = 5
NUMBER = re.compile(r"(R\d+-\d{5})　(同意欄..)")


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML, and the number and version that it must carry (F-22)."""

    html: str
    title: str
    number: str
    version: str


def may(user: Any, object_id: uuid.UUID) -> Intake | None:
    """The intake, if who asked still sees it."""
    found: Intake | None = (
        Intake.objects.visible_to(user)
        .filter(pk=object_id)
        .select_related("compartment__case", "record__body", "receiver", "screened_by")
        .first()
    )
    return found


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the sheet as who asked; NotPermitted when she does not see it (any more)."""
    intake = may(user, object_id)
    if intake is None or option not in VERSIONS:
        raise NotPermitted
    log.note("print", intake)
    number = intake.compartment.case.number
    name, version = VERSIONS[option]
    title = f"{name} {number}"
    html = render_to_string("cases/intake_paper.html", _context(user, intake, option, title))
    return Paper(html, title, number, version)


def _context(user: Any, intake: Intake, option: str, title: str) -> dict[str, Any]:
    readers = audience(user, intake.compartment)
    sheet = sheet_of(intake, user)
    name, version = VERSIONS[option]
    names_visitor = option != WITH_CONSENT or intake.visitor in SOUGHT_VISITORS
    people: list[Person] = []
    if sheet.household is not None:
        members = Person.objects.visible_to(user).in_household().filter(household=sheet.household)
        people = list(members.filter(is_subject=False))
    return {
        "paper": {
            "title": title,
            # The kind of paper is its title.
            "number": f"{intake.compartment.case.number}　{version}",
            "audience": f"{readers.total}人（{intake.record.body}）",
            "printed_by": f"{user}（{intake.record.body}）",
            "printed_at": timezone.now(),
        },
        "heading": name,
        "with_consent": option == WITH_CONSENT,
        # What the person signs is hers to read: neither who told of her nor that it was a neighbour is said to her, nor by
        # which way she came, which says it whoever came (docs/decisions/0770), and what the staff make of her stands on the copy of the body alone (0810): urgency,
        # the state of her consent, 見立て.
        "names_visitor": names_visitor,
        "intake": intake,
        "body": intake.record.body,
        "sheet": sheet,
        "people": people,
        "other_names": _other_names(user, sheet.subject),
        "handed_to": _handed_to(user, intake),
        "blank_rows": range(max(0, ROWS - len(people))),
        "approvers": APPROVERS,
        "case": intake.compartment.case,
        **_choices(intake, names_visitor=names_visitor, with_route=option != WITH_CONSENT),
    }


def _handed_to(user: Any, intake: Intake) -> list[str]:
    """つなぎ先 of what was received: bodies and places outside, until the record received something anew."""
    later = Intake.objects.visible_to(user).filter(
        record=intake.record_id, created_at__gt=intake.created_at
    )
    until = later.order_by("created_at").values_list("created_at", flat=True).first()
    sent = Referral.objects.visible_to(user).of_case(intake.compartment.case)
    sent = sent.from_bodies([intake.record.body_id]).exclude(state="withdrawn")
    outside = OutsideHandOff.objects.visible_to(user).standing().filter(record=intake.record_id)
    within = {"created_at__gte": intake.created_at}
    within |= {"created_at__lt": until} if until else {}
    found = [
        (timezone.localdate(row.sent_at), row.receiver_body.name)
        for row in sent.filter(**within).select_related("receiver_body")
    ]
    found += [(row.told_on, row.place) for row in outside.filter(**within)]
    return [f"{name}（{format_date(day)}）" for day, name in sorted(found)]


def _other_names(user: Any, subject: Person | None) -> list[OtherName]:
    if subject is None:
        return []
    rows = OtherName.objects.visible_to(user).filter(person=subject, removed_on__isnull=True)
    return list(rows)


def _choices(intake: Intake, *, names_visitor: bool, with_route: bool) -> dict[str, Any]:
    """Every choice of a list, with those that were made: on paper the others stand there too."""
    topics = set(intake.topics)
    offered = dict(codes.choices(codes.TOPIC)) | {
        value: codes.label(codes.TOPIC, value) for value in intake.topics
    }
    return {
        "topics": [
            ("◎" if value == intake.main_topic else "■" if value in topics else "□", words)
            for value, words in offered.items()
        ],
        "urgencies": _marked(codes.URGENCY, intake.urgency, with_letter=True),
        "methods": _marked(codes.METHOD, intake.method),
        "consent_states": _marked(codes.CONSENT_STATE, intake.consent_state),
        "results": _marked(codes.SCREENING, intake.screening_result),
        "visitors": [
            ("■" if v == intake.visitor and names_visitor else "□", w) for v, w in codes.VISITORS
        ],
        "route": codes.label(codes.ROUTE, intake.route) if with_route else "",
        "urgency": intake.urgency,
    }


def _marked(code_list: str, chosen: str, *, with_letter: bool = False) -> list[tuple[str, str]]:
    offered = dict(codes.choices(code_list))
    if chosen and chosen not in offered:
        offered[chosen] = codes.label(code_list, chosen)
    return [
        ("■" if value == chosen else "□", f"{value} {words}" if with_letter else words)
        for value, words in offered.items()
    ]


def make(paper: Paper) -> Result:
    """Lay it out; the number printed must be the one of this case and version (F-22)."""
    found = NUMBER.search(printed_number(paper.html))
    if found is None or found.groups() != (paper.number, paper.version):
        raise JobFailed("wrong-paper")
    option = next(o for o, (_, version) in VERSIONS.items() if version == paper.version)
    content = render_pdf(paper.html, title=paper.title)
    return Result(content, "application/pdf", FILE_NAMES[option])


INTAKE_PDF = JobKind(
    name=NAME,
    label="相談受付の票のPDF",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("cases:intake_detail"),
    errors={
        "wrong-paper": "作ったものの番号が、頼まれた受付と合いませんでした。渡さずに捨てました。"
        "もう一度作成してください"
    },
)
