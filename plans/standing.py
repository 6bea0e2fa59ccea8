"""How a plan stands: percent, traffic light with its reasons, last touch. One rule (docs/plans.md).

Computed from what the reader sees and from no words of the plan (R9), for any number of plans in the
same number of questions. `RULE` is what pages tell readers; who changes the rule changes it there.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Avg, Count, F, Max, Q
from django.utils import timezone

from access import sources
from access.shared_sets import among
from access.together import Asked, ask_together
from documents.wareki import format_date

from .models import Goal, Plan, PlanTask, ProgressEntry
from .states import ENDED, IN_SUPPORT, NOT_BEGUN, PlanState, TaskState

STEPS = 5
LONG_OVERDUE = datetime.timedelta(days=14)
CONSENT_NEAR = datetime.timedelta(days=30)
END_NEAR = datetime.timedelta(days=30)  # domain.md 11.3
UNTOUCHED = datetime.timedelta(days=60)  # domain.md 11.3

RULE = (
    "進み具合（％）は、取り組み中の目標の段階（0から5）の平均です。目標がないプランでは、"
    "中止していない役割のうち完了したものの割合です。始まっていないプランでは、まだ測りません。",
    "赤「要対応」：同意が撤回されたか期限が切れた、モニタリングの日・中断を見直す日・計画期間の終わりを過ぎた、"
    f"期限を{LONG_OVERDUE.days}日以上過ぎた役割がある、のどれか。",
    "黄「注意」：期限を過ぎた役割がある、前の記録より戻った目標がある、"
    f"{UNTOUCHED.days}日以上動きがない、同意の期限か計画期間の終わりまで{CONSENT_NEAR.days}日以内、"
    "のどれか。",
    "「開始前」：赤にも黄にも当たらず、まだ始まっていないもの（支援決定の前、支援決定のあと支援を始めるまで、"
    "計画期間が始まる前で、進み具合がまだ書かれていないあいだ）。",
    "緑「順調」：始まっていて、赤にも黄にも当たらないもの。終わったプランには付けません。",
)


class Light(models.TextChoices):
    """The traffic light; never shown as a colour alone."""

    GREEN = "green", "順調"
    YELLOW = "yellow", "注意"
    RED = "red", "要対応"
    NOT_BEGUN = "not_begun", "開始前"
    ENDED = "ended", "終わったプラン"


# The light that comes first in a list of what needs a look.
URGENCY = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, Light.NOT_BEGUN: 3, Light.ENDED: 4}
ICONS = {
    Light.RED: "warn",
    Light.YELLOW: "clock",
    Light.GREEN: "check",
    Light.NOT_BEGUN: "calendar",
    Light.ENDED: "",
}
TONES = {Light.NOT_BEGUN: "blue", Light.ENDED: "line"}  # else named like the light


@dataclass(frozen=True)
class Standing:
    """A plan at this moment, as far as the reader sees it."""

    percent: int | None
    light: Light
    why: tuple[str, ...]
    last_touched: datetime.datetime | None
    overdue_tasks: int = 0
    tasks_done: int = 0
    tasks: int = 0
    goals: int = 0
    goals_back: int = 0
    is_held: bool = False
    is_monitoring_overdue: bool = False
    is_untouched: bool = False

    @property
    def tone(self) -> str:
        return TONES.get(self.light, str(self.light))

    @property
    def icon(self) -> str:
        return ICONS[self.light]

    @property
    def urgency(self) -> int:
        return URGENCY[self.light]

    @property
    def percent_words(self) -> str:
        return "まだ測れません" if self.percent is None else f"{self.percent}％"

    @property
    def why_words(self) -> str:
        return "、".join(self.why)


def standing_of(plan: Plan, user: Any, today: datetime.date | None = None) -> Standing:
    """The standing of one plan."""
    return standings_of([plan], user, today)[plan.pk]


def standings_of(
    plans: Sequence[Plan],
    user: Any,
    today: datetime.date | None = None,
    *,
    valid: set[uuid.UUID] | None = None,
) -> dict[uuid.UUID, Standing]:
    """The standing of each of these plans, by id, in one statement; `valid` names the consents in force
    where the caller knows them."""
    asked = Standings(plans, user, today, valid=valid)
    return asked.told(ask_together(asked.questions))


class Standings:
    """What is asked to say how these plans stand, so that a page can ask it together with more of its own.

    asked = Standings(plans, user)
    standings = asked.told(ask_together([*asked.questions, *own])[: len(asked.questions)])
    """

    def __init__(
        self,
        plans: Sequence[Plan],
        user: Any,
        today: datetime.date | None = None,
        *,
        valid: set[uuid.UUID] | None = None,
    ) -> None:
        self.plans, self.valid, self.day = plans, valid, today or timezone.localdate()
        keys = [plan.pk for plan in plans]
        consents = [plan.consent_id for plan in plans if plan.consent_id]  # none: before consent
        self.questions: list[Asked] = (
            [
                _goals(keys, user),
                _tasks(keys, user, self.day),
                _changes(keys, user),
                _entries(keys, user),
                *([sources.in_force_of(consents)] if valid is None and consents else []),
            ]
            if plans
            else []
        )

    def told(self, answers: Sequence[list[Any]]) -> dict[uuid.UUID, Standing]:
        """The standing of each plan, from the answers to the questions."""
        if not self.plans:
            return {}
        goals, tasks, changes, entries, *rest = answers
        valid = set(rest[0][0][0]) if rest else self.valid or set()
        goals_of = {row["plan"]: row for row in goals}
        tasks_of = {row["plan"]: row for row in tasks}
        touched: dict[uuid.UUID, datetime.datetime] = {}
        for key, at in [*changes, *entries]:
            touched[key] = max(at, touched.get(key, at))
        return {
            plan.pk: _standing(
                plan,
                self.day,
                has_consent=plan.consent_id in valid,
                goals=goals_of.get(plan.pk, {}),
                tasks=tasks_of.get(plan.pk, {}),
                touched=touched.get(plan.pk),
            )
            for plan in self.plans
        }


def _goals(keys: Iterable[uuid.UUID], user: Any) -> Any:
    rows = Goal.objects.visible_to(user).open().filter(plan__in=among(keys)).order_by()
    return rows.values("plan").annotate(
        goals=Count("pk"),
        mean=Avg("level"),
        back=Count("pk", filter=Q(level__lt=F("level_before"))),
    )


def _tasks(keys: Iterable[uuid.UUID], user: Any, day: datetime.date) -> Any:
    rows = PlanTask.objects.visible_to(user).in_force().filter(plan__in=among(keys)).order_by()
    waiting = ~Q(state=TaskState.DONE)
    return rows.values("plan").annotate(
        tasks=Count("pk"),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        moved=Count("pk", filter=~Q(state=TaskState.NOT_STARTED)),
        overdue=Count("pk", filter=waiting & Q(due_on__lt=day)),
        long_overdue=Count("pk", filter=waiting & Q(due_on__lte=day - LONG_OVERDUE)),
    )


def _changes(keys: Iterable[uuid.UUID], user: Any) -> Any:
    """When somebody last changed the plan. Goals, tasks and bodies change together with the row of the
    plan, or with an entry."""
    changes = Plan.history.filter(id__in=among(keys)).visible_to(user).order_by()
    return changes.values_list("id").annotate(Max("history_date"))


def _entries(keys: Iterable[uuid.UUID], user: Any) -> Any:
    """When somebody last told its progress."""
    entries = ProgressEntry.objects.visible_to(user).filter(plan__in=among(keys)).order_by()
    return entries.values_list("plan").annotate(Max("created_at"))


def _standing(
    plan: Plan,
    day: datetime.date,
    *,
    has_consent: bool,
    goals: dict[str, Any],
    tasks: dict[str, Any],
    touched: datetime.datetime | None,
) -> Standing:
    ended = plan.state in ENDED
    state = plan.state_shown(has_consent)
    in_support = plan.state in IN_SUPPORT
    monitoring_over = _is_before(plan.next_monitoring_on, day) and in_support
    due = tasks if in_support else {}  # before the decision and in a pause nothing falls due
    untouched = not ended and touched is not None and day - timezone.localdate(touched) >= UNTOUCHED
    red = _red(plan, day, state, due)
    yellow = _yellow(plan, day, due, goals, untouched)
    not_begun = has_not_begun(plan, day) and not _is_told(plan, goals, tasks)
    calm = Light.NOT_BEGUN if not_begun else Light.GREEN
    light = Light.RED if red else Light.YELLOW if yellow else calm
    return Standing(
        percent=None if not_begun else _percent(goals, tasks),
        light=Light.ENDED if ended else light,
        why=() if ended else (*red, *yellow),
        last_touched=touched,
        overdue_tasks=due.get("overdue", 0),
        tasks_done=tasks.get("done", 0),
        tasks=tasks.get("tasks", 0),
        goals=goals.get("goals", 0),
        goals_back=goals.get("back", 0),
        is_held=state == PlanState.HELD_CONSENT,
        is_monitoring_overdue=monitoring_over,
        is_untouched=untouched,
    )


def has_not_begun(plan: Plan, day: datetime.date | None = None) -> bool:
    """Nobody carries it out yet: no decision, no start, or a period that begins after `day` (today)."""
    begins = plan.period_from if plan.state in IN_SUPPORT else None
    return plan.state in NOT_BEGUN or (
        begins is not None and begins > (day or timezone.localdate())
    )


def _is_told(plan: Plan, goals: dict[str, Any], tasks: dict[str, Any]) -> bool:
    """It goes on before its period: support has begun, and somebody has told how far it is."""
    return plan.state in IN_SUPPORT and bool(goals.get("mean") or tasks.get("moved"))


def _is_before(when: datetime.date | None, day: datetime.date) -> bool:
    return when is not None and when < day


def _words(day: datetime.date | None) -> str:
    return format_date(day) if day else ""


def _percent(goals: dict[str, Any], tasks: dict[str, Any]) -> int | None:
    if goals:
        return int(goals["mean"] * 100 / STEPS)
    if tasks:
        return int(tasks["done"] * 100 / tasks["tasks"])
    return None


def _red(plan: Plan, day: datetime.date, state: PlanState, tasks: dict[str, Any]) -> list[str]:
    found = []
    if state == PlanState.HELD_CONSENT:
        found.append("有効な同意がありません")
    if plan.state in IN_SUPPORT and _is_before(plan.next_monitoring_on, day):
        found.append(f"モニタリングの日（{_words(plan.next_monitoring_on)}）を過ぎています")
    if plan.state in IN_SUPPORT and _is_before(plan.period_until, day):
        found.append(f"計画期間が{_words(plan.period_until)}で終わっています")
    if plan.state == PlanState.SUSPENDED and _is_before(plan.look_again_on, day):
        found.append(f"中断を見直す日（{_words(plan.look_again_on)}）を過ぎています")
    if tasks.get("long_overdue"):
        found.append(
            f"期限を{LONG_OVERDUE.days}日以上過ぎた役割が{tasks['long_overdue']}件あります"
        )
    return found


def _yellow(
    plan: Plan, day: datetime.date, tasks: dict[str, Any], goals: dict[str, Any], untouched: bool
) -> list[str]:
    found = []
    recently = tasks.get("overdue", 0) - tasks.get("long_overdue", 0)
    if recently:
        found.append(f"期限を過ぎた役割が{recently}件あります")
    if goals.get("back") and plan.state in IN_SUPPORT:
        found.append(f"前の記録より戻った目標が{goals['back']}件あります")
    if untouched:
        found.append(f"{UNTOUCHED.days}日以上動きがありません")
    consent = plan.consent_until
    if consent and day <= consent <= day + CONSENT_NEAR:
        found.append(f"同意の期限（{format_date(consent)}）が近づいています")
    until = plan.period_until
    if plan.state in IN_SUPPORT and until and day <= until <= day + END_NEAR:
        found.append(f"計画期間の終わり（{format_date(until)}）が近づいています")
    return found
