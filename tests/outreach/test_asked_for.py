"""A 多機関協働プラン that asks for アウトリーチ等 or 地域づくり leads on to where they are begun (domain.md 4.4)."""

from typing import Any

import pytest
from django.urls import reverse

from plans import services as plan_services
from plans.models import Plan
from tests.cases.pages import browser
from tests.plans import situations as p
from tests.told_once import told_once

pytestmark = pytest.mark.django_db
NONE_YET = "アウトリーチ等プランは、まだありません"


@told_once
def an_asking_plan(**words: Any) -> Plan:
    plan = p.a_written_plan()
    asked = {"uses_outreach": True, "asked_of_outreach": "週1回の声かけ。"}
    asked |= {"uses_community": True, "asked_of_community": "昼の居場所。"}
    p.as_coordinator(plan, plan_services.edit_kind, values=asked | words)
    return plan


def page_of(plan: Plan, username: str) -> str:
    page = browser(username).get(reverse("plans:detail", args=[plan.pk]))
    assert page.status_code == 200
    return page.content.decode()


def test_who_keeps_a_record_is_led_to_begin_outreach_and_the_others_are_not() -> None:
    plan = an_asking_plan()
    begin = reverse("outreach:begin", args=[plan.compartment.case_id])
    shown = page_of(plan, p.RECORDER)
    assert f'href="{begin}"' in shown
    assert browser(p.RECORDER).get(begin).status_code == 200
    assert NONE_YET not in shown, "of others' plans she sees nothing (R14)"
    others = page_of(plan, p.PARTNER)
    assert "週1回の声かけ。" in others
    assert f'href="{begin}"' not in others
    assert browser(p.PARTNER).get(begin).status_code == 404
    asking = page_of(plan, p.COORDINATOR)
    assert NONE_YET in asking
    case = reverse("cases:detail", args=[plan.compartment.case_id])
    assert f'<a href="{case}">ケースの画面</a>' in asking


def test_r9_a_supervisor_who_reads_no_words_reads_nothing_that_is_asked() -> None:
    plan = an_asking_plan()
    shown = page_of(plan, "kanri1")
    for words in (
        "アウトリーチ等への依頼",
        "地域づくりへの依頼",
        "週1回の声かけ。",
        "昼の居場所。",
    ):
        assert words not in shown


def test_the_register_of_places_is_a_step_away() -> None:
    plan = an_asking_plan()
    places = reverse("community:places")
    for username in (p.COORDINATOR, p.PARTNER):
        shown = page_of(plan, username)
        assert "居場所の台帳から探す" in shown
        assert f'<p><a href="{places}">' in shown
        assert browser(username).get(places).status_code == 200


def test_a_plan_that_asks_for_nothing_or_that_is_over_says_nothing() -> None:
    nothing = {"uses_outreach": False, "asked_of_outreach": ""}
    nothing |= {"uses_community": False, "asked_of_community": ""}
    shown = page_of(an_asking_plan(**nothing), p.RECORDER)
    assert "アウトリーチ等への依頼</h2>" not in shown
    assert "地域づくりへの依頼</h2>" not in shown
    plan = an_asking_plan()
    p.as_coordinator(plan, plan_services.move_plan, to="cancelled", note="転出した")
    shown = page_of(plan, p.COORDINATOR)
    assert "アウトリーチ等への依頼</h2>" not in shown
    assert "居場所の台帳から探す" not in shown
