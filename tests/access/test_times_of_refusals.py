"""How long a refusal takes does not tell whether the row is hidden or missing (S-18)."""

import os
import subprocess
import sys
import time
import uuid
from typing import Any

import pytest
from django.urls import reverse

from tests.cases.pages import browser
from tests.cases.situations import a_case, a_note

pytestmark = pytest.mark.django_db
STEP = 0.4


def seconds(client: Any, address: str) -> tuple[int, float]:
    began = time.monotonic()
    answer = client.get(address)
    return answer.status_code, time.monotonic() - began


def test_s18_a_hidden_row_and_a_missing_one_are_refused_after_the_same_time(settings: Any) -> None:
    note = a_note(a_case("kurashi1"), "kurashi1", text="見えない記録")
    client = browser("soudan1")
    client.get(reverse("home"))
    settings.REFUSAL_STEP_SECONDS = STEP
    for pk in (note.pk, uuid.uuid4()):
        status, passed = seconds(client, reverse("cases:correct", args=[pk]))
        assert status == 404
        assert STEP <= passed < 2 * STEP, "one step, whatever it cost"
    own = reverse("jobs:list")
    status, passed = seconds(client, own)
    assert (status, passed < STEP) == (200, True), "who may look waits for nothing"


def test_s18_in_production_a_refusal_takes_a_quarter_of_a_second() -> None:
    asked = "from bunkyo_support import settings as s; print(s.REFUSAL_STEP_SECONDS)"
    for development, said in (("0", "0.25"), ("1", "0.0")):
        done = subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "DEVELOPMENT": development},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == said
