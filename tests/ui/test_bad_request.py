"""What could not be read at all is said in plain Japanese."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import login

pytestmark = pytest.mark.django_db


def test_more_than_is_taken_is_answered_in_words(settings: Any) -> None:
    client = Client()
    login(client, "jimukyoku1")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post(reverse("reports:targets"), {"x": "あ" * 900})
    words = answer.content.decode()
    assert answer.status_code == 400
    assert "大きすぎて、受け取れませんでした" in words
    assert "何も登録していません" in words
    assert "Bad Request" not in words
    assert answer["Cache-Control"] == "no-store, private"


def test_what_was_mutilated_on_its_way_is_answered_in_words() -> None:
    client = Client()
    login(client, "jimukyoku1")
    answer = client.post(
        reverse("reports:targets"),
        b"--x\r\nmutilated",
        content_type="multipart/form-data; boundary=",
    )
    words = answer.content.decode()
    assert answer.status_code == 400
    assert "読み取れませんでした" in words
