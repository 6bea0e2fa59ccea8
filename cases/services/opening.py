"""Event: a case was opened by somebody."""

from typing import Any

from django.utils import timezone

from access.models import CaseFile

from ..models import CaseOpening


def note_opening(*, case: CaseFile, by: Any) -> None:
    """What others wrote until now is read. One statement, with the read itself; the last one counts."""
    CaseOpening.objects.bulk_create(
        [CaseOpening(user=by, case_id=case.pk, opened_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["user", "case_id"],
        update_fields=["opened_at"],
    )
