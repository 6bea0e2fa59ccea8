"""The compartment of a 受理票: what the secretariat thinks of a request before it answers (R6)."""

import datetime
from typing import Any

from organizations.models import Body, Role

from .giving import WRITE, grant_roles
from .grants import _open
from .models import CaseFile, Compartment, Rule


def open_screening(
    *,
    case: CaseFile,
    secretariat: Body,
    by: Any,
    valid_until: datetime.datetime | None = None,
) -> Compartment:
    """Open it to the coordinators alone, who see the request already, and for as long as they do; the sender, who
    reads the request as well, does not (docs/decisions/0020)."""
    made = _open(Compartment.Kind.HAND_OFF, case, secretariat, by)
    grant_roles(
        made,
        secretariat,
        (Role.COORDINATOR,),
        permission=WRITE,
        basis=Rule.COORDINATION,
        source=made.pk,
        by=by,
        valid_until=valid_until,
    )
    return made
