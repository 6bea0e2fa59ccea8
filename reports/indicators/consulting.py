"""A 包括的相談支援: received, dealt with, handed on."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from access.counting import CASE, Asked, Source
from access.shared_sets import OneOf
from cases import codes
from cases.models import (
    Household,
    Intake,
    Note,
    PersonMerge,
    Referral,
    SamePerson,
)
from cases.models.hand_off import ReferralState

from . import words
from .base import (
    EVER,
    Day,
    Fact,
    Indicator,
    Measure,
    OnLastDay,
    Span,
    Stay,
    month_of,
    since_april,
    whole,
)

# Notes that count as consultation: by whom they are with (CL-10), and 包括的相談支援 (CL-43). Before there
# was a choice of the project a note had none.
DIRECT = ("1", "2", "3", "9", "11", "12")
PROJECTS = ("1", "")
# After which a hand-off without report counts as 未完了: 30 days have passed.
TOO_LONG = datetime.timedelta(days=31)
# Fields of CL-04, for 複合課題.
FIELDS: dict[str, tuple[str, ...]] = {
    "高齢": ("12",),
    "障害": ("01",),
    "子ども": ("11",),
    "困窮": ("02", "03", "04", "05", "06", "07", "08", "15"),
    "その他": ("09", "10", "13", "14", "99"),
}
FIELD_OF = {code: name for name, listed in FIELDS.items() for code in listed}


def fields_of(topics: Iterable[str]) -> frozenset[str]:
    """In which fields the troubles of an intake lie."""
    return frozenset(FIELD_OF.get(topic, "その他") for topic in topics)


def intakes(source: Source, span: Span) -> Asked:
    columns = (
        *("pk", "received_on", CASE, "record__body_id", "route", "method"),
        *("main_topic", "consent_state", "topics"),
    )
    rows = source.of(Intake, body="record__body").filter(received_on__range=span.days)
    return Asked(rows, columns, is_much=True)


def homes(source: Source, cases: frozenset[uuid.UUID]) -> Asked:
    return Asked(source.in_faces(Household, cases), (CASE, "area_id"))


def new_intakes(source: Source, span: Span) -> Iterator[Fact]:
    """Every intake sheet is a new reception: one opens a file, the others take a closed one up again."""
    found = list(source.told(intakes, span))
    cases = frozenset(row[2] for row in found)
    areas = dict(source.told(homes, cases))
    subjects = source.subjects(cases)
    for pk, on, case, body, route, method, topic, consent, topics in found:
        subject = subjects.get(case)
        codes_of = {
            "body": str(body),
            "area": str(areas.get(case) or ""),
            "route": route,
            "method": method,
            "age": words.age_band(subject.born_in if subject else None, on.year),
            "sex": subject.sex if subject else "",
            "topic": topic,
            "consent": consent,
        }
        is_complex = len(fields_of(topics)) >= 2
        yield Fact(pk, on, case, body, amount=int(is_complex), codes=codes_of)


def notes(source: Source, span: Span) -> Asked:
    begins, ends = span.moments
    rows = source.of(Note, body="record__body").filter(
        occurred_at__gte=begins,
        occurred_at__lt=ends,
        method__in=DIRECT,
        project__in=PROJECTS,
    )
    # Told, and left out below: as a condition, all corrections of the ward would be gone through for it.
    columns = ("pk", "day", CASE, "record__body_id", "method", "is_corrected")
    rows = rows.with_correction().annotate(day=TruncDate("occurred_at"))
    return Asked(rows, columns, is_much=True)


def consultations(source: Source, span: Span) -> Iterator[Fact]:
    """Notes of talks with a household, as corrected."""
    for pk, on, case, body, method, is_corrected in source.told(notes, span):
        if not is_corrected:
            yield Fact(pk, on, case, body, case, codes={"body": str(body), "method": method})


def consulting_people(source: Source, span: Span) -> Iterator[Fact]:
    """The same notes, by the person whom the case is about."""
    facts = source.once(consultations, span)
    cases = {fact.case for fact in facts if fact.case}
    subjects = source.subjects(cases)
    same = _same_people(source)
    for fact in facts:
        subject = subjects.get(fact.case) if fact.case else None
        # Whom no other file knows is counted as the one whom her case is about.
        unit = same.get(subject.person, fact.case) if subject else fact.case
        yield Fact(fact.row, fact.on, fact.case, fact.body, unit, codes=fact.codes)


def same_people(source: Source) -> Asked:
    rows = source.everywhere(SamePerson).filter(ended_on__isnull=True)
    return Asked(rows, ("person_id", "other_person_id", "compartment_id", "other_compartment_id"))


def merged_people(source: Source, files: frozenset[uuid.UUID]) -> Asked:
    """Rows of these files that are one person: a tie that was said of the one is true of the other."""
    rows = source.everywhere(PersonMerge).filter(OneOf("compartment", files))
    return Asked(rows.filter(undone_on__isnull=True), ("merged_id", "survivor_id"))


def _same_people(source: Source) -> dict[uuid.UUID, uuid.UUID]:
    """By person who is known to several files: the one under which she is counted."""
    ties = list(source.told(same_people))
    files = frozenset(file for _, _, *both in ties for file in both)
    pairs = [(one, other) for one, other, *_ in ties]
    if files:
        pairs += source.told(merged_people, files)
    tied: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for one, other in pairs:
        tied[one].add(other)
        tied[other].add(one)
    found: dict[uuid.UUID, uuid.UUID] = {}
    for start in sorted(tied):
        waiting = [start]
        while waiting:
            person = waiting.pop()
            if person not in found:
                found[person] = start
                waiting += tied[person]
    return found


LEG = (
    "pk",
    CASE,
    "sender_body_id",
    "receiver_body__kind",
    "sent_at",
    "reported_at",
)


def _leg(day: str, pk: Any, case: Any, sender: Any, kind: str, sent_at: Any, back: Any) -> Fact:
    """One hand-off to one body, on the day on which it was sent, or on which its result came back."""
    sent_on = timezone.localdate(sent_at)
    back_on = timezone.localdate(back) if back else sent_on
    on = back_on if day == "reported_at" else sent_on
    codes_of = {"kind": kind, "body": str(sender)}
    return Fact(pk, on, case, sender, amount=(back_on - sent_on).days, codes=codes_of)


def referrals(source: Source, span: Span) -> Asked:
    """Sent before the end of a period, and not back before its beginning."""
    begins, ends = span.moments
    rows = source.of(Referral, body="sender_body").filter(
        Q(sent_at__gte=begins) | Q(reported_at__isnull=True) | Q(reported_at__gte=begins),
        sent_at__lt=ends,
    )
    return Asked(rows, ("state", "answered_at", *LEG))


def _legs(source: Source, span: Span, day: str) -> Iterator[Fact]:
    begins, ends = span.moments
    for _, _, *row in source.told(referrals, since_april([span])):
        moment = row[LEG.index(day)]
        if moment and begins <= moment < ends:
            yield _leg(day, *row)


def sent(source: Source, span: Span) -> Iterator[Fact]:
    return _legs(source, span, "sent_at")


def reported(source: Source, span: Span) -> Iterator[Fact]:
    return _legs(source, span, "reported_at")


@OnLastDay
def left_open(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    """Sent more than 30 days before the last day, and by then neither reported nor declined."""
    # The months of these days: what other numbers of a page begin with.
    end = EVER if last == EVER else month_of(last.replace(day=1)).last
    for state, answered_at, *row in source.told(referrals, since_april([Span(first, end)])):
        if state == ReferralState.WITHDRAWN:
            continue
        fact, sent_at, back = _leg("sent_at", *row), row[-2], row[-1]
        declined_at = answered_at if state == ReferralState.DECLINED else None
        ends = [timezone.localdate(moment) for moment in (back, declined_at) if moment]
        yield Stay(fact, timezone.localdate(sent_at) + TOO_LONG, min(ends, default=None))


METHOD_OF_NOTE = words.of_list("method", "方法", codes.NOTE_METHOD)
RECEIVER = words.of_choices("kind", "つなぎ先", words.BODY_KIND.labels().items())

INDICATORS = (
    Indicator(
        "A1",
        "新規相談受付件数",
        "件",
        "受付日が期間にある相談受付票の数です。終了した世帯を新しい相談として受け付け直したものも、"
        "新規に数えます。年度が替わっただけの世帯は数えません。年齢層は、生年月日か、推定の年齢・年代によります。",
        Day.RECEIVED,
        new_intakes,
        begins=((intakes, whole),),
        breakdowns=(
            words.BODY,
            words.AREA,
            words.of_list("route", "相談経路", codes.ROUTE),
            words.of_list("method", "相談方法", codes.METHOD),
            words.AGE,
            words.SEX,
            words.of_list("topic", "主な困りごと", codes.TOPIC),
            words.of_list("consent", "本人の同意", codes.CONSENT_STATE),
        ),
    ),
    Indicator(
        "A2",
        "相談対応延べ件数",
        "回",
        "事業が包括的相談支援の支援経過記録のうち、方法が電話、訪問・同行、面談、メール、オンライン、"
        "居場所での関わりのものの数です。訂正した記録は、訂正のあとのものだけを数えます。",
        Day.DONE,
        consultations,
        begins=((notes, whole),),
        breakdowns=(words.BODY, METHOD_OF_NOTE),
    ),
    Indicator(
        "A3-person",
        "相談実人数",
        "人",
        "A2に数えた対応が1回以上あった世帯の「本人」の人数です。いくつかの世帯にいる同じ人と"
        "分かっている人は、1人に数えます。",
        Day.DONE,
        consulting_people,
        Measure.ONCE,
        is_shared=True,
    ),
    Indicator(
        "A3-household",
        "相談実世帯数",
        "世帯",
        "A2に数えた対応が1回以上あった世帯の数です。期間の中で何回対応しても1世帯です。",
        Day.DONE,
        consultations,
        Measure.ONCE,
    ),
    Indicator(
        "A4-sent",
        "つなぎ件数",
        "件",
        "期間に送ったつなぐシートの数です。1枚を2つの機関に送ると2件です。",
        Day.SENT,
        sent,
        breakdowns=(RECEIVER, words.BODY),
        is_told_by_bodies=True,
    ),
    Indicator(
        "A4-reported",
        "つなぎ完了件数",
        "件",
        "期間に、つなぎ先から結果の報告があったつなぎの数です。",
        Day.REPORTED,
        reported,
        breakdowns=(RECEIVER,),
        is_told_by_bodies=True,
    ),
    Indicator(
        "A4-days",
        "つなぎ完了までの日数（中央値）",
        "日",
        "期間に結果の報告があったつなぎについて、送った日から報告の日までの日数の中央値です。",
        Day.REPORTED,
        reported,
        Measure.MIDDLE,
        is_better_low=True,
    ),
    Indicator(
        "A4-open",
        "つなぎ未完了件数（30日超）",
        "件",
        "送ってから30日を超え、末日までに結果の報告も「対応できない」の返事もないつなぎの数です。"
        "取り下げたものは数えません。",
        Day.LAST,
        left_open,
        begins=((referrals, since_april),),
        breakdowns=(RECEIVER,),
        is_told_by_bodies=True,
        is_better_low=True,
    ),
    Indicator(
        "A5",
        "複合課題の受付の割合",
        "％",
        "A1に数えた受付のうち、その受付票の困りごとが2つ以上の分野にまたがるものの割合です。世帯ではなく受付を数えます。"
        "分野は、高齢（介護）、"
        "障害（病気・健康・障害）、子ども（子育て）、困窮（住まい・お金・仕事・食べるもの）、その他です。",
        Day.RECEIVED,
        new_intakes,
        Measure.SHARE,
    ),
)
