"""Who opens a paper of a meeting, as its pages say (R18), and what its code tells to whom (R4, R14)."""

import re

import pytest
from django.urls import reverse

from access.reading import ReadingLog
from documents.paper_codes import shown
from meetings import paper_output, services
from meetings.models import PaperCopy
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by

from . import situations as s
from .pages import post, url
from .test_opening import a_newer_wording, fresh
from .test_papers import a_sitting_with_a_paper

pytestmark = pytest.mark.django_db


def test_r18_a_paper_says_who_opens_it_and_not_who_sits_in_the_meeting() -> None:
    sitting, paper = a_sitting_with_a_paper()
    client = browser(s.COORDINATOR)
    page = text_of(client.get(url("compose_paper", sitting.pk)))
    assert "事務局と座長のほかには見えません" in page
    for name, row in (
        ("compose_paper", sitting),
        ("upload_paper", sitting),
        ("papers", sitting),
        ("paper", paper),
    ):
        page = text_of(client.get(url(name, row.pk)))
        assert "会議の事務局と座長のみ" in page, name
        assert re.search(r"見られる人[： ]*1人", page), name
        assert not re.search(r"見られる人[： ]*3人", page), name
    s.given(paper, s.DOCTOR)
    for name in (s.COORDINATOR, s.DOCTOR):
        page = text_of(browser(name).get(url("paper", paper.pk)))
        assert "会議の事務局と座長、配った相手のみ" in page
        assert re.search(r"見られる人[： ]*2人", page), name


def test_r18_a_hearing_says_that_the_secretariat_alone_sees_it() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    page = text_of(browser(s.COORDINATOR).get(url("hearings", sitting.pk)))
    assert "会議の事務局のみ" in page
    assert re.search(r"見られる人[： ]*1人", page)
    assert not re.search(r"見られる人[： ]*2人", page)


def test_r14_a_code_on_a_copy_tells_its_keepers_which_it_is_and_others_that_it_is_ours() -> None:
    sitting, paper = a_sitting_with_a_paper()
    copy, other = s.handed_out(paper, s.DOCTOR, s.VOLUNTEER)
    assert copy.code
    assert copy.code != other.code
    with s.on(paper, s.COORDINATOR) as (row, user):
        copies = paper_output.gather(user, row.pk, "1-2", ReadingLog(user))
        number = row.compartment.case.number
        again = services.print_copies(paper=row, copies=[s.seen(copy, s.COORDINATOR)], by=user)
    assert again.kind == services.PRINT_KIND
    for html, one in zip(copies.pages, (copy, other), strict=True):
        assert f"照合コード {shown(one.code)}" in html
    assert seen_by(s.COORDINATOR, PaperCopy)[0].code == copy.code, (
        "printed again, it keeps its code"
    )

    def told(name: str) -> str:
        client = browser(name)
        client.get(url("meeting", row.meeting_id))  # whoever sits in it reads her duty
        return text_of(client.post(reverse("plans:verify"), {"code": shown(copy.code)}))

    with s.on(sitting, s.COORDINATOR) as (row, _):
        holder = copy.member.name
    for name in (s.COORDINATOR, s.DOCTOR):
        page = told(name)
        assert f"会議資料 {copy.label}" in page, name
        assert holder in page
    for name in (s.VOLUNTEER, s.DEPUTY, s.SENDER, "kansa1"):
        page = told(name)
        assert "この仕組みで作った書類です" in page, name
        assert copy.label not in page
        assert number not in page
        assert "会議資料" not in page


def test_r4_a_code_tells_no_more_than_that_it_is_ours_before_the_door_of_its_meeting() -> None:
    sitting, paper = a_sitting_with_a_paper()
    (copy,) = s.handed_out(paper, s.DOCTOR)
    for name in (s.COORDINATOR, s.DOCTOR):
        client, sent = fresh(name), {"code": shown(copy.code)}
        page = text_of(client.post(reverse("plans:verify"), sent))
        assert "この仕組みで作った書類です" in page, name
        assert "その会議の画面を一度開いてから" in page, name
        assert not [word for word in (copy.label, "渡す相手", "会議資料") if word in page]
        door = client.get(url("sitting", sitting.pk))["Location"]
        assert post(client, door, duty="on").status_code == 303
        assert f"会議資料 {copy.label}" in text_of(client.post(reverse("plans:verify"), sent)), name
    a_newer_wording()
    assert copy.label not in text_of(client.post(reverse("plans:verify"), sent))


def test_a_code_tells_that_the_paper_was_withdrawn_or_the_copy_is_back() -> None:
    _, paper = a_sitting_with_a_paper()
    copy, other = s.handed_out(paper, s.DOCTOR, s.VOLUNTEER)

    def told(one: PaperCopy) -> str:
        client = browser(s.COORDINATOR)
        client.get(url("paper", paper.pk))  # by the door of the meeting
        return text_of(client.post(reverse("plans:verify"), {"code": shown(one.code)}))

    assert "会議のあとは、会議の事務局に返してください" in told(copy)
    with s.on(other, s.COORDINATOR) as (row, user):
        services.account_for(copy=row, end="returned", by=user)
    assert "返してください" not in told(other), "it is back"
    with s.on(paper, s.COORDINATOR) as (row, user):
        services.withdraw_paper(paper=row, reason="数字の誤り", by=user)
    page = told(copy)
    assert "この資料は、取り下げられました" in page
    assert "使わずに、会議の事務局に返してください" in page
