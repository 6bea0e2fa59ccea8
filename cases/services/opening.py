"""Events: a case was opened by somebody; the answer to a つなぎ."""

import datetime
from typing import Any

from django.utils import timezone

from access.models import CaseFile

from ..models import CaseOpening, Referral, ReferralOpening


def note_opening(*, case: CaseFile, by: Any, previous_at: datetime.datetime | None = None) -> None:
    """What others wrote until now is read. One statement, with the read itself; the last one counts.
    `previous_at`: when she was here before this visit."""
    CaseOpening.objects.bulk_create(
        [CaseOpening(user=by, case_id=case.pk, opened_at=timezone.now(), previous_at=previous_at)],
        update_conflicts=True,
        unique_fields=["user", "case_id"],
        update_fields=["opened_at", "previous_at"],
    )


def note_answer_opened(*, referral: Referral, by: Any) -> None:
    """The answer to a つなぎ is read by somebody of the side that sent it. One statement, as above."""
    ReferralOpening.objects.bulk_create(
        [
            ReferralOpening(
                user=by,
                case_id=referral.compartment.case_id,
                referral_id=referral.pk,
                opened_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["user", "referral_id"],
        update_fields=["opened_at"],
    )
