"""移行 (MEETING): what becomes, one by one, of things told in a 支援会議 once the person consents (R7).

A choice of the secretary, the answer of a second person, and that it was carried out. All three stay
in the meeting; what the bodies of the consent read is a copy in the compartment of the consent. Rows
are never changed: another choice is another row, and the latest counts.
"""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey

from .item import Nature, SharedItem
from .meeting import SupportMeeting
from .sitting import Decision


class CarryChoice(ConfidentialModel):
    """MEETING: one thing is to be carried over, reworded, or left behind (domain.md 2.1 R19, R21)."""

    class Way(models.TextChoices):
        CARRY = "carry", "そのまま移す"
        REWORD = "reword", "書き直して移す"
        LEAVE = "leave", "支援会議に残す"

    is_written_once = True

    meeting = SameCompartmentKey(SupportMeeting, related_name="carry_choices")
    item = SameCompartmentKey(SharedItem, related_name="carry_choices", null=True)
    decision = SameCompartmentKey(Decision, related_name="carry_choices", null=True)
    way = models.CharField("どうするか", max_length=10, choices=Way)
    # As the bodies of the consent will read it, word for word.
    text = models.TextField("移す文", blank=True)
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    category = models.CharField("情報の種類", max_length=2, blank=True)
    source = models.CharField("出どころとして書くこと", max_length=100, blank=True)
    # The consent and its persons live in other compartments: no foreign keys.
    consent_id = models.UUIDField("もとになる同意", null=True)
    person_id = models.UUIDField("だれについてか", null=True)
    receivers = models.JSONField("読む機関", default=list)
    persons = models.JSONField("同意した人", default=list)
    reason = models.CharField("残す理由", max_length=200, blank=True)
    # A decision is free text without the markers of an item: who chooses says it for each, of the words
    # as they were decided. Empty of an item, and of what is left behind.
    tells_who = models.BooleanField("元の文から、話した人などが分かる", null=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "移行の案"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, decision__isnull=True)
                | models.Q(item__isnull=True, decision__isnull=False),
                name="carry_choice_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(way="leave", text="", consent_id__isnull=True)
                & ~models.Q(reason="")
                | models.Q(way__in=["carry", "reword"], consent_id__isnull=False)
                & ~models.Q(text="")
                & ~models.Q(category=""),
                name="carry_choice_says_what_is_read",
            ),
            models.CheckConstraint(
                condition=~models.Q(way="carry", tells_who=True),
                name="carry_choice_of_what_tells_who_is_reworded",
            ),
        ]

    @property
    def is_left(self) -> bool:
        return self.way == self.Way.LEAVE


class CarryAnswer(ConfidentialModel):
    """MEETING: a second person agrees to a choice, or does not. The database refuses the first."""

    is_written_once = True
    answered_by_another = "choice"

    choice = SameCompartmentKey(CarryChoice, related_name="answers")
    is_approved = models.BooleanField("賛成")
    reason = models.CharField("理由", max_length=200, blank=True)
    # Of a decision, the second person says it too: of the words that would be read.
    tells_who = models.BooleanField("移す文から、話した人などが分かる", null=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "移行への答え"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["choice"], name="carry_choice_answered_once"),
            models.CheckConstraint(
                condition=models.Q(is_approved=True) | ~models.Q(reason=""),
                name="carry_choice_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(is_approved=True, tells_who=True),
                name="carry_answer_approves_nothing_that_tells_who",
            ),
        ]


class CarriedCopy(ConfidentialModel):
    """MEETING: the choice was carried out: the copy that the bodies of the consent read."""

    is_written_once = True

    answer = SameCompartmentKey(CarryAnswer, related_name="copies")
    extract_id = models.UUIDField("同意で共有した写し")

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "移行の記録"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["answer"], name="carried_once")
        ]
