"""A1 by age band: who is known by an estimated age counts under it (domain.md 4.1, 5; R34)."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from access.counting import WholeWard
from access.seen_by import SeenBy
from cases import services
from cases.services import MemberFacts
from documents.births import read_estimate, year_of_birth
from documents.wareki import ERAS
from reports.indicators import BY_KEY, month_of
from tests.cases.situations import FACTS, body_of
from tests.databases import Database
from tests.world import acting

WHO = "soudan1"


def received(estimate: str) -> None:
    with acting(WHO) as user:
        services.receive_intake(
            body=body_of(WHO),
            facts=FACTS,
            subject=MemberFacts(name="架空 花子", birth_estimate=estimate),
            others=[],
            by=user,
        )


def bands(source: Any) -> list[str]:
    month = month_of(timezone.localdate().replace(day=1))
    return sorted(fact.codes["age"] for fact in BY_KEY["A1"].rows(source, month))


def test_an_estimated_age_counts_in_its_band_for_the_ward_and_for_the_body(
    committed_db: Database,
) -> None:
    for typed in ("80歳くらい", "80代", "10歳くらい", "昭和40年代", "不詳", "高校生くらい"):
        received(read_estimate(typed) or typed)
    expected = ["", "", "0", "40", "75", "75"]
    with transaction.atomic(using="jobs"):
        assert bands(WholeWard()) == expected
    with acting(WHO) as user:
        assert bands(SeenBy(user, [body_of(WHO).pk])) == expected


def words() -> list[str]:
    """Whatever may be kept for a birth (documents.births.read_estimate), and what was kept as it was typed."""
    eras = [era.name for era in ERAS]
    typed = [
        *(f"{era}{n}年ごろ" for era in eras for n in ("元", *range(100))),
        *(f"{era}{n}0年代" for era in eras for n in range(10)),
        *(f"{n}0年代" for n in range(180, 210)),
        *(f"{n}0代{half}" for n in range(13) for half in ("", "前半", "半ば", "後半")),
        *(f"{n}歳くらい" for n in range(110)),
    ]
    kept = [read_estimate(word) for word in typed]
    return sorted(
        {*filter(None, kept), "", "不詳", "高校生くらい", "昭和", "年ごろ", "80代（推定）"}
    )


@pytest.mark.django_db
def test_the_year_is_the_same_in_sql_for_all_that_is_kept(superuser_connection: Any) -> None:
    this_year = timezone.localdate().year
    for said_in in (this_year, this_year - 9):
        told = superuser_connection.execute(
            "select w, access.year_of_birth(null, w, %s) from unnest(%s::text[]) w",
            [said_in, words()],
        ).fetchall()
        different = [
            (word, year, year_of_birth(None, word, said_in))
            for word, year in told
            if year != year_of_birth(None, word, said_in)
        ]
        assert different == []
    [[year]] = superuser_connection.execute(
        "select access.year_of_birth('1948-05-02', '80代', 2026)"
    ).fetchall()
    assert year == year_of_birth(datetime.date(1948, 5, 2), "80代", 2026) == 1948
