"""Events: a case was opened by somebody; the answer to a つなぎ."""

from typing import Any

from django.utils import timezone

from access.models import CaseFile

from ..models import CaseOpening, Referral, ReferralOpening


def note_opening(*, case: CaseFile, by: Any) -> None:
    """What others wrote until now is read. One statement, with the read itself; the last one counts."""
    CaseOpening.objects.bulk_create(
        [CaseOpening(user=by, case_id=case.pk, opened_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["user", "case_id"],
        update_fields=["opened_at"],
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
