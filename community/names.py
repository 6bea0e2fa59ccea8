"""What a gathering of bodies is called on pages and on its paper."""

from cases import codes
from organizations.names import LIAISON_MEETING, local_name

from .choices import GATHERING, LIAISON
from .models import LiaisonMeeting

# CL-98: a kind that says nothing is no heading of a paper that leaves the house.
SAYS_NOTHING, OTHERWISE = "その他", "関係機関の会合"


def called(meeting: LiaisonMeeting) -> str:
    """The ward's name of its 関係者連絡会; of a training and the like its kind (CL-98)."""
    if meeting.kind == LIAISON:
        return local_name(LIAISON_MEETING)
    kind = dict(codes.every_label(GATHERING)).get(meeting.kind, "")
    return OTHERWISE if kind in ("", SAYS_NOTHING) else kind
