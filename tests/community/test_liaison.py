"""関係者連絡会: missing resources with a follow-up, and its paper."""

import io
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from access.context import acting_as
from access.errors import DomainError
from access.ledger import enter
from access.models import Disclosure
from access.open_disclosures import OpenDisclosure, of_object
from access.output import enter_in_ledger
from access.reading import ReadingLog
from access.seen_by import SeenBy
from community import liaison_paper, services
from community.models import LiaisonMeeting, MissingResource
from documents.selfcheck import case_numbers_in, text_of
from jobs.models import Job
from jobs.registry import NotPermitted
from meetings.services import note_resource_gap
from organizations.sample_staff import CSW
from reports.indicators.base import Span
from reports.indicators.community import liaison, liaison_people
from sample_ward import gathering
from tests.cases.pages import browser, filled_in
from tests.cases.situations import a_case
from tests.meetings.pages import post

from . import situations as s

pytestmark = pytest.mark.django_db


def test_a_missing_resource_ends_with_an_outcome() -> None:
    s.places()
    gathering.confer()
    with s.acting(s.WORKER) as by:
        row = MissingResource.objects.visible_to(by).get(kind="place")
        with pytest.raises(DomainError, match="進み具合・結果"):
            services.follow_missing(missing=row, state="done", due_on=row.due_on, by=by)
        services.follow_missing(
            missing=row, state="done", due_on=row.due_on, outcome="開いた", by=by
        )
        with pytest.raises(DomainError, match="には変えられません"):
            services.follow_missing(
                missing=row, state="open", due_on=row.due_on, outcome="x", by=by
            )


def test_who_follows_it_up_is_told_on_the_home_page() -> None:
    s.places()
    gathering.confer()
    page = browser(s.WORKER).get("/").content.decode()
    assert "連絡会で決めた対応を進める（食堂・食料の支援）" in page


def test_r7_only_coordinators_see_the_needs_that_were_noted_beside_a_meeting() -> None:
    meeting = gathering.confer()
    case = a_case(by=s.COORDINATOR)
    with s.acting(s.COORDINATOR) as by:
        gap = note_resource_gap(
            kind="place", topic="13", text="静かに過ごせる場所がない", case=case, by=by
        )
    url = reverse("community:liaison_meeting", args=[meeting.pk])
    assert "静かに過ごせる場所がない" in browser(s.COORDINATOR).get(url).content.decode()
    assert "静かに過ごせる場所がない" not in browser(s.WORKER).get(url).content.decode()
    form = reverse("community:missing_new", args=[meeting.pk]) + f"?gap={gap.pk}"
    assert "静かに過ごせる場所がない" in browser(s.COORDINATOR).get(form).content.decode()
    assert "静かに過ごせる場所がない" not in browser(s.WORKER).get(form).content.decode()


def test_nobody_else_comes_here() -> None:
    meeting = gathering.confer()
    for username in (s.FOREIGN, s.CASEWORKER, "kanri1", "ishi1", "kansa1"):
        assert browser(username).get(reverse("community:liaison")).status_code == 404
        with s.acting(username):
            assert not LiaisonMeeting.objects.filter(pk=meeting.pk).exists()


def test_the_paper_is_made_for_who_keeps_it_and_names_no_case() -> None:
    s.places()
    meeting = gathering.confer()
    answer = post(browser(s.WORKER), reverse("community:liaison_paper", args=[meeting.pk]))
    assert answer.status_code == 303
    with s.acting(s.WORKER) as by:
        job = Job.objects.visible_to(by).get(kind=services.JOB_KIND)
        assert job.object_id == meeting.pk
        output = liaison_paper.gate(by, meeting, "")
        assert (output.use, output.cases) == ("others", ())
        assert output.leaving is not None
    user = s.staff(s.WORKER)
    with transaction.atomic(), acting_as(user):
        paper = liaison_paper.gather(user, meeting.pk, "", ReadingLog(user, "x"))
    made = liaison_paper.make(paper).content
    first, *others = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert others
    for page in (first, *others):
        assert "見られる人：この会議に出席する機関・団体" in page, "whole, at the head of each page"
    words = text_of(made)
    assert "足りない資源と対応" in words
    assert "夜に子どもが食べられる場所が少ない" in words.replace("\r\n", "")
    assert case_numbers_in(words) == set()
    other = s.staff(s.FOREIGN)
    with transaction.atomic(), acting_as(other), pytest.raises(NotPermitted):
        liaison_paper.gather(other, meeting.pk, "", ReadingLog(other, "x"))


def test_the_paper_bears_the_name_of_what_it_is_of() -> None:
    """The ward's name of its 関係者連絡会, and no other gathering passes for one (CL-98)."""
    with s.acting(s.WORKER) as by:
        made = {
            kind: services.hold_liaison(
                facts=services.LiaisonFacts(held_on=s.days(0), agenda="見本", kind=kind), by=by
            )
            for kind in ("01", "02", "05")
        }
        [body] = [office.body for office in by.appointments.current().with_body()]
        for people in (3, 0):
            services.enter_presence(meeting=made["02"], people=people, body=body, by=by)
    user = s.staff(s.WORKER)
    titles = {}
    for kind, meeting in made.items():
        with transaction.atomic(), acting_as(user):
            paper = liaison_paper.gather(user, meeting.pk, "", ReadingLog(user, "x"))
            leaving = liaison_paper.gate(user, meeting, "").leaving
        assert leaving is not None
        titles[kind] = paper.title
        assert paper.title in paper.html
        assert paper.title.removesuffix(" 資料") in leaving.purpose
        assert f"{body.name}（0人）" not in paper.html, "put right to nobody: she did not come"
        assert body.name not in leaving.recipients
        page = browser(s.WORKER).get(reverse("community:liaison_meeting", args=[meeting.pk]))
        assert paper.title.removesuffix(" 資料") in page.content.decode()
    assert titles == {
        "01": "文京区重層的支援体制整備事業関係者連絡会 資料",
        "02": "研修 資料",
        "05": "関係機関の会合 資料",
    }


def test_a_training_that_is_written_up_stays_a_training() -> None:
    """Else it would count among the 関係者連絡会 (H1)."""
    with s.acting(s.WORKER) as by:
        facts = services.LiaisonFacts(held_on=s.days(0), agenda="見本", kind="02")
        made = services.hold_liaison(facts=facts, by=by)
    client = browser(s.WORKER)
    where = reverse("community:liaison_edit", args=[made.pk])
    sent = filled_in(client.get(where)) | {"outcome": "聞き方を学んだ"}
    assert client.post(where, sent).status_code == 303
    with s.acting(s.WORKER) as by:
        now = LiaisonMeeting.objects.visible_to(by).get(pk=made.pk)
        assert (now.kind, now.outcome) == ("02", "聞き方を学んだ")


def _counted(by: Any) -> list[int]:
    span = Span(s.days(0), s.days(0))
    return [len(list(count(SeenBy(by), span))) for count in (liaison, liaison_people)]


def test_a_meeting_that_did_not_take_place_counts_no_more() -> None:
    s.places()
    with s.acting(s.WORKER) as by:
        facts = services.LiaisonFacts(held_on=s.days(0), agenda="台風でやめた会")
        made = services.hold_liaison(facts=facts, by=by)
        services.enter_presence(meeting=made, body=s.places()[0].kept_by_body, people=4, by=by)
        assert _counted(by) == [1, 1]
    client = browser(s.WORKER)
    edit, where = (
        reverse(f"community:{name}", args=[made.pk]) for name in ("liaison_edit", "liaison_meeting")
    )
    withdraw = reverse("community:liaison_withdraw", args=[made.pk])
    assert withdraw in client.get(edit).content.decode()
    assert post(client, withdraw).status_code == 303
    assert where not in client.get(reverse("community:liaison")).content.decode()
    page = client.get(where).content.decode()
    assert "取りやめ・取り消しにした連絡会です" in page
    assert edit not in page
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match="取りやめ・取り消し"):
        assert _counted(by) == [0, 0]
        services.change_liaison(
            meeting=LiaisonMeeting.objects.visible_to(by).get(pk=made.pk), facts=facts, by=by
        )


def test_r21_the_paper_is_one_row_of_the_ledger_of_what_is_of_no_case() -> None:
    s.places()
    meeting = gathering.confer()
    with s.acting(s.WORKER) as by:
        enter_in_ledger(user=by, output=liaison_paper.gate(by, meeting, ""))
        assert not Disclosure.objects.visible_to(by).exists(), "of no case: no ledger of one"
        (row,) = of_object(by, meeting.pk)
        assert (row.legal_basis.code, row.channel_words) == ("ANON", "印刷・PDF")
        assert row.body.name == CSW
        assert f"関係者連絡会に出席する機関・団体（{CSW}、" in row.recipients
        assert "資料" in row.purpose
        with pytest.raises(DatabaseError), transaction.atomic():
            OpenDisclosure.objects.filter(pk=row.pk).update(purpose="x")
    ledger = reverse("access:open_disclosures")
    for username in (s.WORKER, s.COORDINATOR, "sanka1", "kansa1"):
        assert "関係者連絡会（" in browser(username).get(ledger).content.decode()
    for username in (s.FOREIGN, s.CASEWORKER, "kanri1", "ishi1", "system1"):
        assert browser(username).get(ledger).status_code == 404
        with s.acting(username) as by:
            assert not OpenDisclosure.objects.visible_to(by).exists()
            assert not OpenDisclosure.objects.exists(), "the database repeats it"
    auditor = s.staff("kansa1")
    with transaction.atomic(), acting_as(auditor), pytest.raises(DatabaseError):
        enter(
            by=auditor,
            body=row.body,
            compartment=None,
            channel="print",
            obj=None,
            recipients="x",
            purpose="x",
            legal_basis=row.legal_basis,
        )
    page = reverse("community:liaison_meeting", args=[meeting.pk])
    assert "根拠：" in browser(s.WORKER).get(page).content.decode()
