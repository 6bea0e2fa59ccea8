"""The pages of an assessment, and its paper: nothing lost, nothing shown to whom it is not open."""

import io
import re
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from access.reading import ReadingLog
from cases import assessment_paper, services
from cases.models import Assessment, AssessmentBlock, AssessmentIssue, SharedExtract
from jobs.models import Job
from jobs.registry import JobFailed, NotPermitted
from sample_ward.households import HOUSEHOLDS
from sample_ward.story import Story
from sample_ward.ward import tell
from tests.cases.pages import browser, page, queries, text_of
from tests.world import acting

from .assessing import WHO, Kind, State, a_draft, a_fixed_version, an_issue, block_of, fix, write
from .situations import a_case, a_consent, seen_by

pytestmark = pytest.mark.django_db

FAMILY = next(s for s in HOUSEHOLDS if s.stage == "family")


def url(name: str, *args: Any) -> str:
    return reverse(f"cases:{name}", args=args)


def answers(**changes: Any) -> dict[str, Any]:
    values = {
        "text": "家賃が遅れている。",
        "item_rent": "6万8千円",
        "item_kind": "2",
        "sources": ["1"],
        "obtained_on": "R8.11.20",
        "nature": "fact",
        "obtained_under": "person",
        "progress": "done",
        "version": "1",
    }
    return values | changes


def test_from_the_tab_to_the_first_version_by_one_form() -> None:
    case = a_case()
    assert "アセスメント" in text_of(page(WHO, "detail", case.pk))
    client = browser(WHO)
    address = url("assessments", case.pk)
    assert "まだアセスメントはありません" in text_of(client.get(address))
    key = "7f1c7a52-0000-4000-8000-000000000001"
    data = {"occasion": "1", "made_on": "R8.11.1", "form_key": key}
    first = client.post(address, data)
    assert client.post(address, data)["Location"] == first["Location"]  # a double click
    (made,) = seen_by(WHO, Assessment)
    assert first["Location"] == url("assessment", made.pk)
    shown = text_of(client.get(first["Location"]))
    assert "12ブロックのうち 0 が済み" in shown
    assert "「家族・地域」から続ける" in shown
    assert "書きかけの第1版があります" in text_of(client.get(address))
    refused = client.post(address, {"occasion": "2"})
    assert refused.status_code == 422
    assert "書きかけの版があります" in text_of(refused)


def test_a_block_is_written_and_leads_to_the_next() -> None:
    draft = a_draft(a_case())
    with acting(WHO):
        block, following = (block_of(draft, kind) for kind in (Kind.HOUSING, Kind.HEALTH))
    client = browser(WHO)
    address = url("assessment_block", block.pk)
    shown = client.get(address)
    assert "見られる人：" in text_of(shown)  # R18, beside what is typed
    answer = client.post(address, answers(next="1"))
    assert answer["Location"] == url("assessment_block", following.pk)
    sheet = text_of(client.get(url("assessment", draft.pk)))
    for words in ("借家（民間）", "6万8千円", "家賃が遅れている。", "本人から聞いた", "完了"):
        assert words in sheet
    again = client.post(address, answers(text="ほかの人", item_rent="7万円"))
    assert again.status_code == 422
    assert "6万8千円" in text_of(again)  # what is saved now, beside what was typed
    assert "7万円" in again.content.decode()


def test_wrong_input_is_told_beside_the_field_and_nothing_is_lost() -> None:
    draft = a_draft(a_case())
    with acting(WHO):
        block = block_of(draft, Kind.HOUSING)
    address = url("assessment_block", block.pk)
    client = browser(WHO)
    wrong = {"obtained_on": "R99.9.9", "sources": [], "obtained_under": "law"}
    answer = client.post(address, answers(**wrong))
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "情報源を選んでください" in shown
    assert "法令の根拠を選んでください" in shown
    assert "家賃が遅れている。" in shown
    assert 'value="R99.9.9"' in answer.content.decode()
    nothing = client.post(address, answers(text="", item_rent="", item_kind=""))
    assert "「まだ途中」を選んでください" in text_of(nothing)
    assert client.post(address, {"progress": "doing", "version": "1"}).status_code == 303


def test_issues_are_entered_changed_and_taken_out() -> None:
    draft = a_draft(a_case())
    client = browser(WHO)
    data = {"code": "36", "status": "present", "severity": "3", "priority": "1", "source": "長女"}
    assert client.post(url("add_issue", draft.pk), {**data, "code": ""}).status_code == 422
    assert client.post(url("add_issue", draft.pk), data).status_code == 303
    (issue,) = seen_by(WHO, AssessmentIssue)
    assert issue.person_id is None
    assert "世帯全体" in text_of(client.get(url("assessment", draft.pk)))
    changed = client.post(url("issue", issue.pk), {**data, "severity": "1", "version": "1"})
    assert changed.status_code == 303
    assert client.post(url("issue", issue.pk), {**data, "version": "1"}).status_code == 422
    assert client.post(url("remove_issue", issue.pk)).status_code == 303
    assert "まだありません" in text_of(client.get(url("assessment", draft.pk)))


def test_a_version_is_fixed_on_purpose_and_offers_nothing_to_write_afterwards() -> None:
    case = a_case()
    draft = a_draft(case)
    client = browser(WHO)
    early = client.post(url("fix_assessment", draft.pk), {"version": "1"})
    assert early.status_code == 422
    assert "見立て（総合アセスメント）を書いてから" in text_of(early)
    block = write(draft)
    assert client.post(url("fix_assessment", draft.pk), {"version": "1"}).status_code == 303
    shown = text_of(client.get(url("assessment", draft.pk)))
    assert "確定する" not in shown
    assert "アセスメント 第1版を確定" in text_of(client.get(url("detail", case.pk)))
    assert client.get(url("assessment_block", block.pk)).status_code == 303
    assert client.post(url("assessment_block", block.pk), answers(version="2")).status_code == 422
    second = a_draft(case)
    assert client.post(url("keep_rest", second.pk)).status_code == 303
    with acting(WHO):
        kept = block_of(second, Kind.FORMULATION)
    assert kept.state == State.UNCHANGED
    assert "内容の違いはありません" in text_of(client.get(url("assessment_changes", second.pk)))


def test_differences_between_any_two_versions() -> None:
    case = a_case()
    first = a_fixed_version(case)
    second = a_draft(case)
    write(second, Kind.HOUSING, items={"kind": "3"}, text="")
    with acting(WHO) as user:
        services.keep_rest(assessment=second, by=user)
    fix(second)
    third = a_draft(case)
    client = browser(WHO)
    last = text_of(client.get(url("assessment_changes", third.pk)))
    assert "公営住宅" not in last
    since = text_of(client.get(url("assessment_changes", third.pk), {"before": "1"}))
    assert "借家（民間）" in since
    assert "公営住宅" in since
    assert "はじめの版です" in text_of(client.get(url("assessment_changes", first.pk)))


def test_r14_outsiders_get_nothing() -> None:
    case = a_case()
    draft = a_draft(case)
    issue = an_issue(draft)
    block = seen_by(WHO, AssessmentBlock)[0]
    client = browser("kurashi1")
    for name, key in (
        ("assessments", case.pk), ("assessment", draft.pk), ("assessment_changes", draft.pk),
        ("fix_assessment", draft.pk), ("add_issue", draft.pk), ("issue", issue.pk),
        ("assessment_block", block.pk), ("share_block", block.pk),
    ):  # fmt: skip
        assert client.get(url(name, key)).status_code == 404, name
    for name, key in (
        ("keep_rest", draft.pk), ("assessment_paper", draft.pk), ("keep_block", block.pk),
        ("remove_issue", issue.pk),
    ):  # fmt: skip
        assert client.post(url(name, key)).status_code == 404, name


def test_r3_a_block_is_shared_from_the_page() -> None:
    case = a_case()
    draft = a_draft(case)
    block = write(draft)
    consent = a_consent(case)
    client = browser(WHO)
    assert client.get(url("share_block", block.pk)).status_code == 404
    fix(draft)
    assert "同意の範囲で共有する" in text_of(client.get(url("assessment", draft.pk)))
    address = url("share_block", block.pk)
    assert "夫と死別し" in text_of(client.get(address))
    answer = client.post(address, {"consent": str(consent.pk), "category": "09"})
    assert answer["Location"] == url("consents", case.pk)
    (extract,) = seen_by("kurashi1", SharedExtract)
    assert extract.block_id == block.pk


def test_the_number_of_queries_does_not_grow() -> None:
    case = a_case()
    a_fixed_version(case)
    second = a_draft(case)
    pages = [url("assessments", case.pk), url("assessment", second.pk)]
    pages.append(url("assessment_changes", second.pk))
    few = [queries(WHO, address) for address in pages]
    for _ in range(3):
        an_issue(second)
    with acting(WHO) as user:
        services.keep_rest(assessment=second, by=user)
    fix(second)
    third = a_draft(case)
    more = [pages[0], url("assessment", third.pk), url("assessment_changes", third.pk)]
    assert [queries(WHO, address) for address in more] == few


def the_story(*, is_finished: bool) -> Story:
    story = tell(FAMILY)
    if not is_finished:
        with acting(story.worker) as by:
            services.start_assessment(record=story.record(), occasion="3", by=by)
    return story


def gathered(assessment: Assessment, by: str = WHO) -> assessment_paper.Paper:
    with acting(by) as user:
        return assessment_paper.gather(user, assessment.pk, "", ReadingLog(user))


def words_of(pdf: bytes) -> str:
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s", "", read)


def test_the_sheet_prints_with_the_pictures_of_the_family() -> None:
    story = the_story(is_finished=True)
    second = seen_by(story.worker, Assessment)[-1]
    paper = gathered(second, story.worker)
    made = assessment_paper.make(paper)
    text = words_of(made.content)
    number = story.case.number
    for said in (
        *("インテーク・アセスメントシート", number, "第2版", "取扱注意", "決裁", "1/"),
        *("■借家（民間）", "6万8千円", "■ごみ・物が多い", "□設備の故障", "要介護1"),
        *("前回から変更なし", "前回から：解消した", "前回から：変わらない", "医療未受診・中断"),
        *("本人は1か月分", "見本訪問看護ステーション", "受診の再開を第一", "■多機関協働"),
        *("ジェノグラム", "エコマップ", "戸籍", "書いていないブロック", "本人と長女"),
    ):
        assert said in text, said
    assert "書きかけの版です" not in text
    assert "見本" not in str(PdfReader(io.BytesIO(made.content)).metadata)
    wrong = assessment_paper.Paper(paper.html, paper.title, "R9-00000", paper.version)
    with pytest.raises(JobFailed):
        assessment_paper.make(wrong)


def test_a_draft_says_so_and_r2_another_body_gets_no_paper() -> None:
    draft = a_draft(a_case())
    write(draft)
    text = words_of(assessment_paper.make(gathered(draft)).content)
    assert "書きかけの版です" in text
    assert "架空花子" in text
    assert "ジェノグラム" not in text
    for secret in ("03-0000-4821", "架空町1-2-3"):  # R11: no addresses on this paper
        assert secret not in text
    with pytest.raises(NotPermitted):
        gathered(draft, "kurashi1")


def test_the_paper_is_asked_for_from_the_page() -> None:
    draft = a_draft(a_case())
    answer = browser(WHO).post(url("assessment_paper", draft.pk))
    (job,) = seen_by_owner(Job)
    assert answer["Location"] == reverse("jobs:detail", args=[job.pk])
    assert job.kind == assessment_paper.NAME


def seen_by_owner(model: Any) -> list[Any]:
    with acting(WHO) as user:
        return list(model.objects.visible_to(user))
