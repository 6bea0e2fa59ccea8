"""All of one's own about a case, as data: complete, versioned, documented, and nobody else's (R2, R4, R5)."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from access.models import AccessLog
from access.policies import confidential_models
from access.reading import ReadingLog
from cases.models import CaseRecord
from jobs import work
from jobs.models import Job, JobResult, JobState
from jobs.registry import NotPermitted
from reports import services
from reports.exports import own_data
from reports.exports.own_tables import LEFT_OUT, TABLES, columns_of, table_name
from tests.cases import situations as c
from tests.cases.test_protection import a_protected_mother
from tests.databases import Database
from tests.meetings import situations as m
from tests.outreach import situations as o
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.world import acting

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
# The columns of each version. Who changes a table raises VERSION, writes docs/export.md and this.
COLUMNS_OF_VERSION = {
    "1.0": "43c14686b8a4e970",
    "1.1": "a7c33f8d6742a596",
    "1.2": "1702aead5eaafc12",
    "1.3": "e798d7da495fa1b8",
    "1.4": "1106eb1c2f7142c4",
    "1.5": "8c956d59d516e93d",
    "1.6": "2b6f9617402ea9d5",
}
WRITER, PARTNER = "soudan1", "kurashi1"


def record_id(case: Any, by: str = WRITER) -> Any:
    with acting(by):
        return c.record_of(case, by).pk


def gathered(case: Any, by: str = WRITER, form: str = "json") -> own_data.Data:
    with acting(by) as user:
        return own_data.gather(user, c.record_of(case, by).pk, form, ReadingLog(user))


def fingerprint() -> str:
    shape = [(table_name(t), [name for name, _ in columns_of(t)]) for t in TABLES]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]


@pytest.mark.django_db
def test_r11_the_number_from_which_a_protected_person_called_is_for_her_list() -> None:
    """As on the page of the intake: who is not on the list does not find it in a file either."""
    intake = c.an_intake(visitor="other", visitor_name="見本 付添", visitor_phone="03-0000-0147")
    case = intake.compartment.case

    def numbers(by: str) -> list[str]:
        return [row["visitor_phone"] for row in gathered(case, by).tables["intake"]]

    assert numbers("soudan2") == ["03-0000-0147"]
    a_protected_mother(case)
    assert numbers("soudan2") == [""]
    assert numbers(WRITER) == ["03-0000-0147"]


def test_the_version_rises_with_the_columns() -> None:
    assert COLUMNS_OF_VERSION[own_data.VERSION] == fingerprint()


def test_every_table_and_column_is_documented() -> None:
    assert f"version {own_data.VERSION}" in DOCUMENT
    for table in TABLES:
        assert f"### `{table_name(table)}`" in DOCUMENT
        part = DOCUMENT.split(f"### `{table_name(table)}`")[1].split("\n### ")[0]
        for column, _ in columns_of(table):
            assert f"`{column}`" in part, f"{table_name(table)}.{column}"


def test_every_model_of_a_record_is_written_or_named_as_left_out() -> None:
    """A new row of a record is not forgotten: its docstring says in which compartment it lies."""
    of_record = ("RECORD", "FACE", "HAND_OFF", "CONSENTED")
    forgotten = {
        table_name(model)
        for model in confidential_models()
        if (model.__doc__ or "").startswith(of_record)
    } - {table_name(table) for table in TABLES}
    assert forgotten <= set(LEFT_OUT)


@pytest.mark.django_db
def test_r2_all_that_the_body_wrote_and_nothing_of_others() -> None:
    plan = s.an_active_plan()  # consent, plan and 支援プラン of the same case
    case = plan.compartment.case
    c.a_note(case, text="玄関で話した。")
    leg = c.a_hand_off(case, PARTNER)
    data = gathered(case)
    assert [row["text"] for row in data.tables["note"]] == ["玄関で話した。"]
    assert [row["name"] for row in data.tables["person"]] == ["架空 花子", "架空 太一"]
    assert [row["id"] for row in data.tables["referral"]] == [str(leg.pk)]
    assert len(data.tables["consent"]) == 1
    words = json.dumps(data.tables, ensure_ascii=False)
    assert s.WISHES not in words
    assert "受診に付き添う" not in words


@pytest.mark.django_db
def test_r4_nothing_of_a_meeting_stands_in_it() -> None:
    """Not even for a member, who reads all of it in the meeting: what she takes along is the record of her body."""
    meeting = m.a_meeting_with_a_doctor()
    m.a_sworn_member(meeting, WRITER)
    case = meeting.compartment.case
    said = "二年前に通院が途切れた。", "長男は夜に出かける。"
    items = [m.an_item(meeting, m.DOCTOR, said[0]), m.an_item(meeting, WRITER, said[1])]
    sitting = m.a_sitting(meeting)
    minutes = m.minuted(sitting, facts="足音がした。", policy="手紙を続ける。")
    rows = [meeting, *items, sitting, m.sent(minutes)]
    assert [row for row in rows if not m.is_seen_by(WRITER, row)] == []
    data = gathered(case)
    words = json.dumps([data.tables, data.references], ensure_ascii=False)
    texts = [meeting.need_statement, *said, "足音がした。", "手紙を続ける。", "会議室B"]
    ids = [str(row.pk) for row in rows] + [str(meeting.compartment_id)]
    assert [one for one in (*texts, *ids) if one in words] == []
    assert "架空 花子" in words


@pytest.mark.django_db
def test_who_told_of_somebody_is_never_written() -> None:
    case = c.a_case()
    outreach = o.an_outreach(case)
    data = gathered(case)
    assert [row["id"] for row in data.tables["outreach"]] == [str(outreach.pk)]
    assert o.INFORMANT not in json.dumps([data.tables, data.references], ensure_ascii=False)


@pytest.mark.django_db
def test_r3_who_only_reads_the_basic_information_takes_none_of_it() -> None:
    case, _ = s.a_consented_case()
    leg = c.an_accepted_hand_off(case, PARTNER)
    data = gathered(case, PARTNER)
    assert [row["id"] for row in data.tables["referral"]] == [str(leg.pk)]
    assert data.tables["note"] == []
    assert data.tables["consent"] == []  # recorded by another body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "username", [PARTNER, "kanri2", "jimukyoku1", "ishi1", "kansa1", "system1"]
)
def test_r14_nobody_elses_record(username: str) -> None:
    case = c.a_case()
    pk = record_id(case)
    url = reverse("reports:own_data", args=[pk])
    assert browser(username).get(url).status_code == 404
    assert browser(username).post(url, {"form": "json"}).status_code == 404
    with acting(username) as user, pytest.raises(NotPermitted):
        own_data.gather(user, pk, "json", ReadingLog(user))


@pytest.mark.django_db
def test_the_references_explain_every_code_and_name() -> None:
    data = gathered(c.a_case())
    lists = {row["code_list"] for row in data.references["codes"]}
    assert {"CL-02", "CL-03", "CL-04", "CL-05", "CL-06"} <= lists
    assert all(row["valid_from"] for row in data.references["form_texts"])
    assert {row["name"] for row in data.references["bodies"]} == {c.body_of(WRITER).name}
    (intake,) = data.tables["intake"]
    assert intake["receiver_id"] in {row["id"] for row in data.references["staff"]}


@pytest.mark.django_db
def test_the_questions_do_not_grow_with_the_rows(django_assert_max_num_queries: Any) -> None:
    case = c.a_case()
    for _ in range(4):
        c.a_note(case)
    with acting(WRITER) as user:
        pk = c.record_of(case, WRITER).pk
        with django_assert_max_num_queries(len(TABLES) + 20):
            own_data.gather(user, pk, "json", ReadingLog(user))


def test_s91_r19_the_file_as_json_and_as_csv(committed_db: Database) -> None:
    case = c.a_case()
    c.a_note(case, text="=1+1 と書いた。")
    made = {}
    for form in own_data.FORMATS:
        with acting(WRITER) as user:
            record = CaseRecord.objects.visible_to(user).get()
            job = services.request_own_data(record=record, form=form, by=user)
        work.run(job.pk)
        with acting(WRITER) as user:
            done = Job.objects.visible_to(user).get(pk=job.pk)
            assert done.state == JobState.DONE
            made[form] = bytes(JobResult.objects.visible_to(user).get(job=done).content)
    whole = json.loads(made["json"])
    assert (whole["schema"], whole["version"]) == ("bunkyo-own-data", own_data.VERSION)
    assert whole["case"]["number"] == case.number
    with zipfile.ZipFile(io.BytesIO(made["csv"])) as archive:
        table = csv.reader(io.StringIO(archive.read("tables/note.csv").decode("utf-8-sig")))
        head, row = list(table)
        assert dict(zip(head, row, strict=True))["text"] == "'=1+1 と書いた。"
        assert json.loads(archive.read("manifest.json"))["schema"] == "bunkyo-own-data"
    with acting("kansa1"):
        kinds = AccessLog.objects.filter(action="export").values_list("kind", "case_number")
        assert set(kinds) == {("自機関の記録のデータ", case.number)}


@pytest.mark.django_db
def test_the_page_is_reached_from_the_ledger() -> None:
    case = c.a_case()
    url = reverse("reports:own_data", args=[record_id(case)])
    client = browser(WRITER)
    assert url in client.get(reverse("cases:ledger", args=[case.pk])).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"form": "x"}).status_code == 422
    assert client.post(url, {"form": "csv"}).status_code == 303
