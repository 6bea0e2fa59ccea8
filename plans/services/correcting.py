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
from plans.models import FixedPlan, Plan
from plans.states import ENDED, PlanState

from .changing import change, has_consent
from .conferring import attending, follow_adequacy, follow_item
from .fixing import fix_as_corrected

# A plan does not follow what is found on these.
BESIDE_THE_PLAN = (Purpose.SHARING, Purpose.RESOURCES)
CORRECTED = "会議の結果を直した"
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
        return "有効な本人同意がないため、この結果は直せません。会議録の言葉と出席は、直せます"
    if item.purpose == Purpose.ADEQUACY:
        return _why_adequacy_stays(plan, item, by)
    if plan.followed_id == item.conference_id:
        return (
            "会議の結果をプランに移してあるため、この結果は直せません。"
            "進め方を変えるときは、次の会議か、プランの「次の進め方を決める」で決めてください"
        )
    if _was_met_again(plan, item.conference, by):
        return "このあとの会議の結果があるため、この結果は直せません"
    return ""


def _why_adequacy_stays(plan: Plan, item: ConferenceItem, by: Any) -> str:
    again = "本人の同意を受け直して、もう一度付議してください"
    if plan.conference_id != item.conference_id:
        return "プランがもう一度会議にかけられているため、この結果は直せません"
    if plan.state in (PlanState.DRAFT, PlanState.PERSON_AGREED):
        return f"プランがそのあと直されているため、この結果は直せません。{again}"
    if plan.state not in (PlanState.SUBMITTED, PlanState.RETURNED):
        return (
            "この結果のあとにプランが先に進んでいるため、この結果は直せません。"
            "支援決定のあとに変えるときは、再プランを作ってください"
        )
    if plan.state == PlanState.RETURNED and plan.conference_result != ItemResult.REVISE:
        return (
            "区がプランを差し戻しているため、この結果は直せません。"
            "プランを直して、もう一度付議してください"
        )
    if (
        plan.conference_result != item.result
    ):  # recorded while there was no consent: nothing followed
        return (
            "記録したときに有効な本人同意がなかったため、この結果はプランに移っていません。"
            "直さずに、もう一度会議にかけてください"
        )
    if plan.state == PlanState.RETURNED and not _is_as_it_was_met(plan, item, by):
        return f"プランが要修正に戻り、そのあと直されているため、この結果は直せません。{again}"
    return ""


def _is_as_it_was_met(plan: Plan, item: ConferenceItem, by: Any) -> bool:
    """Whether the ward would have the very plan before it that the conference had: no word, no body and no other
    consent since (R8)."""
    kept = FixedPlan.objects.visible_to(by).filter(plan=plan, conference_id=item.conference_id)
    is_same = plan.edition in set(kept.values_list("edition", flat=True))
    return is_same and plan.agreed_on is not None and plan.consent_id == item.conference.consent_id


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
        now, wanted = outcome_of(item), outcomes.get(item.pk)
        if (why := stays[item.pk]) and wanted is not None and takes_other(now, wanted):
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


def taken(result: str) -> tuple[str, ...]:
    """What the plan takes over of an item with this result: with 「修正が必要」 the opinion as well."""
    return (*TAKEN, "opinion") if result == ItemResult.REVISE else TAKEN


def takes_other(before: Outcome, now: Outcome) -> bool:
    """Whether the plan would take over something else."""
    names = {*taken(before.result), *taken(now.result)}
    return any(getattr(before, name) != getattr(now, name) for name in names)


def _follow_again(plan: Plan, item: ConferenceItem, before: Outcome, by: Any) -> None:
    """What the plan would have taken over otherwise. It gets a new version then: whoever carries out at this
    moment what had been found before is told that it is another (`carry_out`)."""
    now = outcome_of(item)
    if not takes_other(before, now):
        return
    if item.purpose == Purpose.ADEQUACY:
        follow_adequacy(plan, item, by, why=CORRECTED)
        return
    goes_on = now.result == ItemResult.GO_ON
    # The plan went on when it was recorded: another day ends no evaluation that has begun since.
    day: dict[str, Any] = {}
    if goes_on and now.look_again_on:
        day = {"next_monitoring_on": now.look_again_on}
    change(plan, by=by, version=None, reason=CORRECTED, **day)
    if goes_on and before.result != ItemResult.GO_ON:
        follow_item(plan, item, by)
