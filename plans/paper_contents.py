"""What stands in each paper of a plan, read as who asked. The frame around it: `papers`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from cases.models import Person
from documents.fonts import missing_characters
from documents.furigana import readings_of_name
from meetings.models import ConferenceState, PlanConference
from meetings.words import conference_name

from .choices import LEVELS
from .editions import OwnField, rows_of_kind, shown
from .evaluation_page import sheets_shown
from .kind_models import CONTENT_OF
from .models import MOST_STEPS, Goal, Plan, PlanContent, PlanPrint, PlanTask, ProgressEntry
from .monitoring_models import EvaluationContent
from .paper_marks import marks_of
from .services.changing import has_consent, secretariat_of
from .services.conferring import GOOD_RESULTS
from .services.kinds import OTHER_PROJECTS
from .states import PlanState, TaskState

APPROVERS = ("部長", "課長", "係長", "係")
YES = shown(True)
WIDE = 10  # characters of a label in one line
SHORT = 34  # characters: two lines of half a page
WORDS = (
    ("wishes", "本人の希望"),
    ("issues", "課題"),
    ("long_term_goal", "目指す姿"),
    ("direction", "支援の方向性"),
    ("emergency", "緊急時の対応"),
)
LATEST = 3  # entries of each goal and task
TASK_MARKS = {
    TaskState.DOING: "status--doing",
    TaskState.CHANGED: "status--doing",
    TaskState.DONE: "status--done",
    TaskState.STOPPED: "status--stopped",
}


def plan_context(user: Any, copy: PlanPrint, plan: Plan, said: Any) -> dict[str, Any]:
    """支援プラン兼利用申込書: the edition, and what the plan's row says of it now."""
    is_newest = copy.edition == plan.edition
    state = plan.state_shown(has_consent(plan))
    left_out = left_out_of(copy, plan.kind)
    marks = marks_of(plan, copy.since_edition, said, user, left_out)
    own = rows_of_kind(plan.kind, said.own, left_out)
    return {
        "plan": plan,
        "said": said,
        "marks": marks,
        "word_rows": words_of(said.content),
        "own_lines": in_lines(other_projects_as_one(own, marks or ())),
        "sharing": list(dict.fromkeys(str(row.body) for row in said.bodies)),
        "is_before_consent": plan.is_before_consent,
        "agreement": (beside := _beside(user, plan) if is_newest else None),
        "refused": beside.note if beside and was_refused(plan) else "",
        "refused_on": plan.refused_on if beside and was_refused(plan) else None,
        "secretariat": secretariat_of(copy.plan),
        "is_newest": is_newest,
        "state": state,
        "is_agreed": is_newest and plan.agreed_on is not None,
        "is_decided": is_newest and plan.decided_on is not None,
        "is_draft": not is_newest or plan.decided_on is None,
        "is_held": state == PlanState.HELD_CONSENT,
        "conference": _conference(user, plan) if is_newest else None,
        "conference_name": conference_name(),
        "approvers": APPROVERS,
    }


def words_of(content: PlanContent) -> list[OwnField]:
    """The words of the plan, each under its own name."""
    return [OwnField(label, getattr(content, name), name) for name, label in WORDS]


def other_projects_as_one(rows: Sequence[OwnField], marks: Any) -> list[OwnField]:
    """The other projects that a plan uses, boxes side by side, and what each is asked for."""
    by_name = {row.name: row for row in rows}
    names = [f"{what}_{project}" for project in OTHER_PROJECTS for what in ("uses", "asked_of")]
    if not set(names) <= set(by_name):
        return list(rows)
    unused, used = [], []
    for uses, asked in zip(names[::2], names[1::2], strict=True):
        is_used, words = by_name[uses].text == YES, by_name[asked].text
        box = ("■" if is_used else "□") + by_name[uses].label.removesuffix("を使う")
        if is_used or words:
            used.append(f"{box}　依頼：{words}")
        else:
            unused.append(box)
    text = "\n".join([*used, *(["　".join(unused)] if unused else [])])
    # Marked as soon as one of them has changed.
    name = next((name for name in names if name in marks), names[0])
    rest = [row for row in rows if row.name not in names]
    return [*rest, OwnField("ほかの事業の利用", text, name)]


def in_lines(rows: Sequence[OwnField]) -> list[tuple[OwnField, ...]]:
    """Fields in the lines of a table of two columns: two short ones that stand side by side share a line."""
    lines: list[tuple[OwnField, ...]] = []
    at = 0
    while at < len(rows):
        pair = tuple(rows[at : at + 2])
        pair = tuple(row._replace(label=_broken(row.label)) for row in pair)
        together = len(pair) == 2 and all(_is_short(row.text) for row in pair)
        lines.append(pair if together else pair[:1])
        at += len(lines[-1])
    return lines


def _broken(label: str) -> str:
    """A long label breaks before what it says in brackets."""
    return label.replace("（", "\n（") if len(label) > WIDE else label


def _is_short(text: str) -> bool:
    return len(text) <= SHORT and "\n" not in text


def left_out_of(copy: PlanPrint, kind: str) -> tuple[str, ...]:
    """Fields of the kind that stay out of a copy for others: who told it, and what could hurt."""
    model = CONTENT_OF[kind]
    return {
        PlanPrint.For.SELF: (),
        PlanPrint.For.BODIES: model.not_for_others,
        PlanPrint.For.PERSON: (*model.not_for_others, *model.not_for_person),
    }[PlanPrint.For(copy.made_for)]


def was_refused(plan: Plan) -> bool:
    """The ward did not decide for it, though the conference found it right: why stands beside its words."""
    return plan.state == PlanState.RETURNED and plan.conference_result in GOOD_RESULTS


def _beside(user: Any, plan: Plan) -> PlanContent | None:
    """What stands beside the words: a proxy and why, the reason of the ward."""
    return PlanContent.objects.visible_to(user).filter(plan=plan).first()


def _conference(user: Any, plan: Plan) -> PlanConference | None:
    """The conference on its adequacy, with the item that says what was found; none that was called off."""
    rows = PlanConference.objects.visible_to(user).filter(pk=plan.conference_id)
    rows = rows.exclude(state=ConferenceState.CANCELLED)
    return rows.prefetch_related("items").first()


def progress_context(user: Any, copy: PlanPrint, plan: Plan, said: Any) -> dict[str, Any]:
    """進み具合の一覧: goals and tasks as they stand now, each with what was told of it last."""
    told = list(
        ProgressEntry.objects.visible_to(user).filter(plan=plan).select_related("body", "goal")
    )
    goals = Goal.objects.visible_to(user).open().filter(plan=plan)
    tasks = PlanTask.objects.visible_to(user).in_force().filter(plan=plan)
    return {
        "plan": plan,
        "subject": said.plan.subject,
        "is_before_consent": plan.is_before_consent,
        "state": plan.state_shown(has_consent(plan)),
        "now": timezone.now(),
        "goals": [
            {**_goal(goal), "told": [e for e in told if e.goal_id == goal.pk][:LATEST]}
            for goal in goals
        ],
        "tasks": [
            _task(task, [e for e in told if e.task_id == task.pk])
            for task in tasks.select_related("body", "goal")
        ],
        "latest": LATEST,
        "approvers": APPROVERS,
    }


def _goal(row: Any) -> dict[str, Any]:
    """How far a goal is: of the goal as it stands, or of what a sheet says of it."""
    words = dict(LEVELS)
    before = row.level_before
    return {
        "row": row,
        "boxes": "■" * row.level + "□" * (MOST_STEPS - row.level),
        "words": words[row.level],
        "change": "" if before is None else f"{row.level - before:+d}".replace("+0", "±0"),
        "before": "" if before is None else words[before],
    }


def _task(task: PlanTask, told: list[ProgressEntry]) -> dict[str, Any]:
    is_open = task.state not in (TaskState.DONE, TaskState.STOPPED)
    return {
        "row": task,
        "mark": TASK_MARKS.get(TaskState(task.state), ""),
        "is_late": is_open and task.due_on is not None and task.due_on < timezone.localdate(),
        "told": told[:LATEST],
    }


def evaluation_context(user: Any, copy: PlanPrint, plan: Plan, said: Any) -> dict[str, Any]:
    """モニタリング・評価シート (domain.md 4.10), as it stands when it is printed."""
    assert copy.evaluation is not None
    (sheet,) = sheets_shown([copy.evaluation], user)
    hidden = copy.made_for == PlanPrint.For.PERSON
    return {
        "plan": plan,
        "subject": said.plan.subject,
        "state": plan.state_shown(has_consent(plan)),
        "shown": sheet,
        "goals": [_goal(goal.review) | {"degree": goal.degree} for goal in sheet.goals],
        "left_out": EvaluationContent.not_for_person if hidden else (),
        "approvers": APPROVERS,
        "conference_name": conference_name(),
        "secretariat": secretariat_of(copy.plan),
    }


def easy_context(user: Any, copy: PlanPrint, plan: Plan, said: Any) -> dict[str, Any]:
    """やさしい日本語版: what the person wants, who does what, and whom to call."""
    bodies = {row.body_id: row.body for row in said.bodies}
    return {
        "plan": plan,
        "said": said,
        "secretariat": secretariat_of(copy.plan),
        "bodies": list(bodies.values()),
        "readings": _readings(user, copy, said) if copy.with_kana else None,
        "is_before_consent": plan.is_before_consent,
        "is_draft": copy.edition != plan.edition or plan.decided_on is None,
    }


def _readings(user: Any, copy: PlanPrint, said: Any) -> dict[str, str]:
    """Readings of names on record, as far as who asked sees them."""
    found: dict[str, str] = {}
    people = Person.objects.visible_to(user).of_case(copy.plan.compartment.case)
    for person in people:
        found |= readings_of_name(person.name, person.kana)
    for row in said.bodies:
        staff = row.appointment.staff
        found |= readings_of_name(staff.name, staff.kana)
    return found


def unprintable(said: Any) -> list[str]:
    """Characters of an edition that no bundled font prints: shown before it is printed."""
    return missing_characters("".join(_texts(said)))


def _texts(said: Any) -> Iterable[str]:
    beside = (said.own,) if said.own is not None else ()
    for row in (said.plan, said.content, *said.goals, *said.tasks, *beside, *said.candidates):
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname, None)
            if isinstance(value, str):
                yield value
