"""What was prepared goes into composed papers; an informant is named nowhere (domain.md 2.3, R22)."""

import pytest

from meetings.models import SharedItem
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db


def test_sheets_and_chronology_are_parts_of_a_composed_paper() -> None:
    meeting = p.a_meeting_of_three()
    sitting = s.a_sitting(meeting)
    p.a_sheet(p.a_call(sitting), household="昼も雨戸が閉まっている。")
    p.a_piece(meeting, text="通院が途切れる")
    client = browser(s.COORDINATOR)
    data = {"title": "準備のまとめ", "parts": ["preparation", "chronology"]}
    made = post(client, url("compose_paper", sitting.pk), **data)
    page = text_of(client.get(made["Location"]))
    for words in ("準備シート", "把握している世帯像", "昼も雨戸が閉まっている。", "家族年表"):
        assert words in page
    assert "令和6年4月" in page
    assert "通院が途切れる" in page


def test_a_protected_informant_stands_in_no_chronology() -> None:
    meeting = p.a_meeting_of_three()
    p.a_piece(meeting, source="架空 隣子", markers=("is_from_informant",))
    for reader in (s.DOCTOR, s.SENDER, s.COORDINATOR):
        page = text_of(browser(reader).get(url("chronology", meeting.pk)))
        assert "情報提供者（だれかは伏せています）" in page
        assert "架空 隣子" not in page


def test_an_answer_carries_its_markers_into_the_meeting() -> None:
    request = p.a_request()
    client = browser(s.DOCTOR)
    address = url("answer_information", request.pk)
    data = {
        "outcome": "answered",
        "text": "長女の職場からも聞いている。",
        "nature": "fact",
        "markers": ["is_third_party"],
    }
    refused = post(client, address, **data | {"markers": ["is_from_informant"]})
    assert refused.status_code == 422, "who answers is named: no informant to protect"
    assert "長女の職場からも聞いている。" in text_of(post(client, address, **data))
    assert post(client, address, **data, step="share").status_code == 303
    with acting(s.DOCTOR) as user:
        item = SharedItem.objects.visible_to(user).get(text=data["text"])
    assert item.is_third_party
    assert not item.is_from_informant
