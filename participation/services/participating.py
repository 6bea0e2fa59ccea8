"""A person's participation: begun in her plan, what she wishes, and where the whole stands."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import may_write, save_changed
from cases.merged_rows import all_rows_of
from organizations.models import Body
from participation.models import (
    OPEN_PLACEMENTS,
    PARTICIPATION_MOVES,
    Participation,
    ParticipationNeeds,
    ParticipationReason,
    ParticipationState,
    Placement,
    PlacementEntry,
    PlacementState,
)
from participation.models.states import CARRIES, OVER
from plans.models import Plan
from plans.services import kind_words
from plans.services.changing import bodies_acted_for, has_consent, secretariat_of
from plans.services.circle import circle_of
from plans.states import ENDED, PlanState

from .carrying import carry_over, former_of
from .gaps import note_unmet

HELD = (
    "プランのもとになる本人の同意がないため、書き足せません。"
    "新しい同意を受けて、プランに付けてから進めてください"
)
# The person has agreed to the plan, or the ward has decided on it already.
AGREED = (
    PlanState.PERSON_AGREED,
    PlanState.SUBMITTED,
    PlanState.DECIDED,
    PlanState.ACTIVE,
    PlanState.EVALUATING,
)
NOT_OF_THE_PLAN = "担当する機関を、プランの参加機関から選んでください"
REASON_NEEDED = (
    ParticipationState.UNMATCHED,
    ParticipationState.STOPPED,
    ParticipationState.CLOSED,
)
ORDER = list(CARRIES)


def plan_of(participation: Participation, by: Any) -> Plan:
    """The plan in which it lies, as the user sees it."""
    rows = Plan.objects.visible_to(by).select_related(
        "compartment__case", "compartment__organization"
    )
    found: Plan = rows.get(pk=participation.plan_id)
    return found


def held_up(plan: Plan) -> str:
    """Why nothing new may begin in the plan, in words; empty while it goes on (R5)."""
    if not has_consent(plan):
        return HELD
    if plan.state in ENDED:
        return (
            f"「{plan.get_state_display()}」のプランです。記録できるのは、参加先での参加が終わったことと、"
            "参加支援の終結・取りやめです。続けるときは、新しいプランで始めてください"
        )
    if plan.state == PlanState.SUSPENDED:
        return f"「{plan.get_state_display()}」のプランです。再開してから進めてください"
    return ""


def require_writer(plan: Plan, by: Any) -> None:
    """What is over can be told in any plan, with or without consent: nobody stays for ever where she is
    no more (domain.md 2.1 R08 d, 3.6)."""
    if not may_write(by, plan.compartment):
        raise DomainError("書き足せるのは、プランの参加機関の担当者と事務局です")


def require_going_on(plan: Plan, by: Any) -> None:
    """Nothing new is written without a valid consent, or in a plan that is over (R5)."""
    require_writer(plan, by)
    if words := held_up(plan):
        raise DomainError(words)


def open_placements(participation: Participation, by: Any) -> list[Placement]:
    rows = Placement.objects.visible_to(by).filter(
        participation=participation, state__in=OPEN_PLACEMENTS
    )
    return list(rows)


@transaction.atomic
def begin(*, plan: Plan, person_id: uuid.UUID, subject: str, body: Body, by: Any) -> Participation:
    """Begin to find out what a person who consented likes and needs. What the plan says of her goes in."""
    if plan.kind != Plan.Kind.PARTICIPATION:
        raise DomainError("参加支援は、参加支援プランの中で始めます")
    require_going_on(plan, by)
    if body not in bodies_acted_for(plan, by) and not _is_in_circle(plan, body, by):
        raise DomainError(NOT_OF_THE_PLAN)
    hers = all_rows_of([person_id], plan.compartment.case_id, by)
    known = Participation.objects.visible_to(by).filter(plan=plan, person_id__in=hers)
    if known.exclude(state__in=OVER).exists():
        raise DomainError("この人の参加支援は、すでに始まっています")
    common = {"compartment": plan.compartment, "created_by": by}
    made = Participation.objects.create(
        **common,
        plan=plan,
        person_id=person_id,
        subject=subject,
        body=body,
        state_since=timezone.localdate(),
    )
    ParticipationNeeds.objects.create(**common, participation=made, **_known_before(plan, made, by))
    former = former_of(plan, person_id, by)
    return carry_over(former, made, by) if former is not None else made


def _is_in_circle(plan: Plan, body: Body, by: Any) -> bool:
    return any(row.body_id == body.pk for row in circle_of(plan, by))


CARRIED = (
    *("wishes", "strengths", "care", "menus", "activities", "days", "parts", "area_id"),
    *("other_areas", "largest_group", "age", "highest_fee", "supports", "accessibility"),
    "language",
)


def _known_before(plan: Plan, made: Participation, by: Any) -> dict[str, Any]:
    """From an earlier participation of hers that the user sees; otherwise from the words of the plan."""
    hers = all_rows_of([made.person_id], plan.compartment.case_id, by)
    former = (
        ParticipationNeeds.objects.visible_to(by)
        .of_case(plan.compartment.case)
        .filter(participation__person_id__in=hers)
        .order_by("-created_at")
        .first()
    )
    if former is not None:
        return {name: getattr(former, name) for name in CARRIED}
    words: Any = kind_words(plan, by)
    if words is None:
        return {}
    return {
        "strengths": words.strengths,
        "care": words.care,
        "menus": [words.tie] if words.tie else [],
    }


@transaction.atomic
def edit_needs(
    *,
    participation: Participation,
    values: Mapping[str, Any],
    by: Any,
    version: int | None = None,
) -> Participation:
    """What the person wishes and needs has become clearer. The version is that of the participation."""
    require_going_on(plan_of(participation, by), by)
    changed = save_changed(participation, by=by, fields={}, version=version)
    rows = ParticipationNeeds.objects.changeable_by(by).filter(participation=participation)
    rows.update(**values, version=F("version") + 1)
    return changed


@transaction.atomic
def set_charge(
    *,
    participation: Participation,
    body: Body,
    next_look_on: datetime.date | None,
    by: Any,
    version: int | None = None,
) -> Participation:
    """Which body looks after it from now on, and when somebody asks again how it goes. A body that has left the
    plan looks after nobody in it."""
    plan = plan_of(participation, by)
    require_going_on(plan, by)
    if participation.state in OVER:
        raise DomainError("この参加支援は終わっています。担当も日も変えられません")
    if body != secretariat_of(plan) and not _is_in_circle(plan, body, by):
        raise DomainError(NOT_OF_THE_PLAN)
    fields = {"body_id": body.pk, "next_look_on": next_look_on}
    return save_changed(participation, by=by, fields=fields, version=version)


@transaction.atomic
def move_participation(
    *, participation: Participation, to: str, by: Any, reason: str = "", version: int | None = None
) -> Participation:
    """Move it on by hand: planned, searching, nothing found, closed, stopped. Tries move it otherwise.

    It may be closed and stopped in a plan that is over or held as well (domain.md 3.6).
    """
    plan = plan_of(participation, by)
    require_writer(plan, by)
    if words := hindrance(participation, plan, to, by):
        raise DomainError(words)
    if to in REASON_NEEDED and not reason.strip():
        raise DomainError("どうしてそうなったかを、理由に書いてください")
    changed = _set(participation, to, by, version)
    if reason.strip():
        ParticipationReason.objects.create(
            compartment_id=participation.compartment_id,
            created_by=by,
            participation=participation,
            to=to,
            text=reason.strip()[:500],
        )
    if to == ParticipationState.UNMATCHED:
        needs = needs_of(participation, by)
        note_unmet(menus=needs.menus, area=needs.area)
    return changed


def needs_of(participation: Participation, by: Any) -> ParticipationNeeds:
    rows = ParticipationNeeds.objects.visible_to(by).select_related("area")
    found: ParticipationNeeds = rows.get(participation=participation)
    return found


def _no_such_move(participation: Participation, to: str) -> str:
    """Why the table of moves does not lead there; empty if it does."""
    if to not in PARTICIPATION_MOVES[participation.state]:
        return (
            f"「{participation.get_state_display()}」から「{ParticipationState(to).label}」には"
            "進めません。画面を開き直して、いまの状態を確かめてください"
        )
    return ""


def _set(participation: Participation, to: str, by: Any, version: int | None) -> Participation:
    today = timezone.localdate()
    fields: dict[str, Any] = {"state": to, "state_since": today}
    if to in OVER:
        fields |= {"ended_on": today, "next_look_on": None}
    return save_changed(participation, by=by, fields=fields, version=version)


def follow_tries(participation: Participation, by: Any) -> Participation:
    """The whole stands where the best of its tries stands; without any, the search goes on. What is
    over stays over: who stayed linked may leave her place later (domain.md 3.6)."""
    if participation.state in OVER:
        return participation
    states = {row.state for row in open_placements(participation, by)}
    best = max(states, key=lambda s: ORDER.index(PlacementState(s)), default=None)
    to = CARRIES[PlacementState(best)] if best else ParticipationState.SEARCHING
    if to == participation.state:
        return participation
    if words := _no_such_move(participation, to):
        raise DomainError(words)
    return _set(participation, to, by, None)


def hindrance(participation: Participation, plan: Plan, to: str, by: Any) -> str:
    """Why it cannot be moved there now, with what to do first; empty if it can. The page offers what
    this does not refuse."""
    if words := _no_such_move(participation, to):
        return words
    if to not in OVER and (words := held_up(plan)):
        return words
    guard = _GUARDS.get(to)
    return guard(participation, plan, by) if guard else ""


def _planned(participation: Participation, plan: Plan, by: Any) -> str:
    needs = needs_of(participation, by)
    if not needs.menus or not (needs.wishes or needs.strengths):
        return "先に「ニーズと希望」に、本人の希望とつながりの形を書いてください"
    if plan.state not in AGREED:
        return "本人が参加支援プランに同意してから、「プラン作成済み」にしてください"
    return ""


def _without_tries(participation: Participation, plan: Plan, by: Any) -> str:
    if open_placements(participation, by):
        return "進んでいる参加先があります。先に、断られた・終わったことを記録してください"
    return ""


def _closed(participation: Participation, plan: Plan, by: Any) -> str:
    """It ends when the person stays linked and the relation to the host is stable (domain.md 3.6)."""
    settled = [p for p in open_placements(participation, by) if p.state == PlacementState.SETTLED]
    entries = PlacementEntry.objects.visible_to(by).filter(placement__in=settled)
    kinds = set(entries.values_list("kind", flat=True))
    if PlacementEntry.Kind.PERSON not in kinds or PlacementEntry.Kind.HOST not in kinds:
        return "終結の前に、定着した参加先について「本人の様子」と「受入先への支援」を1回ずつ以上記録してください"
    return ""


_GUARDS: dict[str, Callable[[Participation, Plan, Any], str]] = {
    ParticipationState.PLANNED: _planned,
    ParticipationState.SEARCHING: _without_tries,
    ParticipationState.UNMATCHED: _without_tries,
    ParticipationState.STOPPED: _without_tries,
    ParticipationState.CLOSED: _closed,
}
