"""家族年表 of a 支援会議: pieces of all bodies with their sources, side by side, inside the meeting."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from access.errors import DomainError
from access.reading import ReadingLog
from cases.models import LifeEvent
from meetings import chronology_paper, services
from meetings.compiling import touching
from meetings.models import ChronologyEntry
from meetings.models.preparation import PROTECTED_SOURCE
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


def test_r7_it_stays_in_the_meeting() -> None:
    meeting = p.a_meeting_of_three()
    p.a_piece(meeting, text="転居したらしい")
    assert seen_by(s.SENDER, LifeEvent) == []
    case = meeting.compartment.case_id
    family = browser(s.SENDER).get(reverse("cases:family", args=[case]))
    assert "転居したらしい" not in text_of(family)
    for who in (s.OUTSIDER, "kanri1", "kansa1"):
        assert browser(who).get(url("chronology", meeting.pk)).status_code == 404


def test_pieces_of_two_bodies_stand_side_by_side_with_their_dates() -> None:
    meeting = p.a_meeting_of_three()
    p.a_piece(meeting, s.SENDER, "R6.4", text="通院が途切れる")
    p.a_piece(meeting, s.DOCTOR, "R6.6.10", text="通院が途切れた", source="診療録")
    p.a_piece(meeting, s.DOCTOR, "H20", text="転居", who="長男")
    entries = seen_by(s.COORDINATOR, ChronologyEntry)
    with acting(s.COORDINATOR):
        [group] = touching(entries)
        assert len(group.entries) == 2
        assert group.dates_differ
    page = text_of(browser(s.DOCTOR).get(url("chronology", meeting.pk)))
    assert "時期が食い違っています" in page
    assert page.rindex("転居") < page.rindex("通院が途切れる"), "sorted by time"


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [("R6", "R6.4", False), ("R6.4", "R6.4.30", False), ("R6.4", "R6.5.1", True)],
)
def test_a_month_may_be_the_day_within_it(one: str, other: str, differs: bool) -> None:
    meeting = p.a_meeting_of_three()
    p.a_piece(meeting, s.SENDER, one)
    p.a_piece(meeting, s.DOCTOR, other)
    with acting(s.COORDINATOR):
        [group] = touching(seen_by(s.COORDINATOR, ChronologyEntry))
        assert group.dates_differ is differs


def test_a_member_tells_what_her_own_body_knows_and_corrects_nothing_else() -> None:
    meeting = p.a_meeting_of_three()
    theirs = p.a_piece(meeting, s.SENDER)
    own = p.a_piece(meeting, s.DOCTOR, told_by="だれか")
    assert own.told_by == ""
    with pytest.raises(DomainError, match="伝えた機関"):
        s.as_somebody(s.DOCTOR, theirs, services.strike_piece, "entry", reason="x")
    client = browser(s.DOCTOR)
    assert client.get(url("change_piece", theirs.pk)).status_code == 404
    strike = url("strike_piece", own.pk)
    version = hidden(client.get(strike), "version")
    assert post(client, strike, reason="別の人のことだった", version=version).status_code == 303
    assert len(seen_by(s.COORDINATOR, ChronologyEntry)) == 2, "struck, and kept"
    assert client.get(url("change_piece", own.pk)).status_code == 404


def test_the_secretary_enters_what_others_told_out_of_their_papers() -> None:
    meeting = p.a_meeting_of_three()
    sitting = s.a_sitting(meeting)
    p.a_sheet(p.a_call(sitting))
    p.a_hearing(sitting)
    p.an_answer(p.a_request(meeting))
    client, address = browser(s.COORDINATOR), url("chronology", meeting.pk)
    page = client.get(address).content.decode()
    for words in ("準備シート　第1回", "聞き取り　見本荘の大家", "依頼への回答"):
        assert words in page
    data = {"happened": "昭和60年", "text": "見本荘に移る", "source": "大家", "nature": "hearsay"}
    assert post(client, address, **data, teller="other").status_code == 422
    from meetings.models import Hearing

    [hearing] = seen_by(s.COORDINATOR, Hearing)
    told = {"teller": "other", "told_by": "見本荘の大家", "origin": f"h{hearing.pk}"}
    assert post(client, address, **data, **told).status_code == 303
    [entry] = seen_by(s.DOCTOR, ChronologyEntry)
    with acting(s.COORDINATOR):
        assert (entry.teller, entry.when, entry.origin) == (
            "見本荘の大家",
            "昭和60年",
            "事前の聞き取り",
        )


def test_a_member_enters_and_corrects_on_the_page() -> None:
    meeting = p.a_meeting_of_three()
    client, address = browser(s.DOCTOR), url("chronology", meeting.pk)
    data = {"happened": "いつか", "text": "受診", "source": "診療録", "nature": "fact"}
    assert post(client, address, **data).status_code == 422
    assert post(client, address, **data | {"happened": "R5.4"}).status_code == 303
    [entry] = seen_by(s.DOCTOR, ChronologyEntry)
    change = url("change_piece", entry.pk)
    version = hidden(client.get(change), "version")
    data |= {"happened": "R5.4", "text": "初めての受診"}
    assert post(client, change, **data, version=version).status_code == 303
    assert "初めての受診" in text_of(client.get(address))


def test_r17_the_secretary_prints_it_and_a_member_does_not() -> None:
    meeting = p.a_meeting_of_three()
    p.a_piece(meeting, s.SENDER, "R6.4")
    p.a_piece(meeting, s.DOCTOR, "R6.6.10", source="診療録")
    with acting(s.COORDINATOR) as user:
        paper = chronology_paper.gather(user, meeting.pk, "", ReadingLog(user))
    pdf = chronology_paper.make(paper).content
    text = "".join("".join(x.extract_text() for x in PdfReader(io.BytesIO(pdf)).pages).split())
    for words in ("通院が途切れる", "診療録", "時期が食い違っています", "106条の6"):
        assert words in text
    with acting(s.DOCTOR) as user:
        assert chronology_paper.may(user, meeting.pk) is None
    assert post(browser(s.DOCTOR), url("print_chronology", meeting.pk)).status_code == 404
    assert post(browser(s.COORDINATOR), url("print_chronology", meeting.pk)).status_code == 303


def test_r22_a_protected_informant_is_named_nowhere_in_it() -> None:
    """Neither as the source nor as who told it, on the page, in its picture and on paper (domain.md 2.3)."""
    meeting = p.a_meeting_of_three()
    told = {"told_by": "隣家の見本花子", "source": "隣家の見本花子"}
    p.a_piece(meeting, s.COORDINATOR, "R6.4", **told, markers=("is_from_informant",))
    p.a_piece(
        meeting, s.COORDINATOR, "R6.5", told_by="見本荘の大家", markers=("is_from_informant",)
    )
    pages = [
        text_of(browser(who).get(url("chronology", meeting.pk)))
        for who in (s.DOCTOR, s.COORDINATOR)
    ]
    with acting(s.COORDINATOR) as user:
        paper = chronology_paper.gather(user, meeting.pk, "", ReadingLog(user))
        [group] = touching(seen_by(s.COORDINATOR, ChronologyEntry))
        assert len(group.entries) == 2, "two who are protected are still two"
    for shown in (*pages, paper.html):
        assert "隣家の見本花子" not in shown
        assert "見本荘の大家" not in shown
        assert PROTECTED_SOURCE in shown


def test_the_chronology_asks_the_same_number_of_questions_at_any_length() -> None:
    meeting = p.a_meeting_of_three()
    p.a_piece(meeting)
    address = url("chronology", meeting.pk)
    few = queries(s.COORDINATOR, address)
    for year in range(1, 6):
        p.a_piece(meeting, s.SENDER, f"R{year}")
    assert queries(s.COORDINATOR, address) == few
