"""The number that a case has in the body's own system (domain.md P5): seen and found by that body alone (R2, R14)."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.models import CaseFile
from cases import services
from cases.models import CaseRecord
from cases.services import imports
from tests.ui.filling import filled
from tests.world import acting

from . import situations as s
from .bringing import LINE, a_list, bring, cases, lines_of, take_in
from .pages import browser, page, text_of
from .test_finding import cases_found, labels

pytestmark = pytest.mark.django_db
WORKER, COLLEAGUE, SUPERVISOR, OTHER = "soudan1", "soudan2", "kanri1", "kurashi1"
NUMBER = "KAI-2026-0417"


def numbered(case: CaseFile, number: str = NUMBER, by: str = WORKER) -> CaseRecord:
    with acting(by) as user:
        record = s.record_of(case, by)
        return services.number_record(
            record=record, own_number=number, version=record.version, by=user
        )


def a_case_of_two_bodies() -> CaseFile:
    """Both have a record of it, and both see the household."""
    case = s.a_case()
    s.an_accepted_hand_off(case, OTHER)
    return case


def found(username: str, words: str) -> str:
    """The words of the page of results, or of the case where the search leads to it."""
    return text_of(browser(username).post(reverse("cases:search"), {"q": words}, follow=True))


def test_the_body_writes_it_and_sees_it_on_the_case() -> None:
    case = s.a_case()
    assert "自機関での番号を書く" in text_of(page(WORKER, "detail", case.pk))
    client, url = browser(WORKER), reverse("cases:own_number", args=[case.pk])
    opened = client.get(url)
    assert "の職員だけに表示されます" in text_of(opened)
    sent = filled(opened.context["form"], own_number=f"　{NUMBER} ")
    saved = client.post(url, sent)
    assert saved.status_code == 303
    for name in (WORKER, COLLEAGUE, SUPERVISOR):
        assert NUMBER in text_of(page(name, "detail", case.pk))
    assert "自機関での番号を直す" in text_of(client.get(saved["Location"]))
    with acting(WORKER):
        assert s.record_of(case, WORKER).own_number == NUMBER
    numbered(case, "")
    assert "自機関での番号を書く" in text_of(client.get(saved["Location"]))


def test_who_comes_second_sees_what_a_colleague_wrote() -> None:
    case = s.a_case()
    client, url = browser(COLLEAGUE), reverse("cases:own_number", args=[case.pk])
    sent = filled(client.get(url).context["form"], own_number="KAI-9")
    numbered(case)
    stale = client.post(url, sent)
    assert stale.status_code == 422
    assert NUMBER in text_of(stale)
    assert "KAI-9" in stale.content.decode()
    again = sent | {"version": str(stale.context["form"]["version"].value())}
    assert client.post(url, again).status_code == 303
    with acting(WORKER) as user:
        record = s.record_of(case, WORKER)
        assert record.own_number == "KAI-9"
        with pytest.raises(StaleError):
            services.number_record(record=record, own_number="x", version=0, by=user)


@pytest.mark.parametrize("words", [NUMBER, "ｋａｉ－2026", "20260417", "0417"])
def test_the_body_finds_the_case_by_it(words: str) -> None:
    case = s.a_case()
    s.a_case()
    numbered(case)
    for name in (WORKER, SUPERVISOR):
        assert cases_found(name, words) == {case.number}
        assert labels(name, words) == ["自機関での番号"]
    page_of_results = browser(WORKER).post(reverse("cases:search"), {"q": words}, follow=True)
    assert "自機関での番号" in text_of(page_of_results)
    assert "<mark>" in page_of_results.content.decode()
    numbered(case, "")
    assert cases_found(WORKER, words) == set()


def test_r2_another_body_with_a_record_of_the_case_neither_sees_nor_finds_it() -> None:
    case = a_case_of_two_bodies()
    numbered(case)
    assert cases_found(OTHER, "架空 花子") == {case.number}  # she sees the case
    assert NUMBER not in text_of(page(OTHER, "detail", case.pk))
    assert cases_found(OTHER, NUMBER) == cases_found(OTHER, "0417") == set()
    assert "当てはまる、見られる記録はありません" in found(OTHER, NUMBER)
    numbered(case, "ZAI-99871", by=OTHER)
    own = text_of(page(OTHER, "detail", case.pk))
    assert "ZAI-99871" in own
    assert NUMBER not in own
    assert cases_found(OTHER, "ZAI-99871") == {case.number}
    assert cases_found(WORKER, "ZAI-99871") == set()
    assert "ZAI-99871" not in text_of(page(WORKER, "detail", case.pk))


@pytest.mark.parametrize("who", ["kurashi1", "csw1", "jimukyoku1", "ishi1", "kansa1", "system1"])
def test_r14_to_others_there_is_no_such_page_and_nothing_to_find(who: str) -> None:
    case = s.a_case()
    numbered(case)
    assert page(who, "own_number", case.pk).status_code == 404
    assert cases_found(who, NUMBER) == set()


def test_r2_of_a_narrowed_case_only_those_in_charge_find_it() -> None:
    case = s.a_case()
    numbered(case)
    with acting(WORKER) as user:
        s.narrow_to(record=s.record_of(case, WORKER), staff=[s.office(WORKER)], by=user)
    assert cases_found(WORKER, NUMBER) == {case.number}
    assert cases_found(COLLEAGUE, NUMBER) == set()
    assert page(COLLEAGUE, "own_number", case.pk).status_code == 404


def test_a_number_that_does_not_fit_is_told_beside_it() -> None:
    case = s.a_case()
    with acting(WORKER) as user, pytest.raises(DomainError, match="40字まで"):
        services.number_record(
            record=s.record_of(case, WORKER), own_number="9" * 41, version=None, by=user
        )
    client, url = browser(WORKER), reverse("cases:own_number", args=[case.pk])
    sent = filled(client.get(url).context["form"], own_number="9" * 41)
    assert client.post(url, sent).status_code == 422


def test_a_list_brings_it_and_an_untouched_case_is_taken_back_nevertheless() -> None:
    line: dict[str, Any] = LINE | {"自機関での番号": NUMBER, "状態": "支援中"}
    kept = bring(a_list(line, LINE | {"氏名": "架空 あらた"}))
    assert take_in(kept).is_good
    assert {case.number for case in cases(WORKER)} > cases_found(WORKER, NUMBER) != set()
    assert labels(WORKER, NUMBER) == ["自機関での番号"]
    with acting("kanri1") as user:
        kept.refresh_from_db()
        assert imports.take_back(kept=kept, by=user).stay == []
    assert cases_found(WORKER, NUMBER) == set()
    long = lines_of(bring(a_list(LINE | {"自機関での番号": "9" * 41})))[0].errors
    assert [heading for heading, _ in long] == ["自機関での番号"]
