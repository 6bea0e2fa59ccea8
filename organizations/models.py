"""Bodies (支援関係機関), counters, areas, staff and their appointments.

No word about any person in need stands here. Code lists, legal bases and standing texts,
which are dated data, live in `codes`.
"""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .body_settings import BodySettings
from .codes import Code, CodeList, LegalBasis, LocalName, StandingText
from .lost_factors import FactorRequest
from .managers import AppointmentQuerySet, BodyQuerySet, StaffManager
from .note_words import NoteWords

__all__ = [
    "Appointment",
    "Area",
    "Body",
    "BodySettings",
    "Code",
    "CodeList",
    "Counter",
    "FactorRequest",
    "LegalBasis",
    "LocalName",
    "NoteWords",
    "Role",
    "RoleGroup",
    "Staff",
    "StandingText",
]


class Role(models.TextChoices):
    """What an appointment lets its holder do. The rules that use them: access.md R2-R10."""

    CASEWORKER = "caseworker", "相談員"
    COORDINATOR = "coordinator", "事務局"
    SUPERVISOR = "supervisor", "管理者"
    MEMBER = "member", "会議構成員"
    RESOURCE_WORKER = "resource_worker", "参加支援担当"
    COMMUNITY_WORKER = "community_worker", "地域づくり担当"
    AUDITOR = "auditor", "監査"
    SYSTEM_ADMINISTRATOR = "system_administrator", "システム管理者"


# R10: whoever administers or audits holds no role that opens cases, and the reverse.
ROLES_WITHOUT_CASES = frozenset({Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR})


class Area(models.Model):
    """A daily-life area 日常生活圏域."""

    code = models.CharField("記号", max_length=20, unique=True)
    name = models.CharField("圏域", max_length=50)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    towns = models.TextField(
        "町丁目",
        blank=True,
        db_default="",
        help_text="1行に1つ書きます。例：架空町一丁目。住所から圏域を選ぶのに使います",
    )

    class Meta:
        ordering = ["order"]
        verbose_name = verbose_name_plural = "日常生活圏域"

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A support-related body 支援関係機関 (ward section, contracted centre, doctor, NPO...)."""

    class Kind(models.TextChoices):
        WARD = "ward", "区の部署"
        ELDERLY = "elderly", "高齢者あんしん相談センター"
        DISABILITY = "disability", "障害"
        CHILD = "child", "子ども"
        EDUCATION = "education", "教育"
        HEALTH = "health", "保健"
        POVERTY = "poverty", "生活困窮"
        COUNCIL = "council", "社会福祉協議会"
        MEDICAL = "medical", "医療"
        PRIVATE = "private", "民間"
        COMMUNITY = "community", "地域団体"
        OTHER = "other", "その他"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("機関名", max_length=100, unique=True)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    kind = models.CharField("種別", max_length=20, choices=Kind)
    area = models.ForeignKey(
        Area, verbose_name="圏域", null=True, blank=True, on_delete=models.PROTECT
    )
    parent = models.ForeignKey(
        "self", verbose_name="上位の機関", null=True, blank=True, on_delete=models.PROTECT
    )
    is_entrusted = models.BooleanField("委託先", default=False)
    # Says who is to look at it; nothing is closed and nobody loses access by it.
    contract_from = models.DateField("委託の始まり", null=True, blank=True)
    contract_until = models.DateField(
        "委託の終わり（この日まで）",
        null=True,
        blank=True,
        help_text="60日前から「委託期間が終わります」と出ます。この日が過ぎても、所属や閲覧は終わりません",
    )
    is_secretariat = models.BooleanField("多機関協働の事務局", default=False)
    phone = models.CharField("代表電話", max_length=20, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    valid_from = models.DateField("有効開始日", default="2025-04-01")
    valid_until = models.DateField("有効終了日（この日を含まない）", null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name = verbose_name_plural = "機関"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(contract_from__isnull=True)
                | models.Q(contract_until__isnull=True)
                | models.Q(contract_until__gte=models.F("contract_from")),
                name="body_contract_ends_after_it_begins",
                violation_error_message=(
                    "委託の終わりは、委託の始まりと同じ日か、あとの日にしてください"
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """A place of a body where people are received 窓口."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="counters")
    name = models.CharField("窓口名", max_length=100)
    place = models.CharField("場所", max_length=150, blank=True)
    phone = models.CharField("電話", max_length=20, blank=True)
    # S-48 (one_terminal.py). Its column has the name of before.
    is_shared_terminal = models.BooleanField(
        "共用の端末（ログインは同時に1台だけ）",
        default=False,
        db_column="is_idle_short",
        help_text="印を付けると、この機関の人は同時に1台だけでログインできます。",
    )

    class Meta:
        ordering = ["body", "name"]
        verbose_name = verbose_name_plural = "窓口"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["body", "name"], name="counter_once_a_body")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.name}"


class Letters(models.TextChoices):
    """Size of the letters of one's own screen: what stands in the class of the page (base.css)."""

    USUAL = "", "標準"
    LARGE = "large", "大"
    LARGEST = "largest", "特大"


class LineSpacing(models.TextChoices):
    """Space between the lines of one's own screen, likewise."""

    USUAL = "", "標準"
    WIDE = "wide", "広い"
    WIDEST = "widest", "もっと広い"


def _chosen(label: str, choices: type[models.TextChoices]) -> "models.CharField[Any, Any]":
    return models.CharField(
        label,
        max_length=10,
        choices=choices.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )


class Staff(AbstractBaseUser):
    """A person who works with the system.

    There are neither superusers nor model-level permissions: the tables for them do not
    exist (R10, security.md S-03, S-07). What somebody may do follows from appointments;
    what she may see follows from grants.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("利用者ID", max_length=50, unique=True)
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    email = models.EmailField("職場のメールアドレス", blank=True)
    directory_subject = models.CharField(
        "区の認証での番号",
        max_length=255,
        null=True,
        blank=True,
        unique=True,
        help_text="区の認証（OpenID Connect）が知らせる職員番号など。空欄の人は、区の認証では入れません",
    )
    # When she has shown her own second factor after the directory had sent her (access.check_staff).
    directory_confirmed_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField("在職", default=True)
    employment_ended_at = models.DateTimeField("離職日時", null=True, blank=True)
    # Stopped by an auditor after something may have leaked: she does not come in, and nobody acts for her, until an
    # auditor or a system administrator allows it again (access.incidents).
    login_stopped_at = models.DateTimeField("ログインを止めた日時", null=True, editable=False)
    # Since when her password is one that somebody else has given her; her own ends that (access.check_staff).
    password_given_at = models.DateTimeField("初期パスワードの日時", null=True, editable=False)
    # Whether she herself has set it; of one from before this was kept nobody knows.
    password_is_own = models.BooleanField(default=False, db_default=False, editable=False)
    # When two had her second factors taken away; her next one ends that. Until then neither of the two gives her a
    # password (access.check_staff, docs/decisions/1004).
    factors_taken_at = models.DateTimeField(
        "本人の確認の手段を外した日時", null=True, editable=False
    )
    # How she has her screen (bunkyo_support.own_screen): hers alone to choose (access.check_staff).
    letters = _chosen("文字の大きさ", Letters)
    line_spacing = _chosen("行間", LineSpacing)
    uses_keys = models.BooleanField(
        "1つのキーだけの操作を使う", default=True, db_default=True, editable=False
    )
    created_at = models.DateTimeField("登録日時", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_superuser = False

    objects = StaffManager()

    class Meta:
        ordering = ["username"]
        verbose_name = verbose_name_plural = "職員"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(letters__in=Letters.values), name="staff_known_letters"
            ),
            models.CheckConstraint(
                condition=Q(line_spacing__in=LineSpacing.values), name="staff_known_line_spacing"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Without hashing it anew where a later version would hash it otherwise: at sign-in nobody acts yet, and the database
        takes any other hash for another password, given by somebody else (access.check_staff). Her next one is."""
        return bool(check_password(raw_password, self.password))

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """May enter the masters' pages (which register no case model, R10)."""
        return self.holds(Role.SYSTEM_ADMINISTRATOR)

    def holds(self, *roles: str) -> bool:
        """Whether one of the roles is held at this moment."""
        return self.appointments.current().filter(role_group__role__in=roles).exists()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Model permissions open nothing, for anybody (S-03)."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Only the masters' pages ask this; their own checks look at the role."""
        return False


class RoleGroup(models.Model):
    """Body x role: the group that grants name (access.md, Enforcement)."""

    group = models.OneToOneField(Group, primary_key=True, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="role_groups")
    role = models.CharField("役割", max_length=30, choices=Role)

    class Meta:
        verbose_name = verbose_name_plural = "機関の役割"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["body", "role"], name="role_group_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="role_group_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.get_role_display()}"


class Appointment(models.Model):
    """Somebody's office at a body, from a moment to a moment (half-open).

    Access that rests on it ends when it ends; the row stays on record (R16).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(
        Staff, verbose_name="職員", on_delete=models.PROTECT, related_name="appointments"
    )
    role_group = models.ForeignKey(
        RoleGroup, verbose_name="所属と役割", on_delete=models.PROTECT, related_name="appointments"
    )
    valid_from = models.DateTimeField("開始", default=timezone.now)
    valid_until = models.DateTimeField("終了（この時刻を含まない）", null=True, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["staff", "valid_from"]
        verbose_name = verbose_name_plural = "所属（任用）"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["role_group", "staff"])]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="appointment_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.role_group}"

    @property
    def body(self) -> Body:
        return self.role_group.body

    @property
    def role(self) -> str:
        return self.role_group.role
