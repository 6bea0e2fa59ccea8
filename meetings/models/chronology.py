"""家族年表 of a 支援会議 (MEETING), compiled from the pieces of all bodies.

It is no copy of a case's chronology and never becomes one (R7): what was told here stays here.
"""

from typing import Any, ClassVar

from django.db import models

from access.models import SameCompartmentKey
from documents.partial_dates import DAY, PRECISIONS, format_partial
from drawings.chronology import HOUSEHOLD

from .information import InformationAnswer
from .item import Marker
from .meeting import MeetingMember, SupportMeeting
from .preparation import PROTECTED_SOURCE, Hearing, PrepSheet, Told


class ChronologyEntry(Told):
    """MEETING: something that happened, as one body knows it. `member`: who told it; `told_by` names
    somebody who is no member. Struck entries stay readable in the history."""

    meeting = SameCompartmentKey(SupportMeeting, related_name="chronology")
    member = SameCompartmentKey(
        MeetingMember, related_name="+", null=True, blank=True, verbose_name="伝えた構成員"
    )
    told_by = models.CharField("伝えた機関・人（構成員でない）", max_length=100, blank=True)
    sheet = SameCompartmentKey(
        PrepSheet, related_name="+", null=True, blank=True, verbose_name="もとの準備シート"
    )
    hearing = SameCompartmentKey(
        Hearing, related_name="+", null=True, blank=True, verbose_name="もとの聞き取り"
    )
    answer = SameCompartmentKey(
        InformationAnswer, related_name="+", null=True, blank=True, verbose_name="もとの回答"
    )
    happened_on = models.DateField("時期")
    precision = models.CharField(max_length=5, choices=PRECISIONS, default=DAY)
    who = models.CharField("だれの", max_length=50, blank=True)
    text = models.CharField("出来事", max_length=300)
    struck_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    strike_reason = models.CharField("取り消した理由", max_length=200, blank=True)

    class Meta(Told.Meta):
        ordering = ["happened_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "支援会議の家族年表"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(source=""),
                name="chronology_entry_has_source",
            ),
            models.CheckConstraint(
                condition=models.Q(member__isnull=False, told_by="")
                | models.Q(member__isnull=True) & ~models.Q(told_by=""),
                name="chronology_entry_told_by_one",
            ),
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True) | ~models.Q(strike_reason=""),
                name="chronology_entry_struck_with_reason",
            ),
        ]

    @property
    def when(self) -> str:
        """昭和40年 when no more is known."""
        return format_partial(self.happened_on, self.precision)

    @property
    def who_words(self) -> str:
        return self.who or HOUSEHOLD

    @property
    def told_by_whom(self) -> str:
        """The body that told it, or who is no member: to tell two apart, never to be shown (domain.md 2.3)."""
        return self.member.body_name if self.member else self.told_by

    @property
    def teller(self) -> str:
        """The body that told it, as members are told. Who is no member may be the informant herself: then she is no
        more named here than as the source (domain.md 2.3)."""
        if self.told_by and Marker.INFORMANT in self.markers:
            return PROTECTED_SOURCE
        return self.told_by_whom

    @property
    def origin(self) -> str:
        """Where the piece was taken from."""
        if self.sheet_id:
            return "準備シート"
        if self.hearing_id:
            return "事前の聞き取り"
        return "依頼への回答" if self.answer_id else ""
