"""Minutes hold what domain.md R18 asks for: when the members meet again, and who does what by when, which they confirm
with the rest (R20); also of a member without an account (R13)."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.reading import ReadingLog
from documents.wareki import format_date, format_date_weekday, format_datetime
from meetings import minutes_paper, services
from meetings.models import Decision, Minutes, MinutesAnswer, Sitting, SupportMeeting, SurveyAnswer
from tests.cases.pages import browser, text_of, title_of
from tests.cases.situations import body_of, seen_by
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
LANDLORD = "見本 民子"


def printed(minutes: Minutes) -> str:
    with acting(s.COORDINATOR) as user:
        return minutes_paper.gather(user, minutes.pk, "", ReadingLog(user)).html


def flat(words: str) -> str:
    """One space for any space between words."""
    return " ".join(words.split())


def page(who: str, name: str, key: Any) -> str:
    return flat(text_of(browser(who).get(url(name, key))))


def the_next(meeting: SupportMeeting, sitting: Sitting, in_days: int = 30) -> Sitting:
    with s.on(meeting, s.COORDINATOR) as (row, user):
        moment = sitting.held_at + datetime.timedelta(days=in_days)
        return services.plan_sitting(
            meeting=row, held_at=moment, place="会議室C", agenda="", by=user
        )


def moved(sitting: Sitting, in_days: int) -> None:
    with s.on(sitting, s.COORDINATOR) as (row, user):
        moment = row.held_at + datetime.timedelta(days=in_days)
        services.change_sitting(sitting=row, held_at=moment, place="会議室D", agenda="", by=user)


def test_r18_the_next_day_stands_in_the_minutes_and_stays_as_they_were_fixed() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    assert "<h2>次回</h2><p>決まっていません" in printed(minutes)
    assert "次回 決まっていません" in page(s.COORDINATOR, "sitting", sitting.pk)
    following = the_next(meeting, sitting)
    words = f"{format_datetime(following.held_at)}　会議室C"
    assert words in printed(minutes)
    for name in ("sitting", "approve"):
        assert flat(words) in page(s.COORDINATOR, name, sitting.pk)
    s.sent(minutes)
    assert flat(words) in page(s.DOCTOR, "confirm_minutes", sitting.pk)
    s.approved(minutes)
    moved(following, 3)
    assert words in printed(minutes)
    assert "会議室D" not in printed(minutes)
    assert flat(words) in page(s.DOCTOR, "sitting", sitting.pk)


def test_r18_a_cancelled_sitting_is_no_next_one_and_after_the_end_there_is_none() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes, following = s.minuted(sitting), the_next(meeting, sitting)
    s.as_somebody(s.COORDINATOR, following, services.cancel_sitting, "sitting", reason="延期")
    assert "<h2>次回</h2><p>決まっていません" in printed(minutes)
    s.sent(minutes, course="end", course_reason="転出した")
    assert "次回" not in printed(minutes)


def test_r18_minutes_fixed_before_the_next_day_was_kept_say_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = services.minutes._as_it_stands

    def before(*args: Any) -> dict[str, Any]:
        return {name: value for name, value in kept(*args).items() if name != "again"}

    monkeypatch.setattr(services.minutes, "_as_it_stands", before)
    minutes = s.approved(s.minuted(s.a_sitting(s.a_meeting_with_a_doctor())))
    assert "次回" not in printed(minutes)
    assert "次回" not in page(s.DOCTOR, "sitting", minutes.sitting_id)


def test_r20_members_confirm_who_does_what_by_when() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    minutes = s.minuted(sitting)
    s.a_decision(sitting, person="看護師")
    s.sent(minutes)
    said = f"手紙を届ける（{body_of(s.DOCTOR).name}　看護師、{format_date(s.days(7))}まで）"
    client, address = browser(s.DOCTOR), url("confirm_minutes", sitting.pk)
    shown = text_of(client.get(address))
    assert said in shown
    assert "決まったこと　段落3" in shown
    assert s.office(s.DOCTOR).staff.name in shown.split("出席した人", 1)[1].split("段落1", 1)[0]
    answers = {f"answer_{n}": "right" for n in (1, 2)}
    wish = {"answer_3": "wrong", "wish_3": "期限を1週間延ばす"}
    assert post(client, address, **answers | wish).status_code == 303
    [asked] = [a for a in seen_by(s.COORDINATOR, MinutesAnswer) if not a.is_right]
    assert (asked.section, asked.paragraph) == ("decisions", said)
    with pytest.raises(DomainError, match="1件あります"):
        s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes")
    assert flat(f"決まったこと {said}") in page(s.COORDINATOR, "sitting", sitting.pk)


def test_r20_a_decision_changed_while_she_reads_is_read_again() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    minutes, decision = s.minuted(sitting), s.a_decision(sitting)
    s.sent(minutes)
    with s.on(minutes, s.DOCTOR) as (row, user):
        read = services.paragraphs(row, user)
    changed = {"content": "手紙と電話", "body": body_of(s.DOCTOR), "due_on": s.days(9)}
    s.as_somebody(s.COORDINATOR, decision, services.complete_decision, "decision", **changed)
    with s.on(minutes, s.DOCTOR) as (row, user), pytest.raises(DomainError, match="直されました"):
        services.answer_minutes(minutes=row, wishes=[(one, "") for one in read], by=user)


def a_meeting_with_a_landlord() -> tuple[Any, Any]:
    meeting = s.a_meeting_with_a_doctor()
    return meeting, p.a_paper_member(meeting)


def test_r13_somebody_without_an_account_does_what_was_agreed() -> None:
    """The ward's members are residents and businesses too; no other body's name stands in their place."""
    meeting, landlord = a_meeting_with_a_landlord()
    sitting = s.a_sitting(meeting)
    client, address = browser(s.COORDINATOR), url("decide", sitting.pk)
    offered = text_of(client.get(address))
    assert f"民生・児童委員　{LANDLORD}（利用者IDのない人）" in offered
    typed = {"content": "郵便を見守る", "body": str(landlord.pk), "due_on": str(s.days(7))}
    assert post(client, address, **typed).status_code == 303
    [made] = seen_by(s.COORDINATOR, Decision)
    assert (made.body_id, made.paper_member_id, made.person) == (None, landlord.pk, LANDLORD)
    assert not made.is_lacking
    minutes = s.minuted(sitting)
    for shown in (url("sitting", sitting.pk), url("decisions"), url("meeting", meeting.pk)):
        assert f"民生・児童委員 {LANDLORD}" in flat(text_of(client.get(shown))), shown
    s.approved(minutes)
    assert f"<td>民生・児童委員　{LANDLORD}</td>" in printed(minutes)


def test_r13_what_she_does_is_given_to_another_and_back_with_the_reason() -> None:
    meeting, landlord = a_meeting_with_a_landlord()
    decision = s.a_decision(s.a_sitting(meeting), body=landlord)
    client, address = browser(s.COORDINATOR), url("move_decision", decision.pk)
    form = client.get(address)
    assert f'<option value="{landlord.pk}" selected>' in form.content.decode()
    typed = {"body": str(body_of(s.DOCTOR).pk), "due_on": str(s.days(8)), "reason": "遠方"}
    answer = post(client, address, **typed, version=hidden(form, "version"))
    assert answer.status_code == 303
    told = text_of(client.get(answer["Location"]))
    assert f"行う機関：民生・児童委員 → {body_of(s.DOCTOR).name}" in told
    s.as_somebody(
        s.COORDINATOR,
        decision,
        services.move_decision,
        "decision",
        body=landlord,
        due_on=s.days(8),
        reason="引き受けた",
    )
    [now] = seen_by(s.COORDINATOR, Decision)
    assert (now.body_id, now.paper_member_id) == (None, landlord.pk)


def test_r4_who_sits_in_another_meeting_is_given_nothing_here() -> None:
    meeting, _ = a_meeting_with_a_landlord()
    stranger = p.a_paper_member(s.a_meeting())
    decision = s.a_decision(s.a_sitting(meeting))
    with pytest.raises(DomainError, match="構成員ではありません"):
        s.as_somebody(
            s.COORDINATOR,
            decision,
            services.move_decision,
            "decision",
            body=stranger,
            due_on=s.days(8),
            reason="x",
        )
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        rows = Decision.objects.changeable_by(user).filter(pk=decision.pk)
        rows.update(paper_member=p.a_paper_member(meeting))


def test_the_secretary_is_told_what_is_late_of_who_has_no_account() -> None:
    meeting, landlord = a_meeting_with_a_landlord()
    s.a_decision(s.a_sitting(meeting, -20), body=landlord, due_on=s.days(-9))
    assert "期限が過ぎています（1件）" in text_of(browser(s.COORDINATOR).get("/"))


def test_the_named_survey_asks_who_has_no_account_too() -> None:
    """domain.md 4.8: 記名式アンケート of all who came; she says it to the secretary, or on paper."""
    meeting, landlord = a_meeting_with_a_landlord()
    sitting = s.a_sitting(meeting)
    address = url("survey_of", sitting.pk, landlord.pk)
    client = browser(s.COORDINATOR)
    assert client.get(address).status_code == 404, "not before it was held"
    s.minuted(sitting)
    survey = client.get(url("survey", sitting.pk))
    assert f'href="{address}"' in survey.content.decode()
    assert browser(s.DOCTOR).get(address).status_code == 404
    said = {"helped": "4", "role_is_clear": "2", "opinion": "短くしてほしい"}
    assert post(client, address, **said).status_code == 303
    shown = page(s.COORDINATOR, "survey", sitting.pk)
    assert f"{LANDLORD}（民生・児童委員）" in shown
    assert "短くしてほしい" in shown
    again = client.get(address)
    assert LANDLORD in text_of(again)
    assert LANDLORD not in title_of(again), "S-50: titles stay in the history of a shared terminal"
    version = hidden(again, "version")
    changed = said | {"opinion": "時間はちょうどよい"}
    assert post(client, address, **changed, version=version).status_code == 303
    [kept] = seen_by(s.COORDINATOR, SurveyAnswer)
    assert (kept.member_id, kept.opinion) == (landlord.pk, "時間はちょうどよい")


def test_r13_nobody_else_is_answered_for() -> None:
    meeting, landlord = a_meeting_with_a_landlord()
    sitting = s.a_sitting(meeting)
    came = [m for m in s.seen_members(sitting) if m.pk != landlord.pk]
    s.minuted(sitting, present=came)
    doctor = next(m for m in came if m.appointment_id == s.office(s.DOCTOR).pk)
    client = browser(s.COORDINATOR)
    for who in (landlord, doctor):
        assert client.get(url("survey_of", sitting.pk, who.pk)).status_code == 404
        with pytest.raises(DomainError, match="利用者IDのない構成員"):
            s.as_somebody(
                s.COORDINATOR,
                sitting,
                services.enter_survey_of,
                "sitting",
                member=who,
                helped=4,
                role_is_clear=4,
            )


def test_who_begins_a_sitting_before_its_day_is_told_that_there_is_no_way_back() -> None:
    """domain.md 3.9: what was held is neither moved nor cancelled any more."""
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    day = format_date_weekday(timezone.localdate(sitting.held_at))
    words = f"開催日は {day} です。まだその日になっていません"
    for name, what in (("room", "始めると"), ("minutes", "会議録を保存すると")):
        shown = page(s.COORDINATOR, name, sitting.pk)
        assert words in shown
        assert f"{what}、開いた会議になり" in shown
    moved(sitting, -3)
    assert "まだその日になっていません" not in page(s.COORDINATOR, "room", sitting.pk)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        services.open_sitting(sitting=row, by=user)
    assert "まだその日になっていません" not in page(s.COORDINATOR, "minutes", sitting.pk)
