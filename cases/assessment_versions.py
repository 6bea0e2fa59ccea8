"""What differs between two versions of an assessment: block by block, issue by issue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from documents.wareki import format_date

from .assessment_sheet import (
    ISSUE,
    ITEMS,
    PRIORITY,
    SEVERITY,
    Lists,
    basis_words,
    item_words,
    row_words,
    rows_of,
    source_words,
    text_label,
)
from .models import Assessment, AssessmentBlock, AssessmentIssue

NEW, CHANGED, SOLVED, UNCHANGED = "新しい", "変わった", "解消した", "変わらない"
SAYING = ("person_id", "code", "text", "status", "severity", "priority", "done_so_far", "source")


@dataclass(frozen=True)
class Section:
    """Differences of one part; each row has a label, and the text before and after."""

    title: str
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Content:
    """Blocks by kind and issues of one version, as the reader sees them."""

    blocks: dict[str, AssessmentBlock]
    issues: list[AssessmentIssue]


def content_of(assessment: Assessment | None, user: Any) -> Content:
    """What a version says; nothing for the version before the first."""
    if assessment is None:
        return Content({}, [])
    blocks = AssessmentBlock.objects.visible_to(user).filter(assessment=assessment)
    issues = AssessmentIssue.objects.visible_to(user).filter(
        assessment=assessment, removed_on__isnull=True
    )
    found = {block.kind: block for block in blocks.select_related("legal_basis")}
    order = AssessmentBlock.Kind.values
    in_order = sorted(found.items(), key=lambda pair: order.index(pair[0]))
    return Content(dict(in_order), list(issues))


def earlier(assessment: Assessment, user: Any) -> Assessment | None:
    """The version on which this one is based."""
    found: Assessment | None = (
        Assessment.objects.visible_to(user).filter(pk=assessment.based_on_id).first()
    )
    return found


def differences(
    before: Content, after: Content, lists: Lists, people: Iterable[Any] = ()
) -> list[Section]:
    """What changed between two versions, part by part, only what differs."""
    names = {person.pk: str(person) for person in people}
    sections = [
        Section(
            str(AssessmentBlock.Kind(kind).label),
            _pairs(_block_lines(before.blocks.get(kind), lists), _block_lines(block, lists)),
        )
        for kind, block in after.blocks.items()
    ]
    sections.append(Section("課題と背景要因", _issue_rows(before, after, lists, names)))
    return [section for section in sections if section.rows]


def _block_lines(block: AssessmentBlock | None, lists: Lists) -> dict[str, str]:
    """What a block says, by label; the state of writing is no content."""
    if block is None:
        return {}
    found = dict.fromkeys((item.label for item in ITEMS.get(block.kind, ())), "")
    found |= dict(item_words(block, lists))
    if rows := rows_of(block):
        found["機関と制度"] = "\n".join(row_words(row) for row in rows)
    return found | {
        text_label(block.kind): block.text,
        "人によって言うことがちがう点": block.differing,
        "情報源": source_words(block, lists),
        "聞いた日・確かめた日": format_date(block.obtained_on) if block.obtained_on else "",
        "事実か見立てか": block.get_nature_display() if not block.is_empty else "",
        "得た根拠": basis_words(block),
    }


def _pairs(before: dict[str, str], after: dict[str, str]) -> list[dict[str, str]]:
    labels = dict.fromkeys([*after, *before])
    return [
        {"label": label, "before": before.get(label, ""), "after": after.get(label, "")}
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _issue_rows(
    before: Content, after: Content, lists: Lists, names: dict[Any, str]
) -> list[dict[str, str]]:
    old = {row.series_id: row for row in before.issues}
    new = {row.series_id: row for row in after.issues}
    found = []
    for key, row in new.items():
        then = old.get(key)
        news = news_of(row, then)
        if news != UNCHANGED:
            found.append(
                {
                    "label": f"{issue_title(row, lists, names)}（{news}）",
                    "before": issue_words(then, lists) if then else "",
                    "after": issue_words(row, lists),
                }
            )
    found += [
        {"label": f"{issue_title(row, lists, names)}（外れた）", "before": words, "after": ""}
        for key, row in old.items()
        if key not in new and row.status != AssessmentIssue.Status.SOLVED
        for words in [issue_words(row, lists)]
    ]
    return found


def news_of(row: AssessmentIssue, then: AssessmentIssue | None) -> str:
    """What has become of an issue since the version before."""
    if then is None:
        return NEW
    if row.status == AssessmentIssue.Status.SOLVED != then.status:
        return SOLVED
    is_same = all(getattr(row, name) == getattr(then, name) for name in SAYING)
    return UNCHANGED if is_same else CHANGED


def whose(row: AssessmentIssue, names: dict[Any, str]) -> str:
    """Whose issue it is: a member of the household by the name that she has now."""
    return names.get(row.person_id, row.person_name) or "世帯全体"


def issue_title(row: AssessmentIssue, lists: Lists, names: dict[Any, str]) -> str:
    """Whose issue, and which."""
    return f"{whose(row, names)}：{lists.label(ISSUE, row.code)}"


def issue_words(row: AssessmentIssue, lists: Lists) -> str:
    """What is said about an issue, in one line."""
    first = "、".join(
        [
            row.get_status_display(),
            f"重さ：{lists.label(SEVERITY, row.severity)}",
            f"優先度：{lists.label(PRIORITY, row.priority)}",
        ]
    )
    done = f"これまでにしたこと：{row.done_so_far}" if row.done_so_far else ""
    return "　".join(filter(None, [first, row.text, done, f"情報源：{row.source}"]))


@dataclass(frozen=True)
class IssueLine:
    """An issue as it stands on the page and on paper."""

    row: AssessmentIssue
    name: str
    title: str
    severity: str
    priority: str
    news: str


def issue_lines(
    issues: Sequence[AssessmentIssue],
    before: Sequence[AssessmentIssue],
    people: Iterable[Any],
    lists: Lists,
    *,
    is_first: bool,
) -> list[IssueLine]:
    """Issues with their words; a member of the household by the name that she has now."""
    then = {row.series_id: row for row in before}
    names = {person.pk: str(person) for person in people}
    return [
        IssueLine(
            row,
            whose(row, names),
            lists.label(ISSUE, row.code),
            lists.label(SEVERITY, row.severity),
            lists.label(PRIORITY, row.priority),
            "" if is_first else news_of(row, then.get(row.series_id)),
        )
        for row in issues
    ]
