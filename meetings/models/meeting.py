"""支援会議 (MEETING): the meeting body of one case, and its members by name."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from meetings.querysets import MeetingManager, MemberManager
from organizations.models import Appointment, Body, StandingText

from .register import Authority, RegisteredMember


class Basis(models.TextChoices):
    """Codes of CL-01 on which a conference sits (domain.md 1.4). Each has its own members, minutes and
    duty of secrecy; what it is called comes from the dated list."""

    SUPPORT_MEETING = "SWA106-6", "支援会議"
    POVERTY = "LSA9", "支援会議（生活困窮）"
    ASSISTANCE = "PA27-3", "調整会議（生活保護）"
    CHILD = "CHILD-COUNCIL", "個別ケース検討会議（要保護児童対策地域協議会）"


class SupportMeeting(ConfidentialModel):
    """MEETING: a 支援会議 for one case, set up by the ward under Art. 106-6 (1). No consent.

    A sibling conference of another law that sits on the same occasion is a row of its own, in a
    compartment of its own, with its own `basis`, members and minutes (domain.md 1.4).
    """

    ends: ClassVar[str] = "(t.dissolved_at at time zone 'Asia/Tokyo')"

    secretariat = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    # Code of CL-01: a row of that list is dated, the basis of a meeting stays what it is.
    basis = models.CharField(
        "根拠となる法律",
        max_length=30,
        choices=Basis,
        default=Basis.SUPPORT_MEETING,
        db_default=Basis.SUPPORT_MEETING,
    )
    subject = models.CharField("検討する世帯・人", max_length=200)
    need_statement = models.TextField("今、情報を共有する必要")
    established_on = models.DateField("設置日", default=timezone.localdate)
    dissolved_at = models.DateTimeField("解散日時", null=True, blank=True)
    dissolve_reason = models.CharField("解散の理由", max_length=300, blank=True)
    papers_reason = models.CharField(
        "資料が戻らないまま終える理由", max_length=300, blank=True, db_default=""
    )

    objects: ClassVar[Any] = MeetingManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-established_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "支援会議"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_meeting_a_compartment"),
            models.CheckConstraint(
                condition=models.Q(basis__in=Basis.values), name="meeting_of_a_known_basis"
            ),
            models.CheckConstraint(
                condition=models.Q(dissolved_at__isnull=True) | ~models.Q(dissolve_reason=""),
                name="meeting_dissolved_with_reason",
            ),
        ]


class MeetingMember(ConfidentialModel):
    """MEETING: a member by name (R4). The key of her grant is the key of this row (R16).

    Somebody without an office in this system (a landlord, a volunteer) is a member on paper: she
    has signed a pledge that the secretariat keeps, sits in, and sees nothing here. Everybody stands
    in the register with a valid pledge (domain.md R11), but for 臨時構成員: commissioned and sworn
    for this meeting, or for one sitting of it, before any name is spoken (domain.md R13).
    """

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "meeting_id",
        "only_sitting_id",
        "valid_until_on",
        "ended_at",
    )

    class Part(models.TextChoices):
        CHAIR = "chair", "座長"
        SECRETARY = "secretary", "事務局"
        MEMBER = "member", "構成員"

    meeting = SameCompartmentKey(SupportMeeting, related_name="members")
    appointment = models.ForeignKey(
        Appointment,
        verbose_name="構成員",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    paper_name = models.CharField("氏名（紙の構成員）", max_length=100, blank=True)
    paper_body = models.CharField("所属・立場（紙の構成員）", max_length=100, blank=True)
    # For the figures (C4): what kind of body she comes from, and which, where it is among the masters.
    paper_kind = models.CharField(
        "機関の種別（紙の構成員）", max_length=20, choices=Body.Kind, blank=True, db_default=""
    )
    paper_of = models.ForeignKey(
        Body,
        verbose_name="機関（紙の構成員）",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    # Set by the database for rows from before there was a register.
    registered = models.ForeignKey(
        RegisteredMember, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_temporary = models.BooleanField("臨時構成員", default=False, db_default=False)
    only_sitting = SameCompartmentKey(
        "meetings.Sitting", related_name="+", null=True, blank=True, verbose_name="この開催だけ"
    )
    commissioned_on = models.DateField("委嘱した日", null=True, blank=True)
    part = models.CharField("役割", max_length=20, choices=Part, default=Part.MEMBER)
    authority = models.CharField(
        "根拠", max_length=20, choices=Authority, default=Authority.DESIGNATED
    )
    appointed_at = models.DateTimeField("指定日時", default=timezone.now)
    valid_until_on = models.DateField("任期（この日まで）", null=True, blank=True)
    acknowledged_at = models.DateTimeField("守秘義務の確認日時", null=True, blank=True)
    duty_text = models.ForeignKey(
        StandingText, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("終了日時", null=True, blank=True)
    end_reason = models.CharField("終了の理由", max_length=200, blank=True)

    objects: ClassVar[Any] = MemberManager()
    is_kept_out = False  # asked of the database by `MemberQuerySet.with_standing` (R12)

    class Meta(ConfidentialModel.Meta):
        ordering = ["appointed_at", "created_at", "id"]
        verbose_name = verbose_name_plural = "構成員"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting", "appointment"],
                condition=models.Q(ended_at__isnull=True),
                name="member_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(appointment__isnull=False) | ~models.Q(paper_name=""),
                name="member_by_office_or_on_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(appointment__isnull=False)
                | models.Q(part="member", acknowledged_at__isnull=False),
                name="member_on_paper_has_pledged",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(end_reason=""),
                name="member_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    is_temporary=False, commissioned_on__isnull=True, only_sitting__isnull=True
                )
                | models.Q(
                    is_temporary=True,
                    commissioned_on__isnull=False,
                    appointment__isnull=True,
                    registered__isnull=True,
                ),
                name="member_temporary_is_commissioned",
            ),
        ]

    # Of one that is over, on a roster: whether the same person sits in it by another membership (Room.members).
    is_named_anew = False

    @property
    def name(self) -> str:
        return self.appointment.staff.name if self.appointment else self.paper_name

    @property
    def body_name(self) -> str:
        return self.appointment.body.name if self.appointment else self.paper_body

    @property
    def is_on_paper(self) -> bool:
        return self.appointment_id is None

    @property
    def is_current(self) -> bool:
        """As `MemberQuerySet.current`, for a row at hand."""
        now = timezone.now()
        office = self.appointment
        office_held = office is None or (
            office.staff.is_active
            and office.valid_from <= now
            and (office.valid_until is None or office.valid_until > now)
        )
        today = timezone.localdate(now)
        in_term = self.valid_until_on is None or self.valid_until_on >= today
        return self.ended_at is None and in_term and office_held

    @property
    def takes_part(self) -> bool:
        """As `MemberQuerySet.taking_part`, for a row `with_standing`."""
        return self.is_current and not self.is_kept_out

    @property
    def role_name(self) -> str:
        """座長 or 事務局; nothing for any other member."""
        return "" if self.part == self.Part.MEMBER else str(self.get_part_display())

    @property
    def is_chair(self) -> bool:
        return self.part == self.Part.CHAIR

    @property
    def is_secretary(self) -> bool:
        return self.part == self.Part.SECRETARY
