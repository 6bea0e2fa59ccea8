"""Who is what to whom, and what surrounds the household (FACE): the data of the pictures."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from documents.partial_dates import DAY, PRECISIONS

from .face import Household, Person


class Relationship(ConfidentialModel):
    """FACE: two members of one household file and what binds them. Never across files (R14)."""

    class Kind(models.TextChoices):
        BIRTH = "birth", "親と実子"
        ADOPTED = "adopted", "養親と養子"
        FOSTER = "foster", "里親と里子"
        MARRIED = "married", "夫婦（結婚）"
        COMMON_LAW = "common_law", "内縁・事実婚"
        SIBLING = "sibling", "きょうだい"

    class Ending(models.TextChoices):
        SEPARATED = "separated", "別居"
        DIVORCED = "divorced", "離婚・解消"
        WIDOWED = "widowed", "死別"

    PARENTAL: ClassVar[tuple[str, ...]] = (Kind.BIRTH, Kind.ADOPTED, Kind.FOSTER)
    PARTNERS: ClassVar[tuple[str, ...]] = (Kind.MARRIED, Kind.COMMON_LAW)

    person_a = SameCompartmentKey(Person, verbose_name="親・一方の人", related_name="bonds_from")
    person_b = SameCompartmentKey(Person, verbose_name="子・もう一方の人", related_name="bonds_to")
    kind = models.CharField("間柄", max_length=12, choices=Kind)
    ending = models.CharField("今のようす", max_length=12, choices=Ending, blank=True)
    since_on = models.DateField("始まり", null=True, blank=True)
    since_precision = models.CharField(max_length=5, choices=PRECISIONS, default=DAY)
    ended_on = models.DateField("別居・離婚・死別の時期", null=True, blank=True)
    ended_precision = models.CharField(max_length=5, choices=PRECISIONS, default=DAY)
    note = models.CharField("備考", max_length=200, blank=True)
    removed_on = models.DateField("取り消した日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "家族の間柄"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(person_a=models.F("person_b")), name="related_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(ending="") | models.Q(kind__in=["married", "common_law"]),
                name="only_couples_end",
            ),
            models.UniqueConstraint(
                fields=["compartment", "person_a", "person_b", "kind"],
                condition=models.Q(removed_on__isnull=True),
                name="related_once",
            ),
        ]


class Tie(ConfidentialModel):
    """FACE: a tie of the household or a member to somebody or something outside (ecomap)."""

    class Strength(models.TextChoices):
        STRONG = "strong", "強い"
        PLAIN = "plain", "ふつう"
        WEAK = "weak", "弱い"
        STRESSFUL = "stressful", "緊張・負担がある"
        BROKEN = "broken", "切れている"

    class Flow(models.TextChoices):
        OUTWARD = "outward", "こちらから相手へ"
        INWARD = "inward", "相手からこちらへ"
        BOTH = "both", "たがいに"

    household = SameCompartmentKey(Household, related_name="ties")
    person = SameCompartmentKey(
        Person, verbose_name="だれの", related_name="ties", null=True, blank=True
    )
    outside = models.CharField("相手（機関・人・場所）", max_length=100)
    strength = models.CharField("つながり方", max_length=10, choices=Strength)
    flow = models.CharField("働きかけの向き", max_length=10, choices=Flow, blank=True)
    note = models.CharField("内容", max_length=200, blank=True)
    ended_on = models.DateField("終わった日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "外とのつながり"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~models.Q(outside=""), name="tie_to_somebody")
        ]
