"""Words for choices in forms and on papers."""

from django.utils import timezone

from cases.codes import every_label
from organizations.codes import Code

from .models import Plan

LEVELS = (
    (0, "まだ"),
    (1, "始めた"),
    (2, "少し進んだ"),
    (3, "半分ほど"),
    (4, "あと少し"),
    (5, "達成"),
)
END_REASONS = "CL-15"
BASES = "CL-46"
DEGREES = "CL-12"


def codes(code_list: str) -> list[tuple[str, str]]:
    """Values and labels of a code list, as in force today."""
    rows = Code.objects.on(timezone.localdate()).filter(code_list=code_list)
    return list(rows.values_list("value", "label"))


def end_reason_of(plan: Plan) -> str:
    """Why it was ended, also by a reason that is no longer offered (CL-15); empty for any other plan."""
    return dict(every_label(END_REASONS)).get(plan.end_reason, "") if plan.end_reason else ""


def basis_labels() -> dict[str, str]:
    """Laws and services by value, also those that are no longer offered (CL-46)."""
    return dict(every_label(BASES))
