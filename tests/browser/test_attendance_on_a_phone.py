"""Attendance entered at a place in Chromium, at the width of a phone: with two taps, once, and without
scripts (the bar of the issue: 390 px)."""

from collections.abc import Callable
from typing import Any

import pytest

from community.models import Concern, Gathering, Place
from sample_ward import gathering
from tests.community import situations as s

from .conftest import PHONE, Person

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}
# The smallest side of what a thumb has to hit, in px of the page.
THUMB = 44


@pytest.fixture(scope="module")
def _places() -> list[list[Place]]:
    return []


@pytest.fixture
def place(in_running_system: None, _places: list[list[Place]]) -> Place:
    """見本のいえ in the running system, with the days of some weeks; told once for all tests here."""
    if not _places:
        gathering.build_community()
        with s.acting(s.WORKER) as by:
            _places.append(list(Place.objects.visible_to(by)))
    return next(one for one in _places[0] if one.name == "見本のいえ")


def today_at(place: Place) -> list[Any]:
    with s.acting(s.WORKER) as by:
        return list(Gathering.objects.visible_to(by).filter(place=place, on=s.days(0)))


def fits(person: Person) -> bool:
    width: int = person.page.evaluate("document.documentElement.scrollWidth")
    return width <= PHONE["width"]


def test_attendance_takes_a_few_taps_on_a_phone(
    place: Place, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.WORKER)
    page = worker.page
    page.set_viewport_size(PHONE)
    worker.open("/community/attendance/")
    worker.picture("community-attendance-390")
    assert fits(worker)
    page.get_by_role("link", name="見本のいえ", exact=True).first.click()
    worker.picture("community-attend-390")
    assert fits(worker)
    for button in page.locator("[data-step]").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= THUMB
    figure = page.get_by_label("75歳以上", exact=True)
    before = int(figure.input_value())
    assert before == 9, "the figures of the last time stand there"
    plus = page.get_by_role("button", name="75歳以上を1人増やす")
    plus.click()
    plus.click()
    page.get_by_role("button", name="はじめて来た人を1人増やす").click()
    page.get_by_role("button", name="未就学を1人減らす").click()
    assert "合計" in page.locator("[data-steps-sum]").inner_text()
    assert page.locator("[data-steps-sum] b").inner_text() == "32"
    page.get_by_role("button", name="記録する").dblclick()
    page.wait_for_url(f"**/community/places/{place.pk}/")
    worker.picture("community-place-390")
    assert fits(worker)
    (row,) = today_at(place)
    assert (row.aged, row.infants, row.newcomers, row.total) == (before + 2, 1, 1, 32)


def test_it_works_without_scripts(place: Place, sit_down: Callable[..., Person]) -> None:
    worker = sit_down("jimukyoku1")
    page = worker.page
    page.set_viewport_size(PHONE)
    page.route("**/*.js", lambda route: route.abort())
    worker.open(f"/community/places/{place.pk}/attend/")
    before = int(page.get_by_label("75歳以上", exact=True).input_value())
    known = len(today_at(place))
    page.get_by_role("button", name="75歳以上を1人増やす").click()
    page.wait_for_load_state()
    assert int(page.get_by_label("75歳以上", exact=True).input_value()) == before + 1
    assert len(today_at(place)) == known, "a stepper saves nothing"
    page.get_by_role("button", name="記録する").click()
    page.wait_for_url(f"**/community/places/{place.pk}/")
    assert before + 1 in [row.aged for row in today_at(place)]
    worker.complaints.clear()  # the scripts that were kept away


def test_a_memo_is_written_on_a_phone_and_every_page_fits(
    place: Place, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.WORKER)
    page = worker.page
    page.set_viewport_size(PHONE)
    worker.open("/community/concerns/new/")
    page.get_by_label("気になったこと").fill("来る日が減った。声が小さい。")
    page.get_by_text("来ている人から聞いた").click()
    worker.picture("community-memo-390")
    assert fits(worker)
    page.get_by_role("button", name="登録する").click()
    page.wait_for_url("**/community/concerns/*-*/")
    with s.acting(s.CASEWORKER) as by:
        assert Concern.objects.visible_to(by).filter(text__startswith="来る日が減った").exists()
        waiting = Concern.objects.visible_to(by).filter(state="waiting")[0].pk
    names = ("", "map/", "places/", "supports/", "supports/new/", "concerns/", "liaison/")
    for size, label in ((PHONE, "390"), (DESK, "1280")):
        page.set_viewport_size(size)
        for name in (*names, "places/new/", "attendance/", f"places/{place.pk}/"):
            assert worker.open(f"/community/{name}") == 200
            short = name.strip("/").split("/")
            shown = "place" if str(place.pk) in name else "-".join(short) or "front"
            worker.picture(f"community-{shown}-{label}")
            if size is PHONE:
                assert fits(worker), name
        worker.open("/community/liaison/")
        page.locator("tbody a.lead").first.click()
        worker.picture(f"community-meeting-{label}")
    caseworker = sit_down(s.CASEWORKER)
    for step in ("", "intake/", "close/"):
        assert caseworker.open(f"/community/concerns/{waiting}/{step}") == 200
        caseworker.picture(f"community-memo-{step.strip('/') or 'detail'}-1280")
