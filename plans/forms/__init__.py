"""What people type about plans: validated here, written by the services."""

from .conferring import CallForm, CarryOutForm, ItemForm, ResultForm, SubmissionForm
from .evaluation import evaluation_form
from .printing import BatchForm, CodeForm, CopyForm, PrintForm
from .progress import GoalProgressForm, TaskProgressForm
from .reviewing import ReviewForm
from .rows import goals_form, tasks_form
from .steps import (
    AgreementForm,
    ConfirmForm,
    DecisionForm,
    LeaveForm,
    MoveForm,
    RenewalForm,
    StartForm,
)
from .words import BodiesForm, ContentForm, NewPlanForm

__all__ = [
    "AgreementForm",
    "BatchForm",
    "BodiesForm",
    "CallForm",
    "CarryOutForm",
    "CodeForm",
    "ConfirmForm",
    "ContentForm",
    "CopyForm",
    "DecisionForm",
    "GoalProgressForm",
    "ItemForm",
    "LeaveForm",
    "MoveForm",
    "NewPlanForm",
    "PrintForm",
    "RenewalForm",
    "ResultForm",
    "ReviewForm",
    "StartForm",
    "SubmissionForm",
    "TaskProgressForm",
    "evaluation_form",
    "goals_form",
    "tasks_form",
]
