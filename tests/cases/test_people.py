"""Names over time, and who belongs to the household when (deliverable 2 of issue 3)."""

import contextlib
import datetime
import itertools
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from access.errors import DomainError, StaleError
from cases import services
from cases.models import HouseholdStay, OtherName, Person
from documents.partial_dates import MONTH, YEAR, PartialDate
from tests.cases.pages import browser, page, queries, text_of
from tests.cases.situations import a_case, people_of
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
WHO = "soudan1"


def day(text: str) -> PartialDate:
    return PartialDate(datetime.date.fromisoformat(text))


def present(case: Any, on: datetime.date | None = None) -> list[str]:
    rows = Person.objects.visible_to(staff(WHO)).of_case(case).in_household(on)
    return [p.name for p in rows]


class TestNames:
    def test_a_former_name_is_kept_with_its_period_and_found(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother = people_of(case, WHO)[0]
            facts = services.NameFacts(
                OtherName.Kind.FORMER,
                "見本谷 花子",
                "みほんや はなこ",
                PartialDate(datetime.date(1948, 1, 1), YEAR),
                PartialDate(datetime.date(1972, 4, 1), MONTH),
            )
            row = services.add_name(person=mother, facts=facts, by=by)
            assert row.period == "昭和23年〜昭和47年4月"
        found = browser(WHO).post(reverse("cases:search"), {"q": "みほんや"}, follow=True)
        assert case.number in text_of(found)
        shown = text_of(page(WHO, "household", case.pk))
        assert "見本谷 花子" in shown
        assert "昭和23年〜昭和47年4月" in shown

    def test_a_removed_name_is_neither_shown_nor_found(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother = people_of(case, WHO)[0]
            facts = services.NameFacts(OtherName.Kind.COMMON, "マリア架空")
            row = services.add_name(person=mother, facts=facts, by=by)
            with pytest.raises(DomainError, match="すでに登録"):
                services.add_name(person=mother, facts=facts, by=by)
            services.remove_name(other_name=row, by=by)
        assert case.number not in text_of(
            browser(WHO).post(reverse("cases:search"), {"q": "マリア"}, follow=True)
        )
        assert "マリア架空" not in text_of(page(WHO, "household", case.pk))

    def test_the_second_editor_of_a_name_is_told(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother = people_of(case, WHO)[0]
            facts = services.NameFacts(OtherName.Kind.ALIAS, "はなちゃん")
            row = services.add_name(person=mother, facts=facts, by=by)
            other = services.NameFacts(OtherName.Kind.ALIAS, "花ちゃん")
            services.change_name(other_name=row, facts=other, version=1, by=by)
            with pytest.raises(StaleError):
                services.change_name(other_name=row, facts=facts, version=1, by=by)


class TestHousehold:
    def test_who_left_is_shown_below_and_may_come_back(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother, son = people_of(case, WHO)
            services.leave_household(
                person=son, left=day("2026-04-01"), reason=HouseholdStay.Reason.GROWN, by=by
            )
            assert present(case) == ["架空 花子"]
            assert present(case, datetime.date(2026, 3, 31)) == ["架空 花子", "架空 太一"]
            assert present(case, datetime.date(2026, 4, 1)) == ["架空 花子"]
            with pytest.raises(DomainError, match="本人は"):
                services.leave_household(person=mother, by=by)
            with pytest.raises(DomainError, match="すでに世帯を離れて"):
                services.leave_household(person=son, by=by)
        shown = text_of(page(WHO, "household", case.pk))
        assert "これまで世帯にいた人" in shown
        assert "独立・進学・就職" in shown
        with acting(WHO) as by:
            services.return_to_household(person=son, since=day("2026-09-01"), by=by)
            assert present(case) == ["架空 花子", "架空 太一"]
            assert present(case, datetime.date(2026, 6, 1)) == ["架空 花子"]
            with pytest.raises(DomainError, match="いま世帯にいる"):
                services.return_to_household(person=son, by=by)

    def test_who_dies_leaves_and_does_not_come_back(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            son = people_of(case, WHO)[1]
            services.leave_household(
                person=son,
                left=PartialDate(datetime.date(2025, 1, 1), YEAR),
                reason=HouseholdStay.Reason.DIED,
                by=by,
            )
            son = people_of(case, WHO)[1]
            assert son.is_deceased
            assert (son.died_on, son.died_precision) == (
                datetime.date(2025, 1, 1),
                YEAR,
            )
            with pytest.raises(DomainError, match="亡くなった"):
                services.return_to_household(person=son, by=by)

    def test_a_member_who_joined_later_was_not_there_before(self) -> None:
        case = a_case()
        answer = browser(WHO).post(
            reverse("cases:add_member", args=[case.pk]),
            {"name": "架空 見香", "relation": "長男の妻", "since": "令和7年5月"},
        )
        assert answer.status_code == 303
        with acting(WHO):
            assert "架空 見香" in present(case)
            assert "架空 見香" not in present(case, datetime.date(2025, 4, 30))

    def test_the_database_refuses_overlapping_times(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            son = people_of(case, WHO)[1]
            row = {"compartment": son.compartment, "created_by": by, "person": son}
            HouseholdStay.objects.create(**row, until_on=datetime.date(2026, 4, 1))
            with pytest.raises(IntegrityError), transaction.atomic():
                HouseholdStay.objects.create(**row, since_on=datetime.date(2026, 3, 31))
            HouseholdStay.objects.create(**row, since_on=datetime.date(2026, 4, 1))

    def test_a_time_without_length_touches_others_and_lies_in_none(self) -> None:
        """Came and left within a year of which only the year is known."""
        case = a_case()
        year = PartialDate(datetime.date(2023, 1, 1), YEAR)
        with acting(WHO) as by:
            son = people_of(case, WHO)[1]
            services.leave_household(person=son, left=day("2020-04-01"), by=by)
            services.return_to_household(person=son, since=year, by=by)
            services.leave_household(person=son, left=year, by=by)
            with pytest.raises(DomainError, match="ほかの期間と重なっています"):
                services.return_to_household(person=son, since=day("2022-04-01"), by=by)
            services.return_to_household(person=son, since=day("2023-01-01"), by=by)
            stays = services.stays_of([son], by)[son.pk]
        assert [s.period for s in stays] == [
            "〜令和2年4月1日",
            "令和5年〜令和5年",
            "令和5年1月1日〜",
        ]

    def test_pages_of_leaving_and_coming_back(self) -> None:
        case = a_case()
        with acting(WHO):
            son = people_of(case, WHO)[1]
        client = browser(WHO)
        url = reverse("cases:leave", args=[son.pk])
        assert client.post(url, {"left": "令和八年十三月"}).status_code == 422
        answer = client.post(url, {"left": "R8.4.1", "reason": "moved", "version": son.version})
        assert answer.status_code == 303
        stale = client.post(
            reverse("cases:come_back", args=[son.pk]), {"since": "R8.5.1", "version": son.version}
        )
        assert stale.status_code == 422
        assert "あなたが別の画面で（今日" in text_of(stale)
        answer = client.post(
            reverse("cases:come_back", args=[son.pk]),
            {"since": "R8.5.1", "version": son.version + 1},
        )
        assert answer.status_code == 303
        with acting(WHO):
            stays = services.stays_of([son], staff(WHO))[son.pk]
        assert [s.period for s in stays] == ["〜令和8年4月1日", "令和8年5月1日〜"]

    def test_the_page_asks_no_more_for_a_large_household(self) -> None:
        case = a_case()
        url = reverse("cases:household", args=[case.pk])
        before = queries(WHO, url)
        with acting(WHO) as by:
            for person in people_of(case, WHO):
                services.add_name(person=person, facts=services.NameFacts("alias", "あだ名"), by=by)
            face = people_of(case, WHO)[0].compartment
            for n in range(4):
                new = services.add_person(
                    face=face, facts=services.MemberFacts(name=f"架空 {n}"), by=by
                )
                services.leave_household(person=new, by=by)
        assert queries(WHO, url) <= before + 1


DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(1990, 3, 1))
MOVES = st.lists(
    st.tuples(st.sampled_from(["leave", "return", "correct"]), DAYS, DAYS), max_size=12
)


NEW_YEAR, LATER = datetime.date(1990, 1, 1), datetime.date(1990, 2, 1)
# Came and left on one day, and then said to have been there all along: the day lies in that time.
A_DAY_INSIDE = [
    ("leave", NEW_YEAR, NEW_YEAR),
    ("return", LATER, NEW_YEAR),
    ("leave", LATER, NEW_YEAR),
    ("return", NEW_YEAR, NEW_YEAR),
]
# A day that is written after a time which begins on it stands before it all the same.
A_DAY_BEFORE = [
    ("leave", LATER, NEW_YEAR),
    ("return", LATER, NEW_YEAR),
    ("correct", LATER, LATER),
]


def test_times_in_a_household_never_overlap_whatever_is_done() -> None:
    """A walk of leaving, coming back and correcting: refused or kept, never two times at once."""
    case = a_case()
    with acting(WHO):
        first = people_of(case, WHO)[1]

    @settings(max_examples=20, deadline=None)
    @given(moves=MOVES)
    @example(moves=A_DAY_INSIDE)
    @example(moves=A_DAY_BEFORE)
    def walk(moves: Any) -> None:
        with transaction.atomic(), acting(WHO) as by:
            for move in moves:
                _step(move, first, by)
            transaction.set_rollback(True)

    walk()


def _step(move: Any, first: Person, by: Any) -> None:
    son = Person.objects.visible_to(by).get(pk=first.pk)
    known = services.stays_of([son], by).get(son.pk, [])
    with contextlib.suppress(DomainError):
        _carry_out(move[0], son, known, PartialDate(move[1]), PartialDate(move[2]), by)
    rows = services.stays_of([son], by).get(son.pk, [])
    for earlier, later in itertools.pairwise(rows):
        assert earlier.until_on is not None
        assert later.since_on is not None
        assert earlier.until_on <= later.since_on or earlier.since_on == earlier.until_on
    there = Person.objects.visible_to(by).in_household().filter(pk=son.pk).exists()
    assert services.belongs(rows) == there


def _carry_out(move: str, son: Person, known: Any, one: Any, two: Any, by: Any) -> None:
    if move == "leave":
        services.leave_household(person=son, left=one, by=by)
    elif move == "return":
        services.return_to_household(person=son, since=one, by=by)
    elif known:
        services.change_stay(stay=known[0], facts=services.StayFacts(one, two), by=by)
