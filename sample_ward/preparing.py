"""A sitting is prepared: sheets, hearings, requests for information, the chronology of all bodies."""

from typing import Any

from access.shortcuts import get_visible
from documents.partial_dates import parse_partial
from meetings import services as meetings
from meetings.models import PrepCall, Sitting, SupportMeeting
from organizations.models import StandingText

from .doing import acting, days, office

SHEET: dict[str, Any] = {
    "household": "母と長男の二人暮らし。長男とは、まだ話せていない。",
    "efforts": "週に一度の訪問。玄関先で10分ほど話す。",
    "wanted": "医療機関、地域の見守り",
    "asked_of_others": "家賃の滞納の状況を確かめてほしい。",
    "to_discuss": "だれが長男に声をかけるか",
}
DOCTORS_SHEET: dict[str, Any] = {
    "household": "母は二年前まで通院していた。長男が付き添っていた。",
    "efforts": "受診が途切れてからは、関わっていない。",
    "to_discuss": "往診の前に、だれが訪ねておくか",
}


def prepare(story: Any) -> None:
    """The next planned sitting of the story's meeting, until its sheets are released."""
    secretary = story.cast.coordinator
    with acting(secretary) as by:
        sitting = Sitting.objects.visible_to(by).planned().filter(meeting=story.meeting).last()
        assert sitting is not None
        _neighbour(story, by)
        call = meetings.ask_for_sheets(
            sitting=sitting,
            until_on=days(7),
            note="分からない見出しは、空けておいてください。",
            by=by,
        )
    _sheets(story, call)
    _hearings(story, sitting)
    _requests(story)
    _chronology(story)
    with acting(secretary) as by:
        call = meetings.release_sheets(call=get_visible(PrepCall, by, call.pk), by=by)
        meetings.prepare_outcome(
            call=call,
            direction="窓口を一つにし、長男への声かけを急がない。",
            support="手紙と、月に二回の訪問",
            roles="相談センターは訪問、診療所は受診の相談",
            by=by,
        )


def _meeting(story: Any, by: Any) -> SupportMeeting:
    return get_visible(SupportMeeting, by, story.meeting.pk)


def _neighbour(story: Any, by: Any) -> None:
    duty = StandingText.objects.on().filter(kind="secrecy_duty").latest("valid_from")
    story.members["paper"] = meetings.enter_paper_member(
        meeting=_meeting(story, by),
        name="見本 民子",
        body="民生・児童委員",
        authority="commissioned",
        pledged_on=days(0),
        duty_text=duty,
        by=by,
    )


def _sheets(story: Any, call: PrepCall) -> None:
    """The worker hands in twice, the doctor once, the volunteer on paper is heard by phone."""
    for username, sheets in ((story.worker, (SHEET, SHEET)), (story.cast.doctor, (DOCTORS_SHEET,))):
        for edition, content in enumerate(sheets):
            with acting(username) as by:
                meetings.hand_in_sheet(
                    call=get_visible(PrepCall, by, call.pk),
                    party=meetings.Party(body=office(username).body),
                    version=edition,
                    by=by,
                    **content,
                )
    with acting(story.cast.coordinator) as by:
        meetings.hand_in_sheet(
            call=get_visible(PrepCall, by, call.pk),
            party=meetings.Party(paper_member=story.members["paper"]),
            version=0,
            heard_from="見本 民子",
            heard_on=days(0),
            by=by,
            household="回覧板は、長男が受け取っている。",
            efforts="月に一度、声をかけている。",
        )


def _hearings(story: Any, sitting: Sitting) -> None:
    with acting(story.cast.coordinator) as by:
        facts: dict[str, Any] = {
            "heard_on": days(0),
            "how": "phone",
            "took": 20,
            "nature": "view",
            "source": "診療録を見て",
            "markers": ["is_evaluation"],
            "bring_in": "往診の前に訪ねる人",
        }
        row = get_visible(Sitting, by, sitting.pk)
        heard = meetings.enter_hearing(
            sitting=row,
            member=story.members[story.cast.doctor],
            person="",
            text="急に往診すると、驚かせるのではないか。",
            by=by,
            **facts,
        )
        meetings.put_on_agenda(hearing=heard, by=by)
        facts |= {
            "nature": "hearsay",
            "source": "大家",
            "markers": ["is_from_informant", "is_third_party"],
            "bring_in": "",
        }
        meetings.enter_hearing(
            sitting=row,
            member=None,
            person="見本荘の大家",
            text="夜中に明かりがついていることが多い。",
            by=by,
            **facts,
        )


def _asking(**changes: Any) -> meetings.Asking:
    values: dict[str, Any] = {
        "wanted": ["inf", "opi"],
        "subject_matter": "最後に受診した時期と、再開するときに気を付けること",
        "purpose": "受診を再開する方法を検討するため",
        "due_on": days(10),
    }
    return meetings.Asking(**values | changes)


def _requests(story: Any) -> None:
    """One is answered by the doctor herself, one refused by a pharmacy outside, one is a draft."""
    with acting(story.cast.coordinator) as by:
        meeting = _meeting(story, by)
        doctors = meetings.Recipient(body=office(story.cast.doctor).body)
        asked = meetings.draft_request(meeting=meeting, to=doctors, asking=_asking(), by=by)
        asked = meetings.send_request(request=asked, way="here", by=by)
        pharmacy = meetings.draft_request(
            meeting=meeting,
            to=meetings.Recipient(outside="見本薬局"),
            asking=_asking(
                addressee="管理薬剤師",
                document_number="8見本第12号",
                outsider_reason="薬の残りだけを尋ねるため、構成員には加えない。",
            ),
            by=by,
        )
        pharmacy = meetings.send_request(request=pharmacy, way="letter", by=by)
        refused = meetings.Answering(
            "refused", reason="本人の申出がないと答えられない。", answered_by="見本", how="phone"
        )
        meetings.answer_request(request=pharmacy, answer=refused, by=by)
        meetings.draft_request(meeting=meeting, to=doctors, asking=_asking(), by=by)
    with acting(story.cast.doctor) as by:
        own = get_visible(type(asked), by, asked.pk)
        said = meetings.Answering(
            "answered", text="最後の受診は二年前の四月。血圧の薬を出していた。"
        )
        meetings.answer_request(request=own, answer=said, by=by)


def _chronology(story: Any) -> None:
    """Two bodies tell of the same with different dates; a landlord tells something more."""
    pieces = (
        (story.worker, "R6.4", "通院が途切れる", "本人"),
        (story.cast.doctor, "R6.6.10", "通院が途切れた", "診療録"),
    )
    for username, happened, text, source in pieces:
        with acting(username) as by:
            piece = meetings.Piece(parse_partial(happened), text, source, who="本人")
            meetings.enter_piece(meeting=_meeting(story, by), piece=piece, by=by)
    with acting(story.cast.coordinator) as by:
        meetings.enter_piece(
            meeting=_meeting(story, by),
            piece=meetings.Piece(parse_partial("H20"), "見本荘に移る", "大家", "hearsay"),
            told_by="見本荘の大家",
            by=by,
        )
