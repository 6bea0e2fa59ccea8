"""移行: one thing at a time goes from a 支援会議 to the bodies of a consent, agreed by two people (R7).

The secretary chooses; a second person agrees; the secretary carries it out. The consent is asked for
each time, at that moment (R17). What is left behind stays, and that it was chosen is on record.
"""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access import explain, grants, ledger
from access.errors import DomainError
from access.models import Disclosure
from cases.models import Consent, ConsentPerson
from cases.services import share_statement
from organizations.models import LegalBasis

from ..bridge import (
    agreed_ones,
    is_protected_source,
    may_answer,
    origin_label,
    receivers_of,
    rows_of,
    same_words,
    shared_items,
    with_addenda,
    words_of,
)
from ..models import (
    CarriedCopy,
    CarryAnswer,
    CarryChoice,
    Decision,
    Nature,
    SharedItem,
    SupportMeeting,
)
from ..words import words_of_meeting
from .carry_checks import (
    require_nobody_else,
    require_one_thing,
    require_said,
    require_scope,
    require_uncorrected,
)
from .standing import require_member, require_secretary

NO_CONSENT = (
    "有効な本人同意がないため、移せません。同意を記録するときに、"
    "多機関協働の事務局を共有先に入れてください。それまでは、会議に残ります"
)
GONE = (
    "もとになる同意が、撤回されたか、期限が切れました。移せません。"
    "同意を受け直してから、もう一度選んでください"
)


def require_consent(
    meeting: SupportMeeting, consent_id: uuid.UUID | None, by: Any, category: str, person_id: Any
) -> Consent:
    """The consent, of this very case, holding now and until this is saved, whose readers are all named in it (R3, R7)."""
    if consent_id is not None:
        grants.hold(consent_id)
    of_case = Consent.objects.visible_to(by).filter(compartment__case=meeting.compartment.case_id)
    consent: Consent | None = (
        of_case.valid().filter(pk=consent_id).select_related("body", "compartment").first()
    )
    if consent is None:
        raise DomainError(GONE if of_case.filter(pk=consent_id).exists() else NO_CONSENT)
    named = set(receivers_of(consent, by))
    readers = {reader.body for reader in explain.audience(by, consent.compartment).bodies}
    if readers - named:
        names = "、".join(sorted(readers - named))
        raise DomainError(
            f"本人同意に含まれていない機関が、この同意の情報を見られます：{names}。"
            "その機関を加えた同意を受け直すまで、移せません"
        )
    require_scope(consent, category, person_id, by)
    return consent


def _about(origin: Any) -> dict[str, Any]:
    return {"item" if isinstance(origin, SharedItem) else "decision": origin}


def _require_open_way(origin: Any, by: Any) -> None:
    [row] = rows_of([origin], by)
    if row.copy is not None:
        raise DomainError("すでに移してあります。直すときは、同意の共有先で新しく共有してください")


@transaction.atomic
def leave_behind(
    *, meeting: SupportMeeting, origin: SharedItem | Decision, reason: str, by: Any
) -> CarryChoice:
    """It stays in the meeting; that this was chosen is on record."""
    require_secretary(meeting, by)
    require_one_thing(origin)
    _one_at_a_time(meeting.pk, by)
    _require_open_way(origin, by)
    if not reason.strip():
        raise DomainError("会議に残す理由を書いてください")
    made: CarryChoice = CarryChoice.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        way=CarryChoice.Way.LEAVE,
        reason=reason,
        **_about(origin),
    )
    return made


def drafted(
    *,
    meeting: SupportMeeting,
    origin: SharedItem | Decision,
    way: str,
    consent_id: uuid.UUID | None,
    category: str,
    by: Any,
    text: str = "",
    nature: str = Nature.FACT,
    person_id: uuid.UUID | None = None,
    tells_origin: bool = False,
    tells_who: bool | None = None,
) -> CarryChoice:
    """The choice as it would be put forward, checked and not saved: for the page that shows it (R22).

    `tells_who`: of a decision, whether its words tell who spoke, another agency or a third party.
    """
    require_secretary(meeting, by)
    require_one_thing(origin)
    _require_open_way(origin, by)
    consent = require_consent(meeting, consent_id, by, category, person_id)
    receivers = receivers_of(consent, by)
    if isinstance(origin, Decision):
        require_said(meeting, origin, way, tells_who, receivers, by)
    require_uncorrected(meeting, origin, way, text, by)
    _require_reworded(meeting, origin, way, text, tells_who is True)
    require_nobody_else(
        meeting, consent, words_of(origin) if way == CarryChoice.Way.CARRY else text, by
    )
    number = origin.sitting.number if origin.sitting else None
    persons = ConsentPerson.objects.visible_to(by).filter(consent=consent)
    is_own_words = way == CarryChoice.Way.CARRY
    return CarryChoice(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        way=way,
        text=words_of(origin) if is_own_words else text,
        nature=getattr(origin, "nature", nature) if is_own_words else nature,
        category=category,
        source=origin_label(meeting.basis, number) if tells_origin else "",
        consent_id=consent.pk,
        person_id=person_id,
        receivers=receivers,
        tells_who=tells_who if isinstance(origin, Decision) else None,
        persons=[{"id": str(row.person_id), "name": row.name} for row in persons],
        **_about(origin),
    )


def _require_reworded(
    meeting: SupportMeeting, origin: Any, way: str, text: str, tells_who: bool
) -> None:
    """What could tell who said it goes over in other words only (domain.md 2.1 R21)."""
    is_protected = tells_who or is_protected_source(origin)
    if way == CarryChoice.Way.CARRY:
        if is_protected:
            raise DomainError(
                words_of_meeting(
                    "だれが話したかが分かるおそれがあるため、そのままは移せません。"
                    "「書き直して移す」か「支援会議に残す」を選んでください",
                    meeting.basis,
                )
            )
        return
    if not text.strip():
        raise DomainError("移す文を書いてください")
    if not is_protected:
        return
    source = getattr(origin, "source", "").strip()
    if same_words(text, words_of(origin)):
        raise DomainError("もとの文と同じです。だれが話したかが分からない文に書き直してください")
    if source and source in text:
        raise DomainError(
            f"情報源の「{source}」が文に残っています。分からない文に書き直してください"
        )


@transaction.atomic
def propose(*, draft: CarryChoice) -> CarryChoice:
    """Put a choice forward; a second person is asked (R7)."""
    _one_at_a_time(draft.meeting_id, draft.created_by)
    draft.save(force_insert=True)
    return draft


def origin_of(choice: CarryChoice, by: Any) -> SharedItem | Decision:
    """What the choice is about."""
    if choice.item_id:
        item: SharedItem = with_addenda(shared_items(by), by).get(pk=choice.item_id)
        return item
    decision: Decision = agreed_ones(by).get(pk=choice.decision_id)
    return decision


def _one_at_a_time(meeting_id: uuid.UUID, by: Any) -> None:
    """Who chooses, answers or carries over waits here for whoever does at this moment."""
    SupportMeeting.objects.changeable_by(by).select_for_update().get(pk=meeting_id)


def _require_latest(choice: CarryChoice, by: Any) -> SharedItem | Decision:
    _one_at_a_time(choice.meeting_id, by)
    origin = origin_of(choice, by)
    [row] = rows_of([origin], by)
    if row.choice is None or row.choice.pk != choice.pk:
        raise DomainError("事務局が選び直しました。画面を開き直して、新しい案を確かめてください")
    return origin


@transaction.atomic
def answer_choice(
    *,
    choice: CarryChoice,
    is_approved: bool,
    by: Any,
    reason: str = "",
    tells_who: bool | None = None,
) -> CarryAnswer:
    """A second person agrees, or not: the chair, or a member of the body whose information it is.

    Never who put it forward; the database holds that too. The consent must hold at this moment.
    `tells_who`: of a decision, whether what would be read tells who spoke; then nobody agrees to it.
    """
    meeting = SupportMeeting.objects.visible_to(by).get(pk=choice.meeting_id)
    member = require_member(meeting, by)
    origin = _require_latest(choice, by)
    if choice.is_left:
        raise DomainError("会議に残すことにした情報です。賛成はいりません")
    if choice.created_by_id == by.pk:
        raise DomainError(
            "自分が出した案に、自分では賛成できません。座長か、共有した機関の構成員が答えます"
        )
    if not may_answer(choice, origin, member):
        raise DomainError("答えられるのは、座長か、この情報を共有した機関の構成員です")
    asked = [choice.consent_id] if choice.consent_id else []
    if is_approved and not grants.in_force(asked):
        raise DomainError(GONE)
    if is_approved:
        require_uncorrected(meeting, origin, choice.way, choice.text, by, choice.created_at)
    if isinstance(origin, Decision):
        _require_second_said(choice, is_approved, tells_who)
    if not is_approved and not reason.strip():
        raise DomainError("反対する理由を書いてください")
    try:
        with transaction.atomic():
            made: CarryAnswer = CarryAnswer.objects.create(
                compartment_id=choice.compartment_id,
                created_by=by,
                choice=choice,
                is_approved=is_approved,
                reason=reason,
                tells_who=tells_who if isinstance(origin, Decision) else None,
            )
            return made
    except IntegrityError:
        raise DomainError("この案には、すでに答えが出ています。画面を開き直してください") from None


def _require_second_said(choice: CarryChoice, is_approved: bool, tells_who: bool | None) -> None:
    """Of a decision both have said it, each for herself, before it goes over."""
    if is_approved and choice.tells_who is None:
        raise DomainError(
            "この案では、話した人などが分かるかどうかが確かめられていません。"
            "「移さないほうがよい」と答え、事務局に選び直してもらってください"
        )
    if tells_who is None:
        raise DomainError(
            "話した人、ほかの機関、第三者が、移す文から分かるかどうかを選んでください"
        )
    if is_approved and tells_who:
        raise DomainError(
            "話した人などが分かる文は、移せません。「移さないほうがよい」を選び、"
            "分かる言葉を理由に書いてください"
        )


@transaction.atomic
def carry_over(*, choice: CarryChoice, by: Any) -> CarriedCopy:
    """Carry out what two people agreed: a copy for the bodies of the consent, one line in the ledger.

    The copy says what was agreed, word for word, as of the secretariat; who told it stays here.
    """
    meeting = (
        SupportMeeting.objects.visible_to(by)
        .select_related("compartment", "secretariat")
        .get(pk=choice.meeting_id)
    )
    secretary = require_secretary(meeting, by)
    origin = _require_latest(choice, by)
    answer = CarryAnswer.objects.visible_to(by).filter(choice=choice, is_approved=True).first()
    if answer is not None and isinstance(origin, Decision) and answer.tells_who is None:
        raise DomainError(
            "話した人などが分かるかどうかを、二人が確かめていません。もう一度選び直してください"
        )
    if answer is None:
        raise DomainError(
            "もう一人の賛成がまだありません。座長か、共有した機関の構成員に頼んでください"
        )
    if CarriedCopy.objects.visible_to(by).filter(answer=answer).exists():
        raise DomainError("すでに移してあります")
    consent = require_consent(meeting, choice.consent_id, by, choice.category, choice.person_id)
    if set(receivers_of(consent, by)) != set(choice.receivers):
        raise DomainError("読む機関が、案を出したときから変わりました。もう一度選び直してください")
    require_uncorrected(meeting, origin, choice.way, choice.text, by, choice.created_at)
    require_nobody_else(meeting, consent, choice.text, by)
    extract = share_statement(
        consent=consent,
        body=meeting.secretariat,
        category=choice.category,
        person_id=choice.person_id,
        recorded_on=timezone.localdate(),
        nature=choice.nature,
        source=choice.source,
        text=choice.text,
        by=by,
    )
    assert secretary.appointment is not None
    ledger.enter(
        by=by,
        body=secretary.appointment.body,
        compartment=meeting.compartment,
        channel=Disclosure.Channel.CONSENTED,
        obj=choice,
        recipients="、".join(choice.receivers),
        purpose=words_of_meeting("支援会議の情報の、本人の同意による共有（移行）", meeting.basis),
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )
    made: CarriedCopy = CarriedCopy.objects.create(
        compartment_id=meeting.compartment_id, created_by=by, answer=answer, extract_id=extract.pk
    )
    return made
