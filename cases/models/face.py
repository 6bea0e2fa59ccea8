"""Basic information 基本情報 (FACE): the household, its persons, ways to reach them."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from access.search import Searched
from cases.querysets import PersonManager
from documents.addressing import household_name, marked
from documents.births import age_words
from documents.partial_dates import DAY, PRECISIONS
from documents.reach import remark_on_mail, remark_on_phone
from documents.wareki import age_on


class Household(ConfidentialModel):
    """FACE: a household 世帯, the unit of support."""

    # Where a household lives is part of where its protected member is (R11).
    empty_while_protected: ClassVar[str] = "area_id"

    area = models.ForeignKey(
        "organizations.Area", verbose_name="圏域", null=True, blank=True, on_delete=models.PROTECT
    )
    considerations = models.CharField("配慮してほしいこと", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "世帯"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_household_a_case")
        ]


class Person(ConfidentialModel):
    """FACE: a member of the household."""

    open_in_emergency: ClassVar[bool] = True
    # A row that was merged is found too: somebody looks for the name as she once heard it.
    searched: ClassVar[Searched | None] = Searched({"name": ("name",), "kana": ("kana",)})

    class NameKind(models.TextChoices):
        REAL = "real", "氏名"
        COMMON = "common", "通称"
        ALIAS = "alias", "仮名"
        ANONYMOUS = "anonymous", "匿名"

    household = SameCompartmentKey(Household, related_name="members")
    name = models.CharField("氏名", max_length=100, blank=True)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    name_kind = models.CharField(
        "名前の種類", max_length=10, choices=NameKind, default=NameKind.REAL
    )
    search_key = models.CharField(max_length=260, blank=True, editable=False)
    sex = models.CharField(
        "性別",
        max_length=10,
        blank=True,
        choices=[("女性", "女性"), ("男性", "男性"), ("その他", "その他・回答しない")],
    )
    birth_on = models.DateField("生年月日", null=True, blank=True)
    birth_estimate = models.CharField("年代（推定）", max_length=20, blank=True)
    relation = models.CharField("続柄", max_length=20, blank=True)
    is_subject = models.BooleanField("本人", default=False)
    lives_together = models.BooleanField("同居", default=True)
    note = models.CharField("備考", max_length=200, blank=True)
    is_deceased = models.BooleanField("亡くなっている", default=False, db_default=False)
    died_on = models.DateField("亡くなった時期", null=True, blank=True)
    died_precision = models.CharField(max_length=5, choices=PRECISIONS, default=DAY, db_default=DAY)
    is_key_person = models.BooleanField("キーパーソン", default=False, db_default=False)
    order = models.PositiveSmallIntegerField(default=0)
    # Entered twice: the row that goes on (PersonMerge says what went there).
    merged_into = SameCompartmentKey(
        "self", null=True, blank=True, editable=False, related_name="merged_rows"
    )

    objects: ClassVar[Any] = PersonManager()
    # Where asked with `with_membership`: whether she belongs to the household today.
    belongs_now: bool

    class Meta(ConfidentialModel.Meta):
        ordering = ["order", "created_at", "id"]
        verbose_name = verbose_name_plural = "世帯員"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(is_subject=False),
                name="the_subject_is_not_merged_away",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(is_subject=True),
                name="one_subject_a_household",
            ),
        ]
        # She is looked for by her birth date, in the box of the search and beside a name (likeness).
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["birth_on"],
                condition=models.Q(birth_on__isnull=False),
                name="person_born_on",
            ),
        ]

    @property
    def household_words(self) -> str:
        """What her household is called: 架空 花子 さんの世帯; 弁当を持ち帰る方の世帯, 山田（匿名）の世帯, which are no names."""
        return household_name(str(self), kept_as=self.kept_as)

    def __str__(self) -> str:
        """Her name; where none is known, with what tells her apart from others without one: 氏名不明（長男）."""
        if self.name:
            return self.name
        if self.is_anonymous or not self.relation:
            return self.name_words
        return f"{self.name_words}（{self.relation}）"

    @property
    def is_anonymous(self) -> bool:
        """Whether she chose to stay 匿名; whose name is merely not known yet has chosen nothing."""
        return not self.name and self.name_kind == self.NameKind.ANONYMOUS

    @property
    def name_words(self) -> str:
        """Her name, marked where it is not hers (山田（匿名）), 匿名 or 氏名不明: for places that say the relation beside it."""
        return marked(self.name, self.kept_as) or ("匿名" if self.is_anonymous else "氏名不明")

    @property
    def called(self) -> str:
        """As `name_words`, and without a name with what tells her apart: for places that say no relation."""
        return self.name_words if self.name else str(self)

    @property
    def kept_as(self) -> str:
        """What her name is marked with: 仮名 or 匿名, where there is one and it is not hers."""
        return self.mark_of(self.name_kind) if self.name else ""

    @classmethod
    def mark_of(cls, kind: str) -> str:
        """What a name of this kind is marked with; a common name is hers."""
        not_hers = (cls.NameKind.ALIAS, cls.NameKind.ANONYMOUS)
        return next((str(one.label) for one in not_hers if one == kind), "")

    @property
    def name_told(self) -> str:
        """As another body reads it, who would take an alias for her name: 山田（仮名）, 匿名; nothing where it is not
        known."""
        if self.name and self.name_kind != self.NameKind.REAL:
            return f"{self.name}（{self.get_name_kind_display()}）"
        return self.name or ("匿名" if self.is_anonymous else "")

    @property
    def age(self) -> str:
        """78歳, 80歳くらい, 80代（推定）, 年齢不詳, or nothing; of who has died 80歳で死亡, or 死亡."""
        if self.is_deceased:
            if self.birth_on and self.died_on and self.died_precision == DAY:
                return f"{age_on(self.birth_on, self.died_on)}歳で死亡"
            return "死亡"
        return age_words(self.birth_on, self.birth_estimate, timezone.localdate())


class ContactPoint(ConfidentialModel):
    """FACE: an address or number of a person, or where she is found; apart from her because of R11.

    While she is protected her rows and their history are withheld from whoever is not on her list.
    """

    open_in_emergency: ClassVar[bool] = True
    shielded_by: ClassVar[str] = "person_id"
    searched: ClassVar[Searched | None] = Searched({"contact": ("value",)}, ended="ended_on")

    class Kind(models.TextChoices):
        ADDRESS = "address", "住所"
        PHONE = "phone", "電話"
        MAIL = "mail", "メール"
        SCHOOL = "school", "学校・園"
        WORKPLACE = "workplace", "勤め先"
        WHEREABOUTS = "place", "いまいる所"

    person = SameCompartmentKey(Person, related_name="contact_points")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    value = models.CharField("内容", max_length=200)
    search_key = models.CharField(max_length=200, blank=True, editable=False)
    note = models.CharField("かけてよい時間・留守電", max_length=100, blank=True)
    ended_on = models.DateField("使わなくなった日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["kind", "created_at", "id"]
        verbose_name = verbose_name_plural = "連絡先"

    @property
    def remark(self) -> str:
        """Why the number or the address cannot be whole, for whoever is about to use it; empty otherwise."""
        told = {self.Kind.PHONE: remark_on_phone, self.Kind.MAIL: remark_on_mail}
        remark = told.get(self.Kind(self.kind))
        return remark(self.value) if remark else ""
