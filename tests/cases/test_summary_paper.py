"""ケース要約: a case on one page, however much there is; only what its reader may see."""

import datetime
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from access.reading import ReadingLog
from cases import services, summary_paper
from cases.models import CaseRecord, SafetyNote
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


def a_safety_note(record: CaseRecord, text: str) -> SafetyNote:
    with acting(WORKER) as user:
        face = people_of(record.compartment.case, WORKER)[0].compartment
        return services.add_safety_note(
            face=face, facts=services.SafetyFacts(kind="animal", text=text), by=user
        )


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


def test_it_says_first_what_to_mind_and_how_urgent_it_is() -> None:
    """Who goes with this page in her hand reads what the page of the case says at its top."""
    record = a_record()
    a_safety_note(record, "2人で行く。玄関に犬")
    with acting(WORKER) as user:
        removed = a_safety_note(record, "もう当てはまらないこと")
        services.remove_safety_note(note=removed, reason="引き取られた", by=user)
    text = "".join(the_page(record).pages[0].extract_text().split())
    assert "犬などの動物：2人で行く。玄関に犬" in text
    assert text.index("犬などの動物") < text.index("主な困りごと")
    assert "もう当てはまらない" not in text
    assert "緊急度B1週間以内" in text


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
    for number in range(6):
        a_safety_note(record, f"{number}{LONG}"[:120])
    for to in ("kurashi1", "csw1", "jimukyoku1"):
        a_hand_off(case, to=to)
    found = the_page(record)
    assert len(found.pages) == 1
    text = "".join(found.pages[0].extract_text().split())
    assert "ほか8人" in text
    assert "ほか5件" in text


def test_r2_nobody_else_can_have_it_made() -> None:
    record = a_record()
    for other in ("kurashi1", "jimukyoku1", "ishi1"):
        with acting(other) as user:
            assert summary_paper.may(user, record.pk) is None
            with pytest.raises(NotPermitted):
                summary_paper.gather(staff(other), record.pk, "", ReadingLog(user))
