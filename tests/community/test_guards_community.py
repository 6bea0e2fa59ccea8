"""What is refused of places, attendance, support, 連絡会 and memos; nothing is written then."""

from typing import Any

import pytest

from access.errors import DomainError
from access.models import CaseFile
from community import services
from community.choices import PERSON, RUNNING
from community.models import (
    Concern,
    ConcernState,
    Gathering,
    LiaisonPresence,
    PlacePartner,
    PlaceState,
    SupportEntry,
)
from community.models import Place as PlaceRow
from community.models.gathering import MOST_PEOPLE
from tests.cases.situations import body_of

from . import situations as s

pytestmark = pytest.mark.django_db


def left(model: Any, username: str = s.WORKER) -> int:
    """How many rows there are for her to see."""
    with s.acting(username) as by:
        return int(model.objects.visible_to(by).count())


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": PlaceState.PAUSED}, "準備中か、開いているか"),
        ({"state": PlaceState.CLOSED}, "準備中か、開いているか"),
        ({"since": s.days(1)}, "今日までの日に"),
    ],
)
def test_a_place_begins_in_preparation_or_open_and_not_tomorrow(
    facts: dict[str, Any], words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        s.a_place(**facts)
    assert left(PlaceRow) == 0


def test_a_group_takes_the_same_part_in_a_place_once() -> None:
    place = s.a_place()
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match="「検証町会」は、もう登録"):
        s.run_by(place, "検証町会", by, ago=3)
    assert left(PlacePartner) == 1


def test_more_people_of_an_age_than_a_place_holds_are_not_entered() -> None:
    place = s.a_place()
    with pytest.raises(DomainError, match=f"年齢ごとに{MOST_PEOPLE}人まで"):
        s.attended(place, pupils=MOST_PEOPLE + 1)
    assert left(Gathering) == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"on": s.days(1)}, "これからの日"),
        ({"minutes": 0}, "1分から1440分"),
        ({"minutes": 24 * 60 + 1}, "1分から1440分"),
        ({"minutes": 0, "weight": "individual", "kind": PERSON}, "1分から1440分"),
        ({}, "居場所か圏域の"),
    ],
)
def test_support_has_a_day_that_was_a_time_and_a_place_or_an_area(
    facts: dict[str, Any], words: str
) -> None:
    said = {"on": s.days(0), "weight": "community", "kind": "03", "minutes": 30} | facts
    assert said["kind"] != RUNNING
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match=words):
        services.record_support(facts=services.SupportFacts(**said), by=by)
    assert left(SupportEntry) == 0


class TestPresence:
    def enter(self, *, on: int = 0, **who: Any) -> None:
        with s.acting(s.WORKER) as by:
            facts = services.LiaisonFacts(held_on=s.days(on), agenda="見本")
            meeting = services.hold_liaison(facts=facts, by=by)
            services.enter_presence(meeting=meeting, people=2, by=by, **who)

    def test_it_is_of_a_body_or_of_a_group(self) -> None:
        with s.acting(s.WORKER) as by:
            partner = services.enter_runner(name="検証町会", kind="neighbour", by=by)
        for who in ({}, {"body": body_of(s.WORKER), "partner": partner}):
            with pytest.raises(DomainError, match="どちらか1つ"):
                self.enter(**who)
        assert left(LiaisonPresence) == 0

    def test_nobody_has_come_to_a_meeting_of_tomorrow(self) -> None:
        with pytest.raises(DomainError, match="開いた日から"):
            self.enter(on=1, body=body_of(s.WORKER))
        assert left(LiaisonPresence) == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"text": " 　"}, "気になったことを書いて"),
        ({"noticed_on": s.days(1)}, "今日までの日に"),
    ],
)
def test_a_memo_says_what_was_noticed_until_today(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        s.a_concern(**facts)
    assert left(Concern) == left(CaseFile) == 0, "no file is opened for it either"


@pytest.mark.parametrize(
    ("why", "words"),
    [("", "受付にしない理由を選んで"), (Concern.Why.OTHER.value, "「その他」のときは")],
)
def test_a_memo_is_not_closed_without_saying_why(why: str, words: str) -> None:
    concern = s.a_concern()
    with s.acting(s.CASEWORKER) as by:
        with pytest.raises(DomainError, match=words):
            services.close_without_intake(concern=s.seen(concern, by), why=why, words=" ", by=by)
        assert s.seen(concern, by).state == ConcernState.WAITING
