"""Events: an alert was seen or put off; the daily mail is wanted or not."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access.errors import DomainError

from .models import AlertMark, DigestRefusal

LONGEST_PUT_OFF = datetime.timedelta(days=92)


@transaction.atomic
def mark_seen(*, alerts: list[uuid.UUID], by: Any) -> None:
    """She has seen them; one that she put off stays put off."""
    AlertMark.objects.bulk_create(
        [AlertMark(user=by, alert_id=pk) for pk in sorted(set(alerts), key=str)],
        ignore_conflicts=True,
    )
    rows = AlertMark.objects.visible_to(by).filter(alert_id__in=alerts, seen_at__isnull=True)
    rows.update(seen_at=timezone.now())


@transaction.atomic
def put_off(*, alert: uuid.UUID, until: datetime.date, reason: str, by: Any) -> AlertMark:
    """Not before that day: for her alone, and with the reason."""
    today = timezone.localdate()
    if until <= today:
        raise DomainError("知らせを止める日は、明日よりあとにしてください")
    if until > today + LONGEST_PUT_OFF:
        raise DomainError("知らせを止められるのは、3か月までです。それより前の日を書いてください")
    if not reason.strip():
        raise DomainError("まだ大丈夫なわけを書いてください")
    mark_seen(alerts=[alert], by=by)
    mark: AlertMark = AlertMark.objects.visible_to(by).select_for_update().get(alert_id=alert)
    mark.snoozed_until, mark.reason = until, reason.strip()
    mark.save(update_fields=["snoozed_until", "reason"])
    return mark


@transaction.atomic
def choose_digest(*, wanted: bool, by: Any) -> None:
    """Whether she wants the daily mail."""
    DigestRefusal.objects.visible_to(by).delete()
    if not wanted:
        DigestRefusal(user=by).save(force_insert=True)


def wants_digest(user: Any) -> bool:
    return not DigestRefusal.objects.visible_to(user).exists()


def address_of(user: Any) -> str:
    """Her work address, if mail may go there (S-31): of a domain that the ward has allowed."""
    address = str(user.email) if user.is_active else ""
    domain = address.rpartition("@")[2].lower()
    return address if domain and domain in settings.MAIL_DOMAINS else ""
