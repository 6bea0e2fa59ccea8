"""Signing in with a directory at another site, in Chromium: the cookies of both sides do come along."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.organizations.provider import CLIENT, SECRET, Provider
from tests.stack import LiveStack

from .conftest import Person, _unused_code

Seat = Callable[..., Person]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider(host="localhost")  # another site than 127.0.0.1
    yield made
    made.close()


@pytest.fixture(scope="module")
def live_stack(
    start_stack: Callable[..., LiveStack],
    provider: Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> LiveStack:
    secret = tmp_path_factory.mktemp("openid") / "secret"
    secret.write_text(SECRET, encoding="ascii")
    stack = start_stack(
        background=False,
        OIDC_ISSUER=provider.issuer,
        OIDC_CLIENT_ID=CLIENT,
        OIDC_CLIENT_SECRET_FILE=str(secret),
        OIDC_STRONG_AMR="hwk",
    )
    with psycopg.connect(stack.database.address("OWNER_DATABASE_URL")) as owner:
        owner.execute(
            "update organizations_staff set directory_subject = 'A-1001' where username = 'soudan1'"
        )
    return stack


def by_directory(person: Person, wanted: str = "/") -> None:
    person.open(wanted)
    person.page.get_by_role("link", name="区の認証でログインする").click()


def test_there_and_back_over_two_sites(sit_down: Seat, provider: Provider) -> None:
    worker = sit_down("soudan1", log_in=False)
    by_directory(worker, "/jobs/")
    worker.page.fill("input[name=code]", _unused_code(worker))
    worker.page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    worker.page.wait_for_url(worker.base_url + "/jobs/")
    assert worker.page.locator(".me__who").count() == 1
    assert [c["name"] for c in worker.context.cookies() if c["name"] == "directory"] == []
    worker.page.locator("form[action*=logout] button").first.click()
    worker.page.wait_for_url("**/accounts/directory/left/")

    # Where the directory's own second factor counts, she is in without another page.
    provider.claims = {"sub": "A-1001", "amr": ["pwd", "hwk"]}
    again = sit_down("soudan1", log_in=False)
    by_directory(again, "/jobs/")
    again.page.wait_for_url(again.base_url + "/jobs/")
    assert again.page.locator(".me__who").count() == 1
