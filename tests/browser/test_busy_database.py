"""A database that does not let her save: the page keeps what she typed and sends it again (I7, F-12)."""

from collections.abc import Callable

import psycopg
import pytest

from tests.stack import LiveStack

from .conftest import Person

pytestmark = pytest.mark.browser

WORDS = "長女から電話。母が転んでから通院をやめた。\n家賃も遅れている様子だという。"


def fill(worker: Person, words: str) -> None:
    page = worker.page
    worker.open("/cases/intake/")
    for name, value in (("method", "2"), ("visitor", "family"), ("topics", "12"), ("urgency", "B")):
        page.check(f"[name={name}][value='{value}']", force=True)
    page.fill("[name=words]", words)


def test_what_was_typed_is_sent_again_with_one_click_and_kept_once(
    sit_down: Callable[..., Person], live_stack: LiveStack
) -> None:
    worker = sit_down("csw1")
    page = worker.page
    fill(worker, WORDS)
    with psycopg.connect(live_stack.database.address("SUPERUSER_DATABASE_URL")) as somebody:
        somebody.execute("lock table cases_intake in share mode")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=もう一度送る")
        assert page.title().startswith("いま表示できません")
        page.click("summary")
        assert "家賃も遅れている様子だという。" in page.inner_text("details")
        page.click("text=もう一度送る")  # still locked: nothing is lost by trying
        page.wait_for_selector("details:not([open])")
    page.click("text=もう一度送る")
    page.wait_for_url(lambda url: "/cases/" in url and "/intake/" not in url)
    with live_stack.database.superuser() as connection:
        kept = connection.execute("select words from cases_intake").fetchall()
    assert [str(text).replace("\r\n", "\n") for (text,) in kept] == [WORDS]
    assert all("status of 503" in complaint for complaint in worker.complaints)
    worker.complaints.clear()
