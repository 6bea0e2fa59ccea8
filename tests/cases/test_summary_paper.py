"""ケース要約: a case on one page, however much there is; only what its reader may see."""

import datetime
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from access.reading import ReadingLog
from cases import services, summary_paper
from cases.models import CaseRecord
from cases.services import EventFacts, MemberFacts
from documents.partial_dates import DAY, PartialDate
from jobs.registry import NotPermitted
from tests.world import acting, staff

from .situations import a_hand_off, a_note, an_intake, people_of, record_of

pytestmark = pytest.mark.django_db

WORKER = "soudan1"
LONG = "とても長い出来事の話が、いつまでも続いていく。" * 12


def the_page(record: CaseRecord, by: str = WORKER) -> PdfReader:
    with acting(by) as user:
        paper = summary_paper.gather(user, record.pk, "", ReadingLog(user))
    return PdfReader(io.BytesIO(summary_paper.make(paper).content))


def a_record() -> CaseRecord:
    case = an_intake(words=LONG).compartment.case
    with acting(WORKER):
        return record_of(case, WORKER)


def test_it_tells_whose_case_it_is_and_what_is_next() -> None:
    record = a_record()
    due = timezone.localdate() + datetime.timedelta(days=3)
    a_note(record.compartment.case, next_what="電話で聞く", next_due_on=due)
    found = the_page(record)
    text = "".join(found.pages[0].extract_text().split())
    for words in ("架空花子", "架空太一", "玄関で話した", "電話で聞く", "見立て前", "見本相談子"):
        assert words in text
    assert found.metadata is not None
    assert "架空" not in str(found.metadata)


def test_what_the_page_of_the_case_says_is_due_stands_on_it_before_anything_was_written() -> None:
    text = "".join(the_page(a_record()).pages[0].extract_text().split())
    assert "受付の見立て" in text
    assert "ありません。" not in text.partition("期限のあること")[2]
    assert "受付のあとに書いた記録は、まだありません" in text


def test_it_is_one_page_however_much_there_is() -> None:
    record = a_record()
    case = record.compartment.case
    due = timezone.localdate() + datetime.timedelta(days=3)
    with acting(WORKER) as user:
        face = people_of(case, WORKER)[0].compartment
        for number in range(12):
            name = f"架空 {'長' * 20}{number}"
            services.add_person(
                face=face, facts=MemberFacts(name=name, relation="続柄が長い親族"), by=user
            )
            facts = EventFacts(PartialDate(due, DAY), LONG[:300], source="本人")
            services.enter_life_event(record=record, facts=facts, by=user)
    for number in range(8):
        a_note(case, text=LONG, next_what=f"{number}{LONG}"[:200], next_due_on=due)
    for to in ("kurashi1", "csw1", "jimukyoku1"):
        a_hand_off(case, to=to)
    found = the_page(record)
    assert len(found.pages) == 1
    text = "".join(found.pages[0].extract_text().split())
    assert "ほか6人" in text
    assert "ほか4件" in text


def test_r2_nobody_else_can_have_it_made() -> None:
    record = a_record()
    for other in ("kurashi1", "jimukyoku1", "ishi1"):
        with acting(other) as user:
            assert summary_paper.may(user, record.pk) is None
            with pytest.raises(NotPermitted):
                summary_paper.gather(staff(other), record.pk, "", ReadingLog(user))
