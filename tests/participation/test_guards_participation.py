"""What is refused of a participation and its tries, and that nothing is written then (domain.md 3.6)."""

from typing import Any

import pytest

from access.errors import DomainError
from participation import services
from participation.models import HostTelling, Participation, Placement, PlacementEntry
from plans.models import Plan
from tests.cases.situations import a_case, body_of
from tests.plans import situations as p
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def rows(model: Any, **which: Any) -> int:
    with acting(s.KEEPER) as by:
        return int(model.objects.visible_to(by).filter(**which).count())


def a_try() -> tuple[Participation, Placement]:
    row = s.searching()
    return row, s.proposed(row, s.a_resource())


def begin(plan: Plan, who: str, body: Any) -> Any:
    with acting(who) as by:
        own = s.seen(plan, who)
        person = own.consent_id  # refused before it is looked at
        return services.begin(plan=own, person_id=person, subject="架空", body=body, by=by)


def test_it_begins_in_a_plan_of_its_kind() -> None:
    plan = p.a_bare_plan()
    with pytest.raises(DomainError, match="参加支援プランの中で"):
        begin(plan, s.COORDINATOR, body_of(s.COORDINATOR))


@pytest.mark.parametrize(
    ("who", "of", "words"),
    [
        ("kanri1", s.RECORDER, "プランの参加機関の担当者と事務局"),  # R9: a supervisor reads
        (s.KEEPER, "kurashi1", "プランの参加機関から選んで"),
    ],
)
def test_r5_r9_it_is_begun_by_the_circle_and_for_a_body_of_it(
    who: str, of: str, words: str
) -> None:
    plan = s.a_plan()
    with pytest.raises(DomainError, match=words):
        begin(plan, who, body_of(of))
    assert rows(Participation, plan=plan) == 0


def test_no_place_is_proposed_before_one_is_looked_for() -> None:
    row = s.begun(s.a_plan())
    with pytest.raises(DomainError, match="「資源を探している」に進めてから"):
        s.proposed(row, s.a_resource())
    assert rows(Placement, participation=row) == 0


def test_who_still_sees_the_search_does_not_propose_beside_a_place_that_has_begun() -> None:
    """Two at one participation: a colleague has found a place, and she goes there already."""
    row = s.searching(s.an_active_plan())
    with acting(s.KEEPER):
        as_read = s.again(row)
    placement = s.proposed(row, s.a_resource())
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "started")
    other = s.a_resource("見本の畑")
    with acting(s.KEEPER) as by, pytest.raises(DomainError, match="画面を開き直して"):
        services.propose(participation=as_read, resource=other, menu="place", by=by)
    assert (s.state(row), rows(Placement, participation=row)) == ("participating", 1)


@pytest.mark.parametrize("to", ["person_no", "host_no", "ended"])
def test_a_refusal_is_no_step(to: str) -> None:
    row, placement = a_try()
    with pytest.raises(DomainError, match="理由と一緒に記録"):
        s.stepped(placement, to)
    assert (s.state(row), s.state(placement)) == ("matched", "proposed")


def test_a_step_is_no_refusal() -> None:
    row, placement = a_try()
    with pytest.raises(DomainError, match="断られたか、終了したか"):
        s.refused(placement, to="started")
    assert (s.state(row), s.state(placement)) == ("matched", "proposed")


@pytest.mark.parametrize(
    ("number", "values", "words"),
    [
        (0, {"kind": "step", "text": "様子"}, "記録の種類"),
        (0, {"kind": "person", "text": "  "}, "のどれかを書いて"),
        (1, {"kind": "person", "text": "様子"}, "今日までの日付"),
    ],
)
def test_what_is_noted_has_a_kind_words_and_a_day(
    number: int, values: dict[str, Any], words: str
) -> None:
    _, placement = a_try()
    before = rows(PlacementEntry, placement=placement)
    with pytest.raises(DomainError, match=words):
        s.as_keeper(services.note_support, placement=placement, on=s.days(number), **values)
    assert rows(PlacementEntry, placement=placement) == before


def test_a_step_of_tomorrow_is_not_written() -> None:
    row, placement = a_try()
    s.as_keeper(services.tell_nothing, placement=placement)
    with pytest.raises(DomainError, match="今日までの日付"):
        s.as_keeper(services.step, placement=placement, to="visit", on=s.days(1))
    assert (s.state(row), s.state(placement)) == ("matched", "proposed")


def test_r21_what_a_host_was_told_is_not_unsaid_and_lies_within_the_consent() -> None:
    consent = s.a_consent_to_tell(a_case(s.RECORDER))
    placement = s.proposed(s.searching(s.a_plan(consent)), s.a_resource())

    def tell(number: int, text: str) -> Any:
        values = {"placement": placement, "consent": consent, "told": {"05": text}}
        return s.as_keeper(services.tell_host, **values, way="oral", told_on=s.days(number))

    with pytest.raises(DomainError, match="「何も伝えない」を選んで"):
        tell(0, "  ")
    for number in (-1, 1):
        with pytest.raises(DomainError, match="同意の日から今日まで"):
            tell(number, "疲れやすい。")
    assert rows(HostTelling, placement=placement) == 0
    tell(0, "疲れやすい。")
    with pytest.raises(DomainError, match="すでに伝えたこと"):
        s.as_keeper(services.tell_nothing, placement=placement)
    with acting(s.KEEPER):
        assert not s.again(placement).tells_nothing


def test_r21_a_host_that_said_no_is_told_nothing_more() -> None:
    consent = s.a_consent_to_tell(a_case(s.RECORDER))
    placement = s.proposed(s.searching(s.a_plan(consent)), s.a_resource())
    s.refused(placement, to="host_no")
    with pytest.raises(DomainError, match="参加先は終わって"):
        s.told(placement, consent)
    assert rows(HostTelling, placement=placement) == 0
