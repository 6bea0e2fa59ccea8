"""What participation says in the strip of the five projects."""

from typing import Any

from django.urls import reverse

from access.models import CaseFile
from cases.track import Project, Stop

from .models.states import ParticipationState
from .on_case_page import participations_of

OF_PARTICIPATION = 50
ASKS = (participations_of,)
P = ParticipationState
NEXT_STEP: dict[str, str] = {
    P.NEED: "本人の希望と、配慮することを書きます。",
    P.PLANNED: "希望に合う社会資源を探します。",
    P.SEARCHING: "合う資源を本人と選び、見学を決めます。",
    P.MATCHED: "受入先に伝えることを本人と確かめ、見学に行きます。",
    P.TRIAL: "見学・体験のあとに、本人と受入先の感想を書きます。",
    P.PARTICIPATING: "本人と受入先に、ようすを聞きます。",
    P.SETTLING: "続いているかを、決めた間隔で確かめます。",
    P.UNMATCHED: "条件を見直すか、新しい受入先を開拓します。",
}
OVER = (P.CLOSED, P.STOPPED)


def stops(request: Any, case: CaseFile) -> list[Stop]:
    """Participations that the user sees (R5)."""
    return [
        Stop(
            Project.PARTICIPATION,
            str(row.get_state_display()),
            OF_PARTICIPATION,
            url=reverse("participation:detail", args=[row.pk]),
            next_step=NEXT_STEP.get(row.state, ""),
            is_over=row.state in OVER,
        )
        for row in participations_of(request, case)
    ]
