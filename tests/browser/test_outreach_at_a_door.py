"""An attempt told in Chromium at the width of a phone: two taps, once, with and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest

from outreach.models import Outreach, PlannedVisit, VisitAttempt
from tests.outreach import situations as s

from .conftest import PHONE, Person

pytestmark = pytest.mark.browser
# The smallest side of what a thumb has to hit, in px of the page.
THUMB = 44


@pytest.fixture
def target(in_running_system: None) -> Outreach:
    """アパートAの方 in the running system: prepared, and nobody has opened yet."""
    return s.approaching(s.an_unnamed_target())


def told(outreach: Outreach) -> list[Any]:
    with s.acting(s.WORKER) as by:
        return list(VisitAttempt.objects.visible_to(by).filter(outreach=outreach))


def test_two_taps_tell_an_attempt_on_a_phone(
    target: Outreach, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.WORKER)
    page = worker.page
    page.set_viewport_size(PHONE)
    worker.open("/outreach/")
    worker.picture("outreach-list-390")
    page.get_by_role("link", name="記録する").first.click()
    worker.picture("outreach-attempt-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for label in page.locator(".form--thumb .seg label").all():
        box = label.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= THUMB
    page.get_by_text("不在・応答なし").click()
    page.get_by_text("1週間後").click()
    page.get_by_role("button", name="記録する").dblclick()
    page.wait_for_url(f"**/outreach/{target.pk}/")
    worker.picture("outreach-detail-390")
    (row,) = told(target)
    assert (row.result, row.method, row.visitor_id) == ("absent", "visit", s.staff(s.WORKER).pk)
    with s.acting(s.WORKER) as by:
        (visit,) = PlannedVisit.objects.visible_to(by).filter(outreach=target)
    assert visit.on == s.days(7)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_way_to_consent_is_walked_on_a_phone(
    target: Outreach, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.WORKER)
    page = worker.page
    page.set_viewport_size(PHONE)
    worker.open(f"/outreach/{target.pk}/consent/")
    page.locator("input[name=name]").fill("架空 名無子")
    page.get_by_role("button", name="氏名を登録する").dblclick()
    page.get_by_role("button", name="話したことを残す").wait_for()
    worker.picture("outreach-consent-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="この手順を開く").first.click()
    page.get_by_role("button", name="どうなるかを確かめる").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with s.acting(s.WORKER):
        assert s.person_of(target).name == "架空 名無子"


def test_a_draft_is_kept_when_the_phone_is_put_away(
    target: Outreach, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.COLLEAGUE)
    page = worker.page
    page.set_viewport_size(PHONE)
    worker.open(f"/outreach/{target.pk}/attempt/")
    page.get_by_role("textbox", name="メモ").fill("カーテンが開いていた")
    page.get_by_text("下書きを保存しました").wait_for()
    worker.open("/")
    worker.open(f"/outreach/{target.pk}/attempt/")
    page.get_by_role("button", name="続きから書く").first.click()
    page.wait_for_function("document.querySelector('textarea').value.includes('カーテン')")


def test_it_works_without_scripts(target: Outreach, sit_down: Callable[..., Person]) -> None:
    worker = sit_down(s.SUPERVISOR)
    worker.page.set_viewport_size(PHONE)
    page = worker.page
    page.route("**/*.js", lambda route: route.abort())
    worker.open(f"/outreach/{target.pk}/attempt/")
    page.get_by_text("ドア越し・インターホン").click()
    page.get_by_role("button", name="記録する").click()
    page.wait_for_url(f"**/outreach/{target.pk}/")
    assert [row.result for row in told(target)] == ["door"]
    worker.complaints.clear()  # the scripts that were kept away
