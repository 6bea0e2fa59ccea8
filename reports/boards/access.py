"""Who has the board of the ward: the secretariat, and those who manage a part of the ward itself."""

from typing import Any

from access.open_registers import OF_WARD
from organizations.models import Role


def sees_ward(acting: Any) -> bool:
    """Coordinators, and supervisors of bodies that are the ward itself and not contracted out."""
    supervised = acting.bodies_with(Role.SUPERVISOR)
    manages = any(body.kind in OF_WARD and not body.is_entrusted for body in supervised)
    return bool(acting.bodies_with(Role.COORDINATOR)) or manages
