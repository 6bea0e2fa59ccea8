"""同意共有 (CONSENTED): one consent, whom it names, and what was shared under it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from cases.querysets import ConsentManager
from organizations.models import Appointment, Body

from .record import Nature


class Consent(ConfidentialModel):
    """CONSENTED: a consent of the person (R3, domain.md 2.1 R04-R08). The key of its grants."""

    # Withdrawn, or over by its day.
    ends: ClassVar[str] = (
        "least(t.valid_until_on, (t.withdrawn_at at time zone 'Asia/Tokyo')::date)"
    )

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "body_id",
        "given_on",
        "valid_until_on",
        "withdrawn_at",
        "series_id",
    )

    class How(models.TextChoices):
        WRITTEN = "written", "書面"
        ORAL = "oral", "口頭"

    class Giver(models.TextChoices):
        """Who said it (domain.md 2.1 R07)."""

        SELF = "self", "本人"
        PARENT = "parent", "親権者・未成年後見人"
        GUARDIAN = "custodian", "成年後見人"
        CURATOR = "curator", "保佐人・補助人（代理権のある人）"
        VOLUNTARY = "voluntary", "任意後見人"
        FAMILY = "family", "家族など（法律上の代理人ではない人）"

    how = models.CharField("同意の方法", max_length=10, choices=How)
    giver = models.CharField(
        "同意を伝えた人", max_length=12, choices=Giver, default=Giver.SELF, db_default="self"
    )
    giver_name = models.CharField(
        "代わりに伝えた人の氏名", max_length=100, blank=True, default="", db_default=""
    )
    giver_basis = models.CharField(
        "代わりに伝える根拠", max_length=300, blank=True, default="", db_default=""
    )
    own_will = models.CharField("本人の意向", max_length=300, blank=True, default="", db_default="")
    given_on = models.DateField("同意の日")
    purpose = models.CharField("目的", max_length=300)
    categories = models.JSONField("共有する情報", default=list)
    valid_until_on = models.DateField("期限（この日まで）")
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="説明した人",
        on_delete=models.PROTECT,
        related_name="+",
    )
    explanation = models.ForeignKey(
        "organizations.StandingText",
        verbose_name="説明に使った文",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    oral_place = models.CharField("口頭で聞いた場所", max_length=100, blank=True)
    oral_witness = models.CharField("立ち会った人", max_length=100, blank=True)
    oral_words = models.CharField("本人の言葉", max_length=300, blank=True)
    oral_time = models.TimeField("口頭で聞いた時刻", null=True, blank=True)
    paper_due_on = models.DateField("書面をもらう予定の日", null=True, blank=True)
    paper_received_on = models.DateField("書面を受け取った日", null=True, blank=True)
    paper_number = models.CharField(
        "同意書の番号", max_length=50, blank=True, default="", db_default=""
    )
    paper_place = models.CharField(
        "同意書の保管場所", max_length=100, blank=True, default="", db_default=""
    )
    is_partial = models.BooleanField(
        "説明した範囲の一部だけの同意", default=False, db_default=False
    )
    opens_basics = models.BooleanField("世帯の基本情報も共有する", default=True, db_default=True)
    # Sheets that follow one another (renewed, narrowed) carry the id of the first.
    series_id = models.UUIDField("もとになった同意", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回の日時", null=True, blank=True)
    withdrawal_note = models.CharField("撤回の受付", max_length=300, blank=True)
    withdrawal_scope = models.CharField(
        "撤回の範囲", max_length=300, blank=True, default="", db_default=""
    )
    withdrawal_told = models.BooleanField(
        "撤回の効果を本人に説明した", default=False, db_default=False
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ConsentManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-given_on", "-created_at"]
        verbose_name = verbose_name_plural = "本人の同意"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_consent_a_compartment"),
            models.CheckConstraint(
                condition=~models.Q(purpose="") & ~models.Q(categories=[]),
                name="consent_has_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until_on__gte=models.F("given_on")),
                name="consent_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(how="oral")
                | (~models.Q(oral_place="") & ~models.Q(oral_words="")),
                name="oral_consent_says_how",
            ),
            models.CheckConstraint(
                condition=models.Q(giver="self")
                | (~models.Q(giver_name="") & ~models.Q(giver_basis="") & ~models.Q(own_will="")),
                name="consent_for_another_says_why",
            ),
        ]

    @property
    def series(self) -> Any:
        """The first of the sheets that follow one another."""
        return self.series_id or self.pk

    @property
    def is_on_paper(self) -> bool:
        """In writing from the start, or the oral one was put in writing since (R05)."""
        return self.how == self.How.WRITTEN or self.paper_received_on is not None

    @property
    def is_valid(self) -> bool:
        """In force today (R17): asked when reading, never set by a job."""
        today = timezone.localdate()
        return self.withdrawn_at is None and self.given_on <= today <= self.valid_until_on


class ConsentPerson(ConfidentialModel):
    """CONSENTED: whose consent it is. The key to the person looks across compartments."""

    consent = SameCompartmentKey(Consent, related_name="persons")
    person_id = models.UUIDField()
    name = models.CharField("氏名", max_length=100)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at"]
        verbose_name = verbose_name_plural = "同意した人"


class ConsentBody(ConfidentialModel):
    """CONSENTED: a body named in the consent, with its staff in charge."""

    consent = SameCompartmentKey(Consent, related_name="bodies")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        Appointment, verbose_name="担当者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at"]
        verbose_name = verbose_name_plural = "同意の共有先"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consent", "appointment"], name="consent_office_once")
        ]


class SharedExtract(ConfidentialModel):
    """CONSENTED: what a body shared under the consent; a copy, the original stays in its record."""

    consent = SameCompartmentKey(Consent, related_name="extracts")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    note_id = models.UUIDField("もとの記録", null=True)
    block_id = models.UUIDField("もとのアセスメントのブロック", null=True)
    # Whom it is about; none: the household as a whole.
    person_id = models.UUIDField("だれについての記録か", null=True)
    carried_from = models.UUIDField("前の同意での写し", null=True)
    recorded_on = models.DateField("記録の日")
    category = models.CharField("情報の種類", max_length=2)
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100, blank=True)
    text = models.TextField("内容")
    kind_words = ""  # the words of `category`, where a page tells them

    class Meta(ConfidentialModel.Meta):
        ordering = ["-recorded_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "同意により共有した記録"
