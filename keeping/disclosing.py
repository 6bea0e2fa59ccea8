"""What a body keeps of a person, paragraph by paragraph, and what of it is withheld.

Read through `visible_to`, from the record, the basic information, the body's consents and hand-offs, and for a
secretariat from the plans that were agreed upon (`plans_collected`); from nothing else. What of these is no paragraph,
`kept_besides` names. Who has opened the record, only where the request asks for it (`readings_collected`).
Who told of somebody (OutreachSource) is never read here: the law withholds it, and no paper holds it.
"""

import datetime
import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.models import Compartment, Protection
from cases import models as cases
from meetings.models import CoordinationRequest
from organizations.names import DEFAULTS, PLAN_CONFERENCE, SUPPORT_MEETING, local_name
from outreach import models as outreach
from plans.models import FixedPlanText

from .kept_besides import rows_of_consents, rows_of_face
from .models import LATER, UNDECIDED, DisclosureMark, DisclosureRequest, Ground
from .naming import names_of_others
from .plans_collected import names_of_fixed, rows_of_plans, words_of_fixed
from .readings_collected import ELSEWHERE, KIND, LABEL, lines_of_readings

# In the order of the paper, after the basic information (kept_besides).
OF_RECORD: tuple[type[Any], ...] = (
    *(
        cases.CaseRecord,
        cases.Intake,
        cases.Note,
        cases.Attachment,
        cases.LifeEvent,
        cases.AssessmentBlock,
        cases.AssessmentIssue,
    ),
    *(cases.ConsentAttempt, cases.RecordEvent, cases.NextAction, cases.OutsideHandOff),
    *(outreach.Outreach, outreach.OutreachStep, outreach.Preparation, outreach.PlannedVisit),
    outreach.VisitAttempt,
)
LEAST_WORDS = 14  # shorter columns hold codes
# Columns that are made for finding, and say nothing of their own.
TECHNICAL = frozenset({"search_key", "name_key"})
# Columns that name somebody else, or from whom one knows it.
NAME_OTHERS = frozenset(
    {
        *("visitor_name", "visitor_phone", "met", "companion_words", "counterpart"),
        *("also_present", "oral_witness", "giver_name", "outside"),
    }
)
# What is written for those who work, and what is about somebody else as well.
OF_KIND = {
    str(cases.SafetyNote._meta.verbose_name): Ground.DUTY,
    str(cases.Relationship._meta.verbose_name): Ground.OTHERS,
}
NAME_SOURCES = frozenset({"source", "sources", "source_detail"})
# What a protection in the case withholds (R11): from everybody alike, for who checks reads what was marked.
PROTECTED = frozenset({"visitor_phone"})
MASKED = "保護のため表示していません"
OWN = ("本人", "")
# Beside what is told of a person a list keeps her key, which is shown to nobody (R14).
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of one column of one row."""

    object_id: uuid.UUID
    kind: str
    day: datetime.date
    column: str
    label: str
    place: int
    text: str
    not_for_person: bool = False  # a plan's own paper for the person leaves it out
    is_masked: bool = False  # withheld from who prepares it, too (R11)

    @property
    def key(self) -> uuid.UUID:
        """The same as long as the row is; of the words nothing can be told from it."""
        return uuid.uuid5(self.object_id, f"{self.column}.{self.place}")

    @property
    def words(self) -> uuid.UUID:
        """Another one as soon as something else stands there: a mark is about words that somebody has read. The same in
        another place of its column."""
        return uuid.uuid5(self.head, self.text)

    @property
    def head(self) -> uuid.UUID:
        """The key of the first paragraph of the same column of the same row."""
        return uuid.uuid5(self.object_id, f"{self.column}.0")


def paragraphs(request: DisclosureRequest, user: Any) -> list[Paragraph]:
    """All that the record says, in the order of the paper; one question a table. What was written after the
    request was received is no part of it. Of a rest: what was put off, as it says now (Art. 84)."""
    if not request.is_rest:
        return _collected(request, request.created_at, user)
    first = DisclosureRequest.objects.visible_to(user).get(pk=request.rest_of_id)
    later = {key for key, ground in grounds_of(first, user).items() if ground == LATER}
    # By whole columns: whatever was changed in one since then, nothing of it falls between the two.
    return [one for one in _collected(request, first.created_at, user) if one.head in later]


def _collected(request: DisclosureRequest, until: datetime.datetime, user: Any) -> list[Paragraph]:
    """As the rows say now that were there at that time."""
    found: list[Paragraph] = []
    case = request.compartment.case_id
    records = cases.CaseRecord.objects.visible_to(user).select_related("body")
    record = records.get(pk=request.record_id)
    if keeps_face(record, user):
        for model, rows in rows_of_face(request, until, user):
            found += _of_rows(model, rows)
    for model in OF_RECORD:
        rows = model.objects.visible_to(user).filter(compartment=request.compartment_id)
        before = rows.filter(created_at__lte=until)
        found += _of_rows(model, before.order_by("created_at", "pk"))
    if Protection.objects.in_force().filter(case=case).exists():
        found = [_masked(one) if one.column in PROTECTED else one for one in found]
    for model, rows in rows_of_consents(request, record, until, user):
        found += _of_rows(model, rows)
    hand_offs = cases.Referral.objects.visible_to(user).of_case(case)
    of_body = hand_offs.filter(
        Q(sender_body=record.body_id) | Q(receiver_body=record.body_id),
        created_at__lte=until,
    )
    found += _of_rows(cases.Referral, of_body.order_by("created_at", "pk"))
    asked = _requests_of_body(request, record, user).filter(created_at__lte=until)
    found += _of_rows(CoordinationRequest, asked.order_by("created_at", "pk"))
    for model, rows in rows_of_plans(request, record, until, user):
        found += _of_fixed(rows) if model is FixedPlanText else _of_rows(model, rows)
    return found + _of_readings(request, record)


def _masked(one: Paragraph) -> Paragraph:
    """That something is withheld, without a word of it; a mark that was made for the words is none for this."""
    return replace(one, text=MASKED, is_masked=True)


def keeps_face(record: cases.CaseRecord, user: Any) -> bool:
    """Whether the basic information is the body's to answer for. Of a secretariat's coordinators only those whom
    a consent names read that of other bodies (R3): who checks would see less than who marked."""
    if not record.body.is_secretariat:
        return True
    face = Compartment.objects.visible_to(user).filter(
        case=record.compartment.case_id, kind=Compartment.Kind.FACE
    )
    return face.filter(organization=record.body_id).exists()


def _requests_of_body(request: DisclosureRequest, record: cases.CaseRecord, user: Any) -> Any:
    """Requests for 多機関協働 that it has sent or received: both bodies know of them."""
    rows = CoordinationRequest.objects.visible_to(user).of_case(request.compartment.case_id)
    return rows.filter(Q(sender_body=record.body_id) | Q(secretariat=record.body_id))


def _of_rows(model: type[Any], rows: Iterable[Any]) -> list[Paragraph]:
    columns = [field for field in model._meta.concrete_fields if _says_something(field)]
    found = []
    for row in rows:
        for field in columns:
            for place, text in enumerate(_texts(getattr(row, field.attname))):
                found.append(
                    Paragraph(
                        object_id=row.pk,
                        kind=str(model._meta.verbose_name),
                        day=timezone.localdate(row.created_at),
                        column=field.name,
                        label=str(field.verbose_name),
                        place=place,
                        text=text,
                        not_for_person=field.name in getattr(model, "not_for_person", ()),
                    )
                )
    return found


def _of_fixed(rows: Iterable[Any]) -> list[Paragraph]:
    """Line by line, as they stood: who checks sees the heading of each, and of which edition it is."""
    rows = list(rows)
    names, kind = names_of_fixed(rows), FixedPlanText._meta.verbose_name
    return [
        Paragraph(
            object_id=row.pk,
            kind=f"{kind}　{names[row.pk]}",
            day=timezone.localdate(row.created_at),
            column="blocks",
            label=words.head,
            place=place,
            text=words.text,
            not_for_person=words.not_for_person,
        )
        for row in rows
        for place, words in enumerate(words_of_fixed(row.blocks))
    ]


def _of_readings(request: DisclosureRequest, record: cases.CaseRecord) -> list[Paragraph]:
    """Who has opened the record, where it is asked for (S-75)."""
    return [
        Paragraph(
            object_id=line.key,
            kind=KIND,
            day=line.day,
            column=line.column,
            label=LABEL,
            place=0,
            text=line.text,
        )
        for line in lines_of_readings(request, record.body_id)
    ]


def _says_something(field: Any) -> bool:
    """Whether people type into a column: texts, and lists of them; neither codes nor what is technical."""
    if field.choices or field.name in TECHNICAL:
        return False
    if isinstance(field, models.TextField | models.JSONField):
        return True
    return isinstance(field, models.CharField) and (field.max_length or 0) >= LEAST_WORDS


def _texts(value: Any) -> list[str]:
    """Paragraphs of a text, or the texts in a list, without keys of rows."""
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"\n+", value) if part.strip()]
    return [text for text in _inside(value) if len(text) > 3 and not KEY.fullmatch(text)]


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, list):
        for one in value:
            yield from _inside(one)


# --- what is withheld ------------------------------------------------------------------------------


def grounds_of(request: DisclosureRequest, user: Any) -> dict[uuid.UUID, str]:
    """Marks by paragraph; an empty ground says that somebody decided to give it, LATER that it is put off. Without
    those for which nobody has chosen."""
    rows = DisclosureMark.objects.visible_to(user).filter(request=request)
    rows = rows.exclude(ground=UNDECIDED)
    return dict(rows.values_list("paragraph", "ground"))


def grounds_now(
    request: DisclosureRequest, found: Iterable[Paragraph], user: Any
) -> dict[uuid.UUID, str]:
    """The same, without marks of paragraphs in which something else stands by now: nobody has chosen for that. What is
    put off stays so; its words may change until they are decided."""
    rows = DisclosureMark.objects.visible_to(user).filter(request=request)
    said = {one.key: one.words for one in found}
    return {
        row.paragraph: row.ground
        for row in rows.exclude(ground=UNDECIDED)
        if row.is_about(said.get(row.paragraph))
    }


def grounds_before(
    request: DisclosureRequest, found: Iterable[Paragraph], user: Any
) -> dict[uuid.UUID, str]:
    """Where the words have changed, on what ground they were withheld in another place of their column, or else what
    stood in this one: what a page begins with, so that nothing is given because nobody has chosen yet."""
    rows = DisclosureMark.objects.visible_to(user).filter(request=request, words__isnull=False)
    withheld = [row for row in rows if row.ground not in ("", UNDECIDED, LATER)]
    of_words = {row.words: row.ground for row in withheld}
    of_place = {row.paragraph: row.ground for row in withheld}
    known = {one.key: of_words.get(one.words) or of_place.get(one.key) for one in found}
    return {key: ground for key, ground in known.items() if ground}


def seen_as(grounds: Mapping[uuid.UUID, str]) -> str:
    """Of all marks, for a page that may be older than they are: another word as soon as one is another."""
    lines = sorted(f"{key}|{ground}" for key, ground in grounds.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def proposals(
    request: DisclosureRequest, found: Iterable[Paragraph], user: Any
) -> dict[uuid.UUID, str]:
    """A ground for each paragraph that is likely to be withheld: a proposal, which people look through."""
    others = names_of_others(request, user)
    is_protected = Protection.objects.in_force().filter(case=request.compartment.case_id).exists()
    contact = str(cases.ContactPoint._meta.verbose_name)
    proposed = {}
    for one in found:
        if one.is_masked or (one.kind == contact and is_protected):
            proposed[one.key] = Ground.PROTECTED
        elif one.column == ELSEWHERE:
            proposed[one.key] = Ground.PROTECTED if is_protected else Ground.DUTY
        elif one.column in NAME_SOURCES and one.text not in OWN:
            proposed[one.key] = Ground.SOURCE
        elif speaks_of_a_meeting(one.text):
            proposed[one.key] = Ground.MEETING
        elif others.perhaps_in(one.text) or (one.column in NAME_OTHERS and one.text not in OWN):
            proposed[one.key] = Ground.OTHERS
        elif one.kind in OF_KIND:
            proposed[one.key] = OF_KIND[one.kind]
        elif one.not_for_person:
            proposed[one.key] = Ground.DUTY
    return {key: str(ground) for key, ground in proposed.items()}


def speaks_of_a_meeting(text: str) -> bool:
    """Whether it names a 支援会議, by the name of the law or by the ward's own. The names of the other conference may
    hold it (重層的支援会議): the longest name that stands at a place counts."""
    meetings, both = (
        {name for key in keys for name in (DEFAULTS[key], local_name(key))}
        for keys in ((SUPPORT_MEETING,), (SUPPORT_MEETING, PLAN_CONFERENCE))
    )
    names = "|".join(re.escape(name) for name in sorted(both, key=len, reverse=True))
    return any(name in meetings for name in re.findall(names, text))


def still_named(
    request: DisclosureRequest, found: list[Paragraph], grounds: dict[uuid.UUID, str], user: Any
) -> list[int]:
    """Numbers of paragraphs that would be given and name another person of the household (S-93)."""
    others = names_of_others(request, user)
    return [
        number
        for number, one in enumerate(found, start=1)
        if not grounds.get(one.key) and others.certainly_in(one.text)
    ]


def still_masked(found: list[Paragraph], grounds: dict[uuid.UUID, str]) -> list[int]:
    """Numbers of paragraphs that would be given although a protection withholds them from everybody (R11)."""
    return [
        number
        for number, one in enumerate(found, start=1)
        if one.is_masked and not grounds.get(one.key)
    ]


def now_decided(found: Iterable[Paragraph], grounds: dict[uuid.UUID, str]) -> list[Paragraph]:
    """Without what is put off to the second decision (Art. 84)."""
    return [one for one in found if grounds.get(one.key) != LATER]


def not_looked_at(found: list[Paragraph], grounds: Mapping[uuid.UUID, str]) -> list[int]:
    """Numbers of paragraphs for which nobody has chosen anything yet."""
    return [number for number, one in enumerate(found, start=1) if one.key not in grounds]


def torn_apart(found: list[Paragraph], grounds: dict[uuid.UUID, str]) -> list[int]:
    """Numbers of paragraphs that would be decided now although another one of the same column is put off."""
    heads = {one.head for one in found if grounds.get(one.key) == LATER}
    return [
        number
        for number, one in enumerate(found, start=1)
        if one.head in heads and grounds.get(one.key) != LATER
    ]


def digest_of(found: list[Paragraph], grounds: dict[uuid.UUID, str], decision: str) -> uuid.UUID:
    """Of all that would be given and withheld, as it stands now, and of which paragraphs are put off: of these the
    words may change until they are decided."""
    lines = [decision]
    for one in found:
        ground = grounds.get(one.key, "")
        lines.append(f"{one.key}|{ground}|{'' if ground == LATER else one.text}")
    return uuid.UUID(bytes=hashlib.sha256(json.dumps(lines).encode()).digest()[:16])
