"""The sheet on paper for a place that has no account here (R3, R11, R21, R22)."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import OutputHold
from access.reading import ReadingLog
from cases import outside_paper as papers
from cases import services
from cases.models import ContactPoint, OutsideHandOff
from documents.wareki import format_date
from jobs import work
from jobs.models import Job
from jobs.registry import JobFailed, NotPermitted
from tests.databases import Database
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, basis, body_of, record_of
from .test_outside_hand_offs import BASIS, BY, OTHER_BODY, PLACE, handed, lines, taken
from .test_protection import a_protected_mother

NOT_YET = "まだ渡していません（印刷すると提供の記録に残ります）"


def made(row: OutsideHandOff, option: str) -> str:
    """A paper asked for on its page, and made by the worker: what became of it."""
    client = browser(BY)
    sent = {"paper": option, "form_key": str(uuid.uuid4())}
    answer = client.post(reverse("cases:outside_paper", args=[row.pk]), sent)
    job = answer["Location"].rstrip("/").split("/")[-1]
    work.run(uuid.UUID(job))
    with acting(BY) as by:
        done = Job.objects.visible_to(by).get(pk=job)
        return done.error_code or done.state


def gathered(row: OutsideHandOff, option: str, by: str = BY) -> papers.Paper:
    with acting(by) as user:
        return papers.gather(user, row.pk, option, ReadingLog(user))


def words_of(paper: papers.Paper) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", paper.html))


@pytest.mark.django_db
def test_r22_the_copy_says_what_the_handed_sheet_says() -> None:
    row = handed(a_case(), continues="通院は続けて支える。")
    desk, sheet = words_of(gathered(row, papers.DESK)), words_of(gathered(row, papers.HANDED))
    assert desk.replace("控え", "送付用") == sheet
    for said in (
        "見本病院医療相談室",
        "架空花子",
        "入院の費用",
        "通院は続けて",
        "返信（つなぎ先が",
    ):
        assert said in sheet, said
    assert papers.make(gathered(row, papers.HANDED)).content.startswith(b"%PDF")


@pytest.mark.django_db
def test_r21_the_handed_sheet_leaves_by_the_gate_and_the_copy_does_not() -> None:
    row = handed(a_case())
    with acting(BY) as by:
        held = papers.may(by, row.pk)
        assert held is not None
        out, own = papers.gate(by, held, papers.HANDED), papers.gate(by, held, papers.DESK)
    assert (out.use, own.use) == (OutputHold.Use.OTHERS, OutputHold.Use.OWN)
    assert out.leaving is not None
    assert out.leaving.recipients == f"{PLACE}（医療機関）"
    assert (out.leaving.legal_basis, out.leaving.body) == (basis(BASIS).code, body_of(BY))
    assert own.leaving is None


@pytest.mark.django_db
def test_r11_of_somebody_protected_the_sheet_does_not_say_how_to_find_her() -> None:
    case = a_case()
    row = handed(case)
    with acting(BY) as by:
        points = ContactPoint.objects.visible_to(by).of_case(case).filter(kind="phone")
        phone = points.filter(person__is_subject=True)[0].value
    assert phone in words_of(gathered(row, papers.HANDED))
    a_protected_mother(case)
    for option in papers.VERSIONS:
        assert phone not in words_of(gathered(row, option)), option


@pytest.mark.django_db
def test_r3_no_sheet_without_a_basis_that_holds_now() -> None:
    case = a_case()
    with pytest.raises(NotPermitted):
        gathered(handed(case, way="person", legal_basis=None), papers.DESK)
    agreed_on = timezone.localdate()
    row = handed(case, legal_basis=basis("CONSENT"), consent_state="20", agreed_on=agreed_on)
    said = f"{format_date(agreed_on)}に本人に確かめた"
    assert said in words_of(gathered(row, papers.HANDED))
    with acting(BY) as by:
        seen = papers.may(by, row.pk)
        assert seen is not None
        leaving = papers.gate(by, seen, papers.HANDED).leaving
    assert leaving is not None
    assert said in leaving.purpose
    for username in (OTHER_BODY, "csw1", "kansa1"):
        with pytest.raises(NotPermitted):
            gathered(row, papers.DESK, username)
    with acting(BY) as by:
        OutsideHandOff.objects.changeable_by(by).filter(pk=row.pk).update(agreed_on=None)
    with pytest.raises(JobFailed, match="no-basis"):
        gathered(row, papers.HANDED)
    assert gathered(row, papers.DESK)


@pytest.mark.django_db
def test_r21_nothing_is_handed_over_out_of_a_record_that_was_closed() -> None:
    case = a_case()
    row = handed(case)
    address = reverse("cases:outside_paper", args=[row.pk])

    def offered() -> list[str]:
        form = browser(BY).get(address).context["form"]
        return [name for name, _ in form.fields["paper"].choices]

    assert offered() == [papers.DESK, papers.HANDED]
    with acting(BY) as by:
        services.close_record(record=record_of(case, BY), reason="11", note="", by=by)
    assert offered() == [papers.DESK]
    with pytest.raises(JobFailed, match="closed"):
        gathered(row, papers.HANDED)
    assert gathered(row, papers.DESK)


@pytest.mark.django_db
def test_of_what_was_taken_back_no_paper_is_made() -> None:
    row = handed(a_case())
    with acting(BY) as by:
        services.cancel_outside(row=taken(row), reason="書き間違い", by=by)
    for option in papers.VERSIONS:
        with pytest.raises(NotPermitted):
            gathered(row, option)


def test_r21_what_goes_on_paper_has_left_when_it_is_made_for_the_place(
    committed_db: Database,
) -> None:
    case = a_case()
    row = handed(case, way="paper")
    assert lines(case) == []
    client, address = browser(BY), reverse("cases:outside", args=[row.pk])
    assert NOT_YET in text_of(client.get(address))
    assert made(row, papers.DESK) == "done"
    assert NOT_YET in text_of(client.get(address)), "a copy for the desk is handed to nobody"
    assert made(row, papers.HANDED) == "done"
    [line] = lines(case)
    assert (line.channel, line.object_id, line.recipients) == (
        "print",
        row.pk,
        f"{PLACE}（医療機関）",
    )
    shown = text_of(client.get(address))
    assert NOT_YET not in shown
    assert "相手に伝えた人" in shown


def test_r11_r21_a_paper_that_is_held_is_not_in_the_ledger(committed_db: Database) -> None:
    case = a_case()
    row = handed(case, way="paper")
    a_protected_mother(case)
    assert made(row, papers.HANDED) == "held"
    assert lines(case) == []
    assert NOT_YET in text_of(browser(BY).get(reverse("cases:outside", args=[row.pk])))
