"""The ward's own names, and the duty of secrecy in the wording in force."""

from organizations.models import LocalName, StandingText

from .models import Basis


def conference_name() -> str:
    """What the ward calls its 重層的支援会議."""
    found = LocalName.objects.filter(key="plan_conference").first()
    return found.label if found else "重層的支援会議"


# Kinds of standing texts: the duty of each conference is its own (domain.md 1.4).
DUTIES: dict[str, str] = {
    Basis.SUPPORT_MEETING: "secrecy_duty",
    Basis.POVERTY: "secrecy_lsa9",
    Basis.ASSISTANCE: "secrecy_pa27_3",
    Basis.CHILD: "secrecy_child",
}


def duty_text(basis: str = Basis.SUPPORT_MEETING) -> StandingText:
    """The duty of secrecy and its penalty (Art. 106-6 (5), 159; other laws), as worded today."""
    text: StandingText = StandingText.objects.on().filter(kind=DUTIES[basis]).latest("valid_from")
    return text


def kind_of_meeting(basis: str) -> str:
    """What the conference is called."""
    return str(Basis(basis).label)
