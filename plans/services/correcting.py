"""A result of a 重層的支援会議 that was recorded wrongly is put right, as long as nothing rests on it (R8).

Words, who came and what moves no plan can be put right until the minutes are fixed. A result can become another
while the ward has not acted on it: what was found is never other than what the plan has followed.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from access.errors import DomainError
from meetings.models import ConferenceItem, ItemResult, PlanConference, Purpose
from meetings.services import Corrected, Outcome, correct_plan_conference, outcome_of
from organizations.models import Body
from plans.models import Plan
from plans.states import ENDED, PlanState

from .changing import change, has_consent
from .conferring import attending, follow_adequacy, follow_item
from .fixing import fix_as_corrected

# A plan does not follow what is found on these.
BESIDE_THE_PLAN = (Purpose.SHARING, Purpose.RESOURCES)
# What the plan takes over with a result: it stays with it.
TAKEN = (
    *("result", "conditions", "end_reason", "lead_body", "follow_up", "remaining"),
    *("reason", "look_again_on"),
)


def why_it_stays(plan: Plan, item: ConferenceItem, by: Any) -> str:
    """Why the result of this item cannot become another any more, and what to do instead. Empty: it can."""
    if item.purpose in BESIDE_THE_PLAN:
        return ""
    if plan.state in ENDED:
        return "プランが終わっているため、この結果は直せません"
    if not has_consent(plan):
        return (
            "有効な本人同意がないため、この結果は直せません。"
            "新しい同意をプランに付けると、直せるようになります"
        )
    if item.purpose == Purpose.ADEQUACY:
        return _why_adequacy_stays(plan, item)
    if plan.followed_id == item.conference_id:
        return (
            "会議の結果をプランに移してあるため、この結果は直せません。"
            "進め方を変えるときは、次の会議か、プランの「次の進め方を決める」で決めてください"
        )
    if _was_met_again(plan, item.conference, by):
        return "このあとの会議の結果があるため、この結果は直せません"
    return ""


def _why_adequacy_stays(plan: Plan, item: ConferenceItem) -> str:
    if plan.conference_id != item.conference_id:
        return "プランがもう一度会議にかけられているため、この結果は直せません"
    if plan.state == PlanState.SUBMITTED:
        return ""
    if plan.state != PlanState.RETURNED:
        return (
            "この結果のあとにプランが先に進んでいるため、この結果は直せません。"
            "支援決定のあとに変えるときは、再プランを作ってください"
        )
    # Any other word in the plan takes the agreement of the person back: the conference has not seen that plan.
    if item.result == ItemResult.REVISE and plan.agreed_on is not None:
        return ""
    return (
        "プランが要修正に戻り、そのあと直されているため、この結果は直せません。"
        "本人の同意を受け直して、もう一度付議してください"
        if item.result == ItemResult.REVISE
        else "区がプランを差し戻しているため、この結果は直せません。プランを直して、もう一度付議してください"
    )


def _was_met_again(plan: Plan, conference: PlanConference, by: Any) -> bool:
    """A later conference on the plan was held: that is the one which the plan follows."""
    held = PlanConference.objects.visible_to(by).held().filter(compartment=plan.compartment_id)
    latest = held.order_by("-held_on", "-created_at", "-id").first()
    return latest is not None and latest.pk != conference.pk


@transaction.atomic
def correct_result(
    *,
    plan: Plan,
    conference: PlanConference,
    outcomes: Mapping[uuid.UUID, Outcome],
    minutes: str,
    by: Any,
    bodies: Sequence[Body] = (),
    version: int | None = None,
    **words: Any,
) -> Corrected:
    """Put right what was recorded. The plan follows as it would have, and the version that was fixed then gets
    one beside it. Raises DomainError for a result on which something rests already (`why_it_stays`).

    `version` is that of the conference.
    """
    items = ConferenceItem.objects.visible_to(by).filter(conference=conference)
    stays = {i.pk: why_it_stays(plan, i, by) for i in items.select_related("conference")}
    for item in items:
        if (why := stays[item.pk]) and _takes_other(outcome_of(item), outcomes.get(item.pk)):
            raise DomainError(f"「{item}」：{why}")
    corrected = correct_plan_conference(
        conference=conference,
        outcomes=outcomes,
        minutes=minutes,
        bodies=list(bodies) or attending(plan, by),
        by=by,
        version=version,
        **words,
    )
    if corrected.items:
        fix_as_corrected(plan, corrected.conference, by)
    for item, before in corrected.items:
        if not stays[item.pk] and item.purpose not in BESIDE_THE_PLAN:
            _follow_again(plan, item, before, by)
    return corrected


def _takes_other(now: Outcome, wanted: Outcome | None) -> bool:
    """Whether the plan would take over something else. Without an outcome the form is refused elsewhere."""
    return wanted is not None and any(getattr(now, name) != getattr(wanted, name) for name in TAKEN)


def _follow_again(plan: Plan, item: ConferenceItem, before: Outcome, by: Any) -> None:
    """What the plan would have taken over otherwise. It gets a new version then: whoever carries out at this
    moment what had been found before is told that it is another (`carry_out`)."""
    now = outcome_of(item)
    if item.purpose == Purpose.ADEQUACY:
        revised_otherwise = now.result == ItemResult.REVISE and now.opinion != before.opinion
        if revised_otherwise or _takes_other(before, now):
            follow_adequacy(plan, item, by)
    elif _takes_other(before, now):
        change(plan, by=by, version=None, reason="会議の結果を直した")
        if (now.result, now.look_again_on) != (before.result, before.look_again_on):
            follow_item(plan, item, by)
