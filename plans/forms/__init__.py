"""What people type about plans: validated here, written by the services."""

from .conferring import CallForm, CarryOutForm, ItemForm, ResultForm, SubmissionForm
from .kinds import FORM_OF, candidates_form
from .outreach import CarriersForm, NewOutreachForm
from .progress import GoalProgressForm, PrintForm, TaskProgressForm
from .rows import goals_form, tasks_form
from .steps import AgreementForm, ConfirmForm, DecisionForm, MoveForm, RenewalForm
from .words import BodiesForm, ContentForm, NewPlanForm

__all__ = [
    "FORM_OF",
    "AgreementForm",
    "BodiesForm",
    "CallForm",
    "CarriersForm",
    "CarryOutForm",
    "ConfirmForm",
    "ContentForm",
    "DecisionForm",
    "GoalProgressForm",
    "ItemForm",
    "MoveForm",
    "NewOutreachForm",
    "NewPlanForm",
    "PrintForm",
    "RenewalForm",
    "ResultForm",
    "SubmissionForm",
    "TaskProgressForm",
    "candidates_form",
    "goals_form",
    "tasks_form",
]
