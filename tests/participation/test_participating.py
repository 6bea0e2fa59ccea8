"""A person's participation from need to settling: moves, guards, tries, and every word that is kept."""

from typing import Any

import pytest
from django.urls import reverse

from access.context import acting_as
from access.errors import DomainError, StaleError
from access.seen_by import SeenBy
from participation import services
from participation.models import (
    PARTICIPATION_MOVES,
    PLACEMENT_MOVES,
    Participation,
    ParticipationNeeds,
    ParticipationState,
    Placement,
    PlacementEntry,
    PlacementState,
)
from participation.models.states import CARRIES, OPEN_PLACEMENTS
from plans import services as plan_services
from reports.indicators import month_of
from reports.indicators.taking_part import matches
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import a_case
from tests.plans.situations import withdraw
from tests.world import acting, staff

from . import situations as s

pytestmark = pytest.mark.django_db


def test_the_tables_of_moves_are_closed() -> None:
    assert set(PARTICIPATION_MOVES) == set(ParticipationState.values)
    assert set(PLACEMENT_MOVES) == set(PlacementState.values)
    assert set(CARRIES) == set(OPEN_PLACEMENTS)
    for moves in (PARTICIPATION_MOVES, PLACEMENT_MOVES):
        assert {to for targets in moves.values() for to in targets} <= set(moves)


def test_an_empty_list_says_how_to_begin_and_a_filtered_one_how_to_see_the_others() -> None:
    url = reverse("participation:list")
    client = browser(s.KEEPER)
    assert "「参加支援を始める」から始めると" in text_of(client.get(url))
    filtered = text_of(client.get(url, {"state": "stopped"}))
    assert "条件を外すと、進んでいるものがすべて出ます" in filtered
    assert "「参加支援を始める」から始めると" not in filtered
    assert "「参加支援を始める」から始めると" in text_of(client.get(url, {"state": "bogus"}))


def test_the_whole_way() -> None:
    consent = s.a_consent_to_tell(a_case(s.RECORDER))
    resource = s.a_resource()
    row = s.searching(s.an_active_plan(consent))
    placement = s.proposed(row, resource)
    assert s.state(row) == "matched"
    s.told(placement, consent)
    s.stepped(placement, "visit", person_says="「花がきれい」", host_says="「いつでも」")
    assert s.state(row) == "trial"
    s.stepped(placement, "trial")
    s.stepped(placement, "started")
    assert s.state(row) == "participating"
    s.stepped(placement, "settled")
    assert s.state(row) == "settling"
    with pytest.raises(DomainError, match="1回ずつ以上"):
        _move(row, "closed", reason="落ち着いた")
    for kind in ("person", "host"):
        s.as_keeper(
            services.note_support, placement=placement, kind=kind, on=s.days(0), text="様子を聞いた"
        )
    _move(row, "closed", reason="自分で通えるようになった")
    assert s.state(row) == "closed"
    with acting(s.KEEPER) as by:
        kept = PlacementEntry.objects.visible_to(by).filter(placement=placement)
        assert kept.count() == 6
        assert s.again(row).ended_on == s.days(0)


def _move(row: Participation, to: str, reason: str = "") -> Any:
    return s.as_keeper(services.move_participation, participation=row, to=to, reason=reason)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("searching", "進めません"),
        ("matched", "進めません"),
        ("closed", "進めません"),
        ("stopped", "理由"),
    ],
)
def test_what_cannot_be_says_what_to_do(to: str, words: str) -> None:
    row = s.begun(s.a_plan())
    with pytest.raises(DomainError, match=words):
        _move(row, to)
    assert s.state(row) == "need"


def test_the_person_agrees_to_the_plan_before_anything_is_looked_for() -> None:
    row = s.begun(s.a_plan(agreed=False))
    s.as_keeper(services.edit_needs, participation=row, values=s.WISHES)
    with pytest.raises(DomainError, match="本人が参加支援プランに同意してから"):
        _move(row, "planned")


def test_the_form_of_her_tie_is_known_before_anything_is_looked_for() -> None:
    row = s.begun(s.a_plan())
    s.as_keeper(services.edit_needs, participation=row, values={"menus": []})
    with pytest.raises(DomainError, match="ニーズと希望"):
        _move(row, "planned")


def test_what_the_plan_says_is_taken_over() -> None:
    row = s.begun(s.a_plan())
    with acting(s.KEEPER) as by:
        needs = ParticipationNeeds.objects.visible_to(by).get(participation=row)
        assert (needs.strengths, needs.menus) == ("花の手入れ", ["place"])


def test_begun_once_for_a_person() -> None:
    plan = s.a_plan()
    s.begun(plan)
    with pytest.raises(DomainError, match="すでに始まっています"):
        s.begun(plan)


def test_nobody_goes_there_before_it_is_settled_what_the_host_is_told() -> None:
    placement = s.proposed(s.searching(), s.a_resource())
    with pytest.raises(DomainError, match="受入先に伝えること"):
        s.stepped(placement, "visit")
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "visit")
    with acting(s.KEEPER):
        assert s.again(placement).state == "visit"


def test_participation_begins_after_the_ward_has_decided() -> None:
    placement = s.proposed(s.searching(), s.a_resource())
    s.as_keeper(services.tell_nothing, placement=placement)
    with pytest.raises(DomainError, match="支援決定"):
        s.stepped(placement, "started")


def test_a_refusal_asks_why_and_the_search_goes_on() -> None:
    row, resource = s.searching(), s.a_resource()
    placement = s.proposed(row, resource)
    with pytest.raises(DomainError, match="どうしてそうなったか"):
        s.refused(placement, reason="  ")
    s.refused(placement, to="host_no", reason="いまは人が足りている")
    assert s.state(row) == "searching"
    with pytest.raises(DomainError, match="前に断られた受入先"):
        s.proposed(row, resource)
    again = s.proposed(row, resource, why="人が入れ替わった")
    with acting(s.KEEPER) as by:
        tries = Placement.objects.visible_to(by).filter(participation=row)
        assert {(t.pk, t.state) for t in tries} == {
            (placement.pk, "host_no"),
            (again.pk, "proposed"),
        }
        assert tries.get(pk=placement.pk).reason == "いまは人が足りている"


def test_the_whole_stands_where_its_best_try_stands() -> None:
    row = s.searching()
    first, second = s.proposed(row, s.a_resource("庭一")), s.proposed(row, s.a_resource("庭二"))
    s.as_keeper(services.tell_nothing, placement=first)
    s.stepped(first, "visit")
    assert s.state(row) == "trial"
    s.refused(first)
    assert s.state(row) == "matched"
    s.refused(second)
    assert s.state(row) == "searching"


def test_a_place_is_tried_once_at_a_time() -> None:
    row, resource = s.searching(), s.a_resource()
    s.proposed(row, resource)
    with pytest.raises(DomainError, match="すでに候補"):
        s.proposed(row, resource)


def test_it_is_not_stopped_while_somebody_expects_her() -> None:
    row = s.searching()
    placement = s.proposed(row, s.a_resource())
    with pytest.raises(DomainError, match="進んでいる参加先"):
        _move(row, "stopped", reason="引っ越し")
    s.refused(placement)
    _move(row, "stopped", reason="引っ越し")
    assert s.state(row) == "stopped"


def test_two_who_write_at_once() -> None:
    row = s.begun(s.a_plan())
    s.as_keeper(services.edit_needs, participation=row, values=s.WISHES, version=1)
    with pytest.raises(StaleError):
        s.as_keeper(services.edit_needs, participation=row, values={"care": "静かな所"}, version=1)


def test_a_plan_that_follows_takes_over_what_goes_on() -> None:
    plan = s.an_active_plan()
    row, resource = s.searching(plan), s.a_resource()
    placement = s.proposed(row, resource)
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "started")
    with acting(s.COORDINATOR) as by:
        following = plan_services.replan(plan=s.seen(plan), reason="見直し", by=by)
    with pytest.raises(DomainError, match="再プランに引き継ぎ"):
        s.stepped(placement, "settled")
    made = s.begun(following)
    assert (s.state(row), s.state(made)) == ("stopped", "participating")
    with acting(s.KEEPER) as by:
        assert s.again(placement).state == "ended"
        (now,) = Placement.objects.visible_to(by).filter(participation=made)
        assert (now.resource_id, now.state, now.tells_nothing) == (resource.pk, "started", False)
        needs = ParticipationNeeds.objects.visible_to(by).get(participation=made)
        assert needs.wishes == s.WISHES["wishes"]
        begun = [fact.row for fact in matches(SeenBy(by), month_of(s.days(0).replace(day=1)))]
    assert begun == [placement.pk], "E2: she began once, and counts where she began"


# --- who reads it ---------------------------------------------------------------------------


def _seen(row: Participation, username: str) -> tuple[int, int, int]:
    user = staff(username)
    with acting_as(user):
        return (
            Participation.objects.visible_to(user).filter(pk=row.pk).count(),
            ParticipationNeeds.objects.visible_to(user).filter(participation=row.pk).count(),
            Placement.objects.visible_to(user).filter(participation=row.pk).count(),
        )


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        (s.KEEPER, (1, 1, 1)),  # in charge in the circle
        (s.RECORDER, (1, 1, 1)),
        (s.COORDINATOR, (1, 1, 1)),
        ("kanri1", (1, 0, 0)),  # supervisor of a body in the circle: the state alone (R9)
        ("soudan2", (0, 0, 0)),  # a colleague of somebody in charge
        (s.CSW, (0, 0, 0)),  # keeps the register, and is not in the circle
        ("kurashi1", (0, 0, 0)),
        ("kansa1", (0, 0, 0)),
        ("system1", (0, 0, 0)),
    ],
)
def test_r5_r9_the_circle_reads_it_and_supervisors_the_state(
    username: str, expected: tuple[int, int, int]
) -> None:
    row = s.searching()
    s.proposed(row, s.a_resource())
    assert _seen(row, username) == expected
    answer = browser(username).get(reverse("participation:detail", args=[row.pk]))
    assert answer.status_code == (200 if expected[0] else 404)
    if expected == (1, 0, 0):
        words = text_of(answer)
        assert "候補が決まった" in words
        assert "架空の庭" not in words
        assert "土をさわりたい" not in words


def test_r3_r5_a_withdrawal_closes_it_and_nothing_is_written_any_more() -> None:
    plan = s.a_plan()
    row = s.searching(plan)
    withdraw(plan)
    assert _seen(row, s.KEEPER) == (0, 0, 0)
    assert _seen(row, s.COORDINATOR) == (1, 1, 0)
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="本人の同意がない"):
        services.edit_needs(participation=s.again(row, s.COORDINATOR), values={"care": "x"}, by=by)


# --- pages ----------------------------------------------------------------------------------


def test_from_the_plan_to_a_try_on_the_pages() -> None:
    consent = s.a_consent_to_tell(a_case(s.RECORDER))
    plan, resource = s.a_plan(consent), s.a_resource(openings=2)
    client = browser(s.KEEPER)
    start = reverse("participation:begin", args=[plan.pk])
    assert start in client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    form = client.get(start).context["form"]
    (person,) = [value for value, _ in form.fields["person"].choices]
    sent = {"person": person, "body": str(s.office(s.KEEPER).body.pk)}
    answer = client.post(start, sent)
    assert answer.status_code == 303
    needs = answer["Location"]
    assert client.post(needs, {"menus": ["nothing"]}).status_code == 422
    assert client.post(needs, {"wishes": "「庭がいい」", "menus": ["place"]}).status_code == 303
    with acting(s.KEEPER) as by:
        row = Participation.objects.visible_to(by).get()
    for to in ("planned", "searching"):
        where = reverse("participation:move", args=[row.pk, to])
        key = client.get(where).context["form"]["form_key"].value()
        moved = client.post(where, {"form_key": key})
        assert moved.status_code == 303
        words = f"参加支援を「{ParticipationState(to).label}」にしました"
        assert words in text_of(client.get(moved["Location"]))
    ranked = client.get(reverse("participation:matching", args=[row.pk]))
    assert "架空の庭" in text_of(ranked)
    assert "空きが2人" in text_of(ranked)
    propose = reverse("participation:propose", args=[row.pk, resource.pk])
    assert client.get(propose).status_code == 200
    assert client.post(propose, {"menu": "place"}).status_code == 303
    page = client.get(reverse("participation:detail", args=[row.pk]))
    assert "受入先に伝えることを決める" in text_of(page)
    case = reverse("cases:detail", args=[plan.compartment.case_id])
    assert "架空の庭（候補にした）" in text_of(browser(s.RECORDER).get(case))


def test_the_list_answers_in_a_constant_number_of_queries() -> None:
    s.begun(s.a_plan())
    url = reverse("participation:list")
    few = queries(s.KEEPER, url)
    for _ in range(3):
        s.begun(s.a_plan())
    assert queries(s.KEEPER, url) == few


def test_the_page_answers_in_a_constant_number_of_queries() -> None:
    row = s.searching()
    s.proposed(row, s.a_resource("庭一"))
    url = reverse("participation:detail", args=[row.pk])
    few = queries(s.KEEPER, url)
    for number in range(4):
        s.refused(s.proposed(row, s.a_resource(f"庭 {number}")))
    assert queries(s.KEEPER, url) == few


def test_a_day_to_look_again_stands_on_the_home_page() -> None:
    placement = s.proposed(s.searching(s.an_active_plan()), s.a_resource())
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "started")
    s.as_keeper(
        services.note_support,
        placement=placement,
        kind="person",
        on=s.days(0),
        person_says="「また来る」",
        next_look_on=s.days(3),
    )
    assert "参加先での様子を聞く" in text_of(browser(s.KEEPER).get("/"))
    assert "参加先での様子を聞く" not in text_of(browser(s.RECORDER).get("/"))


def test_a_plan_offers_to_begin_only_while_there_is_somebody_to_begin_with() -> None:
    """The step refuses to begin twice, and no button leads to a refusal; who has ended may begin anew."""
    plan = s.an_active_plan()
    client, page = browser(s.KEEPER), reverse("plans:detail", args=[plan.pk])
    start = reverse("participation:begin", args=[plan.pk])
    told = client.get(page).content.decode()
    assert start in told
    assert "候補の資源は、プランに書かれていません" in told
    row = s.begun(plan)
    assert start not in client.get(page).content.decode()
    _move(row, "stopped", reason="転居した")
    assert start in client.get(page).content.decode()
