"""The time line by period, method, project and author; nothing but codes and ids in the address."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from cases.page_parts import TimelineEntry
from cases.timeline_filter import filtered
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import a_case, a_note, an_accepted_hand_off
from tests.world import staff

pytestmark = pytest.mark.django_db


def test_the_time_line_is_filtered_by_method_project_and_author() -> None:
    case = a_case()
    a_note(case, text="電話をした。", method="1", project="1")
    a_note(case, text="訪問をした。", method="2", project="3")
    a_note(case, by="soudan2", text="同僚が訪ねた。", method="2", project="3")
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    texts = ("電話をした。", "訪問をした。", "同僚が訪ねた。")

    def shown(**asked: str) -> list[str]:
        words = text_of(client.get(url, asked))
        return [text for text in texts if text in words]

    assert shown() == list(texts)
    assert shown(method="1") == ["電話をした。"]
    assert shown(project="3") == ["訪問をした。", "同僚が訪ねた。"]
    assert shown(method="2", author=str(staff("soudan1").pk)) == ["訪問をした。"]
    assert shown(method="unknown", author="x") == list(texts)


def test_the_time_line_is_filtered_by_period_where_something_is_older() -> None:
    """ui.md S08, rule 20: how many of how many, and one way back to all."""
    case = a_case()
    a_note(case, text="きのうの電話。")
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])
    assert "days=" not in client.get(url).content.decode()
    long_ago = timezone.now() - datetime.timedelta(days=60)
    a_note(case, text="春の訪問。", occurred_at=long_ago)
    page = client.get(url)
    html = page.content.decode()
    assert "days=30" in html
    assert "days=365" not in html  # everything stands within it
    assert "すべて外す" not in html
    whole = len(page.context["narrowed"].entries)
    words = text_of(client.get(url, {"days": "30"}))
    assert "きのうの電話。" in words
    assert "春の訪問。" not in words
    assert f"{whole}件のうち {whole - 1}件" in " ".join(words.split())
    assert "すべて外す" in words


def test_a_period_that_is_asked_for_holds_where_nothing_or_everything_lies_within_it() -> None:
    case = a_case()
    long_ago = timezone.now() - datetime.timedelta(days=60)
    a_note(case, text="春の訪問。", occurred_at=long_ago)
    client, url = browser("soudan1"), reverse("cases:detail", args=[case.pk])

    def shown(days: str) -> str:
        return " ".join(text_of(client.get(url, {"days": days})).split())

    whole = len(client.get(url).context["narrowed"].entries)
    assert shown("365").count("すべて外す") == 1, "everything lies within it"
    recent = len(client.get(url, {"days": "30"}).context["narrowed"].entries)
    assert recent == whole - 1
    assert f"{whole}件のうち {recent}件" in shown("30")
    assert "春の訪問。" not in shown("30")
    assert "春の訪問。" in shown("365")
    assert "すべて外す" not in shown("31")


def test_a_period_in_which_nothing_lies_shows_nothing() -> None:
    long_ago = timezone.now() - datetime.timedelta(days=60)
    entries = [TimelineEntry(at=long_ago, title="春の訪問")]
    asked = filtered(RequestFactory().get("/", {"days": "30"}), entries)
    assert (asked.entries, asked.of, asked.is_narrowed) == ([], 1, True)
    [group] = asked.links
    assert [one["is_chosen"] for one in group["options"]] == [False, True]


def test_a_filter_that_nothing_fits_does_not_say_that_nothing_was_written() -> None:
    case = a_case()
    a_note(case, method="1")
    a_note(case, by="soudan2", method="2")
    url = reverse("cases:detail", args=[case.pk])
    asked = {"method": "1", "author": str(staff("soudan2").pk)}
    words = text_of(browser("soudan1").get(url, asked))
    assert "この条件に当てはまる記録はありません" in words
    assert "まだ記録がありません" not in words
    assert "件のうち 0件" in " ".join(words.split())


def test_s51_the_links_hold_codes_and_ids_only_and_keep_the_other_choices() -> None:
    case = a_case()
    a_note(case, method="1")
    a_note(case, by="soudan2", method="2")
    url = reverse("cases:detail", args=[case.pk])
    html = browser("soudan1").get(url, {"method": "1"}).content.decode()
    links = re.findall(r'href="(\?[^"]*)"', html)
    assert links
    assert all(
        re.fullmatch(r"\?((days|method|project|author|amp;|[=&0-9a-f-])*)", x) for x in links
    )
    assert any("method=1" in link and "author=" in link for link in links)


def test_r2_authors_of_another_body_are_not_offered() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    a_note(case)
    a_note(case, by="soudan2")
    a_note(case, by="kurashi1")
    html = browser("soudan1").get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert f"author={staff('soudan2').pk}" in html
    assert f"author={staff('kurashi1').pk}" not in html


def test_a_filtered_time_line_has_pages_and_asks_as_often_however_long_it_is() -> None:
    case = a_case()
    url = reverse("cases:detail", args=[case.pk]) + "?method=1"
    for method in ("1", "2"):
        a_note(case, method=method, project="1")
    few = queries("soudan1", url)
    for _ in range(55):
        a_note(case, method="1", project="2")
    assert queries("soudan1", url) == few
    html = browser("soudan1").get(url).content.decode()
    assert "56件のうち 1〜50件" in html
    assert "?method=1&amp;page=2" in html


def test_what_happened_on_a_day_without_an_hour_has_none() -> None:
    at = timezone.make_aware(datetime.datetime(2026, 11, 20))
    entries = [TimelineEntry(at=at, title="会議"), TimelineEntry(at=at, title="計画", meta="区")]
    entries.append(TimelineEntry(at=at + datetime.timedelta(minutes=5), title="電話"))
    html = render_to_string("cases/_timeline.html", {"entries": entries})
    assert re.findall(r'<p class="ev__m">(.*?)</p>', html) == ["区", "00:05"]
