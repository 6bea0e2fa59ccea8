"""The one output gate (S-91): what names a protected household waits for a second person."""

import ast
import datetime
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import output
from access.errors import DomainError
from access.models import CaseFile, OutputHold
from access.output import Asked, Leaving, Output
from cases.services import outputs
from jobs import work
from jobs.models import Job, JobResult
from jobs.registry import JobKind, all_kinds, register
from jobs.services import request_job
from plans import papers
from tests.databases import Database
from tests.jobs.kinds import register_all
from tests.world import acting, login, staff

from . import situations as s
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother

KIND = "test-paper"


def a_job(case: CaseFile, by: str = WORKER) -> Job:
    register_all()
    with acting(by) as user:
        return request_job(by=user, kind=KIND, object_id=case.pk)


def run(job: Job, by: str = WORKER) -> Job:
    work.run(job.pk)
    with acting(by) as user:
        done: Job = Job.objects.visible_to(user).get(pk=job.pk)
        return done


def the_hold(by: str = WORKER) -> OutputHold:
    with acting(by):
        return OutputHold.objects.select_related("protection", "case").latest("requested_at")


def approve(by: str = SUPERVISOR) -> None:
    with acting(by) as user:
        output.decide(hold=the_hold(by), approve=True, reason="確かめた", by=user)


def test_s91_a_paper_about_a_protected_household_stops_until_a_second_person_agrees(
    committed_db: Database, client: Any
) -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    stopped = run(a_job(case))
    assert (stopped.state, stopped.error_code) == ("failed", "held")
    login(client, WORKER)
    assert "もう1人の確認" in client.get(f"/jobs/{stopped.pk}/").content.decode()
    hold = the_hold()
    with acting(WORKER) as by, pytest.raises(DomainError, match="自分"):
        output.decide(hold=hold, approve=True, reason="自分で", by=by)
    approve()
    page = client.get(f"/cases/outputs/{hold.pk}/").content.decode()
    assert "1部だけ作成する" in page
    answer = client.post(f"/cases/outputs/{hold.pk}/make/")
    with acting(WORKER) as by:
        job = Job.objects.visible_to(by).get(key=hold.pk)
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert run(job).state == "done"
    assert client.get(f"/jobs/{job.pk}/result/")["Content-Type"] == "text/plain"
    # One approval, one output.
    again = client.post(f"/cases/outputs/{hold.pk}/make/", follow=True)
    assert "いまは作成できません" in again.content.decode()
    assert run(a_job(case)).error_code == "held"


def test_s91_what_was_made_before_the_lock_is_not_handed_out_after_it(
    committed_db: Database, client: Any
) -> None:
    case = s.a_case(WORKER)
    job = run(a_job(case))
    assert job.state == "done"
    a_protected_mother(case)
    login(client, WORKER)
    answer = client.get(f"/jobs/{job.pk}/result/")
    assert "まだ受け取れません" in answer.content.decode()
    assert the_hold().label
    approve()
    assert client.get(f"/jobs/{job.pk}/result/")["Content-Type"] == "text/plain"
    with acting(WORKER) as by:
        assert JobResult.objects.visible_to(by).filter(job_id=job.pk).exists()


def asked_for(case: CaseFile, number: int = 1) -> Asked:
    return Asked("a-kind", "見本の書類", case.pk, "", uuid.UUID(int=number))


def stops(case: CaseFile, by: str = WORKER, number: int = 1) -> bool:
    with acting(by) as user:
        return output.stops(
            user=user, asked=asked_for(case, number), output=Output("own", (case.pk,))
        )


@pytest.mark.django_db
def test_s91_an_approval_holds_for_a_day_and_for_one_output() -> None:
    case = s.a_case(WORKER)
    assert not stops(case)
    a_protected_mother(case)
    assert stops(case)
    assert stops(case)
    with acting(WORKER):
        assert OutputHold.objects.count() == 1  # asking twice asks once
    approve()
    assert not stops(case)
    assert not stops(case)  # the same job, made and fetched
    assert stops(case, number=2)  # another one
    approve()
    later = timezone.now() + datetime.timedelta(hours=25)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(output.timezone, "now", lambda: later)
        assert stops(case, number=2)


@pytest.mark.django_db
def test_s91_an_approval_is_for_the_receivers_of_whom_the_second_person_was_told() -> None:
    """Who gets it may change between the asking and the making: another one was never looked at."""
    case = s.a_case(WORKER)
    a_protected_mother(case)

    def waits(*recipients: str, number: int = 1, is_made: bool = False) -> bool:
        leaving = [
            Leaving(name, "渡す", "law", s.body_of(WORKER), None, obj=None) for name in recipients
        ]
        made = Output("others", (case.pk,), leaving[0], tuple(leaving[1:]))
        with acting(WORKER) as user:
            asked = replace(asked_for(case, number), is_made=is_made)
            return output.stops(user=user, asked=asked, output=made)

    assert waits("架空病院")
    approve()
    assert waits("架空病院", "夫の代理人"), "a receiver more"
    assert waits("夫の代理人")
    assert the_hold().recipients == "夫の代理人", "each is asked for by itself"
    assert not waits("架空病院")
    fetched = waits("架空病院", "夫の代理人", is_made=True)
    assert not fetched, "the very output that was made is fetched"
    assert waits("架空病院", "夫の代理人"), "it is made anew, for one more"


@pytest.mark.django_db
def test_s91_of_very_many_receivers_the_last_one_counts_as_well() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    bodies = [f"架空の相談支援事業所 第{n}号" for n in range(60)]

    def waits(*recipients: str) -> bool:
        leaving = [
            Leaving(name, "渡す", "law", s.body_of(WORKER), None, obj=None) for name in recipients
        ]
        made = Output("others", (case.pk,), leaving[0], tuple(leaving[1:]))
        with acting(WORKER) as user:
            return output.stops(user=user, asked=asked_for(case), output=made)

    assert waits(*bodies, "架空病院")
    assert the_hold().recipients.endswith("架空病院"), "the second person reads all of them"
    approve()
    assert waits(*bodies, "夫の代理人"), "this one was never looked at"


@pytest.mark.django_db
def test_s91_a_refusal_stops_it_for_good() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    stops(case)
    with acting(SUPERVISOR) as by:
        output.decide(hold=the_hold(SUPERVISOR), approve=False, reason="相手方に渡る", by=by)
        with pytest.raises(DomainError, match="すでに"):
            output.decide(hold=the_hold(SUPERVISOR), approve=True, reason="やはり", by=by)
    assert stops(case)


@pytest.mark.django_db
def test_s91_who_asked_need_not_be_on_the_list_and_who_decides_must() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    assert stops(case, by=COLLEAGUE)
    hold = the_hold(COLLEAGUE)
    with acting(COLLEAGUE) as by:
        assert not outputs.may_decide(hold, by)
    with acting(WORKER) as by:
        assert outputs.may_decide(the_hold(), by)
    with acting("kurashi1"):
        assert not OutputHold.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "decided_by_id = requested_by_id, decided_at = now(), is_approved = true",
        "decided_by_id = %(other)s, decided_at = now(), is_approved = true",
        "is_approved = true",
        "requested_by_id = %(other)s",
    ],
)
def test_s91_the_database_lets_nobody_approve_her_own(change: str) -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    stops(case)
    with acting(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"update access_outputhold set {change}", {"other": staff(SUPERVISOR).pk}
            )


@pytest.mark.django_db
def test_s91_the_page_lists_who_would_be_on_the_paper(client: Any) -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    stops(case)
    login(client, SUPERVISOR)
    hold = the_hold(SUPERVISOR)
    assert "見本の書類" in client.get("/cases/outputs/").content.decode()
    page = client.get(f"/cases/outputs/{hold.pk}/").content.decode()
    for word in ("この書類に関わる世帯の人", "架空 花子", "架空 太一", "見本の書類"):
        assert word in page
    assert "「保護」の印がある人が、保護されている人です" in page
    assert client.post(f"/cases/outputs/{hold.pk}/", {"decision": "x"}).status_code == 422
    sent = {"decision": "approve", "reason": "渡す相手を確かめた"}
    assert client.post(f"/cases/outputs/{hold.pk}/", sent).status_code == 303
    assert "認められました" in client.get(f"/cases/outputs/{hold.pk}/").content.decode()
    login(client, "kurashi1")
    assert client.get(f"/cases/outputs/{hold.pk}/").status_code == 404


@pytest.mark.django_db
def test_the_list_of_holds_asks_the_same_however_many_there_are(client: Any) -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)

    def asked(username: str) -> int:
        login(client, username)
        client.get("/cases/outputs/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/cases/outputs/").status_code == 200
        return len(found)

    stops(case)
    few = [asked(name) for name in (WORKER, SUPERVISOR)]
    for number in range(2, 6):
        with acting(WORKER) as user:
            other = Asked("a-kind", "見本の書類", uuid.UUID(int=number), "", uuid.UUID(int=number))
            output.stops(user=user, asked=other, output=Output("own", (case.pk,)))
    assert [asked(name) for name in (WORKER, SUPERVISOR)] == few


# --- no other way out -----------------------------------------------------------------------

# What makes bytes that leave, and where it may stand besides the modules of a job kind. A stored
# attachment is shown by its own view, which reads under the rules and keeps no copy.
MAKERS = {"render_pdf", "Workbook", "FileResponse", "StreamingHttpResponse", "send_mail"}
MAKERS |= {"EmailMessage", "EmailMultiAlternatives", "as_csv", "as_pdf", "as_xlsx"}
ALLOWED = {"documents/pdf.py", "documents/renderer.py", "documents/tables.py"}
ALLOWED |= {"cases/import_template.py"}  # headings and words of code lists, nothing about anybody
ALLOWED |= {"participation/views/files.py"}  # the headings of a table of resources that is empty
ALLOWED |= {
    "reports/yearly_file.py"
}  # the sheets of the yearly report, for the job that has the gate
ROOT = Path(__file__).resolve().parent.parent.parent
APPS = tuple(sorted(path.parent.name for path in ROOT.glob("*/apps.py")))


def makers_used(source: str) -> set[str]:
    """Names in a module that make something that leaves."""
    tree = ast.parse(source)
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    found = names & MAKERS
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "writer"]
    if any(isinstance(c.value, ast.Name) and c.value.id == "csv" for c in calls):
        found.add("csv.writer")
    return found


def registered_modules() -> set[str]:
    return {
        f"{function.__module__.replace('.', '/')}.py"
        for kind in all_kinds()
        for function in (kind.gather, kind.make)
    }


def ways_past_the_gate(files: dict[str, str]) -> list[str]:
    """Modules that make output without belonging to a registered kind of job."""
    known = registered_modules() | ALLOWED
    return sorted(name for name, text in files.items() if name not in known and makers_used(text))


def test_s91_every_producer_belongs_to_a_kind_with_a_gate() -> None:
    files = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    }
    assert ways_past_the_gate(files) == []
    assert makers_used(files["plans/papers.py"]) == {"render_pdf"}
    assert all(callable(kind.gate) for kind in all_kinds())


@pytest.mark.parametrize(
    "planted",
    [
        "from documents.pdf import render_pdf\ndef view(r):\n    return render_pdf('x', title='')",
        "from jobs.papers import as_pdf\ndef view(r):\n    return as_pdf('x.pdf')(r)",
        "import csv\ndef view(r):\n    csv.writer(r)",
        "from openpyxl import Workbook\nbook = Workbook()",
    ],
)
def test_s91_a_planted_way_out_is_found(planted: str) -> None:
    assert ways_past_the_gate({"cases/views/planted.py": planted}) == ["cases/views/planted.py"]


def test_s91_a_kind_without_a_gate_is_refused() -> None:
    with pytest.raises(TypeError):
        JobKind("no-gate", "門のない書類", gather=papers.gather, make=papers.make, may=papers.may)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="S-91"):
        register(
            JobKind(
                "no-gate",
                "門のない書類",
                gather=papers.gather,
                make=papers.make,
                may=papers.may,
                gate=None,  # type: ignore[arg-type]
            )
        )


def test_r21_what_is_for_others_must_say_what_the_ledger_says() -> None:
    with pytest.raises(ValueError, match="R21"):
        Output("others", ())
