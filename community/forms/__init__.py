"""Forms of 地域づくり."""

from .concerns import ConcernForm, ConcernIntakeForm, NothingForm
from .gatherings import AttendanceForm
from .liaison import FollowForm, LiaisonForm, MissingForm, PresenceForm
from .places import ConfirmForm, MoveForm, NewPlaceForm, PartnerForm, PlaceForm
from .support import SupportForm

__all__ = [
    "AttendanceForm",
    "ConcernForm",
    "ConcernIntakeForm",
    "ConfirmForm",
    "FollowForm",
    "LiaisonForm",
    "MissingForm",
    "MoveForm",
    "NewPlaceForm",
    "NothingForm",
    "PartnerForm",
    "PlaceForm",
    "PresenceForm",
    "SupportForm",
]
