"""Fills in the forms of a page as its reader could, and presses each of its buttons.

What is sent is undone again: the pages that come back are what counts, previews and refusals among them.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.ui.wrong_input import _value, page_of

from .crawl import Answer, ask, visits

WORDS = "検証のことば"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Ends the session of the crawler, or asks for a password.
ELSEWHERE = re.compile(r"^/(accounts|masters)/")
# What was moved when two persons became one is named by ids inside a JSON value, which the planting of tokens
# has overwritten; undoing is held by tests/cases/test_merging.py.
BROKEN_BY_PLANTING = {("/cases/merges/<id>/undo/", "")}


@dataclass(frozen=True)
class Sending:
    """One form with one of its buttons."""

    action: str
    button: str
    data: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> tuple[str, str]:
        """What it does, whatever it does it to."""
        return UUID.sub("<id>", self.action.split("?")[0]), self.button

    def body(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.data:
            found.setdefault(name, []).append(value)
        return found

    def chosen_ids(self) -> Iterator[int]:
        """Places in the data at which somebody chose a row by its id."""
        for number, (name, value) in enumerate(self.data):
            if name != "form_key" and UUID.fullmatch(value):
                yield number

    def with_id(self, number: int, value: str) -> "Sending":
        data = list(self.data)
        data[number] = (data[number][0], value)
        return replace(self, data=tuple(data))


def sendings(html: bytes, path: str) -> Iterator[Sending]:
    """Every form of a page that is posted, once for each button that has a name."""
    for form in page_of(html).iter("form"):
        if form.get("method", "").lower() != "post":
            continue
        action = form.get("action") or path
        if ELSEWHERE.match(action) or not action.startswith("/"):
            continue
        data = tuple(_filled(form))
        pressable = [b for b in form.iter("button") if "disabled" not in b.attrib]
        buttons = [b for b in pressable if b.get("name")]
        if len(buttons) < len(pressable) or not buttons:
            yield Sending(action, "", data)
        for button in buttons:
            pressed = (button.get("name", ""), button.get("value", ""))
            yield Sending(action, "=".join(pressed), (*data, pressed))


def _filled(form: Element) -> Iterator[tuple[str, str]]:
    """Everything that can be chosen is chosen, everything that can be written is written."""
    seen: set[str] = set()
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if not name or name == "csrfmiddlewaretoken" or "disabled" in control.attrib:
            continue
        if control.tag == "select":
            yield name, _value(control) or _first_option(control)
        elif control.tag == "textarea":
            yield name, _value(control) or WORDS
        elif control.tag == "input" and kind == "radio":
            if name not in seen and (control.get("value") or "checked" in control.attrib):
                seen.add(name)
                yield name, control.get("value", "")
        elif control.tag == "input" and kind == "checkbox":
            yield name, control.get("value", "on")
        elif control.tag == "input" and kind not in ("file", "submit", "button"):
            yield name, control.get("value") or _written(control, kind)


def _first_option(control: Element) -> str:
    return next((o.get("value", "") for o in control.iter("option") if o.get("value")), "")


def _written(control: Element, kind: str) -> str:
    if kind == "hidden":
        return ""
    if "data-wareki" in control.attrib:
        today = timezone.localdate()
        return f"R{today.year - 2018}.{today.month}.{today.day}"
    return "1" if control.get("inputmode") == "numeric" else WORDS


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written meanwhile is not written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pages(client: Client, ids: dict[str, list[str]]) -> Iterator[tuple[str, Answer]]:
    """Pages that somebody opens, of every route with one id of each table."""
    for visit in visits(ids, most=1):
        if "GET" in visit.route.rule.methods:
            yield visit.path, ask(client, visit.path)


def each_kind_once(opened: Iterable[tuple[str, Answer]]) -> Iterator[Sending]:
    """The forms of these pages, of those that do the same the first."""
    seen: set[tuple[str, str]] = set()
    for path, answer in opened:
        if answer.status != 200 or b"<form" not in answer.body:
            continue
        for sending in sendings(answer.body, path):
            if sending.kind not in seen:
                seen.add(sending.kind)
                yield sending


def send(client: Client, sending: Sending) -> list[Answer]:
    """What comes back, and the page to which it leads; nothing of it stays."""
    with undone():
        answers = [ask(client, sending.action, "post", data=sending.body())]
        where: Any = re.search(r"(?m)^Location: (/\S*)$", answers[0].headers)
        if answers[0].status in (302, 303) and where and not ELSEWHERE.match(where[1]):
            answers.append(ask(client, where[1]))
    return answers
