"""Two worlds: the same outsiders, the same requests, without the secret case and with it
(security.md 4.5, S-17, S-19, S-21, S-23). Tokens find content; only the difference finds counts and
existence. Compared is what comes back, and what is left behind: cookies and the session, mails, jobs, the log of reading."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from access.routes import all_routes
from alerts import daily
from jobs import work
from organizations.models import Staff
from tests.databases import Database

from .crawl import Answer, ask, client_of, searched, settled
from .people import end_office, end_work, persona
from .secret_world import OUTSIDERS
from .sinks import words_of


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
        before = {name: _observe(name) for name in names}
        another_secret_world()
        after = {name: _observe(name) for name in names}
    different = {(n, p) for n in names for p in before[n] if before[n][p] != after[n][p]}
    assert different == {(name, what) for name in ASKED_BACK for what in ("/", "mail of the day")}
    assert all(before[name]["log"] for name in names), "what each has asked for stands there"
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


def _observe(name: str) -> dict[str, Any]:
    client, since = client_of(name), _last_entry()
    mail.outbox.clear()
    ask(client, "/")
    pages: dict[str, Any] = {}
    cookies: dict[str, Any] = {}

    def note(what: str, answer: Answer) -> None:
        pages[what], cookies[what] = settled(answer), _shape(answer)

    for path in fixed_pages():
        note(path, ask(client, path))
    for asked in LISTS:
        note(f"list {asked}", ask(client, f"/cases/?{asked}"))
        form = {"form": "csv"}
        note(f"file {asked}", ask(client, f"/cases/export/?{asked}", "post", data=form))
    for word in WORDS:
        for step, answer in enumerate(searched(client, word)):
            note(f"search {word} {step}", answer)
    return pages | {"cookies": cookies} | _left_behind(name, client, since)


def _shape(answer: Answer) -> str:
    """Which cookies were set, and how; their values are drawn at random."""
    return re.sub(r"=[^;\s]*", "=", answer.cookies)


def _left_behind(name: str, client: Client, since: int) -> dict[str, Any]:
    """What the requests of one person left, as a superuser of the database reads it, and the mail of her day."""
    user = persona(name)
    left = {
        "session": sorted(client.session.keys()),
        "jobs": _made(user),
        "log": _entered(user, since),
        "mails": _sent(),
    }
    with _superuser() as raw:
        # An address, so that she is written to at all.
        raw.execute(WITH_ADDRESS, [f"{user.username}@example.lg.jp", user.pk])
    since = _last_entry()
    daily.ask_for_digest(user=Staff.objects.get(pk=user.pk), on=timezone.localdate())
    return left | {"mail of the day": (_made(user), _entered(user, since), _sent())}


def _made(user: Staff) -> list[Any]:
    """Her jobs, when what waits has been run."""
    with _superuser() as raw:
        waiting = raw.execute("select id from jobs_job where user_id = %s", [user.pk]).fetchall()
    for (job,) in waiting:
        work.run(job)
    with _superuser() as raw:
        found: list[Any] = raw.execute(JOBS, [user.pk]).fetchall()
    return found


def _entered(user: Staff, since: int) -> list[Any]:
    with _superuser() as raw:
        found: list[Any] = raw.execute(ENTRIES, [since, user.pk]).fetchall()
    return found


def _sent() -> list[str]:
    return [words_of(message) for message in mail.outbox]


WITH_ADDRESS = "update organizations_staff set email = %s where id = %s"
# Of an entry all that it says but when, under which number, and the number of the request.
ENTRIES = (
    "select action, outcome, basis, kind, case_number, route, host(address), body_id::text, compartment_id::text,"
    " object_id is null from access_accesslog where seq > %s and user_id = %s order by seq"
)
JOBS = (
    "select j.kind, j.option, j.state, j.error_code, j.done, j.total, length(r.content) from jobs_job j"
    " left join jobs_jobresult r on r.job_id = j.id where j.user_id = %s order by j.created_at, j.id"
)


def _superuser() -> Any:
    return Database(connection.settings_dict["NAME"]).superuser()


def _last_entry() -> int:
    with _superuser() as raw:
        row = raw.execute("select coalesce(max(seq), 0) from access_accesslog").fetchone()
    return int(row[0])


@pytest.mark.urls("tests.access.leaking_urls")
@pytest.mark.parametrize(
    "way", ["count", "exists", "status", "cookie", "session", "mail", "job", "log"]
)
def test_a_planted_leak_without_content_is_caught_by_the_difference(
    way: str, committed_db: Any, another_secret_world: Any, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        before = _leaked(way)
        another_secret_world()
        after = _leaked(way)
    assert before[SHOWN_BY[way]] != after[SHOWN_BY[way]]
    # A refused page and a job that is run are entered as well.
    may_differ = {SHOWN_BY[way], *ALSO.get(way, ())}
    assert {what for what, seen in before.items() if seen != after[what]} <= may_differ


SHOWN_BY = {"count": "page", "exists": "page", "status": "page", "cookie": "cookies"}
ALSO = {"status": {"log"}, "job": {"log", "mail of the day"}, "mail": {"mail of the day"}}
SHOWN_BY |= {"session": "session", "mail": "mails", "job": "jobs", "log": "log"}


def _leaked(way: str) -> dict[str, Any]:
    client, since = client_of("outsider"), _last_entry()
    mail.outbox.clear()
    answer = ask(client, f"/leak/{way}/")
    seen = {"page": settled(answer), "cookies": _shape(answer)}
    return seen | _left_behind("outsider", client, since)
