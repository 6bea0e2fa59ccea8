"""A search is sent and its results are opened, so that Back and a reload show them again (R14, R19, S-47, S-51; decision 1005)."""

import html
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import AccessLog
from bunkyo_support.session_store import SessionStore
from cases import services
from drafts import searches
from drafts.encryption import unseal
from tests.access.crawl import ask, settled
from tests.world import acting, login, staff

from . import situations as s
from .pages import browser, text_of

pytestmark = pytest.mark.django_db

WORKER, COLLEAGUE = "soudan1", "soudan2"
WORDS = "架空 花子"
GONE = "この検索の結果は、もう出せません"


def results_of(client: Client, words: str = WORDS) -> str:
    """The address to which a search leads."""
    answer = client.post(reverse("cases:search"), {"q": words})
    assert answer.status_code == 303
    return str(answer["Location"])


def written() -> list[tuple[str, str]]:
    with acting("kansa1"):
        return list(AccessLog.objects.order_by("seq").values_list("action", "kind"))


def in_database() -> list[dict[str, Any]]:
    """What sessions hold, as their rows say it."""
    with connection.cursor() as cursor:
        cursor.execute("select session_key, session_data from django_session")
        return [dict(SessionStore(key).decode(data)) for key, data in cursor.fetchall()]


def kept_words(username: str) -> list[str]:
    """Words of the searches that lie in sessions, as far as the key of this person opens them."""
    held = [session.get(searches.IN_SESSION, {}) for session in in_database()]
    with acting(username) as user:
        found = [unseal(user, one.encode()) for each in held for one in each.values()]
    return [words for one in found if one is not None for words in one.values()]


def test_s51_the_address_of_the_results_holds_a_number_drawn_at_random_and_no_word() -> None:
    s.a_case()
    client = browser(WORKER)
    first, again = results_of(client), results_of(client)
    for address in (first, again):
        assert re.fullmatch(rf"{reverse('cases:search')}\?kept=[0-9a-f-]{{36}}", address)
    assert first != again
    assert first not in client.get(again).content.decode()


def test_back_and_a_reload_show_the_results_again_as_they_are_by_then() -> None:
    case = s.a_case()
    client = browser(WORKER)
    address = results_of(client)
    assert case.number in text_of(client.get(address))
    assert client.get(reverse("cases:detail", args=[case.pk])).status_code == 200
    later = s.a_case()
    shown = text_of(client.get(address))
    assert case.number in shown
    assert later.number in shown
    assert f"「{WORDS}」" in shown


def in_the_box(page: str) -> str:
    """What the search box of a page holds."""
    box = re.search(r'<input id="gs"[^>]*>', page)
    assert box is not None
    held = re.search(r' value="([^"]*)"', box[0])
    return html.unescape(held[1]) if held else ""


@pytest.mark.parametrize("words", [WORDS, '"仮名" & <b>', "架"])
def test_the_box_holds_what_was_searched_on_the_page_of_its_results_and_on_no_other(
    words: str,
) -> None:
    case = s.a_case()
    client = browser(WORKER)
    address = results_of(client, words)
    assert in_the_box(client.get(address).content.decode()) == words
    others = (reverse("cases:search"), reverse("cases:detail", args=[case.pk]), reverse("home"))
    for other in others:
        assert in_the_box(client.get(other).content.decode()) == ""
    theirs = browser(COLLEAGUE).get(address).content.decode()
    assert in_the_box(theirs) == ""


def test_r12_what_was_closed_to_her_meanwhile_is_not_shown_again() -> None:
    case = s.a_case()
    client = browser(COLLEAGUE)
    address = results_of(client)
    assert case.number in text_of(client.get(address))
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    assert case.number not in text_of(client.get(address))


def test_r19_each_time_results_are_shown_is_entered_once_and_sending_the_words_is_not() -> None:
    s.a_case()
    client = browser(WORKER)
    before = len(written())
    address = results_of(client)
    assert written()[before:] == []
    for times in (1, 2):
        client.get(address)
        assert written()[before:] == [("search", "ケース")] * times


def test_r14_an_address_that_is_not_hers_answers_like_one_that_nobody_has() -> None:
    """Somebody else's, her own in another browser, that of a search long before, and no number at all."""
    s.a_case()
    client, colleague, elsewhere = browser(WORKER), browser(COLLEAGUE), browser(WORKER)
    of_before = results_of(client)
    for _ in range(searches.MOST_KEPT):
        own = results_of(client)
    kept = f"{reverse('cases:search')}?kept="
    random = settled(ask(client, kept + str(uuid.uuid4())))
    assert random[0] == 200
    assert GONE in random[1].decode()
    for other in (
        results_of(colleague),
        results_of(elsewhere),
        of_before,
        f"{kept}x",
        f"{kept}%E8%8A%B1",
    ):
        assert settled(ask(client, other)) == random, other
    assert settled(ask(client, own)) != random


def test_words_lie_in_the_session_sealed_with_the_key_of_who_searched() -> None:
    client = browser(WORKER)
    results_of(client)
    assert searches.IN_SESSION in str(in_database())
    assert not re.search("架空|花子", str(in_database()))
    assert kept_words(WORKER) == [WORDS]
    assert kept_words(COLLEAGUE) == []


def test_the_words_of_the_last_five_searches_are_kept_and_the_oldest_goes() -> None:
    client = browser(WORKER)
    addresses = [results_of(client, f"{number}番目の言葉") for number in range(7)]
    assert kept_words(WORKER) == [f"{number}番目の言葉" for number in range(2, 7)]
    shown = [text_of(client.get(address)) for address in addresses]
    assert [GONE in page for page in shown] == [True] * 2 + [False] * 5
    assert [f"「{number}番目の言葉」" in shown[number] for number in range(2, 7)] == [True] * 5


def test_searches_of_one_list_do_not_push_out_those_of_another() -> None:
    client = browser(WORKER)
    address = results_of(client)
    for number in range(searches.MOST_KEPT):
        client.post(reverse("participation:resources"), {"words": f"場所{number}"})
    assert GONE not in text_of(client.get(address))
    assert len(kept_words(WORKER)) == searches.MOST_KEPT + 1


def test_the_session_stays_small_however_much_is_searched_for() -> None:
    client = browser(WORKER)
    for _ in range(20):
        results_of(client, "長" * 1_000)
    with connection.cursor() as cursor:
        cursor.execute("select max(length(session_data)) from django_session")
        assert cursor.fetchone()[0] < 5_000


def test_s47_they_end_with_the_session() -> None:
    client = browser(WORKER)
    address = results_of(client)
    client.post(reverse("account_logout"))
    assert searches.IN_SESSION not in str(in_database())
    login(client, WORKER)
    assert GONE in text_of(client.get(address))


def test_without_words_nothing_is_kept_and_the_page_asks_for_them() -> None:
    client = browser(WORKER)
    address = results_of(client, "　 ")
    assert address == reverse("cases:search")
    assert "探す言葉が入っていません" in text_of(client.get(address))
    assert searches.IN_SESSION not in client.session


def test_results_are_asked_for_as_often_when_they_are_shown_again() -> None:
    client = browser(WORKER)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    s.a_note(s.a_case(), text="架空 花子の話")
    address = results_of(client)
    asked(address)
    few = asked(address)
    for _ in range(3):
        s.a_note(s.a_case(), text="架空 花子の話")
    assert asked(address) == few
