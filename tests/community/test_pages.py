"""Forms of 地域づくり as they are sent: what is refused beside the field, and what is kept."""

import uuid

import pytest
from django.urls import reverse

from cases.paging import SIZE
from community import figures, periods, services
from community.choices import PERSON, RUNNING, STARTING
from community.models import LiaisonPresence, MissingResource, Partner, SupportEntry
from documents.wareki import fiscal_year
from organizations.models import Body
from organizations.sample_staff import CSW
from tests.cases.pages import browser, filled_in
from tests.meetings.pages import post

from . import situations as s

pytestmark = pytest.mark.django_db


def test_support_of_a_place_and_of_a_person() -> None:
    place = s.a_place()
    client, url = browser(s.WORKER), reverse("community:support_new")
    chosen = client.get(f"{url}?place={place.pk}").content.decode()
    assert f'<option value="{place.pk}" selected>' in chosen
    data = {"on": s.days(0), "minutes": "30"}
    refused = post(client, url, **data, weight="individual", words="花子さんのこと")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "ケースの経過に書いてください" in text
    assert "花子さんのこと" in text, "what was typed stays"
    assert post(client, url, **data, weight="community", kind=RUNNING).status_code == 422
    for more in ({"weight": "individual"}, {"weight": "community", "kind": RUNNING}):
        assert post(client, url, **data, **more, place=place.pk).status_code == 303
    with s.acting(s.WORKER) as by:
        kinds = {(r.weight, r.kind) for r in SupportEntry.objects.visible_to(by)}
    assert kinds == {("individual", PERSON), ("community", RUNNING)}
    listed = client.get(reverse("community:supports") + "?weight=f4").content.decode()
    assert "運営支援" in listed
    assert "個人と活動の調整" not in listed


def test_support_that_was_entered_wrongly_is_put_right_or_taken_back() -> None:
    place = s.a_place()
    with s.acting(s.WORKER) as by:
        facts = services.SupportFacts(s.days(0), "community", RUNNING, 600, place=place)
        row = services.record_support(facts=facts, by=by)
    client, url = browser(s.WORKER), reverse("community:support", args=[row.pk])
    listed = reverse("community:supports")
    for page in (listed, reverse("community:place", args=[place.pk])):
        assert url in client.get(page).content.decode()
    opened = client.get(url)
    assert opened.context["form"]["minutes"].value() == 600
    data = {"version": "1", "on": s.days(0), "weight": "community", "kind": STARTING}
    sent = data | {"minutes": "60", "place": place.pk}
    assert post(client, url, **sent).status_code == 303
    assert post(client, url, **sent | {"minutes": "61"}).status_code == 422, "somebody was first"
    with s.acting(s.WORKER) as by:
        now = SupportEntry.objects.visible_to(by).get(pk=row.pk)
        assert (now.kind, now.minutes, now.worker_id) == (STARTING, 60, by.pk)
        assert sorted(old.minutes for old in now.history.visible_to(by)) == [60, 600]
    assert browser(s.FOREIGN).get(url).status_code == 404
    assert post(client, reverse("community:support_withdraw", args=[row.pk])).status_code == 303
    assert client.get(listed).context["total"] == 0
    assert client.get(url).status_code == 404
    with s.acting(s.WORKER) as by:
        day = s.days(0)
        period = periods.Period("x", "x", day, day)
        assert figures.Figures(by, period).work["starting"] == 0, "it counts no more (F4)"
        assert SupportEntry.objects.visible_to(by).filter(is_withdrawn=True).count() == 1


def test_a_place_is_moved_on_its_page_and_a_group_added_and_ended() -> None:
    place = s.a_place()
    client = browser(s.WORKER)
    move = reverse("community:place_move", args=[place.pk])
    data = {"version": "1", "to": "paused", "on": s.days(0)}
    refused = post(client, move, **data)
    assert "理由を書いてください" in refused.content.decode()
    assert post(client, move, **data, reason="改修").status_code == 303
    page = client.get(reverse("community:place", args=[place.pk])).content.decode()
    assert "休止中" in page
    assert "改修" in page
    new = reverse("community:partner_new", args=[place.pk])
    group = {"name": "検証の会", "part": "helps", "since": s.days(0)}
    assert post(client, new, **group).status_code == 422
    assert post(client, new, **group, kind="residents").status_code == 303
    with s.acting(s.WORKER) as by:
        group_row = Partner.objects.visible_to(by).get(name="検証の会")
        tie = group_row.places.visible_to(by).get()
    ended = post(client, reverse("community:partner_end", args=[tie.pk]))
    assert ended.status_code == 303
    with s.acting(s.WORKER) as by:
        assert group_row.places.visible_to(by).get().until == s.days(0)


def test_a_colleague_who_saved_first_is_not_overwritten() -> None:
    place = s.a_place()
    client = browser(s.WORKER)
    url = reverse("community:place_move", args=[place.pk])
    data = {"to": "paused", "on": s.days(0), "reason": "改修"}
    assert post(client, url, **data, version="1").status_code == 303
    late = post(client, reverse("community:place_edit", args=[place.pk]), version="1", **EDITED)
    assert late.status_code == 422
    assert "あなたが別の画面で（今日" in late.content.decode()
    assert "検証のいえ（新）" in late.content.decode()


EDITED = {
    "name": "検証のいえ（新）",
    "kind": "01",
    "origin": "existing",
    "area": "1",
    "publicity": "involved",
}


def test_a_liaison_meeting_from_its_day_to_its_follow_up() -> None:
    client = browser(s.COORDINATOR)
    made = post(
        client, reverse("community:liaison_new"), held_on=s.days(-1), kind="01", agenda="夜の居場所"
    )
    assert made.status_code == 303
    meeting = made["Location"]
    body = Body.objects.get(name=CSW)
    assert post(client, f"{meeting}present/", people="2").status_code == 422
    for people in ("2", "3"):
        assert post(client, f"{meeting}present/", body=body.pk, people=people).status_code == 303
    missing = {"kind": "place", "text": "夜に行ける場所", "who": body.pk}
    early = post(client, f"{meeting}missing/", **missing, due_on=s.days(-5))
    assert "連絡会の日からあとの日" in early.content.decode()
    assert post(client, f"{meeting}missing/", **missing, due_on=s.days(5)).status_code == 303
    with s.acting(s.COORDINATOR) as by:
        (came,) = LiaisonPresence.objects.visible_to(by)
        assert came.people == 3, "entered again, it is put right"
        row = MissingResource.objects.visible_to(by).get()
    follow = reverse("community:missing", args=[row.pk])
    data = {"version": "1", "due_on": s.days(5), "state": "done"}
    assert post(client, follow, **data).status_code == 422
    assert post(client, follow, **data, outcome="火曜の夜に開いた").status_code == 303
    assert "火曜の夜に開いた" in client.get(meeting).content.decode()


def test_the_rows_of_f1_and_f3_are_those_that_were_counted() -> None:
    place = s.a_place(since=s.days(-500))
    client = browser(s.WORKER)
    front = client.get(reverse("community:front"))
    period = front.context["period"]
    for name in ("places", "partners"):
        rows = client.get(reverse(f"community:{name}") + f"?period={period.code}")
        assert rows.context["total"] == 1
    shown = client.get(reverse("community:places") + f"?period={period.code}").content.decode()
    assert place.name in shown
    assert "に開いている居場所です" in shown


def test_lists_that_are_counted_stand_in_order_on_all_their_pages() -> None:
    """What figures count comes without an order: a page would show a row twice, and another one never."""
    place = s.a_place()
    made = [s.attended(place).pk for _ in range(SIZE + 3)]
    client, url = browser(s.WORKER), reverse("community:gatherings")
    found = []
    for page in (1, 2):
        answer = client.get(url, {"period": f"y{fiscal_year(s.days(-1))}", "page": page})
        found += [row.pk for row in answer.context["rows"]]
    assert found == made[::-1], "the newest first"


@pytest.mark.parametrize(("name", "typed"), [("gathering", "aged"), ("support", "minutes")])
def test_what_was_taken_back_answers_the_same_click_and_tells_who_was_putting_it_right(
    name: str, typed: str
) -> None:
    """Sent twice it leads where it led; a colleague who was writing keeps her words and reads why not."""
    place = s.a_place()
    with s.acting(s.WORKER) as by:
        facts = services.SupportFacts(s.days(0), "community", RUNNING, 600, place=place)
        row = s.attended(place) if name == "gathering" else None
        row = row or services.record_support(facts=facts, by=by)
    client, url = browser(s.WORKER), reverse(f"community:{name}", args=[row.pk])
    sent = filled_in(client.get(url)) | {typed: "61"}
    back = reverse(f"community:{name}_withdraw", args=[row.pk])
    key = {"form_key": str(uuid.uuid4())}
    first, again = (browser(s.COORDINATOR).post(back, key) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert again["Location"] == first["Location"]
    assert post(client, back).status_code == 303, "who takes it back as well has what she wants"
    late = client.post(url, sent)
    assert late.status_code == 422
    assert "この記録は、取り消されています" in late.content.decode()
    assert late.context["form"][typed].value() == "61", "nothing that was typed is lost"
    assert client.get(url).status_code == 404
    with s.acting(s.WORKER) as by:
        now = type(row).objects.visible_to(by).get(pk=row.pk)
        assert (now.is_withdrawn, now.version) == (True, row.version + 1)
    assert browser(s.FOREIGN).post(back, {"form_key": str(uuid.uuid4())}).status_code == 404
