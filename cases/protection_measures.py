"""The pages of protections: which measure of a household belongs to which (R11)."""

from typing import Any

from access.models import Protection

from .models import ProtectionMeasure


def measures_of(user: Any, protections: list[Protection]) -> Any:
    """Compartment and measure of these protections, as far as she sees them."""
    return (
        ProtectionMeasure.objects.visible_to(user)
        .filter(compartment__in=[p.compartment_id for p in protections])
        .values_list("compartment_id", "pk")
    )
