"""What a fixed version says, as blocks of text with their own labels, so that no later column, label
or template decides what stands in it. What there is comes from plans.editions.

A block is one of: {"head"}, {"text"}, {"facts": [[label, value]]}, {"columns": [..], "rows": [[..]]}.
One that must not be on every copy says so itself: {"not_for": ["person", "bodies"]}.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from cases import codes
from meetings.models import ConferenceItem, PlanConference
from organizations.names import PLAN_CONFERENCE, local_name

from .choices import DEGREES, END_REASONS, LEVELS
from .comparing import label
from .editions import (
    CANDIDATES,
    ON_CANDIDATE,
    ON_CONTENT,
    ON_GOAL,
    ON_PLAN,
    ON_TASK,
    in_words,
    rows_of_kind,
    shown,
    title_of_kind,
)
from .kind_models import CONTENT_OF, CandidateResource
from .models import Goal, Plan, PlanContent, PlanPrint, PlanTask
from .past import Snapshot
from .states import PlanState, TaskState

Block = dict[str, Any]
CHANGES = "CL-13"


def document_of(
    plan: Plan, conference: PlanConference | None, by: Any, said: Snapshot, note: str = ""
) -> list[Block]:
    """The whole plan in words, as `said` at its moment; what the acting user sees of it."""
    row = said.plan
    secretariat = plan.compartment.organization
    facts = [
        ["種類", f"{plan.get_kind_display()}（{plan.sequence_words}）"],
        ["版", f"第{row.edition}版"],
        ["状態", PlanState(row.state).label],
        *([label(Plan, name), in_words(row, name)] for name in ON_PLAN),
        ["事務局", shown(secretariat)],
        ["参加機関", "、".join(dict.fromkeys(str(body.body) for body in said.bodies))],
        ["共有の同意の期限", shown(row.consent_until)],
    ]
    blocks: list[Block] = [{"facts": facts}]
    if note:
        blocks.append({"text": note})
    for name in ON_CONTENT:
        blocks += [{"head": label(PlanContent, name)}, {"text": in_words(said.content, name)}]
    blocks += [{"head": "目標"}, _goals(said.goals), {"head": "役割分担"}, _tasks(said.tasks)]
    blocks += _of_kind(plan.kind, said)
    blocks += [{"head": "申込みと同意"}, {"facts": _agreement(row, said.content)}]
    if conference is not None:
        blocks += _found(conference, by)
    if row.decided_on:
        blocks += [{"head": DECIDED}, {"facts": _decision(row, said.content)}]
    return blocks


FOUND, DECIDED = "会議欄", "支援決定（区）"


def with_finding(
    blocks: Iterable[Block], conference: PlanConference, by: Any, note: str
) -> list[Block]:
    """The same document with what the conference found as it is on record now, and a word that says so."""
    said, part = [], ""
    for block in blocks:
        part = block.get("head", part)
        if not part.startswith(FOUND) and block != {"text": note}:
            said.append(block)
    ends = [at for at, block in enumerate(said) if block.get("head") == DECIDED]
    at = ends[0] if ends else len(said)
    first, last = said[:1], said[1:at]
    return [*first, {"text": note}, *last, *_found(conference, by), *said[at:]]


def blocks_for(blocks: Iterable[Block], made_for: str) -> list[Block]:
    """The blocks that may stand on a copy for this reader, as paper has room for them."""
    return [_on_paper(block) for block in blocks if made_for not in block.get("not_for", ())]


# More columns than this break dates and names into pieces on a sheet.
MOST_COLUMNS = 5


def _on_paper(block: Block) -> Block:
    """Of a table the columns in which something stands; where they are too many, each row by itself."""
    block = _filled(block)
    if not block.get("rows") or len(block["columns"]) <= MOST_COLUMNS:
        return block
    records = [
        [(name, cell) for name, cell in zip(block["columns"], row, strict=True) if cell]
        for row in block["rows"]
    ]
    return {"head": block.get("head", ""), "records": records}


def on_screen(blocks: Iterable[Block]) -> list[Block]:
    """The blocks as a screen shows them: of a table the columns in which something stands, each cell with its
    name, which a phone writes before it."""
    return [
        block | {"named": [list(zip(block["columns"], row, strict=True)) for row in block["rows"]]}
        if "columns" in block
        else block
        for block in map(_filled, blocks)
    ]


def _filled(block: Block) -> Block:
    """Of a table with rows the columns in which something stands."""
    if not block.get("rows"):
        return block
    filled = [n for n, _ in enumerate(block["columns"]) if any(row[n] for row in block["rows"])]
    return block | {
        "columns": [block["columns"][n] for n in filled],
        "rows": [[row[n] for n in filled] for row in block["rows"]],
    }


def _of_kind(kind: str, said: Snapshot) -> list[Block]:
    """The fields of the kind in their order. Who told it, and what could hurt, is kept as it stood
    and stays out of copies for others, as on the paper of an edition (paper_contents)."""
    model = CONTENT_OF[kind]

    def hidden_from(name: str) -> tuple[str, ...]:
        if name in model.not_for_others:
            return (PlanPrint.For.PERSON.value, PlanPrint.For.BODIES.value)
        return (PlanPrint.For.PERSON.value,) if name in model.not_for_person else ()

    blocks: list[Block] = [{"head": title_of_kind(model)}]
    for hidden, rows in groupby(rows_of_kind(kind, said.own), lambda row: hidden_from(row.name)):
        block: Block = {"facts": [[row.label, row.text] for row in rows]}
        blocks.append(block | ({"not_for": list(hidden)} if hidden else {}))
    if said.candidates:
        blocks += [{"head": CANDIDATES}, _candidates(said.candidates)]
    return blocks


def _candidates(rows: Iterable[Any]) -> Block:
    return {
        "columns": [label(CandidateResource, name) for name in ON_CANDIDATE],
        "rows": [[in_words(row, name) for name in ON_CANDIDATE] for row in rows],
    }


def _goals(rows: list[Any]) -> Block:
    levels = dict(LEVELS)
    return {
        "columns": ["番号", *(label(Goal, name) for name in ON_GOAL), "進み具合"],
        "rows": [
            [str(number), *(in_words(row, name) for name in ON_GOAL), levels.get(row.level, "")]
            for number, row in enumerate(rows, start=1)
        ],
    }


def _tasks(rows: list[Any]) -> Block:
    return {
        "columns": [*(label(PlanTask, name) for name in ON_TASK), "状態"],
        "rows": [
            [*(in_words(row, name) for name in ON_TASK), TaskState(row.state).label] for row in rows
        ],
    }


def _agreement(plan: Any, content: Any) -> list[list[str]]:
    how = Plan.Agreed(plan.agreed_how).label if plan.agreed_how else ""
    facts = [
        ["利用申込日", shown(plan.applied_on)],
        ["本人が同意した日", shown(plan.agreed_on)],
        ["同意の方法", how],
    ]
    if content is not None:
        names = ("proxy", "proxy_reason", "agreement_note")
        facts += [[label(PlanContent, name), in_words(content, name)] for name in names]
    return facts


def _decision(plan: Any, content: Any) -> list[list[str]]:
    return [
        ["決定の日", shown(plan.decided_on)],
        ["決定番号", plan.decision_number],
        ["決裁者", plan.decided_by_title],
        ["会議が付けた条件", content.conditions if content else ""],
    ]


def _found(conference: PlanConference, by: Any) -> list[Block]:
    """What the conference found, item by item, in words also for what is offered no more. Its minutes are a paper
    of their own."""
    blocks: list[Block] = [
        {"head": f"{FOUND}（{local_name(PLAN_CONFERENCE)}）"},
        {"facts": [["開催日", shown(conference.held_on)]]},
    ]
    for item in ConferenceItem.objects.visible_to(by).filter(conference=conference):
        facts = [
            ["案件", item.get_purpose_display()],
            ["話し合うこと", item.question],
            ["結果", item.get_result_display() if item.result else ""],
            ["条件", item.conditions],
            ["目標の達成度", codes.label(DEGREES, item.achievement)],
            ["見られた変化", "、".join(codes.labels(CHANGES, item.changes or ()))],
            ["残された課題", item.remaining],
            ["終結の理由", codes.label(END_REASONS, item.end_reason)],
            ["終結のあとの主担当機関", shown(item.lead_body)],
            ["終結のあとのフォロー", item.follow_up],
            ["理由", item.reason],
            ["次に見直す日", shown(item.look_again_on)],
            ["意見", item.opinion],
            ["決まったこと", item.decided],
        ]
        blocks.append({"facts": [fact for fact in facts if fact[1]]})
    return blocks
