"""The work of a body on a case ends, pauses and goes on again; each with its reason (3.2)."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile
from access.shortcuts import save_changed
from cases import codes
from cases.closing import open_actions, require_may_go_on, require_nothing_open
from cases.models import CaseRecord, Intake, RecordEvent, RecordState
from organizations.models import Body

from .records import move_record, open_own_record
from .taking_up import take_up

MOST_WORDS = 300


@dataclass(frozen=True)
class Afterwards:
    """What is settled for the time after the end: who goes on, when one looks again (CL-15)."""

    followed_by: Body | None = None
    follow_up_on: datetime.date | None = None
    reopen_when: str = ""


@dataclass(frozen=True)
class NewMatter:
    """What a new reception needs when a case is taken up again (domain.md 4.1)."""

    method: str
    visitor: str
    topics: tuple[str, ...]
    urgency: str
    route: str = ""
    visitor_name: str = ""
    words: str = ""
    consent_state: str = codes.UNASKED


def matter_from(
    body: Body, *, topics: tuple[str, ...], urgency: str, words: str, consent_state: str
) -> NewMatter:
    """A new reception that another body brings, by its つなぐシート or its request (CL-02, CL-03)."""
    return NewMatter(
        method=codes.BY_SHEET,
        visitor=codes.AGENCY,
        topics=topics or (codes.OTHER_TOPIC,),
        urgency=urgency or codes.WITHIN_A_MONTH,
        route=codes.REFERRED,
        visitor_name=body.name[:100],
        words=words,
        consent_state=consent_state,
    )


@transaction.atomic
def close_record(
    *,
    record: CaseRecord,
    by: Any,
    reason: str = "",
    note: str = "",
    afterwards: Afterwards | None = None,
    drops_actions: bool = False,
    on: datetime.date | None = None,
    version: int | None = None,
) -> CaseRecord:
    """The body ends its work on the case; what was written stays. `on`: what had ended before it was entered,
    on which day; else it ends today.

    `reason` is a code of CL-15. Raises DomainError while something is under way that would be
    forgotten, while things to do are left that nobody drops, or when the body named to go on cannot
    (R10).
    """
    words = _words(codes.label(codes.CLOSING, reason), note)
    after = afterwards or Afterwards()
    if reason == codes.HANDED_OVER and after.followed_by is None:
        raise DomainError("このあと主に関わる機関を選んでください")
    if after.followed_by is not None:
        require_may_go_on(after.followed_by, record.body)
    require_nothing_open(record, by)
    left = list(open_actions(record, by))
    if left and not drops_actions:
        raise DomainError(
            f"期限のあることが{len(left)}件残っています。済ませるか、とりやめを選んでください"
        )
    for action in left:
        fields = {"done_at": timezone.now(), "is_dropped": True}
        save_changed(action, by=by, fields=fields)
    ended_on = on or timezone.localdate()
    facts = {
        "closed_on": ended_on,
        "closing_reason": reason,
        "closing_note": words,
        "followed_by_id": after.followed_by.pk if after.followed_by else None,
        "follow_up_on": after.follow_up_on,
        "reopen_when": after.reopen_when,
    }
    move_record(record=record, to=RecordState.CLOSED, by=by, version=version, facts=facts)
    _enter(record, RecordEvent.Kind.CLOSED, by, reason=reason, words=words, on=ended_on)
    return record


@transaction.atomic
def suspend_record(
    *,
    record: CaseRecord,
    by: Any,
    reason: str,
    review_on: datetime.date,
    note: str = "",
    version: int | None = None,
) -> CaseRecord:
    """The work pauses for a reason of CL-44, until somebody looks again on `review_on`."""
    if review_on <= timezone.localdate():
        raise DomainError("見直す日は、あしたからあとの日にしてください")
    words = _words(codes.label(codes.SUSPENSION, reason), note)
    facts = {"suspension_reason": reason, "suspension_note": words, "review_on": review_on}
    move_record(record=record, to=RecordState.SUSPENDED, by=by, version=version, facts=facts)
    _enter(record, RecordEvent.Kind.SUSPENDED, by, reason=reason, words=words)
    return record


@transaction.atomic
def postpone_review(
    *, record: CaseRecord, review_on: datetime.date, by: Any, version: int | None = None
) -> CaseRecord:
    """The pause goes on: look again on another day."""
    if record.state != RecordState.SUSPENDED:
        raise DomainError("この記録は中断していません。画面を読み込み直してください")
    if review_on <= timezone.localdate():
        raise DomainError("見直す日は、あしたからあとの日にしてください")
    return save_changed(record, by=by, fields={"review_on": review_on}, version=version)


@transaction.atomic
def resume_record(
    *, record: CaseRecord, reason: str, by: Any, version: int | None = None
) -> CaseRecord:
    """The work goes on after a pause."""
    if record.state != RecordState.SUSPENDED:
        raise DomainError("この記録は中断していません。そのまま書き足せます")
    words = _words("", reason)
    take_up(record=record, by=by, version=version)
    _enter(record, RecordEvent.Kind.RESUMED, by, words=words)
    return record


@transaction.atomic
def reopen_record(
    *,
    record: CaseRecord,
    reason: str,
    by: Any,
    matter: NewMatter | None = None,
    version: int | None = None,
) -> CaseRecord:
    """The body takes up its work again.

    With `matter` as a new reception, which counts as one and lies in the same record, so that it is
    tied to what was before (domain.md 3.2, 再開); without, the end was a mistake and is taken back.
    """
    if not record.is_closed:
        raise DomainError("この記録は終了していません。そのまま書き足せます")
    words = _words("", reason)
    earlier = _earlier(record)
    if matter is None:
        take_up(record=record, by=by, version=version)
    else:
        move_record(record=record, to=RecordState.RECEIVED, by=by, version=version)
        _receive_again(record, matter, matter.words or words, earlier, by)
    kind = RecordEvent.Kind.REOPENED if matter else RecordEvent.Kind.UNDONE
    _enter(record, kind, by, words=words)
    return record


@transaction.atomic
def _go_on(*, record: CaseRecord, because: str, matter: NewMatter, by: Any) -> CaseRecord:
    """The body took on something about the case: work that had ended or paused goes on.

    Work that had ended is received anew (domain.md 3.2, 再開; A1), with the `matter` as who asked states
    it. She supports already: the reception waits for no 見立て, which may be entered all the same.
    """
    if record.is_suspended:
        return resume_record(record=record, reason=because, by=by)
    if record.is_closed:
        earlier = _earlier(record)
        move_record(record=record, to=RecordState.SUPPORTING, by=by)
        _receive_again(record, matter, matter.words or because, earlier, by)
        _enter(record, RecordEvent.Kind.REOPENED, by, words=because)
    return record


def take_on(
    *, case: CaseFile, body: Body, because: str, matter: Callable[[CaseRecord], NewMatter], by: Any
) -> CaseRecord | None:
    """A body takes on what another asks of it: it begins its own record (R2, R6), or goes on in it, with the
    `matter` as it is stated for that record.

    None when a colleague began the record meanwhile and narrowed it to others (R2).
    """
    record = CaseRecord.objects.visible_to(by).of_case(case).filter(body=body).first()
    if record is not None:
        return _go_on(record=record, because=because, matter=matter(record), by=by)
    try:
        with transaction.atomic():
            return open_own_record(case=case, body=body, state=RecordState.SUPPORTING, by=by)
    except IntegrityError:
        return None


def _earlier(record: CaseRecord) -> str:
    """What was before, as long as the record still says it: it goes with the state."""
    return f"前の支援は{record.closing_note}"[:200] if record.closing_note else ""


def _receive_again(
    record: CaseRecord, matter: NewMatter, words: str, earlier: str, by: Any
) -> None:
    """A new reception in the same record, so that it is tied to what was before."""
    Intake.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        receiver_id=by.pk,
        route=matter.route,
        method=matter.method,
        visitor=matter.visitor,
        visitor_name=matter.visitor_name,
        topics=list(matter.topics),
        main_topic=matter.topics[0] if len(matter.topics) == 1 else "",
        urgency=matter.urgency,
        words=words,
        earlier=earlier,
        consent_state=matter.consent_state,
    )


def _words(label: str, note: str) -> str:
    """Label of the code and what was written with it. Raises DomainError when neither says why."""
    words = "。".join(filter(None, [label, note.strip()]))[:MOST_WORDS]
    if not words:
        raise DomainError("理由を書いてください")
    return words


def _enter(
    record: CaseRecord,
    kind: str,
    by: Any,
    *,
    words: str,
    reason: str = "",
    on: datetime.date | None = None,
) -> None:
    RecordEvent.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        kind=kind,
        reason=reason,
        words=words,
        happened_on=on or timezone.localdate(),
    )
