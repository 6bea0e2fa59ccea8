"""Alerts of pillar I (domain.md 11.3): intakes, hand-offs, consents, silence, protection, handing over.

Each rule is one queryset, asked twice: as scheduled work for ids and dates, and as the reader for what
she sees. What is due is reckoned by the same functions as on the pages.
"""

from alerts.kept_figures import figures_of
from alerts.registry import AlertRule
from cases.alert_recipients import may_concern_of_hand_offs, may_concern_of_records

from .arriving import (
    PERHAPS_UNSCREENED,
    screening_concerns,
    screening_due,
    to_meet,
    to_receive,
    to_screen,
    unmet,
    unreceived,
    unscreened,
)
from .going_on import (
    consents_ending,
    ending_concerns,
    handing_over,
    protections_ending,
    register_movement,
    silent,
    to_ask_again,
    to_hand_over,
    to_look_after,
    to_review,
)

__all__ = ["PERHAPS_UNSCREENED", "RULES", "register_movement", "screening_due"]

IN_CHARGE = "担当者（いなければ、その機関の相談員・事務局）"
AND_LATE = f"{IN_CHARGE}と、その機関の管理者"
RULES = (
    AlertRule(
        "screening",
        "受付の見立てが、期限を過ぎています",
        "screening_days",
        f"受付者、{AND_LATE}",
        unscreened,
        to_screen,
        "intake",
        concerns=screening_concerns,
    ),
    AlertRule(
        "receipt",
        "つなぎが、期限までに受け取られていません",
        "receipt_days",
        f"送った機関と受ける機関の、{AND_LATE}",
        unreceived,
        to_receive,
        "hand_off",
        concerns=may_concern_of_hand_offs,
    ),
    AlertRule(
        "first_contact",
        "つなぎの初回の接触が、期限を過ぎています",
        "first_contact_days",
        f"送った機関と受けた機関の、{AND_LATE}",
        unmet,
        to_meet,
        "hand_off",
        concerns=may_concern_of_hand_offs,
    ),
    AlertRule(
        "consent_end",
        "本人の同意の期限が近づいています",
        "consent_ahead_days",
        f"同意を記録した人、{IN_CHARGE}",
        consents_ending,
        to_ask_again,
        "consent",
        (figures_of,),
        concerns=ending_concerns,
    ),
    AlertRule(
        "silence",
        "長いあいだ動きのないケースです",
        "silence_days",
        AND_LATE,
        silent,
        to_look_after,
        starts=(figures_of,),
        concerns=may_concern_of_records,
    ),
    AlertRule(
        "protection_end",
        "保護の期限の見直しの日が近づいているか、過ぎています",
        "protection_ahead_days",
        "保護の名簿に名前のある人",
        protections_ending,
        to_review,
        "protection",
    ),
    AlertRule(
        "handing_over",
        "異動の前に、担当の引き継ぎを確かめてください",
        "handing_over_month",
        "その機関の管理者",
        handing_over,
        to_hand_over,
        "task",
    ),
)
