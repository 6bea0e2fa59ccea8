"""The list of one's own sessions names browsers as people do."""

import pytest
from django.test import Client
from django.urls import reverse

from bunkyo_support.browsers import browser_words
from tests.world import login

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64"), "Chrome（Windows）"),
        (CHROME.format("Windows NT 10.0; Win64; x64") + " Edg/140.0.0.0", "Edge（Windows）"),
        (CHROME.format("Linux; Android 10; K"), "Chrome（Android）"),
        (CHROME.format("X11; CrOS x86_64 14541.0.0"), "Chrome（Chromebook）"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox（Linux）",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari（iPhone）",
        ),
        ("curl/8.0", "そのほかのブラウザー"),
        ("", "そのほかのブラウザー"),
    ],
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words


@pytest.mark.django_db
def test_the_page_does_not_repeat_what_a_browser_sends() -> None:
    client = Client(headers={"user-agent": CHROME.format("Windows NT 10.0")})
    login(client, "soudan1")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Chrome（Windows）" in page
    assert "AppleWebKit" not in page
