"""Information shared in a 支援会議 (MEETING): never changed, corrected by a row beside it."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .meeting import MeetingMember, SupportMeeting


class Nature(models.TextChoices):
    """Whether something was seen, judged or heard (domain.md 4.7)."""

    FACT = "fact", "事実"
    VIEW = "view", "見立て"
    HEARSAY = "hearsay", "伝聞"


class Marker(models.TextChoices):
    """What must be looked at before anything of it is disclosed (domain.md R22). The value is the
    column of `SharedItem`."""

    INFORMANT = "is_from_informant", "情報提供者を守る"
    THIRD_PARTY = "is_third_party", "第三者の情報"
    EVALUATION = "is_evaluation", "評価・見立て"
    OTHER_AGENCY = "names_other_agency", "他機関の名前・対応"


class Informant(models.TextChoices):
    """Who told it, where the informant is protected: a kind of person, never a name (domain.md 2.3)."""

    NEIGHBOUR = "neighbour", "近隣の人"
    COMMISSIONER = "commissioner", "民生委員・児童委員"
    RELATIVE = "relative", "別居の親族"
    FRIEND = "friend", "知人・友人"
    SCHOOL = "school", "学校・園の人"
    WORKPLACE = "workplace", "職場の人"
    BUSINESS = "business", "店・配達・管理会社など"
    OTHER = "other", "その他の人"


class Addendum(models.TextChoices):
    """How a later row stands to the one that was shared."""

    ADDITION = "addition", "付記"
    CORRECTION = "correction", "訂正"


class SharedItem(ConfidentialModel):
    """MEETING: what a member shares; a secret under Art. 106-6 (5).

    From the moment it was shared the database keeps it as it is. An addendum is a row of its own,
    with the markers of what it belongs to.
    """

    fixed_once: ClassVar[str] = "shared_at"

    meeting = SameCompartmentKey(SupportMeeting, related_name="items")
    sitting = SameCompartmentKey(
        "meetings.Sitting", related_name="items", null=True, blank=True, verbose_name="開催"
    )
    member = SameCompartmentKey(MeetingMember, related_name="items", verbose_name="共有した人")
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100, blank=True)
    informant = models.CharField(
        "情報提供者", max_length=15, choices=Informant, blank=True, db_default=""
    )
    is_from_informant = models.BooleanField("情報提供者を守る", default=False, db_default=False)
    is_third_party = models.BooleanField("第三者の情報", default=False, db_default=False)
    is_evaluation = models.BooleanField("評価・見立て", default=False, db_default=False)
    names_other_agency = models.BooleanField("他機関の名前・対応", default=False, db_default=False)
    text = models.TextField("内容")
    shared_at = models.DateTimeField("共有日時", default=timezone.now)
    belongs_to = SameCompartmentKey(
        "self", related_name="addenda", null=True, blank=True, verbose_name="もとの情報"
    )
    addendum = models.CharField(
        "付記・訂正", max_length=10, choices=Addendum, blank=True, db_default=""
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["-shared_at", "-id"]
        verbose_name = verbose_name_plural = "支援会議で共有した情報"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(is_from_informant=False, informant="")
                | models.Q(is_from_informant=True, source="") & ~models.Q(informant=""),
                name="item_never_names_its_informant",
            ),
            models.CheckConstraint(
                condition=models.Q(belongs_to__isnull=True, addendum="")
                | models.Q(belongs_to__isnull=False) & ~models.Q(addendum=""),
                name="item_addendum_of_an_item",
            ),
        ]

    @property
    def markers(self) -> list[str]:
        """Labels of the markers that it carries."""
        return [str(marker.label) for marker in Marker if getattr(self, marker.value)]

    @property
    def told_by(self) -> str:
        """Where it comes from, as it may be told."""
        return str(self.get_informant_display()) if self.is_from_informant else self.source

    @property
    def is_corrected(self) -> bool:
        """Asked of an item that came with its addenda."""
        return any(row.addendum == Addendum.CORRECTION for row in self.addenda.all())
