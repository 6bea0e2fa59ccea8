"""The way of a multi-agency case in steps, and for whom each waits (domain.md 3.4): one table."""

from django.db import models

from organizations.names import own_names, own_names_lazy
from plans.states import PlanState


class Step(models.TextChoices):
    """Where a case is on its way, in the order of the way."""

    REQUESTED = "requested", "依頼の返事待ち"
    ACCEPTED = "accepted", "受理・進め方の検討"
    MEETING = "meeting", own_names_lazy("支援会議で検討中")
    DRAFTING = "drafting", "プラン作成中"
    REACHING_OUT = "reaching_out", "同意前の働きかけ中"
    AGREED = "agreed", "付議の準備"
    SUBMITTED = "submitted", "会議に付議中"
    DECIDING = "deciding", "支援決定待ち"
    SUPPORT = "support", "支援中"
    EVALUATING = "evaluating", "評価中"
    SUSPENDED = "suspended", "中断"
    HELD = "held", "同意がなく保留"


class Who(models.TextChoices):
    """For whom a case waits."""

    SECRETARIAT = "secretariat", "事務局"
    MEETING = "meeting", "会議"
    WARD = "ward", "区の決裁"
    BODIES = "bodies", "参加機関"


# What is awaited in a step: of whom, and in words.
_AWAITED: dict[str, tuple[Who, str]] = {
    Step.REQUESTED: (Who.SECRETARIAT, "依頼に返事をする"),
    Step.ACCEPTED: (Who.SECRETARIAT, "支援会議かプランを始める"),
    Step.MEETING: (Who.SECRETARIAT, "支援会議を進める"),
    Step.DRAFTING: (Who.SECRETARIAT, "プランを書き、本人の同意を受ける"),
    Step.REACHING_OUT: (Who.BODIES, "働きかけの様子を書く"),
    Step.AGREED: (Who.SECRETARIAT, "会議に付議する"),
    Step.SUBMITTED: (Who.MEETING, "会議の結果"),
    Step.DECIDING: (Who.WARD, "支援決定"),
    Step.SUPPORT: (Who.BODIES, "役割を進める"),
    Step.EVALUATING: (Who.SECRETARIAT, "評価のあとの進め方を決める"),
    Step.SUSPENDED: (Who.SECRETARIAT, "中断を見直す"),
    Step.HELD: (Who.SECRETARIAT, "同意のなくなったプランをどうするか決める"),
}


def awaited_in(step: Step) -> tuple[Who, str]:
    """Of whom something is awaited in a step, and what, in the ward's own words."""
    who, what = _AWAITED[step]
    return who, own_names(what)


OF_PLAN: dict[str, Step] = {
    PlanState.DRAFT: Step.DRAFTING,
    PlanState.RETURNED: Step.DRAFTING,
    PlanState.REACHING_OUT: Step.REACHING_OUT,
    PlanState.PERSON_AGREED: Step.AGREED,
    PlanState.SUBMITTED: Step.SUBMITTED,
    PlanState.DECIDED: Step.SUPPORT,
    PlanState.ACTIVE: Step.SUPPORT,
    PlanState.EVALUATING: Step.EVALUATING,
    PlanState.SUSPENDED: Step.SUSPENDED,
    PlanState.HELD_CONSENT: Step.HELD,
}
ORDER = {step: place for place, step in enumerate(Step.values)}
