"""Ledger of what leaves a body and is of no case (R21): a paper about nobody, to whom, on what basis.

The ledger of a case lies in its compartments. What belongs to no case stands here, without a word about
anybody; who keeps registers reads it, and auditors, to whom the ledger answers (R10).
"""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from organizations.models import Body, LegalBasis, Role

from .open_registers import KEEPERS, OpenRegisterModel


class OpenDisclosure(OpenRegisterModel):
    """One row for one thing that left. Never changed once written."""

    is_written_once: ClassVar[bool] = True
    also_added_by: ClassVar[tuple[str, ...]] = (Role.CASEWORKER, Role.SUPERVISOR)
    also_read_by: ClassVar[tuple[str, ...]] = (Role.AUDITOR,)

    channel = models.CharField("方法", max_length=20)  # Disclosure.Channel
    object_kind = models.CharField("種類", max_length=50)
    object_id = models.UUIDField(null=True)
    recipients = models.CharField("提供先", max_length=500)
    purpose = models.CharField("目的", max_length=300)
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name="法的根拠", on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    disclosed_at = models.DateTimeField("提供日時", default=timezone.now)

    class Meta(OpenRegisterModel.Meta):
        ordering = ["-disclosed_at", "-id"]
        verbose_name = verbose_name_plural = "ケースによらない提供記録"

    @property
    def channel_words(self) -> str:
        from .models import Disclosure

        return str(Disclosure.Channel(self.channel).label)


# Who reads these rows on a page.
LEDGER_READERS = (*KEEPERS, *OpenDisclosure.also_read_by)


def of_object(user: Any, object_id: uuid.UUID) -> models.QuerySet[OpenDisclosure]:
    """What has left of one thing, the latest first."""
    rows: models.QuerySet[OpenDisclosure] = OpenDisclosure.objects.visible_to(user)
    return rows.filter(object_id=object_id).select_related("body", "created_by", "legal_basis")
