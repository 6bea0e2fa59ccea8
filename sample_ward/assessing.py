"""The assessment of a household: a first version, and a second one after some months of support."""

import datetime
from typing import Any

from cases import services as cases
from cases.models import Assessment, AssessmentBlock, AssessmentIssue, Person

from .doing import acting, days
from .story import Story

Kind = AssessmentBlock.Kind
BLOCKS: dict[str, tuple[dict[str, Any], str]] = {
    Kind.FAMILY: (
        {"marital": "4", "key_person": "長女（別居）", "reliable": "近所の友人"},
        "子どもは二人。長女は他県にいて、月に一度電話がある。",
    ),
    Kind.HOUSING: (
        {"kind": "2", "rent": "6万8千円", "arrears": "1", "condition": ["1", "4"]},
        "玄関に物が多く、つまずきやすい。",
    ),
    Kind.HEALTH: (
        {"condition": "2", "hospital": "架空診療所（内科）", "care_level": "05", "insurance": "3"},
        "半年、受診していない。",
    ),
    Kind.ECONOMY: (
        {"income": "2", "amount": "年金が月に9万円", "benefits": ["01"], "arrears": ["1"]},
        "",
    ),
    Kind.SERVICES: (
        {
            "rows": [
                {
                    "body": "見本訪問看護ステーション",
                    "person": "見本",
                    "phone": "03-0000-1234",
                    "service": "訪問看護",
                    "since": "令和7年4月",
                    "frequency": "週2回",
                }
            ]
        },
        "",
    ),
    Kind.HISTORY: ({}, "結婚して文京区に移り、夫と店をしていた。店を閉じてから外出が減った。"),
    Kind.WISHES: ({"strength": "料理が好き"}, "「この家で暮らしたい」"),
    Kind.FORMULATION: (
        {"direction": "受診の再開を第一にする", "needed": ["1", "3"]},
        "受診の中断と家賃の滞納が、暮らしを不安定にしている。",
    ),
}


def assess(story: Story, *, is_finished: bool = True) -> None:
    """Two versions; the second is fixed as well, or still being written."""
    with acting(story.worker) as by:
        record = story.record()
        first = cases.start_assessment(record=record, occasion="1", made_on=days(-60), by=by)
        for block in _blocks(first, by):
            if block.kind in BLOCKS:
                items, text = BLOCKS[block.kind]
                _write(block, by, items=items, text=text, obtained_on=days(-60))
        people = list(Person.objects.visible_to(by).of_case(story.case))
        _issues(first, people, by)
        cases.fix_assessment(assessment=first, by=by)
        second = cases.start_assessment(record=record, occasion="2", by=by)
        _review(second, by)
        if is_finished:
            cases.keep_rest(assessment=second, by=by)
            cases.fix_assessment(assessment=second, by=by)


def _blocks(assessment: Assessment, by: Any) -> list[AssessmentBlock]:
    return list(AssessmentBlock.objects.visible_to(by).filter(assessment=assessment))


def _write(
    block: AssessmentBlock,
    by: Any,
    *,
    items: dict[str, Any],
    text: str,
    obtained_on: datetime.date,
    differing: str = "",
) -> None:
    facts = cases.BlockFacts(
        items=items,
        text=text,
        differing=differing,
        sources=["1", "2"],
        source_detail="本人と長女",
        obtained_on=obtained_on,
        obtained_under="person",
    )
    cases.write_block(block=block, facts=facts, by=by)


def _issues(assessment: Assessment, people: list[Person], by: Any) -> None:
    subject = people[0]
    for code, severity, priority, person in (
        ("36", "3", "1", subject),
        ("09", "2", "1", None),
        ("15", "1", "3", people[-1]),
    ):
        facts = cases.IssueFacts(
            code=code,
            severity=severity,
            priority=priority,
            source="訪問したときのようす",
            person_id=person.pk if person else None,
            person_name=str(person) if person else "",
            text="いつからかは、これから確かめる。",
            done_so_far="家庭訪問を2回した。",
            first_seen_on=days(-60),
        )
        cases.enter_issue(assessment=assessment, facts=facts, by=by)


def _review(second: Assessment, by: Any) -> None:
    """What changed: she sees a doctor again, but brother and sister do not agree about the rent."""
    blocks = {block.kind: block for block in _blocks(second, by)}
    items, _ = BLOCKS[Kind.HEALTH]
    _write(
        blocks[Kind.HEALTH],
        by,
        items={**items, "condition": "3"},
        text="月に一度、受診している。",
        obtained_on=days(-2),
    )
    items, _ = BLOCKS[Kind.ECONOMY]
    _write(
        blocks[Kind.ECONOMY],
        by,
        items=items,
        text="分割の約束をした。",
        differing="本人は1か月分、大家は2か月分の滞納という。",
        obtained_on=days(-2),
    )
    cases.keep_block(block=blocks[Kind.HOUSING], by=by)
    issues = AssessmentIssue.objects.visible_to(by).filter(assessment=second, code="36")
    issue = issues.get()
    facts = cases.IssueFacts(
        code=issue.code,
        severity="1",
        priority="3",
        source="本人、架空診療所",
        status="solved",
        person_id=issue.person_id,
        person_name=issue.person_name,
        done_so_far="受診に付き添った。",
        first_seen_on=issue.first_seen_on,
    )
    cases.change_issue(issue=issue, facts=facts, by=by)
