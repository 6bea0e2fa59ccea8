"""What is still open when a body wants to end its work on a case (domain.md 3.2, guards).

Apps above cases add what they know (`register_open_matters`); each counts only what is visible to
the user, so that nothing hidden is told (R7, R14).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from access.errors import DomainError
from organizations.models import ROLES_WITHOUT_CASES, Appointment, Body

from .models import (
    CaseRecord,
    Consent,
    Intake,
    NextAction,
    OutsideHandOff,
    Referral,
    ReferralState,
)

UNANSWERED = (ReferralState.SENT, ReferralState.RECEIVED)
UNREPORTED = (ReferralState.ACCEPTED, ReferralState.FIRST_CONTACT)


@dataclass(frozen=True)
class OpenMatter:
    """Something under way. `stops`: the work cannot end before it is settled."""

    words: str
    url: str = ""
    stops: bool = False


_providers: list[Callable[[Any, CaseRecord], list[OpenMatter]]] = []
_proposals: list[Callable[[Any, CaseRecord], dict[str, Any]]] = []


def register_proposals(provider: Callable[[Any, CaseRecord], dict[str, Any]]) -> None:
    """Add what an app above this one has settled already for afterwards, by the fields of the form: nobody types it
    twice. Each asks only what is visible to the user of the request."""
    _proposals.append(provider)


def proposed(request: Any, record: CaseRecord) -> dict[str, Any]:
    """What the form of the end is filled in with."""
    return {name: v for found in _proposals for name, v in found(request, record).items()}


def register_open_matters(provider: Callable[[Any, CaseRecord], list[OpenMatter]]) -> None:
    """Add matters of an app above this one."""
    _providers.append(provider)


def open_matters(record: CaseRecord, user: Any) -> list[OpenMatter]:
    """All that is open for the body of this record, what stops first."""
    found = [*_hand_offs(record, user), *_outside(record, user)]
    found += [*_intakes(record, user), *_consents(record, user)]
    found += [matter for provider in _providers for matter in provider(user, record)]
    return sorted(found, key=lambda matter: not matter.stops)


def require_nothing_open(record: CaseRecord, user: Any) -> None:
    """DomainError with everything that has to be settled before the work can end."""
    stopping = [matter.words for matter in open_matters(record, user) if matter.stops]
    if stopping:
        raise DomainError(f"先に済ませることがあります。{'。'.join(stopping)}")


def open_actions(record: CaseRecord, user: Any) -> Any:
    """Things to do that nobody has done or dropped."""
    return NextAction.objects.visible_to(user).filter(record=record, done_at__isnull=True)


def may_go_on_after(own: Body) -> Any:
    """Bodies that may go on with a person when `own` ends: not itself, and not those that only audit or keep the
    system (R10)."""
    named = Appointment.objects.current()
    without = named.filter(role_group__role__in=ROLES_WITHOUT_CASES).values("role_group__body")
    at_work = named.exclude(role_group__role__in=ROLES_WITHOUT_CASES).values("role_group__body")
    only_others = Q(pk__in=without) & ~Q(pk__in=at_work)
    return Body.objects.in_force().exclude(only_others).exclude(pk=own.pk)


def require_may_go_on(following: Body, own: Body) -> None:
    """DomainError when `following` cannot go on with a person whom `own` leaves (R10; domain.md 3.2)."""
    if following.pk == own.pk:
        raise DomainError("このあと主に関わる機関には、自機関のほかの機関を選んでください")
    if not Body.objects.in_force().filter(pk=following.pk).exists():
        raise DomainError(f"{following}は、いまはない機関です。ほかの機関を選んでください")
    if not may_go_on_after(own).filter(pk=following.pk).exists():
        raise DomainError(
            f"{following}は、監査やシステムの管理だけをする機関です。支援を続ける機関を選んでください"
        )


def _hand_offs(record: CaseRecord, user: Any) -> list[OpenMatter]:
    """Until a sheet is taken on the sender is responsible; who took one on reports (3.8)."""
    found = []
    rows = Referral.objects.visible_to(user).filter(compartment__case=record.compartment.case_id)
    for row in rows.select_related("sender_body", "receiver_body"):
        url = reverse("cases:referral", args=[row.pk])
        is_sender = row.sender_body_id == record.body_id
        is_receiver = row.receiver_body_id == record.body_id
        if is_sender and row.state in UNANSWERED:
            words = (
                f"{row.receiver_body}へのつなぎに、まだ返事がありません。待つか、取り下げてください"
            )
            found.append(OpenMatter(words, url, stops=True))
        elif is_sender and row.state == ReferralState.REPORTED:
            words = f"{row.receiver_body}からの結果の報告を、まだ確かめていません"
            found.append(OpenMatter(words, url, stops=True))
        elif is_sender and row.state in UNREPORTED:
            found.append(OpenMatter(f"{row.receiver_body}の結果の報告は、これからです", url))
        elif is_receiver and row.state in UNANSWERED:
            words = f"{row.sender_body}からのつなぎに、まだ返事をしていません"
            found.append(OpenMatter(words, url, stops=True))
        elif is_receiver and row.state in UNREPORTED:
            words = f"{row.sender_body}からのつなぎの結果を、まだ報告していません"
            found.append(OpenMatter(words, url, stops=True))
    return found


def _outside(record: CaseRecord, user: Any) -> list[OpenMatter]:
    """Nobody there answers here: what came of it is for the body to find out, as long as it works on (CL-08)."""
    rows = OutsideHandOff.objects.visible_to(user).unanswered().filter(record=record)
    return [
        OpenMatter(
            f"{row.place}へのつなぎの結果が、まだ書かれていません",
            reverse("cases:outside", args=[row.pk]),
        )
        for row in rows.order_by("told_on", "pk")
    ]


def _intakes(record: CaseRecord, user: Any) -> list[OpenMatter]:
    rows = Intake.objects.visible_to(user).filter(record=record, screening_result="")
    return [
        OpenMatter("見立てをしていない受付があります", reverse("cases:intake_detail", args=[r.pk]))
        for r in rows[:1]
    ]


def _consents(record: CaseRecord, user: Any) -> list[OpenMatter]:
    rows = Consent.objects.visible_to(user).valid().filter(body=record.body)
    count = rows.filter(compartment__case=record.compartment.case_id).count()
    if not count:
        return []
    url = reverse("cases:consents", args=[record.compartment.case_id])
    return [OpenMatter(f"有効な同意が{count}件あります。期限か撤回まで、共有は続きます", url)]
