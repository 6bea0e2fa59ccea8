"""What people type about plans: validated here, written by the services."""

from .conferring import CallForm, CarryOutForm, ItemForm, ResultForm, SubmissionForm
from .printing import BatchForm, CodeForm, PrintForm
from .progress import GoalProgressForm, TaskProgressForm
from .rows import goals_form, tasks_form
from .steps import AgreementForm, ConfirmForm, DecisionForm, MoveForm, RenewalForm
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
    "DecisionForm",
    "GoalProgressForm",
    "ItemForm",
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
