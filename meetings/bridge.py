"""移行: things told in a 支援会議 and what becomes of each; what a reader of a copy will see (R7, R22).

Only asks; the choices are written by services.bridge. Nothing is carried over by itself.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from access.rounds import Asking, part
from cases import codes
from cases.models import Consent, SharedExtract
from cases.services.consents import bodies_of
from organizations.models import Role

from .models import (
    Addendum,
    CarriedCopy,
    CarryAnswer,
    CarryChoice,
    Decision,
    MeetingMember,
    Nature,
    SharedItem,
    SupportMeeting,
)
from .words import kind_of_meeting

# A source that is the person herself, or what the member saw, needs no protection.
OPEN_SOURCES = ("本人", "訪問", "自分", "見")


def is_protected_source(origin: Any) -> bool:
    """Whether the words could tell who said it: then they are carried over only when reworded.

    It is marked so (an informant, somebody else's affairs, another agency), it was heard from
    somebody, or a source is named that is neither the person nor one's own eyes (domain.md R21, R22).
    A decision bears no markers: of each, two people say it, and its words are looked through
    (Row.is_protected, services.bridge).
    """
    if not isinstance(origin, SharedItem):
        return False
    if origin.is_from_informant or origin.is_third_party or origin.names_other_agency:
        return True
    source = origin.source.strip()
    named = bool(source) and not source.startswith(OPEN_SOURCES)
    return origin.nature == Nature.HEARSAY or named


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, but for spaces and line breaks."""
    a, b = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (one, other))
    return a == b


def words_of(origin: Any) -> str:
    """What was told, as it may be carried over: of a decision not who does it."""
    return str(origin.text if isinstance(origin, SharedItem) else origin.content)


def origin_label(basis: str, number: int | None) -> str:
    """Where it comes from, as the meeting keeps it (domain.md 2.1 R19)."""
    name = kind_of_meeting(basis)
    return f"{name}（第{number}回）" if number else name


def sharing_body(origin: Any) -> Any:
    """The body that may hold it: whose member shared it, or who does what was decided."""
    if isinstance(origin, SharedItem):
        office = origin.member.appointment
        return office.body if office else None
    return origin.body


@dataclass
class Row:
    """One thing told in the meeting, and how far its way over is."""

    origin: Any
    choice: CarryChoice | None = None
    answer: CarryAnswer | None = None
    copy: CarriedCopy | None = None
    may_answer: bool = False
    # Members who may answer while it waits for one.
    answerers: list[MeetingMember] = field(default_factory=list)
    # Corrections that went over themselves, or of which it was chosen that they stay in the meeting.
    settled: Collection[Any] = ()

    @property
    def is_settled(self) -> bool:
        return self.copy is not None or (self.choice is not None and self.choice.is_left)

    @property
    def waits(self) -> bool:
        """Put forward, and nobody has answered."""
        return self.choice is not None and not self.choice.is_left and self.answer is None

    @property
    def text(self) -> str:
        return words_of(self.origin)

    @property
    def is_decision(self) -> bool:
        return isinstance(self.origin, Decision)

    @property
    def is_protected(self) -> bool:
        """Marked so; of a decision, one of the two people has said so."""
        said = [row.tells_who for row in (self.choice, self.answer) if row is not None]
        return is_protected_source(self.origin) or (self.is_decision and True in said)

    @property
    def is_outdated(self) -> bool:
        """What went over was corrected since in the meeting, and nobody has seen to the correction: the copy says still
        what it said (R7)."""
        went = self.copy.created_at if self.copy is not None else None
        if went is None or self.is_decision:
            return False
        return any(
            row.addendum == Addendum.CORRECTION
            and row.created_at > went
            and row.pk not in self.settled
            for row in self.origin.addenda.all()
        )

    @property
    def state(self) -> tuple[str, str]:
        """Words and tone."""
        if self.choice is None:
            return "まだ選んでいません", "yellow"
        if self.choice.is_left:
            return "会議に残す", "line"
        if self.is_outdated:
            return "移したあとに訂正されています", "red"
        if self.copy is not None:
            return "移しました", "green"
        if self.answer is None:
            return "もう一人の賛成を待っています", "orange"
        return (
            ("賛成あり・まだ移していません", "blue") if self.answer.is_approved else ("反対", "red")
        )


def may_answer(choice: CarryChoice, origin: Any, member: MeetingMember | None) -> bool:
    """Not who put it forward; the chair, or a member of the body whose it is.

    Never another of the secretariat: it puts forward, enters what others say by phone and names who
    does what was decided, so its own word would be no second one (R7).
    """
    if member is None or member.appointment is None:
        return False
    if choice.created_by_id == member.appointment.staff_id:
        return False
    if member.is_chair:
        return True
    if member.appointment.role == Role.COORDINATOR:
        return False
    body = sharing_body(origin)
    return bool(body and body.pk == member.appointment.body.pk)


_MEMBER = ("member__appointment__staff", "member__appointment__role_group__body")


def shared_items(user: Any) -> Any:
    rows = SharedItem.objects.visible_to(user)
    return rows.select_related("sitting", *_MEMBER).order_by("shared_at", "id")


def agreed_ones(user: Any) -> Any:
    rows = Decision.objects.visible_to(user)
    return rows.select_related("sitting__meeting", "body", "paper_member").order_by(
        "created_at", "id"
    )


def with_addenda(items: Any, user: Any) -> Any:
    """Shared items with what was added to each: whoever decides what goes over reads that it was corrected."""
    added = (
        SharedItem.objects.visible_to(user)
        .filter(belongs_to__isnull=False)
        .select_related(*_MEMBER)
    )
    return items.prefetch_related(Prefetch("addenda", queryset=added.order_by("shared_at", "id")))


def items_of(meeting: SupportMeeting, user: Any) -> Any:
    return with_addenda(shared_items(user).filter(meeting=meeting), user)


def decisions_of(meeting: SupportMeeting, user: Any) -> Any:
    return agreed_ones(user).filter(sitting__meeting=meeting)


@part
def rows_of(origins: Iterable[Any], user: Any, *members: MeetingMember | None) -> Asking[list[Row]]:
    """How far each is, and what was added to it: three questions for any number. `members`: the user's, for her
    answers."""
    rows = list(origins)
    keys = [origin.pk for origin in rows]

    def about(way: str) -> Q:
        origin = Q(**{f"{way}item__in": keys}) | Q(**{f"{way}decision__in": keys})
        return origin | Q(**{f"{way}item__belongs_to__in": keys})

    ways = yield [
        CarryChoice.objects.visible_to(user).filter(about("")),
        CarryAnswer.objects.visible_to(user).filter(about("choice__")),
        CarriedCopy.objects.visible_to(user).filter(about("answer__choice__")),
    ]
    return rows_told(rows, *ways, members=members)


def rows_told(
    origins: Iterable[Any],
    found: Iterable[CarryChoice],
    answered: Iterable[CarryAnswer],
    copied: Iterable[CarriedCopy],
    *,
    members: Iterable[MeetingMember | None],
) -> list[Row]:
    """The same of choices, answers and copies that were asked for already, the latest last. Of what was added to a row,
    and is not among them, only how far it is."""
    mine = {member.meeting_id: member for member in members if member is not None}
    rows = {origin.pk: Row(origin) for origin in origins}
    every = defaultdict(lambda: Row(None), rows)
    for choice in found:
        every[choice.item_id or choice.decision_id].choice = choice  # the latest counts
    choices = {row.choice.pk: row for row in every.values() if row.choice is not None}
    answers: dict[Any, Row] = {}
    for answer in answered:
        if answer.choice_id in choices:
            row = choices[answer.choice_id]
            row.answer = answer
            answers[answer.pk] = row
    for copy in copied:
        if copy.answer_id in answers:
            answers[copy.answer_id].copy = copy
    settled = {key for key, row in every.items() if row.is_settled}
    for row in rows.values():
        row.settled = settled
        row.may_answer = bool(
            row.waits
            and row.choice
            and may_answer(row.choice, row.origin, mine.get(row.choice.meeting_id))
        )
    return list(rows.values())


def went_over(item: SharedItem, user: Any) -> bool:
    """Whether a copy of it is read outside of the meeting."""
    copies = CarriedCopy.objects.visible_to(user).filter(answer__choice__item=item.pk)
    return bool(copies.exists())


def undone(meeting: SupportMeeting, user: Any) -> int:
    """How many things told in the meeting nobody has chosen for."""
    chosen = CarryChoice.objects.visible_to(user).filter(meeting=meeting)
    items = items_of(meeting, user).exclude(pk__in=chosen.filter(item__isnull=False).values("item"))
    agreed = decisions_of(meeting, user).exclude(
        pk__in=chosen.filter(decision__isnull=False).values("decision")
    )
    return int(items.count() + agreed.count())


def consents_for(meeting: SupportMeeting, user: Any) -> list[Consent]:
    """Valid consents of this very case under which the secretary may share (R3)."""
    rows = Consent.objects.visible_to(user).changeable_by(user).valid()
    found = rows.filter(compartment__case=meeting.compartment.case_id)
    return list(found.select_related("compartment", "body").prefetch_related("persons"))


def receivers_of(consent: Consent, user: Any) -> list[str]:
    """Bodies that will read what is shared under a consent, the one that recorded it first."""
    named = [row.body.name for row in bodies_of(consent, user)]
    return list(dict.fromkeys([consent.body.name, *named]))


@dataclass(frozen=True)
class Seen:
    """What the person and the bodies will read: the same row, drawn by the same template (R22)."""

    extract: SharedExtract
    receivers: list[str]
    persons: list[str]
    category: str
    about: str
    traces: list[str] = field(default_factory=list)


def preview(choice: CarryChoice, *, body: Any, by: Any, traces: Iterable[str] = ()) -> Seen:
    """The copy as it will be read; not saved."""
    extract = SharedExtract(
        body=body,
        created_by=by,
        recorded_on=timezone.localdate(),
        nature=choice.nature,
        source=choice.source,
        text=choice.text,
        category=choice.category,
    )
    names = {str(row.get("id")): row.get("name", "") for row in choice.persons}
    return Seen(
        extract,
        list(choice.receivers),
        [row.get("name", "") for row in choice.persons],
        codes.label(codes.CATEGORY, choice.category),
        names.get(str(choice.person_id), "世帯全体"),
        list(traces),
    )


def traces_in(
    text: str,
    origin: Any,
    members: Iterable[MeetingMember],
    receivers: Any,
    sources: Iterable[str] = (),
) -> list[str]:
    """Words of the text that tell who said it or who sat in the meeting: shown before it is sent."""
    known = {m.name for m in members} | {m.body_name for m in members} | set(sources)
    if isinstance(origin, SharedItem) and origin.source.strip():
        known.add(origin.source.strip())
    return sorted(word for word in known - set(receivers) if len(word) > 1 and word in text)


def protected_sources(meeting: SupportMeeting, user: Any) -> set[str]:
    """Sources of the meeting's protected items: whoever is quoted again in a decision (R21, R22)."""
    items = SharedItem.objects.visible_to(user).filter(meeting=meeting)
    return {item.source.strip() for item in items if is_protected_source(item)} - {""}


def traces_of(origin: Any, text: str, receivers: Any, user: Any) -> list[str]:
    """Words of a text that goes over that tell who said it; whoever was quoted in the meeting counts
    in a decision, which bears no markers of its own."""
    if isinstance(origin, SharedItem):
        meeting, sources = origin.meeting, set()
    else:
        meeting = origin.sitting.meeting
        sources = protected_sources(meeting, user)
    members = MeetingMember.objects.visible_to(user).filter(meeting=meeting).with_names()
    return traces_in(text, origin, members, receivers, sources)
