"""A name kept as 匿名 or 仮名 is marked on lists and papers as on the pages of the case (docs/names.md)."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from access.models import CaseFile
from access.reading import ReadingLog
from cases import handing_over_paper, list_file, services, summary_paper
from cases.list_rows import list_rows
from cases.models import HouseholdStay, Person
from tests.world import acting, staff

from .pages import browser, text_of
from .situations import a_case, a_consent, people_of, record_of
from .test_handing_over import FORMER, SUPERVISOR, address, pass_on, rows

pytestmark = pytest.mark.django_db

KEPT = "見本の長い名前の花子さん"
MARKED = f"{KEPT}（匿名）"


def anonymous(case: CaseFile, at: int = 0, name: str = KEPT) -> Person:
    """A person of the household whose name is kept as 匿名."""
    with acting(FORMER) as by:
        row = people_of(case, FORMER)[at]
        kind = Person.NameKind.ANONYMOUS
        Person.objects.changeable_by(by).filter(pk=row.pk).update(name=name, name_kind=kind)
        return people_of(case, FORMER)[at]


def test_the_file_of_a_list_marks_it() -> None:
    case = a_case(FORMER)
    anonymous(case)
    with acting(FORMER) as user:
        (row,) = list_rows(user, list(CaseFile.objects.visible_to(user).filter(pk=case.pk)))
        assert MARKED in list_file._line(row, [])


def test_the_pages_of_a_household_and_of_consents_mark_it() -> None:
    case = a_case(FORMER)
    a_consent(case, named=("kurashi1",))
    with acting(FORMER):
        agreed = people_of(case, FORMER)[0].name
    son = anonymous(case, at=1)
    mother = anonymous(case, name="見本 母")
    page = text_of(browser(FORMER).get(reverse("cases:consents", args=[case.pk])))
    assert MARKED in page, "one of the household"
    assert page.count("見本 母") == page.count("見本 母（匿名）") >= 2, "wherever she is called"
    assert agreed in page[page.index("同意した人") :][:40], "the consent keeps who gave it"
    with acting(FORMER) as by:
        services.leave_household(person=son, reason=HouseholdStay.Reason.GROWN, by=by)
    household = text_of(browser(FORMER).get(reverse("cases:household", args=[case.pk])))
    assert MARKED in household[household.index("これまで世帯にいた人") :]
    assert mother.called == "見本 母（匿名）"


def test_handing_over_marks_it_on_the_page_and_on_the_paper() -> None:
    anonymous(a_case(FORMER), name="見本 花子")
    page = text_of(browser(SUPERVISOR).get(address(staff=str(staff(FORMER).pk))))
    assert "見本 花子（匿名）" in page
    made = pass_on(rows())
    with acting(SUPERVISOR) as user:
        paper = handing_over_paper.gather(user, made[0].pk, "", ReadingLog(user))
    pages = PdfReader(io.BytesIO(handing_over_paper.make(paper).content)).pages
    assert "見本花子（匿名）" in "".join(pages[0].extract_text().split())


def test_the_summary_cuts_a_long_name_and_never_its_mark() -> None:
    case = a_case(FORMER)
    anonymous(case, name=f"{KEPT}という長い長い長い長い呼び名")
    with acting(FORMER) as user:
        record = record_of(case, FORMER)
        paper = summary_paper.gather(user, record.pk, "", ReadingLog(user))
    pages = PdfReader(io.BytesIO(summary_paper.make(paper).content)).pages
    assert "".join(pages[0].extract_text().split()).count("…（匿名）") == 2
