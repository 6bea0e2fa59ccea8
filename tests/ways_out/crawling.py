"""Everything that the system answers, over its own processes: pages, papers, tables, calendars and mails.

Of every route whoever sees it first; of every kind of job whoever may have it made first.
"""

import io
import os
import re
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from access.context import acting_as
from access.routes import Route
from alerts import daily
from documents.selfcheck import text_of
from jobs.models import UNFINISHED
from jobs.services import request_job
from tests import databases
from tests.access import test_papers as papers
from tests.access.crawl import MOVING, Answer, settled, visits
from tests.access.people import OFFICES, persona
from tests.access.secret_world import NOBODY, World
from tests.alerts.mail_server import Inbox, mail_server
from tests.browser.rendered import of_masters
from tests.faults.people import Person
from tests.stack import LiveStack, build
from tests.world import login

from .urls import OUTSIDE

# Whoever sees the most comes first, and the first of them look at every row.
READERS = (
    *("caseworker_a", "secretary", "supervisor_a", "administrator", "auditor"),
    *("caseworker_b", "in_emergency", "consent_over", NOBODY),
)
LOOK_AT_ALL = READERS[:2]
MOVING_HEADERS = {"content-length", "date", "expires", "server", "set-cookie"}
OF_EACH = re.compile(r"(?m)^(Date|Message-ID): .*\r?\n")  # of a mail
# Of a file: when a calendar was made, the codes by which a copy is known, a hash over all that stands in it.
DRAWN = re.compile(
    r"(?m)^DTSTAMP:.*$|照合コード\s+\w{4}(\W{1,4}\w{4}){2}|照合値\s+[0-9a-f\s]+|\b[0-9a-f]{16,}\b"
)
JOBS = (
    "select kind, option, state, error_code, r.content from jobs_job j"
    " left join jobs_jobresult r on r.job_id = j.id"
)
WAITING = "select count(*) from jobs_job where state = any(%s)"
WITH_ADDRESSES = "update organizations_staff set email = username || '@example.lg.jp'"
# As if two people had lifted it: a paper about the household waits for a second person no longer.
WITHOUT_TRIGGERS = "set session_replication_role = replica"
LIFTED = (
    "update access_protection set lift_asked_by_id = created_by_id, lift_asked_at = now(), lift_reason = 'x',"
    " ended_at = now(), ended_by_id = (select id from organizations_staff where username = 'x-administrator')"
)
# What they are made of is no row of the case: who asks first chooses it.
OWN = (papers.own_list, papers.own_board, papers.own_rows, papers.own_register, papers.own_batch)


def everything(world: World) -> dict[str, Any]:
    """By what it is: each answer without what differs from one to the next by nature."""
    with ExitStack() as ends:
        inbox = ends.enter_context(mail_server())
        stack = build(
            world.database,
            databases.state().secrets,
            DJANGO_SETTINGS_MODULE=settings.SETTINGS_MODULE,
            PYTHONHASHSEED="0",  # what is no list comes in the same order
            PGOPTIONS="-c statement_timeout=60s",  # a page may take long where much else runs
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(inbox.port),
            **{OUTSIDE: os.environ[OUTSIDE]},
        )
        ends.callback(stack.stop)
        stack.redis.start(stack.watchdog)
        stack.start_web()
        pages = dict(_pages(world, stack))
        # Jobs wait in that world from the start, and what a clock rings for would come between as well.
        for service in (stack.worker, stack.relay):
            service.start(stack.watchdog)
        _ask_for_papers(world)
        _ask_for_mails(world)
        made = _made(world)
        return {"pages": pages, "made": made, "mails": _mails(inbox)}


def _pages(world: World, stack: LiveStack) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Every route that answers to GET, of everybody up to the first who sees it."""
    readers = {name: _seated(name, stack.port) for name in READERS}
    asked = [*((visit.route, visit.path) for visit in visits(world.ids)), *of_masters()]
    routes = {route.pattern: route for route, _ in asked}
    for pattern, route in routes.items():
        if "GET" not in route.rule.methods:
            continue
        for name, path in _tries(route, [p for r, p in asked if r.pattern == pattern]):
            answer = _get(readers[name], path)
            yield (route.name, name, path), settled(answer)
            if answer.status == 200:
                break


def _tries(route: Route, paths: list[str]) -> Iterator[tuple[str, str]]:
    roles = route.rule.roles if route.rule else ()
    for name in READERS:
        if not roles or (name != NOBODY and OFFICES[name][1] in roles):
            for path in paths if name in LOOK_AT_ALL else paths[-1:]:
                yield name, path


def _seated(name: str, port: int) -> Person:
    if name == NOBODY:
        return Person(name, port)
    client, username = Client(), persona(name).username
    login(client, username)
    return Person(username, port, client.cookies[settings.SESSION_COOKIE_NAME].value)


def _get(reader: Person, path: str) -> Answer:
    """As somebody who reads the duty of secrecy when she opens a 支援会議, and goes on."""
    got = reader.get(path)
    if got.status == 303 and "/opening/" in got.target:
        reader.post(got.target, {"form_key": str(uuid.uuid4()), "duty": "on"})
        got = reader.get(path)
    kept = {(k.lower(), v) for k, v in got.headers.items()}
    headers = "\n".join(f"{k}: {v}" for k, v in sorted(kept) if k not in MOVING_HEADERS)
    return Answer(got.status, got.text.encode(), headers, "")


def _ask_for_papers(world: World) -> None:
    with world.database.superuser() as raw:
        raw.execute(WITHOUT_TRIGGERS)
        raw.execute(LIFTED)
    ids = papers.tables(world)
    waiting = {kind.name: kind for kind in papers.kinds()}
    own = list(OWN)
    for name in papers.INSIDERS:
        user = persona(name)
        for chosen in tuple(own):
            with transaction.atomic(), acting_as(user):
                if chosen(user):
                    own.remove(chosen)
        for kind in tuple(waiting.values()):
            with transaction.atomic(), acting_as(user):
                for row in ids[kind.name][-1:]:
                    if kind.may(user, row) is not None:
                        option = papers.OPTIONS.get(kind.name, ("",))[0]
                        request_job(by=user, kind=kind.name, object_id=row, option=option)
                        del waiting[kind.name]


def _ask_for_mails(world: World) -> None:
    with world.database.superuser() as raw:
        raw.execute(WITH_ADDRESSES)
    for name in papers.INSIDERS:
        daily.ask_for_digest(user=persona(name), on=timezone.localdate())


def _made(world: World) -> list[Any]:
    """What the worker made of them, once nothing waits."""
    begun = time.monotonic()
    with world.database.superuser() as raw:
        while (found := raw.execute(WAITING, [list(UNFINISHED)]).fetchone()) and found[0]:
            assert time.monotonic() - begun < 600, f"{found[0]} jobs are not done"
            time.sleep(0.2)
        return sorted(
            (kind, option, state, code, _readable(content and bytes(content)))
            for kind, option, state, code, content in raw.execute(JOBS).fetchall()
        )


def _readable(content: bytes | None) -> str:
    """What stands in a file, whatever holds it; where a line ends hangs on how wide the figures of its time are."""
    if not content:
        return ""
    if content.startswith(b"%PDF"):
        content = text_of(content).encode()
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in sorted(packed.namelist()))
    for pattern, instead in MOVING:
        content = pattern.sub(instead, content)
    return " ".join(DRAWN.sub("", content.decode(errors="replace")).split())


def _mails(inbox: Inbox) -> list[tuple[str, str]]:
    return sorted((to, OF_EACH.sub("", text)) for to, text in inbox.mails)
