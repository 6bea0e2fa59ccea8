"""The plan on paper: made as who asked, of the edition asked for, and accounted for (S-06, S-30)."""

import dataclasses
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from access.errors import DomainError
from access.models import AccessLog, Disclosure
from access.reading import ReadingLog
from documents.wareki import format_date
from jobs import work
from jobs.models import Job, JobResult
from jobs.registry import JobFailed, NotPermitted
from plans import papers, services
from plans.models import FixedPlan, Plan, PlanPrint
from plans.views.printing import earlier_editions
from tests.cases.situations import body_of
from tests.databases import Database
from tests.world import acting, login, staff

from . import situations as s


def ask(plan: Plan, made_for: str = "self", by: str = s.COORDINATOR) -> tuple[PlanPrint, Job]:
    with acting(by) as user:
        return services.request_print(
            plan=s.seen(plan, by), made_for=made_for, body=body_of(by), by=user
        )


def gathered(copy: PlanPrint, by: str = s.COORDINATOR) -> papers.Paper:
    with acting(by) as user:
        return papers.gather(user, copy.pk, "", ReadingLog(user))


def text_of(pdf: bytes) -> str:
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s", "", read)


@pytest.mark.django_db
def test_the_paper_carries_what_the_form_asks_for() -> None:
    plan = s.an_active_plan()
    made = papers.make(gathered(ask(plan, "person")[0]))
    number = plan.compartment.case.number
    text = text_of(made.content)
    for words in (
        *(number, "第5版", "写し1", "取扱注意", "支援プラン兼利用申込書", "見本調整子"),
        *("友だちを家に呼びたい", "転んでから", "通院を再開する", "受診に付き添う", "月1回"),
        *("長男が動けないときは", "代筆者", "決裁", "8文福第1号", "福祉政策課長", "適切"),
        *("渡し先本人", "まるごと支援会議", str(body_of(s.PARTNER)).replace(" ", "")),
    ):
        assert words in text, words
    reader = PdfReader(io.BytesIO(made.content))
    assert reader.metadata
    assert reader.metadata.title == f"支援プラン {number} 第5版"
    assert (made.file_name, made.content_type) == ("support-plan.pdf", "application/pdf")
    assert "架空" not in str(reader.metadata)


@pytest.mark.django_db
def test_s58_what_people_typed_is_text_on_the_paper_too() -> None:
    plan = s.a_bare_plan()
    s.as_coordinator(
        plan,
        services.edit_content,
        facts=s.words_of_the_plan(
            lead_body=None, wishes='<img src="file:///etc/passwd"><b>太字</b>'
        ),
    )
    paper = gathered(ask(plan)[0])
    assert "<img" not in paper.html
    assert "file:///etc/passwd" in text_of(papers.make(paper).content)


@pytest.mark.django_db
def test_a_draft_says_that_it_is_one_and_shows_no_decision() -> None:
    plan = s.a_written_plan()
    text = text_of(papers.make(gathered(ask(plan)[0])).content)
    assert "決定前の版。変わることがあります" in text
    assert "この版には、まだありません" in text


@pytest.mark.django_db
def test_f22_the_edition_asked_for_is_printed_even_when_a_newer_one_exists() -> None:
    plan = s.a_written_plan()
    copy, _ = ask(plan)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    paper = gathered(copy)
    assert paper.edition == 5
    assert "新しい課題" not in paper.html
    assert "転んでから" in paper.html


@pytest.mark.django_db
def test_f22_a_paper_with_another_number_is_not_delivered() -> None:
    plan = s.a_written_plan()
    paper = gathered(ask(plan)[0])
    for wrong in (
        dataclasses.replace(paper, number="R8-00000"),
        dataclasses.replace(paper, edition=4),
        dataclasses.replace(paper, html=paper.html.replace("paper-number", "x")),
    ):
        with pytest.raises(JobFailed, match="wrong-paper"):
            papers.make(wrong)


def test_r21_a_copy_that_leaves_is_in_the_ledger_and_ones_own_is_not(
    committed_db: Database,
) -> None:
    plan = s.an_active_plan()

    def made(*asked: Any, **by: Any) -> None:
        work.run(ask(plan, *asked, **by)[1].pk)

    def printed() -> list[Any]:
        with acting(s.COORDINATOR) as by:
            rows = Disclosure.objects.visible_to(by).filter(compartment=plan.compartment)
            return [
                (row.recipients, row.legal_basis.code)
                for row in rows.filter(channel="print").order_by("disclosed_at")
            ]

    made("self")
    assert printed() == []
    ask(plan, "person")
    assert printed() == []  # asked for is not made: nothing has left (S-91)
    made("person")
    made("bodies", by=s.PARTNER)
    assert printed() == [("本人", "CONSENT"), (str(body_of(s.RECORDER)), "CONSENT")]


@pytest.mark.django_db
def test_s30_each_copy_has_its_own_number() -> None:
    plan = s.an_active_plan()
    copies = [ask(plan)[0], ask(plan, by=s.PARTNER)[0], ask(plan, "person")[0]]
    assert [copy.copy_number for copy in copies] == [1, 2, 3]


@pytest.mark.django_db
def test_r5_without_consent_no_copy_leaves() -> None:
    plan = s.an_active_plan()
    before, _ = ask(plan, "person")
    s.withdraw(plan)
    with pytest.raises(DomainError, match="撤回"):
        ask(plan, "person")
    with pytest.raises(NotPermitted):
        gathered(before)
    assert "同意撤回・保留" in gathered(ask(plan, "self")[0]).html


@pytest.mark.django_db
def test_s06_nobody_gathers_the_copy_of_another_or_of_a_plan_out_of_sight() -> None:
    plan = s.an_active_plan()
    copy, _ = ask(plan, by=s.PARTNER)
    for username in (s.COORDINATOR, s.RECORDER, "kanri2", "csw1"):
        with pytest.raises(NotPermitted):
            gathered(copy, by=username)
    assert gathered(copy, by=s.PARTNER)
    s.withdraw(plan)
    with pytest.raises(NotPermitted):
        gathered(copy, by=s.PARTNER)


@pytest.mark.django_db
def test_r9_a_supervisor_makes_no_copy() -> None:
    plan = s.an_active_plan()
    with pytest.raises(DomainError):
        ask(plan, by="kanri2")


def test_the_worker_makes_the_paper_and_its_owner_fetches_it(
    committed_db: Database, client: Any
) -> None:
    plan = s.a_written_plan()
    _, job = ask(plan)
    work.run(job.pk)
    with acting(s.COORDINATOR) as by:
        kept = JobResult.objects.visible_to(by).get(job_id=job.pk)
        assert bytes(kept.content).startswith(b"%PDF")
    with acting("kansa1"):
        entry = AccessLog.objects.filter(route="job:plan_pdf").latest("seq")
        assert (entry.action, entry.object_id) == ("print", plan.pk)
    login(client, s.COORDINATOR)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    back = re.search(r"/plans/copies/[0-9a-f-]+/", page)
    assert back
    assert client.get(back[0])["Location"] == f"/plans/{plan.pk}/"
    assert client.get(f"/jobs/{job.pk}/result/")["Content-Type"] == "application/pdf"
    assert staff(s.COORDINATOR).pk == job.user_id


def test_s06_after_withdrawal_the_worker_makes_nothing(committed_db: Database) -> None:
    plan = s.an_active_plan()
    _, job = ask(plan, by=s.PARTNER)
    s.withdraw(plan)
    work.run(job.pk)
    with acting(s.PARTNER) as by:
        assert Job.objects.visible_to(by).get(pk=job.pk).state == "refused"
        assert not JobResult.objects.visible_to(by).filter(job_id=job.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["progress", "evaluation"])
def test_the_number_of_a_sheet_goes_on_below_between_its_parts(form: str) -> None:
    """Among other papers it is long: 「第」 and 「5版」 do not stand on two lines."""
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        wanted = {"evaluation": s.sheet(plan)} if form == "evaluation" else {}
        copy, _ = services.request_print(
            plan=s.seen(plan),
            body=body_of(s.COORDINATOR),
            made_for="self",
            paper=form,
            by=by,
            **wanted,
        )
        paper = papers.paper_of(by, copy, "資料2")
    (page,) = PdfReader(io.BytesIO(papers.make(paper).content)).pages
    lines = [re.sub(r"\s", "", line) for line in page.extract_text().splitlines()]
    head = lines[: next(n for n, line in enumerate(lines) if "印刷：" in line)]
    assert any("第5版" in line for line in head), head
    assert any("写し1" in line for line in head), head


@pytest.mark.django_db
def test_a_fixed_version_says_its_name_once_at_the_head_of_each_page() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        fixed = FixedPlan.objects.visible_to(by).filter(plan=plan).first()
        copy, _ = services.request_print(
            plan=s.seen(plan), body=body_of(s.COORDINATOR), made_for="self", fixed=fixed, by=by
        )
    paper = gathered(copy)
    pages = PdfReader(io.BytesIO(papers.make(paper).content)).pages
    assert len(pages) > 1
    for page in pages[1:]:
        assert page.extract_text().count("支援プラン") == 1
    for head in ("申込みと同意", "支援決定（区）"):
        after = paper.html.split(f"<h2>{head}</h2>", 1)[1].strip()
        assert after.startswith('<table class="facts together">'), "not torn by the end of a page"


@pytest.mark.django_db
@pytest.mark.parametrize("paper", ["plan", "progress", "easy"])
def test_the_paper_of_a_plan_that_is_over_says_when_it_ended_and_asks_for_nothing(
    paper: str,
) -> None:
    """domain.md 3.4: no day ahead, and no answer of the person any more."""
    plan = s.an_active_plan()
    ahead = {
        "plan": ("モニタリング</th>", "本人　署名"),
        "progress": ("モニタリング</th>",),
        "easy": ("話し合う", "あなたの これからの", "いつまで", "いつでも 変える", "いやです"),
    }

    def html() -> str:
        with acting(s.COORDINATOR) as user:
            copy, _ = services.request_print(
                plan=s.seen(plan),
                made_for="self",
                body=body_of(s.COORDINATOR),
                paper=paper,
                by=user,
            )
        return gathered(copy).html

    before = html()
    assert all(words in before for words in ahead[paper])
    s.as_coordinator(plan, services.replan, reason="見直し")
    after = html()
    assert not any(words in after for words in ahead[paper])
    assert {"easy": "おわった 日"}.get(paper, "終わった日") in after


@pytest.mark.django_db
def test_the_easy_paper_of_a_plan_that_is_over_names_no_day_of_a_goal_that_is_past() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        dues = {goal.due_on for goal in s.goals_of(s.seen(plan), by)} - {None}

    def html() -> str:
        with acting(s.COORDINATOR) as user:
            copy, _ = services.request_print(
                plan=s.seen(plan),
                made_for="self",
                body=body_of(s.COORDINATOR),
                paper="easy",
                by=user,
            )
        return gathered(copy).html

    days = [f"{format_date(day)}まで" for day in dues]
    before = html()
    assert days
    assert all(day in before for day in days)
    assert "めざす こと" in before
    s.as_coordinator(plan, services.replan, reason="見直し")
    after = html()
    assert not any(day in after for day in days)
    assert "めざした こと" in after
    assert "する ことに して いた こと" in after


@pytest.mark.django_db
def test_the_paper_of_a_plan_that_was_withdrawn_leaves_no_box_to_fill_in() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as user:
        copy, _ = services.request_print(
            plan=s.seen(plan), made_for="self", body=body_of(s.COORDINATOR), by=user
        )
    boxes = ("令和　　年　　月　　日", "□適切", "決定しない理由")
    assert all(words in gathered(copy).html for words in boxes)
    s.as_coordinator(plan, services.move_plan, to="cancelled", note="転出した")
    html = gathered(copy).html
    assert not any(words in html for words in boxes)
    assert "決定していません" in html


@pytest.mark.django_db
@pytest.mark.parametrize(("result", "says_nothing"), [("conditional", False), ("adequate", True)])
def test_a_condition_is_not_followed_by_nothing_to_say(result: str, says_nothing: bool) -> None:
    plan = s.a_plan_found(result)
    with acting(s.COORDINATOR) as user:
        copy, _ = services.request_print(
            plan=s.seen(plan), made_for="self", body=body_of(s.COORDINATOR), by=user
        )
    html = gathered(copy).html
    assert ("家賃の見通しを先に立てる" in html) is not says_nothing
    assert ("とくになし" in html) is says_nothing


@pytest.mark.django_db
def test_the_edition_named_after_the_last_conference_is_the_one_that_it_had() -> None:
    """Saved again on the day of the conference: not the newest of that day."""
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR):
        had = s.seen(plan).edition
    s.found(plan, "revise")
    for words in ("階段が急。", "階段が急で、暗い。"):
        s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues=words))
    with acting(s.COORDINATOR) as by:
        own = s.seen(plan)
        named = [number for number, words in earlier_editions(own, by) if "前の会議" in words]
        assert (named, own.edition) == ([had], had + 2)


@pytest.mark.django_db
def test_the_paper_says_who_made_the_plan_and_when_and_why_the_ward_refused() -> None:
    """domain.md 4.4: 作成日・作成者 at the head, 不決定理由 in the box of the ward."""
    plan = s.a_plan_found("adequate")
    head = gathered(ask(plan)[0]).html.split("<h2>", 1)[0]
    with acting(s.COORDINATOR) as by:
        assert f"<td>{by.name}</td>" in head.split("作成者", 1)[1]
    assert "作成日" in head
    s.as_coordinator(plan, services.refuse_plan, reason="予算の見通しがない")
    box = gathered(ask(plan)[0]).html.split("決定しない理由", 1)[1]
    assert box.split("</tr>", 1)[0].count("予算の見通しがない") == 1


@pytest.mark.django_db
def test_what_the_conference_wants_put_right_is_no_refusal_of_the_ward() -> None:
    plan = s.a_plan_found("revise")
    box = gathered(ask(plan)[0]).html.split("決定しない理由", 1)[1].split("</tr>", 1)[0]
    assert "会議の意見" not in box
