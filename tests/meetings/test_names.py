"""呼び名: what the ward calls its conferences stands on every page, paper and line of the home page."""

import re
from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.reading import ReadingLog
from meetings import chronology_paper, conference_paper, minutes_paper, notice_paper, paper_output
from meetings.models import MeetingNotice
from meetings.words import conference_name, support_meeting_name
from organizations.models import LocalName
from organizations.names import own_names
from plans import services as plan_services
from tests.cases.pages import browser, queries, text_of
from tests.plans import situations as plans
from tests.world import acting

from . import convening as c
from . import situations as s
from .pages import url
from .test_joint import LABEL, two_bodies

pytestmark = pytest.mark.django_db
SUPPORT, CONFERENCE = "つなぐ会", "みんなの会"
# What the law calls it, in a sentence that names the article; the duty and the pledge quote it too.
QUOTED = ("社会福祉法106条の6の支援会議", "支援会議で知った秘密を")
DEFAULT = "支援会議"


@pytest.fixture
def renamed() -> None:
    """The ward has names of its own for both."""
    with acting("system1"):
        assert LocalName.objects.filter(key="support_meeting").update(label=SUPPORT) == 1
        assert LocalName.objects.filter(key="plan_conference").update(label=CONFERENCE) == 1


def without_quotations(text: str) -> str:
    for words in QUOTED:
        text = text.replace(words, "")
    # Codes of contacts are masters, which the ward words on their own page.
    return re.sub(r"<option value=\"\d+\">(?:重層的)?支援会議</option>", "", text)


def default_names(html: str) -> list[str]:
    """Where a name of the law stands outside a sentence that cites it."""
    found = without_quotations(html)
    return [found[max(0, m.start() - 40) : m.end() + 40] for m in re.finditer(DEFAULT, found)]


def pages_of(client: Any, addresses: list[str]) -> str:
    """Every page answers, and none has the names of the law."""
    whole, missed = "", []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        missed += [(address, words) for words in default_names(html)]
        whole += html
    assert missed == []
    return whole


def test_pages_of_a_support_meeting_have_the_ward_s_name(renamed: None) -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_item(meeting)
    sitting = s.begun(meeting)
    s.a_decision(sitting)
    case = meeting.compartment.case_id
    client = browser(s.COORDINATOR)
    found = pages_of(
        client,
        [
            "/",
            *map(url, ("list", "mine", "calendar", "occasions", "decisions", "courses")),
            *(url("meeting", meeting.pk), url("bridge", meeting.pk), url("dissolve", meeting.pk)),
            *(url("appoint", meeting.pk), url("paper_member", meeting.pk)),
            *(url("sitting", sitting.pk), url("room", sitting.pk), url("minutes", sitting.pk)),
            reverse("cases:detail", args=[case]),
        ],
    )
    for words in (
        f"{SUPPORT}</span>",
        f"{SUPPORT} {meeting.compartment.case.number}",
        f"{SUPPORT} 第1回",
        f"{SUPPORT}を解散する",
        f"{SUPPORT}に残す",
        f"{SUPPORT}を開く",
    ):
        assert words in found, words


def test_who_is_named_and_who_was_named_reads_the_ward_s_name(renamed: None) -> None:
    meeting = s.a_meeting()
    member = s.an_appointed_member(meeting)
    client = browser(s.DOCTOR)
    for address in ("/", url("list"), url("mine")):
        assert f"{SUPPORT}の構成員に指定されました" in pages_of(client, [address])
    page = client.get(url("acknowledge", member.pk)).content.decode()
    assert f"{SUPPORT}の構成員に指定されました" in page


def test_a_conference_of_another_law_is_never_called_a_support_meeting(renamed: None) -> None:
    _, council = two_bodies()
    s.an_item(council, by=s.VOLUNTEER)
    sitting = s.begun(council)
    s.a_decision(sitting)
    lists = ("list", "mine", "calendar", "occasions", "decisions", "information_waiting")
    pages = [
        *("/", *map(url, lists)),
        *(url("meeting", council.pk), url("bridge", council.pk), url("chronology", council.pk)),
        *(url("sitting", sitting.pk), url("room", sitting.pk), url("preparation", sitting.pk)),
        reverse("cases:readers", args=[council.compartment.case_id]),
    ]
    client = browser(s.VOLUNTEER)
    found = pages_of(client, pages)
    # The one filter that takes all kinds together begins with the name of the first.
    assert SUPPORT not in found.replace(f"{SUPPORT}・ほかの法律の会議", "")
    for words in (f"{LABEL} 第1回", f"{LABEL}の構成員のみ", f"{LABEL}に残す"):
        assert words in found, words
    secretary = browser(s.COORDINATOR)
    for address in (url("appoint", council.pk), url("dissolve", council.pk)):
        assert SUPPORT not in text_of(secretary.get(address)), address


def test_a_page_that_sets_up_a_conference_names_it_as_its_law_does(renamed: None) -> None:
    address = url("establish", s.an_accepted_request().pk)
    page = text_of(browser(s.COORDINATOR).get(f"{address}?basis=CHILD-COUNCIL"))
    assert f"{LABEL}を設ける" in page
    assert f"{LABEL}の構成員のみ" in page
    assert f"{SUPPORT}を設ける" not in page
    assert f"{SUPPORT}を設ける" in text_of(browser(s.COORDINATOR).get(address))


def test_papers_of_a_support_meeting_have_the_ward_s_name(renamed: None) -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    s.sent(minutes, course="end", course_reason="落ち着いた。")
    c.convened(s.a_sitting(meeting))
    paper = s.a_paper(sitting)
    s.given(paper, s.DOCTOR, means="printed")
    with acting(s.COORDINATOR) as user:
        log = ReadingLog(user)
        notice = MeetingNotice.objects.visible_to(user).get(member__meeting=meeting.pk)
        made = [
            minutes_paper.gather(user, minutes.pk, "", log),
            chronology_paper.gather(user, meeting.pk, "", log),
            notice_paper.gather(user, notice.pk, "", log),
        ]
        copies = paper_output.gather(user, paper.pk, "1", log)
    for one in made:
        assert default_names(one.html) == []
        assert one.title.startswith(f"{SUPPORT} ")
        assert one.title in one.html
    assert copies.title.startswith(f"{SUPPORT} ")
    assert default_names(copies.pages[0]) == []


def test_a_conference_on_a_plan_has_the_ward_s_name(renamed: None) -> None:
    plan = plans.a_submitted_plan()
    conference = plans.found(plan, "adequate")
    client = browser(plans.COORDINATOR)
    found = pages_of(
        client,
        [
            *("/", url("conferences"), url("calendar"), url("conference", conference.pk)),
            reverse("cases:detail", args=[plan.compartment.case_id]),
            reverse("plans:detail", args=[plan.pk]),
        ],
    )
    assert f"{CONFERENCE} {plan.compartment.case.number}" in found
    with acting(plans.COORDINATOR) as user:
        paper = conference_paper.gather(user, conference.pk, "", ReadingLog(user))
    assert default_names(paper.html) == []
    assert paper.title.startswith(f"{CONFERENCE} 会議録")


def test_refusals_name_the_conference_as_the_ward_does(renamed: None) -> None:
    plan = plans.an_active_plan()
    with pytest.raises(DomainError, match=f"{CONFERENCE}の結果が必要です"):
        plans.as_coordinator(plan, plan_services.complete_plan, reason="1", lead_body=None)


def test_a_ward_without_a_name_of_its_own_reads_that_of_the_law() -> None:
    with acting("system1"):
        LocalName.objects.update(label="")
        assert (support_meeting_name(), conference_name()) == ("支援会議", "重層的支援会議")
        assert own_names("重層的支援会議と支援会議") == "重層的支援会議と支援会議"


def test_a_new_name_is_there_with_the_next_request_and_costs_one_question() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.COORDINATOR), url("list")
    assert SUPPORT not in client.get(address).content.decode()
    few = queries(s.COORDINATOR, address)
    with acting("system1"):
        LocalName.objects.filter(key="support_meeting").update(label=SUPPORT)
    assert f"{SUPPORT}</span>" in client.get(address).content.decode()
    s.a_sitting(meeting)
    assert queries(s.COORDINATOR, address) == few
