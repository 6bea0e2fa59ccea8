"""Models of 地域づくり: registers about nobody, and one confidential memo."""

from .concern import Concern, ConcernState, Urgency
from .gathering import BANDS, Gathering
from .liaison import LiaisonMeeting, LiaisonPresence, MissingResource, MissingState
from .partner import Partner, PlacePartner
from .place import MOVES, STANDING_TARGET, Place, PlaceMove, PlaceState, PlaceStep
from .support import SupportEntry, Weight

__all__ = [
    "BANDS",
    "MOVES",
    "STANDING_TARGET",
    "Concern",
    "ConcernState",
    "Gathering",
    "LiaisonMeeting",
    "LiaisonPresence",
    "MissingResource",
    "MissingState",
    "Partner",
    "Place",
    "PlaceMove",
    "PlacePartner",
    "PlaceState",
    "PlaceStep",
    "SupportEntry",
    "Urgency",
    "Weight",
]
