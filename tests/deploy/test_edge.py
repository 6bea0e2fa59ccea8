"""Before anything else of a request: the health check tells nothing, and nobody writes her own address."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bunkyo_support.edge import EdgeMiddleware
from tests.world import login


def test_the_health_check_asks_nobody_and_says_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    login(client, "soudan1")
    before = dict(client.session)
    for asked in (Client(), client):
        with django_assert_num_queries(0):
            response = asked.get("/healthz", HTTP_HOST="whatever.example")
        assert (response.status_code, response.content) == (204, b"")
        assert response.cookies == {}
        assert set(response.headers) <= {"Cache-Control", "Content-Length", "Content-Type"}
    assert dict(client.session) == before
    assert client.get("/healthz/").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.5", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.9, 203.0.113.5", "203.0.113.5"),  # the first is what somebody wrote herself
        (2, "198.51.100.9, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_r19_the_address_is_the_one_that_the_proxy_noted(
    settings: object, proxies: int, forwarded: str, seen: str
) -> None:
    settings.PROXIES = proxies  # type: ignore[attr-defined]
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    EdgeMiddleware(lambda r: HttpResponse(r.META["REMOTE_ADDR"]))(request)
    assert request.META["REMOTE_ADDR"] == seen
