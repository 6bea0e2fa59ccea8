"""Situations of requests of correction 訂正請求 and to stop using 利用停止請求."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from cases.models import NextAction, Person
from keeping import services
from keeping.models import AmendmentRequest, AmendmentTelling
from tests.cases.situations import a_case, a_note, record_of
from tests.told_once import told_once
from tests.world import acting

WORKER, COLLEAGUE, HEAD = "soudan1", "soudan2", "kanri1"
DAY = datetime.timedelta(days=1)
ABOUT, CLAIM, WHY = "令和8年4月の経過の、退職した日", "令和7年3月に直してほしい", "通帳と合わない"
GROUNDS = "通帳で確かめたので、退職した日を令和7年3月に直します。"
DONE = "退職した日を令和7年3月に直した。"
AMEND = {"kind": "amend", "wanted": "correct"}
STOP = {"kind": "stop", "wanted": "no_giving", "stop_ground": "2"}


def today() -> datetime.date:
    return timezone.localdate()


@told_once
def a_told_case() -> Any:
    case = a_case(WORKER)
    a_note(case, WORKER, text="令和6年3月に退職したと聞いた。")
    return case


def asked(**changes: Any) -> services.Asked:
    return services.Asked(**{**AMEND, "about": ABOUT, "claim": CLAIM, "reason": WHY} | changes)


def receive(
    case: Any, *, received_on: datetime.date | None = None, **changes: Any
) -> AmendmentRequest:
    """The person asks, as the body writes it down."""
    facts = {"asker": "self", "confirmed_how": "運転免許証"}
    with acting(WORKER) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        return services.receive_amendment(
            record=record_of(case, WORKER),
            person=person,
            facts=services.AskerFacts(**facts),
            asked=asked(**changes),
            received_on=received_on or today(),
            by=user,
        )


@told_once
def a_received() -> AmendmentRequest:
    return receive(a_told_case())


@told_once
def a_received_stop() -> AmendmentRequest:
    return receive(a_told_case(), **STOP)


def seen(row: AmendmentRequest, user: Any) -> AmendmentRequest:
    rows = AmendmentRequest.objects.visible_to(user)
    return rows.select_related("record__body", "compartment__case").get(pk=row.pk)


@contextmanager
def on(row: AmendmentRequest, by: str = WORKER) -> Iterator[tuple[AmendmentRequest, Any]]:
    with acting(by) as user:
        yield seen(row, user), user


def submit(row: AmendmentRequest, decision: str = "whole", by: str = WORKER) -> None:
    with on(row, by) as (mine, user):
        services.submit_amendment(request=mine, decision=decision, words=GROUNDS, by=user)


def check(row: AmendmentRequest, by: str = HEAD, *, is_right: bool = True) -> None:
    with on(row, by) as (mine, user):
        services.check_amendment(
            request=mine, is_right=is_right, words="" if is_right else "もう一度", by=user
        )


def decided(row: AmendmentRequest, decision: str = "whole") -> AmendmentRequest:
    submit(row, decision)
    check(row)
    return row


@told_once
def a_decided() -> AmendmentRequest:
    return decided(a_received())


@told_once
def a_carried_out() -> AmendmentRequest:
    row = a_decided()
    with on(row) as (mine, user):
        services.carry_out(request=mine, carried_on=today(), words=DONE, by=user)
    return row


def told(row: AmendmentRequest, whom: str = "文京みほん事業所") -> AmendmentTelling:
    with on(row) as (mine, user):
        return services.tell_recipient(
            request=mine, whom=whom, told_on=today(), why_not="", by=user
        )


def tasks(row: AmendmentRequest) -> dict[str, datetime.date]:
    """What is to be done in the record, with its day."""
    with acting(WORKER) as user:
        rows = NextAction.objects.visible_to(user).filter(
            record=row.record_id, done_at__isnull=True
        )
        return {one.what: one.due_on for one in rows}
