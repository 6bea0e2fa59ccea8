"""What the page of a つなぎ shows: the same for its two sides, for the check before sending (R22) and
for the paper."""

from collections.abc import Iterable
from typing import Any

from access.models import CaseFile, Protection

from . import codes
from .models import ContactPoint, Referral, ReferralState

STEP_WORDS = ("送付", "受領", "引き受け", "初回の接触", "結果の報告", "完了")
ORDER = [
    ReferralState.SENT,
    ReferralState.RECEIVED,
    ReferralState.ACCEPTED,
    ReferralState.FIRST_CONTACT,
    ReferralState.REPORTED,
    ReferralState.CLOSED,
]
# What is awaited, for the side that waits and in lists.
AWAITED = {
    "sent": "受け取り",
    "received": "返事",
    "accepted": "初回の接触",
    "first_contact": "結果の報告",
    "reported": "報告の確認",
}
# Of one that closed with the consent: the sender's step.
ASKED_AGAIN = "同意の確かめ直し"


FOUND_BY = (ContactPoint.Kind.ADDRESS, ContactPoint.Kind.PHONE)


def contacts_told(
    user: Any, row: Referral, *, is_senders_paper: bool = False
) -> list[ContactPoint]:
    """Address and telephone of the person herself as they are now (4.2), when she is on the sheet.

    They are no part of what was sent. The receiver reads them with the basic information when she has
    taken on; before, they stand on the sender's own paper and on the one that she hands over
    (`is_senders_paper`). Of somebody protected a sheet tells nobody, be she on the list or not (R11).
    """
    if not (is_senders_paper or row.accepted_at):
        return []
    return contacts_of_subject(user, row.household, row.compartment.case)


def contacts_of_subject(
    user: Any, household: Iterable[dict[str, str]], case: CaseFile
) -> list[ContactPoint]:
    """Address and telephone as they are now of the person herself, when she is among those who are told of, and
    not protected (R11)."""
    if not any(person.get("relation") == "本人" for person in household):
        return []
    points = ContactPoint.objects.visible_to(user).of_case(case)
    points = points.filter(person__is_subject=True, kind__in=FOUND_BY, ended_on__isnull=True)
    protected = Protection.objects.in_force().filter(case=case)
    return list(points.exclude(person_id__in=protected.values("person_id")))


def sheet_page(
    row: Referral, case: CaseFile, contacts: Iterable[ContactPoint] = ()
) -> dict[str, Any]:
    """Context of `cases/_hand_off.html`, whichever side looks."""
    return {
        "contacts": contacts,
        "referral": row,
        "case": case,
        "steps": _steps(row),
        "awaited": awaited(row),
        "topics": codes.labels(codes.TOPIC, row.topics),
        "urgency": codes.urgency_words(row.urgency),
        "consent_state": codes.label(codes.CONSENT_STATE, row.consent_state),
    }


def awaited(row: Referral) -> str:
    """What is awaited of whoever's step it is; nothing when it has ended."""
    return ASKED_AGAIN if row.is_shut else AWAITED.get(row.state, "")


def receiver_page(row: Referral, case: CaseFile) -> dict[str, Any]:
    """What the receiver will see of a leg that is not sent yet (R22)."""
    return {**sheet_page(row, case), "is_receiver": True, "is_sender": False}


def _was_left_out(row: Referral, state: ReferralState) -> bool:
    """A report may come without a first contact before it."""
    return state == ReferralState.FIRST_CONTACT and row.first_contact_on is None


def _steps(row: Referral) -> list[dict[str, Any]]:
    """How far it is, for the row of steps; a leg that was given or taken back has none."""
    if row.state not in ORDER:
        return []
    now = ORDER.index(ReferralState(row.state))
    is_over = row.state == ReferralState.CLOSED  # then no step is anybody's
    return [
        {
            "label": label,
            "is_done": (number < now or is_over) and not _was_left_out(row, state),
            "is_current": number == now and not is_over,
        }
        for number, (state, label) in enumerate(zip(ORDER, STEP_WORDS, strict=True))
    ]
