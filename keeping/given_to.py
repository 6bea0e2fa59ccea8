"""To whom a body has given what lies in its record, as its ledger of disclosures knows it (R21, Art. 97).

Of the ledger only lines of the body, from the record itself and from the plans that were agreed upon, as far as whoever
looks sees these (R5): a carrier of a plan tells a host from there. What is shared in a 支援会議 is entered inside the meeting (R7) and is not looked for: the list is the same whether there was
one or not (R4, R14), and a line that speaks of one is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from access.models import Disclosure
from meetings.models import Basis
from organizations.models import Body
from plans.models import Plan

from .amendment_models import AmendmentRequest
from .disclosing import speaks_of_a_meeting

MOST = 200
BETWEEN = "、"  # as the ledger joins several receivers
# Handed to whoever asked, or to third parties about this: of the requests themselves.
OWN_PURPOSE = "（個人情報の保護に関する法律"


@dataclass
class Given:
    """One receiver: how often something went there, and when last."""

    whom: str
    times: int
    last_at: Any


def given_to(request: AmendmentRequest, user: Any) -> list[Given]:
    """Every receiver once, the latest first, in two questions. A line to several bodies counts for each of them."""
    found: dict[str, Given] = {}
    lines = [line for line in _lines(request, user) if not speaks_of_a_meeting(line[0])]
    bodies = _bodies_in(recipients for recipients, _, _ in lines)
    for recipients, times, last_at in lines:
        for whom in _each(recipients, bodies):
            one = found.setdefault(whom, Given(whom, 0, last_at))
            one.times += times
    return list(found.values())


def _bodies_in(lines: Iterable[str]) -> set[str]:
    """Of what stands between the commas, the names of bodies."""
    parts = {part for line in lines if BETWEEN in line for part in line.split(BETWEEN)}
    return set(Body.objects.filter(name__in=parts).values_list("name", flat=True))


def _each(recipients: str, bodies: set[str]) -> list[str]:
    """Only bodies are joined: a name outside may hold the comma itself."""
    parts = recipients.split(BETWEEN)
    return parts if bodies.issuperset(parts) else [recipients]


def _lines(request: AmendmentRequest, user: Any) -> Any:
    agreed = Plan.objects.visible_to(user).of_case(request.compartment.case_id)
    agreed = agreed.filter(consent_id__isnull=False)
    lies_in = Q(compartment=request.compartment_id) | Q(
        compartment__in=agreed.values("compartment")
    )
    rows = (
        Disclosure.objects.visible_to(user)
        .filter(lies_in, body=request.record.body_id)
        .exclude(channel=Disclosure.Channel.MAIL)
        .exclude(legal_basis__code__in=Basis.values)
        .exclude(purpose__contains=OWN_PURPOSE)
        .exclude(recipients="本人")
    )
    counted = rows.order_by().values("recipients")
    counted = counted.annotate(times=Count("pk"), last_at=Max("disclosed_at"))
    latest = counted.order_by("-last_at", "recipients")[:MOST]
    return latest.values_list("recipients", "times", "last_at")
