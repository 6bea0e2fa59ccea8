"""Who comes second is told who was first and when, as far as she may see it, and her own other window as
her own (ui.md d: who, when, choice)."""

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from access.errors import StaleError
from access.shortcuts import save_changed
from cases.models import Intake, Person
from tests.world import acting, staff

from .pages import browser, text_of
from .situations import a_case, people_of, seen_by

pytestmark = pytest.mark.django_db
WHO, COLLEAGUE, ELSEWHERE = "soudan1", "soudan2", "kurashi1"


def told(row: Any, reader: str, version: int = 1) -> str:
    with acting(reader) as by, pytest.raises(StaleError) as refused:
        save_changed(row, by=by, fields={"note": "x"}, version=version)
    return str(refused.value)


def changed(by: str) -> Person:
    case = a_case()
    with acting(WHO):
        person = people_of(case, WHO)[0]
    with acting(by) as user:
        save_changed(person, by=user, fields={"note": "直した"})
    return person


def test_a_colleague_is_named_with_the_time() -> None:
    person = changed(COLLEAGUE)
    name = staff(COLLEAGUE).name
    assert re.search(rf"{name}さんが（今日 \d\d:\d\d）、この内容を直しました", told(person, WHO))


def test_ones_own_change_in_another_window_is_ones_own() -> None:
    words = told(changed(WHO), WHO)
    assert re.search(r"あなたが別の画面で（今日 \d\d:\d\d）、この内容を直しました", words)


def test_r14_nobody_is_named_to_who_does_not_see_it() -> None:
    words = told(changed(COLLEAGUE), ELSEWHERE)
    assert staff(COLLEAGUE).name not in words
    assert "この内容が直されました" in words


def test_nobody_is_named_where_nobody_was_first() -> None:
    person = changed(COLLEAGUE)
    assert "さんが" not in told(person, ELSEWHERE, version=person.version)


def test_the_same_intake_in_two_windows() -> None:
    a_case()
    [row] = seen_by(WHO, Intake)
    client = browser(WHO)
    url = reverse("cases:change_intake", args=[row.pk])
    opened = client.get(url).context["form"]
    first = {n: opened[n].value() for n in opened.fields if opened[n].value() not in (None, "")}
    first |= {"words": "一つ目の画面"}
    assert client.post(url, first).status_code == 303
    other = {"words": "二つ目の画面", "form_key": str(uuid.uuid4())}
    late = client.post(url, first | other)
    words = text_of(late)
    assert late.status_code == 422
    assert "あなたが別の画面で（今日" in words
    assert "ほかの人" not in words
    shown = re.sub(r"<template.*?</template>", "", late.content.decode(), flags=re.DOTALL)
    assert "下に" not in shown, "nothing of a colleague's stands beside it"
    assert "もう一度ボタンを押してください" in words
    assert "二つ目の画面" in words
