"""What somebody may have read besides a table of closed months of the ward, so that no hidden number is safe behind
it (R20)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from community.services.concerns import ROUTE
from organizations.models import Body

from .models import BodyReport

Part = Mapping[str, Decimal | None]
BY_BODY = "body"
# Indicator and break-down, and the values of it that are a number of their own: F5 is A1 by this route.
ELSEWHERE: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {("A1", "route"): frozenset({ROUTE})}
)


@dataclass(frozen=True)
class Beside:
    """Values that stand elsewhere as well, and by month what an earlier turn of its closing said."""

    known: Collection[str] = ()
    earlier: Sequence[Sequence[Part]] = ()

    @property
    def values(self) -> set[str]:
        """Those of the earlier turns."""
        return {value for turns in self.earlier for part in turns for value in part}


def bodies_that_tell(user: Any) -> frozenset[str]:
    """Bodies that tell the secretariat their own numbers by a monthly report, or have done so."""
    reported = BodyReport.objects.visible_to(user).order_by().values("body")
    bodies = Body.objects.filter(Q(is_entrusted=True) | Q(pk__in=reported))
    return frozenset(str(pk) for pk in bodies.values_list("pk", flat=True))
