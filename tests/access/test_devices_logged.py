"""From what kind of browser something was done stands with each entry, as one of a closed list (S-69; decision 1006)."""

import itertools
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from access.models import AccessLog
from access.reading import ReadingLog
from bunkyo_support.browsers import BROWSERS, MACHINES, OTHER, browser_words
from organizations.sample_staff import SAMPLE_PASSWORD
from tests.cases.pages import browser
from tests.cases.situations import a_case
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/149.0 Safari/537.36"
INVENTED = "架空 花子 090-0000-0000 '; drop table x; -- <b>q=" + "0" * 32


def devices() -> list[Any]:
    with acting("kansa1"):
        return list(AccessLog.objects.order_by("seq").values_list("action", "device"))


def test_s69_each_entry_of_a_request_says_from_what_browser() -> None:
    case = a_case()
    who = browser("soudan1")
    who.get(reverse("cases:detail", args=[case.pk]), headers={"user-agent": CHROME})
    who.get(reverse("cases:list"), headers={"user-agent": CHROME})
    browser("csw1").get(
        reverse("cases:detail", args=[case.pk]), headers={"user-agent": "x Firefox/1 iPhone"}
    )
    assert devices()[-3:] == [
        ("read", "Chrome（Windows）"),
        ("list", "Chrome（Windows）"),
        ("refused", "Firefox（iPhone）"),
    ]


def test_s69_nothing_of_an_invented_name_of_a_browser_is_entered() -> None:
    case = a_case()
    url = reverse("cases:detail", args=[case.pk])
    browser("soudan1").get(url, headers={"user-agent": INVENTED})
    assert devices()[-1] == ("read", OTHER)
    with acting("kansa1"), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(l)::text from access_accesslog l order by seq desc limit 1")
        (line,) = cursor.fetchone()
    assert not [word for word in ("架空", "090-0000", "drop", "<b>") if word in line]


def test_s69_a_browser_is_one_of_a_closed_list_and_has_room() -> None:
    room = AccessLog._meta.get_field("device").max_length or 0
    marks = itertools.product((m for m, _ in BROWSERS), ("", *(m for m, _ in MACHINES)))
    known = {browser_words(f"{a} {b}") for a, b in marks}
    assert max(map(len, known | {OTHER + "（Chromebook）"})) <= room


def test_s69_what_the_database_enters_by_itself_says_it_as_well() -> None:
    """The grant of a case is entered as the transaction ends, with what the request said last."""
    with acting("soudan1") as user:
        log = ReadingLog(user, device="Edge（Windows）")
        log.note("list", kind="ケース")
        log.write()
        a_case()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
    grants = [device for action, device in devices() if action == "grant"]
    assert grants
    assert set(grants) == {"Edge（Windows）"}


def test_s69_a_failed_login_says_from_what_browser(client: Any) -> None:
    sent = {"login": staff("soudan1").username, "password": f"{SAMPLE_PASSWORD}x"}
    client.post(reverse("account_login"), sent, headers={"user-agent": CHROME})
    assert devices()[-1] == ("login", "Chrome（Windows）")
