"""What people type about plans: validated here, written by the services."""

from .conferring import CallForm, CarryOutForm, ItemForm, ResultForm, SubmissionForm
from .correcting import CorrectionForm, on_record
from .evaluation import evaluation_form
from .kinds import FORM_OF, candidates_form
from .outreach import CarriersForm, NewOutreachForm
from .printing import BatchForm, CodeForm, CopyForm, PacketForm, PrintForm
from .progress import GoalProgressForm, TaskProgressForm
from .reviewing import ReviewForm
from .rows import goals_form, tasks_form
from .steps import (
    AgreementForm,
    ConfirmForm,
    DecisionForm,
    LeaveForm,
    MoveForm,
    PersonForm,
    RenewalForm,
    StartForm,
)
from .words import BodiesForm, ContentForm, NewPlanForm

__all__ = [
    "FORM_OF",
    "AgreementForm",
    "BatchForm",
    "BodiesForm",
    "CallForm",
    "CarriersForm",
    "CarryOutForm",
    "CodeForm",
    "ConfirmForm",
    "ContentForm",
    "CopyForm",
    "CorrectionForm",
    "DecisionForm",
    "GoalProgressForm",
    "ItemForm",
    "LeaveForm",
    "MoveForm",
    "NewOutreachForm",
    "NewPlanForm",
    "PacketForm",
    "PersonForm",
    "PrintForm",
    "RenewalForm",
    "ResultForm",
    "ReviewForm",
    "StartForm",
    "SubmissionForm",
    "TaskProgressForm",
    "candidates_form",
    "evaluation_form",
    "goals_form",
    "on_record",
    "tasks_form",
]
