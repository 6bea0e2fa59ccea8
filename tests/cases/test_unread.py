"""「新しい」: what came to a case since its reader's last visit (ui.md S08, docs/decisions/0996)."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from cases import services, unread
from cases.models import CaseOpening, Consent, Note
from documents.wareki import format_datetime
from meetings.models import Sitting
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    a_note,
    an_accepted_hand_off,
    take,
)
from tests.meetings import situations as meetings
from tests.world import acting

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
NEW, SENTENCE = "新しい", r"前回（(.+?)）のあとの新しい記録\s*(\d+)件"


def was_there(username: str, case: CaseFile) -> None:
    """She has come back, and her visit before ended at this moment."""
    with acting(username) as by:
        services.note_opening(case=case, by=by, previous_at=timezone.now())


def last_opened(username: str, case: CaseFile, ago: datetime.timedelta) -> datetime.datetime:
    """She opened the page so long ago, and was not here since."""
    moment = timezone.now() - ago
    was_there(username, case)
    with acting(username) as by:
        CaseOpening.objects.visible_to(by).update(opened_at=moment, previous_at=None)
    return moment


def previous_of(username: str) -> Any:
    with acting(username) as by:
        return CaseOpening.objects.visible_to(by).get().previous_at


def opened(username: str, case: CaseFile, **asked: str) -> Any:
    return browser(username).get(reverse("cases:detail", args=[case.pk]), asked)


def sentence(answer: Any) -> tuple[str, str] | None:
    found = re.search(SENTENCE, re.sub(r"\s+", " ", text_of(answer)))
    return (found[1], found[2]) if found else None


def new(answer: Any) -> list[str]:
    """Titles and texts of the entries that are marked in words."""
    html = answer.content.decode()
    found = re.findall(r"<article class=\"ev.*?</article>", html, re.S)
    return [re.sub(r"<[^>]+>|\s", "", one) for one in found if ">新しい</span>" in one]


def test_what_a_colleague_wrote_since_is_marked_and_counted_and_own_is_not() -> None:
    case = a_case()
    a_note(case, text="前からある記録。")
    was_there("soudan1", case)
    a_note(case, text="自分で書いた記録。")
    last_week = timezone.now() - datetime.timedelta(days=7)
    a_note(case, by="soudan2", text="同僚があとから書いた先週の訪問。", occurred_at=last_week)
    answer = opened("soudan1", case)
    [marked] = new(answer)
    assert "同僚があとから書いた先週の訪問。" in marked
    assert sentence(answer) == (format_datetime(previous_of("soudan1")), "1")


def test_the_first_visit_has_no_marks_for_there_is_none_before_it() -> None:
    case = a_case()
    a_note(case, by="soudan2")
    answer = opened("soudan1", case)
    assert (sentence(answer), new(answer)) == (None, [])


def test_marks_stay_while_the_visit_goes_on_and_are_gone_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = a_case()
    was_there("soudan1", case)
    a_note(case, by="soudan2", text="留守中の電話。")
    first = opened("soudan1", case)
    again = opened("soudan1", case)
    assert sentence(first) == sentence(again)
    assert len(new(again)) == 1
    monkeypatch.setattr(unread, "VISIT", datetime.timedelta(0))
    answer = opened("soudan1", case)
    assert (sentence(answer), new(answer)) == (None, [])


def test_a_visit_goes_on_for_half_an_hour_after_each_look() -> None:
    case = a_case()
    moment = last_opened("soudan1", case, datetime.timedelta(minutes=31))
    opened("soudan1", case)
    assert previous_of("soudan1") == moment
    last_opened("soudan1", case, datetime.timedelta(minutes=29))
    opened("soudan1", case)
    assert previous_of("soudan1") is None, "still her first visit"


def test_the_sentence_leads_to_the_first_wherever_it_stands() -> None:
    case = a_case()
    for _ in range(50):
        a_note(case)
    was_there("soudan1", case)
    long_ago = timezone.now() - datetime.timedelta(days=30)
    a_note(case, by="soudan2", text="ひと月前の電話。", occurred_at=long_ago)
    a_note(case, by="soudan2", text="そのまえの日の電話。", occurred_at=long_ago - 24 * HOUR)
    client: Client = browser("soudan1")
    url = reverse("cases:detail", args=[case.pk])
    answer = client.get(url, {"method": "1"})
    html = answer.content.decode()
    assert 'id="new"' not in html
    assert sentence(answer) is not None
    [way] = re.findall(r'href="([^"]*#new)"', html)
    assert way == f"{url}?page=2#new"
    html = client.get(way).content.decode()
    assert html.count('id="new"') == 1
    leads = re.findall(r'<article[^>]* id="new".*?</article>', html, re.S)
    assert "ひと月前の電話。" in leads[0]


def test_what_was_corrected_or_is_corrected_is_told_once() -> None:
    case = a_case()
    was_there("soudan1", case)
    note = a_note(case, by="soudan2", text="書き誤った記録。")
    with acting("soudan2") as by:
        services.correct_note(
            note=Note.objects.visible_to(by).get(pk=note.pk),
            text="直した記録。",
            reason="書き誤り",
            by=by,
        )
    [marked] = new(opened("soudan1", case))
    assert "直した記録。" in marked


def test_a_consent_that_was_withdrawn_is_new_although_the_consent_is_not() -> None:
    case = a_case()
    consent = a_consent(case)
    was_there("soudan2", case)
    was_there("soudan1", case)
    with acting("soudan1") as by:
        services.withdraw_consent(
            consent=Consent.objects.visible_to(by).get(pk=consent.pk),
            note="電話で受け付けた",
            by=by,
        )
    [marked] = new(opened("soudan2", case))
    assert "同意の撤回を受け付け" in marked
    assert new(opened("soudan1", case)) == [], "she received it herself"


def test_r3_a_second_body_is_told_of_what_it_sees_and_of_nothing_else() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    was_there("kurashi1", case)
    a_note(case, text="送った機関だけの記録。")
    answer = opened("kurashi1", case)
    assert (sentence(answer), new(answer)) == (None, [])
    was_there("soudan1", case)
    a_note(case, by="kurashi1", text="受けた機関だけの記録。")
    assert sentence(opened("soudan1", case)) is None


def test_a_hand_off_is_new_again_by_its_answer_and_for_who_answered_it_is_not() -> None:
    case = a_case()
    sent = a_hand_off(case)
    for name in ("soudan1", "kurashi1"):
        was_there(name, case)
    assert sentence(opened("soudan1", case)) is None
    with acting("kurashi1") as user:
        services.accept_referral(referral=take(sent, "kurashi1"), by=user)
    [marked] = new(opened("soudan1", case))
    assert "つなぎ" in marked
    assert "いまの状態：引き受け" in marked
    assert new(opened("kurashi1", case)) == []


def test_r4_a_member_is_told_of_the_sitting_and_nobody_else_is() -> None:
    meeting = meetings.a_meeting_with_a_doctor()
    with acting("jimukyoku1"):
        case = meetings.seen(meeting, "jimukyoku1").compartment.case
    sitting = meetings.a_sitting(meeting)
    for name in ("ishi1", "soudan1", "jimukyoku1"):
        was_there(name, case)
    a_note(case, text="会議の外の記録。")
    meetings.minuted(sitting)
    answer = opened("ishi1", case)
    [marked] = new(answer)
    assert "第1回" in marked
    assert (sentence(answer) or ("", ""))[1] == "1"
    assert new(opened("jimukyoku1", case)) == [], "she wrote the minutes herself"
    with acting("soudan1") as by:
        assert not Sitting.objects.visible_to(by).exists()
    assert sentence(opened("soudan1", case)) is None


def test_r14_who_does_not_see_the_case_is_told_nothing_and_notes_nothing() -> None:
    case = a_case()
    a_note(case, by="soudan2")
    answer = opened("csw1", case)
    assert answer.status_code == 404
    assert NEW not in text_of(answer)
    with acting("csw1") as by:
        assert not CaseOpening.objects.visible_to(by).exists()
