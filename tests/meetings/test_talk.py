"""The meeting room: its agenda, points noted by two at once, the projector, minutes drafted by talk."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from access.errors import DomainError, StaleError
from access.models import Disclosure
from meetings import services
from meetings.models import AgendaItem, Decision, Sitting, TalkNote
from meetings.projection import Masks, initial
from meetings.services.talking import agenda_lines
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of, seen_by
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url
from .test_register import a_landlord

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("長男への声かけ（20分）\n通院の再開", [("長男への声かけ", 20), ("通院の再開", None)]),
        ("１．家賃　１０分\n\n・役割", [("家賃", 10), ("役割", None)]),
        ("30分", [("30分", None)]),
        ("", []),
    ],
)
def test_an_agenda_is_read_as_people_type_it(
    typed: str, found: list[tuple[str, int | None]]
) -> None:
    assert agenda_lines(typed) == found


@given(st.text(max_size=300))
def test_any_text_is_an_agenda(typed: str) -> None:
    lines = agenda_lines(typed)
    assert all(title.strip() and len(title) <= 200 for title, _ in lines)


def test_a_sitting_begins_once_with_its_agenda_and_who_is_there() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    s.as_somebody(s.COORDINATOR, sitting, services.open_sitting, "sitting")
    items = seen_by(s.DOCTOR, AgendaItem)
    assert [(i.position, i.title, i.planned_minutes) for i in items] == [
        (1, "声かけ", 20),
        (2, "通院", None),
    ]
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, s.a_sitting(meeting), services.open_sitting, "sitting")


def test_one_thing_is_talked_about_at_a_time() -> None:
    s.begun(s.a_meeting_with_a_doctor())
    first, second = seen_by(s.COORDINATOR, AgendaItem)
    for item in (first, second, first):
        s.as_somebody(s.COORDINATOR, item, services.turn_to, "item")
    first, second = seen_by(s.COORDINATOR, AgendaItem)
    assert (first.is_now, second.took) == (True, 1)
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.changeable_by(user).filter(pk=second.pk).update(ended_at=None)


def test_two_who_write_at_once_never_overwrite_each_other() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    sitting = s.begun(meeting)
    note = s.a_point(sitting, "足音がした。")
    s.a_point(sitting, "新聞が取り込まれていた。", s.DEPUTY)
    assert len(seen_by(s.COORDINATOR, TalkNote)) == 2
    change = services.change_point
    values = {"section": "facts", "version": note.version}
    s.as_somebody(s.DEPUTY, note, change, "note", text="足音は二人分。", **values)
    with pytest.raises(StaleError):
        s.as_somebody(s.COORDINATOR, note, change, "note", text="上書き", **values)
    assert seen_by(s.COORDINATOR, TalkNote)[0].text == "足音は二人分。"


def test_the_talk_drafts_the_minutes_without_what_was_struck() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    first, second = seen_by(s.COORDINATOR, AgendaItem)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        later = services.note_point(
            sitting=row, item=second, section="policy", text="受診に付き添う。", by=user
        )
        for text in ("足音がした。", "書き間違い"):
            note = services.note_point(sitting=row, item=first, section="facts", text=text, by=user)
        services.strike_point(note=note, by=user)
        draft = services.draft_of(row, user)
    assert later.item_id == second.pk
    assert draft == {
        "facts": "【声かけ】足音がした。",
        "judgement": "",
        "policy": "【通院】受診に付き添う。",
        "undecided": "",
    }
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert "【通院】受診に付き添う。" in page


def test_r21_points_are_entered_in_the_meetings_own_ledger() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_point(s.begun(meeting))
    rows = [d for d in seen_by(s.DOCTOR, Disclosure) if d.object_kind == "話し合いの記録"]
    assert [d.compartment_id for d in rows] == [meeting.compartment_id]


def test_nothing_is_noted_before_the_beginning_nor_after_the_end() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match="始まっていません"):
        s.a_point(s.a_sitting(meeting))
    sitting = s.begun(meeting)
    s.approved(s.minuted(sitting))
    with pytest.raises(DomainError, match="書き足せません"):
        s.a_point(sitting)


# --- the projector -------------------------------------------------------------------------------


def test_r7_the_projector_shows_initials_and_no_address() -> None:
    text = "架空 花子さんと架空花子の長女。架空町1-2-3、03-0000-4821、090-0000-1111。"
    shown = Masks([("架空 花子", "かくう はなこ")], ["架空町1-2-3"])(text)
    assert "花子" not in shown
    assert "KさんとKの長女" in shown
    assert "1-2-3" not in shown
    assert "0000" not in shown


@pytest.mark.parametrize(
    ("kana", "letter"),
    [("やまかわ", "Y"), ("シマ", "S"), ("つじ", "T"), ("ふじ", "F"), ("ゔぁん", "V"), ("", "○")],
)
def test_initials_follow_the_reading(kana: str, letter: str) -> None:
    assert initial("氏名", kana) == letter


@given(
    st.text(alphabet="架空花子例示太郎山川", min_size=2, max_size=6),
    st.text(max_size=60),
    st.text(max_size=60),
)
def test_a_known_name_never_stands_on_the_projector(name: str, before: str, after: str) -> None:
    assert name not in Masks([(name, "かくう")])(f"{before}{name}{after}").replace(
        before, ""
    ).replace(after, "")


def test_the_projected_page_holds_no_name_of_the_household() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    s.a_point(sitting, "電話は03-0000-4821。")
    client = browser(s.COORDINATOR)
    address = url("room", sitting.pk)
    plain = client.get(address).content.decode()
    projected = client.get(address, {"as": "projected"}).content.decode()
    assert "03-0000-4821" in plain
    assert "03-0000-4821" not in projected
    assert "（電話番号）" in projected
    assert meeting.subject in plain
    assert meeting.subject not in projected
    assert "直す・取り消す" not in projected
    s.an_appointed_member(meeting, s.VOLUNTEER)
    assert "例示 舟子" in client.get(address).content.decode(), "who has not sworn is told"
    projected = client.get(address, {"as": "projected"}).content.decode()
    assert "1人まだ" in projected
    assert "例示 舟子" not in projected


# --- pages ---------------------------------------------------------------------------------------


def test_the_room_is_walked_through_by_its_buttons() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    client, address = browser(s.COORDINATOR), url("room", sitting.pk)
    assert "始める" in text_of(client.get(address))
    assert post(client, url("open_sitting", sitting.pk)).status_code == 303
    [item] = seen_by(s.COORDINATOR, AgendaItem)
    assert post(client, url("turn_to", item.pk)).status_code == 303
    points = f"{url('note_point', sitting.pk)}?item={item.pk}"
    empty = post(client, points, text="", section="facts")
    assert empty.status_code == 422
    assert post(client, points, text="足音がした。", section="facts").status_code == 303
    assert post(client, url("agree", sitting.pk), content="手紙を届ける").status_code == 303
    room = text_of(client.get(address))
    assert "行う機関と期限がまだありません" in room
    assert "今ここ" in room
    [decision] = seen_by(s.COORDINATOR, Decision)
    with acting(s.COORDINATOR):
        body = body_of(s.DOCTOR).pk
    complete = url("complete", decision.pk)
    version = hidden(client.get(complete), "version")
    data = {"content": "手紙を届ける", "body": str(body), "due_on": "R30.12.7", "version": version}
    assert post(client, complete, **data).status_code == 303
    assert "まだありません" not in re.sub(r"前回.*", "", text_of(client.get(address)))[-400:]
    member = text_of(browser(s.DOCTOR).get(address))
    assert "足音がした。" in member
    assert "記録に足す" not in member


@pytest.mark.parametrize("who", [s.SENDER, s.OUTSIDER, s.VOLUNTEER, "kansa1", "system1"])
def test_r4_nobody_else_finds_the_room(who: str) -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)  # has not confirmed the duty
    sitting = s.begun(meeting)
    note = s.a_point(sitting)
    client = browser(who)
    for name in ("room", "present", "survey", "send_minutes", "confirm_minutes"):
        assert client.get(url(name, sitting.pk)).status_code == 404
    assert client.get(url("change_point", note.pk)).status_code == 404
    assert post(client, url("note_point", sitting.pk), text="x", section="facts").status_code == 404


def test_a_member_reads_and_does_not_write() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    client = browser(s.DOCTOR)
    assert client.get(url("present", sitting.pk)).status_code == 404
    for name in ("note_point", "agree", "add_agenda"):
        assert post(client, url(name, sitting.pk), text="x", title="x").status_code == 404
    assert seen_by(s.DOCTOR, TalkNote) == []


def test_the_room_asks_the_same_number_of_questions_at_any_length() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    s.a_point(sitting)
    s.a_decision(sitting)
    address = url("room", sitting.pk)
    few = queries(s.COORDINATOR, address)
    for number in range(6):
        s.a_point(sitting, f"{number}")
        s.a_decision(sitting)
        with s.on(sitting, s.COORDINATOR) as (row, user):
            services.add_agenda_item(sitting=row, title=f"{number}", by=user)
    assert queries(s.COORDINATOR, address) == few
    assert isinstance(sitting, Sitting)


def test_r13_the_room_counts_who_this_sitting_is_for() -> None:
    """A guest of another sitting neither begins with this one nor is waited for."""
    meeting = s.a_meeting_with_a_doctor()
    a_landlord(meeting, only_sitting=s.a_sitting(meeting))
    s.an_appointed_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    client, room = browser(s.COORDINATOR), url("room", sitting.pk)
    before = text_of(client.get(room))
    assert "守秘義務を確かめた2人が「いる人」になります" in before
    assert "いる人 0 / 3人" in before
    assert post(client, url("open_sitting", sitting.pk)).status_code == 303
    assert "いる人 2 / 3人" in text_of(client.get(room))


def test_who_is_here_is_put_right_in_the_room() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    client, address = browser(s.COORDINATOR), url("present", sitting.pk)
    shown: Any = client.get(address).content.decode()
    here = re.findall(r'name="present" value="([^"]+)"', shown)
    assert len(here) == 2
    assert post(client, address, present=here[:1]).status_code == 303
    assert "いる人 1 / 2人" in text_of(client.get(url("room", sitting.pk)))
