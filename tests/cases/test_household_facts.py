"""What is said of a household as a whole (domain.md 4.1): its 圏域, by which the ward counts (A1), and what is to be
minded. Whoever reads the basic information reads it; while somebody is protected the 圏域 is withheld (R11)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile
from access.seen_by import SeenBy
from cases import services
from cases.importing.columns import COLUMNS, Choices
from cases.importing.reading import Reader
from cases.models import Household, Intake, Person
from cases.services.protection import protect_person
from organizations.models import Area
from reports.indicators import INDICATORS, month_of
from tests.world import acting

from .pages import browser, page, text_of
from .situations import (
    a_case,
    a_consent,
    an_accepted_hand_off,
    an_intake,
    body_of,
    office,
    record_of,
    seen_by,
)

pytestmark = pytest.mark.django_db

WORKER, RECEIVER, NAMED = "soudan1", "kurashi1", "sanka1"
SIGNS = "筆談でゆっくり。女性の職員がよい。"


def home(username: str = WORKER) -> Household:
    return seen_by(username, Household)[-1]


def url_of() -> str:
    return reverse("cases:change_household", args=[home().pk])


def protect(case: CaseFile) -> None:
    with acting(WORKER) as by:
        person = Person.objects.visible_to(by).of_case(case).select_related("compartment").first()
        protect_person(
            record=record_of(case, WORKER),
            person=person,
            named=[office(WORKER), office("kanri1")],
            by=by,
        )


def area_of_a1(by: str = WORKER) -> list[str]:
    (a1,) = [one for one in INDICATORS if one.key == "A1"]
    with acting(by) as user:
        span = month_of(timezone.localdate().replace(day=1))
        facts = a1.rows(SeenBy(user), span, [body_of(by).pk])
    return [fact.codes["area"] for fact in facts]


def test_a_new_intake_says_where_the_household_lives_and_is_counted_there() -> None:
    answers = {"method": "2", "visitor": "family", "topics": ["12"], "urgency": "B"}
    rows = {"members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0"}
    client, url = browser(WORKER), reverse("cases:intake")
    refused = client.post(url, answers | rows | {"area": "nowhere"})
    assert refused.status_code == 422
    assert client.post(url, answers | rows | {"area": "otsuka"}).status_code == 303
    assert home().area == Area.objects.get(code="otsuka")
    assert area_of_a1() == [str(home().area_id)]


def test_whoever_reads_the_basic_information_reads_what_is_to_be_minded() -> None:
    """Not only the body whose intake it stood on: who took the case on meets the person too."""
    case = a_case()
    an_accepted_hand_off(case)
    a_consent(case, named=(NAMED,))
    sent = {"considerations": SIGNS, "area": "komagome", "version": str(home().version)}
    assert browser(RECEIVER).post(url_of(), sent).status_code == 303, "she writes there too"
    for reader in (WORKER, RECEIVER, NAMED):
        words = text_of(page(reader, "household", case.pk))
        assert SIGNS in words, reader
        assert "駒込" in words, reader
        assert SIGNS in text_of(page(reader, "detail", case.pk)), reader
    assert SIGNS in text_of(page(WORKER, "intake_detail", seen_by(WORKER, Intake)[0].pk))


def test_r2_r3_r14_who_does_not_write_there_finds_no_such_page() -> None:
    case = a_case()
    a_consent(case, named=(NAMED,))
    for other in (NAMED, "kurashi1", "jimukyoku1", "kansa1"):
        assert page(other, "change_household", home().pk).status_code == 404
    assert "世帯のこと" in text_of(page(NAMED, "household", case.pk))
    assert url_of() not in page(NAMED, "household", case.pk).content.decode()


def test_two_who_complete_it_do_not_overwrite_each_other() -> None:
    a_case()
    url, seen = url_of(), str(home().version)
    first = {"considerations": "手話", "area": "", "version": seen}
    assert browser("soudan2").post(url, first).status_code == 303
    late = browser(WORKER).post(url, {"considerations": "通訳", "area": "", "version": seen})
    assert late.status_code == 422
    assert "手話" in text_of(late)
    assert home().considerations == "手話"


def test_r11_the_area_is_withheld_and_not_written_while_somebody_is_protected() -> None:
    intake = an_intake(area="otsuka")
    case = intake.compartment.case
    name = home().area.name
    protect(case)
    assert home().area is None, "it moved behind the lock"
    for url in (
        reverse("cases:household", args=[case.pk]),
        reverse("cases:intake_detail", args=[intake.pk]),
        reverse("cases:change_intake", args=[intake.pk]),
        url_of(),
    ):
        answer = browser(WORKER).get(url)
        assert "保護のため表示していません" in text_of(answer), url
        assert f'<option value="{name}"' not in answer.content.decode()
        assert 'name="area"' not in answer.content.decode(), url
    sent = {"considerations": SIGNS, "area": "otsuka", "version": str(home().version)}
    assert browser(WORKER).post(url_of(), sent).status_code == 303
    assert (home().considerations, home().area) == (SIGNS, None)
    with acting(WORKER) as by, pytest.raises(DomainError, match="圏域は書けません"):
        services.change_household(household=home(), considerations="", area="otsuka", by=by)


def test_an_area_that_there_is_not_is_refused_and_nothing_else_is_written() -> None:
    a_case()
    with acting(WORKER) as by, pytest.raises(DomainError, match="圏域を、一覧から選んで"):
        services.change_household(household=home(), considerations=SIGNS, area="nowhere", by=by)
    assert (home().considerations, home().area) == ("", None)


def test_a_list_that_is_brought_in_says_where_each_household_lives() -> None:
    heads = [column.heading for column in COLUMNS]
    assert "圏域" in heads
    reader = Reader()
    line = ["電話", "本人", "介護", "B", "大塚"]
    rows, wrong = reader.read([["相談方法", "来た人", "困りごと", "緊急度", "圏域"], line])
    assert (wrong, rows[0].errors) == ([], [])
    facts = reader.facts(rows[0])
    assert facts is not None
    assert facts.intake.area == "otsuka"
    rows, _ = reader.read(
        [["相談方法", "来た人", "困りごと", "緊急度", "圏域"], [*line[:4], "月島"]]
    )
    assert [heading for heading, _ in rows[0].errors] == ["圏域"]
    assert "大塚" in Choices.of_today().words["area"]
