"""Where a record stands that was handed on (つなぎ): its words and its next step follow the answers of the
receivers, who write nothing in the record of the sender (R2)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from access.shared_sets import OneOf
from access.together import Asked, ask_together

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
# What a list is asked for beside the states that are stored: others have taken on what was handed on.
ANSWERED, ANSWERED_WORDS = "answered", "つなぎ：引き受けから完了まで"
_MAY_READ_AS = (
    *(RecordState.RECEIVED, RecordState.SUPPORTING, RecordState.HANDED_OFF),
    ANSWERED,
)
# Begun perhaps before anybody had looked at what was said: a 見立て is due still.
UNDER_WAY = (RecordState.HANDED_OFF, RecordState.MA_REQUESTED, RecordState.OUTREACH)
SCREEN = "話を整理して、見立てを書きます。"
_WAIT = "つないだ先の{}を待ちます。期限を過ぎたら、電話で確かめます。"
_CONFIRM = "つないだ先からの報告を確かめます。"
_LAPSED = "同意の期限が過ぎ、つないだ先には見えていません。本人に同意を確かめ直すか、つなぎを取り下げます。"
_CLOSED = "同意が有効でなくなり、つないだ先には見えていません。本人に同意を確かめ直すか、つなぎを取り下げます。"
_AFTER_REPORT = "自機関の支援を続けるか、終えるかを決めます。"
_DECLINED = "ほかの機関につなぐか、自機関で支えるかを決めます。"


@dataclass(frozen=True)
class Standing:
    """The state as a list is asked for it (`reading_as`) and its words, the next step, and whether a 見立て is due
    still."""

    state: str
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
    if any(row.is_shut for row in going_on):
        words = _LAPSED if any(row.has_lapsed for row in going_on) else _CLOSED
        return _as_stored(RecordState.HANDED_OFF, words, must_screen)
    if going_on:
        return _under_way(min(_ORDER.index(row.state) for row in going_on), must_screen)
    # The last sheet: what earlier ones came to was dealt with when this one was sent.
    last = max(sent, key=lambda row: row.sent_at, default=None)
    same_sheet = [row for row in sent if last is not None and row.sheet == last.sheet]
    if any(row.state == ReferralState.CLOSED for row in same_sheet):
        return Standing(ANSWERED, _words(ReferralState.CLOSED), _AFTER_REPORT, must_screen)
    if must_screen:
        return _as_stored(RecordState.RECEIVED, SCREEN, must_screen)
    if same_sheet:
        return _as_stored(RecordState.SUPPORTING, _DECLINED, must_screen)
    return _as_stored(RecordState.HANDED_OFF, "", must_screen)


def words_of(record: CaseRecord, legs: Iterable[Referral], intakes: Iterable[Intake]) -> str:
    """The state of a record in whatever state, in words that follow the answers to its つなぎ."""
    if record.state != RecordState.HANDED_OFF:
        return str(record.get_state_display())
    return standing_of(record, legs, intakes).words


def _under_way(place: int, must_screen: bool) -> Standing:
    state = _ORDER[place]
    step = _CONFIRM if state == ReferralState.REPORTED else _WAIT.format(AWAITED[state])
    step = f"{SCREEN}{step}" if must_screen else step
    if state in (ReferralState.SENT, ReferralState.RECEIVED):
        return _as_stored(RecordState.HANDED_OFF, step, must_screen)
    return Standing(ANSWERED, _words(state), step, must_screen)


def _as_stored(state: RecordState, step: str, must_screen: bool) -> Standing:
    """It reads as records that are in this state."""
    return Standing(state, str(state.label), step, must_screen)


def _words(state: ReferralState) -> str:
    """As the pages and lists of つなぎ say it of the leg."""
    return f"つなぎ：{state.label}"


def waits_for_screening(record: CaseRecord, intake: Intake, legs: Iterable[Referral]) -> bool:
    """Whether nobody has decided what follows from an intake, and somebody of the body still has to: until
    others have taken on all that was handed on since, it is the sender's (domain.md 3.8). Who asks for 多機関協働, or
    goes out, is in it still, and decides too. The same as `IntakeQuerySet.awaiting_screening`. `legs`: those of its case that the reader sees."""
    if intake.screening_result or intake.record_id != record.pk:
        return False
    if record.state not in UNDER_WAY:
        return bool(record.state == RecordState.RECEIVED)
    if (intake.method, intake.route) == (codes.BY_SHEET, codes.REFERRED):
        return False  # taken on with another body's sheet, and supported at once (services.take_on)
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
    legs = Referral.objects.visible_to(user).filter(cases).with_closed()
    intakes = Intake.objects.visible_to(user).filter(own, screening_result="")
    return [legs.select_related("compartment"), intakes]


def told(
    records: Sequence[CaseRecord], legs: Iterable[Referral], intakes: Iterable[Intake]
) -> dict[uuid.UUID, Standing]:
    """Where each record stands, of the answers to `asked`."""
    of_case: dict[uuid.UUID, list[Referral]] = {}
    for leg in legs:
        of_case.setdefault(leg.compartment.case_id, []).append(leg)
    of_record: dict[uuid.UUID, list[Intake]] = {}
    for intake in intakes:
        of_record.setdefault(intake.record_id, []).append(intake)
    return {
        row.pk: standing_of(
            row, of_case.get(row.compartment.case_id, []), of_record.get(row.pk, [])
        )
        for row in records
    }


def reading_as(user: Any, state: str) -> Any:
    """Records that the user sees of which a list says this state; `state`: one that is stored, or `ANSWERED`.

    Where what was handed on may read so, its legs are asked about first, in two statements however many there are:
    within the question of the list they would be looked for anew for each record, under all policies."""
    records = CaseRecord.objects.visible_to(user)
    if state not in _MAY_READ_AS:
        return records.filter(state=state)
    handed = list(records.filter(state=RecordState.HANDED_OFF).select_related("compartment"))
    answers = ask_together(asked(user, handed)) if handed else [[], []]
    standing = told(handed, *answers)
    found = OneOf("pk", [pk for pk, one in standing.items() if one.state == state])
    is_stored = state in (RecordState.RECEIVED, RecordState.SUPPORTING)
    return records.filter(Q(found) | Q(state=state)) if is_stored else records.filter(found)
