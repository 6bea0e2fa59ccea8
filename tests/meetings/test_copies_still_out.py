"""After a sitting who has a copy in her hands is asked for it, and so is the secretariat (R16)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.paper_codes import shown
from meetings import services
from meetings.models import MeetingMember, MeetingPaper, Sitting
from tests.cases.pages import browser, text_of

from . import situations as s
from .pages import url
from .test_before_minutes_go_out import named_anew
from .test_papers import a_sitting_with_a_paper

pytestmark = pytest.mark.django_db


def begin_now(sitting: Sitting) -> None:
    """The sitting was an hour ago."""
    with s.on(sitting, s.COORDINATOR) as (row, user):
        earlier = timezone.now() - datetime.timedelta(hours=1)
        services.change_sitting(sitting=row, held_at=earlier, place="", agenda="", by=user)


def test_after_the_sitting_both_are_reminded_of_what_is_still_out() -> None:
    sitting, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR)
    assert "会議資料 第1回-資料1-01" not in text_of(browser(s.DOCTOR).get("/")), "not before it"
    begin_now(sitting)
    assert "会議資料 第1回-資料1-01を事務局に返す" in text_of(browser(s.DOCTOR).get("/"))
    assert "資料1部の返却を確かめる" in text_of(browser(s.COORDINATOR).get("/"))
    assert "返却" not in text_of(browser(s.VOLUNTEER).get("/"))
    page = text_of(browser(s.DOCTOR).get(url("my_papers")))
    assert "返す写しが、1部" in page
    assert "第1回-資料1-01" in page


def test_r16_who_is_named_again_is_still_asked_for_the_copy_in_her_hands() -> None:
    sitting, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR)
    begin_now(sitting)
    [doctor] = [m for m in s.seen_members(sitting) if m.name == s.office(s.DOCTOR).staff.name]
    s.as_somebody(s.COORDINATOR, doctor, services.end_membership, "member", reason="交代")
    assert "第1回-資料1-01" not in text_of(browser(s.DOCTOR).get(url("my_papers"))), "no member now"
    with s.on(sitting, s.COORDINATOR) as (row, _):
        meeting = row.meeting
    s.a_sworn_member(meeting)
    assert "会議資料 第1回-資料1-01を事務局に返す" in text_of(browser(s.DOCTOR).get("/"))
    assert "返す写しが、1部" in text_of(browser(s.DOCTOR).get(url("my_papers")))


def test_r16_who_is_named_again_reads_what_she_holds_and_is_given_no_second_one() -> None:
    """A paper is given to a person: her own page, the sitting, the paper itself and its code know it (decision 0070)."""
    sitting, paper = a_sitting_with_a_paper()
    [copy] = s.handed_out(paper, s.DOCTOR)
    on_screen = s.a_paper(sitting, "扉が開いていた。")
    s.given(on_screen, s.DOCTOR)
    with s.on(sitting, s.COORDINATOR) as (row, _):
        meeting = row.meeting
    again = named_anew(meeting)
    client = browser(s.DOCTOR)
    for name in ("my_papers", "sitting"):
        page = client.get(url(name, *([sitting.pk] if name == "sitting" else [])))
        assert "第1回-資料1" in text_of(page), name
        assert "第1回-資料2" in text_of(page), name
    assert "扉が開いていた。" in text_of(client.get(url("paper", on_screen.pk)))
    client.get(url("meeting", meeting.pk))  # in by the door of the meeting
    told = client.post(reverse("plans:verify"), {"code": shown(copy.code)})
    assert f"会議資料 {copy.label}" in text_of(told)

    def once_more(row: MeetingPaper, means: str) -> int:
        with s.on(row, s.COORDINATOR) as (mine, user):
            member = MeetingMember.objects.visible_to(user).with_names().get(pk=again.pk)
            made = services.add_recipients(paper=mine, members=[member], means=means, by=user)
            return len(made)

    assert once_more(paper, "printed") == 0, "it is in her hands"
    assert once_more(on_screen, "screen") == 0, "she reads it"
    with s.on(copy, s.COORDINATOR) as (row, user):
        services.take_back(copies=[row], by=user)
    assert once_more(paper, "printed") == 1, "what came back she has no more"
