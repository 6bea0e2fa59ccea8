"""Whatever is asked for on paper or as a file is made once, however often the same button is pressed (9.5): two
papers for one giving would stand as two rows in the 提供の記録 (R21)."""

import ast

import pytest
from django.test import Client

from tests.test_architecture import LEVEL, sources

from .crawl import Answer, ask
from .posting import Sending, each_kind_once, pages, undone
from .secret_world import World
from .test_posting import browser

ASKERS = ("soudan1", "kanri1", "jimukyoku1")
# Of whom many buttons for papers are found, so that the walk is known to see them.
LEAST = {"soudan1": 5, "kanri1": 3, "jimukyoku1": 8}
JOB = "Location: /jobs/"


def led_to(answer: Answer) -> str:
    return next((line for line in answer.headers.splitlines() if line.startswith(JOB)), "")


def pressed_twice(client: Client, sending: Sending) -> tuple[str, str]:
    """Where the same click leads, and where it leads once more."""
    with undone():
        first, again = (
            led_to(ask(client, sending.action, "post", data=sending.body())) for _ in range(2)
        )
    return first, again


@pytest.mark.parametrize("username", ASKERS)
def test_r21_the_same_click_twice_is_the_same_paper(username: str, world: World) -> None:
    client = browser(username)
    asked, twice = set(), set()
    for sending in each_kind_once(pages(client, world.ids)):
        first, again = pressed_twice(client, sending)
        if first:
            asked.add(sending.kind)
            if again != first:
                twice.add(sending.kind)
    assert twice == set()
    assert len(asked) >= LEAST[username], asked


# Asked for in a form that is saved once with all that it writes (`submit_once`); or by nobody's click.
WITHOUT_A_KEY = {
    *("cases/views/received.py", "cases/services/consent_papers.py"),
    *("plans/services/packets.py", "plans/services/batches.py", "plans/services/prints.py"),
    "meetings/services/notices.py",
}


def test_no_job_is_asked_for_without_a_key() -> None:
    found = {
        path
        for path, tree in sources(*LEVEL)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "request_job"
        and "key" not in {word.arg for word in call.keywords}
    }
    names = {
        "/".join(path.parts[path.parts.index(app) :])
        for path in found
        for app in LEVEL
        if app in path.parts
    }
    assert names == WITHOUT_A_KEY
