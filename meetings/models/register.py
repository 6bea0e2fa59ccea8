"""構成員名簿: who may sit in the ward's 支援会議 at all, and who has pledged (domain.md R11, R14).

A register of the secretariat, outside of every compartment: it holds no case, and does not say who
is a member of which meeting. Whoever sits in one meeting only 臨時構成員 does not stand here, because
a landlord in a list that every coordinator reads would tell of a case (domain.md R13): her paper lies
with her membership, in the meeting.
"""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from access.registers import RegisterModel
from organizations.models import Body, Staff, StandingText


class Authority(models.TextChoices):
    """On what somebody sits in a 支援会議 (domain.md R14)."""

    DESIGNATED = "designated", "構成員指定"
    CONCURRENT = "concurrent", "兼務発令"
    COMMISSIONED = "commissioned", "委嘱状"
    PLEDGE = "pledge", "誓約書"


class PledgeQuerySet(models.QuerySet[Any]):
    def valid(self, day: datetime.date | None = None) -> "PledgeQuerySet":
        """Neither taken back nor over."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=day),
            signed_on__lte=day,
            ended_at__isnull=True,
        )


class RegisteredQuerySet(models.QuerySet[Any]):
    def listed(self) -> "RegisteredQuerySet":
        """Not taken off the register."""
        return self.filter(left_at__isnull=True)

    def pledged(self) -> "RegisteredQuerySet":
        """With a valid pledge of her own, or of her body."""
        pledges = Pledge.objects.valid()
        return self.filter(
            Exists(pledges.filter(registered=OuterRef("pk")))
            | Exists(pledges.filter(body=OuterRef("body")))
        )

    def of_office(self, appointment: Any) -> "RegisteredQuerySet":
        """Entries of the person at the body of an office."""
        return self.filter(staff=appointment.staff_id, body=appointment.role_group.body_id)

    def on_paper(self) -> "RegisteredQuerySet":
        """People without an account."""
        return self.filter(staff__isnull=True)


class RegisteredMember(RegisterModel):
    """A person in the register, with an account (`staff` at `body`) or on paper."""

    own_rows = "staff_id = (select access.acting_user())"

    staff = models.ForeignKey(
        Staff, verbose_name="職員", null=True, on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey(
        Body, verbose_name="機関", null=True, on_delete=models.PROTECT, related_name="+"
    )
    paper_name = models.CharField("氏名", max_length=100, blank=True)
    paper_body = models.CharField("所属・立場", max_length=100, blank=True)
    position = models.CharField("職名", max_length=100, blank=True)
    authority = models.CharField("根拠", max_length=20, choices=Authority)
    authority_on = models.DateField("指定・発令・委嘱の日", null=True)
    left_at = models.DateTimeField("名簿から外した日時", null=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    leave_reason = models.CharField("外した理由", max_length=200, blank=True)

    objects = RegisteredQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        ordering = ["body__order", "body__name", "paper_body", "created_at", "id"]
        verbose_name = verbose_name_plural = "構成員名簿"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["staff", "body"],
                condition=Q(left_at__isnull=True, staff__isnull=False),
                name="registered_once_a_body",
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=False, body__isnull=False, paper_name="")
                | Q(staff__isnull=True) & ~Q(paper_name="") & ~Q(paper_body=""),
                name="registered_by_account_or_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_by__isnull=True, leave_reason="")
                | Q(left_at__isnull=False, left_by__isnull=False) & ~Q(leave_reason=""),
                name="registered_left_with_reason",
            ),
        ]

    @property
    def name(self) -> str:
        return self.staff.name if self.staff else self.paper_name

    @property
    def body_name(self) -> str:
        return self.body.name if self.staff and self.body else self.paper_body

    @property
    def is_on_paper(self) -> bool:
        return self.staff_id is None

    @property
    def is_listed(self) -> bool:
        return self.left_at is None


class Pledge(RegisterModel):
    """A 誓約書: of one person in the register, or of a body for its staff. Renewed by another row."""

    own_rows = (
        "registered_id in (select r.id from public.meetings_registeredmember r"
        " where r.staff_id = (select access.acting_user()))"
        " or body_id in (select rg.body_id from public.organizations_appointment a"
        " join public.organizations_rolegroup rg on rg.group_id = a.role_group_id"
        " where a.staff_id = (select access.acting_user()))"
    )

    registered = models.ForeignKey(
        RegisteredMember, null=True, on_delete=models.PROTECT, related_name="pledges"
    )
    body = models.ForeignKey(
        Body, verbose_name="機関", null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_on = models.DateField("誓約した日")
    valid_until_on = models.DateField("有効期限（この日まで）", null=True)
    duty_text = models.ForeignKey(
        StandingText, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.CharField("原本の保管場所", max_length=100, blank=True)
    ended_at = models.DateTimeField("無効にした日時", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField("無効にした理由", max_length=200, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        ordering = ["-signed_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "誓約書"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(registered__isnull=False, body__isnull=True)
                | Q(registered__isnull=True, body__isnull=False),
                name="pledge_of_a_person_or_a_body",
            ),
            models.CheckConstraint(
                condition=Q(valid_until_on__isnull=True)
                | Q(valid_until_on__gte=models.F("signed_on")),
                name="pledge_period",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="pledge_ended_with_reason",
            ),
        ]

    @property
    def is_valid(self) -> bool:
        """As `PledgeQuerySet.valid`, for a row at hand."""
        today = timezone.localdate()
        return self.ended_at is None and (
            self.valid_until_on is None or self.valid_until_on >= today
        )
