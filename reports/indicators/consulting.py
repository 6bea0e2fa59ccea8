"""A 包括的相談支援: received, dealt with, handed on."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from access.counting import Source
from access.shared_sets import OneOf
from cases import codes
from cases.models import CaseRecord, Household, Intake, Note, Referral, SamePerson
from cases.models.hand_off import ReferralState

from . import words
from .base import Day, Fact, Indicator, Measure, OnLastDay, Span, Stay

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
    "その他": ("09", "10", "13", "14", "16"),
}
FIELD_OF = {code: name for name, listed in FIELDS.items() for code in listed}


def fields_of(topics: Iterable[str]) -> frozenset[str]:
    """In which fields the troubles of an intake lie."""
    return frozenset(FIELD_OF.get(topic, "その他") for topic in topics)


def new_intakes(source: Source, span: Span) -> Iterator[Fact]:
    """Every intake sheet is a new reception: one opens a file, the others take a closed one up again."""
    rows = source.of(Intake, of_records=True).filter(received_on__range=span.days)
    found = list(
        rows.values_list(
            *("pk", "received_on", "compartment__case_id", "record__body_id", "route", "method"),
            *("main_topic", "consent_state", "topics"),
        )
    )
    cases = {row[2] for row in found}
    homes = source.of(Household).filter(OneOf("compartment__case", cases))
    areas = dict(homes.values_list("compartment__case_id", "area_id"))
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


def consultations(source: Source, span: Span) -> Iterator[Fact]:
    """Notes of talks with a household, as corrected."""
    begins, ends = span.moments
    rows = source.of(Note, of_records=True).filter(
        occurred_at__gte=begins,
        occurred_at__lt=ends,
        method__in=DIRECT,
        project__in=PROJECTS,
        corrections__isnull=True,
    )
    for pk, at, case, body, method in rows.values_list(
        "pk", "occurred_at", "compartment__case_id", "record__body_id", "method"
    ):
        codes_of = {"body": str(body), "method": method}
        yield Fact(pk, timezone.localdate(at), case, body, unit=case, codes=codes_of)


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


def _same_people(source: Source) -> dict[uuid.UUID, uuid.UUID]:
    """By person who is known to several files: the one under which she is counted."""
    tied: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    rows = source.everywhere(SamePerson).filter(ended_on__isnull=True)
    for one, other in rows.values_list("person_id", "other_person_id"):
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
    "compartment__case_id",
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


def _legs(rows: Any, day: str) -> Iterator[Fact]:
    for row in rows.values_list(*LEG):
        yield _leg(day, *row)


def sent(source: Source, span: Span) -> Iterator[Fact]:
    begins, ends = span.moments
    yield from _legs(source.of(Referral).filter(sent_at__gte=begins, sent_at__lt=ends), "sent_at")


def reported(source: Source, span: Span) -> Iterator[Fact]:
    begins, ends = span.moments
    rows = source.of(Referral).filter(reported_at__gte=begins, reported_at__lt=ends)
    yield from _legs(rows, "reported_at")


@OnLastDay
def left_open(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    """Sent more than 30 days before the last day, and by then neither reported nor declined."""
    _, over = Span(first, first).moments
    _, end = Span(last, last).moments
    rows = source.of(Referral).filter(
        Q(reported_at__isnull=True) | Q(reported_at__gte=over), sent_at__lt=end - TOO_LONG
    )
    rows = rows.exclude(state=ReferralState.WITHDRAWN)
    for state, answered_at, *row in rows.values_list("state", "answered_at", *LEG):
        fact, sent_at, back = _leg("sent_at", *row), row[-2], row[-1]
        declined_at = answered_at if state == ReferralState.DECLINED else None
        ends = [timezone.localdate(moment) for moment in (back, declined_at) if moment]
        yield Stay(fact, timezone.localdate(sent_at) + TOO_LONG, min(ends, default=None))


@OnLastDay
def going_on(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    """Records that are not closed on the last day: what is carried over on 1 April (R33)."""
    rows = source.of(CaseRecord, of_records=True).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=first)
    )
    found = [
        (pk, timezone.localdate(at), case, body, closed_on)
        for pk, at, case, body, closed_on in rows.values_list(
            "pk", "created_at", "compartment__case_id", "body_id", "closed_on"
        )
    ]
    received = _first_received(source, [row[0] for row in found if row[1] > first])
    for pk, on, case, body, closed_on in found:
        fact = Fact(pk, on, case, body, case, codes={"body": str(body)})
        # What was entered late goes on from the day on which it was received.
        yield Stay(fact, min(on, received.get(pk, on)), closed_on)


def _first_received(source: Source, records: list[uuid.UUID]) -> dict[uuid.UUID, datetime.date]:
    """By record: on which day its first intake was received."""
    rows = source.of(Intake).filter(OneOf("record", records)).order_by("-received_on")
    return dict(rows.values_list("record_id", "received_on"))


METHOD_OF_NOTE = words.of_list("method", "方法", codes.NOTE_METHOD)
RECEIVER = words.of_choices("kind", "つなぎ先", words.BODY_KIND.labels().items())

INDICATORS = (
    Indicator(
        "A1",
        "新規相談受付件数",
        "件",
        "受付日が期間にある相談受付票の数です。終了した世帯を新しい相談として受け付け直したものも、"
        "新規に数えます。年度が替わっただけの世帯は数えません。",
        Day.RECEIVED,
        new_intakes,
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
    ),
    Indicator(
        "A4-reported",
        "つなぎ完了件数",
        "件",
        "期間に、つなぎ先から結果の報告があったつなぎの数です。",
        Day.REPORTED,
        reported,
        breakdowns=(RECEIVER,),
    ),
    Indicator(
        "A4-days",
        "つなぎ完了までの日数（中央値）",
        "日",
        "期間に結果の報告があったつなぎについて、送った日から報告の日までの日数の中央値です。",
        Day.REPORTED,
        reported,
        Measure.MIDDLE,
    ),
    Indicator(
        "A4-open",
        "つなぎ未完了件数",
        "件",
        "送ってから30日を超え、末日までに結果の報告も「対応できない」の返事もないつなぎの数です。"
        "取り下げたものは数えません。",
        Day.LAST,
        left_open,
        breakdowns=(RECEIVER,),
    ),
    Indicator(
        "A5",
        "複合課題ケースの割合",
        "％",
        "A1に数えた受付のうち、困りごとが2つ以上の分野にまたがるものの割合です。分野は、高齢（介護）、"
        "障害（病気・健康・障害）、子ども（子育て）、困窮（住まい・お金・仕事・食べるもの）、その他です。",
        Day.RECEIVED,
        new_intakes,
        Measure.SHARE,
    ),
    Indicator(
        "K1",
        "継続中の世帯（4月1日は繰越）",
        "世帯",
        "末日に、終了していない機関の記録がある世帯の数です。3月31日の数が、4月1日に繰り越す世帯です。"
        "年度が替わっても新規にはなりません。",
        Day.LAST,
        going_on,
        Measure.ONCE,
    ),
)
