"""資源開拓: from the first contact to the agreement, which brings the place into the register."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.open_registers import save_open
from organizations.models import Area
from participation.models import LEAD_MOVES, LeadContact, LeadState, Resource, ResourceLead

from .register import enter_resource, require_keeper

OVER = "この開拓は終わっています。もう一度始めるときは「連絡した」にしてください"


@dataclass(frozen=True)
class LeadFacts:
    """What is known of a candidate."""

    name: str
    kind: str
    area: Area | None = None
    menus: Sequence[str] = field(default_factory=list)
    contact: str = ""
    phone: str = ""
    why: str = ""
    next_on: datetime.date | None = None


@transaction.atomic
def open_lead(*, facts: LeadFacts, by: Any) -> ResourceLead:
    """Somebody has found a place that might take people in."""
    office = require_keeper(by)
    made: ResourceLead = ResourceLead.objects.create(
        created_by=by, body=office.body, **_known(facts)
    )
    return made


@transaction.atomic
def change_lead(
    *, lead: ResourceLead, facts: LeadFacts, by: Any, version: int | None = None
) -> ResourceLead:
    """What is known of a candidate has changed, while it is one; what it was stays in the history."""
    require_keeper(by)
    if not lead.is_open:
        raise DomainError(OVER)
    return save_open(lead, by=by, fields=_known(facts), version=version)


def _known(facts: LeadFacts) -> dict[str, Any]:
    return {**asdict(facts), "area": facts.area}


@transaction.atomic
def note_contact(
    *,
    lead: ResourceLead,
    on: datetime.date,
    way: str,
    text: str,
    to: str,
    by: Any,
    next_on: datetime.date | None = None,
    outcome: str = "",
    operator_kind: str = Resource.Operator.OTHER,
    version: int | None = None,
) -> ResourceLead:
    """One contact with a candidate, and where it stands now. Agreed: it stands in the register."""
    require_keeper(by)
    if to != lead.state and to not in LEAD_MOVES[lead.state]:
        raise DomainError(
            f"「{lead.get_state_display()}」から「{LeadState(to).label}」には進めません。"
            "いまの状態を確かめてください"
        )
    if not lead.is_open and to == lead.state:
        raise DomainError(OVER)
    is_over = to in (LeadState.AGREED, LeadState.DECLINED)
    if is_over and not outcome.strip():
        raise DomainError("合意した内容か、見送った理由を書いてください")
    fields: dict[str, Any] = {"state": to, "next_on": None if is_over else next_on}
    if is_over:
        fields["outcome"] = outcome.strip()
    if to == LeadState.AGREED:
        fields["resource_id"] = _into_register(lead, outcome, operator_kind, by).pk
    changed = save_open(lead, by=by, fields=fields, version=version)
    LeadContact.objects.create(created_by=by, lead=lead, on=on, way=way, text=text, to=to)
    return changed


def _into_register(lead: ResourceLead, outcome: str, operator_kind: str, by: Any) -> Resource:
    values = {
        "name": lead.name,
        "kind": lead.kind,
        "operator_kind": operator_kind,
        "operator": lead.name,
        "area": lead.area,
        "contact": lead.contact,
        "phone": lead.phone,
        "content": outcome.strip(),
        "takes": bool(lead.menus),
        "menus": list(lead.menus),
        "source": "資源開拓で合意",
    }
    return enter_resource(values=values, by=by, body=lead.body)
