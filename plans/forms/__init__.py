"""What people type about plans: validated here, written by the services."""

from .progress import GoalProgressForm, PrintForm, TaskProgressForm
from .rows import goals_form, tasks_form
from .steps import (
    AgreementForm,
    ConfirmForm,
    DecisionForm,
    MoveForm,
    RenewalForm,
    ResultForm,
    SubmissionForm,
)
from .words import BodiesForm, ContentForm, NewPlanForm

__all__ = [
    "AgreementForm",
    "BodiesForm",
    "ConfirmForm",
    "ContentForm",
    "DecisionForm",
    "GoalProgressForm",
    "MoveForm",
    "NewPlanForm",
    "PrintForm",
    "RenewalForm",
    "ResultForm",
    "SubmissionForm",
    "TaskProgressForm",
    "goals_form",
    "tasks_form",
]
