"""Where a record stands that was handed on (つなぎ): its words and its next step follow the answers of the
receivers, who write nothing in the record of the sender (R2)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from access.shared_sets import OneOf
from access.together import Asked

from . import codes
from .hand_off_page import AWAITED
from .models import CaseRecord, Intake, RecordState, Referral, ReferralState

# Of several legs the one that says where the record stands: as long as one has no answer the sender is
# responsible; then what is hers to do, then what she waits for.
_ORDER = (
    ReferralState.SENT,
    ReferralState.RECEIVED,
    ReferralState.REPORTED,
    ReferralState.ACCEPTED,
    ReferralState.FIRST_CONTACT,
)
SCREEN = "話を整理して、見立てを書きます。"
_WAIT = "つないだ先の{}を待ちます。期限を過ぎたら、電話で確かめます。"
_CONFIRM = "つないだ先からの報告を確かめます。"
_AFTER_REPORT = "自機関の支援を続けるか、終えるかを決めます。"
_DECLINED = "ほかの機関につなぐか、自機関で支えるかを決めます。"


@dataclass(frozen=True)
class Standing:
    """The words of the state, the next step, and whether a 見立て is due still."""

    words: str
    next_step: str
    must_screen: bool


def standing_of(
    record: CaseRecord, legs: Iterable[Referral], intakes: Iterable[Intake]
) -> Standing:
    """Of a record in the state つなぎ中; `legs` and `intakes`: those of its case that the reader sees."""
    sent = [row for row in legs if row.sender_body_id == record.body_id]
    must_screen = any(waits_for_screening(record, row, sent) for row in intakes)
    going_on = [row for row in sent if row.state in _ORDER]
    if going_on:
        return _under_way(record, min(_ORDER.index(row.state) for row in going_on), must_screen)
    # The last sheet: what earlier ones came to was dealt with when this one was sent.
    last = max(sent, key=lambda row: row.sent_at, default=None)
    same_sheet = [row for row in sent if last is not None and row.sheet == last.sheet]
    if any(row.state == ReferralState.CLOSED for row in same_sheet):
        return Standing(_words(ReferralState.CLOSED), _AFTER_REPORT, must_screen)
    if must_screen:
        return Standing(str(RecordState.RECEIVED.label), SCREEN, must_screen)
    if same_sheet:
        return Standing(str(RecordState.SUPPORTING.label), _DECLINED, must_screen)
    return Standing(str(record.get_state_display()), "", must_screen)


def words_of(record: CaseRecord, legs: Iterable[Referral], intakes: Iterable[Intake]) -> str:
    """The state of a record in whatever state, in words that follow the answers to its つなぎ."""
    if record.state != RecordState.HANDED_OFF:
        return str(record.get_state_display())
    return standing_of(record, legs, intakes).words


def _under_way(record: CaseRecord, place: int, must_screen: bool) -> Standing:
    state = _ORDER[place]
    step = _CONFIRM if state == ReferralState.REPORTED else _WAIT.format(AWAITED[state])
    is_unanswered = state in (ReferralState.SENT, ReferralState.RECEIVED)
    words = str(record.get_state_display()) if is_unanswered else _words(state)
    return Standing(words, f"{SCREEN}{step}" if must_screen else step, must_screen)


def _words(state: ReferralState) -> str:
    """As the pages and lists of つなぎ say it of the leg."""
    return f"つなぎ：{state.label}"


def waits_for_screening(record: CaseRecord, intake: Intake, legs: Iterable[Referral]) -> bool:
    """Whether nobody has decided what follows from an intake, and somebody of the body still has to: until
    others have taken on all that was handed on since, it is the sender's (domain.md 3.8). The same as
    `IntakeQuerySet.awaiting_screening`. `legs`: those of its case that the reader sees."""
    if intake.screening_result or intake.record_id != record.pk:
        return False
    if record.state != RecordState.HANDED_OFF:
        return bool(record.state == RecordState.RECEIVED)
    if (intake.method, intake.route) == (codes.BY_SHEET, codes.REFERRED):
        return False  # taken on with another body's sheet, and supported at once (services.go_on)
    since = [
        row
        for row in legs
        if row.sender_body_id == record.body_id and row.sent_at >= intake.created_at
    ]
    return any(row.is_unanswered for row in since) or not any(
        row.accepted_at is not None for row in since
    )


def asked(user: Any, records: Sequence[CaseRecord]) -> list[Asked]:
    """For a list of cases what their pages ask: the legs, and intakes of which nobody has decided yet."""
    cases = OneOf("compartment__case", [row.compartment.case_id for row in records])
    own = OneOf("record", [row.pk for row in records])
    legs = Referral.objects.visible_to(user).filter(cases)
    intakes = Intake.objects.visible_to(user).filter(own, screening_result="")
    return [legs.select_related("compartment"), intakes]


def told(
    records: Sequence[CaseRecord], legs: Iterable[Referral], intakes: Sequence[Intake]
) -> dict[uuid.UUID, str]:
    """The words of each record, of the answers to `asked`."""
    of_case: dict[uuid.UUID, list[Referral]] = {}
    for leg in legs:
        of_case.setdefault(leg.compartment.case_id, []).append(leg)
    return {
        row.pk: standing_of(row, of_case.get(row.compartment.case_id, []), intakes).words
        for row in records
    }
