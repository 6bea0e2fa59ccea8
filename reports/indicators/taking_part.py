"""E 参加支援: persons, matches, hosts, who settled, and what was newly found."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from access.counting import CASE, Asked, Source
from access.shared_sets import among
from cases.merged_rows import standing_of
from cases.models import PersonMerge
from documents.wareki import fiscal_year
from participation.choices import MENUS
from participation.models import (
    LeadContact,
    LeadState,
    Participation,
    ParticipationState,
    Placement,
    Resource,
)
from participation.models.resource import ResourceState
from plans.models import Plan

from . import words
from .base import (
    DESKS,
    EVER,
    ONE_DAY,
    TIES,
    Day,
    During,
    Fact,
    Indicator,
    Measure,
    OneByOne,
    Span,
    Stay,
    whole,
)

SETTLED_AFTER = datetime.timedelta(days=90)


def merged_people(source: Source, span: None) -> Asked:
    """All rows that were merged into another, whenever it was."""
    rows = source.of(PersonMerge).filter(undone_on__isnull=True)
    return Asked(rows, ("merged_id", "survivor_id"))


def _standing(source: Source) -> dict[Any, Any]:
    """By row of a person that was merged: the one that goes on. What named the former names it still, and who was
    entered twice is one (docs/decisions/0011)."""
    return standing_of(dict(source.told(merged_people, None)))


def _ever(spans: Sequence[Span]) -> None:
    return None


def _persons(source: Source, plans: Any) -> dict[Any, list[tuple[Any, Any]]]:
    found: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    rows = source.of(Participation).filter(plan__in=among(plans))
    told = list(rows.values_list("plan_id", "person_id", "body_id"))
    standing = _standing(source) if told else {}
    for plan, person, body in told:
        found[plan].append((standing.get(person, person), body))
    return found


@dataclass(frozen=True)
class _Chain:
    """The plans that stand before one, the nearest first, and those that follow it."""

    before: Sequence[Any]
    after: Sequence[Any]


def _chains(source: Source, plans: Iterable[Any]) -> dict[Any, _Chain]:
    rows = source.of(Plan).filter(kind=Plan.Kind.PARTICIPATION, follows_id__isnull=False)
    former = dict(rows.values_list("pk", "follows_id"))
    followers: dict[Any, list[Any]] = defaultdict(list)
    for plan in sorted(former):
        followers[former[plan]].append(plan)

    def before(plan: Any) -> Iterator[Any]:
        while (plan := former.get(plan)) is not None:
            yield plan

    def after(plan: Any) -> list[Any]:
        found = [plan]
        for one in found:
            found += followers.get(one, ())
        return found[1:]

    return {plan: _Chain(list(before(plan)), after(plan)) for plan in plans}


def decided_plans(source: Source, span: Span) -> Asked:
    rows = source.of(Plan).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=span.first),
        kind=Plan.Kind.PARTICIPATION,
        decided_on__lte=span.last,
    )
    return Asked(rows, ("pk", "decided_on", "ended_on", CASE, "lead_body_id"))


@During
def targets(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    """Persons whose 参加支援プラン was decided and had not ended before the period."""
    found = list(source.told(decided_plans, Span(first, last)))
    chains = _chains(source, [row[0] for row in found])
    in_chains = {
        one for plan, chain in chains.items() for one in (plan, *chain.before, *chain.after)
    }
    persons = _persons(source, in_chains)
    for pk, on, ended, case, lead in found:
        for who, body in _people_of(pk, lead, chains[pk], persons):
            yield Stay(Fact(pk, on, case, body, who), on, ended and ended + ONE_DAY)


def _people_of(
    plan: Any, lead: Any, chain: _Chain, persons: Mapping[Any, list[tuple[Any, Any]]]
) -> list[tuple[Any, Any]]:
    """Persons of a plan, each with the body for which she counts. Where nobody is on the way to a place yet, those
    of the plan before it; else it is a plan for one person: one of those who are so in a plan that follows, however many
    it names, so that a month that is over stays as it was; else one and the same through all of the chain."""
    for one in (plan, *chain.before):
        if known := persons.get(one):
            return known
    later = next((persons[one] for one in chain.after if persons.get(one)), [])
    first = chain.before[-1] if chain.before else plan
    return [(min((who for who, _ in later), default=first), lead)]


def started(source: Source, first: datetime.date, last: datetime.date) -> Asked:
    rows = source.of(Placement, body="participation__body")
    columns = (
        *("pk", "started_on", "ended_on", CASE, "participation__body_id"),
        *("participation__person_id", "resource_id", "menu"),
        *("participation__state", "participation__plan__ended_on"),
    )
    return Asked(rows.filter(started_on__range=(first, last)), columns)


def _begun_once(
    rows: Iterable[tuple[Any, ...]], standing: Mapping[Any, Any]
) -> Iterator[tuple[Any, ...]]:
    """Without what goes on in a plan that follows another: the try stands there again, with the day on which it
    began (participation.services.carrying), and is one match. Kept is that of the first plan, which ended when it
    was carried over, so that a month that was counted stays as it was."""
    first: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in sorted(rows, key=lambda row: (row[2] or EVER, str(row[0]))):
        _, on, _, case, _, person, resource, *_ = row
        first.setdefault((case, standing.get(person, person), resource, on), row)
    yield from first.values()


def matches(source: Source, span: Span) -> Iterator[Fact]:
    rows = list(source.told(started, *span.days))
    found = list(_begun_once(rows, _standing(source))) if rows else []
    kinds = dict(source.of(Resource).values_list("pk", "kind")) if found else {}
    for pk, on, _, case, body, _, resource, menu, *_ in found:
        codes_of = {"resource": kinds.get(resource, ""), "menu": menu}
        yield Fact(pk, on, case, body, codes=codes_of)


def settled(source: Source, span: Span) -> Iterator[Fact]:
    """Still there 90 days after the start; the 90th day lies in the period.

    A participation outlives its plan: the plan ends because she stays (domain.md 3.6; CL-15, 15). But when the plan
    was over before that day nobody has looked any more: she counts when somebody has said that she stayed, by
    closing it (終結) or by an end of a later day.
    """
    days = (span.first - SETTLED_AFTER, span.last - SETTLED_AFTER)
    rows = list(source.told(started, *days))
    standing = _standing(source) if rows else {}
    for pk, on, ended, case, body, person, *_, state, plan_ended in rows:
        day = on + SETTLED_AFTER
        is_known = plan_ended is None or plan_ended >= day or state == ParticipationState.CLOSED
        if is_known if ended is None else ended >= day:
            who = standing.get(person, person)
            yield Fact(pk, day, case, body, who, counts_from=day)


@OneByOne
def hosts(source: Source, span: Span) -> Iterator[Fact]:
    """Entries that took people in on the last day, as the register stood then."""
    last = span.last_day
    begun = datetime.date(fiscal_year(last), 4, 1)
    over = Span(last, last).moments[1]
    versions = source.past(Resource).filter(history_date__lt=over)
    latest = versions.order_by("id", "-history_date", "-history_id").distinct("id")
    made = dict(source.of(Resource).values_list("pk", "created_at"))
    for pk, at, takes, state, area, operator in latest.values_list(
        "id", "history_date", "takes", "state", "area_id", "operator_kind"
    ):
        if takes and state == ResourceState.ACTIVE and pk in made:
            entered = timezone.localdate(made[pk])
            codes_of = {
                "area": str(area or ""),
                "operator": operator,
                "new": "new" if entered >= begun else "old",
            }
            yield Fact(pk, timezone.localdate(at), codes=codes_of)


def found_anew(source: Source, span: Span) -> Iterator[Fact]:
    rows = source.of(LeadContact).filter(to=LeadState.AGREED, on__range=span.days)
    for pk, on, lead, kind, area in rows.values_list(
        "pk", "on", "lead_id", "lead__kind", "lead__area_id"
    ):
        yield Fact(pk, on, unit=lead, codes={"resource": kind, "area": str(area or "")})


RESOURCE = words.of_list("resource", "資源の種別", "CL-16")
OPERATOR = words.of_choices("operator", "運営主体", Resource.Operator.choices)
NEW = words.of_choices("new", "新規", [("new", "この年度に登録"), ("old", "前の年度までに登録")])
PEOPLE = (*DESKS, *TIES)

INDICATORS = (
    Indicator(
        "E1",
        "参加支援 対象者数",
        "人",
        "支援決定した参加支援プランが、期間に1日でも続いていた人の数です。",
        Day.DURING,
        targets,
        Measure.ONCE,
        begins=((decided_plans, whole), (merged_people, _ever)),
        readers=PEOPLE,
    ),
    Indicator(
        "E2",
        "マッチング件数",
        "件",
        "期間に参加を始めた件数です。1人が2か所で始めると2件です。再プランに引き継いだ参加は、"
        "はじめの1件だけを数えます。",
        Day.DONE,
        matches,
        breakdowns=(RESOURCE, words.of_choices("menu", "つながりの形", MENUS)),
        readers=PEOPLE,
    ),
    Indicator(
        "E3",
        "協力事業者数",
        "か所",
        "末日に、活動中で、参加支援の受け入れができる社会資源の数です。",
        Day.LAST,
        hosts,
        breakdowns=(words.AREA, OPERATOR, NEW),
        readers=TIES,
        is_about_people=False,
        is_of_a_body=False,
    ),
    Indicator(
        "E4",
        "定着件数（3か月）",
        "人",
        "参加を始めてから90日目が期間にあり、その日も参加を続けていた人の数です。"
        "プランが90日目より前に終わったときは、参加支援を「終結」にした人と、90日目からあとに参加が終わった人を"
        "数えます。",
        Day.DONE,
        settled,
        Measure.ONCE,
        readers=PEOPLE,
    ),
    Indicator(
        "E5",
        "資源開拓件数",
        "件",
        "期間に合意して、社会資源台帳に新しく載せた開拓の数です。",
        Day.DONE,
        found_anew,
        breakdowns=(RESOURCE, words.AREA),
        readers=TIES,
        is_about_people=False,
        is_of_a_body=False,
    ),
)
