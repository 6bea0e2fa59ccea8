"""The form of the minutes knows what it was filled with: who came, and what was noted in the room, are never
overwritten unseen by a form that lay open."""

import re
from typing import Any

import pytest

from meetings import services
from meetings.models import Attendance, MeetingMember, Minutes, Sitting, TalkNote
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db

OPENED = ("points_opened", "points_told", "present_opened")


def opened(sitting: Sitting) -> dict[str, Any]:
    """What a form that is opened now carries, filled in."""
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk))
    version = hidden(page, "version") if seen_by(s.COORDINATOR, Minutes) else ""
    carried = {name: hidden(page, name) for name in OPENED} | {"version": version}
    typed = {"duty_explained": "on", "facts": "窓が開いていた。", "policy": "手紙を続ける。"}
    return carried | typed | {"present": carried["present_opened"].split()}


def sent(sitting: Sitting, data: dict[str, Any]) -> Any:
    return post(browser(s.COORDINATOR), url("minutes", sitting.pk), **data)


def here(sitting: Sitting, *parts: str) -> None:
    """Who is in the room, by the list of the room."""
    with acting(s.COORDINATOR) as user:
        rows = MeetingMember.objects.visible_to(user).filter(part__in=parts)
        services.say_who_is_here(sitting=sitting, present=rows, by=user)


def came() -> set[str]:
    rows = [row for row in seen_by(s.COORDINATOR, Attendance) if row.is_present]
    parts = {row.pk: row.part for row in seen_by(s.COORDINATOR, MeetingMember)}
    return {parts[row.member_id] for row in rows}


@pytest.mark.parametrize("is_saved", [False, True])
def test_who_came_meanwhile_is_told_and_not_taken_off_the_list(is_saved: bool) -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    here(sitting, "secretary")
    if is_saved:
        assert sent(sitting, opened(sitting)).status_code == 303
    data = opened(sitting)
    here(sitting, "secretary", "member")
    told = sent(sitting, data)
    assert told.status_code == 422
    assert "開いたあとに、会議室で出席した人が直されました" in text_of(told)
    assert came() == {"secretary", "member"}
    again = data | {name: hidden(told, name) for name in OPENED}
    assert len(again["present_opened"].split()) == 2
    assert sent(sitting, again).status_code == 303, "now on purpose"
    assert came() == {"secretary"}


def test_who_went_meanwhile_is_told_and_not_put_back() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    data = opened(sitting)
    assert len(data["present"]) == 2
    here(sitting, "secretary")
    told = sent(sitting, data)
    assert told.status_code == 422
    assert "を外しました" in text_of(told)
    assert told.content.decode().count("checked") >= 1
    assert came() == {"secretary"}
    kept = hidden(told, "present_opened").split()
    data |= {name: hidden(told, name) for name in OPENED} | {"present": kept}
    assert sent(sitting, data).status_code == 303
    assert came() == {"secretary"}


def test_whoever_put_right_the_same_in_both_places_is_not_asked() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    data = opened(sitting)
    here(sitting, "secretary")
    [secretary] = [m for m in seen_by(s.COORDINATOR, MeetingMember) if m.part == "secretary"]
    assert sent(sitting, data | {"present": [str(secretary.pk)]}).status_code == 303


def test_a_draft_resumed_later_knows_of_no_more_points_than_when_it_was_begun() -> None:
    """What the script puts back into the hidden fields: the server tells of the points that came since."""
    sitting = s.begun(s.a_meeting_with_a_doctor())
    s.a_point(sitting, "窓が開いていた。")
    begun = opened(sitting)
    s.a_point(sitting, "犬がいた。")
    afresh = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert afresh.count("data-with-draft") == 2
    assert 'name="points_opened" value="2"' in afresh
    told = sent(sitting, opened(sitting) | {n: begun[n] for n in ("points_opened", "points_told")})
    assert told.status_code == 422
    assert "会議室で書かれたものが1件あります" in text_of(told)


def left_out(sitting: Sitting) -> tuple[dict[str, Any], TalkNote]:
    """A point that came while the form lay open, told of, and left out at the first save."""
    data = opened(sitting)
    note = s.a_point(sitting, "犬がいた。")
    told = sent(sitting, data)
    assert told.status_code == 422
    data |= {name: hidden(told, name) for name in OPENED}
    assert sent(sitting, data).status_code == 303
    return data, note


def offered(sitting: Sitting, by: str = s.COORDINATOR) -> set[str]:
    page = browser(by).get(url("minutes", sitting.pk)).content.decode()
    return set(re.findall(r'name="unsent" value="([^"]*)"', page))


def test_a_point_left_out_at_the_first_save_is_offered_until_it_is_taken() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    _, note = left_out(sitting)
    for _ in range(2):
        assert offered(sitting) == {str(note.pk)}
        page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
        assert not re.search(r'name="(unsent|aside)"[^>]*checked', page), "she left it out"
        assert sent(sitting, opened(sitting)).status_code == 303
    assert browser(s.DOCTOR).get(url("minutes", sitting.pk)).status_code == 404
    assert sent(sitting, opened(sitting) | {"unsent": [str(note.pk)]}).status_code == 303
    [minutes] = seen_by(s.COORDINATOR, Minutes)
    assert minutes.facts == "窓が開いていた。\n犬がいた。"
    assert sent(sitting, opened(sitting) | {"facts": "別のことば。"}).status_code == 303
    assert offered(sitting) == set(), "taken once, and worded anew by hand"


def test_a_point_is_put_aside_on_purpose_and_stays_in_the_record_of_the_room() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    _, note = left_out(sitting)
    both = {"unsent": [str(note.pk)], "aside": [str(note.pk)]}
    refused = sent(sitting, opened(sitting) | both)
    assert refused.status_code == 422
    assert "どちらかにしてください" in text_of(refused)
    assert offered(sitting) == {str(note.pk)}
    words = "会議録に入れていないものが1件あります"
    before = browser(s.COORDINATOR).get(url("send_minutes", sitting.pk))
    assert words in text_of(before), "said before the minutes go out of her hands"
    assert sent(sitting, opened(sitting) | {"aside": [str(note.pk)]}).status_code == 303
    assert offered(sitting) == set()
    assert words not in text_of(browser(s.COORDINATOR).get(url("send_minutes", sitting.pk)))
    assert "犬がいた。" not in seen_by(s.COORDINATOR, Minutes)[0].facts
    assert "犬がいた。" in text_of(browser(s.COORDINATOR).get(url("room", sitting.pk)))
    with acting(s.COORDINATOR) as user:
        own = TalkNote.objects.visible_to(user).get(pk=note.pk)
        services.change_point(note=own, text="犬が二匹いた。", section="facts", by=user)
    assert offered(sitting) == {str(note.pk)}, "what was put aside were other words"


def test_what_was_noted_before_the_form_was_opened_and_is_worded_by_hand_is_not_offered() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    s.a_point(sitting, "犬がいた。")
    assert sent(sitting, opened(sitting)).status_code == 303
    assert offered(sitting) == set()
