"""The page of a job in Chromium: it asks by itself while something is made, and stops."""

from collections.abc import Callable

import pytest

from tests.jobs import kinds
from tests.jobs.situations import WHO, a_done_job, a_running_job, change, finish

from .conftest import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def in_the_database_of_the_stack(in_running_system: None) -> None:
    """Jobs are moved on by the test: neither relay nor worker runs."""
    kinds.register_all()


def test_it_asks_by_itself_until_the_end(
    in_the_database_of_the_stack: None, sit_down: Callable[..., Person]
) -> None:
    job = a_running_job()
    worker = sit_down(WHO)
    asked: list[int] = []
    worker.page.on("response", lambda r: asked.append(r.status) if "/progress/" in r.url else None)
    worker.open(f"/jobs/{job.pk}/")
    assert worker.sees("作成しています")
    worker.picture("job-running")
    worker.page.wait_for_timeout(4500)
    assert set(asked) == {204}  # nothing new, nothing read out again
    change(job, done=1, total=3)
    worker.page.get_by_text("3件のうち1件ができました").wait_for()
    finish(job)
    worker.page.get_by_role("heading", name="できました").wait_for()
    worker.picture("job-done")
    before = len(asked)
    worker.page.wait_for_timeout(4500)
    assert len(asked) == before


def test_it_can_be_left_and_found_again(
    in_the_database_of_the_stack: None, sit_down: Callable[..., Person]
) -> None:
    job = a_done_job(who="soudan2")
    worker = sit_down("soudan2")
    worker.open("/jobs/")
    worker.picture("job-list")
    worker.page.locator(f"a[href='/jobs/{job.pk}/']").click()
    worker.page.get_by_role("heading", name="できました").wait_for()


def test_it_works_without_scripts(
    in_the_database_of_the_stack: None, sit_down: Callable[..., Person]
) -> None:
    job = a_running_job(who="kurashi1")
    worker = sit_down("kurashi1")
    plain = worker.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=worker.context.storage_state()
    )
    page = plain.new_page()
    page.goto(f"{worker.base_url}/jobs/{job.pk}/")
    finish(job, who="kurashi1")
    page.get_by_role("link", name="いまの状態を見る").click()
    assert "できました" in page.content()
    plain.close()
