"""The ward's own names, and the duty of secrecy in the wording in force."""

from typing import Any

from django.utils import timezone

from documents.wareki import format_date
from organizations.models import StandingText
from organizations.names import DEFAULTS, PLAN_CONFERENCE, SUPPORT_MEETING, local_name

from .models import Basis


def conference_name() -> str:
    """What the ward calls its 重層的支援会議."""
    return local_name(PLAN_CONFERENCE)


def support_meeting_name() -> str:
    """What the ward calls its 支援会議."""
    return local_name(SUPPORT_MEETING)


# Kinds of standing texts: the duty of each conference is its own (domain.md 1.4).
DUTIES: dict[str, str] = {
    Basis.SUPPORT_MEETING: "secrecy_duty",
    Basis.POVERTY: "secrecy_lsa9",
    Basis.ASSISTANCE: "secrecy_pa27_3",
    Basis.CHILD: "secrecy_child",
}

# The article on which each sits, as pages and papers name it: a meeting keeps its basis for good.
LAWS: dict[str, str] = {
    Basis.SUPPORT_MEETING: "社会福祉法106条の6",
    Basis.POVERTY: "生活困窮者自立支援法9条",
    Basis.ASSISTANCE: "生活保護法27条の3",
    Basis.CHILD: "児童福祉法25条の2",
}


def duty_text(basis: str = Basis.SUPPORT_MEETING) -> StandingText:
    """The duty of secrecy and its penalty (Art. 106-6 (5), 159; other laws), as worded today."""
    text: StandingText = StandingText.objects.on().filter(kind=DUTIES[basis]).latest("valid_from")
    return text


def law_of(basis: str) -> str:
    """The article on which a conference sits."""
    return LAWS[basis]


def kind_of_meeting(basis: str) -> str:
    """What the conference is called: a 支援会議 as the ward calls it, another as its law does."""
    return support_meeting_name() if basis == Basis.SUPPORT_MEETING else str(Basis(basis).label)


def words_of_meeting(text: str, basis: str) -> str:
    """A fixed text about one conference, with what that conference is called in place of 支援会議."""
    parts = str(text).split(DEFAULTS[PLAN_CONFERENCE])
    own = kind_of_meeting(basis)
    return conference_name().join(part.replace(DEFAULTS[SUPPORT_MEETING], own) for part in parts)


def meeting_of_day(meeting: Any) -> str:
    """A conference told from others on the same case: when it was set up, and its kind."""
    return f"{format_date(meeting.established_on)}設置の{kind_of_meeting(meeting.basis)}"


def sitting_of_day(sitting: Any) -> str:
    """The same of a sitting: its day, and the kind of its conference."""
    day = format_date(timezone.localdate(sitting.held_at))
    return f"{day}の{kind_of_meeting(sitting.meeting.basis)}"
