"""Forms of outreach."""

from .attempts import AttemptForm, CorrectAttemptForm
from .base import ConfirmForm
from .closing import CloseForm, LinkForm, MoveForm
from .targets import BeginForm, ChangeForm, NameForm, PreparationForm, SourceForm, TargetForm
from .visits import CancelForm, VisitForm

__all__ = [
    "AttemptForm",
    "BeginForm",
    "CancelForm",
    "ChangeForm",
    "CloseForm",
    "ConfirmForm",
    "CorrectAttemptForm",
    "LinkForm",
    "MoveForm",
    "NameForm",
    "PreparationForm",
    "SourceForm",
    "TargetForm",
    "VisitForm",
]
