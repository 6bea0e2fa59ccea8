"""One's own jobs on screen, and the result, authorised again when fetched (S-06)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from access import protecting
from access.models import CaseFile
from jobs import services
from jobs.models import Job, JobState
from tests.access.crawl import ask, settled
from tests.world import acting, login, staff

from .situations import WHO, a_done_job, a_job, a_running_job, ago, as_it_is, change

pytestmark = pytest.mark.django_db


def get(client: Client, name: str, job: Job | uuid.UUID | None = None, **query: str) -> Any:
    key = job.pk if isinstance(job, Job) else job
    return client.get(reverse(f"jobs:{name}", args=[key] if key else []), query)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def lose_the_right(job: Job) -> None:
    """She is named as related to the case (R12)."""
    with acting(WHO) as user:
        case = CaseFile.objects.visible_to(user).get(pk=job.object_id)
        protecting.restrict(case=case, user=user, reason="親族", by=user)


def entries() -> list[Any]:
    with acting("kansa1"), connection.cursor() as cursor:
        cursor.execute("select action, outcome, case_number, route from access_accesslog")
        return cursor.fetchall()


# --- fetching the result ---------------------------------------------------------------------


def test_the_result_comes_as_a_file_with_a_neutral_name(client: Client) -> None:
    job = a_done_job(b"%PDF-made")
    login(client, WHO)
    answer = get(client, "result", job)
    assert (answer.status_code, answer.content) == (200, b"%PDF-made")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_r19_fetching_is_logged_with_the_case(client: Client) -> None:
    job = a_done_job()
    login(client, WHO)
    get(client, "result", job)
    ((action, outcome, number, route),) = entries()
    assert (action, outcome, route) == ("download", "shown", "jobs:result")
    assert number.startswith("R")


def answers_as_if_missing(client: Client, name: str, job: Job) -> bool:
    """Whether the answer is, byte for byte, the one for what does not exist (R14)."""
    there, nowhere = (
        settled(ask(client, reverse(f"jobs:{name}", args=[key]))) for key in (job.pk, uuid.uuid4())
    )
    return there == nowhere and there[0] == 404


def test_s06_a_right_lost_after_it_was_made_closes_the_result(client: Client) -> None:
    job = a_done_job()
    login(client, WHO)
    assert get(client, "result", job).status_code == 200
    lose_the_right(job)
    assert answers_as_if_missing(client, "result", job)
    assert ("refused", "refused", "", "jobs:result") in entries()


@pytest.mark.parametrize("who", ["soudan2", "kanri1", "jimukyoku1", "kansa1", "system1"])
def test_r14_for_anybody_else_the_job_does_not_exist(client: Client, who: str) -> None:
    job = a_done_job()
    login(client, who)
    for name in ("result", "detail", "progress"):
        assert answers_as_if_missing(client, name, job), name
    assert "作成したものはありません" in text_of(get(client, "list"))


def test_s42_after_its_hour_the_result_is_gone(client: Client) -> None:
    job = a_done_job()
    change(job, expires_at=ago(seconds=1))
    login(client, WHO)
    assert answers_as_if_missing(client, "result", job)
    assert "受け取れる期限が過ぎました" in text_of(get(client, "detail", job))


def test_there_is_no_result_before_the_end(client: Client) -> None:
    login(client, WHO)
    assert answers_as_if_missing(client, "result", a_job())
    assert answers_as_if_missing(client, "result", a_running_job())


def test_a_damaged_result_is_not_given_out(client: Client) -> None:
    job = a_done_job()
    with acting(WHO), connection.cursor() as cursor:
        cursor.execute("update jobs_jobresult set content = 'other'")
    login(client, WHO)
    client.raise_request_exception = False
    answer = get(client, "result", job)
    assert answer.status_code == 500
    assert b"other" not in answer.content


def test_nobody_signed_in_is_sent_to_sign_in(client: Client) -> None:
    job = a_done_job()
    for name in ("detail", "progress", "result"):
        assert get(client, name, job).status_code == 302


# --- how far it is -----------------------------------------------------------------------------


def test_the_page_asks_again_while_it_waits_and_runs(client: Client) -> None:
    login(client, WHO)
    for job, words in ((a_job(), "順番を待っています"), (a_running_job(), "作成しています")):
        page = text_of(get(client, "detail", job))
        assert words in page
        assert 'hx-trigger="every 2s"' in page
        assert "いまの状態を見る" in page  # without scripts


def test_what_is_over_asks_no_more(client: Client) -> None:
    login(client, WHO)
    page = text_of(get(client, "detail", a_done_job()))
    assert "できました" in page
    assert 'hx-get="/jobs/' not in page


def test_nothing_new_is_not_read_out_again(client: Client) -> None:
    job = a_running_job()
    login(client, WHO)
    seen = f"{job.state}-0-0-2-0"
    assert seen in text_of(get(client, "detail", job))
    assert get(client, "progress", job, seen=seen).status_code == 204
    change(job, done=1, total=3)
    answer = get(client, "progress", job, seen=seen)
    assert "3件のうち1件" in text_of(answer)
    assert "<html" not in text_of(answer)


def test_s47_an_open_page_does_not_keep_the_session_of_an_empty_chair(client: Client) -> None:
    """It asks every 2 seconds, then every 10, and after ten minutes not by itself."""
    job = a_job()
    login(client, WHO)
    change(job, created_at=ago(minutes=3))
    page = text_of(get(client, "detail", job))
    assert 'hx-trigger="every 10s"' in page
    assert "いつもより時間がかかっています" in page
    change(job, created_at=ago(minutes=11))
    page = text_of(get(client, "detail", job))
    assert 'hx-get="/jobs/' not in page
    assert "いまの状態を見る" in page


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        (JobState.REFUSED, services.NOT_PERMITTED, "権限がいまはない"),
        (JobState.FAILED, services.ERROR, "もう一度頼んで"),
        (JobState.FAILED, services.GAVE_UP, "システムの担当に知らせて"),
        (JobState.FAILED, "too-long", "書類が長すぎます"),
        (JobState.FAILED, "a-code-of-another-version", "システムの担当に知らせて"),
    ],
)
def test_it_says_why_not(client: Client, state: str, code: str, words: str) -> None:
    job = a_running_job()
    with acting(WHO):
        services.end_badly(job=job, state=state, code=code)
    login(client, WHO)
    page = text_of(get(client, "detail", job))
    assert "作成できませんでした" in page
    assert words in page
    assert f"/test/{job.object_id}/" in page


def test_a_kind_that_is_gone_still_has_its_line(client: Client) -> None:
    job = a_job()
    change(job, kind="forgotten")
    login(client, WHO)
    assert get(client, "detail", job).status_code == 200
    assert get(client, "list").status_code == 200


def test_s06_the_pages_say_nothing_of_what_it_is_about(client: Client) -> None:
    job = a_done_job()
    with acting(WHO) as user:
        number = CaseFile.objects.visible_to(user).get(pk=job.object_id).number
    login(client, WHO)
    lose_the_right(job)
    for page in (get(client, "detail", job), get(client, "list")):
        assert page.status_code == 200
        assert number not in text_of(page)


# --- the list ----------------------------------------------------------------------------------


def test_the_list_goes_by_pages_and_asks_the_same_number_of_questions(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    login(client, WHO)
    get(client, "list")
    for _ in range(26):
        a_job()
    with django_assert_max_num_queries(20):
        page = text_of(get(client, "list"))
    assert page.count("<tr>") == 26
    assert "?page=2" in page
    assert text_of(get(client, "list", page="2")).count("<tr>") == 2
    assert text_of(get(client, "list", page="x")).count("<tr>") == 26


def test_the_state_stands_in_words(client: Client) -> None:
    login(client, WHO)
    job = a_done_job()
    assert as_it_is(job).get_state_display() == "完了"
    page = text_of(get(client, "list"))
    assert "完了" in page
    assert str(staff(WHO).pk) in page  # signed in
