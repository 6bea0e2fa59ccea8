"""The plan and the 重層的支援会議: brought before it, and moved on by what it found (R8).

meetings keeps the conference and knows no plan; here its items are read and carried out. The conference
examines; re-planning, closing and pausing are confirmed by the ward (domain.md 2.2).
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from meetings.models import ConferenceItem, ItemResult, PlanConference, Purpose
from meetings.services import (
    ItemFacts,
    Outcome,
    convene_plan_conference,
    record_plan_conference,
)
from organizations.models import Body
from plans.models import CandidateResource, Goal, Plan, PlanContent, PlanTask
from plans.states import ENDED, PlanState

from .changing import change, consent_of, has_consent, secretariat_of, write_content
from .circle import circle_of
from .convened import require_going_on
from .evaluating import note_conference
from .findings import found_of
from .fixing import fix_as_met
from .following import complete_plan, move_plan, replan
from .kinds import kind_words

GOOD_RESULTS = (ItemResult.ADEQUATE, ItemResult.CONDITIONAL)
NEXT_DAY = "続けるときは、次に見直す日（今日より後）を書いてください"
# What a conference may examine, by the state of the plan.
PURPOSES: dict[str, tuple[Purpose, ...]] = {
    PlanState.SUBMITTED: (Purpose.ADEQUACY, Purpose.SHARING, Purpose.RESOURCES),
    PlanState.DECIDED: (Purpose.SHARING, Purpose.RESOURCES),
    PlanState.ACTIVE: (
        Purpose.EVALUATION,
        Purpose.SHARING,
        Purpose.REPLAN,
        Purpose.CLOSURE,
        Purpose.SUSPENSION,
        Purpose.RESOURCES,
    ),
    PlanState.EVALUATING: (
        Purpose.EVALUATION,
        Purpose.REPLAN,
        Purpose.CLOSURE,
        Purpose.SUSPENSION,
        Purpose.RESOURCES,
    ),
    PlanState.SUSPENDED: (Purpose.CLOSURE, Purpose.REPLAN, Purpose.RESOURCES),
}


def attending(plan: Plan, by: Any) -> list[Body]:
    """Bodies of the circle and the secretariat: whom a conference on the plan may invite (R5)."""
    return list(dict.fromkeys([*(r.body for r in circle_of(plan, by)), secretariat_of(plan)]))


def papers_of(plan: Plan, by: Any) -> list[str]:
    """The words of the plan: what the bodies have before them at the conference (R03)."""
    texts = [plan.subject]
    for content in PlanContent.objects.visible_to(by).filter(plan=plan):
        texts += [content.wishes, content.issues, content.long_term_goal, content.direction]
        texts.append(content.emergency)
    if (own := kind_words(plan, by)) is not None:
        texts += [value for name in own.words if isinstance(value := getattr(own, name), str)]
    for goal in Goal.objects.visible_to(by).open().filter(plan=plan):
        texts += [goal.text, goal.measure]
    for task in PlanTask.objects.visible_to(by).in_force().filter(plan=plan):
        texts += [task.outside_name, task.content, task.person_does, task.family_does]
    for row in CandidateResource.objects.visible_to(by).filter(plan=plan):
        texts += [row.name, row.person_says, row.host_says]
    return texts


@transaction.atomic
def call_conference(
    *,
    plan: Plan,
    items: Sequence[ItemFacts],
    held_on: datetime.date,
    by: Any,
    place: str = "",
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
    bodies: Sequence[Body] = (),
    others_masked: bool = False,
    version: int | None = None,
) -> PlanConference:
    """A conference on a plan that goes on: its progress, its evaluation, its end, a pause."""
    _require_purposes(plan, items)
    circle = attending(plan, by)
    if set(bodies) - set(circle):
        raise DomainError(
            "招集できるのは、プランの参加機関です。先に、機関をプランに加えてください"
        )
    changed = change(plan, by=by, version=version)
    conference = convene_plan_conference(
        plan=plan.compartment,
        consent_id=consent_of(plan),
        held_on=held_on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        bodies=list(bodies) or circle,
        items=items,
        others_masked=others_masked,
        papers=papers_of(plan, by),
        also_possible=circle,
        by=by,
    )
    if any(item.purpose == Purpose.ADEQUACY for item in items):
        change(changed, by=by, version=None, conference_id=conference.pk, conference_result="")
    return conference


def _require_purposes(plan: Plan, items: Sequence[ItemFacts]) -> None:
    """Raises DomainError unless a conference on the plan as it stands may deliberate on all of these."""
    allowed = PURPOSES.get(plan.state, ())
    if not allowed:
        raise DomainError(
            f"「{plan.get_state_display()}」のプランについて、会議は招集できません。"
            "作成中のプランは、本人の同意を記録してから「付議する」で会議にかけます"
        )
    if any(item.purpose not in allowed for item in items):
        raise DomainError(
            "いまのプランの状態では話し合えない案件があります。案件を選び直してください"
        )


@transaction.atomic
def record_conference(
    *,
    plan: Plan,
    conference: PlanConference,
    outcomes: Mapping[uuid.UUID, Outcome],
    minutes: str,
    by: Any,
    bodies: Sequence[Body] = (),
    version: int | None = None,
    **words: Any,
) -> PlanConference:
    """What the conference found, and what follows at once: a plan to be put right goes back with the
    opinion, one that goes on has its next day. The rest waits for the ward.

    The plan as it was deliberated on is fixed first. Without consent the minutes of a conference that
    was opened are kept and the plan that it had before it; the plan itself stays held.
    """
    require_going_on(plan, conference)
    if version is not None and version != plan.version:
        change(plan, by=by, version=version)  # tells that somebody else saved meanwhile
    held = record_plan_conference(
        conference=conference,
        outcomes=outcomes,
        minutes=minutes,
        bodies=list(bodies) or attending(plan, by),
        by=by,
        **words,
    )
    fix_as_met(plan, held, by)
    if has_consent(plan) and plan.state not in ENDED:
        items = list(ConferenceItem.objects.visible_to(by).filter(conference=held))
        note_conference(plan, held.held_on, {item.purpose for item in items}, by)
        for item in sorted(items, key=lambda one: one.look_again_on is None):  # the day first
            follow_item(plan, item, by)
    return held


def follow_adequacy(plan: Plan, item: ConferenceItem, by: Any, why: str = "") -> None:
    """The plan waits for the ward, or goes back to be put right with the opinion of the conference. `why` is kept
    with the change where it is not the first record."""
    good = item.result in GOOD_RESULTS
    note = "" if good else f"会議の意見：{item.opinion}"[:500]
    change(
        plan,
        by=by,
        version=None,
        to=PlanState.SUBMITTED if good else PlanState.RETURNED,
        conference_result=item.result,
        reason="。".join(filter(None, [why, note])),
    )
    write_content(plan, by=by, conditions=item.conditions, note=note)


def asks_next_day(plan: Plan) -> bool:
    """Whether going on needs a new day: the one of the plan is over, or was looked at just now (domain.md 11.3)."""
    if plan.state == PlanState.EVALUATING:
        return True
    day = plan.next_monitoring_on
    return plan.state == PlanState.ACTIVE and day is not None and day <= timezone.localdate()


def follow_item(plan: Plan, item: ConferenceItem, by: Any) -> None:
    """What follows from one item without the ward."""
    if item.purpose == Purpose.ADEQUACY and plan.state == PlanState.SUBMITTED:
        follow_adequacy(plan, item, by)
    elif item.result == ItemResult.GO_ON and (item.look_again_on or asks_next_day(plan)):
        day = item.look_again_on
        if day is None or day <= timezone.localdate():
            raise DomainError(f"「{item}」：{NEXT_DAY}")
        goes_on = PlanState.ACTIVE if plan.state == PlanState.EVALUATING else None
        change(plan, by=by, version=None, to=goes_on, next_monitoring_on=day)


@transaction.atomic
def carry_out(
    *,
    plan: Plan,
    item: ConferenceItem | None,
    confirmed_on: datetime.date,
    title: str,
    by: Any,
    version: int | None = None,
) -> Plan:
    """The ward confirms what the conference found, and the plan follows. Without an item nothing is left
    to follow: somebody else was first."""
    found = found_of(plan, by)
    if item is None or found is None or found.pk != item.pk:
        raise DomainError(
            "この会議の結果は、もうプランに移してあるか、新しい会議の結果があります。"
            "プランの画面を開き直してください"
        )
    if not item.conference.held_on <= confirmed_on <= timezone.localdate():
        raise DomainError("区が確認した日は、会議の日から今日までの日にしてください")
    if not title.strip():
        raise DomainError("確認した人の職名を書いてください")
    made = _carry_out(plan, item, by, version)
    change(
        plan,
        by=by,
        version=None,
        confirmed_on=confirmed_on,
        confirmed_by_title=title,
        followed_id=item.conference_id,
    )
    return made


def _carry_out(plan: Plan, item: ConferenceItem, by: Any, version: int | None) -> Plan:
    """The first change compares the version: it tells that somebody else saved meanwhile. A plan that is
    carried out does not pass through its evaluation by itself: its sheet leads there (domain.md 3.2)."""
    if item.result == ItemResult.REPLAN:
        return replan(plan=plan, by=by, version=version)
    if item.result == ItemResult.SUSPEND:
        return move_plan(
            plan=plan,
            to=PlanState.SUSPENDED,
            note=item.reason,
            look_again_on=item.look_again_on,
            by=by,
            version=version,
        )
    return complete_plan(
        plan=plan,
        reason=item.end_reason,
        lead_body=item.lead_body,
        note=item.remaining[:500],
        follow_up=item.follow_up,
        by=by,
        version=version,
    )


def free_purposes(plan: Plan, conference: PlanConference, by: Any) -> list[Purpose]:
    """What may still be put on the agenda: allowed in the state of the plan, and not on it yet."""
    rows = ConferenceItem.objects.visible_to(by).filter(conference=conference)
    taken = set(rows.values_list("purpose", flat=True))
    return [purpose for purpose in PURPOSES.get(plan.state, ()) if purpose not in taken]


def plan_of(conference: PlanConference, by: Any) -> Plan | None:
    """The plan on which a conference is: the one of its compartment."""
    rows = Plan.objects.visible_to(by).filter(compartment=conference.compartment_id)
    found: Plan | None = rows.select_related(
        "compartment__case", "compartment__organization", "lead_body"
    ).first()
    return found
