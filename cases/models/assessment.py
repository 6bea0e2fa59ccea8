"""Assessment (RECORD): a series of versions, each of blocks and of issues per person (domain.md 4.3).

A version is written as a draft and then fixed. What is fixed never changes (公文書): the database
refuses it (`fixed_once`, `fixed_with`); the next version begins as a copy of the last one.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import LegalBasis

from .record import CaseRecord, Nature


class Assessment(ConfidentialModel):
    """RECORD: one version of the インテーク・アセスメントシート of one body."""

    fixed_once: ClassVar[str] = "fixed_at"

    record = SameCompartmentKey(CaseRecord, related_name="assessments")
    number = models.PositiveSmallIntegerField("第何版")
    based_on = SameCompartmentKey("self", null=True, related_name="next", verbose_name="前の版")
    made_on = models.DateField("作成日", default=timezone.localdate)
    occasion = models.CharField("きっかけ", max_length=10)
    # The family chronology as it stood when the version was fixed; before that it is the record's.
    chronology = models.JSONField("家族年表", default=list, blank=True)
    fixed_at = models.DateTimeField("確定した日時", null=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="確定した人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["-number"]
        verbose_name = verbose_name_plural = "アセスメント"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "number"], name="assessment_number_once"),
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(fixed_at__isnull=True),
                name="one_assessment_being_written",
            ),
            models.CheckConstraint(
                condition=models.Q(fixed_at__isnull=True, fixed_by__isnull=True)
                | models.Q(fixed_at__isnull=False, fixed_by__isnull=False),
                name="assessment_fixed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(number=1, based_on__isnull=True)
                | models.Q(number__gt=1, based_on__isnull=False),
                name="assessment_follows_the_last",
            ),
            models.CheckConstraint(
                condition=models.Q(fixed_at__isnull=False) | models.Q(chronology=[]),
                name="chronology_is_kept_when_fixed",
            ),
        ]

    @property
    def is_fixed(self) -> bool:
        return self.fixed_at is not None


class AssessmentBlock(ConfidentialModel):
    """RECORD: one block of a version: what is known, from whom, since when, on what basis."""

    fixed_with: ClassVar[str] = "assessment"

    class Kind(models.TextChoices):
        """The blocks of the sheet, in its order."""

        FAMILY = "family", "家族・地域"
        HOUSING = "housing", "住まい"
        HEALTH = "health", "健康・障害"
        ECONOMY = "economy", "経済"
        WORK = "work", "仕事・学び"
        CARE = "care", "ケア"
        RIGHTS = "rights", "権利擁護"
        FOREIGN = "foreign", "外国籍・ことば"
        SERVICES = "services", "利用中の制度・関係機関"
        HISTORY = "history", "生活歴・家族年表"
        WISHES = "wishes", "本人の思い・強み"
        FORMULATION = "formulation", "見立て（総合アセスメント）"

    class State(models.TextChoices):
        TODO = "todo", "未着手"
        DOING = "doing", "記入中"
        DONE = "done", "完了"
        CARRIED = "carried", "前回の写し（確かめていません）"
        UNCHANGED = "unchanged", "前回から変更なし"

    class Under(models.TextChoices):
        """On what the body knows it; how it was obtained stays with it (domain.md 4.3)."""

        PERSON = "person", "本人から聞いた"
        CONSENT = "consent", "本人の同意を得て、本人以外から聞いた"
        OWN = "own", "自機関の業務で知った（訪問・面談での観察、家族の相談など）"
        LAW = "law", "本人の同意なく、法令の根拠により得た"

    assessment = SameCompartmentKey(Assessment, related_name="blocks")
    kind = models.CharField("ブロック", max_length=15, choices=Kind)
    state = models.CharField("記入の状態", max_length=10, choices=State, default=State.TODO)
    items = models.JSONField("項目", default=dict, blank=True)
    text = models.TextField("くわしく", blank=True)
    differing = models.TextField("人によって言うことがちがう点", blank=True)
    sources = models.JSONField("情報源", default=list, blank=True)
    source_detail = models.CharField("情報源（くわしく）", max_length=200, blank=True)
    obtained_on = models.DateField("聞いた日・確かめた日", null=True, blank=True)
    nature = models.CharField("事実か見立てか", max_length=10, choices=Nature, default=Nature.FACT)
    obtained_under = models.CharField("得た根拠", max_length=10, choices=Under, blank=True)
    legal_basis = models.ForeignKey(
        LegalBasis,
        verbose_name="法令の根拠",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "アセスメントのブロック"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assessment", "kind"], name="block_once_a_version"),
            models.CheckConstraint(
                condition=models.Q(state__in=["todo", "doing"])
                | (
                    ~models.Q(sources=[])
                    & models.Q(obtained_on__isnull=False)
                    & ~models.Q(obtained_under="")
                ),
                name="block_says_from_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="todo") | models.Q(text="", differing="", items={}),
                name="block_not_begun_is_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(obtained_under="law", legal_basis__isnull=False)
                | (~models.Q(obtained_under="law") & models.Q(legal_basis__isnull=True)),
                name="block_names_its_law",
            ),
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.text or self.differing or self.items)


class AssessmentIssue(ConfidentialModel):
    """RECORD: what weighs on one person, or on the household, and how heavily (課題×人×重さ).

    `series_id` is the same through all versions. `person_id` and `person_name` as in the chronology:
    persons lie in another compartment, no key leads there.
    """

    fixed_with: ClassVar[str] = "assessment"

    class Status(models.TextChoices):
        PRESENT = "present", "有"
        SUSPECTED = "suspected", "疑い"
        SOLVED = "solved", "解消"

    assessment = SameCompartmentKey(Assessment, related_name="issues")
    series_id = models.UUIDField(default=uuid.uuid4, editable=False)
    person_id = models.UUIDField("だれの", null=True, blank=True)
    person_name = models.CharField("氏名", max_length=100, blank=True)
    code = models.CharField("課題・背景要因", max_length=10)
    text = models.TextField("くわしく", blank=True)
    status = models.CharField("状態", max_length=10, choices=Status, default=Status.PRESENT)
    severity = models.CharField("重さ", max_length=5)
    priority = models.CharField("優先度", max_length=5)
    done_so_far = models.TextField("これまでにしたこと", blank=True)
    source = models.CharField("情報源", max_length=200)
    first_seen_on = models.DateField("気づいた日")
    removed_on = models.DateField("取り消した日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["priority", "-severity", "created_at", "id"]
        verbose_name = verbose_name_plural = "アセスメントの課題"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["assessment", "series_id"], name="issue_once_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["present", "suspected", "solved"])
                & ~models.Q(code="")
                & ~models.Q(severity="")
                & ~models.Q(priority="")
                & ~models.Q(source=""),
                name="issue_has_what_is_required",
            ),
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=True, person_name="")
                | models.Q(person_id__isnull=False) & ~models.Q(person_name=""),
                name="issue_of_a_named_person",
            ),
        ]
