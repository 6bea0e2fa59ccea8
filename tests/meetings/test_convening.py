"""招集: who may call, who is told, what paper and mail say (R4, R7, R21, S-30, S-31, S-91)."""

import re
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError
from access.reading import ReadingLog
from meetings import notice_mail, notice_paper, services
from meetings.models import Convocation, MeetingMember, MeetingNotice, Sitting, SupportMeeting
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting, staff

from . import convening as c
from . import situations as s
from .pages import post, url
from .test_members import a_landlord

pytestmark = pytest.mark.django_db


# --- who may call, and why not yet ---------------------------------------------------------


def test_r4_only_a_secretary_calls_the_members() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    with pytest.raises(DomainError, match="事務局の人だけ"):
        c.convened(sitting, s.DOCTOR)
    assert browser(s.DOCTOR).get(url("convene", sitting.pk)).status_code == 404


def why_not(sitting: Sitting) -> str:
    """What the page says in place of the form, and the service when it is asked all the same."""
    client, address = browser(s.COORDINATOR), url("convene", sitting.pk)
    page = client.get(address)
    assert "招集する</button>" not in page.content.decode()
    assert "いまは招集できません" in text_of(page)
    with pytest.raises(DomainError) as refused:
        c.convened(sitting)
    assert str(refused.value) in text_of(page)
    assert post(client, address, topic="share").status_code == 422
    return str(refused.value)


def test_nobody_is_called_when_there_is_nobody_but_the_secretariat() -> None:
    assert "構成員がいません" in why_not(s.a_sitting(s.a_meeting()))


def test_r4_nobody_is_called_before_somebody_has_confirmed_the_duty() -> None:
    meeting = s.a_meeting()
    s.an_appointed_member(meeting)
    assert "事務局のほかに、守秘義務を確かめた構成員が、まだいません" in why_not(
        s.a_sitting(meeting)
    )


def test_nobody_is_called_to_a_day_that_is_over() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    with acting(s.COORDINATOR) as user:
        Sitting.objects.changeable_by(user).filter(pk=sitting.pk).update(held_at=c.at(-1))
    assert "日時が過ぎています" in why_not(sitting)


def test_nobody_is_called_to_a_sitting_that_is_cancelled() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="x")
    assert "「中止」" in why_not(sitting)


def test_nobody_is_called_in_a_meeting_that_is_dissolved() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with s.on(s.a_sitting(meeting), s.COORDINATOR) as (sitting, user):
        row = SupportMeeting.objects.visible_to(user).get(pk=meeting.pk)
        row.dissolved_at = timezone.now()
        assert "解散" in services.why_not_convene(sitting, row, user)


def test_a_call_says_where_or_how() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting)
    nowhere = c.chosen(poll, 1)
    with pytest.raises(DomainError, match="場所か、オンライン"):
        c.convened(nowhere)
    c.convened(nowhere, link="https://kaigi.example.lg.jp/a")


@pytest.mark.parametrize(
    "link",
    [
        "http://kaigi.example.lg.jp/a",
        "javascript:alert(1)",
        "kaigi.example.lg.jp",
        "https://",
        "https://name:word@kaigi.example.lg.jp/",
        "https://kaigi.example.lg.jp/a b",
    ],
)
def test_a_link_is_a_whole_https_address(link: str) -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    client, address = browser(s.COORDINATOR), url("convene", sitting.pk)
    assert post(client, address, topic="share", link=link).status_code == 422
    assert seen_by(s.COORDINATOR, Convocation) == []


# --- who is told ---------------------------------------------------------------------------


def test_each_member_is_told_once_and_who_comes_later_is_told_later() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    c.convened(sitting)
    assert [(n.member.name, n.number) for n in c.notices(sitting)] == [("見本 医師夫", 1)]
    s.a_sworn_member(meeting, s.VOLUNTEER)
    c.convened(sitting)
    assert [(n.about, n.number) for n in c.notices(sitting)] == [("convened", 1), ("convened", 2)]


def test_who_comes_after_the_call_and_was_not_told_stands_on_its_pages() -> None:
    """Nobody else tells a member without an account of the day."""
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    client = browser(s.COORDINATOR)
    pages = {
        url("sitting", sitting.pk): "まだ知らせていない人がいます（1人）",
        url("convene", sitting.pk): "まだ知らせていません",
    }

    def is_told() -> list[bool]:
        return [words not in text_of(client.get(page)) for page, words in pages.items()]

    a_landlord(meeting)
    assert is_told() == [True, True]  # nobody is called yet
    c.convened(sitting)
    assert is_told() == [True, True]
    a_landlord(meeting, name="架空 民生", body="民生・児童委員")
    assert is_told() == [False, False]
    page = text_of(client.get(url("sitting", sitting.pk)))
    assert "架空 民生" in page.split("まだ知らせていない人")[1].split("招集を知らせる")[0]
    members = text_of(browser(s.DOCTOR).get(url("sitting", sitting.pk)))
    assert "まだ知らせていない人" not in members
    c.convened(sitting)
    assert is_told() == [True, True]


def test_moving_or_cancelling_tells_those_who_were_called() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    values = {"place": "会議室D", "agenda": "声かけ"}
    s.as_somebody(
        s.COORDINATOR, sitting, services.change_sitting, "sitting", held_at=c.at(5), **values
    )
    assert c.notices(sitting) == []  # nobody had been called
    page = text_of(browser(s.COORDINATOR).get(url("change_sitting", sitting.pk)))
    assert "構成員にすぐに知らせます" in page, "said before the press"
    c.convened(sitting)
    for agenda in ("通院", "声かけ"):  # only what is discussed: nobody has to change a plan
        s.as_somebody(
            s.COORDINATOR,
            sitting,
            services.change_sitting,
            "sitting",
            held_at=c.at(5),
            place="会議室D",
            agenda=agenda,
        )
    s.as_somebody(
        s.COORDINATOR, sitting, services.change_sitting, "sitting", held_at=c.at(6), **values
    )
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="x")
    assert [n.about for n in c.notices(sitting)] == ["convened", "changed", "cancelled"]


def test_the_link_stands_on_the_page_of_the_sitting_for_members_only() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    link = "https://kaigi.example.lg.jp/room?x=1&y=2"
    c.convened(sitting, link=link)
    page = browser(s.DOCTOR).get(url("sitting", sitting.pk)).content.decode()
    assert f'href="{link.replace("&", "&amp;")}"' in page
    assert "noreferrer" in page
    for name in (s.VOLUNTEER, s.SENDER, s.DEPUTY):
        assert browser(name).get(url("sitting", sitting.pk)).status_code == 404


def test_the_page_says_how_each_is_reached_and_what_was_told() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    a_landlord(meeting)
    c.with_address(s.DOCTOR)
    sitting = s.a_sitting(meeting)
    client, address = browser(s.COORDINATOR), url("convene", sitting.pk)
    before = text_of(client.get(address))
    for words in ("画面とメール", "紙で", "守秘 まだ", "座長がまだいません"):
        assert words in before, words
    assert "招集せずに戻る" in before
    assert post(client, address, topic="direction").status_code == 303
    after = text_of(client.get(address))
    assert "守秘義務を確かめていない1人には、確かめるまで日時も場所も見えません" in after
    assert "守秘義務を確かめると読めます" in after
    assert ("変えずに戻る" in after, "招集せずに戻る" in after) == (True, False)
    assert "送っています" in after
    assert "守秘義務の確認がまだのため、作れません" in after


# --- on paper ------------------------------------------------------------------------------


def paper_for(sitting: Sitting, name: str) -> str:
    """The notice of a member as HTML."""
    notice = next(n for n in c.notices(sitting) if n.member.name == name)
    with acting(s.COORDINATOR) as user:
        return notice_paper.gather(user, notice.pk, "", ReadingLog(user)).html


def test_s30_a_notice_holds_number_day_and_place_and_nothing_about_anybody() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_item(meeting)
    sitting = s.a_sitting(meeting)
    c.convened(sitting, topic="follow", link="https://kaigi.example.lg.jp/a")
    html = paper_for(sitting, "見本 医師夫")
    for words in (
        meeting.compartment.case.number,
        "会議室B",
        "決めたことの確認と、次の進め方",
        "見本 医師夫 様",
        "オンラインで参加できます",
    ):
        assert words in html, words
    for words in ("架空", "受診が途切れ", "長男", "通院", "kaigi.example"):
        assert words not in html, words


def test_a_member_without_an_account_is_not_sent_to_a_screen() -> None:
    meeting = s.a_meeting_with_a_doctor()
    a_landlord(meeting)
    sitting = s.a_sitting(meeting)
    c.convened(sitting, link="https://kaigi.example.lg.jp/a")
    assert "システムの会議の画面" in paper_for(sitting, "見本 医師夫")
    html = paper_for(sitting, "架空 大家")
    assert "システム" not in html
    assert "当日の資料で確かめてください" in html
    assert "参加のしかたは、事務局に確かめてください" in html


def test_r4_there_is_no_notice_on_paper_before_the_duty_or_after_the_membership() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    client = browser(s.COORDINATOR)
    by_name = {n.member.name: n for n in c.notices(sitting)}
    with acting(s.COORDINATOR) as user:
        roster = list(MeetingMember.objects.visible_to(user).with_names())
    doctor = next(m for m in roster if m.name == "見本 医師夫")
    waiting = next(n for name, n in by_name.items() if name != "見本 医師夫")
    assert client.post(url("print_notice", waiting.pk)).status_code == 404
    told = by_name["見本 医師夫"]
    assert client.post(url("print_notice", told.pk)).status_code == 303
    s.as_somebody(s.COORDINATOR, doctor, services.end_membership, "member", reason="交代")
    assert client.post(url("print_notice", told.pk)).status_code == 404


def test_only_the_secretary_has_notices_made() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    c.convened(sitting)
    (notice,) = c.notices(sitting)
    for name in (s.DOCTOR, s.DEPUTY, s.SENDER, "kanri3"):
        assert browser(name).post(url("print_notice", notice.pk)).status_code == 404, name


def way_back(client: Any, made: Any) -> str:
    """Where 「元の画面に戻る」 leads from the page of what is made."""
    page = client.get(made["Location"]).content.decode()
    found = re.search(r'<a href="([^"]+)">元の画面に戻る</a>', page)
    assert found
    answer = client.get(found[1])
    return str(answer["Location"]) if answer.status_code == 303 else found[1]


def test_from_a_notice_one_comes_back_to_the_call_of_its_sitting() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    c.convened(sitting)
    (notice,) = c.notices(sitting)
    client = browser(s.COORDINATOR)
    made = post(client, url("print_notice", notice.pk))
    assert way_back(client, made) == url("convene", sitting.pk) + "#notices"
    assert client.get(url("convene", sitting.pk)).status_code == 200
    for name in (s.DEPUTY, s.SENDER, "kanri3"):
        assert browser(name).get(url("notice_of", notice.pk)).status_code == 404, name


def test_from_a_notice_of_dates_one_comes_back_to_its_poll() -> None:
    c.with_address(s.DOCTOR)
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    with acting(s.COORDINATOR) as user:
        (notice,) = MeetingNotice.objects.visible_to(user).filter(
            poll=poll, mailed_at__isnull=False
        )
    answer = browser(s.COORDINATOR).get(url("notice_of", notice.pk))
    assert answer["Location"] == url("date_poll", poll.pk)


def test_from_the_minutes_and_from_a_letter_one_comes_back_to_where_they_were_asked_for() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    minutes = s.minuted(s.a_sitting(meeting))
    client = browser(s.COORDINATOR)
    made = post(client, url("print_minutes", minutes.sitting_id))
    assert way_back(client, made) == url("sitting", minutes.sitting_id)
    for name in ("member_pledge", "member_letter"):
        made = post(client, url(name, member.pk))
        assert way_back(client, made) == url("member_papers", member.pk)
    assert browser(s.OUTSIDER).get(url("minutes_of", minutes.pk)).status_code == 404


# --- who gets a mail -----------------------------------------------------------------------


@pytest.mark.parametrize("domain", ["example.com", "example.lg.jp.example.com", "xexample.lg.jp"])
def test_s31_no_mail_goes_to_a_domain_that_is_not_allowed(domain: str) -> None:
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR, domain=domain)
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    assert [n.mailed_at for n in c.notices(sitting)] == [None]
    assert c.jobs_of("meeting_mail") == []


def test_s31_only_the_secretary_sends_as_long_as_she_is_one() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    c.convened(sitting)
    (notice,) = c.notices(sitting)
    for name, may in ((s.COORDINATOR, True), (s.DOCTOR, False), (s.DEPUTY, False)):
        with acting(name):
            assert (notice_mail.notice_for(staff(name), notice.pk) is not None) is may, name
