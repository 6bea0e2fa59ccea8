"""Forms of outreach."""

from .attempts import AttemptForm, CorrectAttemptForm
from .base import ConfirmForm
from .closing import CloseForm, LinkForm, MoveForm
from .consenting import BackForm, PlanForm, ShareForm
from .targets import BeginForm, ChangeForm, NameForm, PreparationForm, SourceForm, TargetForm
from .visits import CancelForm, VisitForm

__all__ = [
    "AttemptForm",
    "BackForm",
    "BeginForm",
    "CancelForm",
    "ChangeForm",
    "CloseForm",
    "ConfirmForm",
    "CorrectAttemptForm",
    "LinkForm",
    "MoveForm",
    "NameForm",
    "PlanForm",
    "PreparationForm",
    "ShareForm",
    "SourceForm",
    "TargetForm",
    "VisitForm",
]
