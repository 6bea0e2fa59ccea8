"""States of a plan and the moves between them (domain.md 3.4), as one table."""

from django.db import models


class PlanState(models.TextChoices):
    """State of a plan. 同意撤回・保留 is never stored: it follows, at the moment of reading, from
    the consent that the plan rests on (R17; see `Plan.state_shown`)."""

    DRAFT = "draft", "作成中"
    REACHING_OUT = "reaching_out", "同意前の働きかけ中"
    PERSON_AGREED = "person_agreed", "本人同意済み"
    SUBMITTED = "submitted", "会議に付議中"
    RETURNED = "returned", "要修正"
    DECIDED = "decided", "支援決定"
    ACTIVE = "active", "実施中"
    EVALUATING = "evaluating", "評価中"
    SUSPENDED = "suspended", "中断"
    COMPLETED = "completed", "終結"
    REPLANNED = "replanned", "再プランに引き継ぎ"
    CANCELLED = "cancelled", "取下げ"
    HELD_CONSENT = "held_consent", "同意撤回・保留"


PLAN_MOVES: dict[str, tuple[str, ...]] = {
    PlanState.DRAFT: ("draft", "reaching_out", "person_agreed", "cancelled"),
    PlanState.REACHING_OUT: ("reaching_out", "replanned", "cancelled"),
    PlanState.PERSON_AGREED: ("draft", "submitted", "cancelled"),
    PlanState.SUBMITTED: ("submitted", "returned", "decided", "cancelled"),
    # Back before the ward only when the conference's result was put right, and the words stayed as they were.
    PlanState.RETURNED: ("returned", "person_agreed", "submitted", "cancelled"),
    PlanState.DECIDED: ("active", "cancelled"),
    # To an end only without consent, when there can be neither sheet nor conference (services.findings).
    PlanState.ACTIVE: ("evaluating", "completed", "replanned", "suspended"),
    PlanState.EVALUATING: ("active", "completed", "replanned", "suspended"),
    PlanState.SUSPENDED: ("active", "completed", "replanned"),
    PlanState.COMPLETED: (),
    PlanState.REPLANNED: (),
    PlanState.CANCELLED: (),
}
STORED = tuple(PLAN_MOVES)
# The text may change; changing it after the person agreed takes the agreement back.
EDITABLE = (
    PlanState.DRAFT,
    PlanState.REACHING_OUT,
    PlanState.PERSON_AGREED,
    PlanState.RETURNED,
)
# The coordinator's next step waits on no day.
STEP_WAITS = (
    PlanState.PERSON_AGREED,
    PlanState.SUBMITTED,
    PlanState.RETURNED,
    PlanState.DECIDED,
    PlanState.EVALUATING,
)
# As far as an outreach plan may come while nobody has consented (R5, R7): it is not brought before
# the 重層的支援会議 (R8), and the ward does not decide on it.
BEFORE_CONSENT = (
    PlanState.DRAFT,
    PlanState.REACHING_OUT,
    PlanState.REPLANNED,
    PlanState.CANCELLED,
)
DECIDED_AND_AFTER = (
    PlanState.DECIDED,
    PlanState.ACTIVE,
    PlanState.EVALUATING,
    PlanState.SUSPENDED,
    PlanState.COMPLETED,
    PlanState.REPLANNED,
)
# Bodies act, and say how far they have come.
IN_SUPPORT = (PlanState.REACHING_OUT, PlanState.ACTIVE, PlanState.EVALUATING)
ENDED = (PlanState.COMPLETED, PlanState.REPLANNED, PlanState.CANCELLED)
# The ward has not decided, or its decision waits for the first step of support.
NOT_BEGUN = (
    PlanState.DRAFT,
    PlanState.PERSON_AGREED,
    PlanState.SUBMITTED,
    PlanState.RETURNED,
    PlanState.DECIDED,
)
# What may still be done when the consent is gone: to end it (domain.md 2.1 R08 d).
WITHOUT_CONSENT = (PlanState.COMPLETED, PlanState.CANCELLED, PlanState.SUSPENDED)


class TaskState(models.TextChoices):
    """State of somebody's task 役割."""

    NOT_STARTED = "not_started", "未着手"
    DOING = "doing", "実施中"
    DONE = "done", "完了"
    CHANGED = "changed", "変更"
    STOPPED = "stopped", "中止"
