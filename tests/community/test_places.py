"""Places: their moves, who reads and who writes them, and figures that hold no name."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.open_audience import keepers_audience, register_audience
from community import services
from community.models import MOVES, Gathering, Place, PlaceState, PlaceStep
from community.models.place import KEPT_BY
from organizations.models import Code
from tests.access.crawl import ask, settled
from tests.cases.pages import browser, filled_in, queries, text_of
from tests.meetings.pages import hidden, post

from . import situations as s

pytestmark = pytest.mark.django_db
INSIDE = ("soudan1", "kanri1", "sanka1", "kurashi1")


def move(place: Place, to: str, **more: Any) -> Place:
    with s.acting(s.WORKER) as by:
        facts = {"on": s.days(0), "reason": ""} | more
        return services.move_place(place=place, to=to, by=by, **facts)


def test_the_table_of_moves_is_complete_and_each_state_can_be_left() -> None:
    assert set(MOVES) == set(PlaceState.values)
    assert all(step.to in PlaceState.values for steps in MOVES.values() for step in steps)
    assert all(MOVES[state] for state in PlaceState.values)


@pytest.mark.parametrize("state", [PlaceState.PREPARING, PlaceState.OPEN])
def test_what_is_not_in_the_table_is_refused(state: str) -> None:
    place = s.a_place(state=state)
    wrong = set(PlaceState.values) - {step.to for step in place.moves}
    for to in sorted(wrong):
        with pytest.raises(DomainError, match="には移せません"):
            move(place, to, reason="検証")


def test_a_place_opens_with_a_group_and_pauses_with_a_reason() -> None:
    place = s.a_place(state=PlaceState.PREPARING, since=s.days(-30))
    with pytest.raises(DomainError, match="運営する団体を1つ以上"):
        move(place, PlaceState.OPEN)
    with s.acting(s.WORKER) as by:
        s.run_by(place, "検証の会", by, "residents")
    move(place, PlaceState.OPEN, on=s.days(-10))
    with pytest.raises(DomainError, match="理由を書いて"):
        move(place, PlaceState.PAUSED)
    with pytest.raises(DomainError, match="前の動きの日より前"):
        move(place, PlaceState.PAUSED, on=s.days(-11), reason="改修")
    with pytest.raises(DomainError, match="これからの日"):
        move(place, PlaceState.PAUSED, on=s.days(1), reason="改修")
    move(place, PlaceState.PAUSED, reason="改修")
    with s.acting(s.WORKER) as by:
        steps = PlaceStep.objects.visible_to(by).filter(place=place)
        assert [step.state for step in steps] == ["paused", "open", "preparing"]


def test_the_last_group_of_an_open_place_stays() -> None:
    place = s.a_place()
    with s.acting(s.WORKER) as by:
        (tie,) = place.partners.visible_to(by).select_related("place")
        with pytest.raises(DomainError, match="先に、次の団体"):
            services.end_partner(row=tie, on=s.days(0), by=by)
        s.run_by(place, "検証の会", by)
        services.end_partner(row=tie, on=s.days(0), by=by)
        assert place.partners.visible_to(by).filter(until__isnull=True).count() == 1


def test_two_do_not_overwrite_each_other() -> None:
    place = s.a_place()
    facts = services.PlaceFacts("検証の家", "01", "existing", place.area)
    with s.acting(s.WORKER) as by:
        services.change_place(place=place, facts=facts, version=1, by=by)
    with s.acting(s.COORDINATOR) as by, pytest.raises(StaleError):
        services.change_place(place=place, facts=facts, version=1, by=by)


def test_an_attendance_figure_never_carries_a_name() -> None:
    """The bar of the issue: no column of it, and of its history, takes a word."""
    for model in (Gathering, Gathering.history.model):
        own = [f for f in model._meta.concrete_fields if not f.name.startswith("history_")]
        texts = [
            field.name
            for field in own
            if isinstance(field, models.TextField | models.JSONField)
            or (isinstance(field, models.CharField) and not field.choices)
        ]
        assert texts == ["kind"], "a value of CL-95, to which service and database hold it"
    with s.acting(s.WORKER), connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_name ="
            " 'community_gathering' and data_type in ('text', 'jsonb', 'character varying')"
        )
        assert cursor.fetchall() == [("kind",)]
    place = s.a_place()
    with pytest.raises(DomainError, match="一覧から選んで"):
        s.attended(place, kind="見本花子")
    with s.acting(s.WORKER) as by, pytest.raises(IntegrityError):
        Gathering.objects.create(created_by=by, place=place, kind="見本花子", aged=1)


def test_the_ward_adds_a_kind_of_place_among_its_masters_and_an_ended_one_keeps_its_words() -> None:
    place = s.a_place(kind="03")
    client = browser(s.WORKER)
    new = reverse("community:place_new")
    with s.acting("system1"):
        Code.objects.filter(code_list="CL-94", value="03").update(valid_until=s.days(0))
        Code.objects.create(code_list_id="CL-94", value="08", label="検証の縁側", order=20)
    offered = client.get(new).content.decode()
    assert "検証の縁側" in offered
    assert "サロン</option>" not in offered
    assert "サロン" in client.get(reverse("community:place", args=[place.pk])).content.decode()


def test_figures_that_cannot_be_are_refused_by_service_and_database() -> None:
    place = s.a_place()
    with pytest.raises(DomainError, match="はじめて来た人（6人）が、来た人の合計（5人）より"):
        s.attended(place, newcomers=6)
    with pytest.raises(DomainError, match="これからの日"):
        s.attended(place, ago=-1)
    with s.acting(s.WORKER) as by, pytest.raises(IntegrityError):
        Gathering.objects.create(created_by=by, place=place, kind="01", newcomers=1)


def test_a_place_that_is_not_open_takes_no_attendance() -> None:
    with pytest.raises(DomainError, match="「準備中」でした"):
        s.attended(s.a_place(state=PlaceState.PREPARING))


def test_what_took_place_before_a_place_closed_is_still_recorded() -> None:
    """Who counted the last days writes them up afterwards; of the day itself too, and of none after it."""
    place = move(s.a_place(), PlaceState.PAUSED, on=s.days(-3), reason="改修")
    for ago in (4, 3):
        assert s.attended(place, ago=ago).total == 5
    with pytest.raises(DomainError, match=r"「休止中」でした.*開いていた日"):
        s.attended(place, ago=2)
    again = move(place, PlaceState.OPEN)
    with pytest.raises(DomainError, match="「休止中」でした"):
        s.attended(again, ago=1)
    assert s.attended(again, ago=0).total == 5


def test_a_place_that_is_open_since_before_it_was_entered_takes_what_came_before() -> None:
    assert s.attended(s.a_place(since=s.days(0)), ago=30).total == 5


def test_a_place_that_was_tried_out_before_it_opened_takes_what_came_then() -> None:
    """Entered and opened today: what took place last week has no other way into the figures."""
    place = s.a_place(state=PlaceState.PREPARING, since=s.days(0))
    with s.acting(s.WORKER) as by:
        s.run_by(place, "検証町会", by)
    assert s.attended(move(place, PlaceState.OPEN), ago=7).total == 5


def test_a_day_that_is_put_right_was_open_as_well_and_a_closed_place_has_its_door() -> None:
    place = move(s.a_place(), PlaceState.PAUSED, on=s.days(-3), reason="改修")
    row = s.attended(place, ago=4)
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match="「休止中」でした"):
        services.change_gathering(
            gathering=row, facts=services.AttendanceFacts(on=s.days(-1), kind="01", aged=5), by=by
        )
    client, attend = browser(s.WORKER), reverse("community:attend", args=[place.pk])
    where = reverse("community:place", args=[place.pk])
    assert attend in client.get(where).content.decode()
    ahead = s.a_place(name="検証の縁側", state=PlaceState.PREPARING)
    where = reverse("community:place", args=[ahead.pk])
    assert reverse("community:attend", args=[ahead.pk]) not in client.get(where).content.decode()


def test_who_reads_places_and_who_writes_them() -> None:
    shown, inner = s.a_place(publicity="public"), s.a_place(name="検証の場", publicity="involved")
    s.attended(shown)
    for username in (*INSIDE, s.CASEWORKER):
        with s.acting(username) as by:
            assert {p.pk for p in Place.objects.visible_to(by)} == {shown.pk, inner.pk}
            assert not Gathering.objects.visible_to(by).exists()
            assert not Gathering.objects.exists(), "the database repeats it"
            assert Place.objects.all().update(name="x") == 0, "the database repeats it"
        assert (
            browser(username).get(reverse("community:attend", args=[shown.pk])).status_code == 404
        )
    with s.acting("ishi1") as by:
        assert {p.pk for p in Place.objects.visible_to(by)} == {p.pk for p in Place.objects.all()}
        assert {p.pk for p in Place.objects.all()} == {shown.pk}
    for username in ("kansa1", "system1"):
        with s.acting(username):
            assert not Place.objects.exists()
        assert browser(username).get(reverse("community:places")).status_code == 404
    with s.acting(s.COORDINATOR) as by:
        assert Gathering.objects.visible_to(by).count() == 1


def test_r14_a_place_that_is_not_read_answers_like_one_that_does_not_exist() -> None:
    place = s.a_place(publicity="involved")
    client = browser("ishi1")
    for name in ("place", "place_edit", "place_move", "attend"):
        for method in ("get", "post"):
            hidden_one, missing = (
                settled(ask(client, reverse(f"community:{name}", args=[pk]), method))
                for pk in (place.pk, uuid.uuid4())
            )
            assert hidden_one == missing, (name, method)


def test_r18_forms_tell_how_many_will_read_what_is_typed() -> None:
    place = s.a_place()
    client = browser(s.WORKER)
    told = register_audience(place.kept_by_body)
    for url in (
        reverse("community:place_new"),
        reverse("community:place_edit", args=[place.pk]),
    ):
        page = "".join(text_of(client.get(url)).split())
        assert all(f"見られる人{told.of(p).total}人" in page for p in ("public", "ward"))
        assert f"見られる人：{told.of('involved').total}人" in page
    for url in (
        reverse("community:support_new"),
        reverse("community:liaison_new"),
        reverse("community:place_move", args=[place.pk]),
    ):
        page = "".join(text_of(client.get(url)).split())
        assert f"見られる人：{keepers_audience(KEPT_BY).total}人" in page, url


def test_attendance_on_a_page_starts_from_the_last_time_and_saves_once() -> None:
    place = s.a_place()
    s.attended(place, ago=7, aged=5, pupils=3, volunteers=2, newcomers=1)
    client, url = browser(s.WORKER), reverse("community:attend", args=[place.pk])
    page = client.get(url)
    text = page.content.decode()
    assert 'name="aged" value="5"' in text
    assert 'name="newcomers" value="0"' in text, "who is new today is not who was new last time"
    key = hidden(page, "form_key")
    data = {"form_key": key, "on": s.days(0), "kind": "01", "aged": "5", "pupils": "4"}
    stepped = client.post(url, data | {"step": "+aged"})
    assert stepped.status_code == 200
    assert 'name="aged" value="6"' in stepped.content.decode()
    assert hidden(stepped, "form_key") == key, "still the same filling-in"
    wide = client.post(url, data | {"aged": "６", "step": "-aged"}).content.decode()
    assert 'name="aged" value="5"' in wide, "full-width digits are digits"
    for _ in range(2):
        assert client.post(url, data | {"aged": "６"}).status_code == 303
    with s.acting(s.WORKER) as by:
        rows = Gathering.objects.visible_to(by).filter(place=place)
        assert [(row.total, row.aged) for row in rows] == [(10, 6), (8, 5)]


def test_a_figure_that_is_no_number_is_told_beside_it_and_nothing_is_lost() -> None:
    place = s.a_place()
    url = reverse("community:attend", args=[place.pk])
    answer = post(browser(s.WORKER), url, on=s.days(0), kind="01", aged="たくさん", pupils="3")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "75歳以上は、数字で書いてください" in text
    assert 'name="pupils" value="3"' in text


def test_a_day_on_which_nobody_came_is_one_on_which_it_was_open() -> None:
    """F2 開催回数: the place was open, and somebody was there for it."""
    place = s.a_place()
    client, url = browser(s.WORKER), reverse("community:attend", args=[place.pk])
    nothing = post(client, url, on=s.days(0), kind="01")
    assert nothing.status_code == 422
    assert "支えた人の人数を書きます" in nothing.content.decode()
    assert post(client, url, on=s.days(0), kind="01", staff="2").status_code == 303
    with s.acting(s.WORKER) as by:
        [row] = Gathering.objects.visible_to(by).filter(place=place)
        assert (row.total, row.staff) == (0, 2)


def test_a_record_is_put_right_and_taken_back_and_its_history_stays() -> None:
    place = s.a_place()
    row = s.attended(place)
    client = browser(s.WORKER)
    url = reverse("community:gathering", args=[row.pk])
    page = client.get(url)
    data = {"form_key": hidden(page, "form_key"), "version": "1", "on": row.on, "kind": "02"}
    assert client.post(url, data | {"aged": "7"}).status_code == 303
    post(client, reverse("community:gathering_withdraw", args=[row.pk]))
    with s.acting(s.WORKER) as by:
        kept = Gathering.objects.visible_to(by).get(pk=row.pk)
        assert (kept.aged, kept.is_withdrawn) == (7, True)
        assert sorted(h.aged for h in kept.history.visible_to(by)) == [5, 7, 7]
    assert client.get(url).status_code == 404


def test_lists_are_paginated_and_ask_as_often_however_many_there_are() -> None:
    place = s.a_place()
    s.attended(place)
    names = ("places", "gatherings", "supports", "liaison", "concerns", "map", "front")
    before = {name: queries(s.WORKER, reverse(f"community:{name}")) for name in names}
    for number in range(29):
        s.a_place(name=f"検証の家{number:02}")
        s.attended(place, ago=number + 1)
    page = browser(s.WORKER).get(reverse("community:places"))
    assert len(page.context["rows"]) == 25
    assert "30か所のうち 1〜25か所" in page.content.decode()
    after = {name: queries(s.WORKER, reverse(f"community:{name}")) for name in names}
    assert before == after
    assert max(after.values()) < 40


def test_existing_bases_are_told_from_new_ones_as_the_wards_plan_does() -> None:
    s.a_place()
    s.a_place(name="検証の新しい家", origin="new")
    client, url = browser(s.WORKER), reverse("community:places")
    found = {
        code: [row.name for row in client.get(url, {"origin": code}).context["rows"]]
        for code in ("existing", "new", "nonsense")
    }
    assert found["existing"] == ["検証のいえ"]
    assert found["new"] == ["検証の新しい家"]
    assert len(found["nonsense"]) == 2


def test_a_place_is_entered_on_the_page_with_its_group() -> None:
    client, url = browser(s.WORKER), reverse("community:place_new")
    data = {
        "name": "検証のいえ",
        "kind": "01",
        "origin": "new",
        "area": "1",
        "publicity": "public",
        "state": "open",
    }
    refused = post(client, url, **data)
    assert refused.status_code == 422
    assert "運営している団体を書いてください" in refused.content.decode()
    made = post(client, url, **data, runner="検証町会", runner_kind="neighbour")
    assert made.status_code == 303
    page = client.get(made["Location"]).content.decode()
    assert "検証町会" in page
    assert "参加を記録する" in page


def test_a_kind_that_is_offered_no_more_stays_with_what_is_put_right() -> None:
    """Without it a place, a day, a piece of work and a meeting could not be put right but by calling it something
    else."""
    place = s.a_place(kind="03")
    came = s.attended(place, kind="02")
    with s.acting(s.WORKER) as by:
        facts = services.SupportFacts(
            on=s.days(-1), weight="community", kind="03", minutes=30, place=place
        )
        helped = services.record_support(facts=facts, by=by)
        held = services.hold_liaison(
            facts=services.LiaisonFacts(held_on=s.days(-1), agenda="検証", kind="02"), by=by
        )
    ended = {"CL-94": "03", "CL-95": "02", "CL-96": "03", "CL-98": "02"}
    with s.acting("system1"):
        for code_list, value in ended.items():
            rows = Code.objects.filter(code_list=code_list, value=value)
            assert rows.update(valid_until=s.days(0)) == 1
    client = browser(s.WORKER)
    for name, row in (
        ("place_edit", place),
        ("gathering", came),
        ("support", helped),
        ("liaison_edit", held),
    ):
        url = reverse(f"community:{name}", args=[row.pk])
        sent = filled_in(client.get(url))
        assert client.post(url, sent).status_code == 303, name
        with s.acting(s.WORKER) as by:
            assert type(row).objects.visible_to(by).get(pk=row.pk).kind == row.kind
    new = client.get(reverse("community:attend", args=[place.pk])).context["form"]
    assert "02" not in dict(new.fields["kind"].choices), "what is new is offered what is in force"
