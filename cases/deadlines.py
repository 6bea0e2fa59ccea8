"""By when each step of a つなぎ is due (domain.md 3.8), and what follows a withdrawal (2.1 R08). The days
themselves: documents.business_days.

Days that a body sets for itself (organizations.figures) are asked for, never taken from here: a day is
reckoned once, when a step begins, with the figures of who takes it, and kept as `Referral.due_on`. Pages,
papers and alerts read that one.
"""

import datetime

from django.utils import timezone

from documents.business_days import add_business_days, deadline

DAYS_TO_CONFIRM = 7
DAYS_TO_RETURN = 3  # business days in which receivers give papers back
DAYS_TO_DECIDE = 14  # and in which whoever is responsible says how it goes on without the consent


def receipt_due(sent_on: datetime.date, reply_by: datetime.date, days: int) -> datetime.date:
    """The sheet is received within so many business days (`receipt_days` of the receiver), or sooner if
    the answer is due sooner."""
    return min(reply_by, add_business_days(sent_on, days))


def first_contact_due(accepted_on: datetime.date, days: int) -> datetime.date:
    """Whoever has taken on meets the person within so many days (`first_contact_days` of hers)."""
    return deadline(accepted_on, days)


def confirmation_due(reported_on: datetime.date) -> datetime.date:
    """The sender reads the report within seven days."""
    return deadline(reported_on, DAYS_TO_CONFIRM)


def return_due(withdrawn_on: datetime.date) -> datetime.date:
    """Receivers say within three business days what became of the papers."""
    return add_business_days(withdrawn_on, DAYS_TO_RETURN)


def decision_due(withdrawn_on: datetime.date) -> datetime.date:
    """How it goes on after a withdrawal is decided within two weeks."""
    return deadline(withdrawn_on, DAYS_TO_DECIDE)


def end_of(day: datetime.date) -> datetime.datetime:
    """The moment at which a period that includes `day` is over (half-open, ward's time)."""
    next_day = day + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time.min))
