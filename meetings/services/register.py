"""構成員名簿 and 誓約書: entered, renewed, taken back; who may sit in a 支援会議 (domain.md R11-R14)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access import pledges
from access.errors import DomainError
from organizations.models import (
    ROLES_WITHOUT_CASES,
    Appointment,
    Body,
    Role,
    StandingText,
)

from ..models import MeetingMember, Pledge, RegisteredMember

NOT_REGISTERED = (
    "この人は、構成員名簿に載っていません。誓約書を受け取った日を書くと、名簿に載せて指定できます"
)
NO_PLEDGE = (
    "この人の誓約書がないか、期限が切れています。誓約書を受け取り、受け取った日を書いてください"
)


@dataclass(frozen=True)
class Signed:
    """A pledge as it was received on paper."""

    on: datetime.date
    valid_until_on: datetime.date | None = None
    kept_at: str = ""
    duty_text: StandingText | None = None

    def check(self) -> None:
        """Raises DomainError for days that cannot be."""
        if self.on > timezone.localdate():
            raise DomainError("誓約書を受け取った日は、今日までの日付にしてください")
        if self.valid_until_on and self.valid_until_on < timezone.localdate():
            raise DomainError("誓約書の期限は、今日か、今日より後の日付にしてください")


def require_coordinator(by: Any) -> None:
    if not by.holds(Role.COORDINATOR):
        raise DomainError("構成員名簿を扱うのは、多機関協働の事務局の職員です")


@transaction.atomic
def register_member(
    *,
    authority: str,
    by: Any,
    appointment: Appointment | None = None,
    name: str = "",
    body_name: str = "",
    position: str = "",
    authority_on: datetime.date | None = None,
    pledge: Signed | None = None,
) -> RegisteredMember:
    """Enter somebody in the register: by her office, or on paper by name and standing."""
    require_coordinator(by)
    if appointment is not None and appointment.role in ROLES_WITHOUT_CASES:
        raise DomainError("監査とシステム管理の担当者は、名簿に載せられません")
    values: dict[str, Any] = {"paper_name": name, "paper_body": body_name}
    if appointment is not None:
        values = {"staff_id": appointment.staff_id, "body": appointment.body}
    try:
        with transaction.atomic():
            row = RegisteredMember.objects.create(
                created_by=by,
                authority=authority,
                authority_on=authority_on,
                position=position,
                **values,
            )
    except IntegrityError as error:
        raise DomainError("この人は、すでに名簿に載っています。名簿を開き直してください") from error
    if pledge is not None:
        receive_pledge(pledge=pledge, registered=row, by=by)
    return row


@transaction.atomic
def receive_pledge(
    *,
    pledge: Signed,
    by: Any,
    registered: RegisteredMember | None = None,
    body: Body | None = None,
) -> Pledge:
    """A pledge was received: of a person in the register, or of a body for its staff (R14)."""
    require_coordinator(by)
    pledge.check()
    if registered is not None and not registered.is_listed:
        raise DomainError("名簿から外した人です。もう一度、名簿に載せてから登録してください")
    return Pledge.objects.create(
        created_by=by,
        registered=registered,
        body=body,
        signed_on=pledge.on,
        valid_until_on=pledge.valid_until_on,
        duty_text=pledge.duty_text,
        kept_at=pledge.kept_at,
    )


@transaction.atomic
def take_back_pledge(*, pledge: Pledge, reason: str, by: Any) -> None:
    """A pledge holds no longer; who relies on it opens no meeting from now on (R11)."""
    require_coordinator(by)
    changed = Pledge.objects.filter(pk=pledge.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by, end_reason=reason
    )
    if not changed:
        raise DomainError("この誓約書は、すでに無効になっています")


@transaction.atomic
def leave_register(*, registered: RegisteredMember, reason: str, by: Any) -> None:
    """Take somebody off the register; her pledge stays, and so does the duty (domain.md R12)."""
    require_coordinator(by)
    changed = RegisteredMember.objects.filter(pk=registered.pk, left_at__isnull=True).update(
        left_at=timezone.now(), left_by=by, leave_reason=reason
    )
    if not changed:
        raise DomainError("この人は、すでに名簿から外れています")


def enlist(
    *, appointment: Appointment, authority: str, pledge: Signed | None, by: Any
) -> RegisteredMember:
    """The entry on which somebody is appointed: with a valid pledge, or DomainError (R11).

    In the same step she is entered: with the pledge just received, or, when her body has pledged
    for its staff, on that (R14).
    """
    listed = RegisteredMember.objects.listed().of_office(appointment)
    row: RegisteredMember | None = listed.first()
    if pledge is not None:
        if row is None:
            return register_member(
                appointment=appointment, authority=authority, pledge=pledge, by=by
            )
        receive_pledge(pledge=pledge, registered=row, by=by)
        return row
    if row is None and Pledge.objects.valid().filter(body=appointment.body).exists():
        return register_member(appointment=appointment, authority=authority, by=by)
    if row is None:
        raise DomainError(NOT_REGISTERED)
    if not listed.pledged().exists():
        raise DomainError(NO_PLEDGE)
    return row


def may_sit(member: MeetingMember) -> bool:
    """Whether a member of a meeting of the acting user is in the register with a valid pledge.

    Asked again whenever the papers of a meeting are opened, printed or handed out (R11, R16).
    臨時構成員 have pledged for the one meeting and are not in the register (R13).
    """
    return bool(pledges.may_sit(member.pk))
