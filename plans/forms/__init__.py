"""What people type about plans: validated here, written by the services."""

from .conferring import CallForm, CarryOutForm, ItemForm, ResultForm, SubmissionForm
from .evaluation import evaluation_form
from .progress import GoalProgressForm, PrintForm, TaskProgressForm
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
    "BodiesForm",
    "CallForm",
    "CarryOutForm",
    "ConfirmForm",
    "ContentForm",
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
