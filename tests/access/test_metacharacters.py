"""Characters that mean something to SQL, in every parameter of every page and in every field of every form: they are
words like others, or are refused as what does not fit (S-57)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from tests.test_architecture import LEVEL, ROOT
from tests.ui.wrong_input import page_of

from .crawl import OTHER_PARAMETERS, Answer, ask, client_of, visits
from .posting import BROKEN_BY_PLANTING, WORDS, Sending, each_kind_once, pages, send
from .secret_world import World

# The second holds what the database keeps in no text at all.
TEXTS = (
    "1' or '1'='1'; select pg_sleep(60) -- \"\\%_%s{0}) */ $$",
    "\x00'",
    "-9223372036854775809",
)
ASKING = re.compile(r"GET(?:\.get|\.getlist)?[(\[]\s*\"(\w+)\"")
# Says which row, once for all: without it no form is taken at all, and nothing else would be looked at.
OF_THE_FORM = {"form_key", "version", "step"}
READERS = ("caseworker_a", "coordinator", "auditor", "administrator")


def texts_for(number: int) -> tuple[str, str]:
    """Of many pages and forms each is asked with the first, and one in two with each of the others."""
    return TEXTS[0], TEXTS[1 + number % 2]


def names_in_the_source() -> set[str]:
    """What a view looks for in an address."""
    return {
        name
        for app in (*LEVEL, "bunkyo_support")
        for path in sorted((ROOT / app).rglob("*.py"))
        for name in ASKING.findall(path.read_text(encoding="utf-8"))
    }


def names_on(answer: Answer) -> Iterator[str]:
    """What the forms of a page put into an address."""
    for form in page_of(answer.body).iter("form"):
        if form.get("method", "get").lower() == "get":
            yield from (str(one.get("name")) for one in form.iter() if one.get("name"))


def with_words_in_the_path(pattern: str, path: str, text: str) -> str:
    """Parts of an address that are words and not ids."""
    for name in re.findall(r"<(?:str:)?(\w+)>", pattern):
        for value in OTHER_PARAMETERS.get(name, []):
            path = path.replace(f"/{value}/", f"/{quote(text.replace('/', ''))}/")
    return path


def test_s57_the_names_of_parameters_are_found() -> None:
    assert {"page", "period", "show", "state", "of"} <= names_in_the_source()


@pytest.mark.parametrize("name", READERS)
def test_s57_no_page_fails_for_what_stands_in_its_address(name: str, world: World) -> None:
    client, known = client_of(name), names_in_the_source()
    failed, asked = [], 0
    for number, visit in enumerate(visits(world.ids, most=1)):
        if "GET" not in visit.route.rule.methods:
            continue
        plain = ask(client, visit.path)
        if plain.status != 200:
            continue
        names = known | (set(names_on(plain)) if b"<form" in plain.body else set())
        for text in texts_for(number):
            path = with_words_in_the_path(visit.route.pattern, visit.path, text)
            answer = ask(client, f"{path}?{urlencode(dict.fromkeys(sorted(names), text))}")
            asked += 1
            if answer.status >= 500:
                failed.append((visit.route.name, text, answer.status))
    assert failed == []
    assert asked > 30
    assert not connection.needs_rollback


def filled_with(sending: Sending, text: str) -> Sending:
    return replace(
        sending, data=tuple((n, v if n in OF_THE_FORM else text) for n, v in sending.data)
    )


def written_with(sending: Sending, text: str) -> Sending:
    """Only what was written freely, so that the rest is taken and the words come as far as the database."""
    return replace(sending, data=tuple((n, text if v == WORDS else v) for n, v in sending.data))


@pytest.mark.parametrize("name", READERS)
def test_s57_no_form_fails_for_what_is_written_into_it(name: str, world: World) -> None:
    client = client_of(name)
    failed, sent = [], 0
    for number, sending in enumerate(each_kind_once(pages(client, world.ids))):
        if sending.kind in BROKEN_BY_PLANTING:
            continue
        for text in texts_for(number):
            for tried in (filled_with(sending, text), written_with(sending, text)):
                if tried == sending:
                    continue
                sent += 1
                failed += [
                    (sending.kind, text, answer.status)
                    for answer in send(client, tried)
                    if answer.status >= 500
                ]
    assert failed == []
    assert sent > 10
    assert not connection.needs_rollback
