"""Nothing typed in the room is lost unseen: each button takes along what stands in the fields, and what is left in
a draft is told of in the room and on the form of the minutes, to its author alone."""

import re
import uuid
from typing import Any

import pytest

from access.errors import StaleError
from drafts.models import Draft
from drafts.services import save_draft
from meetings import services
from meetings.forms import RoomForm
from meetings.models import AgendaItem, Decision, Minutes, Sitting, TalkNote
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db

TYPED = "足音が二度した。"


def a_room() -> tuple[Sitting, AgendaItem, AgendaItem]:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    first, second = seen_by(s.COORDINATOR, AgendaItem)
    return sitting, first, second


def notes() -> list[tuple[uuid.UUID | None, str]]:
    return [(n.item_id, n.text) for n in seen_by(s.COORDINATOR, TalkNote)]


def a_draft(item: AgendaItem, by: str = s.COORDINATOR, **words: str) -> str:
    """Typed at an item, kept by the browser, and never added."""
    key = f"new-{uuid.uuid4()}"
    values = {name: [text] for name, text in words.items()}
    with acting(by) as user:
        save_draft(
            user=user,
            form=RoomForm.draft_name,
            object_key=key,
            about=str(item.pk),
            seq=1,
            values=values,
            page="/",
        )
    return key


def pressed(page: str, words: str) -> tuple[str, str]:
    """The address to which the button with these words sends the form of the room, and its `to`."""
    buttons = re.findall(r"<button([^>]*)>((?:(?!</button>).)*)</button>", page, re.S)
    [attributes] = [a for a, inside in buttons if words in re.sub(r"<[^>]+>", "", inside)]
    to = re.search(r'name="to" value="([^"]*)"', attributes)
    found = re.search(r'formaction="([^"]*)"', attributes)
    assert found, words
    return found[1].replace("&amp;", "&"), to[1] if to else ""


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ("次の議題へ", "room"),
        ("通院", "room"),
        ("終えて、会議録にまとめる", "minutes"),
        ("いる人を直す", "present"),
        ("会議室を出る", "sitting"),
        ("投影用にする", "room"),
        ("次の開催を決める", "plan_sitting"),
    ],
)
def test_each_button_takes_along_what_was_typed_under_its_item(button: str, leads_to: str) -> None:
    sitting, first, _ = a_room()
    client = browser(s.COORDINATOR)
    page = client.get(url("room", sitting.pk)).content.decode()
    address, to = pressed(page, button)
    answer = post(client, address, to=to, text=TYPED, section="policy")
    assert answer.status_code == 303
    of = sitting.meeting_id if leads_to == "plan_sitting" else sitting.pk
    assert answer["Location"].partition("?")[0] == url(leads_to, of)
    assert notes() == [(first.pk, TYPED)]
    assert seen_by(s.COORDINATOR, TalkNote)[0].section == "policy"
    assert "書きかけの記録を、議題1に足しました" in text_of(client.get(answer["Location"]))


def test_a_decision_takes_along_the_record_and_the_record_a_decision() -> None:
    sitting, first, _ = a_room()
    client = browser(s.COORDINATOR)
    address, _ = pressed(client.get(url("room", sitting.pk)).content.decode(), "決まったことに足す")
    post(client, address, text=TYPED, section="facts", content="手紙を届ける")
    assert notes() == [(first.pk, TYPED)]
    points = url("note_point", sitting.pk)
    post(client, points, text="新聞がたまっていた。", content="電話する", title="家賃")
    assert {d.content for d in seen_by(s.COORDINATOR, Decision)} == {"手紙を届ける", "電話する"}
    assert [i.title for i in seen_by(s.COORDINATOR, AgendaItem)][-1] == "家賃"
    told = text_of(client.get(url("room", sitting.pk)))
    assert "書きかけの「決まったこと・宿題」を足しました" in told
    assert "書きかけの議題を足しました" in told


def test_the_step_and_what_it_takes_along_are_done_together_or_not_at_all() -> None:
    sitting, _, second = a_room()
    client = browser(s.COORDINATOR)
    answer = post(client, url("turn_to", second.pk), text=TYPED, person="例示 舟子")
    assert answer.status_code == 422, "by whom, and not what"
    page = answer.content.decode()
    assert "決まったこと・宿題を書いてください" in page
    assert TYPED in page
    assert notes() == []
    assert not any(item.is_now for item in seen_by(s.COORDINATOR, AgendaItem))
    s.approved(s.minuted(sitting))
    answer = post(client, url("go_on", sitting.pk), to="sitting", text=TYPED)
    assert answer.status_code == 422
    assert TYPED in answer.content.decode(), "what can be added no more stays on the screen"
    assert notes() == []


def test_of_a_step_that_is_refused_nothing_is_told_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, second = a_room()

    def refused(**_: Any) -> None:
        raise StaleError

    monkeypatch.setattr(services, "turn_to", refused)
    client = browser(s.COORDINATOR)
    answer = post(client, url("turn_to", second.pk), text=TYPED)
    assert answer.status_code == 422
    assert "書きかけの記録を" not in text_of(answer)
    assert TYPED in answer.content.decode()
    assert notes() == []


def test_two_secretaries_turn_to_one_item_and_neither_is_refused() -> None:
    sitting, _, second = a_room()
    with s.on(second, s.COORDINATOR) as (item, by):
        services.turn_to(item=item, by=by)
    with acting(s.COORDINATOR) as by:
        # `second` as the other window read it, before the first one pressed.
        assert services.turn_to(item=second, by=by).is_now
    assert [i.is_now for i in seen_by(s.COORDINATOR, AgendaItem)] == [False, True]
    assert sitting.pk == second.sitting_id


def test_what_is_read_again_is_the_item_on_the_screen_after_a_refusal_too() -> None:
    """Every half minute: not where the form was sent to, which answers no GET, nor what is talked about now."""
    sitting, first, second = a_room()
    client = browser(s.COORDINATOR)
    address = f"{url('turn_to', second.pk)}?item={first.pk}"
    for answer in (
        post(client, address, person="例示 舟子"),
        client.get(url("room", sitting.pk), {"item": str(first.pk)}),
    ):
        found = re.search(r'id="talk"[^>]*hx-get="([^"]*)"', answer.content.decode())
        assert found
        assert found[1] == f"{url('room', sitting.pk)}?item={first.pk}"
        assert client.get(found[1]).status_code == 200


def test_a_button_pressed_with_nothing_typed_only_leads_there() -> None:
    sitting, _, second = a_room()
    client = browser(s.COORDINATOR)
    answer = post(client, url("go_on", sitting.pk), to=f"item:{second.pk}")
    assert answer["Location"] == f"{url('room', sitting.pk)}?item={second.pk}"
    for to in ("", "//example.org/", f"item:{sitting.pk}", "item:x", "complete:x"):
        answer = post(client, url("go_on", sitting.pk), to=to)
        assert answer["Location"] == url("room", sitting.pk), to
    assert notes() == []
    for who, status in ((s.DOCTOR, 404), (s.OUTSIDER, 404)):
        address = url("go_on", sitting.pk)
        assert post(browser(who), address, to="sitting", text="x").status_code == status


def test_a_draft_ends_when_what_it_holds_is_taken_along() -> None:
    _, first, second = a_room()
    key = a_draft(first, text=TYPED)
    address = f"{url('turn_to', second.pk)}?item={first.pk}"
    data = {"form_key": key.removeprefix("new-"), "text": TYPED}
    assert browser(s.COORDINATOR).post(address, data).status_code == 303
    assert notes() == [(first.pk, TYPED)]
    with acting(s.COORDINATOR) as user:
        assert not Draft.objects.visible_to(user).exists()


def test_the_room_tells_of_words_left_at_another_item_and_only_their_author() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    sitting = s.begun(meeting)
    _, second = seen_by(s.COORDINATOR, AgendaItem)
    a_draft(second, text=TYPED)
    address = url("room", sitting.pk)
    page = text_of(browser(s.COORDINATOR).get(address))
    assert "ほかの議題に、書きかけで、まだ足していない記録があります" in page
    assert TYPED in page
    projected = text_of(browser(s.COORDINATOR).get(address, {"as": "projected"}))
    assert TYPED not in projected
    at_it = text_of(browser(s.COORDINATOR).get(address, {"item": str(second.pk)}))
    assert "まだ足していない記録" not in at_it, "there the draft itself is offered"
    assert TYPED not in text_of(browser(s.DEPUTY).get(address))


def minutes_sent(sitting: Sitting, **data: Any) -> Any:
    client, address = browser(s.COORDINATOR), url("minutes", sitting.pk)
    version = hidden(client.get(address), "version") if seen_by(s.COORDINATOR, Minutes) else ""
    return post(
        client, address, duty_explained="on", policy="手紙を続ける。", version=version, **data
    )


def test_the_form_of_the_minutes_offers_what_was_typed_and_not_added() -> None:
    sitting, first, second = a_room()
    key = a_draft(first, text=TYPED, section="facts")
    other = a_draft(second, content="手紙を届ける")
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert "会議室で書いて、会議録にまだ入っていないものがあります" in page
    assert f"共有した事実に入れる：【声かけ】{TYPED}" in page
    assert "決まったことに入れる：手紙を届ける" in page
    assert len(re.findall(r'name="unsent"[^>]*checked', page)) == 2, (
        "nothing is lost by not looking"
    )
    assert minutes_sent(sitting, facts="", unsent=[key, other]).status_code == 303
    [minutes] = seen_by(s.COORDINATOR, Minutes)
    assert minutes.facts == f"【声かけ】{TYPED}"
    assert [d.content for d in seen_by(s.COORDINATOR, Decision)] == ["手紙を届ける"]
    with acting(s.COORDINATOR) as user:
        assert not Draft.objects.visible_to(user).exists()
    page = text_of(browser(s.COORDINATOR).get(url("minutes", sitting.pk)))
    assert "会議録にまだ入っていない" not in page


def test_what_is_not_taken_in_stays_a_draft() -> None:
    sitting, first, _ = a_room()
    a_draft(first, text=TYPED)
    assert minutes_sent(sitting, facts="窓が開いていた。").status_code == 303
    [minutes] = seen_by(s.COORDINATOR, Minutes)
    assert minutes.facts == "窓が開いていた。"
    with acting(s.COORDINATOR) as user:
        assert Draft.objects.visible_to(user).exists()
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert 'name="unsent"' in page
    assert not re.search(r'name="unsent"[^>]*checked', page), "what she left out stays out"


def test_points_added_after_the_minutes_were_saved_are_offered_too() -> None:
    sitting, _, _ = a_room()
    s.a_point(sitting, "窓が開いていた。")
    assert minutes_sent(sitting, facts="窓が開いていた。").status_code == 303
    note = s.a_point(sitting, TYPED)
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert page.count('name="unsent"') == 1
    assert TYPED in page
    data = {"facts": "窓が開いていた。", "unsent": [str(note.pk)]}
    assert minutes_sent(sitting, **data).status_code == 303
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == f"窓が開いていた。\n{TYPED}"
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert 'name="unsent"' not in page


def test_a_point_noted_while_the_form_lay_open_is_told_before_the_first_save_and_hers_to_leave() -> (
    None
):
    sitting, _, _ = a_room()
    s.a_point(sitting, "窓が開いていた。")
    client, address = browser(s.COORDINATOR), url("minutes", sitting.pk)
    opened = client.get(address)
    data = {name: hidden(opened, name) for name in ("points_opened", "points_told")}
    data |= {"duty_explained": "on", "policy": "手紙を続ける。", "facts": "窓が開いていた。"}
    note, other = s.a_point(sitting, TYPED), s.a_point(sitting, "犬がいた。")
    told = post(client, address, **data)
    assert told.status_code == 422
    assert "開いたあとに、会議室で書かれたものが2件あります" in text_of(told)
    page = told.content.decode()
    for row in (note, other):
        assert re.search(rf'value="{row.pk}"[^>]*checked', page), "nothing is lost by not looking"
    assert not seen_by(s.COORDINATOR, Minutes)
    data |= {"points_told": hidden(told, "points_told"), "unsent": [str(note.pk)]}
    assert post(client, address, **data).status_code == 303
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == f"窓が開いていた。\n{TYPED}"


def test_a_short_point_is_not_taken_for_held_because_its_letters_stand_somewhere() -> None:
    sitting, _, _ = a_room()
    assert minutes_sent(sitting, facts="来所は難しい。").status_code == 303
    note = s.a_point(sitting, "来所")
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert f'value="{note.pk}"' in page
    data = {"facts": "来所は難しい。", "unsent": [str(note.pk)]}
    assert minutes_sent(sitting, **data).status_code == 303
    page = browser(s.COORDINATOR).get(url("minutes", sitting.pk)).content.decode()
    assert 'name="unsent"' not in page


def test_minutes_first_saved_by_another_meanwhile_are_shown_and_not_overwritten() -> None:
    """Both opened the empty form: whoever saves second carries no version."""
    sitting, _, _ = a_room()
    client, address = browser(s.COORDINATOR), url("minutes", sitting.pk)
    assert minutes_sent(sitting, facts="先に保存した事実。").status_code == 303
    late = {"duty_explained": "on", "facts": "あとから。", "policy": "手紙を続ける。"}
    answer = post(client, address, version="", **late)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "先に保存した事実。" in page
    assert "あとから。" in page
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == "先に保存した事実。"
    assert post(client, address, version=hidden(answer, "version"), **late).status_code == 303
    assert seen_by(s.COORDINATOR, Minutes)[0].facts == "あとから。", "now on purpose"


@pytest.mark.parametrize("page", ["send_minutes", "approve"])
def test_before_minutes_go_out_of_her_hands_their_author_is_told_of_what_they_do_not_hold(
    page: str,
) -> None:
    sitting, first, _ = a_room()
    assert minutes_sent(sitting, facts="窓が開いていた。").status_code == 303
    words = "会議録に入れていないものが1件あります"
    assert words not in text_of(browser(s.COORDINATOR).get(url(page, sitting.pk)))
    a_draft(first, text=TYPED)
    shown = browser(s.COORDINATOR).get(url(page, sitting.pk))
    assert words in text_of(shown)
    assert url("minutes", sitting.pk) in shown.content.decode()
    assert TYPED not in text_of(shown), "it stands on the page that it leads to"


def test_a_sitting_that_has_not_begun_is_not_offered_its_end() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    shown = browser(s.COORDINATOR).get(url("room", sitting.pk)).content.decode()
    assert "始める" in shown
    assert "終えて、会議録にまとめる" not in shown
    begun = s.begun(meeting)
    shown = browser(s.COORDINATOR).get(url("room", begun.pk)).content.decode()
    assert "終えて、会議録にまとめる" in shown
