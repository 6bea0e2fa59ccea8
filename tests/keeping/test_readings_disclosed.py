"""Who has opened a record, for a request of disclosure that asks for it: marked, checked and printed like all else, and
nobody is named (S-75; R2, R4, R11, R12, R14)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.openings import readings_about
from access.reading import ReadingLog
from cases import services as case_services
from cases.models import Person
from documents.wareki import format_date
from keeping import services
from keeping.disclosing import Paragraph, paragraphs
from keeping.models import DisclosureRequest, Ground
from keeping.readings_collected import KIND
from meetings.models import SupportMeeting
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_consent, a_note, an_accepted_hand_off, body_of
from tests.cases.test_emergency import opened
from tests.cases.test_opened_by import read
from tests.meetings import situations as meetings
from tests.world import acting, staff

from .situations import look_through, protect_who_it_is_about
from .test_disclosure import (
    COLLEAGUE,
    HEAD,
    WORKER,
    a_decided_request,
    a_request,
    a_told_case,
    by_text,
    check,
    everything_in,
    printed,
    seen,
    submit,
)
from .test_in_parts import put_forward, put_off, told

pytestmark = pytest.mark.django_db

OTHER = "kurashi1"


def asked(case: Any) -> DisclosureRequest:
    return a_request(case, asks_for_readings=True)


def lines(request: DisclosureRequest, by: str = WORKER) -> list[Paragraph]:
    with acting(by) as user:
        return [one for one in paragraphs(seen(request, user), user) if one.kind == KIND]


def texts(request: DisclosureRequest) -> str:
    return "\n".join(one.text for one in lines(request))


def test_s75_body_role_and_day_of_who_opened_the_record_and_no_name() -> None:
    case = a_case(WORKER)
    note = a_note(case, WORKER)
    read(COLLEAGUE, case, note)
    read(WORKER, note)
    read(COLLEAGUE, note, action="print")
    today, body = format_date(timezone.localdate()), body_of(WORKER).name
    found = [one.text for one in lines(asked(case))]
    assert found == [
        f"{body}　相談員（1人）　印刷・PDF：{today}",
        f"{body}　相談員（2人）　閲覧：{today}",
    ]
    assert staff(COLLEAGUE).name not in "".join(found)
    assert ":" not in "".join(found), "no times: side by side they tell of a meeting (R4)"


def test_r13_an_emergency_is_told_like_any_reading_and_its_review_is_not() -> None:
    case = a_case(WORKER)
    opening = opened(case, "csw1")
    for username in ("csw1", "kanri2"):
        with acting(username) as user:
            log = ReadingLog(user)
            log.note_emergency("read", opening)
            log.write()
    today, body = format_date(timezone.localdate()), body_of("csw1").name
    assert texts(asked(case)) == f"{body}　相談員（1人）　閲覧：{today}"


def test_s75_whoever_does_not_ask_for_it_gets_nothing_out_of_the_log() -> None:
    case = a_case(WORKER)
    read(COLLEAGUE, case)
    request = a_request(case)
    assert lines(request) == []
    with acting(WORKER):
        assert readings_about(request.pk) == []


def test_s75_what_is_read_after_the_receipt_is_no_part_of_it_and_the_second_person_sees_the_same() -> (
    None
):
    case = a_told_case()
    read(COLLEAGUE, case)
    request = asked(case)
    before = lines(request)
    read(HEAD, case)
    read(COLLEAGUE, case, action="print")
    assert lines(request) == before == lines(request, HEAD) != []
    submit(request)
    read(WORKER, case)
    check(request)
    assert before[0].text.split("　")[0] in everything_in(printed(request))


def test_s75_a_line_is_withheld_like_any_paragraph() -> None:
    case = a_told_case()
    read(COLLEAGUE, case)
    request = asked(case)
    (line,) = lines(request)
    with acting(WORKER) as user:
        row = seen(request, user)
        look_through(row, user)
        services.mark_paragraphs(
            request=row,
            grounds={line.key: Ground.OTHERS},
            found=paragraphs(row, user),
            by=user,
        )
    submit(request)
    check(request)
    assert "（1人）" not in everything_in(printed(request))


def test_s75_another_body_is_proposed_to_be_withheld() -> None:
    case = a_told_case()
    a_consent(case, named=(OTHER,))
    read(OTHER, case)
    request = asked(case)
    (line,) = (one for one in lines(request) if body_of(OTHER).name in one.text)
    assert staff(OTHER).name not in line.text
    with acting(WORKER) as user:
        assert by_text(request, user)[line.text] == Ground.DUTY


def test_r11_of_a_protected_household_another_body_is_withheld_for_her_sake() -> None:
    case = a_told_case()
    a_consent(case, named=(OTHER,))
    read(OTHER, case)
    protect_who_it_is_about(case)
    request = asked(case)
    (line,) = (one for one in lines(request) if body_of(OTHER).name in one.text)
    with acting(WORKER) as user:
        assert by_text(request, user)[line.text] == Ground.PROTECTED


def test_s75_what_is_put_off_is_a_line_of_the_rest() -> None:
    case = a_told_case()
    read(COLLEAGUE, case)
    first = told(asked(case))
    (line,) = lines(first)
    put_off(first, line.text)
    put_forward(first)
    check(first)
    read(HEAD, case)
    with acting(WORKER) as user:
        rest = services.rest_of(seen(first, user), user)
    assert rest is not None
    assert lines(rest) == [line]


def test_r4_r7_reading_in_a_meeting_is_no_line() -> None:
    meeting = meetings.a_meeting_with_a_doctor()
    case = meeting.compartment.case
    with acting(meetings.DOCTOR) as doctor:
        sat = SupportMeeting.objects.visible_to(doctor).select_related("compartment__case").get()
        log = ReadingLog(doctor)
        log.note("read", sat)
        log.note("read", sat.compartment.case)
        log.write()
    read(COLLEAGUE, case)
    told = texts(asked(case))
    assert body_of(WORKER).name in told
    assert body_of(meetings.DOCTOR).name not in told
    assert "会議" not in told


def test_r12_who_is_kept_out_is_no_line() -> None:
    case = a_case(WORKER)
    read(COLLEAGUE, case)
    with acting(WORKER) as by:
        case_services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    assert lines(asked(case)) == []


def test_r2_r14_nobody_else_reads_it_out_of_the_log() -> None:
    case = a_case(WORKER)
    an_accepted_hand_off(case, OTHER)
    read(COLLEAGUE, case)
    request = asked(case)
    for username in (OTHER, "jimukyoku1", "kansa1", "system1", "ishi1"):
        with acting(username):
            assert readings_about(request.pk) == [], username
    with acting(HEAD):
        assert readings_about(request.pk) != []


def test_s75_the_form_asks_for_it_and_the_page_says_so() -> None:
    case = a_case(WORKER)
    read(COLLEAGUE, case)
    client = browser(WORKER)
    url = reverse("keeping:receive", args=[case.pk])
    with acting(WORKER) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
    answer = client.post(
        url,
        {
            "person": str(person.pk),
            "asker": "self",
            "confirmed_how": "運転免許証",
            "received_on": format_date(timezone.localdate()),
            "asks_for_readings": "on",
        },
    )
    assert answer.status_code == 303, text_of(answer)
    page = text_of(client.get(answer["Location"]))
    assert "だれが記録を開いたかも求められています" in page
    assert "機関・役割・人数・操作・日が、月ごとの段落" in page
    assert "記録を開いた日" in page
    assert staff(COLLEAGUE).name not in page


def test_s75_every_paper_says_what_of_it_is_in_no_request() -> None:
    assert "この機関の記録と基本情報のほかを開いたこと" in everything_in(
        printed(a_decided_request(a_told_case()))
    )
