"""The month of an entrusted body: owed, counted as the indicators count, reported once, corrected with a reason,
one row of the ledger, the same numbers on page, paper and workbook."""

import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from access.errors import DomainError
from access.models import CaseFile, OpenDisclosure
from access.reading import ReadingLog
from cases.models import Intake
from jobs.models import Job
from jobs.registry import NotPermitted
from organizations.models import Appointment
from reports import entrusted_paper, entrusted_services
from reports.boards.of_indicators import SHOWN, of_indicators
from reports.entrusted import MonthOfOwnBody, month_before
from reports.figure_services import month_words
from reports.figures import sight_of
from reports.indicators import BY_KEY
from reports.models import BodyReport
from tests.alerts.situations import ago, asking, change
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.cases.test_restrictions import restrict
from tests.databases import Database
from tests.world import acting, staff

TODAY = timezone.localdate()
LAST = month_before(TODAY)
DESK, SUPERVISOR, SECRETARIAT, WARD = "soudan1", "kanri1", "jimukyoku1", "kurashi1"
COLLEAGUE = "soudan2"


def a_month(database: Database) -> None:
    """Two households received in the month before; one hand-off of it."""
    for _ in range(2):
        case = c.a_case(DESK)
        with acting(DESK):
            record = c.record_of(case, DESK)
            [intake] = Intake.objects.visible_to(staff(DESK)).filter(record=record)
        change(database, record, created_at=ago(70))
        change(database, intake, received_on=LAST.replace(day=10))


def report(by: str = SUPERVISOR, **values: Any) -> BodyReport:
    with acting(by) as user:
        return entrusted_services.report_body_month(
            **{"body": c.body_of(by), "month": LAST} | values, acting=asking(user).acting, by=user
        )


def month_of(by: str = DESK) -> MonthOfOwnBody:
    with acting(by) as user:
        found = MonthOfOwnBody(c.body_of(by), LAST, asking(user).acting, user)
        _ = found.figures, found.differences, found.is_left
        return found


def page(who: str, month: Any = LAST) -> Any:
    return browser(who).get(reverse("reports:monthly"), {"month": f"{month:%Y-%m}"})


def test_it_is_counted_as_the_indicators_count(committed_db: Database) -> None:
    a_month(committed_db)
    figures = month_of().figures
    assert figures["A1"] == ["2", "2"]
    assert figures["K1"] == ["2", "2"]
    assert figures["A2"] == ["0", "0"]
    own = text_of(
        browser(DESK).get(reverse("reports:figures"), {"month": f"{LAST:%Y-%m}", "of": "own"})
    )
    words = text_of(page(DESK))
    for name in ("新規相談受付件数", "継続中の世帯"):
        assert name in own
        assert name in words
    assert "数え方" in words, "the definition stands with the number"
    assert "<svg" in page(DESK).content.decode()


def test_it_waits_on_the_home_page_until_it_is_reported(committed_db: Database) -> None:
    a_month(committed_db)
    for who, there in ((DESK, True), (SUPERVISOR, True), (WARD, False), (SECRETARIAT, False)):
        assert ("月次報告を出す" in text_of(browser(who).get(reverse("home")))) == there, who
    client = browser(DESK)
    url = f"{reverse('reports:monthly')}?month={LAST:%Y-%m}"
    assert client.post(url, {"form_key": str(uuid.uuid4())}).status_code == 303
    assert "月次報告を出す" not in text_of(client.get(reverse("home")))
    assert "報告済み" in text_of(page(DESK))


def test_a_month_that_was_left_out_is_owed_until_it_is_reported(committed_db: Database) -> None:
    """Its day is over, and so is the month in which it was due: nobody else would tell of it."""
    a_month(committed_db)
    left = month_before(LAST)
    report(month=month_before(left))
    # With the next month, and before that one is reported.
    assert f"月次報告を出す（{month_words(left)}分）" in text_of(browser(DESK).get(reverse("home")))
    report()
    for who in (DESK, SUPERVISOR):
        home = text_of(browser(who).get(reverse("home")))
        assert f"月次報告を出す（{month_words(left)}分）" in home
    assert "月次報告を出す" not in text_of(browser(SECRETARIAT).get(reverse("home")))
    report(month=left)
    assert "月次報告を出す" not in text_of(browser(DESK).get(reverse("home")))


def test_r31_what_was_reported_stays_and_what_differs_is_listed(committed_db: Database) -> None:
    a_month(committed_db)
    first = report()
    assert month_of(SUPERVISOR).differences == []
    with pytest.raises(DomainError, match="変わった数はありません"):
        report()
    a_month(committed_db)
    shown = text_of(page(SUPERVISOR))
    assert "差異リスト" in shown
    assert {one.indicator.key for one in month_of(SUPERVISOR).differences} == {"A1", "K1"}
    with pytest.raises(DomainError, match="理由"):
        report()
    second = report(reason="受付が遅れて入力された")
    assert (first.turn, second.turn) == (1, 2)
    assert (first.figures["A1"][0], second.figures["A1"][0]) == ("2", "4")
    with acting(SECRETARIAT) as user:
        kept = BodyReport.objects.visible_to(user).order_by("turn")
        assert [row.figures["A1"][0] for row in kept] == ["2", "4"]


def test_r12_a_report_tells_nobody_that_there_is_a_case_which_is_none_for_her(
    committed_db: Database,
) -> None:
    """It was counted from what its author sees: what is another number for a colleague has not changed."""
    a_month(committed_db)
    with acting(DESK) as user:
        case = CaseFile.objects.visible_to(user).latest("created_at")
    restrict(case, COLLEAGUE)
    made = report()
    assert made.figures["A1"] == ["2", "2"]
    assert month_of(COLLEAGUE).figures["A1"] == ["1", "1"]
    words = text_of(page(COLLEAGUE))
    assert "報告済み" in words
    assert "差異リスト" not in words
    assert month_of(COLLEAGUE).differences == []
    url = reverse("reports:body_report", args=[made.pk])
    assert url not in page(COLLEAGUE).content.decode()
    assert browser(COLLEAGUE).get(url).status_code == 404
    # She does not report less in its place, whether or not there is a difference for her.
    for who in (COLLEAGUE, DESK):
        with pytest.raises(DomainError, match="前に報告した人が出します"):
            report(who, reason="数が違う")
    # And nothing on her page is other than on that of a colleague who sees everything.
    told = [text_of(page(who)).partition("報告済み")[2][:150].split() for who in (COLLEAGUE, DESK)]
    assert told[0] == told[1]


def test_r31_when_who_reported_has_left_others_correct(committed_db: Database) -> None:
    a_month(committed_db)
    report()
    assert not month_of().is_left
    with acting(SUPERVISOR) as user:
        [office] = Appointment.objects.current().filter(staff=user)
    change(committed_db, office, valid_until=timezone.now())
    assert month_of().is_left
    assert "いまの数で報告し直す" in text_of(page(DESK))
    with pytest.raises(DomainError, match="理由"):
        report(DESK)
    assert report(DESK, reason="担当がかわった").turn == 2


def test_a_month_that_runs_and_a_body_of_the_ward_report_nothing(committed_db: Database) -> None:
    a_month(committed_db)
    with pytest.raises(DomainError, match="まだ終わっていません"):
        report(month=TODAY.replace(day=1))
    with pytest.raises(DomainError, match="委託"):
        report(WARD)
    assert page(WARD).status_code == 404
    with pytest.raises(DomainError, match="相談員か管理者"):
        report(SUPERVISOR, body=c.body_of(WARD))


def test_r21_each_report_is_one_row_of_the_ledger(committed_db: Database) -> None:
    a_month(committed_db)
    first = report(DESK)
    with acting("kansa1") as user:
        rows = OpenDisclosure.objects.visible_to(user).filter(object_id=first.pk)
        [row] = rows.select_related("legal_basis", "body")
        assert row.legal_basis.code == "SWA106-4-ENTRUST"
        assert row.body == c.body_of(DESK)
        assert "月次報告" in row.purpose


def test_r14_it_is_read_by_who_made_it_and_the_secretariat_alone(committed_db: Database) -> None:
    a_month(committed_db)
    made = report()
    url = reverse("reports:body_report", args=[made.pk])
    for who in (SUPERVISOR, SECRETARIAT):
        assert browser(who).get(url).status_code == 200, who
    assert browser(DESK).get(url).status_code == 404
    with acting(DESK) as user:
        assert BodyReport.objects.visible_to(user).exists(), "she reads that it was made"
        with pytest.raises(NotPermitted):
            entrusted_paper.gather_paper(user, made.pk, "", ReadingLog(user))
    for who in (WARD, "kanri2", "csw1", "ishi1", "kansa1", "system1"):
        assert browser(who).get(url).status_code == 404, who
        with acting(who) as user:
            assert not BodyReport.objects.visible_to(user).exists(), who
            assert not BodyReport.objects.filter(pk=made.pk).exists(), "nor in the database"
            with pytest.raises(NotPermitted):
                entrusted_paper.gather_paper(user, made.pk, "", ReadingLog(user))


def test_paper_and_workbook_say_what_the_page_says(committed_db: Database) -> None:
    a_month(committed_db)
    made = report()
    for who in (SUPERVISOR, SECRETARIAT):
        with acting(who) as user:
            log = ReadingLog(user)
            html = entrusted_paper.gather_paper(user, made.pk, "", log).html
            sheet = entrusted_paper.gather_file(user, made.pk, "", log)
            assert len(log.entries) == 2
        assert "新規相談受付件数" in html
        assert "<svg" in html
        assert "架空" not in html
        assert entrusted_paper.SCOPE in html
        result = entrusted_paper.make_file(sheet)
        cells = list(load_workbook(io.BytesIO(result.content)).worksheets[0].values)
        assert cells[0] == tuple(entrusted_paper.HEAD)
        [row] = [row for row in cells if row[1] == "A1"]
        assert (row[4], row[5]) == (2, 2), "numbers, of which sums are made"
        assert {type(row[4]) for row in cells[1:]} <= {int, float, str}
        about = dict(load_workbook(io.BytesIO(result.content)).worksheets[1].values)
        assert about["報告した日時"].startswith("令和")
        assert about["数えた範囲"] == entrusted_paper.SCOPE
    paper = entrusted_paper.make_paper(entrusted_paper.Paper(html, entrusted_paper.TITLE))
    assert paper.content.startswith(b"%PDF")


def test_a_copy_is_asked_for_once_however_often_one_clicks(committed_db: Database) -> None:
    a_month(committed_db)
    made = report(DESK)
    client, url = browser(DESK), reverse("reports:body_report", args=[made.pk])
    sent = {"form": "xlsx", "form_key": str(uuid.uuid4())}
    assert client.post(url, sent)["Location"] == client.post(url, sent)["Location"]
    with acting(DESK) as user:
        assert Job.objects.visible_to(user).filter(kind=entrusted_services.XLSX).count() == 1


def test_the_secretariat_sees_what_has_come_and_what_has_not(committed_db: Database) -> None:
    a_month(committed_db)
    received, closing = reverse("reports:monthly_received"), reverse("reports:closing")
    client = browser(SECRETARIAT)
    asked = {"month": f"{LAST:%Y-%m}"}
    name = c.body_of(DESK).name
    before = text_of(client.get(closing, asked))
    assert "月次報告がまだ届いていない委託先" in before
    assert name in before
    made = report()
    assert reverse("reports:body_report", args=[made.pk]) in client.get(received).content.decode()
    after = text_of(client.get(closing, asked))
    assert name not in after
    assert browser(DESK).get(received).status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(committed_db: Database) -> None:
    def questions() -> int:
        client = browser(DESK)
        url = f"{reverse('reports:monthly')}?month={LAST:%Y-%m}"
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    a_month(committed_db)
    few = questions()
    a_month(committed_db)
    a_month(committed_db)
    assert questions() == few


# --- the board of the ward -------------------------------------------------------------------------


def test_the_board_of_the_ward_shows_the_indicators_and_no_count_of_its_own(
    committed_db: Database,
) -> None:
    a_month(committed_db)
    for who in (SECRETARIAT, "kanri2"):
        with acting(who) as user:
            its = asking(user).acting
            group = of_indicators(its, user)
            assert group is not None
            sight = sight_of(its, user)
            month = TODAY.replace(day=1)
            expected = {
                f"{BY_KEY[key].code} {BY_KEY[key].name}（{BY_KEY[key].unit}）": sight.line(
                    BY_KEY[key], month
                ).month.words
                for key in SHOWN
                if sight.may_read(BY_KEY[key])
            }
        assert {row.label: row.number for row in group.rows} == expected
        assert all(row.definition and row.url for row in group.rows)
        words = browser(who).get(reverse("reports:ward")).content.decode()
        assert group.title in words
