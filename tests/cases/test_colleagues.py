"""The staff of a body for its supervisor: the yearly review of who may see (R9, R10, R16)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.models import Staff
from organizations.services import end_appointment
from tests.cases.pages import browser, page, text_of
from tests.cases.situations import office
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
SUPERVISOR, COLLEAGUE = "kanri1", "soudan2"


def shown() -> str:
    return text_of(page(SUPERVISOR, "colleagues"))


def test_r9_a_supervisor_sees_who_serves_at_her_body_and_at_no_other() -> None:
    assert reverse("cases:colleagues") in page(SUPERVISOR, "handing_over").content.decode()
    told = shown()
    for name in ("soudan1", COLLEAGUE, SUPERVISOR):
        assert staff(name).name in told, name
    for name in ("kurashi1", "csw1", "system1", "ido1"):
        assert staff(name).username not in told, name


def test_r16_who_has_left_is_gone_and_who_does_not_log_in_is_marked() -> None:
    long_ago = timezone.now() - datetime.timedelta(days=91)
    Staff.objects.filter(username=COLLEAGUE).update(last_login=long_ago)
    assert "90日以上ありません" in shown()
    with acting("system1"):
        end_appointment(appointment=office(COLLEAGUE))
    assert staff(COLLEAGUE).username not in shown()
    assert "90日以上ありません" not in shown()


@pytest.mark.parametrize("who", ["soudan1", "jimukyoku1", "ishi1", "kansa1", "system1"])
def test_nobody_else_has_the_page(who: str) -> None:
    assert browser(who).get(reverse("cases:colleagues")).status_code == 404
