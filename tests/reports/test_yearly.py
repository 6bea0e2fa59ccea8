"""The yearly report: a closed year, small numbers hidden, as PDF and as a workbook with charts."""

import io
import itertools
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from access.errors import DomainError
from access.reading import ReadingLog
from jobs.registry import NotPermitted
from organizations import kept
from organizations.models import Area
from reports import figure_services, yearly_paper
from reports.figure_services import LEAST
from reports.indicators import BY_KEY, months_of
from reports.indicators.community import ORIGIN
from reports.models import FigureExport, MonthClose
from reports.publishing import PublishedYear, hide_months, hide_parts
from tests.cases.pages import browser, text_of
from tests.world import acting, staff

from .closed import YEAR, a_closed_year, cell

pytestmark = pytest.mark.django_db
SECRETARIAT = "jimukyoku1"
# By the number of the month: what stands in it.
FIGURES: dict[int, Any] = {
    4: cell("A1", 14)
    | cell("A1", 12, "route", "01")
    | cell("A1", 2, "route", "05")
    | cell("C1", 3)
    | cell("F1", 5),
    5: cell("A1", 30) | cell("A1", 30, "route", "01") | cell("F1", 6),
    6: cell("A1", 3) | cell("A1", 3, "route", "05"),
    3: cell("A1", 47, scope="year")
    | cell("C1", 3, scope="year")
    | cell("A3-person", 31, scope="year")
    | cell("F1", 8)
    | cell("F1", 8, scope="year"),
}


def asked(user: Any, form: str = "pdf", least: int = 10) -> FigureExport:
    year = a_closed_year(user, FIGURES)
    figure_services.request_yearly_report(year=year, form=form, least=least, by=user)
    found: FigureExport = FigureExport.objects.visible_to(user).latest("created_at")
    return found


def test_r32_numbers_below_ten_are_hidden_and_with_them_what_would_tell() -> None:
    with acting(SECRETARIAT) as user:
        year = PublishedYear(user, a_closed_year(user, FIGURES), 10)
        a1 = year.line(BY_KEY["A1"])
        # One month of 3: with the sum one could subtract it, so the sum is hidden too.
        assert (a1.months[:4], a1.year) == (["14", "30", "x", "0"], "x")
        assert year.line(BY_KEY["C1"]).year == "x"
        assert year.line(BY_KEY["A3-person"]).year == "31"
        assert set(year.line(BY_KEY["A3-person"]).months) == {"―"}
        # Places are about nobody.
        assert (year.line(BY_KEY["F1"]).months[0], year.line(BY_KEY["F1"]).year) == ("5", "8")
        assert year.part(BY_KEY["A1"], BY_KEY["A1"].breakdowns[2]) is None


def test_r20_two_papers_of_one_year_tell_no_more_than_one() -> None:
    """3, 7 and 20: below five the first is hidden, and the sum with it; below ten two are, and the sum alone would tell
    nothing, but with the 7 of the other paper it says 3."""
    assert hide_months([3, 7, 20], 5) == ([None, 7, 20], None)
    assert hide_months([3, 7, 20], 10) == ([None, None, 20], None)
    figures = {month: cell("A1", number) for month, number in {4: 3, 5: 7, 6: 20, 3: 0}.items()} | {
        3: cell("A1", 30, scope="year")
    }
    with acting(SECRETARIAT) as user:
        year = a_closed_year(user, figures)
        for least in (5, 10, 20):
            assert PublishedYear(user, year, least).line(BY_KEY["A1"]).year == "x"


@given(st.lists(st.integers(0, 25), min_size=1, max_size=5), st.sets(st.integers(0, 1)))
@settings(max_examples=200, deadline=None, database=None)
def test_r20_what_one_paper_hides_no_other_of_the_year_gives(
    counts: list[int], inside: set[int]
) -> None:
    rows = {row for row in inside if row < len(counts)}
    papers = [hide_parts(counts, rows, least) for least in LEAST]
    lines = [[*cells, total] for cells, total in (hide_months(counts, least) for least in LEAST)]
    for shown in (papers, lines):
        for more, fewer in itertools.pairwise(shown):
            assert all(b is None for a, b in zip(more, fewer, strict=True) if a is None)


def test_r20_four_and_four_are_not_told_by_the_twelve_beside_them() -> None:
    """Below five everything is hidden, for two hidden numbers that add up to eight are four and four."""
    assert hide_parts([4, 4, 12], set(), 5) == [None, None, None]
    assert hide_parts([4, 4, 12], set(), 10) == [None, None, None]
    assert hide_parts([4, 4, 12], {0}, 20) == [None, None, None]


def test_r20_a_year_is_published_when_all_its_months_are_closed() -> None:
    with acting(SECRETARIAT) as user:
        with pytest.raises(DomainError, match="まだ作れません"):
            figure_services.request_yearly_report(year=YEAR, form="pdf", by=user)
        a_closed_year(user)
        assert figure_services.published_years(user) == [YEAR]
        with pytest.raises(DomainError, match="まだ作れません"):
            figure_services.request_yearly_report(year=YEAR + 1, form="pdf", by=user)
        with pytest.raises(DomainError, match="選び直して"):
            figure_services.request_yearly_report(year=YEAR, form="pdf", least=1, by=user)


def test_r31_a_paper_says_which_months_were_closed_again() -> None:
    """Who holds the paper of before sees why it says something else."""
    with acting(SECRETARIAT) as user:
        export = asked(user)
        before = yearly_paper.gather_paper(user, export.pk, "", ReadingLog(user))
        assert "訂正して締め直した月" not in before.html
        november = next(month for month in months_of(YEAR) if month.month == 11)
        again = MonthClose(created_by=user, month=november, turn=2, figures={}, reason="訂正")
        again.save(force_insert=True)
        paper = yearly_paper.gather_paper(user, export.pk, "", ReadingLog(user))
        book = yearly_paper.gather_file(user, export.pk, "", ReadingLog(user))
    assert "訂正して締め直した月：11月（2回目）" in paper.html
    about = load_workbook(io.BytesIO(yearly_paper.make_file(book).content))["この資料について"]
    assert ("訂正して締め直した月", "11月（2回目）") in list(about.iter_rows(values_only=True))


def bases(numbers: dict[str, int]) -> Any:
    """F1 on 31 March: standing bases by area, and one place that is none."""
    areas = {area.code: area for area in Area.objects.all()}
    found = cell("F1", sum(numbers.values()) + 1) | cell("F1", 1, "base", "")
    found |= cell("F1", sum(numbers.values()) + 1, scope="year")
    for code, number in numbers.items():
        found |= cell("F1", number, "base", str(areas[code].pk))
    return found | cell("F1", 2, "origin", "existing") | cell("F1", 2, "origin", "new")


def test_the_wards_target_of_bases_stands_beside_what_there_is_in_each_area() -> None:
    """Two standing bases in each area (domain.md 3.7), as the 地域福祉推進協議会 asks."""
    with acting(SECRETARIAT) as user:
        a_closed_year(user, {3: bases({"komagome": 2, "otsuka": 1})})
        figure_services.request_yearly_report(year=YEAR, form="pdf", by=user)
        export = FigureExport.objects.visible_to(user).latest("created_at")
        year = PublishedYear(user, YEAR, 10)
        found = {one.area: (one.number, one.target, one.words) for one in year.bases()}
        origin = year.part(BY_KEY["F1"], ORIGIN)
        assert origin is not None
        paper = yearly_paper.gather_paper(user, export.pk, "", ReadingLog(user))
        book = yearly_paper.gather_file(user, export.pk, "", ReadingLog(user))
    assert found == {
        "富坂": (0, 2, "あと2か所"),
        "大塚": (1, 2, "あと1か所"),
        "本富士": (0, 2, "あと2か所"),
        "駒込": (2, 2, "目標に届いている"),
    }
    assert origin.rows == [("既存の拠点の利活用", "2"), ("新たな整備", "2")]
    assert "圏域ごとの常設の拠点" in paper.html
    sheet = load_workbook(io.BytesIO(yearly_paper.make_file(book).content))["常設の拠点"]
    assert ("駒込", 2, 2, "目標に届いている") in list(sheet.iter_rows(values_only=True))


def test_a_year_that_was_closed_before_bases_were_told_apart_says_nothing_of_them() -> None:
    with acting(SECRETARIAT) as user:
        year = PublishedYear(user, a_closed_year(user, FIGURES), 10)
        assert year.bases() == []


def test_the_paper_names_nobody_and_says_what_it_counts() -> None:
    with acting(SECRETARIAT) as user:
        export = asked(user)
        log = ReadingLog(user)
        paper = yearly_paper.gather_paper(user, export.pk, "", log)
        assert yearly_paper.gate(user, export, "").cases == ()
        assert [entry.action for entry in log.entries] == ["print"]
    assert BY_KEY["A1"].definition in paper.html
    assert "<svg" in paper.html
    made = yearly_paper.make_paper(paper)
    assert made.content.startswith(b"%PDF")


def test_the_workbook_has_numbers_text_and_charts(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(SECRETARIAT) as user:
        export = asked(user, "xlsx")
        book = yearly_paper.gather_file(user, export.pk, "", ReadingLog(user))
    # As in a worker: nothing is kept of what the ward calls its meetings, and nobody asks while a file is made.
    monkeypatch.setattr(kept, "once", lambda key, ask: ask())
    with django_assert_num_queries(0):
        content = yearly_paper.make_file(book).content
    made = load_workbook(io.BytesIO(content))
    sheet = made["指標"]
    row = next(row for row in sheet.iter_rows(min_row=2) if str(row[1].value).startswith("A1 "))
    assert [cell.value for cell in row[3:6]] == [14, 30, "x"]
    assert all(cell.data_type in ("n", "s") for line in sheet.iter_rows() for cell in line)
    assert len(made["グラフ"]._charts) >= 2
    # Read on a screen and printed for the 協議会: names stay beside the months, definitions stand in lines.
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")
    last = sheet[1][-1]
    assert (last.value, sheet.column_dimensions[last.column_letter].width) == ("数え方", 60)
    assert row[-1].alignment.wrap_text
    assert made["この資料について"]["B5"].value.startswith("10未満")
    assert made["この資料について"]["B4"].value.startswith("令和")


def test_r16_who_left_the_secretariat_gets_no_report() -> None:
    with acting(SECRETARIAT) as user:
        export = asked(user)
        assert yearly_paper.may(user, export.pk) is not None
        held = user.appointments.current().get()
    with acting("soudan1") as other:
        assert yearly_paper.may(other, export.pk) is None
        with pytest.raises(NotPermitted):
            yearly_paper.gather_paper(other, export.pk, "", ReadingLog(other))
        with pytest.raises(DomainError, match="事務局"):
            figure_services.request_yearly_report(year=YEAR, form="pdf", by=other)
        assert MonthClose.objects.visible_to(other).count() == 0
    assert held.staff == staff(SECRETARIAT)


def test_the_page_asks_for_a_report_once() -> None:
    with acting(SECRETARIAT) as user:
        a_closed_year(user, FIGURES)
    client = browser(SECRETARIAT)
    page = client.get(reverse("reports:yearly"))
    assert "年次報告" in text_of(page)
    key = str(page.context["form"]["form_key"].value())
    data = {"form_key": key, "form": "pdf", "least": "10", "year": str(YEAR)}
    first, second = (client.post(reverse("reports:yearly"), data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    with acting(SECRETARIAT) as user:
        assert FigureExport.objects.visible_to(user).count() == 1
