"""The ward's own names, and the duty of secrecy in the wording in force."""

from organizations.models import LocalName, StandingText


def conference_name() -> str:
    """What the ward calls its 重層的支援会議."""
    found = LocalName.objects.filter(key="plan_conference").first()
    return found.label if found else "重層的支援会議"


def duty_text() -> StandingText:
    """The duty of Art. 106-6 (5) and the penalty of Art. 159, as worded today."""
    text: StandingText = StandingText.objects.on().filter(kind="secrecy_duty").latest("valid_from")
    return text
