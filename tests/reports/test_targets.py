"""年度の目標: two of the secretariat never overwrite each other silently."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from documents.wareki import fiscal_year, fiscal_year_label
from reports import figure_services
from reports.figures import Line, Shown
from reports.indicators import BY_KEY
from reports.models import FigureTarget
from tests.cases.pages import browser
from tests.databases import Database
from tests.world import acting, staff

SECRETARIAT = "jimukyoku1"
PAGE = "reports:targets"


def opened(client: Any) -> dict[str, str]:
    """What the page would send back as it was opened."""
    form = client.get(reverse(PAGE)).context["form"]
    return {bound.html_name: "" if bound.value() is None else str(bound.value()) for bound in form}


def stored() -> dict[str, Decimal | None]:
    with acting(SECRETARIAT) as user:
        rows = FigureTarget.objects.visible_to(user)
        return {row.indicator: row.number for row in rows if row.number is not None}


@pytest.mark.django_db
def test_what_somebody_else_has_set_meanwhile_stays() -> None:
    client = browser(SECRETARIAT)
    first, second = opened(client), opened(client)
    assert client.post(reverse(PAGE), first | {"target_A1": "111"}).status_code == 303
    assert client.post(reverse(PAGE), second | {"target_A2": "222"}).status_code == 303
    assert stored() == {"A1": 111, "A2": 222}


@pytest.mark.django_db
def test_what_both_have_set_is_told_beside_the_field_and_kept_when_it_is_sent_again() -> None:
    client = browser(SECRETARIAT)
    first, second = opened(client), opened(client)
    client.post(reverse(PAGE), first | {"target_A1": "111", "target_A2": "5"})
    sent = second | {"target_A1": "120", "target_B1": "7"}
    refused = client.post(reverse(PAGE), sent)
    assert refused.status_code == 422
    form = refused.context["form"]
    assert form.errors["target_A1"] == ["ほかの人が先に直しました。今の目標は「111」です"]
    assert (form["target_A1"].value(), form["target_B1"].value()) == ("120", "7")
    assert stored() == {"A1": 111, "A2": 5}
    again = {bound.html_name: bound.value() or "" for bound in form}
    assert client.post(reverse(PAGE), again).status_code == 303
    assert stored() == {"A1": 120, "A2": 5, "B1": 7}


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "x", "[]", '{"A1": "x"}', '{"A1": []}', '{"A1": {}}'])
def test_a_page_that_says_nothing_of_what_it_showed_takes_nothing_away(seen: str) -> None:
    client = browser(SECRETARIAT)
    client.post(reverse(PAGE), opened(client) | {"target_A1": "111"})
    empty = opened(client) | {"target_A1": "", "seen": seen}
    assert client.post(reverse(PAGE), empty).status_code == 303
    assert stored() == {"A1": 111}


def test_two_who_set_the_same_target_first_at_one_moment(committed_db: Database) -> None:
    """One is told; neither is 500, and nothing stands twice."""

    def setting(number: int) -> str:
        try:
            with acting(SECRETARIAT) as user:
                figure_services.set_targets(
                    year=2026, numbers={"A1": Decimal(number)}, seen={}, by=user
                )
            return "set"
        except figure_services.TargetsChanged as error:
            return f"now {error.now['A1']}"
        finally:
            connections.close_all()

    staff(SECRETARIAT)
    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(setting, (1, 2)))
    (number,) = stored().values()
    assert answers == [f"now {number}", "set"]


@pytest.mark.django_db
def test_the_targets_of_a_year_are_set_before_it_begins() -> None:
    client, coming = browser(SECRETARIAT), fiscal_year(timezone.localdate()) + 1
    page = client.get(reverse(PAGE), {"year": coming})
    assert f"{fiscal_year_label(coming)}の目標" in page.content.decode()
    form = page.context["form"]
    sent = {bound.html_name: str(bound.value() or "") for bound in form} | {"target_F1": "8"}
    assert client.post(page.context["action"], sent).status_code == 303
    with acting(SECRETARIAT) as user:
        [row] = FigureTarget.objects.visible_to(user).filter(indicator="F1")
        assert (row.fiscal_year, row.number) == (coming, 8)
    assert client.get(reverse(PAGE)).context["form"]["target_F1"].value() is None, "of this year"
    unknown = client.get(reverse(PAGE), {"year": coming + 1})
    assert f"{fiscal_year_label(coming - 1)}の目標" in unknown.content.decode()


@pytest.mark.parametrize(
    ("key", "target", "number", "expected"),
    [
        ("A1", 200, 50, (25, "")),
        ("A4-open", 5, 2, (None, "目標以内")),
        ("A4-open", 0, 0, (None, "目標以内")),
        ("A4-open", 5, 6, (None, "目標を超えています")),
        ("B2", 3, 4, (None, "目標を超えています")),
        ("B6", 3, 3, (None, "目標以内")),
        ("A4-days", 14, 20, (None, "目標を超えています")),
        ("B7", 90, 85, (None, "")),
        ("A1", None, 5, (None, "")),
        ("A4-open", 5, None, (None, "")),
    ],
)
def test_of_what_is_to_stay_below_its_target_no_part_is_reached(
    key: str, target: int | None, number: int | None, expected: tuple[int | None, str]
) -> None:
    wanted, now = (None if n is None else Decimal(n) for n in (target, number))
    line = Line(BY_KEY[key], Shown(now), Shown(now), wanted)
    assert (line.percent, line.kept_below) == expected
