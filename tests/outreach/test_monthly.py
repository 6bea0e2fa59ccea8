"""The month: hand-counted figures, fixed when they are reported, on paper for the ward without a name."""

import datetime
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.errors import DomainError
from access.models import Disclosure
from access.output import enter_in_ledger
from access.reading import ReadingLog
from outreach import monthly_paper, services
from outreach.models import Outreach
from outreach.month_models import MonthlyReport, ReportedMonth
from outreach.monthly import (
    MonthOfBody,
    after,
    before,
    breakdown,
    month_of,
    month_words,
    totals,
)
from tests.cases.pages import browser, text_of

from . import situations as s

pytestmark = pytest.mark.django_db
THIS = timezone.localdate().replace(day=1)
LAST = before(THIS)


def in_last(day: int, hour: int = 10) -> datetime.datetime:
    moment = datetime.datetime.combine(LAST.replace(day=day), datetime.time(hour))
    return timezone.make_aware(moment)


def a_month() -> list[Any]:
    """Two targets of last month: one new and met, one of before; attempts in both months."""
    old = s.an_outreach(identified_on=before(LAST).replace(day=5))
    new = s.an_outreach(identified_on=LAST.replace(day=10))
    for row in (old, new):
        s.prepared(row)
        s.do(row, services.move_on, to="approaching")
    for result, day in (("absent", 12), ("refused", 13), ("door", 14)):
        s.attempt(old, result, at=in_last(day))
    s.attempt(new, "person", at=in_last(20), method="accompany")
    s.attempt(new, "absent")
    return [old, new]


def month(first: datetime.date, by: str = s.WORKER) -> MonthOfBody:
    return MonthOfBody(s.body_of(by), first, s.staff(by))


def test_the_days_of_a_month() -> None:
    december = datetime.date(2026, 12, 1)
    assert month_of("2026-12") == december
    assert after(december) == datetime.date(2027, 1, 1)
    assert month_words(december) == "令和8年12月"
    for wrong in ("", "2026-13", "x", "1999-01", "2026-1"):
        assert month_of(wrong) == LAST


def test_figures_as_counted_by_hand() -> None:
    a_month()
    with s.acting(s.WORKER):
        found = month(LAST)
        assert [number for _, _, number in totals(found.figures)] == [1, 4, 1, 0, 0, 0]
        assert dict(breakdown(found.figures, "methods"))["同行"] == 1
        results = dict(breakdown(found.figures, "results"))
        assert (results["本人に会えた"], results["断られた"], results["不在・応答なし"]) == (
            1,
            1,
            1,
        )
        now = month(THIS)
        assert [number for _, _, number in totals(now.figures)] == [0, 1, 0, 0, 0, 0]
        assert [line.attempts for line in month(before(LAST)).lines] == [0]


def test_what_was_reported_stays_and_what_changed_since_is_shown() -> None:
    old, new = a_month()
    with s.acting(s.WORKER) as by:
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        assert month(LAST).changed == []
    s.attempt(old, "person", at=in_last(25))
    with s.acting(s.WORKER) as by:
        found = month(LAST)
        assert found.changed == [old.compartment.case.number]
        assert sum(row.figures["attempts"] for row in found.reported) == 4
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        again = month(LAST)
        assert (again.changed, {row.turn for row in again.reported}) == ([], {2})
        assert ReportedMonth.objects.visible_to(by).filter(outreach=new).count() == 2
    page = text_of(browser(s.WORKER).get(reverse("outreach:monthly"), {"month": f"{LAST:%Y-%m}"}))
    assert "渡した" in page
    assert (
        reverse("reports:monthly")
        in browser(s.WORKER)
        .get(reverse("outreach:monthly"), {"month": f"{LAST:%Y-%m}"})
        .content.decode()
    ), "the month as a whole is reported there"


def test_who_was_reported_and_is_in_the_month_no_more_is_named_too() -> None:
    """She was noticed in this month and not in the last one: the number that was handed over is one too high."""
    _, new = a_month()
    with s.acting(s.WORKER) as by:
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        row = Outreach.objects.visible_to(by).get(pk=new.pk)
        facts = services.TargetFacts(route=row.route, concern=row.concern, identified_on=THIS)
        services.change_outreach(outreach=row, facts=facts, in_charge=by, by=by)
        found = month(LAST)
        assert new.pk not in {line.outreach.pk for line in found.lines}
        assert found.changed == [new.compartment.case.number]
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        again = month(LAST)
        assert (again.changed, len(again.reported)) == ([], 1)


def test_a_running_month_and_a_body_of_the_ward_report_nothing() -> None:
    a_month()
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match="まだ終わっていません"):
        services.report_month(body=s.body_of(s.WORKER), month=THIS, by=by)
    with s.acting(s.OTHER) as by, pytest.raises(DomainError, match="委託"):
        services.report_month(body=s.body_of(s.OTHER), month=LAST, by=by)


def test_r21_the_paper_for_the_ward_has_one_line_in_the_ledger_of_each_case() -> None:
    a_month()
    with s.acting(s.WORKER) as by:
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        (report,) = MonthlyReport.objects.visible_to(by)
        output = monthly_paper.gate(by, report, "")
        assert output.use == "others"
        assert len(output.cases) == 2
        enter_in_ledger(user=by, output=output)
        rows = Disclosure.objects.visible_to(by).filter(
            purpose__startswith="アウトリーチの月の明細"
        )
        assert [row.legal_basis.code for row in rows] == ["SWA106-4-ENTRUST"] * 2
        assert len({row.compartment_id for row in rows}) == 2


def test_the_paper_holds_numbers_and_no_name() -> None:
    a_month()
    s.an_unnamed_target(identified_on=LAST.replace(day=3))
    with s.acting(s.WORKER) as by:
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        (report,) = MonthlyReport.objects.visible_to(by)
        log = ReadingLog(by)
        paper = monthly_paper.gather(by, report.pk, "", log)
    html = paper.html
    for word in ("架空", "花子", "アパートA", s.INFORMANT, "070-1111-2222", "雨戸"):
        assert word not in html, word
    assert html.count("R8-") == 3
    # It is called what its page calls it: the 月次報告 is another thing, with which it goes.
    assert "アウトリーチの月の明細" in html
    assert "月次報告" not in html
    assert monthly_paper.MONTHLY_PDF.label == paper.title == "アウトリーチの月の明細"
    assert len(log.entries) == 3
    assert monthly_paper.make(paper).content.startswith(b"%PDF")


def test_ends_are_told_by_their_reason_on_the_page_and_in_sum_on_the_paper() -> None:
    """D4 is broken down by 終結理由 (CL-15); beside the number of a case the ward reads no reason."""
    ended = s.an_outreach(identified_on=before(LAST).replace(day=5))
    ended_on = LAST.replace(day=25)
    s.do(ended, services.close_outreach, reason="22", words="転居した", on=ended_on)
    s.an_outreach(identified_on=LAST.replace(day=2))
    address = reverse("outreach:monthly")
    shown = " ".join(text_of(browser(s.WORKER).get(address, {"month": f"{LAST:%Y-%m}"})).split())
    assert "終結の理由：転出 1" in shown
    assert "終結（転出）" in shown
    with s.acting(s.WORKER) as by:
        services.report_month(body=s.body_of(s.WORKER), month=LAST, by=by)
        (report,) = MonthlyReport.objects.visible_to(by)
        html = monthly_paper.gather(by, report.pk, "", ReadingLog(by)).html
    assert "終結の理由：転出 1件" in html
    assert "終結（転出）" not in html


def test_r16_whoever_sees_the_cases_no_more_gets_no_paper() -> None:
    from cases.services import restrict_person
    from tests.cases.situations import record_of

    (old, _) = a_month()
    with s.acting(s.COLLEAGUE) as by:
        services.report_month(body=s.body_of(s.COLLEAGUE), month=LAST, by=by)
        (report,) = MonthlyReport.objects.visible_to(by)
        assert monthly_paper.may(by, report.pk) is not None
    with s.acting(s.WORKER) as by:
        case = s.seen(old).compartment.case
        record_of(case, s.WORKER)
        restrict_person(case=case, user=s.staff(s.COLLEAGUE), reason="親族", by=by)
    with acting_as(s.staff(s.COLLEAGUE)) as _:
        assert monthly_paper.may(s.staff(s.COLLEAGUE), report.pk) is None


def test_a_double_click_reports_once() -> None:
    a_month()
    client, key = browser(s.WORKER), str(uuid.uuid4())
    address = f"{reverse('outreach:monthly')}?month={LAST:%Y-%m}"
    first = client.post(address, {"form_key": key})
    second = client.post(address, {"form_key": key})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    with s.acting(s.WORKER) as by:
        assert ReportedMonth.objects.visible_to(by).count() == 2
