"""The list on the screen as a file: gate, log, rights at each step (R11, R12, R19, S-06, S-91)."""

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from access import output
from access.errors import DomainError
from access.models import AccessLog, CaseFile
from access.reading import ReadingLog
from cases import list_file, services
from cases.case_lists import ORDERS, Question
from cases.models import ListExport, Person
from cases.services import lists
from documents.tables import XLSX
from jobs import work
from jobs.models import Job
from tests.cases.test_finding import named
from tests.cases.test_output_gate import the_hold
from tests.cases.test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother
from tests.databases import Database
from tests.meetings.situations import a_meeting, a_sworn_member, an_accepted_request
from tests.world import acting, login, staff

from . import situations as s
from .pages import browser, text_of

NOTHING = Question((), ORDERS[0])


def ask(by: str = WORKER, form: str = "csv", **codes: str) -> Job:
    with acting(by) as user:
        return lists.export_list(question=Question.of(codes), form=form, by=user)


def run(job: Job, by: str = WORKER) -> Job:
    work.run(job.pk)
    with acting(by) as user:
        done: Job = Job.objects.visible_to(user).get(pk=job.pk)
        return done


def log_of(action: str) -> list[AccessLog]:
    with acting("kansa1"):
        return list(AccessLog.objects.filter(action=action).order_by("seq"))


def test_the_list_on_the_screen_becomes_a_file_and_each_case_is_logged(
    committed_db: Database, client: Any
) -> None:
    """R19: one entry for each case, none with a word of it; R2: another body's case is not there."""
    case, other = s.a_case(WORKER), s.a_case(WORKER)
    foreign = s.a_case("kurashi1")
    named(case, "=架空 花子", "あ")
    named(other, "架空 二子", "い")
    login(client, WORKER)
    page = client.get(reverse("cases:list"), {"sort": "kana"}).content.decode()
    assert "Excel" in page
    answer = client.post(reverse("cases:export") + "?sort=kana", {"form": "csv"})
    assert answer.status_code == 303
    with acting(WORKER) as user:
        job = Job.objects.visible_to(user).get()
    assert run(job).state == "done"
    got = client.get(f"/jobs/{job.pk}/result/")
    assert got["Content-Disposition"] == 'attachment; filename="cases.csv"'
    text = got.content.decode("utf-8-sig")
    assert text.index(case.number) < text.index(other.number)
    assert foreign.number not in text
    assert '"\'=架空 花子"' in text
    assert case.opened_on.isoformat() in text
    entries = log_of("export")
    assert [e.case_number for e in entries] == [case.number, other.number]
    assert {(e.basis, e.kind) for e in entries} == {("R2", "ケースの一覧")}
    xlsx = run(ask(form="xlsx"))
    got = client.get(f"/jobs/{xlsx.pk}/result/")
    assert got["Content-Type"] == XLSX
    book = load_workbook(io.BytesIO(got.content))
    assert [sheet.title for sheet in book.worksheets] == ["ケース", "この一覧について"]
    name, size = (list_file.HEAD.index(word) for word in ("本人の氏名", "世帯の人数"))
    names = [row[name].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert set(names) == {"=架空 花子", "架空 二子"}
    sizes = [row[size] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert {cell.data_type for cell in sizes} == {"n"}, "one adds them up"
    _stops_when_somebody_is_protected(client, case)


def _stops_when_somebody_is_protected(client: Any, case: CaseFile) -> None:
    """R11, S-91: one protected member in any of the cases stops the file, made or not yet."""
    made = run(ask())
    a_protected_mother(case)
    assert "まだ受け取れません" in text_of(client.get(f"/jobs/{made.pk}/result/"))
    stopped = run(ask())
    assert (stopped.state, stopped.error_code) == ("failed", "held")
    with acting(SUPERVISOR) as by:
        output.decide(hold=the_hold(SUPERVISOR), approve=True, reason="確かめた", by=by)
    # Narrowed to cases without a protected member, it needs nobody.
    with acting(WORKER) as user:
        others = CaseFile.objects.visible_to(user).exclude(pk=case.pk)
        job = lists.export_list(
            question=NOTHING, form="csv", by=user, cases=others.values_list("pk", flat=True)
        )
    assert run(job).state == "done"


@pytest.mark.django_db
def test_under_which_number_the_own_body_has_the_case_is_in_its_file() -> None:
    case, unnumbered = s.a_case(WORKER), s.a_case(WORKER)
    with acting(WORKER) as user:
        services.number_record(
            record=s.record_of(case, WORKER), own_number="KAI-2026-0417", version=None, by=user
        )
    job = ask()
    with acting(WORKER) as user:
        table = list_file.gather(user, job.object_id, "csv", ReadingLog(user))
    column = list_file.HEAD.index("自機関での番号")
    assert {row[0]: row[column] for row in table.rows} == {
        case.number: "KAI-2026-0417",
        unnumbered.number: "",
    }


@pytest.mark.django_db
def test_r7_the_file_does_not_tell_that_there_is_a_conference() -> None:
    """On the screen its member reads why she sees the case; the file goes where she does not watch it."""
    case = s.a_case(WORKER)
    a_sworn_member(a_meeting(an_accepted_request(case)), WORKER)
    assert "会議の構成員です" in text_of(browser(WORKER).get(reverse("cases:list")))
    job = ask()
    with acting(WORKER) as user:
        [row] = list_file.gather(user, job.object_id, "csv", ReadingLog(user)).rows
    assert "会議" not in "".join(row)
    assert "所属する機関の記録です" in row[list_file.HEAD.index("見られる理由")]


@pytest.mark.django_db
def test_r7_a_case_that_is_seen_for_a_conference_alone_is_no_line_of_the_file() -> None:
    """Without a reason its line would tell just that."""
    meeting = a_meeting(an_accepted_request(s.a_case(WORKER)))
    a_sworn_member(meeting, "csw1")
    own = s.a_case("csw1")
    assert "会議の構成員です" in text_of(browser("csw1").get(reverse("cases:list")))
    job = ask("csw1")
    with acting("csw1") as user:
        log = ReadingLog(user)
        table = list_file.gather(user, job.object_id, "csv", log)
        assert [row[0] for row in table.rows] == [own.number]
        assert all(row[list_file.HEAD.index("見られる理由")] for row in table.rows)
        assert [entry.case_number for entry in log.entries] == [own.number]
    assert ["件数", "1"] in table.about


@pytest.mark.django_db
def test_the_gate_is_told_every_case_of_the_list() -> None:
    cases = {s.a_case().pk for _ in range(3)}
    job = ask()
    with acting(WORKER) as user:
        export = list_file.may(user, job.object_id)
        assert export is not None
        assert set(list_file.gate(user, export, "csv").cases) == cases


@pytest.mark.django_db
def test_s06_a_list_with_a_case_that_was_closed_to_her_is_not_made_nor_fetched() -> None:
    case, _ = s.a_case(WORKER), s.a_case(WORKER)
    job = ask(by=COLLEAGUE)
    with acting(COLLEAGUE) as user:
        assert list_file.may(user, job.object_id)
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    with acting(COLLEAGUE) as user:
        assert list_file.may(user, job.object_id) is None
    with acting(WORKER) as user:
        assert list_file.may(user, job.object_id) is None  # a list of one's own only


@pytest.mark.django_db
def test_the_result_of_a_search_is_a_file_of_the_cases_that_are_seen() -> None:
    found, hidden = s.a_case(), s.a_case("kurashi1")
    client = browser("soudan1")
    html = client.post(reverse("cases:search"), {"q": "花子"}, follow=True).content.decode()
    assert f'name="case" value="{found.pk}"' in html
    sent = {"form": "xlsx", "case": [str(found.pk), str(hidden.pk), "x"]}
    assert client.post(reverse("cases:export"), sent).status_code == 303
    with acting("soudan1") as user:
        (export,) = ListExport.objects.visible_to(user)
    assert (export.case_ids, export.is_search) == ([str(found.pk)], True)


@pytest.mark.django_db
def test_what_cannot_be_exported_says_why(monkeypatch: Any) -> None:
    client = browser("soudan1")
    answer = client.post(reverse("cases:export"), {"form": "csv"})
    assert answer.status_code == 422
    assert "書き出すケースがありません" in text_of(answer)
    s.a_case()
    s.a_case()
    monkeypatch.setattr(lists, "MOST_EXPORTED", 1)
    with acting("soudan1") as user:
        with pytest.raises(DomainError, match="1件まで"):
            lists.export_list(question=NOTHING, form="csv", by=user)
        with pytest.raises(DomainError, match="形式"):
            lists.export_list(question=NOTHING, form="doc", by=user)


@pytest.mark.django_db
def test_a_double_click_makes_one_file() -> None:
    s.a_case()
    client = browser("soudan1")
    key = "7b1d4a34-8d3c-4c12-a3a4-3f1de1a6b0aa"
    sent = {"form": "csv", "form_key": key}
    first, second = (client.post(reverse("cases:export"), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    with acting("soudan1") as user:
        assert ListExport.objects.visible_to(user).count() == 1
        assert Person.objects.visible_to(user).exists()
