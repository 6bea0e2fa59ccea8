"""Events: an alert was seen or put off; the daily mail is wanted or not; somebody signs in at a terminal."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from access.errors import DomainError
from jobs.services import request_job

from .models import AlertMark, DigestRefusal, KnownTerminal

LONGEST_PUT_OFF = datetime.timedelta(days=92)
TERMINAL_KNOWN_FOR = datetime.timedelta(days=365)
TERMINAL_JOB = "new_terminal_mail"


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


@transaction.atomic
def know_terminal(*, network: str, browser: str, by: Any) -> bool:
    """She has signed in there. True when she has used others and not this one: a mail tells her, once a terminal (S-56).
    The first of an account tells nothing; one that she has not used for a year is forgotten then."""
    known = KnownTerminal.objects.visible_to(by)
    has_used_some = known.exists()
    known.filter(used_at__lt=Now() - TERMINAL_KNOWN_FOR).delete()
    if known.filter(network=network, browser=browser).update(used_at=Now()):
        return False
    row = KnownTerminal(user=by, network=network, browser=browser)
    KnownTerminal.objects.bulk_create([row], ignore_conflicts=True)
    if not (has_used_some and address_of(by) and known.filter(pk=row.pk).exists()):
        return False
    request_job(by=by, kind=TERMINAL_JOB, object_id=row.pk, key=row.pk)
    return True


def address_of(user: Any) -> str:
    """Her work address, if mail may go there (S-31): of a domain that the ward has allowed."""
    address = str(user.email) if user.is_active else ""
    domain = address.rpartition("@")[2].lower()
    return address if domain and domain in settings.MAIL_DOMAINS else ""
