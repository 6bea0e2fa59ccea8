"""Words for choices in forms and on papers."""

from django.utils import timezone

from organizations.codes import Code, LocalName

LEVELS = (
    (0, "まだ"),
    (1, "始めた"),
    (2, "少し進んだ"),
    (3, "半分ほど"),
    (4, "あと少し"),
    (5, "達成"),
)
END_REASONS = "CL-15"


def codes(code_list: str) -> list[tuple[str, str]]:
    """Values and labels of a code list, as in force today."""
    rows = Code.objects.on(timezone.localdate()).filter(code_list=code_list)
    return list(rows.values_list("value", "label"))


def conference_name() -> str:
    """What the ward calls its 重層的支援会議."""
    found = LocalName.objects.filter(key="plan_conference").first()
    return found.label if found else "重層的支援会議"
