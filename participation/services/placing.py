"""Tries at places: proposed, visited, tried out, begun, settled, ended; accepted or refused, and why."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.merged_rows import all_rows_of
from documents.wareki import format_date
from participation.models import (
    OPEN_PLACEMENTS,
    PLACEMENT_MOVES,
    HostTelling,
    Participation,
    ParticipationState,
    Placement,
    PlacementEntry,
    PlacementState,
    Resource,
)
from participation.models.resource import ResourceState
from participation.models.states import AT_THE_HOST, OVER, REFUSED
from plans.models import Plan
from plans.states import IN_SUPPORT

from .participating import follow_tries, plan_of, require_going_on, require_writer

TELL_FIRST = "先に「受入先に伝えること」を決めてください。何も伝えずに行くときも、「何も伝えない」を選んでください"
SETTLED_ON, ENDED_ON = "定着した日", "終わった日"
MAY_PROPOSE = (
    ParticipationState.SEARCHING,
    ParticipationState.MATCHED,
    ParticipationState.TRIAL,
    ParticipationState.PARTICIPATING,
    ParticipationState.SETTLING,
)


def participation_of(placement: Placement, by: Any) -> Participation:
    rows = Participation.objects.visible_to(by).select_related("compartment__case")
    found: Participation = rows.get(pk=placement.participation_id)
    return found


@transaction.atomic
def propose(
    *,
    participation: Participation,
    resource: Resource,
    menu: str,
    by: Any,
    points: int | None = None,
    why: str = "",
) -> Placement:
    """A place is to be tried. One that was refused before may be, with a word why."""
    require_going_on(plan_of(participation, by), by)
    # Whether it takes people in is often not known: then it is asked for by its menus.
    if resource.state != ResourceState.ACTIVE:
        raise DomainError(
            f"「{resource.name}」は、いま活動していません（{resource.get_state_display()}）。"
            "社会資源台帳を確かめるか、ほかの受入先を選んでください"
        )
    if participation.state not in MAY_PROPOSE:
        raise DomainError("候補を決めるのは、「資源を探している」に進めてからにしてください")
    case = participation.compartment.case_id
    hers = all_rows_of([participation.person_id], case, by)
    former = Placement.objects.visible_to(by).filter(
        resource_id=resource.pk, participation__person_id__in=hers, compartment__case=case
    )
    if former.filter(participation=participation, state__in=OPEN_PLACEMENTS).exists():
        raise DomainError("この受入先は、すでに候補になっています")
    if former.filter(state__in=REFUSED).exists() and not why.strip():
        raise DomainError("前に断られた受入先です。もう一度候補にする理由を書いてください")
    made: Placement = Placement.objects.create(
        compartment_id=participation.compartment_id,
        created_by=by,
        participation=participation,
        resource_id=resource.pk,
        resource_name=resource.name,
        menu=menu,
        points=points,
        why=why.strip()[:300],
    )
    follow_tries(participation, by)
    return made


def _require(
    placement: Placement, to: str, by: Any, may: Callable[[Plan, Any], None]
) -> Participation:
    participation = participation_of(placement, by)
    may(plan_of(participation, by), by)
    if to not in PLACEMENT_MOVES[placement.state]:
        raise DomainError(
            f"「{placement.get_state_display()}」から「{PlacementState(to).label}」には進めません。"
            "画面を開き直して、いまの状態を確かめてください"
        )
    return participation


@transaction.atomic
def step(
    *,
    placement: Placement,
    to: str,
    on: datetime.date,
    by: Any,
    person_says: str = "",
    host_says: str = "",
    text: str = "",
    version: int | None = None,
) -> Placement:
    """The next step with this place. Before the person goes there, what the host is told is settled."""
    if to in REFUSED or to == PlacementState.ENDED:
        raise DomainError("断られた・終了したことは、理由と一緒に記録してください")
    participation = _require(placement, to, by, require_going_on)
    if to in AT_THE_HOST and not (placement.tells_nothing or told_to(placement, by)):
        raise DomainError(TELL_FIRST)
    fields: dict[str, Any] = {"state": to}
    if to == PlacementState.STARTED:
        if plan_of(participation, by).state not in IN_SUPPORT:
            raise DomainError("参加を始めるのは、支援決定を受けて、プランの支援が始まってからです")
        fields["started_on"] = on
    else:
        _require_since_start(placement, on, SETTLED_ON)
    changed = save_changed(placement, by=by, fields=fields, version=version)
    _enter(placement, by, kind="step", to=to, on=on, texts=(person_says, host_says, text))
    follow_tries(participation, by)
    return changed


def _require_since_start(placement: Placement, on: datetime.date, words: str) -> None:
    """What comes after the beginning at a place lies on no day before it."""
    if reason := why_before_start(placement, on, words):
        raise DomainError(reason)


def why_before_start(placement: Placement, on: datetime.date | None, words: str) -> str:
    """Why what comes after the beginning at a place cannot lie on that day; empty when it can, or none is said."""
    if on is None or placement.started_on is None or on >= placement.started_on:
        return ""
    return f"{words}は、参加を始めた日（{format_date(placement.started_on)}）からの日にしてください"


def told_to(placement: Placement, by: Any) -> bool:
    return bool(HostTelling.objects.visible_to(by).filter(placement=placement).exists())


@transaction.atomic
def refuse(
    *,
    placement: Placement,
    to: str,
    reason: str,
    on: datetime.date,
    by: Any,
    person_says: str = "",
    host_says: str = "",
    version: int | None = None,
) -> Placement:
    """The person or the host said no, or what had begun is over: with the reason, for the next try.

    In a plan that is over or held as well (domain.md 3.6): otherwise she would stay there for ever.
    """
    if to not in (*REFUSED, PlacementState.ENDED):
        raise DomainError("断られたか、終了したかを選んでください")
    participation = _require(placement, to, by, require_writer)
    if not reason.strip():
        raise DomainError("どうしてそうなったかを書いてください。次に探すときの手がかりになります")
    _require_since_start(placement, on, ENDED_ON)
    fields = {"state": to, "reason": reason.strip()[:300], "ended_on": on}
    changed = save_changed(placement, by=by, fields=fields, version=version)
    _enter(placement, by, kind="step", to=to, on=on, texts=(person_says, host_says, reason))
    follow_tries(participation, by)
    return changed


@transaction.atomic
def note_support(
    *,
    placement: Placement,
    kind: str,
    on: datetime.date,
    by: Any,
    person_says: str = "",
    host_says: str = "",
    text: str = "",
    next_look_on: datetime.date | None = None,
) -> PlacementEntry:
    """How the person is doing there, or what the host was helped with."""
    participation = participation_of(placement, by)
    require_going_on(plan_of(participation, by), by)
    if kind not in (PlacementEntry.Kind.PERSON, PlacementEntry.Kind.HOST, PlacementEntry.Kind.NOTE):
        raise DomainError("記録の種類を選んでください")
    if not (person_says.strip() or host_says.strip() or text.strip()):
        raise DomainError("本人の言葉、受入先の言葉、様子のどれかを書いてください")
    if next_look_on is not None and participation.state in OVER:
        raise DomainError(
            "この参加支援は終わっています。「次に様子を見る日」は、お知らせできないため、空けてください"
        )
    made = _enter(placement, by, kind=kind, to="", on=on, texts=(person_says, host_says, text))
    if next_look_on is not None:
        save_changed(participation, by=by, fields={"next_look_on": next_look_on})
    return made


@transaction.atomic
def tell_nothing(*, placement: Placement, by: Any, version: int | None = None) -> Placement:
    """The person goes there as anybody does: nothing about her is told."""
    participation = participation_of(placement, by)
    require_going_on(plan_of(participation, by), by)
    if told_to(placement, by):
        raise DomainError("この受入先には、すでに伝えたことがあります")
    return save_changed(placement, by=by, fields={"tells_nothing": True}, version=version)


def _enter(
    placement: Placement,
    by: Any,
    *,
    kind: str,
    to: str,
    on: datetime.date,
    texts: tuple[str, str, str],
) -> PlacementEntry:
    if on > timezone.localdate():
        raise DomainError("日は、今日までの日付にしてください")
    person_says, host_says, text = (words.strip() for words in texts)
    made: PlacementEntry = PlacementEntry.objects.create(
        compartment_id=placement.compartment_id,
        created_by=by,
        placement=placement,
        kind=kind,
        to=to,
        on=on,
        person_says=person_says[:300],
        host_says=host_says[:300],
        text=text[:500],
    )
    return made


def resource_of(placement: Placement, by: Any) -> Resource | None:
    """The place in the register, while the user reads it."""
    found: Resource | None = (
        Resource.objects.visible_to(by)
        .select_related("area", "body")
        .filter(pk=uuid.UUID(str(placement.resource_id)))
        .first()
    )
    return found
