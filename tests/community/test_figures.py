"""F1 to F5 by hand, the target of two standing bases, and what may leave (R20)."""

import datetime

import pytest
from django.urls import reverse

from access.seen_by import SeenBy
from community import figures, periods, services
from community.choices import PERSON, RUNNING, STARTING
from community.models import Place, PlaceState
from reports.indicators.base import Span
from reports.indicators.community import open_places
from sample_ward import gathering
from tests.cases.pages import browser

from . import situations as s

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 26)


def test_periods_are_fixed() -> None:
    year = periods.whole_year(2026)
    assert (year.first, year.last) == (datetime.date(2026, 4, 1), datetime.date(2027, 3, 31))
    assert year.words == "令和8年度"
    december = periods.month(2026, 12)
    assert (december.last, december.words) == (datetime.date(2026, 12, 31), "令和8年12月")
    assert periods.last_half(DAY).words == "令和8年度上半期"
    assert periods.last_half(datetime.date(2026, 9, 30)).last == datetime.date(2026, 3, 31)
    assert periods.chosen("nonsense", DAY) == year
    assert periods.chosen("2026-10", DAY).first == datetime.date(2026, 10, 1)


def test_f1_is_what_was_open_on_the_last_day_not_what_is_open_now() -> None:
    place = s.a_place(since=s.days(-100))
    with s.acting(s.WORKER) as by:
        services.move_place(place=place, to=PlaceState.PAUSED, on=s.days(-10), reason="改修", by=by)
        services.move_place(place=place, to=PlaceState.OPEN, on=s.days(-2), by=by)
        found = {
            ago: figures.open_places(by, s.days(-ago)).count() for ago in (101, 100, 11, 10, 3, 2)
        }
    assert found == {101: 0, 100: 1, 11: 1, 10: 0, 3: 0, 2: 1}


def test_f1_tells_a_day_that_is_over_as_it_was() -> None:
    """A place that becomes 常設 afterwards was none at the end of the month before."""
    place = s.a_place(is_standing=False)
    with s.acting(s.WORKER) as by:
        yesterday = Place.objects.visible_to(by).get(pk=place.pk)
        services.change_place(
            place=yesterday,
            facts=services.PlaceFacts("検証のいえ", "01", "existing", place.area, is_standing=True),
            by=by,
        )
        found = [
            fact.codes["standing"]
            for ago in (1, 0)
            for fact in open_places(SeenBy(by), Span(s.days(-ago), s.days(-ago)))
        ]
        period = periods.Period("x", "x", s.days(-9), s.days(-1))
        assert figures.Figures(by, period).places["standing"] == 0
        then = {row.area.code: row.standing for row in figures.areas(by, s.days(-1))}
        now = {row.area.code: row.standing for row in figures.areas(by)}
    assert found == ["no", "yes"]
    assert (then["komagome"], now["komagome"]) == (0, 1)


def test_f2_to_f4_and_g1_by_hand() -> None:
    place = s.a_place()
    s.attended(place, ago=0, aged=5, pupils=2, newcomers=1, volunteers=3, caught=True)
    mistaken = s.attended(place, ago=0, aged=90)
    with s.acting(s.WORKER) as by:
        services.withdraw_gathering(gathering=mistaken, by=by)
        for weight, kind in (
            ("community", STARTING),
            ("community", RUNNING),
            ("community", "03"),
            ("individual", PERSON),
        ):
            services.record_support(
                facts=services.SupportFacts(s.days(0), weight, kind, 30, place=place), by=by
            )
        s.run_by(place, "検証の会", by, "residents", ago=0)
        ended = s.run_by(place, "検証商店会", by, "company", ago=5)
        services.end_partner(row=ended, on=s.days(-1), by=by)
        today = s.days(0)
        period = periods.month(today.year, today.month)
        found = figures.Figures(by, periods.Period("x", "x", period.first, today))
        assert found.places == {"all": 1, "standing": 1, "others": 0}
        assert found.attendance["times"] == 1
        assert found.attendance["total"] == 7
        assert found.attendance["caught"] == 1
        assert dict(found.bands)["75歳以上"] == 5
        assert found.partners == 2, "検証町会 and 検証の会"
        assert found.work == {
            "starting": 1,
            "running": 1,
            "community": 3,
            "individual": 1,
            "minutes": 120,
        }


def test_two_standing_bases_are_wanted_in_each_area() -> None:
    s.places()
    with s.acting(s.WORKER) as by:
        then = {row.area.code: row.standing for row in figures.areas(by, s.days(0))}
    with s.acting(s.FOREIGN) as by:
        found = {row.area.code: row for row in figures.areas(by)}
    assert then == {code: row.standing for code, row in found.items()}, "keepers and readers agree"
    assert {code: row.standing for code, row in found.items()} == {
        "tomisaka": 0,
        "otsuka": 1,
        "motofuji": 0,
        "komagome": 2,
    }
    assert found["komagome"].label == "目標に届いている"
    assert found["tomisaka"].label == "あと2か所（準備中 1）", "関係者のみ: she reads it as well"
    assert found["motofuji"].label == "あと2か所"


def test_support_of_a_person_is_counted_and_told_nowhere_here() -> None:
    with s.acting(s.WORKER) as by:
        facts = services.SupportFacts(s.days(0), "individual", PERSON, 30, words="花子さんのこと")
        with pytest.raises(services.places.DomainError, match="ケースの経過に"):
            services.record_support(facts=facts, by=by)


def test_r20_what_leaves_is_a_half_year_that_is_over_with_small_numbers_hidden() -> None:
    place = s.a_place(since=s.days(-700))
    over = periods.last_half(s.days(0))
    ago = (s.days(0) - over.last).days
    s.attended(place, ago=ago, aged=4)
    with s.acting(s.WORKER) as by:
        leaving = {words: number for _, words, number in figures.Figures(by, over).to_leave()}
    assert leaving["延べ参加者数"] == "x"
    assert not any("歳" in words for words in leaving), "no age bands beside a total"
    assert [figures.hide_small(n) for n in (0, 1, 4, 5)] == ["0", "x", "x", "5"]


def test_the_front_page_tells_the_period_and_leads_to_the_rows() -> None:
    gathering.build_community()
    page = browser(s.WORKER).get(reverse("community:front")).content.decode()
    assert periods.chosen("", s.days(0)).words in page
    assert "?period=y" in page
    assert "受付を読む役割だけに出ます" in page
    assert "見立てを待つ気になる人メモ 2件" in page
    foreign = browser(s.FOREIGN).get(reverse("community:front")).content.decode()
    assert "あと2か所" in foreign
    assert "延べ参加者" not in foreign
    assert "見立てを待つ" not in foreign
