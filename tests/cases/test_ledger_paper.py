"""The ledger of disclosures on paper (R21): for the desk, the person, an audit."""

import io
import uuid
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from access import ledger
from access.models import AccessLog, CaseFile, Disclosure, OutputHold
from access.output import enter_in_ledger
from access.reading import ReadingLog
from cases import ledger_paper
from cases.ledger_paper import AUDIT, DESK, PERSON
from cases.models import CaseRecord
from jobs.models import Job
from jobs.registry import NotPermitted
from organizations.models import LegalBasis
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, record_of

pytestmark = pytest.mark.django_db

WORKER, SUPERVISOR, AUDITOR = "soudan1", "kanri1", "kansa1"
TOLD, REPORTED = "見本の訪問看護", "見本の児童相談所"


def a_ledger() -> CaseRecord:
    """Two things have left: one that the person agreed to, one that was reported about the household."""
    case = a_case()
    with acting(WORKER) as user:
        record = record_of(case, WORKER)
        for recipients, basis in ((TOLD, "CONSENT"), (REPORTED, "CHILD-ABUSE")):
            ledger.enter(
                by=user,
                body=record.body,
                compartment=record.compartment,
                channel=Disclosure.Channel.PRINT,
                obj=record,
                recipients=recipients,
                purpose="支援の調整",
                legal_basis=LegalBasis.objects.on().get(code=basis),
            )
    return record


def text_of_paper(record: CaseRecord, option: str, by: str = WORKER) -> str:
    with acting(by) as user:
        paper = ledger_paper.gather(user, record.pk, option, ReadingLog(user))
    pages = PdfReader(io.BytesIO(ledger_paper.make(paper).content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_r21_the_ledger_prints_for_the_desk_and_an_audit() -> None:
    record = a_ledger()
    for option, words in ((DESK, "自分の控え"), (AUDIT, "監査に渡す")):
        text = text_of_paper(record, option)
        for found in (TOLD, REPORTED, "支援の調整", "本人同意", "見本相談子", words):
            assert found in text
        assert record.compartment.case.number in text


def test_r21_the_person_is_not_told_on_paper_of_a_report_about_her_household() -> None:
    """The sentence stands there whether there is any or not: it tells nothing."""
    record = a_ledger()
    text = text_of_paper(record, PERSON)
    assert TOLD in text
    assert REPORTED not in text
    assert "児童虐待" not in text
    assert "見本相談子" not in text, "whoever handed it over is the body"
    fixed = "法令により、載せないものがあります"
    assert fixed in text
    with acting(WORKER):
        other = record_of(a_case(), WORKER)
    assert fixed in text_of_paper(other, PERSON)


def test_r21_what_is_handed_over_is_a_row_of_the_ledger_and_ones_own_copy_is_not() -> None:
    record = a_ledger()
    with acting(WORKER) as user:
        rows = ledger_paper.entries_of(user, record)
        before = rows.count()
        for option in (DESK, PERSON, AUDIT):
            enter_in_ledger(user=user, output=ledger_paper.gate(user, record, option))
        found = list(rows.values_list("recipients", "legal_basis__code")[: rows.count() - before])
    assert sorted(found) == [("本人", "CONSENT"), ("監査の担当", "PIPL69-1")]


def test_s91_a_paper_to_hand_over_goes_to_others_and_names_its_case() -> None:
    record = a_ledger()
    with acting(WORKER) as user:
        for option, use in (
            (DESK, OutputHold.Use.OWN),
            (PERSON, OutputHold.Use.OTHERS),
            (AUDIT, OutputHold.Use.OTHERS),
        ):
            output = ledger_paper.gate(user, record, option)
            assert (output.use, output.cases) == (use, (record.compartment.case_id,))
        with pytest.raises(NotPermitted):
            ledger_paper.gate(user, record, "another")


def test_r19_printing_is_logged() -> None:
    record = a_ledger()
    with acting(WORKER) as user:
        log = ReadingLog(user)
        ledger_paper.gather(user, record.pk, DESK, log)
        assert [entry.action for entry in log.entries] == [AccessLog.Action.PRINT]


@pytest.mark.parametrize("other", ["kurashi1", "jimukyoku1", "ishi1", AUDITOR])
def test_r2_r10_nobody_else_can_have_it_made(other: str) -> None:
    """Nor an auditor by herself: the ledger is content. She asks the body, which hands her the paper."""
    record = a_ledger()
    with acting(other) as user:
        assert ledger_paper.may(user, record.pk) is None
        with pytest.raises(NotPermitted):
            ledger_paper.gather(user, record.pk, DESK, ReadingLog(user))
    page = reverse("cases:print_ledger", args=[record.compartment.case_id])
    assert browser(other).get(page).status_code == 404


def sent(client: Any, case: CaseFile, paper: str) -> dict[str, str]:
    client.get(reverse("cases:print_ledger", args=[case.pk]))
    return {"paper": paper, "form_key": str(uuid.uuid4())}


def test_a_double_click_makes_one_paper() -> None:
    record = a_ledger()
    case = record.compartment.case
    client = browser(WORKER)
    page = client.get(reverse("cases:ledger", args=[case.pk]))
    address = reverse("cases:print_ledger", args=[case.pk])
    assert address in page.content.decode()
    form = sent(client, case, PERSON)
    first, second = client.post(address, form), client.post(address, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    with acting(WORKER) as user:
        jobs = Job.objects.visible_to(user).filter(kind=ledger_paper.NAME)
        assert [job.option for job in jobs] == [PERSON]


def test_the_page_offers_who_it_is_for_and_leads_back() -> None:
    record = a_ledger()
    case = record.compartment.case
    client = browser(SUPERVISOR)
    page = text_of(client.get(reverse("cases:print_ledger", args=[case.pk])))
    assert "自分の控え" in page
    back = client.get(reverse("cases:ledger_of", args=[record.pk]))
    assert back["Location"] == reverse("cases:ledger", args=[case.pk])
