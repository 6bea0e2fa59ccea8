"""Bringing a list: read, tried, taken in as a whole or not at all, taken back; only by its bringer."""

import csv
import datetime
import io
import zipfile
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from access.errors import DomainError
from cases.importing.columns import BY_HEADING, COLUMNS
from cases.importing.reading import Reader, from_json, to_json
from cases.models import CaseImport, CaseRecord, Intake, Person, Referral
from cases.services import (
    imports,
    move_record,
    number_record,
    staff_in_charge,
    write_note,
)
from documents.files import FileRefused, table, tables
from documents.files.refusal import Refused
from jobs import work
from jobs.models import Job
from jobs.services import request_job
from tests.databases import Database
from tests.world import acting

from .bringing import (
    LINE,
    STRANGER,
    SUPERVISOR,
    WORKER,
    a_list,
    bring,
    cases,
    lines_of,
    take_in,
)
from .pages import browser, text_of
from .situations import a_case, record_of

ENDED = {"状態": "終了", "終了した日": "R7.9.30", "終了の理由": "課題解消・目標達成"}
STATES = (("あきら", ""), ("一子", "支援中"), ("二子", "支援中"))


def wrong(line: dict[str, str]) -> dict[str, str]:
    """What is wrong with the one line, by heading."""
    return dict(lines_of(bring(a_list(LINE | line)))[0].errors)


@pytest.mark.django_db
def test_a_line_is_read_as_if_it_had_been_typed_at_the_counter() -> None:
    kept = bring(
        a_list(LINE | {"担当": "soudan1", "状態": "支援中", "困りごと": "介護、ひきこもり・不登校"})
    )
    assert (kept.lines, kept.faulty) == (1, 0)
    assert cases() == []  # nothing is registered by reading
    outcome = take_in(kept)
    assert outcome.is_good
    [case] = cases(WORKER)
    with acting(WORKER) as user:
        intake = Intake.objects.visible_to(user).get()
        subject, child = Person.objects.visible_to(user).order_by("-is_subject")
        assert str(intake.received_on) == "2025-04-01"
        assert len(intake.topics) == 2
        assert (subject.name, str(subject.birth_on)) == ("架空　はるか", "1948-05-02")
        assert (child.name, child.relation) == ("架空 なつき", "長女")
        record = record_of(case, WORKER)
        assert record.state == "supporting"
        assert [row.staff.username for row in staff_in_charge(record, user)] == ["soudan1"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["ma_requested", "outreach", "handed_off"])
def test_no_look_is_due_of_who_was_supported_before_the_list_came(state: str) -> None:
    """The day would have passed years ago, and the decision was taken then."""
    take_in(bring(a_list(LINE | {"状態": "支援中"}, LINE | {"氏名": "架空 あらた"})))
    with acting(WORKER) as user:
        for case in cases(WORKER):
            record = record_of(case, WORKER)
            move_record(record=record, to=state, by=user)
        legs = Referral.objects.visible_to(user)
        [waiting] = Intake.objects.visible_to(user).awaiting_screening(legs)
        [decided] = Intake.objects.visible_to(user).exclude(pk=waiting.pk)
        assert waiting.screening_result == ""
        assert (decided.screening_result, decided.screening_note) == ("4", "取り込む前から支援中")
        assert (decided.screened_on, decided.screened_by) == (None, None)
    shown = text_of(browser(WORKER).get(reverse("cases:intake_detail", args=[decided.pk])))
    assert "継続支援（プラン）" in shown
    assert "継続支援（プラン）（" not in shown, (
        "no day and no name of a decision that was not taken here"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932", "utf-16"])
def test_a_csv_is_read_in_any_customary_encoding(encoding: str) -> None:
    kept = bring(a_list(LINE, encoding=encoding))
    assert lines_of(kept)[0].cells["氏名"] == "架空　はるか"


@pytest.mark.django_db
def test_a_sheet_is_read_with_its_real_days_and_numbers() -> None:
    book = Workbook()
    sheet: Any = book.active
    values: dict[str, Any] = LINE | {"受付日": datetime.datetime(2025, 4, 1), "電話番号": 312345678}
    sheet.append(list(values))
    sheet.append(list(values.values()))
    out = io.BytesIO()
    book.save(out)
    cells = lines_of(bring(out.getvalue(), "名簿.xlsx"))[0].cells
    assert (cells["受付日"], cells["電話番号"]) == ("2025-04-01", "312345678")


@pytest.mark.django_db
def test_what_is_wrong_stands_with_its_line_and_column() -> None:
    assert "「電報」は選べません" in wrong({"相談方法": "電報"})["相談方法"]
    assert wrong({"緊急度": ""}).keys() == {"緊急度"}
    assert wrong({"受付日": "むかし"}).keys() == {"受付日"}
    assert wrong({"生年月日": "S99.9.9"}).keys() == {"生年月日"}
    assert "選べません" in wrong({"困りごと": "介護、天気"})["困りごと"]
    assert wrong({"氏名": "長" * 200}).keys() == {"氏名"}


@pytest.mark.django_db
def test_a_formula_is_never_taken() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(LINE))
    sheet.append(list((LINE | {"氏名": "=1+1"}).values()))
    out = io.BytesIO()
    book.save(out)
    kept = bring(out.getvalue(), "list.xlsx")
    assert dict(lines_of(kept)[0].errors) == {
        "氏名": "計算式が入っています。値だけを貼り付けてください"
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "list.csv", "空"),
        (a_list(LINE), "list.pdf", "Excel"),
        (b"%PDF-1.7", "list.xlsx", "Excel"),
        ("氏名,住所\n".encode(), "list.csv", "「緊急度」の列がありません"),
        (a_list(LINE | {"血液型": "A"}), "list.csv", "ひな形にありません"),
        (a_list(LINE).splitlines()[0], "list.csv", "1件も書かれていません"),
        (a_list(*[LINE] * 501), "list.csv", "500件まで"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(content: bytes, name: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        bring(content, name)
    with acting(SUPERVISOR) as user:
        assert not CaseImport.objects.visible_to(user).exists()


def test_s65_a_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * 300_000_000)
    with pytest.raises(FileRefused):
        table(out.getvalue(), "list.xlsx")


CELLS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_any_text_is_rows_of_text_or_refused(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    try:
        found = tables.cells(out.getvalue().encode(), "txt")
    except Refused:
        return
    assert b"\x1aformula" not in found


@pytest.mark.django_db
@given(st.dictionaries(st.sampled_from([c.heading for c in COLUMNS]), CELLS))
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_any_line_is_facts_or_says_what_is_wrong(line: dict[str, str]) -> None:
    values = LINE | line
    rows, headings = Reader().read([list(values), list(values.values())])
    assert headings == []
    facts = Reader().facts(rows[0])
    assert (facts is None) == bool(rows[0].errors)
    assert all(heading in BY_HEADING for heading, _ in rows[0].errors)
    assert from_json(to_json(rows)) == rows


@pytest.mark.django_db
def test_all_lines_or_none() -> None:
    kept = bring(a_list(LINE, LINE | {"担当": "kurashi1"}))
    assert kept.faulty == 0  # only trying tells
    tried = take_in(kept, is_trial=True)
    assert not tried.is_good
    assert cases() == []
    assert "自機関の職員" in lines_of(kept)[1].errors[0][1]
    take_in(kept)
    assert cases() == []
    assert kept.is_open


@pytest.mark.django_db
def test_a_trial_registers_nothing_and_the_run_does_once() -> None:
    kept = bring(a_list(LINE, LINE | {"氏名": "架空 あきら"} | ENDED))
    assert take_in(kept, is_trial=True).is_good
    assert cases() == []
    assert kept.tried_at
    take_in(kept)
    assert len(cases()) == 2
    with acting(SUPERVISOR) as user:
        states = set(CaseRecord.objects.visible_to(user).values_list("state", flat=True))
        assert states == {"received", "closed"}
    assert bytes(kept.sealed) == b""
    with pytest.raises(DomainError, match="すでに取り込んだ"):
        take_in(kept)
    assert len(cases()) == 2


@pytest.mark.django_db
def test_lines_that_may_be_known_are_marked() -> None:
    a_case(WORKER)
    kept = bring(a_list(LINE | {"氏名": "架空 花子", "ふりがな": "かくう はなこ"}, LINE, LINE))
    known, first, second = lines_of(kept)
    assert known.warnings == ["同じ名前の人が、すでに登録されています"]
    assert first.warnings == []
    assert second.warnings == ["3行目と、同じ人かもしれません"]


@pytest.mark.django_db
def test_r14_somebody_known_elsewhere_only_is_not_marked() -> None:
    a_case(STRANGER)
    kept = bring(a_list(LINE | {"氏名": "架空 花子", "ふりがな": "かくう はなこ"}))
    assert lines_of(kept)[0].warnings == []


@pytest.mark.django_db
def test_r1_taking_back_hides_what_nobody_touched_and_leaves_the_rest() -> None:
    kept = bring(a_list(LINE, LINE | {"氏名": "架空 あきら"}))
    take_in(kept)
    first, second = cases()
    with acting(WORKER) as user:
        write_note(
            record=record_of(first, WORKER), text="電話した。", method="1", nature="fact", by=user
        )
    with acting(SUPERVISOR) as user:
        found = imports.take_back(kept=kept, by=user)
    assert (found.gone, found.stay) == ([second], [first])
    assert cases() == cases(WORKER) == [first]
    with acting(SUPERVISOR) as user, pytest.raises(DomainError, match="取り消せるのは"):
        imports.take_back(kept=kept, by=user)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-30, 30])
def test_r1_a_clock_of_the_application_that_goes_wrong_hides_no_work(
    seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither does the end of the list count as work on it: both are told by the clock of the database."""
    kept = bring(a_list(LINE, LINE | {"氏名": "架空 あきら"}))
    right, by_how_much = timezone.now, datetime.timedelta(seconds=seconds)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: right() + by_how_much)
        first, second = take_in(kept).cases
    with acting(WORKER) as user:
        write_note(
            record=record_of(first, WORKER), text="電話した。", method="1", nature="fact", by=user
        )
    with acting(SUPERVISOR) as user:
        found = imports.take_back(kept=kept, by=user)
    assert (found.gone, found.stay) == ([second], [first])


@pytest.mark.django_db
def test_one_change_of_what_the_list_brought_is_work_whichever_state_it_brought() -> None:
    lines = [LINE | {"氏名": f"架空 {name}", "状態": state} for name, state in STATES]
    kept = bring(a_list(*lines))
    take_in(kept)
    first, second, untouched = sorted(cases(), key=lambda case: case.serial)
    for case in (first, second):
        with acting(WORKER) as user:
            record = record_of(case, WORKER)
            number_record(record=record, own_number="KAI-77", version=record.version, by=user)
    with acting(SUPERVISOR) as user:
        found = imports.take_back(kept=kept, by=user)
    assert (found.gone, found.stay) == ([untouched], [first, second])


@pytest.mark.django_db
def test_the_database_keeps_no_lines_of_a_list_that_is_over() -> None:
    kept = bring(a_list(LINE))
    with acting(SUPERVISOR) as user, pytest.raises(DatabaseError), transaction.atomic():
        CaseImport.objects.visible_to(user).filter(pk=kept.pk).update(state="cancelled")


@pytest.mark.django_db
def test_lines_are_thrown_away_after_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    old = bring(a_list(LINE))
    monkeypatch.setattr(imports, "KEPT_FOR", imports.KEPT_FOR * 0)
    bring(a_list(LINE))
    with acting(SUPERVISOR) as user:
        row = CaseImport.objects.visible_to(user).get(pk=old.pk)
        assert (row.state, bytes(row.sealed)) == ("cancelled", b"")


@pytest.mark.django_db
def test_a_list_is_sealed_for_who_brought_it() -> None:
    kept = bring(a_list(LINE))
    assert "架空".encode() not in bytes(kept.sealed)
    with acting(WORKER) as user:
        assert not CaseImport.objects.visible_to(user).filter(pk=kept.pk).exists()


def run(kept: CaseImport, option: str) -> Job:
    with acting(SUPERVISOR) as user:
        job = request_job(by=user, kind="case_import", object_id=kept.pk, option=option)
    work.run(job.pk)
    with acting(SUPERVISOR) as user:
        found: Job = Job.objects.visible_to(user).select_related("result").get(pk=job.pk)
        return found


def test_the_worker_tries_and_takes_in_and_tells_how_far_it_is(committed_db: Database) -> None:
    kept = bring(a_list(*[LINE | {"氏名": f"架空 {n}号"} for n in range(12)]))
    tried = run(kept, "try")
    assert (tried.state, tried.done, tried.total) == ("done", 12, 12)
    assert "取り込めます" in bytes(tried.result.content).decode("utf-8-sig")
    assert cases() == []
    done = run(kept, "run")
    [line, *_] = list(csv.reader(io.StringIO(bytes(done.result.content).decode("utf-8-sig"))))[1:]
    assert line[:2] == ["2", "取り込みました"]
    assert line[2] in {case.number for case in cases()}
    assert "架空" not in bytes(done.result.content).decode()
    again = run(kept, "run")
    assert (again.state, len(cases())) == ("done", 12)
    with committed_db.superuser() as connection:
        written = connection.execute(
            "select count(distinct case_number) from access_accesslog"
            " where action = 'write' and route = 'job:case_import' and case_number <> ''"
        )
        assert written.fetchone() == (12,)


def test_f_a_worker_that_dies_in_the_middle_leaves_nothing(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bring(a_list(LINE, LINE | {"氏名": "架空 あきら"}))
    real = imports.receive_intake
    calls: list[int] = []

    def dying(**facts: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        return real(**facts)

    monkeypatch.setattr(imports, "receive_intake", dying)
    assert run(kept, "run").state == "queued"
    assert cases() == []
    monkeypatch.setattr(imports, "receive_intake", real)
    assert run(kept, "run").state == "done"
    assert len(cases()) == 2
