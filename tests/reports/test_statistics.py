"""Rows for statistics: what they hold, what they can never hold, and what leaving the body takes (R20, R21)."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.models import AccessLog, Disclosure
from access.reading import ReadingLog
from cases.models import RecordState
from cases.services import protection, receive_intake
from jobs import work
from jobs.models import Job, JobResult, JobState
from organizations.models import Area, Body, Code
from reports import services
from reports.exports import statistics
from reports.exports.pseudonyms import age_band, month_of, pseudonymiser, size_band
from tests.cases import situations as c
from tests.databases import Database
from tests.plans.test_pages import browser
from tests.world import acting, staff

SUPERVISOR = "kanri1"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d+月\d+日")


def ask(by: str = SUPERVISOR, **changes: Any) -> Job:
    first = timezone.localdate().replace(day=1)
    values: dict[str, Any] = {
        "body": c.body_of(by),
        "first_on": first,
        "last_on": timezone.localdate(),
        "form": "csv",
    }
    with acting(by) as user:
        return services.request_statistics(by=user, **values | changes)


def gathered(job: Job, by: str = SUPERVISOR) -> statistics.Table:
    with acting(by) as user:
        return statistics.gather(user, job.object_id, "csv", ReadingLog(user))


def test_age_and_size_in_bands() -> None:
    day = timezone.localdate()
    ages = {0: "0-17", 17: "0-17", 18: "18-39", 64: "40-64", 65: "65-74", 75: "75+", 104: "75+"}
    for age, band in ages.items():
        assert age_band(day.replace(year=day.year - age, day=1), "", day.year, day) == band, age
    assert age_band(None, "50代", day.year, day) == "40-64"
    assert age_band(None, "70代前半", day.year, day) == "65-74"
    assert age_band(None, "70代後半", day.year, day) == "75+", "77, as A1 counts it"
    assert age_band(None, "70代", day.year - 3, day) == "75+", "who was about 74 three years ago"
    assert age_band(None, "不明", day.year, day) == age_band(None, "", day.year, day) == "unknown"
    assert [size_band(n) for n in (0, 1, 4, 5, 9)] == ["", "1", "4", "5+", "5+"]
    assert month_of(None) == ""


def test_two_exports_share_no_name() -> None:
    one, two = pseudonymiser(), pseudonymiser()
    assert one("a") == one("a") != one("b")
    assert one("a") != two("a")


@pytest.mark.django_db
def test_the_rows_hold_codes_bands_and_months_and_nothing_else() -> None:
    case = c.a_case()
    c.a_note(case)
    table = gathered(ask())
    (row,) = [dict(zip(statistics.COLUMNS, row, strict=True)) for row in table.rows]
    assert row["received_month"] == f"{timezone.localdate():%Y-%m}"
    assert (row["method"], row["urgency"], row["topics"]) == ("2", "B", "12;13")
    assert (row["age_band"], row["size_band"], row["visitor"]) == ("75+", "2", "family")
    words = " ".join(cell for line in table.rows for cell in line)
    for secret in (case.number, "花子", "かくう", "架空", "転んで", str(case.pk), "03-0000"):
        assert secret not in words
    assert not DATE.search(words)


def known_values(column: str) -> set[str]:
    """All that may ever stand in a column, empty apart: of a code list, of a master, or named beside the column."""
    _, source = statistics.COLUMNS[column]
    if source.startswith("CL-"):
        return set(Code.objects.filter(code_list=source).values_list("value", flat=True))
    of_rows = {
        "body": set(Body.objects.values_list("name", flat=True)),
        "state": set(RecordState.values),
        "area": set(Area.objects.values_list("code", flat=True)),
    }
    if column in of_rows:
        return of_rows[column]
    named = set(source.split(" / "))
    assert len(named) > 1, f"{column}: nothing says what may stand in it"
    return named


FORMS = {"case": r"[0-9a-f]{16}", "_month": r"(\d{4}-\d{2})?"}


def assert_known(row: dict[str, str]) -> None:
    for column, text in row.items():
        shape = next((form for end, form in FORMS.items() if column.endswith(end)), "")
        if shape:
            assert re.fullmatch(shape, text), column
        else:
            assert set(filter(None, text.split(";"))) <= known_values(column), column


@pytest.mark.django_db
def test_every_column_is_a_code_a_band_or_a_month() -> None:
    """What a column may hold is known beforehand: text that anybody typed cannot stand in it."""
    c.a_case()
    unknown = {"birth_on": None, "birth_estimate": "長女より若い", "sex": ""}
    with acting("soudan1") as user:
        receive_intake(
            body=c.body_of("soudan1"),
            facts=replace(c.FACTS, visitor="other", visitor_name="架空 隣人"),
            subject=replace(c.MOTHER, **unknown),
            others=[],
            by=user,
        )
    rows = [dict(zip(statistics.COLUMNS, row, strict=True)) for row in gathered(ask()).rows]
    assert len(rows) == 2
    for row in rows:
        assert_known(row)
    assert {row["age_band"] for row in rows} == {"75+", "unknown"}
    for column in statistics.COLUMNS:  # each is looked at
        with pytest.raises(AssertionError, match=f"^{column}"):
            assert_known({column: "架空 花子"})


@pytest.mark.django_db
def test_r2_only_records_of_the_own_body_that_she_sees() -> None:
    c.a_case()
    other = c.a_case("kurashi1")
    kept = c.a_case()
    with acting("soudan1") as by:
        from cases.services import restrict_person

        restrict_person(case=kept, user=staff(SUPERVISOR), reason="親族", by=by)
    assert len(gathered(ask()).rows) == 1
    assert other


@pytest.mark.django_db
def test_r12_what_she_is_kept_out_of_meanwhile_is_not_made() -> None:
    from jobs.registry import NotPermitted

    case = c.a_case()
    job = ask()
    with acting("soudan1") as by:
        from cases.services import restrict_person

        restrict_person(case=case, user=staff(SUPERVISOR), reason="親族", by=by)
    with pytest.raises(NotPermitted):
        gathered(job)


def finish(job: Job, by: str = SUPERVISOR) -> Job:
    work.run(job.pk)
    with acting(by) as user:
        done: Job = Job.objects.visible_to(user).get(pk=job.pk)
    return done


def test_s91_r19_the_file_its_log_and_no_ledger_for_the_own_desk(committed_db: Database) -> None:
    case = c.a_case()
    job = finish(ask())
    assert job.state == JobState.DONE
    with acting(SUPERVISOR) as user:
        content = bytes(JobResult.objects.visible_to(user).get(job=job).content)
        assert not Disclosure.objects.visible_to(user).filter(channel="export").exists()
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert table[0] == list(statistics.COLUMNS)
    assert len(table) == 2
    with acting("kansa1"):
        entries = AccessLog.objects.filter(action="export").values_list("case_number", flat=True)
        assert list(entries) == [case.number]


def test_r21_what_leaves_the_body_is_a_line_in_the_ledger_of_each_case(
    committed_db: Database,
) -> None:
    cases = [c.a_case(), c.a_case()]
    recipient = services.Recipient("検証の統計課", "地域福祉の計画", "SWA106-4-ENTRUST")
    job = finish(ask(recipient=recipient))
    assert job.state == JobState.DONE
    with acting(SUPERVISOR) as user:
        rows = Disclosure.objects.visible_to(user).filter(channel="export")
        assert {row.compartment.case_id for row in rows.select_related("compartment")} == {
            case.pk for case in cases
        }
        assert {row.recipients for row in rows} == {"検証の統計課"}


def test_r11_a_protected_household_waits_for_a_second_person(committed_db: Database) -> None:
    case = c.a_case()
    with acting("soudan1") as by:
        subject = next(p for p in c.people_of(case, "soudan1") if p.is_subject)
        protection.protect_person(
            record=c.record_of(case, "soudan1"),
            person=subject,
            named=[c.office("soudan1"), c.office(SUPERVISOR)],
            facts=protection.MeasureFacts("dv", "検証", "検証署", "検証"),
            by=by,
        )
    job = finish(ask())
    assert job.state != JobState.DONE


@pytest.mark.django_db
def test_the_page_asks_for_what_leaving_takes_and_keeps_what_was_typed() -> None:
    c.a_case()
    client = browser(SUPERVISOR)
    url = reverse("reports:statistics")
    this = f"{timezone.localdate():%Y-%m}"
    asked = {
        "body": str(c.body_of(SUPERVISOR).pk),
        "first": this,
        "last": this,
        "use": "others",
        "form": "csv",
        "recipients": "検証の統計課",
    }
    answer = client.post(url, asked)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "目的を書いてください" in page
    assert "伝える根拠を選んでください" in page
    assert "検証の統計課" in page
    assert client.post(url, asked | {"use": "own"}).status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["soudan1", "ishi1", "kansa1", "system1"])
def test_r14_the_page_is_not_there_for_other_roles(username: str) -> None:
    assert browser(username).get(reverse("reports:statistics")).status_code == 404


@pytest.mark.django_db
def test_nobody_asks_for_another_body() -> None:
    c.a_case("kurashi1")
    this = f"{timezone.localdate():%Y-%m}"
    asked = {
        "body": str(c.body_of("kurashi1").pk),
        "first": this,
        "last": this,
        "use": "own",
        "form": "csv",
    }
    assert browser(SUPERVISOR).post(reverse("reports:statistics"), asked).status_code == 422
    with acting_as(staff(SUPERVISOR)):
        assert not Job.objects.visible_to(staff(SUPERVISOR)).exists()
