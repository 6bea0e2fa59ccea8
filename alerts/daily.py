"""Asking for the mails of a day: one for each person who wants it, however often this runs."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from access.context import acting_as
from access.reading import ReadingLog
from documents.business_days import is_business_day
from jobs.models import Job, JobState
from jobs.services import ERROR, request_job
from organizations.figures import Figures
from organizations.models import Appointment, Staff

from .digest import DIGEST_JOB, counts_of
from .models import DigestMail
from .services import address_of, wants_digest


def ask_for_digests(now: datetime.datetime | None = None) -> int:
    """On days on which the office is open, from the hour of each body on: the mails of who has none yet."""
    moment = timezone.localtime(now)
    if not is_business_day(moment.date()) or not settings.MAIL_DOMAINS:
        return 0
    return sum(ask_for_digest(user=user, on=moment.date()) for user in _due(moment))


def _due(moment: datetime.datetime) -> list[Staff]:
    """Who holds an office and whose hour has come: that of the first of her bodies."""
    figures = Figures()
    found: dict[Staff, int] = {}
    offices = Appointment.objects.current().with_body().order_by("valid_from", "pk")
    for office in offices:
        found.setdefault(office.staff, figures.of(office.body.pk, "digest_hour"))
    return [user for user, hour in found.items() if moment.hour >= hour and address_of(user)]


def ask_for_digest(*, user: Any, on: datetime.date) -> bool:
    """The row of the day and the job that sends it, in one transaction as the person herself."""
    try:
        with acting_as(user):
            known = DigestMail.objects.visible_to(user).filter(on=on).first()
            if known is not None:
                return _ask_again(user, known)
            if not wants_digest(user):
                return False
            mail = DigestMail(user=user, on=on)
            mail.save(force_insert=True)
            if not counts_of(user, ReadingLog(user)):
                return False  # nothing to tell today: the row says that somebody looked
            request_job(by=user, kind=DIGEST_JOB, object_id=mail.pk, key=mail.pk)
    except IntegrityError:  # somebody else asked in this moment
        return False
    return True


def _ask_again(user: Any, mail: DigestMail) -> bool:
    """The mail server did not answer, so that nothing was handed to it: once more, at most once an hour."""
    last = Job.objects.visible_to(user).filter(kind=DIGEST_JOB, object_id=mail.pk).first()
    if last is None or (last.state, last.error_code) != (JobState.FAILED, ERROR):
        return False
    key = uuid.uuid5(mail.pk, str(timezone.localtime().hour))
    return request_job(by=user, kind=DIGEST_JOB, object_id=mail.pk, key=key).pk != last.pk
