"""Two worlds: the same outsiders, the same requests, without the secret case and with it
(security.md 4.5, S-17, S-19, S-21, S-23). Tokens find content; only the difference finds counts and
existence."""

from typing import Any

import pytest
from django.test import Client

from access.routes import all_routes

from .crawl import ask, client_of, settled
from .people import end_office, end_work
from .secret_world import OUTSIDERS


def fixed_pages() -> list[str]:
    """Addresses without parameters."""
    return [
        "/" + r.pattern
        for r in all_routes()
        if "<" not in r.pattern
        and r.rule
        and not r.pattern.startswith(("masters/", "accounts/", "drafts/token/"))
    ]


def test_two_worlds_look_alike_to_outsiders(
    committed_db: Any, another_secret_world: Any, django_db_blocker: Any
) -> None:
    """The same requests in a ward without the secret case and in the same ward with it: nothing may differ."""
    names = [n for n in OUTSIDERS if n not in CHANGED]
    with django_db_blocker.unblock():
        # Who works at a body is no secret of a case: the same in both worlds.
        end_office("left")
        end_office("member_left")
        end_work("retired")
        before = {name: _observe(client_of(name)) for name in names}
        another_secret_world()
        after = {name: _observe(client_of(name)) for name in names}
    different = {(n, p) for n in names for p in before[n] if before[n][p] != after[n][p]}
    assert different == {(name, "/") for name in ASKED_BACK}
    assert len(names) >= 10
    assert len(before[names[0]]) > 10


# Their office or employment ends in the story, or they are invited: a difference of their own. An
# auditor sees that somebody read something, which is her work; an administrator sees offices end.
CHANGED = {"left", "member_left", "retired", "auditor", "administrator", "member_waiting"}
CHANGED |= {"member_removed", "member_expired"}  # told that the duty lasts, and no case (R16)
# Whoever read under a consent that is over is asked on her home page, by number only, to give papers
# back (domain.md R08): that difference and no other.
ASKED_BACK = {"consent_over", "consent_withdrawn"}
WORDS = ["けんしょう", "検証 秘子", "検証", "070-0000-0000", "R8-1", "架空区見本", "訪問", "玄関"]
LISTS = ["sort=kana", "sort=written&written=7", "sort=number&consent=none&urgency=B", "mine=none"]


def _observe(client: Client) -> dict[str, Any]:
    ask(client, "/")
    pages = {path: settled(ask(client, path)) for path in fixed_pages()}
    for asked in LISTS:
        pages[f"list {asked}"] = settled(ask(client, f"/cases/?{asked}"))
        form = {"form": "csv"}
        pages[f"file {asked}"] = settled(ask(client, f"/cases/export/?{asked}", "post", data=form))
    for word in WORDS:
        pages[f"search {word}"] = settled(ask(client, "/cases/search/", "post", data={"q": word}))
    return pages


@pytest.mark.urls("tests.access.leaking_urls")
@pytest.mark.parametrize("way", ["count", "exists", "status"])
def test_a_planted_leak_without_content_is_caught_by_the_difference(
    way: str, committed_db: Any, another_secret_world: Any, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        before = settled(ask(client_of("outsider"), f"/leak/{way}/"))
        another_secret_world()
        after = settled(ask(client_of("outsider"), f"/leak/{way}/"))
    assert before != after
