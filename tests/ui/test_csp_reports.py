"""What a browser refuses on a page it tells to an address of ours, and of that a line of the log holds three words (S-54)."""

import io
import json
import logging
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from access.routes import all_routes
from bunkyo_support import csp_reports
from bunkyo_support.csp import ADDRESS, CONTENT_SECURITY_POLICY
from bunkyo_support.csp_reports import MOST_AN_HOUR, MOST_BYTES, ONE, SEVERAL, Hour
from tests.access.canary import new_token, tokens_in
from tests.access.sinks import lines_of_the_log, tables_with_tokens
from tests.world import login

CASE = uuid.UUID(int=1)
PAGE = f"https://support.example/cases/{CASE}/?q=CNRYabcdefghjk"


@pytest.fixture(autouse=True)
def another_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csp_reports, "hour", Hour())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    with lines_of_the_log() as written:
        yield written


def as_firefox(**given: Any) -> str:
    one = {"document-uri": PAGE, "effective-directive": "script-src-elem", "blocked-uri": "inline"}
    return json.dumps({"csp-report": one | given})


def as_chromium(*given: dict[str, Any]) -> str:
    one = {"documentURL": PAGE, "effectiveDirective": "img-src", "blockedURL": "inline"}
    return json.dumps(
        [{"type": "csp-violation", "url": PAGE, "body": one | other} for other in given or ({},)]
    )


def tell(client: Client, said: str | bytes, kind: str = ONE, **headers: Any) -> HttpResponse:
    answer = client.post(ADDRESS, said, content_type=kind, **headers)
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    return answer


def written(log: io.StringIO) -> list[str]:
    """What each line says, without its moment."""
    before = " WARNING bunkyo_support.csp_reports "
    return [line.partition(before)[2] for line in log.getvalue().splitlines()]


@pytest.mark.django_db
def test_s54_every_page_says_where_a_violation_is_told(client: Client) -> None:
    answer = client.get(reverse("account_login"))
    policy = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    assert {"default-src 'none'", f"report-uri {ADDRESS}", "report-to csp"} <= set(policy)
    assert answer["Reporting-Endpoints"] == f'csp="{ADDRESS}"'


def test_s54_whatever_our_policy_refuses_has_its_name_in_the_line() -> None:
    told = {name for name in CONTENT_SECURITY_POLICY["DIRECTIVES"] if not name.startswith("report")}
    assert told <= csp_reports.DIRECTIVES


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (as_firefox(**{"effective-directive": "img-src"}), ONE),
        (as_chromium(), SEVERAL),
    ],
)
def test_s54_a_line_names_directive_origin_and_route(
    client: Client, log: io.StringIO, said: str, kind: str
) -> None:
    tell(client, said, kind)
    assert written(log) == ["refused inline by img-src on cases:detail"]


@pytest.mark.parametrize(
    ("blocked", "origin"),
    [
        ("eval", "eval"),
        ("https://else.example:8443/cnry?name=yamada", "https://else.example"),
        ("https://support.example/cases/?q=yamada", "self"),
        ("https://yamada taro/x", "other"),
        ("https://[x", "other"),
        ("yamada-taro-1955://h", "other"),
        ("yamada taro", "other"),
        ("", "other"),
    ],
)
def test_s54_of_what_was_refused_scheme_and_host_are_left(
    client: Client, log: io.StringIO, blocked: str, origin: str
) -> None:
    tell(client, as_firefox(**{"blocked-uri": blocked}))
    tell(client, as_chromium({"blockedURL": blocked}), SEVERAL)
    assert written(log) == [
        f"refused {origin} by {by} on cases:detail" for by in ("script-src-elem", "img-src")
    ]


@pytest.mark.parametrize(
    ("page", "route"),
    [
        ("https://support.example/", "home"),
        ("https://support.example/yamada/", "no page"),
        ("https://[yamada", "no page"),
        ("about:yamada", "no page"),
        (
            f"https://support.example/masters/yamada/{CASE}/",
            "admin:django.contrib.admin.sites.catch_all_view",
        ),
    ],
)
def test_s38_s54_a_page_is_named_by_its_route_alone(
    client: Client, log: io.StringIO, page: str, route: str
) -> None:
    tell(client, as_firefox(**{"document-uri": page, "effective-directive": "yamada"}))
    assert written(log) == [f"refused inline by other on {route}"]


def test_s38_s54_words_of_a_report_stand_in_no_line_and_no_table(
    client: Client, log: io.StringIO, committed_db: Any
) -> None:
    """Query, referrer, sample, policy, whatever is added; in the request that brings it as well."""
    login(client, "soudan1")
    token = new_token()
    page = f"https://support.example/cases/{CASE}/?q={token}#{token}"
    rest = ("referrer", "sample", "script-sample", "original-policy", "sourceFile", "source-file")
    more = dict.fromkeys(rest, token)
    blocked = f"https://else.example/{token}?{token}"
    before = log.tell()
    for said, kind in (
        (as_firefox(**{"document-uri": page, "blocked-uri": blocked}, **more), ONE),
        (as_chromium({"documentURL": page, "blockedURL": blocked, token: token} | more), SEVERAL),
    ):
        tell(client, said, kind, HTTP_REFERER=page, HTTP_USER_AGENT=token)
    assert len(log.getvalue()[before:].splitlines()) == 2
    assert tokens_in(log.getvalue()) == set()
    assert str(CASE) not in log.getvalue()
    assert tables_with_tokens(committed_db) == {}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (as_firefox(), "application/json"),
        (as_firefox(), "text/plain"),
        (as_firefox(), "multipart/form-data; boundary=x"),
        (as_firefox(), SEVERAL),
        (as_chromium(), ONE),
        (as_firefox(**{"script-sample": "x" * MOST_BYTES}), ONE),
        (as_firefox(**{"document-uri": ""}), ONE),
        (as_firefox(**{"document-uri": ["x"]}), ONE),
        (as_firefox(**{"blocked-uri": "chrome-extension"}), ONE),
        (as_firefox(**{"source-file": "moz-extension://x/y.js"}), ONE),
        (json.dumps([{"type": "deprecation", "body": {"documentURL": PAGE}}, 1, []]), SEVERAL),
        (json.dumps({"csp-report": 1}), ONE),
        ("null", ONE),
        ("", ONE),
        ("[" * 16_000, ONE),
        ("9" * 16_000, ONE),
        (b"\xff\xfe\x00", ONE),
    ],
)
def test_s54_what_is_no_report_of_ours_is_answered_alike_and_leaves_nothing(
    client: Client, log: io.StringIO, said: str | bytes, kind: str
) -> None:
    tell(client, said, kind)
    assert log.getvalue() == ""


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_s54_nothing_is_to_be_got_there(client: Client, log: io.StringIO, method: str) -> None:
    """Neither leave to tell it from another site, which asks with OPTIONS."""
    answer = client.generic(method, ADDRESS, as_firefox(), content_type=ONE)
    assert (answer.status_code, answer["Allow"], answer.content) == (405, "POST", b"")
    assert log.getvalue() == ""


def test_s54_whoever_floods_it_fills_no_log(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        tell(client, as_firefox())
    assert len(written(log)) == 1, "the same is said once an hour"
    for at in range(MOST_AN_HOUR):
        others = [{"blockedURL": f"https://{n}.{at}.example/"} for n in range(3)]
        tell(client, as_chromium(*others), SEVERAL)
    assert len(written(log)) == MOST_AN_HOUR + 1
    assert written(log)[-1] == "no more of this hour is written down"
    passed = time.monotonic() + 3601
    monkeypatch.setattr(time, "monotonic", lambda: passed)
    tell(client, as_firefox())
    assert len(written(log)) == MOST_AN_HOUR + 2


def test_s54_one_request_tells_only_so_much(client: Client, log: io.StringIO) -> None:
    routes = sorted({"/" + r.pattern for r in all_routes() if "<" not in r.pattern and r.rule})
    many = [{"documentURL": f"https://x{path}", "blockedURL": "eval"} for path in routes[:30]]
    said = as_chromium(*many)
    assert len(said) < MOST_BYTES
    tell(client, said, SEVERAL)
    assert len(written(log)) == csp_reports.MOST_AT_ONCE < len(many)


@pytest.mark.django_db
def test_s47_s54_nobody_is_asked_who_she_is_and_no_session_lasts_longer_for_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = Client(enforce_csrf_checks=True)
    login(client, "soudan1")
    before = dict(client.session)
    for asked in (Client(enforce_csrf_checks=True), client):
        with django_assert_num_queries(0):
            answer = tell(asked, as_firefox(), HTTP_HOST="whatever.example")
        assert answer["Cache-Control"] == "no-store, private"
    assert dict(client.session) == before


def test_nothing_but_reports_is_taken_from_the_way(client: Client, db: None) -> None:
    assert client.post(f"{ADDRESS}/", as_firefox(), content_type=ONE).status_code == 404
    assert logging.getLogger("bunkyo_support.csp_reports").isEnabledFor(logging.WARNING)
