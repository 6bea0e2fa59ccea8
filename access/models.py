"""Case files, compartments, grants, restrictions; the bases of all confidential models.

The tables here are written only by `grants`, `reading` and `ledger`.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from guardian.models.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from .anonymous_models import AnonymousModel
from .emergency_models import (
    EmergencyAttempt,
    EmergencyOpening,
    EmergencyReview,
    EmergencyStatement,
)
from .incident_models import Incident, IncidentNote
from .log_models import AccessLog
from .matching_models import MatchDecision, MatchMark, MatchNotice, MatchPair
from .personal_models import PersonalModel
from .protection_models import OutputHold, Protection, Restriction
from .querysets import (
    CaseFileQuerySet,
    CompartmentQuerySet,
    ConfidentialHistoryQuerySet,
    ConfidentialManager,
)
from .renewal_models import ListRenewal
from .returning_models import ReturnNotice
from .search import Searched
from .unusual_models import ReadingFigures, ReadingFinding, ReadingFlag

__all__ = [
    "AccessLog",
    "AnonymousModel",
    "CaseFile",
    "Compartment",
    "ConfidentialModel",
    "DeclaredTie",
    "Disclosure",
    "EmergencyAttempt",
    "EmergencyOpening",
    "EmergencyReview",
    "EmergencyStatement",
    "GroupGrant",
    "Incident",
    "IncidentNote",
    "ListRenewal",
    "MatchDecision",
    "MatchMark",
    "MatchNotice",
    "MatchPair",
    "OutputHold",
    "PersonalModel",
    "Protection",
    "ReadingFigures",
    "ReadingFinding",
    "ReadingFlag",
    "Restriction",
    "ReturnNotice",
    "Rule",
    "SameCompartmentKey",
    "UserGrant",
]


class Rule(models.TextChoices):
    """The rule of access.md on which a grant rests, with the words shown for it (R18)."""

    OWN_RECORD = "R2", "所属する機関の記録です"
    CONSENT = "R3", "本人の同意により共有されています"
    SUPPORT_MEETING = "R4", "支援会議の構成員です（社会福祉法106条の6）"
    PLAN_CIRCLE = "R5", "支援プランに参加する機関の担当者です"
    COORDINATION = "R6", "多機関協働の事務局です"
    SUPERVISION = "R9", "参加機関の管理者として、プランの進み具合を見ています"
    PROTECTION = "R11", "保護の名簿に名前があります（秘匿情報）"
    EMERGENCY = "R13", "緊急閲覧です（命や体の危険）"
    HAND_OFF = "HO", "つなぎの送り手・受け手の機関です"


class CaseFile(models.Model):
    """The cover of a case: a number and a day, and not a word about anybody.

    Visible to whoever holds an open grant on any compartment of the case. States of work live
    in the compartments, because a state such as "in 支援会議" would tell of a meeting (R14).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("番号")
    opened_on = models.DateField("受付日", default=timezone.localdate)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # Entered by mistake: nobody sees it, no figure counts it, and its years run from then on. The database alone
    # writes it (access.take_back_case).
    taken_back_at = models.DateTimeField("取り消した日時", null=True, editable=False)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name = verbose_name_plural = "ケース"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["fiscal_year", "serial"], name="case_number_once")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number shown to people, e.g. R8-48213: never a key in an address (R14)."""
        return f"R{self.fiscal_year - 2018}-{self.serial:05d}"


class Compartment(models.Model):
    """What is opened to people as a whole (access.md, Compartments)."""

    class Kind(models.TextChoices):
        FACE = "face", "基本情報"
        RECORD = "record", "機関記録"
        HAND_OFF = "hand_off", "つなぎ"
        CONSENTED = "consented", "同意共有"
        MEETING = "meeting", "支援会議"
        PLAN = "plan", "支援プラン"
        PROTECTED = "protected", "秘匿情報"
        NOTICED = "noticed", "気になる人メモ"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("区分", max_length=20, choices=Kind)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="compartments")
    organization = models.ForeignKey(
        "organizations.Body", on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = CompartmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions: ClassVar[list[Any]] = [
            ("read_compartment", "読む"),
            ("write_compartment", "読み書きする"),
            ("progress_compartment", "プランの進み具合を読む（R9）"),
            ("emergency_compartment", "緊急閲覧で開く分だけを読む（R13）"),
        ]
        indexes: ClassVar[list[Any]] = [
            # Few among many, and each list of cases asks for them (CaseFileQuerySet.without_memos).
            models.Index(
                fields=["case"], condition=models.Q(kind="noticed"), name="compartments_of_memos"
            )
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(kind="face"), name="one_face_a_case"
            ),
            models.UniqueConstraint(
                fields=["case", "organization"],
                condition=models.Q(kind="record"),
                name="one_record_a_case_and_body",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="face") | models.Q(organization__isnull=False),
                name="compartment_has_its_body",
            ),
            # Target of the grants' composite foreign keys.
            models.UniqueConstraint(fields=["id", "case"], name="compartment_with_case"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


ASKED = ("content_object", "permission", "valid_from", "valid_until")


class _Grant(models.Model):
    """What both grant tables carry besides guardian's permission and holder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=4, choices=Rule)
    # What it rests on (a consent, a membership, a hand-off, a record): closing the source
    # closes all its grants in one statement.
    source_id = models.UUIDField(db_index=True)
    valid_from = models.DateTimeField(null=True)  # empty: waits (R4 duty, acceptance)
    valid_until = models.DateTimeField(null=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class UserGrant(_Grant, UserObjectPermissionBase):
    """A grant to a person in an office of hers; it ends with that office (R16)."""

    content_object = models.ForeignKey(
        Compartment, on_delete=models.PROTECT, related_name="user_grants"
    )
    appointment = models.ForeignKey(
        "organizations.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["content_object", "user"]),
            models.Index(fields=["user", "content_object"]),
            # All that is asked of a grant: what is open to somebody, at all or in some cases, is read from the
            # index alone.
            models.Index(
                fields=["user", "appointment", "case"], include=ASKED, name="user_grant_of_cases"
            ),
            # Asked by each statement that reads what opens in an emergency (R13), of whoever reads: hardly anybody has one.
            models.Index(
                fields=["user"], condition=models.Q(basis="R13"), name="user_grant_in_emergency"
            ),
        ]


class GroupGrant(_Grant, GroupObjectPermissionBase):
    """A grant to a role at a body: whoever holds that office at the moment of reading."""

    content_object = models.ForeignKey(
        Compartment, on_delete=models.PROTECT, related_name="group_grants"
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["content_object", "group"]),
            models.Index(fields=["group", "content_object"]),
            models.Index(fields=["group", "case"], include=ASKED, name="group_grant_of_cases"),
        ]


class SameCompartmentKey(models.ForeignKey[Any, Any]):
    """A foreign key inside one compartment.

    In the database it is the pair (this key, compartment) -> (id, compartment): a foreign key
    alone looks past row policies and would tell which ids exist (R14, S-09).
    """

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs["db_constraint"] = False
        super().__init__(to, **kwargs)


class _History(HistoricalRecords):  # type: ignore[misc]  # a library without types
    """Versions of a row, without the columns that the model keeps out of them."""

    def fields_included(self, model: Any) -> list[Any]:
        left_out = model.not_in_history
        return [f for f in super().fields_included(model) if f.name not in left_out]


class ConfidentialModel(models.Model):
    """A row about a person or a household: in one compartment, for ever (S-10)."""

    # Permissions with which a row may be read; plans and progress add "progress_compartment".
    readable_with: ClassVar[tuple[str, ...]] = ("read_compartment", "write_compartment")
    # Permissions with which a row may be added. A model whose rows are written once may name another:
    # the word of a supervisor on the progress that she reads (R9).
    added_with: ClassVar[tuple[str, ...]] = ("write_compartment",)
    # Column with the id of the person whom the row tells how to find: withheld, with its history,
    # from whoever is not on her protection list (R11).
    shielded_by: ClassVar[str] = ""
    # Column that stays empty while a member of the case is protected; its history is withheld.
    empty_while_protected: ClassVar[str] = ""
    # Columns never kept twice: large content that is written once.
    not_in_history: ClassVar[tuple[str, ...]] = ()
    # Rows are read in an emergency too (R13): never their history, never to write.
    open_in_emergency: ClassVar[bool] = False
    # Column that, once it is filled, lets the row change no more; key to such a row, with which this
    # one stays as it is. The database keeps both (fixing.py).
    fixed_once: ClassVar[str] = ""
    fixed_with: ClassVar[str] = ""
    # Rows that say what was done are written and never changed: no privilege, no policy for it.
    is_written_once: ClassVar[bool] = False
    # Column with the code printed on the paper that a row stands for (verifying.py).
    verified_by: ClassVar[str] = ""
    # Key to the row that this one answers: whoever wrote that one does not answer (shielding.py).
    answered_by_another: ClassVar[str] = ""
    # Columns that the role for scheduled work may read: ids, states and dates only (scheduled.py).
    jobs_role_columns: ClassVar[tuple[str, ...]] = ()
    # Words by which its rows are found (access.search); None: not searched.
    searched: ClassVar[Searched | None] = None
    # Column with a second compartment, of another case: the row is there only for who has both open
    # and, while anybody of either case is protected, stands on her list (R11, R14).
    second_compartment: ClassVar[str] = ""
    # When the work that the row stands for is over, for retention: an SQL expression over its columns (t),
    # a day; null while it goes on. A compartment of which no model says so is never disposed of (erasing.py).
    ends: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    compartment = models.ForeignKey(
        Compartment, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField("作成日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = ConfidentialManager()
    history = _History(inherit=True, historical_queryset=ConfidentialHistoryQuerySet)

    class Meta:
        abstract = True
        default_permissions = ()


class Disclosure(ConfidentialModel):
    """A row of the ledger of disclosures 提供記録 (R21). Never changed once written."""

    class Channel(models.TextChoices):
        HAND_OFF = "hand_off", "つなぎ"
        SHARED_ITEM = "shared_item", "支援会議での共有"
        CONSENTED = "consented", "同意による共有"
        REQUEST = "request", "多機関協働の依頼"
        PLAN = "plan", "支援プランの共有"
        PRINT = "print", "印刷・PDF"
        MAIL = "mail", "メール（中身のない知らせ）"
        EXPORT = "export", "書き出し（ファイル）"

    channel = models.CharField("方法", max_length=20, choices=Channel)
    object_kind = models.CharField("種類", max_length=50)
    object_id = models.UUIDField(null=True)
    recipients = models.CharField("提供先", max_length=500)
    purpose = models.CharField("目的", max_length=300)
    legal_basis = models.ForeignKey(
        "organizations.LegalBasis", verbose_name="法的根拠", on_delete=models.PROTECT
    )
    body = models.ForeignKey("organizations.Body", on_delete=models.PROTECT, related_name="+")
    disclosed_at = models.DateTimeField("提供日時", default=timezone.now)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-disclosed_at", "-id"]
        verbose_name = verbose_name_plural = "提供記録"


# Last: they are built of what stands above.
from .declared_ties import DeclaredTie  # noqa: E402
from .keeping_models import DisposalList  # noqa: E402, F401
from .open_disclosures import OpenDisclosure  # noqa: E402, F401
