"""After a sitting who has a copy in her hands is asked for it, and so is the secretariat (R16)."""

import datetime

import pytest
from django.utils import timezone

from meetings import services
from meetings.models import Sitting
from tests.cases.pages import browser, text_of

from . import situations as s
from .pages import url
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
