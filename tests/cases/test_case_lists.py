"""The list of cases: filters, orders, pages by place, saved views (R1, S-51)."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from access.errors import DomainError
from cases import services
from cases.case_lists import ORDERS, Question, groups
from cases.keyset import keyset_page
from cases.list_rows import list_rows
from cases.models import Intake, NextAction, Person, SavedView
from cases.services import lists
from cases.urgency import urgency_of
from tests.cases.test_finding import named, undone
from tests.world import acting

from . import situations as s
from .pages import browser, text_of

pytestmark = pytest.mark.django_db


def numbers(username: str = "soudan1", **codes: str) -> list[str]:
    with acting(username) as user:
        return [case.number for case in Question.of(codes).rows(user)]


def test_filters_ask_what_they_say() -> None:
    mine, urgent, other = s.a_case(), s.a_case(), s.a_case("soudan2")
    today = timezone.localdate()
    with acting("soudan1") as by:
        Intake.objects.changeable_by(by).of_case(urgent).update(urgency="A")
        record = s.record_of(mine, "soudan1")
        services.move_record(record=record, to="supporting", by=by)
        note = {"record": record, "text": "話した", "method": "2", "by": by}
        services.write_note(**note, next_what="電話", next_due_on=today)
        NextAction.objects.changeable_by(by).update(due_on=today - datetime.timedelta(days=1))
    s.a_consent(mine)
    everything = {mine.number, urgent.number, other.number}
    assert set(numbers()) == everything
    assert set(numbers(mine="body")) == everything
    assert other.number not in numbers(mine="1")
    assert numbers(state="supporting") == [mine.number]
    assert numbers(urgency="A") == [urgent.number]
    assert numbers(consent="valid") == [mine.number]
    assert numbers(consent="soon") == []
    assert set(numbers(consent="none")) == everything - {mine.number}
    assert numbers(due="over") == [mine.number]
    assert numbers(due="week") == []
    assert set(numbers(written="7")) == everything
    assert numbers(written="silent") == []
    assert set(numbers(state="no-such-code", sort="nothing")) == everything
    assert numbers("kurashi1", consent="none") == []


def test_every_filter_and_order_asks_in_both_worlds_only_what_is_visible() -> None:
    """R1: no value of any filter shows a case of another body, or one of nobody's."""
    s.a_case()
    asked = [(name, value) for _, name, options in groups() for value, _ in options if value]
    for name, value in [*asked, *(("sort", order.code) for order in ORDERS)]:
        assert numbers("kurashi1", **{name: value}) == []


def test_the_order_by_reading_is_that_of_a_register() -> None:
    kana = [
        "あおき",
        "カトウ",
        "がとう",
        "かとうだ",
        "きっかわ",
        "きつき",
        "しーな",
        "しなだ",
        "はなこ",
        "ばなな",
        "",
    ]
    shuffled = kana[::-1]
    for reading in shuffled:
        named(s.a_case(), "見本", reading)
    with acting("soudan1") as user:
        cases = list(Question.of({"sort": "kana"}).rows(user))
        known = {
            p.compartment.case_id: p.kana
            for p in Person.objects.visible_to(user)
            .filter(is_subject=True)
            .select_related("compartment")
        }
    assert [known[case.pk] for case in cases] == kana


def walk(user: Any, question: Question, size: int, way: str = "after") -> list[list[Any]]:
    """All pages from the first on, as somebody turns them."""
    pages, url = [], "/"
    while url and len(pages) < 50:
        request: Any = RequestFactory().get(url)
        request.user = user
        page = keyset_page(request, question.rows(user), question.order, size=size)
        pages.append([case.pk for case in page["rows"]])
        url = "/" + page["older_url"] if page["older_url"] else ""
    return pages


def test_turning_pages_visits_every_case_once_in_every_order() -> None:
    """Also where days, readings and moments are the same for many cases."""
    cases = [s.a_case() for _ in range(5)]

    @settings(deadline=None, max_examples=6)
    @given(
        st.lists(st.integers(0, 2), min_size=5, max_size=5),
        st.lists(st.sampled_from(["かめい", "ｶﾒｲ", "がめい", "", "あ"]), min_size=5, max_size=5),
        st.integers(1, 3),
    )
    def check(days: list[int], kana: list[str], size: int) -> None:
        with undone():
            for case, reading in zip(cases, kana, strict=True):
                named(case, "見本", reading)
            with acting("soudan1") as user:
                for order in ORDERS:
                    question = Question((), order)
                    pages = walk(user, question, size)
                    visited = [pk for page in pages for pk in page]
                    assert visited == [case.pk for case in question.rows(user)]
                    assert len(visited) == len(set(visited)) == len(cases)
                    assert all(len(page) == size for page in pages[:-1])

    check()


def page_at(user: Any, url: str, question: Question, size: int = 2) -> dict[str, Any]:
    request: Any = RequestFactory().get("/" + url)
    request.user = user
    return keyset_page(request, question.rows(user), question.order, size=size)


def test_pages_go_back_and_bear_that_cases_come_and_go() -> None:
    cases = [s.a_case() for _ in range(5)]
    for case, kana in zip(cases, ["あ", "い", "う", "え", "お"], strict=True):
        named(case, "見本", kana)
    question = Question.of({"sort": "kana"})

    def shown(page: dict[str, Any]) -> list[int]:
        return [cases.index(case) for case in page["rows"]]

    with acting("soudan1") as user:
        first = page_at(user, "", question)
        assert (shown(first), first["newer_url"]) == ([0, 1], "")
        second = page_at(user, first["older_url"], question)
        assert shown(second) == [2, 3]
        third = page_at(user, second["older_url"], question)
        assert (shown(third), third["older_url"]) == ([4], "")
        assert shown(page_at(user, third["newer_url"], question)) == [2, 3]
        assert shown(page_at(user, second["newer_url"], question)) == [0, 1]
    # The last one shown on the first page moves away: nothing is skipped, nothing comes twice.
    named(cases[1], "見本", "わ")
    with acting("soudan1") as user:
        assert shown(page_at(user, first["older_url"], question)) == [2, 3]


def test_who_turns_pages_does_not_wait_for_them_to_be_counted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(5):
        s.a_case()
    question = Question.of({})

    def turned(url: str) -> tuple[dict[str, Any], int]:
        request: Any = RequestFactory().get("/" + url)
        request.user = user
        with CaptureQueriesContext(connection) as caught:
            page = keyset_page(
                request, question.rows(user), question.order, size=2, is_counted=True
            )
        return page, sum("COUNT(" in asked["sql"] for asked in caught)

    with acting("soudan1") as user:
        first, counted = turned("")
        assert (first["total"], counted) == (5, 1)  # on the way
        second, counted = turned(first["older_url"])
        assert (second["total"], counted) == (5, 0)
    s.a_case()
    with acting("soudan1") as user:
        third, counted = turned(second["older_url"])
        assert (third["total"], counted) == (5, 0)  # as when she began
        again, counted = turned("")
        assert (again["total"], counted) == (6, 1)  # at the beginning
        monkeypatch.setattr("cases.keyset.COUNTED_FOR", -1)
        late, counted = turned(first["older_url"])
        assert (late["total"], counted) == (6, 1)  # a quarter of an hour later


def test_s51_the_place_in_the_address_is_readable_to_nobody() -> None:
    for _ in range(3):
        named(s.a_case(), "架空 花子", "かくう")
    question = Question.of({"sort": "kana"})
    with acting("soudan1") as user:
        url = page_at(user, "", question)["older_url"]
        assert len(page_at(user, url, question)["rows"]) == 1
        # Of another person, damaged, or of another order: the first page.
        for strange in (url.replace("after=gAAA", "after=gBBB"), "?after=x", "?before=%00"):
            assert len(page_at(user, strange, question)["rows"]) == 2
        assert len(page_at(user, url, Question.of({"sort": "number"}))["rows"]) == 2
    with acting("soudan2") as user:
        assert len(page_at(user, url, question)["rows"]) == 2
    assert "かくう" not in url


@pytest.mark.parametrize("sort", [order.code for order in ORDERS])
def test_the_list_asks_as_often_for_many_as_for_few(sort: str) -> None:
    client = browser("soudan1")
    url = reverse("cases:list")
    asked = {"sort": sort, "written": "30", "consent": "none", "urgency": "B"}

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url, asked).status_code == 200
        return len(caught)

    s.a_case()
    queries()
    few = queries()
    for _ in range(3):
        s.a_case()
    assert queries() == few


def test_a_view_is_saved_opened_and_thrown_away() -> None:
    s.a_case()
    client = browser("soudan1")
    url = reverse("cases:views")
    assert "まだありません" in text_of(client.get(url))
    codes = "?state=received&sort=kana"
    assert "自機関の状態：受付" in text_of(client.get(url + codes))
    answer = client.post(url + codes, {"name": "受付のもの"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("cases:list") + codes)
    html = client.get(reverse("cases:list")).content.decode()
    assert f'href="{reverse("cases:list")}{codes.replace("&", "&amp;")}">受付のもの' in html
    assert "受付のもの" not in text_of(browser("soudan2").get(reverse("cases:list")))
    with acting("soudan1") as user:
        (view,) = SavedView.objects.visible_to(user)
    forget = reverse("cases:forget_view", args=[view.pk])
    assert browser("soudan2").post(forget).status_code == 404
    assert client.post(forget).status_code == 303
    assert "受付のもの" not in text_of(client.get(reverse("cases:list")))


def test_a_view_says_what_is_missing() -> None:
    with acting("soudan1") as user:
        question = Question.of({"state": "received"})
        for name, asked, words in ((" ", question, "名前"), ("名", Question.of({}), "選ばれて")):
            with pytest.raises(DomainError, match=words):
                lists.save_view(name=name, question=asked, by=user)
        lists.save_view(name="名", question=question, by=user)
        lists.save_view(name="名", question=Question.of({"mine": "1"}), by=user)
        (view,) = SavedView.objects.visible_to(user)
        assert view.codes == {"mine": "1"}
        for number in range(lists.MOST_VIEWS - 1):
            lists.save_view(name=f"名{number}", question=question, by=user)
        with pytest.raises(DomainError, match="20"):
            lists.save_view(name="もう一つ", question=question, by=user)


def test_the_day_of_the_list_is_that_on_which_the_case_was_entered_and_says_so() -> None:
    """The 受付日 of an intake written up later is another one, and stands on the page of the case."""
    s.a_case_received(30)
    page = text_of(browser("soudan1").get(reverse("cases:list")))
    assert "登録日（新しい順）" in page
    assert "受付日" not in page


def test_what_was_taken_on_with_a_sheet_is_as_urgent_as_the_sheet_says() -> None:
    """Its record begins without an intake: the lists, the page and the paper say the letter of the つなぎ."""
    case = s.a_case("soudan1")
    leg = s.a_hand_off(case, urgency="A")
    assert numbers("kurashi1", urgency="A") == [], "not hers before she takes on"
    with acting("kurashi1") as by:
        services.accept_referral(referral=s.take(leg), by=by)
        (row,) = list_rows(by, [case])
    assert row["urgency"] == "A"
    assert numbers("kurashi1", urgency="A") == [case.number]
    assert numbers("kurashi1", urgency="B") == []
    client = browser("kurashi1")
    assert "緊急度 A" in text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "緊急度 A" in text_of(client.get(reverse("home")))
    assert numbers("soudan1", urgency="A") == [], "the sender's own intake says B"


def test_an_intake_after_the_sheet_says_how_urgent_it_is_now() -> None:
    case = s.a_case("soudan1")
    leg = s.a_hand_off(case, urgency="A")
    with acting("kurashi1") as by:
        services.accept_referral(referral=s.take(leg), by=by)
    with acting("soudan1") as by:
        held = s.take(leg, "soudan1")
        assert urgency_of([], [held], {held.receiver_body_id}) == "A"
        assert urgency_of([], [held], {held.sender_body_id}) == ""
        (intake,) = Intake.objects.visible_to(by).of_case(case)
        assert urgency_of([intake], [held], {held.receiver_body_id}) == "B"
        intake.received_on -= datetime.timedelta(days=1)
        assert urgency_of([intake], [held], {held.receiver_body_id}) == "A"
