"""The home page is worked from: steps taken in its rows with htmx and without, long parts by pages, a colleague's
absence, and a count that asks little."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from alerts import home_counts
from alerts.models import HomeCount
from cases.models import Absence, Referral
from cases.services import absences, restrict_person
from meetings.models import DateAnswer
from outreach.models import PlannedVisit
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.databases import Database
from tests.meetings import convening
from tests.meetings import situations as m
from tests.outreach import situations as o
from tests.plans import situations as p
from tests.world import acting, staff

from .situations import change, days
from .test_home import HTMX, an_action, home, part

RECEIVER, SENDER = "kurashi1", "soudan1"


def state_of(referral: Referral, who: str = SENDER) -> str:
    with acting(who) as user:
        return str(Referral.objects.visible_to(user).get(pk=referral.pk).state)


def step(client: Client, referral: Referral, **data: str) -> Any:
    """The fragment of the row, filled in and sent."""
    url = reverse("cases:step_here", args=[referral.pk])
    prefix = referral.pk.hex
    fragment = client.get(url, **HTMX)
    assert f'hx-post="{url}"' in fragment.content.decode()
    sent = {f"{prefix}-{name}": value for name, value in data.items()}
    return client.post(url, sent, **HTMX)


def test_the_page_is_called_as_people_say(committed_db: Database) -> None:
    page = browser(SENDER).get(reverse("home")).content.decode()
    assert '<h1 class="h1">今日の仕事</h1>' in page
    assert page.count("今日の仕事") >= 2, "in the menu as well"


def test_a_hand_off_goes_its_whole_way_in_rows(committed_db: Database) -> None:
    referral = c.a_hand_off(c.a_case(SENDER))
    receiver, sender = browser(RECEIVER), browser(SENDER)
    url = reverse("cases:step_here", args=[referral.pk])
    assert f'hx-get="{url}"' in receiver.get(reverse("home")).content.decode()
    assert "引き受けました" in text_of(step(receiver, referral, answer="accept"))
    assert state_of(referral) == "accepted"
    today = timezone.localdate().isoformat()
    met = step(receiver, referral, on=today, note="電話で話した。")
    assert "初回の接触を知らせました" in text_of(met)
    told = step(receiver, referral, report="家賃の相談を始めた。")
    assert "結果を報告しました" in text_of(told)
    assert state_of(referral) == "reported"
    assert "家賃の相談を始めた。" in text_of(sender.get(url, **HTMX))
    assert "報告を確かめました" in text_of(step(sender, referral))
    assert state_of(referral) == "closed"


def test_a_hand_off_is_returned_in_its_row_with_reason_and_another_way(
    committed_db: Database,
) -> None:
    referral = c.a_hand_off(c.a_case(SENDER))
    receiver = browser(RECEIVER)
    wrong = step(receiver, referral, answer="decline", reason="対象ではない")
    assert wrong.status_code == 422
    assert "代わりの案を書いてください" in text_of(wrong)
    assert "対象ではない" in wrong.content.decode(), "nothing typed is lost"
    step(receiver, referral, answer="decline", reason="対象ではない", alternative="障害福祉課")
    assert state_of(referral) == "declined"
    assert "対応できないという返事" in home(SENDER)


def test_without_scripts_a_step_has_its_page_and_comes_back(committed_db: Database) -> None:
    referral = c.a_hand_off(c.a_case(SENDER))
    receiver, url = browser(RECEIVER), reverse("cases:step_here", args=[referral.pk])
    page = receiver.get(url)
    assert (page.status_code, page["Location"]) == (
        303,
        reverse("cases:referral", args=[referral.pk]),
    )
    sent = receiver.post(url, {f"{referral.pk.hex}-answer": "accept"})
    assert (sent.status_code, sent["Location"]) == (303, reverse("home"))
    assert state_of(referral) == "accepted"


def test_r14_a_step_of_others_is_missing(committed_db: Database) -> None:
    referral = c.a_hand_off(c.a_case(SENDER))
    url = reverse("cases:step_here", args=[referral.pk])
    assert browser("csw1").get(url, **HTMX).status_code == 404
    asked = browser(SENDER).post(url, {f"{referral.pk.hex}-answer": "accept"}, **HTMX)
    assert asked.status_code == 303, "not the sender's step: to the page"
    assert state_of(referral) == "sent"


def test_dates_of_a_meeting_are_answered_in_their_row(committed_db: Database) -> None:
    poll = convening.a_poll(m.a_meeting_with_a_doctor())
    doctor, url = browser(m.DOCTOR), reverse("meetings:answer_dates_here", args=[poll.pk])
    assert f'hx-get="{url}"' in doctor.get(reverse("home")).content.decode()
    prefix = poll.pk.hex
    with acting(m.DOCTOR):
        count = len(convening.dates_of(poll, m.DOCTOR))
    assert doctor.post(url, {}, **HTMX).status_code == 422
    yes = DateAnswer.Mark.values[0]
    marks = {f"{prefix}-mark_{n}": yes for n in range(1, count + 1)}
    assert "日程に答えました" in text_of(doctor.post(url, marks, **HTMX))
    assert "日程に答える" not in home(m.DOCTOR)
    assert doctor.get(url).status_code == 303, "without scripts: its page"
    assert browser("kurashi1").get(url, **HTMX).status_code == 404


def test_who_went_is_back_in_the_row(committed_db: Database) -> None:
    visit = o.a_visit(o.approaching())
    change(committed_db, visit, on=days(-1))
    url = reverse("outreach:returned_here", args=[visit.pk])
    client = browser(o.WORKER)
    assert f'hx-post="{url}"' in client.get(reverse("home")).content.decode()
    assert "帰着を確かめました" in text_of(client.post(url, **HTMX))
    with acting(o.WORKER) as user:
        assert PlannedVisit.objects.visible_to(user).get(pk=visit.pk).returned_at is not None


def test_a_long_part_has_pages(committed_db: Database) -> None:
    case = c.a_case(SENDER)
    for number in range(25):
        an_action(case, f"用件{number:02}", -1)
    shown = part(SENDER, "late")
    assert shown.count("<tr>") == 1 + 20
    assert "25件のうち 1〜20件" in shown
    assert 'hx-select="#late"' in shown
    second = browser(SENDER).get(reverse("home"), {"late": "2", "kind": "task"})
    assert "25件のうち 21〜25件" in text_of(second)
    every = set(re.findall(r"用件\d\d", shown)) | set(re.findall(r"用件\d\d", text_of(second)))
    assert len(every) == 25


# --- what stands on it -----------------------------------------------------------------------------


def test_drafts_consents_and_unread_changes_stand_on_it(committed_db: Database) -> None:
    case, consent = p.a_consented_case()
    change(committed_db, consent, valid_until_on=days(9))
    client = browser(p.RECORDER)
    page = client.get(reverse("cases:detail", args=[case.pk]))
    assert page.status_code == 200
    c.a_note(case, by="soudan2")
    found = home(p.RECORDER)
    assert "本人の同意の期限" in found
    assert "ほかの人が書いたこと・直したことが1件あります" in found
    assert "書きかけのものはありません" in found


def test_meetings_monitoring_and_hand_offs_stand_on_it(committed_db: Database) -> None:
    plan = p.an_active_plan()
    change(committed_db, plan, next_monitoring_on=days(3))
    assert "プランのモニタリングをする" in home(p.COORDINATOR)
    m.a_sitting(m.a_meeting_with_a_doctor())
    assert "支援会議 第1回" in home(m.DOCTOR)
    c.a_hand_off(c.a_case(SENDER))
    assert "つなぎを受け取り、返事をする" in home(RECEIVER)


# --- who is away -----------------------------------------------------------------------------------


def away(who: str = "soudan1", stand_in: str | None = "soudan2", by: str | None = None) -> Absence:
    with acting(by or who) as user:
        return absences.enter_absence(
            body=c.body_of(who),
            staff=staff(who),
            stand_in=staff(stand_in) if stand_in else None,
            first_on=days(0),
            last_on=days(7),
            by=user,
        )


def test_work_of_an_absent_colleague_shows_to_who_stands_in_and_to_supervisors(
    committed_db: Database,
) -> None:
    case = c.a_case("soudan1")
    an_action(case, "電話をかける", 0)
    for name in ("soudan2", "kanri1"):
        assert "電話をかける" not in home(name)
    absence = away()
    for name in ("soudan2", "kanri1"):
        page = home(name)
        assert "電話をかける" in page
        assert f"{staff('soudan1').name}さん（不在）の分" in page
    assert "電話をかける" not in home("kurashi1")
    assert "さん（不在）の分" not in home("soudan1"), "her own is her own"
    with acting("soudan1") as user:
        absences.cancel_absence(absence=absence, by=user)
    assert "電話をかける" not in home("soudan2")


def test_who_stands_in_may_do_it(committed_db: Database) -> None:
    action = an_action(c.a_case("soudan1"), "電話をかける", 0)
    away()
    url = reverse("cases:done_here", args=[action.pk])
    assert "済んだことにしました" in text_of(browser("soudan2").post(url, **HTMX))


def test_r12_an_absence_opens_nothing(committed_db: Database) -> None:
    case = c.a_case("soudan1")
    an_action(case, "電話をかける", 0)
    with acting("soudan1") as user:
        restrict_person(case=case, user=staff("soudan2"), reason="親族", by=user)
    away()
    assert "電話をかける" not in home("soudan2")


def test_r4_nothing_of_a_meeting_shows_to_who_stands_in(committed_db: Database) -> None:
    meeting = m.a_meeting_with_a_doctor()
    m.a_sworn_member(meeting, m.SENDER)
    m.a_sitting(meeting)
    assert "支援会議 第1回" in home(m.SENDER)
    away(m.SENDER, "soudan2" if m.SENDER != "soudan2" else "soudan1")
    assert "支援会議" not in part("soudan2", "week") + part("soudan2", "later")


@pytest.mark.parametrize(
    ("who", "stand_in", "by", "words"),
    [
        ("soudan1", "soudan1", "soudan1", "代わりに見る人"),
        ("soudan1", "kurashi1", "soudan1", "代わりに見る人"),
        ("soudan2", None, "soudan1", "管理者"),
        ("kurashi1", None, "kanri1", "管理者"),
    ],
)
def test_an_absence_is_entered_for_oneself_or_by_the_supervisor(
    committed_db: Database, who: str, stand_in: str | None, by: str, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        away(who, stand_in, by)


def test_an_absence_on_its_page(committed_db: Database) -> None:
    client, url = browser("soudan1"), reverse("cases:absences")
    assert url in client.get(reverse("home")).content.decode()
    wrong = {"staff": str(staff("soudan1").pk), "first_on": "", "last_on": "あした"}
    assert client.post(url, wrong).status_code == 422
    sent = {
        "staff": str(staff("soudan1").pk),
        "first_on": days(1).isoformat(),
        "last_on": days(3).isoformat(),
        "stand_in": str(staff("soudan2").pk),
    }
    assert client.post(url, sent).status_code == 303
    assert staff("soudan2").name in text_of(client.get(url))
    with acting("soudan1") as user:
        row = Absence.objects.visible_to(user).get()
    cancel = reverse("cases:cancel_absence", args=[row.pk])
    assert browser("kurashi1").post(cancel).status_code == 404, "of another body (R14)"
    browser("soudan2").post(cancel)
    assert staff("soudan2").name in text_of(client.get(url)), "not hers to cancel"
    assert browser("kanri1").post(cancel).status_code == 303
    assert "登録してある不在はありません" in text_of(client.get(url))


# --- the count in the menu -------------------------------------------------------------------------


def asked(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def test_the_count_is_kept_for_a_minute_and_says_when(committed_db: Database) -> None:
    case = c.a_case(SENDER)
    an_action(case, "今日の用", 0)
    client, url = browser(SENDER), reverse("home_count")
    whole = asked(client, url)
    again = asked(client, url)
    assert len(again) <= 11 < len(whole), "the session, who acts, and one figure"
    assert sum("alerts_homecount" in sql for sql in again) == 1
    assert not [sql for sql in again if "cases_" in sql or "meetings_" in sql]
    assert re.search(r"\d\d:\d\d現在", text_of(client.get(url)))
    an_action(case, "昨日の用", -1)
    assert re.search(r"\b1\b", text_of(client.get(url))), "within the minute it may be behind"
    with acting(SENDER) as user:
        [row] = HomeCount.objects.visible_to(user)
    change(committed_db, row, counted_at=timezone.now() - home_counts.KEPT)
    assert re.search(r"\b2\b", text_of(client.get(url))), "never by more"


def test_the_home_page_puts_the_count_right(committed_db: Database) -> None:
    case = c.a_case(SENDER)
    client, url = browser(SENDER), reverse("home_count")
    client.get(url)
    an_action(case, "今日の用", 0)
    client.get(reverse("home"))
    assert re.search(r"\b1\b", text_of(client.get(url)))
    with acting("soudan2") as user:
        assert not HomeCount.objects.visible_to(user).exists(), "hers alone"


def test_a_count_is_of_a_minute(committed_db: Database) -> None:
    assert datetime.timedelta(minutes=1) >= home_counts.KEPT
