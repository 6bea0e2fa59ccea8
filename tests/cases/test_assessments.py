"""Assessments: versions of blocks and issues, what differs, what may be shared (domain.md 4.3)."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.errors import DomainError, StaleError
from cases import assessment_versions as versions
from cases import services
from cases.assessment_sheet import ITEMS, Lists, plain_text
from cases.models import Assessment, AssessmentBlock, AssessmentIssue, SharedExtract
from cases.services import IssueFacts
from documents.partial_dates import YEAR, PartialDate
from organizations.models import LegalBasis
from tests.world import acting

from .assessing import (
    WHO,
    Kind,
    State,
    a_draft,
    a_fixed_version,
    an_issue,
    block_of,
    facts,
    fix,
    seen,
    write,
)
from .situations import a_case, a_consent, record_of, seen_by

pytestmark = pytest.mark.django_db


def test_the_first_version_has_an_empty_block_of_each_kind() -> None:
    draft = a_draft(a_case())
    blocks = seen(AssessmentBlock, draft)
    assert {b.kind for b in blocks} == set(Kind.values) == set(ITEMS)
    assert {b.state for b in blocks} == {State.TODO}
    assert (draft.number, draft.is_fixed) == (1, False)


def test_r2_another_body_sees_no_version() -> None:
    a_fixed_version(a_case())
    assert seen_by("kurashi1", Assessment) == seen_by("kurashi1", AssessmentIssue) == []
    assert seen_by("kurashi1", AssessmentBlock) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "内容を書く"),
        ({"sources": []}, "情報源を選んで"),
        ({"obtained_on": None}, "確かめた日を書いて"),
        ({"obtained_under": ""}, "根拠を選んで"),
        ({"obtained_under": "law"}, "法令の根拠を選んで"),
        ({"obtained_on": timezone.localdate() + datetime.timedelta(days=2)}, "今日まで"),
    ],
)
def test_a_finished_block_says_from_whom_since_when_and_on_what_basis(
    changes: dict[str, Any], words: str
) -> None:
    draft = a_draft(a_case())
    with pytest.raises(DomainError, match=words):
        write(draft, **changes)


def test_a_block_may_be_left_unfinished() -> None:
    draft = a_draft(a_case())
    block = write(draft, sources=[], obtained_on=None, obtained_under="", is_done=False)
    assert block.state == State.DOING
    with pytest.raises(DomainError, match=r"見立て.*記入中"):
        fix(draft)


def test_what_was_learnt_without_the_person_names_its_law_and_r7_no_meeting() -> None:
    draft = a_draft(a_case())
    inside = LegalBasis.objects.on().get(code="SWA106-6")
    with pytest.raises(DomainError, match="会議の中だけ"):
        write(draft, obtained_under="law", legal_basis=inside)
    law = LegalBasis.objects.on().get(code="PIPL69-2-2")
    block = write(draft, obtained_under="law", legal_basis=law)
    assert block.legal_basis_id == law.pk
    # Told by the person after all: the law goes with the answer.
    assert write(draft, obtained_under="person", legal_basis=law).legal_basis_id is None


def test_the_next_version_begins_as_a_copy_and_each_block_is_looked_at() -> None:
    case = a_case()
    first = a_fixed_version(case)
    second = a_draft(case, occasion="2")
    assert (second.number, second.based_on_id) == (2, first.pk)
    blocks = {b.kind: b for b in seen(AssessmentBlock, second)}
    assert blocks[Kind.HOUSING].items == {"kind": "2", "rent": "6万8千円"}
    assert blocks[Kind.HOUSING].state == State.CARRIED
    assert blocks[Kind.WORK].state == State.TODO
    with pytest.raises(DomainError, match="前回の写しのまま"):
        fix(second)
    with acting(WHO) as user:
        kept = services.keep_block(block=block_of(second, Kind.HOUSING), by=user)
        assert kept.state == State.UNCHANGED
        services.keep_block(block=block_of(second, Kind.HOUSING), by=user)  # a double click
        assert services.keep_rest(assessment=second, by=user) == 1
        with pytest.raises(DomainError, match="前回の写しではありません"):
            services.keep_block(block=block_of(second, Kind.WORK), by=user)
    assert fix(second).is_fixed


def test_a_copy_that_was_saved_as_it_is_is_unchanged_and_one_that_was_not_is_not() -> None:
    case = a_case()
    a_fixed_version(case)
    second = a_draft(case)
    assert write(second).state == State.UNCHANGED
    assert write(second, text="考えが変わった。").state == State.DONE


def test_only_one_version_is_being_written() -> None:
    case = a_case()
    a_draft(case)
    with pytest.raises(DomainError, match="書きかけの版"):
        a_draft(case)


def test_two_colleagues_do_not_overwrite_each_other() -> None:
    draft = a_draft(a_case())
    with acting(WHO) as user:
        block = block_of(draft, Kind.CARE)
        services.write_block(block=block_of(draft, Kind.CARE), facts=facts(), by=user, version=1)
        with pytest.raises(StaleError):
            services.write_block(block=block, facts=facts(text="別の人"), by=user, version=1)


def test_a_fixed_version_takes_nothing_more() -> None:
    fixed = a_fixed_version(a_case())
    words = "確定しています"
    with pytest.raises(DomainError, match=words):
        write(fixed, Kind.WORK)
    with pytest.raises(DomainError, match=words):
        an_issue(fixed)
    with acting(WHO) as user:
        (issue,) = AssessmentIssue.objects.visible_to(user).filter(assessment=fixed)
        with pytest.raises(DomainError, match=words):
            services.remove_issue(issue=issue, by=user)
        with pytest.raises(DomainError, match=words):
            services.fix_assessment(assessment=fixed, by=user)


def test_the_chronology_of_a_fixed_version_does_not_follow_the_record() -> None:
    case = a_case()
    with acting(WHO) as user:
        happened = PartialDate(datetime.date(1968, 1, 1), YEAR)
        event = services.EventFacts(happened, "結婚する", "本人")
        services.enter_life_event(record=record_of(case, WHO), facts=event, by=user)
    fixed = a_fixed_version(case)
    assert [line["text"] for line in fixed.chronology] == ["結婚する"]
    with acting(WHO) as user:
        event = services.EventFacts(happened, "転居する", "戸籍")
        services.enter_life_event(record=record_of(case, WHO), facts=event, by=user)
        again = Assessment.objects.visible_to(user).get(pk=fixed.pk)
    assert len(again.chronology) == 1


def _changed(issue: AssessmentIssue, **changes: Any) -> IssueFacts:
    names = ("code", "severity", "priority", "source", "status", "text", "done_so_far")
    of_whom = {"person_id": issue.person_id, "person_name": issue.person_name}
    return IssueFacts(**({name: getattr(issue, name) for name in names} | of_whom | changes))


def test_issues_are_new_changed_unchanged_or_solved_since_the_last_version() -> None:
    case = a_case()
    first = a_draft(case)
    write(first)
    for code in ("01", "07", "09"):
        an_issue(first, code=code)
    fix(first)
    second = a_draft(case)
    an_issue(second, code="27", status="suspected")
    with acting(WHO) as user:
        rows = {i.code: i for i in AssessmentIssue.objects.visible_to(user).filter(
            assessment=second).select_related("compartment__case")}  # fmt: skip
        worse = _changed(rows["01"], severity="3", done_so_far="受診に付き添った")
        services.change_issue(issue=rows["01"], facts=worse, by=user)
        solved = _changed(rows["07"], status="solved")
        services.change_issue(issue=rows["07"], facts=solved, by=user)
        before, after = versions.content_of(first, user), versions.content_of(second, user)
        then = {row.series_id: row for row in before.issues}
        news = {i.code: versions.news_of(i, then.get(i.series_id)) for i in after.issues}
        assert news == {
            "01": versions.CHANGED,
            "07": versions.SOLVED,
            "09": versions.UNCHANGED,
            "27": versions.NEW,
        }
        (section,) = versions.differences(before, after, Lists())
        assert len(section.rows) == 3
        services.keep_rest(assessment=second, by=user)
    fix(second)
    third = a_draft(case)
    assert {i.code for i in seen(AssessmentIssue, third)} == {"01", "09", "27"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "77"}, "課題・背景要因を"),
        ({"severity": "9"}, "重さを"),
        ({"priority": ""}, "優先度を"),
        ({"source": ""}, "情報源を"),
        ({"person_id": uuid.uuid4(), "person_name": "よその人"}, "世帯の人から"),
        ({"first_seen_on": datetime.date(2999, 1, 1)}, "気づいた日"),
    ],
)
def test_an_issue_says_how_heavily_it_weighs(changes: dict[str, Any], words: str) -> None:
    draft = a_draft(a_case())
    with pytest.raises(DomainError, match=words):
        an_issue(draft, **changes)


def test_an_issue_entered_by_mistake_is_taken_out_and_stays_in_the_history() -> None:
    draft = a_draft(a_case())
    issue = an_issue(draft)
    with acting(WHO) as user:
        services.remove_issue(issue=issue, by=user)
        assert versions.content_of(draft, user).issues == []
        assert AssessmentIssue.history.filter(id=issue.pk).visible_to(user).count() == 2


def test_differences_name_what_changed_and_nothing_else() -> None:
    case = a_case()
    first = a_fixed_version(case)
    second = a_draft(case)
    write(second, Kind.HOUSING, items={"kind": "3", "rent": "6万8千円"}, text="")
    with acting(WHO) as user:
        found = versions.differences(
            versions.content_of(first, user), versions.content_of(second, user), Lists()
        )
    assert [(s.title, s.rows) for s in found] == [
        ("住まい", [{"label": "住まいの種類", "before": "借家（民間）", "after": "公営住宅"}])
    ]


VALUES = st.dictionaries(
    st.sampled_from([item.name for item in ITEMS[Kind.HOUSING]]),
    st.one_of(st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3)),
    max_size=4,
)


@given(first=VALUES, second=VALUES, text=st.text(max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_differences_of_any_content_hold_in_both_directions(
    first: dict[str, Any], second: dict[str, Any], text: str
) -> None:
    """Whatever stands in a block: nothing differs from itself, and back is forth turned round."""

    def content(items: dict[str, Any], words: str = "") -> versions.Content:
        block = AssessmentBlock(kind=Kind.HOUSING, items=items, text=words)
        assert isinstance(plain_text(block, lists), str)
        return versions.Content({Kind.HOUSING: block}, [])

    lists = Lists()
    one, two = content(first), content(second, text)
    assert versions.differences(one, one, lists) == []
    forth = [row for s in versions.differences(one, two, lists) for row in s.rows]
    back = [row for s in versions.differences(two, one, lists) for row in s.rows]
    turned = [(r["label"], r["after"], r["before"]) for r in back]
    assert sorted((r["label"], r["before"], r["after"]) for r in forth) == sorted(turned)


def test_r3_a_block_of_a_fixed_version_is_shared_as_a_copy() -> None:
    case = a_case()
    draft = a_draft(case)
    block = write(draft)
    consent = a_consent(case, categories=["03"])
    with acting(WHO) as user, pytest.raises(DomainError, match="書きかけ"):
        services.share_block(block=block, consent=consent, category="03", by=user)
    fix(draft)
    with acting(WHO) as user:
        block = block_of(draft, Kind.FORMULATION)
        services.share_block(block=block, consent=consent, category="03", by=user)
        with pytest.raises(DomainError, match="すでに"):
            services.share_block(block=block, consent=consent, category="03", by=user)
        with pytest.raises(DomainError, match="同意に含まれていません"):
            services.share_block(block=block, consent=consent, category="06", by=user)
        empty = block_of(draft, Kind.WORK)
        with pytest.raises(DomainError, match="何も書かれて"):
            services.share_block(block=empty, consent=consent, category="03", by=user)
    (extract,) = seen_by("kurashi1", SharedExtract)
    assert "夫と死別し" in extract.text
    assert extract.source == "本人、家族・親族"
    assert seen_by("kurashi1", AssessmentBlock) == []
    with acting(WHO) as user:
        services.withdraw_consent(consent=consent, note="電話で", by=user)
    assert seen_by("kurashi1", SharedExtract) == []
