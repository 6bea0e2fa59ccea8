"""インテーク・アセスメントシート as PDF: one version with genogram and ecomap (domain.md 4.3).

Read as who asked, laid out outside of any transaction (S-06, S-30). The household and its pictures
are those of the day of printing, and the paper says so; blocks, issues and chronology of a fixed
version are as they were fixed. Addresses and phones of the household do not stand on it (R11).
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.models import Compartment
from access.output import own_use
from access.reading import ReadingLog
from documents.pdf import render_pdf
from documents.selfcheck import printed_number
from drawings import ecomap
from drawings.genogram import legend
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at

from . import assessment_versions as versions
from . import pictures, services
from .assessment_sheet import ITEMS, OCCASION, Item, Lists, chosen, chronology_line
from .assessment_view import ShownBlock, shown_blocks
from .models import Assessment, AssessmentBlock

NAME = "assessment_pdf"
FILE_NAME = "assessment.pdf"
APPROVERS = ("課長", "係長", "係")
NUMBER = re.compile(r"(R\d+-\d{5})　.*第(\d+)版")
# A list of more choices than these is printed with the chosen ones only.
MOST_BOXES = 8
# A block of fewer letters stays on one page; a longer one may go on to the next.
SHORT = 600


@dataclass(frozen=True)
class Paper:
    """A paper as HTML, its title, which names nobody, and the number that it must carry (F-22)."""

    html: str
    title: str
    number: str
    version: int


def may(user: Any, object_id: uuid.UUID) -> Assessment | None:
    """The version, if who asked still sees it."""
    found: Assessment | None = (
        Assessment.objects.visible_to(user)
        .filter(pk=object_id)
        .select_related("compartment__case", "record__body", "created_by", "fixed_by")
        .first()
    )
    return found


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked; NotPermitted when she does not see it (any more)."""
    row = may(user, object_id)
    if row is None:
        raise NotPermitted
    log.note("print", row)
    number = row.compartment.case.number
    title = f"アセスメントシート {number} 第{row.number}版"
    html = render_to_string("cases/assessment_paper.html", _context(user, row, title))
    return Paper(html, title, number, row.number)


def _context(user: Any, row: Assessment, title: str) -> dict[str, Any]:
    lists = Lists()
    readers = audience(user, row.compartment)
    body = row.record.body
    case = row.compartment.case
    face = Compartment.objects.visible_to(user).filter(case=case, kind="face").first()
    return {
        "paper": {
            "title": title,
            "number": f"{case.number}　第{row.number}版",
            "audience": f"{readers.total}人（{body}）",
            "printed_by": f"{user}（{body}）",
            "printed_at": timezone.now(),
        },
        "assessment": row,
        "case": case,
        "body": body,
        "occasion": lists.label(OCCASION, row.occasion),
        "approvers": APPROVERS,
        **_content(user, row, face, lists),
    }


def _content(user: Any, row: Assessment, face: Compartment | None, lists: Lists) -> dict[str, Any]:
    """Blocks, issues, and the family as far as it is open to who asked."""
    content = versions.content_of(row, user)
    before = versions.content_of(versions.earlier(row, user), user)
    people = pictures.family_of(face, user) if face else []
    ties = pictures.ties_of(face, user) if face else []
    bonds = list(services.bonds_of(face, user)) if face else []
    lines = versions.issue_lines(
        content.issues, before.issues, people, lists, is_first=row.based_on_id is None
    )
    shown = shown_blocks(content, lists)
    written = [block for block in shown if not block.block.is_empty]
    last = AssessmentBlock.Kind.FORMULATION
    events = [] if row.is_fixed else pictures.events_of(row.record, user)
    return {
        "people": [person for person in people if person.belongs_now],
        "blocks": [_boxes(b, lists) for b in written if b.block.kind != last],
        "formulation": [_boxes(b, lists) for b in written if b.block.kind == last],
        "empty": [b.block.get_kind_display() for b in shown if b.block.is_empty],
        "issues": lines,
        "chronology": row.chronology or [chronology_line(event) for event in events],
        "genogram": pictures.genogram_of(people, bonds) if bonds else None,
        "ecomap": pictures.ecomap_of(people, ties) if ties else None,
        "legend": legend(),
        "ecomap_legend": ecomap.legend(),
    }


def _boxes(shown: ShownBlock, lists: Lists) -> dict[str, Any]:
    """A block with its boxes; what is not known is named at the end."""
    known, unknown = [], []
    for item in ITEMS.get(shown.block.kind, ()):
        values = chosen(shown.block, item)
        if values:
            known.append((item.label, _marked(item, values, lists)))
        else:
            unknown.append(item.label)
    is_short = len(shown.block.text) + len(shown.block.differing) < SHORT
    return {"shown": shown, "items": known, "unknown": unknown, "is_short": is_short}


def _marked(item: Item, values: list[str], lists: Lists) -> list[str]:
    """The words of an item; of a short list the boxes that were not ticked stand there too."""
    if not item.code_list:
        return values
    offered = lists.offered(item.code_list, *values)
    if len(offered) > MOST_BOXES:
        offered = [(value, words) for value, words in offered if value in values]
    return [f"{'■' if value in values else '□'} {words}" for value, words in offered]


def make(paper: Paper) -> Result:
    """Lay it out; the number printed must be the one of this case and version (F-22)."""
    found = NUMBER.search(printed_number(paper.html))
    if found is None or found.groups() != (paper.number, str(paper.version)):
        raise JobFailed("wrong-paper")
    return Result(render_pdf(paper.html, title=paper.title), "application/pdf", FILE_NAME)


ASSESSMENT_PDF = JobKind(
    name=NAME,
    label="アセスメントシートのPDF",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("cases:assessment"),
    errors={
        "wrong-paper": "作ったものの番号が、頼まれた版と合いませんでした。渡さずに捨てました。"
        "もう一度作成してください"
    },
)
