"""What reminds of talking about consent, the first time and once more: due until the person has consented (domain.md
2.1 R09)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from access.shortcuts import save_changed
from cases.models import CaseRecord, ConsentAttempt, NextAction, Person
from cases.screening import EXPLAIN
from organizations.names import own_names

TALK_AGAIN = "情報の共有について、本人にもう一度話す"


def settle_talks(*, record: CaseRecord, persons: Sequence[Person], by: Any) -> None:
    """They have consented: what reminds of talking with them again is done, and due no more.

    A reminder is of the attempt that was written just before it, by the same hand. One whose words were changed
    since is somebody's own task, and stays.
    """
    rows = NextAction.objects.changeable_by(by).filter(record=record, what=TALK_AGAIN)
    if not (open_ones := list(rows.filter(done_at__isnull=True))):
        return
    tried = ConsentAttempt.objects.visible_to(by).filter(record=record, next_try_on__isnull=False)
    told = list(tried.order_by("-created_at"))
    agreed = {person.pk for person in persons}
    for action in open_ones:
        before = (
            row.person_id
            for row in told
            if row.created_by_id == action.created_by_id and row.created_at <= action.created_at
        )
        if next(before, None) in agreed:
            save_changed(action, by=by, fields={"done_at": timezone.now()})


def settle_explaining(*, record: CaseRecord, persons: Sequence[Person], by: Any) -> None:
    """The person herself has consented: what the screening asked for is done, as a sheet that was sent needs no tick.

    A task whose words were changed since is somebody's own, and stays.
    """
    if not any(person.is_subject for person in persons):
        return
    rows = NextAction.objects.changeable_by(by).filter(record=record, what=own_names(EXPLAIN))
    for action in rows.filter(done_at__isnull=True):
        save_changed(action, by=by, fields={"done_at": timezone.now()})
