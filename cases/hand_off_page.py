"""What the page of a つなぎ shows: the same for its two sides, for the check before sending (R22) and
for the paper."""

from typing import Any

from access.models import CaseFile

from . import codes
from .models import Referral, ReferralState

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


def sheet_page(row: Referral, case: CaseFile) -> dict[str, Any]:
    """Context of `cases/_hand_off.html`, whichever side looks."""
    return {
        "referral": row,
        "case": case,
        "steps": _steps(row),
        "awaited": AWAITED.get(row.state, ""),
        "topics": codes.labels(codes.TOPIC, row.topics),
        "urgency": codes.label(codes.URGENCY, row.urgency),
        "consent_state": codes.label(codes.CONSENT_STATE, row.consent_state),
    }


def receiver_page(row: Referral, case: CaseFile) -> dict[str, Any]:
    """What the receiver will see of a leg that is not sent yet (R22)."""
    return {**sheet_page(row, case), "is_receiver": True, "is_sender": False}


def _steps(row: Referral) -> list[dict[str, Any]]:
    """How far it is, for the row of steps; a leg that was given or taken back has none."""
    if row.state not in ORDER:
        return []
    now = ORDER.index(ReferralState(row.state))
    return [
        {"label": label, "is_done": number < now, "is_current": number == now}
        for number, label in enumerate(STEP_WORDS)
    ]
