"""When each member of staff last opened a case: to tell her what others have written since."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import PersonalModel


class CaseOpening(PersonalModel):
    """The moment at which she last opened the page of a case. Hers alone: who read what is said by the
    log of reading (R19), never by this."""

    # No key in the database: a foreign key looks past policies and would tell which ids exist (R14).
    case_id = models.UUIDField("ケース")
    opened_at = models.DateTimeField("開いた日時", default=timezone.now)
    # The last moment of the visit before the one that goes on (cases/unread.py); null until there were two.
    previous_at = models.DateTimeField("前回開いた日時", null=True, blank=True)

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "ケースを開いた日時"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "case_id"], name="case_opened_last")
        ]


class ReferralOpening(PersonalModel):
    """The same of the page of a つなぎ that has an answer, for the side that sent it."""

    # No key in the database, as above.
    case_id = models.UUIDField("ケース")
    referral_id = models.UUIDField("つなぎ")
    opened_at = models.DateTimeField("開いた日時", default=timezone.now)

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "つなぎの返事を開いた日時"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "referral_id"], name="referral_opened_last")
        ]
