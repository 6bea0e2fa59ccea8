"""What is missing adds up of nobody, and small numbers stay hidden whatever one reckons (R7, R20)."""

import datetime
import itertools

import pytest
from django.db import connection, models
from django.urls import reverse

from access.context import acting_as
from access.models import AccessLog
from participation import gap_map, services
from participation.models import UnmetNeed
from participation.services.gaps import half_of
from tests.cases.pages import browser, text_of
from tests.world import acting, staff

from . import situations as s

BEFORE = datetime.date(2025, 10, 1)


def test_r20_a_small_number_is_hidden_and_no_total_gives_it_away() -> None:
    assert gap_map.hide([0, 0, 7]) == ([0, 0, 7], 7)
    assert gap_map.hide([3, 0, 7]) == ([None, 0, 7], None), "7 and 10 would say 3"
    assert gap_map.hide([1, 1, 7]) == ([None, None, 7], None), "2 in two cells are 1 and 1"
    assert gap_map.hide([4, 4, 0]) == ([None, None, 0], None), "8 in two cells are 4 and 4"
    assert gap_map.hide([2, 3, 9]) == ([None, None, 9], 14)
    assert gap_map.hide([1, 0, 0]) == ([None, 0, 0], None)


def test_r20_nobody_can_reckon_a_hidden_number() -> None:
    """Every row of four cells up to 6: whatever is published leaves three numbers for each hidden one."""
    for counts in itertools.product(range(7), repeat=4):
        shown, total = gap_map.hide(counts)
        hidden = [place for place, value in enumerate(shown) if value is None]
        if not hidden or total is None:
            continue
        rest = total - sum(value for value in shown if value is not None)
        fitting = [
            guess
            for guess in itertools.product(range(1, 5), repeat=len(hidden))
            if sum(guess) == rest
        ]
        for place in range(len(hidden)):
            assert len({guess[place] for guess in fitting}) >= 3, counts


def test_halves_of_a_fiscal_year() -> None:
    day = datetime.date
    assert half_of(day(2026, 4, 1)) == day(2026, 4, 1)
    assert half_of(day(2026, 9, 30)) == day(2026, 4, 1)
    assert half_of(day(2026, 10, 1)) == day(2026, 10, 1)
    assert half_of(day(2027, 3, 31)) == day(2026, 10, 1)


@pytest.mark.django_db
def test_r7_the_row_has_no_way_back() -> None:
    columns = {f.name for f in UnmetNeed._meta.get_fields()}
    assert columns == {"id", "version", "menu", "area", "half_from"}
    kinds = {type(f) for f in UnmetNeed._meta.get_fields()}
    assert models.DateTimeField not in kinds
    assert not hasattr(UnmetNeed, "history")


@pytest.mark.django_db
def test_a_search_that_found_nothing_adds_one_for_each_menu() -> None:
    row = s.searching(menus=["place", "hobby"], area=s.area("otsuka"))
    s.as_keeper(
        services.move_participation,
        participation=row,
        to="unmatched",
        reason="歩いて行ける所にない",
    )
    with acting(s.KEEPER) as by:
        rows = UnmetNeed.objects.visible_to(by).values_list("menu", "area__code", "half_from")
        today = half_of(datetime.date.today())
        assert sorted(rows) == [("hobby", "otsuka", today), ("place", "otsuka", today)]


@pytest.mark.django_db
def test_r20_the_half_year_that_goes_on_is_not_shown() -> None:
    with acting(s.KEEPER) as by:
        services.note_unmet(menus=["place"] * 9, area=s.area("otsuka"))
        assert gap_map.halves(by) == []
        services.note_unmet(menus=["place"] * 9, area=s.area("otsuka"), half_from=BEFORE)
        services.note_unmet(menus=["place"] * 3, area=s.area("komagome"), half_from=BEFORE)
        assert gap_map.halves(by) == [BEFORE]
        areas, rows = gap_map.gap_map(by, BEFORE)
        place = next(row for row in rows if row.menu == "place")
    assert [cell.shown for cell in place.cells] == ["0", "9", "0", "x", "0"]
    assert place.total.shown == "x"
    page = browser(s.KEEPER).get(reverse("participation:gaps"))
    words = text_of(page)
    assert "満たされなかったニーズ" in words
    assert ">3<" not in page.content.decode()
    assert areas[-1] == gap_map.NO_AREA


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["soudan1", "kanri1", "ishi1", "kansa1", "system1"])
def test_who_does_not_keep_the_register_reads_no_row_of_it(username: str) -> None:
    with acting(s.KEEPER):
        services.note_unmet(menus=["place"], area=None)
    assert browser(username).get(reverse("participation:gaps")).status_code == 404
    user = staff(username)
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("select count(*) from participation_unmetneed")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_log_says_nothing_of_the_case() -> None:
    browser(s.KEEPER).get(reverse("participation:gaps"))
    with acting("kansa1"):
        entry = AccessLog.objects.filter(route="participation:gaps").latest("at")
        assert entry.case_number == ""
