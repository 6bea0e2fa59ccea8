"""Models of 参加支援: of the register (about nobody), and of a person's participation (in her plan)."""

from .files import ResourceExport, ResourceImport
from .gap import UnmetNeed
from .lead import LEAD_MOVES, LeadContact, LeadState, ResourceLead
from .participation import Participation, ParticipationNeeds, ParticipationReason
from .placement import HostTelling, Placement, PlacementEntry
from .resource import DAY_PARTS, DAYS, LANGUAGES, Resource
from .states import (
    OPEN_PLACEMENTS,
    PARTICIPATION_MOVES,
    PLACEMENT_MOVES,
    ParticipationState,
    PlacementState,
)

__all__ = [
    "DAYS",
    "DAY_PARTS",
    "LANGUAGES",
    "LEAD_MOVES",
    "OPEN_PLACEMENTS",
    "PARTICIPATION_MOVES",
    "PLACEMENT_MOVES",
    "HostTelling",
    "LeadContact",
    "LeadState",
    "Participation",
    "ParticipationNeeds",
    "ParticipationReason",
    "ParticipationState",
    "Placement",
    "PlacementEntry",
    "PlacementState",
    "Resource",
    "ResourceExport",
    "ResourceImport",
    "ResourceLead",
    "UnmetNeed",
]
