"""情報提供等の依頼 under Art. 106-6 (3): written, sent, answered or refused, withdrawn (R21)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Body, LegalBasis

from ..models import (
    INFORMATION_MOVES,
    Basis,
    InformationAnswer,
    InformationRequest,
    InformationState,
    MeetingMember,
    Nature,
    SharedItem,
    SupportMeeting,
)
from ..words import support_meeting_name
from .items import share_item
from .meetings import enter_in_ledger
from .members import require_works_with_people
from .standing import require_member, require_secretary

# Only a 支援会議 may ask for information; the councils of other laws have rules of their own.
LEGAL_BASIS = Basis.SUPPORT_MEETING


@dataclass(frozen=True)
class Recipient:
    """Whom the meeting asks: a body of the register, a member on paper, or somebody outside."""

    body: Body | None = None
    paper_member: MeetingMember | None = None
    outside: str = ""

    def fields(self) -> dict[str, Any]:
        return {"body": self.body, "paper_member": self.paper_member, "outside": self.outside}


@dataclass(frozen=True)
class Asking:
    """What is asked, for what, and until when."""

    wanted: Sequence[str]
    subject_matter: str
    purpose: str
    due_on: datetime.date
    addressee: str = ""
    document_number: str = ""
    outsider_reason: str = ""

    def fields(self) -> dict[str, Any]:
        return {**vars(self), "wanted": list(self.wanted)}


def has_member(meeting: SupportMeeting, recipient: Recipient, by: Any) -> bool:
    """Whether somebody of the recipient is a sworn member now: else the request alone tells that
    the person is a case (domain.md R15). Who is kept out of it reads no request (R12)."""
    members = MeetingMember.objects.visible_to(by).filter(meeting=meeting).taking_part().sworn()
    if recipient.body is not None:
        return bool(members.filter(appointment__role_group__body=recipient.body).exists())
    if recipient.paper_member is not None:
        return bool(members.filter(pk=recipient.paper_member.pk).exists())
    return False


def _is_outsider(meeting: SupportMeeting, to: Recipient, by: Any) -> bool:
    """The reverse, of whom may be asked at all."""
    if to.body is not None:
        require_works_with_people(to.body)
    return not has_member(meeting, to, by)


def meeting_asking(request: InformationRequest, by: Any) -> SupportMeeting:
    found: SupportMeeting = (
        SupportMeeting.objects.visible_to(by)
        .select_related("compartment__case", "secretariat")
        .get(pk=request.meeting_id)
    )
    return found


def answering_member(request: InformationRequest, by: Any) -> MeetingMember | None:
    """The membership of the user, if she belongs to the body that was asked."""
    if request.body_id is None:
        return None
    mine = MeetingMember.objects.visible_to(by).filter(meeting=request.meeting_id).of_user(by)
    asked = mine.filter(appointment__role_group__body=request.body_id)
    found: MeetingMember | None = asked.current().sworn().with_names().first()
    return found


def may_ask(meeting: SupportMeeting) -> bool:
    """Whether Art. 106-6 (3) is the law of this body."""
    return bool(meeting.basis == LEGAL_BASIS)


def _require_own_law(meeting: SupportMeeting) -> None:
    """A body asks on its own law only: a letter on another's would be without a basis (R21)."""
    if not may_ask(meeting):
        raise DomainError(
            "この会議からは、社会福祉法106条の6第3項による依頼はできません。この会議の根拠となる"
            f"法律の手続で依頼するか、{support_meeting_name()}を設けて、そこから依頼してください"
        )


def _facts(meeting: SupportMeeting, to: Recipient, asking: Asking, by: Any) -> dict[str, Any]:
    require_secretary(meeting, by)
    _require_own_law(meeting)
    if asking.due_on < timezone.localdate():
        raise DomainError("回答の期限は、今日か、今日より後の日付にしてください")
    if not asking.wanted:
        raise DomainError("求めるものを、1つ以上選んでください")
    is_outsider = _is_outsider(meeting, to, by)
    if is_outsider and not asking.outsider_reason.strip():
        raise DomainError(
            "この依頼先は、この会議の構成員ではありません。依頼するだけで、この人が検討されている"
            "ことが伝わります。先に構成員に加えるか、加えずに頼む理由を書いてください"
        )
    reason = asking.outsider_reason if is_outsider else ""
    fields = asking.fields() | to.fields()
    return fields | {"is_to_outsider": is_outsider, "outsider_reason": reason}


@transaction.atomic
def draft_request(
    *, meeting: SupportMeeting, to: Recipient, asking: Asking, by: Any
) -> InformationRequest:
    """Write a request; nobody is asked before it is sent."""
    fields = _facts(meeting, to, asking, by)
    made: InformationRequest = InformationRequest.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        legal_basis=LegalBasis.objects.on().get(code=LEGAL_BASIS),
        **fields,
    )
    return made


@transaction.atomic
def change_request(
    *,
    request: InformationRequest,
    to: Recipient,
    asking: Asking,
    by: Any,
    version: int | None = None,
) -> InformationRequest:
    """Word a draft anew; what was sent stays as it was sent."""
    fields = _facts(meeting_asking(request, by), to, asking, by)
    if request.state != InformationState.DRAFT:
        raise DomainError("依頼したあとは直せません。取り下げて、新しく依頼してください")
    return save_changed(request, by=by, fields=fields, version=version)


@transaction.atomic
def send_request(
    *,
    request: InformationRequest,
    way: str,
    by: Any,
    sent_on: datetime.date | None = None,
    version: int | None = None,
) -> InformationRequest:
    """Ask. A letter is entered in the ledger when it is made, one row a letter (information_paper);
    what is asked in another way is entered here (R21)."""
    meeting = meeting_asking(request, by)
    secretary = require_secretary(meeting, by)
    _require_own_law(meeting)
    sent_on = sent_on or timezone.localdate()
    if sent_on > timezone.localdate():
        raise DomainError("依頼した日は、今日までの日付にしてください")
    to = Recipient(request.body, request.paper_member, request.outside)
    is_outsider = _is_outsider(meeting, to, by)
    if is_outsider and not request.outsider_reason:
        raise DomainError(
            "依頼先は、もうこの会議の構成員ではありません。依頼の内容を開き、加えずに頼む理由を"
            "書いてから依頼してください"
        )
    if way == InformationRequest.Way.HERE and (is_outsider or request.body is None):
        raise DomainError("依頼先の人は、この画面を見られません。文書か口頭で依頼してください")
    fields = {"way": way, "sent_on": sent_on, "is_to_outsider": is_outsider}
    moved = _move(request, InformationState.SENT, by, version, **fields)
    if way != InformationRequest.Way.LETTER:
        enter_in_ledger(meeting, secretary, moved, f"情報提供等の依頼（{moved.recipient}）", by)
    return moved


def _move(
    request: InformationRequest, to: str, by: Any, version: int | None, **fields: Any
) -> InformationRequest:
    """One step, as the table of states allows."""
    if to not in INFORMATION_MOVES[request.state]:
        raise DomainError(
            f"この依頼は「{request.get_state_display()}」です。画面を開き直して確かめてください"
        )
    return save_changed(request, by=by, fields={"state": to, **fields}, version=version)


@dataclass(frozen=True)
class Answering:
    """An answer: whether in full, by whom, when and how; what it says, or why it says nothing."""

    outcome: str
    text: str = ""
    nature: str = Nature.FACT
    markers: Sequence[str] = ()
    reason: str = ""
    answered_by: str = ""
    answered_on: datetime.date | None = None
    how: str = InformationAnswer.How.HERE


@transaction.atomic
def answer_request(
    *, request: InformationRequest, answer: Answering, by: Any, version: int | None = None
) -> InformationAnswer:
    """A member of the asked body answers, or the secretary enters what came on paper or by phone.

    What it says goes into the meeting as shared information; a refusal brings its reason (para. 4).
    """
    meeting = meeting_asking(request, by)
    member = answering_member(request, by)
    is_own = member is not None and answer.how == InformationAnswer.How.HERE
    if is_own:
        require_member(meeting, by)
    else:
        require_secretary(meeting, by)
    whose = answer.answered_by if not is_own or member is None else member.name
    answered_on = timezone.localdate() if is_own else answer.answered_on or timezone.localdate()
    _require_answer(request, answer, whose, answered_on)
    _move(request, answer.outcome, by, version)
    refused = answer.outcome == InformationState.REFUSED
    item = None if refused else _shared(meeting, request, answer, whose, is_own, by)
    made: InformationAnswer = InformationAnswer.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        request=request,
        outcome=answer.outcome,
        answered_by=whose,
        answered_on=answered_on,
        how=answer.how,
        item=item,
        reason="" if answer.outcome == InformationState.ANSWERED else answer.reason,
    )
    return made


def _require_answer(
    request: InformationRequest, answer: Answering, whose: str, answered_on: datetime.date
) -> None:
    outcome = answer.outcome
    if not whose:
        raise DomainError("回答した人を書いてください")
    if answered_on > timezone.localdate():
        raise DomainError("回答の日は、今日までの日付にしてください")
    if request.sent_on and answered_on < request.sent_on:
        raise DomainError("回答の日は、依頼した日か、それより後にしてください")
    if outcome != InformationState.REFUSED and not answer.text:
        raise DomainError("回答の内容を書いてください。資料なら、何を受け取ったかを書きます")
    if outcome != InformationState.ANSWERED and not answer.reason:
        raise DomainError("提供できない理由を書いてください")


def source_of(request: InformationRequest, whose: str = "") -> str:
    """Where an answer comes from: who was asked and, when it came from outside, who answered."""
    return f"依頼への回答：{request.recipient} {whose}".strip()[:100]


def _shared(
    meeting: SupportMeeting,
    request: InformationRequest,
    answer: Answering,
    whose: str,
    is_own: bool,
    by: Any,
) -> SharedItem:
    """What an answer says, as information of the meeting; the source is who was asked."""
    return share_item(
        meeting=meeting,
        nature=answer.nature,
        source=source_of(request, "" if is_own else whose),
        text=answer.text,
        markers=answer.markers,
        by=by,
    )


@transaction.atomic
def withdraw_request(
    *, request: InformationRequest, reason: str, by: Any, version: int | None = None
) -> InformationRequest:
    """The answer is not needed any more; what was answered stays."""
    require_secretary(meeting_asking(request, by), by)
    return _move(request, InformationState.WITHDRAWN, by, version, withdrawn_reason=reason)
