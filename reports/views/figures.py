"""実績・指標: the table of all indicators, one indicator through a year, and the rows behind a number."""

import datetime
import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.models import CaseFile
from access.routes import route
from access.seen_by import SeenBy
from cases.paging import page_of
from documents.wareki import fiscal_year, fiscal_year_label
from drawings.trend import Column, draw_trend
from organizations.models import Body, Role
from reports.closing import closings
from reports.counted_first import counted_first
from reports.counting import months_counted
from reports.entrusted_models import DESKS
from reports.figure_services import month_words
from reports.figures import (
    CARRIED,
    READERS,
    OwnFigures,
    Sight,
    carried_from,
    figures_of,
    sight_of,
)
from reports.indicators import (
    BY_KEY,
    Day,
    Fact,
    Indicator,
    month_of,
    number_words,
    year_until,
)

KIND = "実績・指標"


def asked_month(request: ActingRequest) -> datetime.date:
    """The month in the address; this one for what is none or lies outside of what is counted."""
    today = timezone.localdate()
    found = re.fullmatch(r"(\d{4})-(\d{2})", request.GET.get("month", ""))
    if found and 1 <= int(found[2]) <= 12 and int(found[1]) > 0:
        month = datetime.date(int(found[1]), int(found[2]), 1)
        if month in months_counted(today):
            return month
    return today.replace(day=1)


def asked_sight(request: Any) -> Sight:
    return sight_of(request.acting, request.user, of_own=request.GET.get("of") == "own")


def address(name: str, **parts: str) -> str:
    kept = {key: value for key, value in parts.items() if value}
    return reverse(f"reports:{name}") + ("?" + urlencode(kept) if kept else "")


def code_of(month: datetime.date) -> str:
    return f"{month:%Y-%m}"


def tabs(request: Any, here: str) -> list[dict[str, Any]]:
    """The pages of figures; those of the ward are the secretariat's."""
    found = [("figures", "指標の一覧")]
    if Role.COORDINATOR in request.acting.roles:
        found += [("targets", "年度の目標"), ("closing", "月の締め"), ("yearly", "年次報告")]
        found.append(("monthly_received", "委託先の月次報告"))
    if any(body.is_entrusted for body in request.acting.bodies_with(*DESKS)):
        found.append(("monthly", "月次報告"))
    return [
        {"label": label, "url": address(name), "is_current": name == here} for name, label in found
    ]


def _links(label: str, options: list[tuple[str, str, bool]]) -> dict[str, Any]:
    return {
        "label": label,
        "options": [
            {"label": words, "url": url, "is_chosen": is_chosen}
            for words, url, is_chosen in options
        ],
    }


def _month_filters(
    request: ActingRequest, name: str, month: datetime.date, **kept: str
) -> list[Any]:
    """Fiscal years and months, as links that keep the rest of the address."""
    known = months_counted(timezone.localdate())
    own = request.GET.get("of", "")
    years = sorted({fiscal_year(one) for one in known}, reverse=True)
    of_year = [one for one in known if fiscal_year(one) == fiscal_year(month)]

    def url(one: datetime.date) -> str:
        return address(name, **kept, month=code_of(one), of=own)

    by_year = [
        (
            fiscal_year_label(year),
            url(max(one for one in known if fiscal_year(one) == year)),
            year == fiscal_year(month),
        )
        for year in years
    ]
    by_month = [(f"{one.month}月", url(one), one == month) for one in of_year]
    return [_links("年度", by_year), _links("月", by_month)]


def _sight_words(sight: Sight) -> str:
    if isinstance(sight, OwnFigures):
        names = "、".join(body.name for body in sight.bodies)
        return f"{names}の記録のうち、あなたが見られるものから数えています"
    return "区全体の数です"


@route("R1", "R9", "R20", reads=True, roles=READERS)
@counted_first(
    KIND,
    lambda request: [figures_of(asked_month(request))],
    lambda request: tabs(request, "figures"),
)
def figures(request: ActingRequest) -> HttpResponse:
    """All indicators: this month, the year so far, the target of the year."""
    sight, month = asked_sight(request), asked_month(request)
    if isinstance(sight, OwnFigures):
        sight.keep(month)
    request.acting.log.note("list", kind=KIND)
    groups, march = sight.groups(month), carried_from(month)
    carried = [sight.line(BY_KEY[key], march) for key in CARRIED if sight.may_read(BY_KEY[key])]
    own = request.GET.get("of", "")
    context = {
        "tabs": tabs(request, "figures"),
        "filters": _month_filters(request, "figures", month),
        "groups": groups,
        "hides": any(
            one.is_hidden
            for group in groups
            for line in group.lines
            for one in (line.month, line.year)
        ),
        "month": code_of(month),
        "month_words": month_words(month),
        "year_words": fiscal_year_label(fiscal_year(month)),
        "sight": sight,
        "sight_words": _sight_words(sight),
        "own": own,
        "other_url": _other_sight(request.acting, sight, month),
        "carried": carried if march in months_counted(timezone.localdate()) else [],
        "march": code_of(march),
        "differences": _differences(request, sight, month),
    }
    return render(request, "reports/figures.html", context)


def _other_sight(acting: Any, sight: Sight, month: datetime.date) -> str:
    """For the secretariat: from the ward to her own body, and back."""
    if not acting.bodies_with(Role.COORDINATOR):
        return ""
    return address("figures", month=code_of(month), of="own" if sight.is_of_ward else "")


def _differences(request: ActingRequest, sight: Sight, month: datetime.date) -> int:
    if not sight.is_of_ward:
        return 0
    (row,) = closings([month], timezone.localdate(), request.user)
    return len(row.differences)


def _asked_indicator(request: ActingRequest, sight: Sight) -> Indicator:
    """The indicator in the address; the first one without. Unknown or not hers: 404 (R14)."""
    key = request.GET.get("indicator", "")
    if not key:
        if not sight.indicators:
            raise Http404
        return sight.indicators[0]
    found = BY_KEY.get(key)
    if found is None or not sight.may_read(found):
        raise Http404
    return found


@route("R1", "R9", "R20", reads=True, roles=READERS)
def figure(request: ActingRequest) -> HttpResponse:
    """One indicator: its definition, twelve months as picture and table, its break-downs."""
    sight, month = asked_sight(request), asked_month(request)
    indicator = _asked_indicator(request, sight)
    year = fiscal_year(month)
    request.acting.log.note("list", kind=KIND)
    series = sight.series(indicator, year)
    running = timezone.localdate().replace(day=1)
    title = f"{indicator.name}（{fiscal_year_label(year)}）"
    columns = [
        Column(f"{on.month}月", shown.number, shown.words, shown.is_hidden, on == running)
        for on, shown in series
    ]
    own = request.GET.get("of", "")
    context = {
        "tabs": tabs(request, "figures"),
        "filters": _month_filters(request, "figure", month, indicator=indicator.key),
        "indicator": indicator,
        "line": sight.line(indicator, month),
        "month_words": month_words(month),
        "year_words": fiscal_year_label(year),
        "series": [(f"{on.month}月", shown.words) for on, shown in series],
        "picture": draw_trend(columns, title=title, unit=indicator.unit),
        "tables": sight.tables(indicator, year),
        "sight": sight,
        "sight_words": _sight_words(sight),
        "back_url": address("figures", month=code_of(month), of=own),
        "part_rows": address(
            "figure_rows",
            indicator=indicator.key,
            month=code_of(month),
            scope="month" if indicator.is_stock else "year",
            of=own,
        ),
        "month_rows": address("figure_rows", indicator=indicator.key, month=code_of(month), of=own),
        "year_rows": address(
            "figure_rows", indicator=indicator.key, month=code_of(month), scope="year", of=own
        ),
    }
    return render(request, "reports/figure.html", context)


@route("R1", "R2", "R9", reads=True, roles=READERS)
def figure_rows(request: ActingRequest) -> HttpResponse:
    """The rows behind a number, as far as the user sees them (R30)."""
    sight, month = asked_sight(request), asked_month(request)
    indicator = _asked_indicator(request, sight)
    is_year = request.GET.get("scope") == "year" and indicator.day is not Day.LAST
    span = year_until(month) if is_year else month_of(month)
    bodies = [body.pk for body in sight.bodies] if isinstance(sight, OwnFigures) else None
    facts = indicator.rows(SeenBy(request.user), span, bodies)
    by = indicator.breakdown(request.GET.get("by", ""))
    value = request.GET.get("value", "")
    if by is not None:
        facts = [fact for fact in facts if fact.codes.get(by.key, "") == value]
    facts.sort(key=lambda fact: (fact.on, str(fact.row)), reverse=True)
    page = page_of(request, facts)
    request.acting.log.note("list", kind=KIND)
    counted = indicator.count(facts)
    context = page | {
        "tabs": tabs(request, "figures"),
        "indicator": indicator,
        "rows": _listed(indicator, page["rows"], request.user),
        "counted": number_words(counted),
        "period_words": f"{fiscal_year_label(fiscal_year(month))}（{month_words(month)}まで）"
        if is_year
        else month_words(month),
        "chosen": by and f"{by.name}：{by.label(value)}",
        "has_cases": any(fact.case for fact in page["rows"]),
        "has_bodies": indicator.is_of_a_body,
        "sight": sight,
        "back_url": address(
            "figure",
            indicator=indicator.key,
            month=code_of(month),
            of=request.GET.get("of", ""),
        ),
    }
    return render(request, "reports/figure_rows.html", context)


def _listed(indicator: Indicator, facts: list[Fact], user: Any) -> list[dict[str, Any]]:
    """What is shown of each row of a page: day, case number, body, codes in words."""
    cases = {
        case.pk: case
        for case in CaseFile.objects.visible_to(user).filter(pk__in={fact.case for fact in facts})
    }
    bodies = Body.objects.in_bulk({fact.body for fact in facts if fact.body})
    words = {one.key: one.labels() for one in indicator.breakdowns if one.key != "body"}
    return [
        {
            "on": fact.on,
            "case": cases.get(fact.case),
            "body": bodies.get(fact.body),
            "amount": fact.amount
            if indicator.measure.value in ("合計", "中央値", "平均")
            else None,
            "codes": [
                f"{one.name}：{one.label(fact.codes.get(one.key, ''), words[one.key])}"
                for one in indicator.breakdowns
                if one.key in words
            ],
        }
        for fact in facts
    ]
