"""一式 of a 重層的支援会議: every paper of the table in one file, a part for each body that comes (R5, R8)."""

import re
from typing import Any

import pytest

from access.errors import DomainError
from access.models import Disclosure
from access.reading import ReadingLog
from documents.paper_codes import shown
from documents.wareki import format_date
from jobs import work
from jobs.models import Job, JobResult
from jobs.registry import NotPermitted
from meetings.models import PlanConference
from organizations.models import Body
from plans import batch_paper, conference_packet, services
from plans.batch_models import PlanBatch
from plans.models import Plan, PlanPrint
from tests.cases.situations import body_of
from tests.databases import Database
from tests.documents.papers_read import structure
from tests.world import acting, login

from . import situations as s
from .test_evaluation import evaluate
from .test_paper_structure import in_order, text_of


def ask_for(
    plan: Plan, conference: PlanConference, *receivers: Body, by: str = s.COORDINATOR
) -> tuple[PlanBatch, Job]:
    with acting(by) as user:
        own = PlanConference.objects.visible_to(user).get(pk=conference.pk)
        return services.request_packet(
            plan=s.seen(plan, by), conference=own, receivers=receivers, by=user
        )


def a_closure() -> tuple[Plan, PlanConference]:
    """A plan that a conference has found adequate; its end is to be examined by the next one."""
    plan = s.an_active_plan()
    evaluate(plan, "1", person_words="もう大丈夫")
    return plan, s.call(plan, "closure")


def made(job: Job, by: str = s.COORDINATOR) -> bytes:
    work.run(job.pk)
    with acting(by) as user:
        row = Job.objects.visible_to(user).get(pk=job.pk)
        assert (row.state, row.error_code) == ("done", "")
        return bytes(JobResult.objects.visible_to(user).get(job_id=job.pk).content)


def test_all_papers_lie_in_one_file_in_their_order(committed_db: Database) -> None:
    plan, conference = a_closure()
    pdf = made(ask_for(plan, conference)[1])
    found, text = structure(pdf, papers=5), text_of(pdf)
    assert found.faults == []
    assert found.title.endswith(f"会議資料一式 {plan.compartment.case.number}")
    assert "資料21/1頁" in text, "each paper counts its own pages, after its place"
    in_order(
        text,
        *("次第・資料の一式", "渡し先自分の控え", "次第", "終結", "資料1", "資料2", "資料3"),
        *("資料4", "前回の会議録", "資料1", "支援プラン兼利用申込書", "資料1", "1/", "資料2"),
        *("進み具合の一覧", "資料3", "モニタリング・評価シート", "もう大丈夫", "資料4"),
        *("会議録", "話し合いの要点。"),
    )


def test_r21_each_body_gets_its_part_and_each_paper_is_in_the_ledger(
    committed_db: Database,
) -> None:
    plan, conference = a_closure()
    bodies = [body_of(s.RECORDER), body_of(s.PARTNER)]
    pdf = made(ask_for(plan, conference, *bodies)[1])
    assert structure(pdf, papers=10).faults == []
    first, second = text_of(pdf).split("次第・資料の一式印刷")[1:]
    one, two = bodies
    for text, own, other in ((first, one, two), (second, two, one)):
        assert f"渡し先{own}日時".replace(" ", "") in text
        assert f"渡し先{own}".replace(" ", "") in text
        assert f"渡し先{other}".replace(" ", "") not in text
    with acting(s.COORDINATOR) as by:
        rows = Disclosure.objects.visible_to(by).filter(channel="print")
        printed = [row.recipients for row in rows.filter(compartment=plan.compartment)]
        codes = PlanPrint.objects.visible_to(by).values_list("code", flat=True)
        assert len(set(codes)) == len(codes) == 8
    assert sorted(printed) == sorted(str(body) for body in bodies for _ in range(4))


@pytest.mark.django_db
def test_what_lies_on_the_table_follows_from_the_items() -> None:
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
    assert planned is not None
    batch, _ = ask_for(plan, planned)
    with acting(s.COORDINATOR) as by:
        (part,) = conference_packet.gather(by, batch.pk, "", ReadingLog(by))
    assert [entry.label for entry in part.entries] == ["支援プラン兼利用申込書　第5版"]
    s.found(plan, "revise")
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    batch, _ = ask_for(plan, planned)
    with acting(s.COORDINATOR) as by:
        (part,) = conference_packet.gather(by, batch.pk, "", ReadingLog(by))
    (entry,) = part.entries
    assert "新しい課題" not in entry.html, "the plan as the conference had it before it"
    assert "転んでから" in entry.html
    assert entry.label == "支援プラン（会議のときの版）　第5版"
    assert ">支援プラン（会議のときの版）</h1>" in entry.html, (
        "the contents call it as it calls itself"
    )


@pytest.mark.django_db
def test_what_changed_since_the_last_conference_is_marked() -> None:
    plan = s.a_plan_found("revise")
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    s.submit(plan)
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
    assert planned is not None
    batch, _ = ask_for(plan, planned)
    with acting(s.COORDINATOR) as by:
        (part,) = conference_packet.gather(by, batch.pk, "", ReadingLog(by))
    assert "第5版から変わったところ" in part.entries[0].html
    assert part.entries[-1].label == "前回の会議録"


@pytest.mark.django_db
def test_minutes_among_the_papers_carry_a_number_and_a_code_of_their_own(client: Any) -> None:
    plan, conference = a_closure()
    batch, _ = ask_for(plan, conference)
    with acting(s.COORDINATOR) as by:
        (part,) = conference_packet.gather(by, batch.pk, "", ReadingLog(by))
        copies = PlanPrint.objects.visible_to(by).select_related("minutes_of")
        copy = copies.get(paper="minutes")
    minutes, number = part.entries[-1], plan.compartment.case.number
    assert minutes.copy == f"写し{copy.copy_number}"
    head = minutes.html.partition('<div class="paper-number">')[2].partition("</div>")[0]
    parts = [f"文書番号　{number}", "会議録", f"写し{copy.copy_number}"]
    assert re.findall(r'<span class="keep">([^<]*)</span>', head) == parts, "a line ends between"
    assert re.sub(r"<[^>]*>", "", head) == "　".join([minutes.place, *parts])
    assert f"照合コード {shown(copy.code)}" in minutes.html
    login(client, s.PARTNER)
    page = client.post("/plans/papers/", {"code": copy.code}).content.decode()
    assert f"<dd>会議録（{format_date(copy.minutes_of.held_on)}の会議）</dd>" in page
    assert "いまの版" not in page, "minutes are of no edition"


def test_r8_without_consent_nothing_is_made(committed_db: Database) -> None:
    plan, conference = a_closure()
    batch, job = ask_for(plan, conference, body_of(s.PARTNER))
    s.withdraw(plan)
    work.run(job.pk)
    with acting(s.COORDINATOR) as by:
        assert Job.objects.visible_to(by).get(pk=job.pk).state == "refused"
        assert conference_packet.may(by, batch.pk) is None
    with pytest.raises(DomainError, match="有効な本人同意"):
        ask_for(plan, conference)


@pytest.mark.django_db
def test_r5_only_who_reads_the_plan_finds_the_way_and_only_the_secretariat_gives_out(
    client: Any,
) -> None:
    plan, conference = a_closure()
    address = f"/plans/conferences/{conference.pk}/packet/"
    for username in ("kanri2", "csw1", "kansa1"):
        login(client, username)
        assert client.get(address).status_code == 404
    login(client, s.PARTNER)
    page = client.get(address).content.decode()
    assert 'value="self"' in page
    assert 'value="bodies"' not in page
    assert client.post(address, {"made_for": "self"}).status_code == 303
    with pytest.raises(DomainError, match="招集した参加機関"):
        ask_for(plan, conference, body_of(s.RECORDER), by=s.PARTNER)
    login(client, s.COORDINATOR)
    assert address in client.get(f"/meetings/conferences/{conference.pk}/").content.decode()
    assert client.get(address).content.decode().count('name="receivers"') == 2


@pytest.mark.django_db
def test_r03_who_has_not_consented_is_named_in_none_of_the_papers() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "1", family_words="架空 太一が困っている。")
    conference = s.call(plan, "closure")
    ask_for(plan, conference)
    with pytest.raises(DomainError, match="同意していない世帯員"):
        ask_for(plan, conference, body_of(s.PARTNER))


@pytest.mark.django_db
def test_s06_nobody_makes_the_packet_of_another() -> None:
    plan, conference = a_closure()
    batch, _ = ask_for(plan, conference)
    for username in (s.PARTNER, s.OTHER_COORDINATOR, "kanri2"):
        with acting(username) as user:
            assert conference_packet.may(user, batch.pk) is None
            with pytest.raises(NotPermitted):
                conference_packet.gather(user, batch.pk, "", ReadingLog(user))


@pytest.mark.django_db
def test_a_packet_is_no_batch_of_plans() -> None:
    plan, conference = a_closure()
    packet, _ = ask_for(plan, conference)
    with acting(s.COORDINATOR) as by:
        batch, _ = services.request_batch(plans=[s.seen(plan)], paper="plan", by=by)
        assert batch_paper.may(by, packet.pk) is None
        assert conference_packet.may(by, batch.pk) is None
        assert conference_packet.may(by, packet.pk) == packet
        assert batch_paper.may(by, batch.pk) == batch
