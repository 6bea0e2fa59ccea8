"""What a person was called and when she belonged to the household (FACE); one person entered twice.

Who a person is in another file of hers is `SamePerson`: a row that only those see who see both.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import Compartment, ConfidentialModel, SameCompartmentKey
from access.search import Searched
from documents.partial_dates import DAY, PRECISIONS, PartialDate

from .face import Person


def _precision() -> Any:
    return models.CharField(max_length=5, choices=PRECISIONS, default=DAY)


def period_words(row: Any) -> str:
    """昭和40年〜平成3年4月, 〜令和8年11月1日 or nothing."""
    since = str(PartialDate(row.since_on, row.since_precision)) if row.since_on else ""
    until = str(PartialDate(row.until_on, row.until_precision)) if row.until_on else ""
    return f"{since}〜{until}" if since or until else ""


class OtherName(ConfidentialModel):
    """FACE: a name under which a person is or was known besides the one of her sheet."""

    searched: ClassVar[Searched | None] = Searched(
        {"name": ("name",), "kana": ("kana",)}, ended="removed_on"
    )

    class Kind(models.TextChoices):
        FORMER = "former", "旧姓・以前の氏名"
        COMMON = "common", "通称"
        ROMAN = "roman", "英字名・併記名"
        ALIAS = "alias", "呼び名・別名"

    # Names in which the ward's registers know her: they are compared between bodies (R15).
    REGISTERED: ClassVar[tuple[str, ...]] = (Kind.FORMER, Kind.COMMON)

    person = SameCompartmentKey(Person, related_name="other_names")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    name = models.CharField("名前", max_length=100)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    search_key = models.CharField(max_length=260, blank=True, editable=False)
    since_on = models.DateField("使いはじめ", null=True, blank=True)
    since_precision = _precision()
    until_on = models.DateField("使いおわり", null=True, blank=True)
    until_precision = _precision()
    removed_on = models.DateField("取り消した日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["kind", "since_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "ほかの名前"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(name=""), name="other_name_is_a_name"),
            models.CheckConstraint(
                condition=Q(since_on__isnull=True)
                | Q(until_on__isnull=True)
                | Q(until_on__gte=F("since_on")),
                name="other_name_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> str:
        return period_words(self)


class HouseholdStay(ConfidentialModel):
    """FACE: a time in which a person belonged to the household, half-open [since, until).

    A person without any row has belonged to it as long as the file knows of her. Two times of one
    person never overlap: the exclusion constraint `one_stay_at_a_time` (migration 0120). Who came
    and left in one year, or on one day, has a time without length: it may touch another time and
    never lies inside one.
    """

    # Who has left the household is not shown as one who lives there.
    open_in_emergency: ClassVar[bool] = True

    class Reason(models.TextChoices):
        MOVED = "moved", "転出・転居"
        DIED = "died", "死亡"
        DIVORCED = "divorced", "離婚・別居"
        MARRIED = "married", "結婚"
        FACILITY = "facility", "施設入所・長い入院"
        GROWN = "grown", "独立・進学・就職"
        SPLIT = "split", "世帯を分けた"
        OTHER = "other", "その他"

    person = SameCompartmentKey(Person, related_name="stays")
    since_on = models.DateField("世帯に入った日", null=True, blank=True)
    since_precision = _precision()
    until_on = models.DateField("世帯を離れた日", null=True, blank=True)
    until_precision = _precision()
    reason = models.CharField("離れた理由", max_length=10, choices=Reason, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)
    removed_on = models.DateField("取り消した日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = [
            F("since_on").asc(nulls_first=True),
            F("until_on").asc(nulls_last=True),
            "created_at",
            "id",
        ]
        verbose_name = verbose_name_plural = "世帯にいた期間"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(since_on__isnull=True)
                | Q(until_on__isnull=True)
                | Q(until_on__gte=F("since_on")),
                name="stay_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(until_on__isnull=False),
                name="only_who_left_has_a_reason",
            ),
        ]

    @property
    def period(self) -> str:
        return period_words(self)


class PersonMerge(ConfidentialModel):
    """FACE: two rows of one household file were one person; what was done, so that it can be undone."""

    survivor = SameCompartmentKey(Person, related_name="merges_into_her")
    merged = SameCompartmentKey(Person, related_name="merges_of_her")
    reason = models.CharField("同じ人と分かったわけ", max_length=200)
    # Rows that came to the survivor: [kind, id, column]; those that would say a thing twice and are
    # set aside: [kind, id]; what was empty on her sheet: {column: value}.
    moved = models.JSONField(default=list, editable=False)
    set_aside = models.JSONField(default=list, editable=False)
    filled = models.JSONField(default=dict, editable=False)
    undone_on = models.DateField("取り消した日", null=True, blank=True)
    undone_reason = models.CharField("取り消したわけ", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "同じ人をまとめた記録"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merged_with_another"),
            models.CheckConstraint(
                condition=Q(undone_on__isnull=True) | ~Q(undone_reason=""),
                name="merge_undone_with_reason",
            ),
            models.UniqueConstraint(
                fields=["compartment", "merged"],
                condition=Q(undone_on__isnull=True),
                name="merged_once",
            ),
        ]


class SamePerson(ConfidentialModel):
    """Two files know one person. Lies in the FACE of the first and is seen by those who see both.

    While somebody of either file is protected only her list sees it: a split household shows no
    cross link (R11). See docs/decisions/0011.
    """

    second_compartment: ClassVar[str] = "other_compartment_id"

    class Kind(models.TextChoices):
        SPLIT = "split", "世帯を分けた"
        FOUND = "found", "同じ人と分かった"

    person = SameCompartmentKey(Person, related_name="same_elsewhere")
    other_compartment = models.ForeignKey(
        Compartment, on_delete=models.PROTECT, related_name="+", editable=False
    )
    other_person_id = models.UUIDField(editable=False)
    kind = models.CharField("きっかけ", max_length=10, choices=Kind)
    reason = models.CharField("同じ人と分かったわけ", max_length=200, blank=True)
    ended_on = models.DateField("取り消した日", null=True, blank=True)
    ended_reason = models.CharField("取り消したわけ", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "ほかの世帯にもいる人"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(compartment=F("other_compartment")), name="same_person_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_reason=""),
                name="same_person_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["compartment", "person", "other_compartment", "other_person_id"],
                condition=Q(ended_on__isnull=True),
                name="same_person_said_once",
            ),
        ]
