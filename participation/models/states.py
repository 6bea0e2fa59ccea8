"""States of a participation and of one try, and the moves between them (domain.md 3.6)."""

from django.db import models


class ParticipationState(models.TextChoices):
    NEED = "need", "ニーズ把握"
    PLANNED = "planned", "プラン作成済み"
    SEARCHING = "searching", "資源を探している"
    MATCHED = "matched", "候補が決まった"
    TRIAL = "trial", "見学・体験中"
    PARTICIPATING = "participating", "参加中"
    SETTLING = "settling", "定着支援中"
    CLOSED = "closed", "終結"
    UNMATCHED = "unmatched", "合う資源がない"
    STOPPED = "stopped", "取りやめ"


PARTICIPATION_MOVES: dict[str, tuple[str, ...]] = {
    ParticipationState.NEED: ("planned", "stopped"),
    ParticipationState.PLANNED: ("searching", "stopped"),
    ParticipationState.SEARCHING: ("matched", "unmatched", "stopped"),
    ParticipationState.MATCHED: ("trial", "participating", "searching", "stopped"),
    # Back to where the best of the remaining tries stands, or to the search.
    ParticipationState.TRIAL: ("participating", "matched", "searching", "stopped"),
    ParticipationState.PARTICIPATING: ("settling", "trial", "matched", "searching", "stopped"),
    ParticipationState.SETTLING: (
        *("closed", "participating", "trial", "matched", "searching", "stopped"),
    ),
    ParticipationState.UNMATCHED: ("searching", "stopped"),
    ParticipationState.CLOSED: (),
    ParticipationState.STOPPED: (),
}
OVER = (ParticipationState.CLOSED, ParticipationState.STOPPED)


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", "候補にした"
    VISIT = "visit", "見学"
    TRIAL = "trial", "体験"
    STARTED = "started", "参加を開始"
    SETTLED = "settled", "定着"
    ENDED = "ended", "終了"
    REFUSED_BY_PERSON = "person_no", "本人が断った"
    REFUSED_BY_HOST = "host_no", "受入先が断った"


PLACEMENT_MOVES: dict[str, tuple[str, ...]] = {
    PlacementState.PROPOSED: ("visit", "trial", "started", "person_no", "host_no"),
    PlacementState.VISIT: ("trial", "started", "person_no", "host_no"),
    PlacementState.TRIAL: ("started", "person_no", "host_no"),
    PlacementState.STARTED: ("settled", "ended"),
    PlacementState.SETTLED: ("ended",),
    PlacementState.ENDED: (),
    PlacementState.REFUSED_BY_PERSON: (),
    PlacementState.REFUSED_BY_HOST: (),
}
OPEN_PLACEMENTS = tuple(state for state, moves in PLACEMENT_MOVES.items() if moves)
REFUSED = (PlacementState.REFUSED_BY_PERSON, PlacementState.REFUSED_BY_HOST)
# The person goes there: what may be told to the host has been settled before.
AT_THE_HOST = (
    PlacementState.VISIT,
    PlacementState.TRIAL,
    PlacementState.STARTED,
    PlacementState.SETTLED,
)
# She takes part there.
THERE = (PlacementState.STARTED, PlacementState.SETTLED)
# Where the whole stands when a try comes to this state.
CARRIES: dict[str, str] = {
    PlacementState.PROPOSED: ParticipationState.MATCHED,
    PlacementState.VISIT: ParticipationState.TRIAL,
    PlacementState.TRIAL: ParticipationState.TRIAL,
    PlacementState.STARTED: ParticipationState.PARTICIPATING,
    PlacementState.SETTLED: ParticipationState.SETTLING,
}
