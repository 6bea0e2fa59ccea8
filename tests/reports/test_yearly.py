"""The yearly report: a closed year, small numbers hidden, as PDF and as a workbook with charts."""

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from access.errors import DomainError
from access.reading import ReadingLog
from jobs.registry import NotPermitted
from organizations import kept
from reports import figure_services, yearly_paper
from reports.indicators import BY_KEY
from reports.models import FigureExport, MonthClose
from reports.publishing import PublishedYear
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
