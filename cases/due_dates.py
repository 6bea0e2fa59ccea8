"""What of a case is due beside the tasks that somebody wrote: the screening of what was said, and the next step
of each つなぎ that has not ended. Shown among what comes next (`CasePage.due_dates`); the same days as on the home
page and in alerts."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from organizations.figures import Figures

from .alert_rules import screening_due
from .codes import AT_ONCE
from .hand_off_page import awaited
from .handed_on import waits_for_screening
from .models import CaseRecord, Intake, Referral


@dataclass(frozen=True)
class DueDate:
    """Something that is due: what, by when, whose step it is, and where it is done."""

    what: str
    due_on: datetime.date
    url: str
    whose: str


def of_screening(
    record: CaseRecord, intakes: Iterable[Intake], legs: Sequence[Referral], figures: Figures
) -> Iterator[DueDate]:
    """Intakes of a record of which nobody has decided yet what follows; what cannot wait is due at once.
    A つなぎ that was sent before does not end it: it does when others have taken on (`legs`, those of the case)."""
    days = figures.of(record.body_id, "screening_days")
    for row in intakes:
        if waits_for_screening(record, row, legs):
            is_urgent = row.urgency == AT_ONCE
            due_on = row.received_on if is_urgent else screening_due(row.received_on, days)
            url = reverse("cases:intake_detail", args=[row.pk])
            yield DueDate("受付の見立て", due_on, url, row.receiver.name)


def of_hand_offs(legs: Iterable[Referral]) -> Iterator[DueDate]:
    """The next step of each leg, and until it is received the answer as well, which has a day of its own."""
    for row in legs:
        url, due_on = reverse("cases:referral", args=[row.pk]), row.next_due_on
        if due_on is None:
            continue
        words = f"つなぎ（{row.sender_body}から{row.receiver_body}へ）の"
        yield DueDate(f"{words}{awaited(row)}", due_on, url, str(row.awaited_body))
        if row.is_unanswered and not row.is_shut and row.reply_by != due_on:
            yield DueDate(f"{words}返事の期限", row.reply_by, url, str(row.receiver_body))
