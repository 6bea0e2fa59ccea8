"""F, G, H: places, what took place there, groups, work of the CSW, liaison. Counts of community.figures."""

from collections.abc import Iterator, Mapping
from typing import Any

from access.counting import CASE, Asked, Source
from community import choices, figures
from community.models import (
    BANDS,
    LiaisonMeeting,
    LiaisonPresence,
    Partner,
    Place,
    Weight,
)
from community.models.gathering import NAMES
from organizations.models import Role

from . import words
from .base import (
    COMMUNITY,
    DESKS,
    Breakdown,
    Day,
    Fact,
    Indicator,
    Measure,
    OneByOne,
    Span,
    whole,
)

KEEPERS = (*COMMUNITY, Role.COORDINATOR)


@OneByOne
def open_places(source: Source, span: Span) -> Iterator[Fact]:
    last = span.last_day
    rows = figures.as_they_stood(source, figures.open_places(source, last), last)
    columns = ("pk", "area_then", "standing_then", "origin_then")
    for pk, area, is_standing, origin in rows.values_list(*columns):
        codes_of = {
            "area": str(area),
            "standing": "yes" if is_standing else "no",
            "base": str(area) if is_standing else "",
            "origin": origin,
        }
        yield Fact(pk, last, codes=codes_of)


def gatherings(source: Source, span: Span) -> Iterator[Fact]:
    rows = figures.gatherings(source, span)
    for pk, on, kind, area in rows.values_list("pk", "on", "kind", "place__area_id"):
        yield Fact(pk, on, codes={"kind": kind, "area": str(area)})


def participants(source: Source, span: Span) -> Iterator[Fact]:
    rows = figures.gatherings(source, span)
    for pk, on, area, *numbers in rows.values_list("pk", "on", "place__area_id", *NAMES):
        for band, number in zip(NAMES, numbers, strict=True):
            if number:
                yield Fact(pk, on, amount=number, codes={"band": band, "area": str(area)})


@OneByOne
def partners(source: Source, span: Span) -> Iterator[Fact]:
    last = span.last_day
    for pk, kind in figures.partners(source, last).values_list("pk", "kind"):
        yield Fact(pk, last, codes={"kind": kind})


def supports(source: Source, span: Span) -> Iterator[Fact]:
    for pk, on, kind, area in figures.supports(source, span).values_list(
        "pk", "on", "kind", "area_id"
    ):
        yield Fact(pk, on, codes={"kind": kind, "area": str(area or "")})


def intakes_by_places(source: Source, span: Span) -> Asked:
    return Asked(figures.intakes(source, span), ("pk", "received_on", CASE, "record__body_id"))


def intakes(source: Source, span: Span) -> Iterator[Fact]:
    for pk, on, case, body in source.told(intakes_by_places, span):
        yield Fact(pk, on, case, body, codes={"body": str(body)})


def _work(source: Source, span: Span, weight: str) -> Iterator[Fact]:
    rows = figures.work(source, span).filter(weight=weight)
    for pk, on, kind, area in rows.values_list("pk", "on", "kind", "area_id"):
        yield Fact(pk, on, codes={"kind": kind, "area": str(area or "")})


def individual(source: Source, span: Span) -> Iterator[Fact]:
    yield from _work(source, span, Weight.INDIVIDUAL)


def communal(source: Source, span: Span) -> Iterator[Fact]:
    yield from _work(source, span, Weight.COMMUNITY)


def liaison(source: Source, span: Span) -> Iterator[Fact]:
    """Meetings that took place: not those to come, and none that was called off or entered twice."""
    days = (span.first, span.last_day)
    rows = source.of(LiaisonMeeting).filter(held_on__range=days, is_withdrawn=False)
    for pk, on, kind in rows.values_list("pk", "held_on", "kind"):
        yield Fact(pk, on, codes={"kind": kind})


def liaison_people(source: Source, span: Span) -> Iterator[Fact]:
    days = (span.first, span.last_day)
    rows = source.of(LiaisonPresence).filter(
        meeting__held_on__range=days, meeting__is_withdrawn=False
    )
    for pk, on, people, kind in rows.values_list(
        "pk", "meeting__held_on", "people", "meeting__kind"
    ):
        yield Fact(pk, on, amount=people, codes={"kind": kind})


def _areas_of_bases() -> Mapping[str, str]:
    return {**words.AREA.labels(), "": "常設でない"}


# The ward wants standing bases in each area (`STANDING_TARGET`): one value for both.
BASES = Breakdown("base", "常設の拠点の圏域", _areas_of_bases)
ORIGIN = words.of_choices("origin", "拠点の区分", Place.Origin.choices)
SUPPORT_KIND = words.of_list("kind", "内容", choices.SUPPORT)
GATHERING = words.of_list("kind", "種別", choices.GATHERING)
COMMON: dict[str, Any] = {"readers": KEEPERS, "is_about_people": False, "is_of_a_body": False}

INDICATORS = (
    Indicator(
        "F1",
        "居場所・拠点数",
        "か所",
        "末日に開いている居場所・拠点の数です。",
        Day.LAST,
        open_places,
        breakdowns=(
            words.of_choices("standing", "常設", [("yes", "常設"), ("no", "常設でない")]),
            words.AREA,
            BASES,
            ORIGIN,
        ),
        **COMMON,
    ),
    Indicator(
        "F2-times",
        "開催回数",
        "回",
        "期間に居場所・拠点で行った活動の回数です。取り消した記録は数えません。",
        Day.HELD,
        gatherings,
        breakdowns=(words.of_list("kind", "活動の種類", choices.ACTIVITY), words.AREA),
        **COMMON,
    ),
    Indicator(
        "F2-people",
        "延べ参加者数",
        "人",
        "期間に行った活動の参加者の延べ数です。",
        Day.HELD,
        participants,
        Measure.SUM,
        breakdowns=(words.of_choices("band", "年齢層", BANDS), words.AREA),
        **COMMON,
    ),
    Indicator(
        "F3",
        "参加機関数",
        "団体",
        "末日に、開いている居場所・拠点の運営や協力に加わっている団体・機関の数です。",
        Day.LAST,
        partners,
        breakdowns=(words.of_choices("kind", "団体の種別", Partner.Kind.choices),),
        **COMMON,
    ),
    Indicator(
        "F4",
        "立上げ支援・運営支援件数",
        "件",
        "期間にCSWが行った、地域支援としての立上げ支援と運営支援の数です。",
        Day.DONE,
        supports,
        breakdowns=(SUPPORT_KIND, words.AREA),
        **COMMON,
    ),
    Indicator(
        "F5",
        "居場所から把握した相談件数",
        "件",
        "受付日が期間にあり、相談経路が「居場所・地域活動の中で把握」の相談受付の数です。",
        Day.RECEIVED,
        intakes,
        begins=((intakes_by_places, whole),),
        breakdowns=(words.BODY,),
        readers=DESKS,
    ),
    Indicator(
        "G1-individual",
        "CSW 個別支援件数",
        "件",
        "期間の地域支援の記録のうち、CSWが主に個別支援と判断したものの数です。",
        Day.DONE,
        individual,
        breakdowns=(SUPPORT_KIND,),
        **COMMON,
    ),
    Indicator(
        "G1-communal",
        "CSW 地域支援件数",
        "件",
        "期間の地域支援の記録のうち、CSWが主に地域支援と判断したものの数です。",
        Day.DONE,
        communal,
        breakdowns=(SUPPORT_KIND, words.AREA),
        **COMMON,
    ),
    Indicator(
        "H1-times",
        "研修・連絡会 回数",
        "回",
        "期間に開いた関係者連絡会と研修の回数です。",
        Day.HELD,
        liaison,
        breakdowns=(GATHERING,),
        **COMMON,
    ),
    Indicator(
        "H1-people",
        "研修・連絡会 延べ参加者数",
        "人",
        "期間に開いた関係者連絡会と研修に出席した人の延べ数です。",
        Day.HELD,
        liaison_people,
        Measure.SUM,
        breakdowns=(GATHERING,),
        **COMMON,
    ),
)
