"""A protection list from which everybody has gone is renewed by two: one asks, a second answers (R11, R12, R16, S-91;
docs/decisions/0998). While somebody stands on it, nothing of this is there."""

import uuid
from typing import Any

from django.db import transaction

from access import renewing
from access.errors import DomainError
from access.models import CaseFile, ListRenewal
from access.renewing import LeftAlone

NOT_NOW = (
    "この名簿を決め直すことは、いまはできません。名簿に人がいるか、ほかの人が先に決めています。"
    "世帯の画面で確かめてください"
)
OVER = "この申し出は、取り下げられたか、ほかの人が先に答えました。いまのようすを確かめてください"
ONE_DECIDES = (
    "2人のうち1人は、管理者（事務局では事務局の職員）でなければなりません。管理者に頼んでください"
)


def left_alone_on(protection: uuid.UUID, case: uuid.UUID) -> LeftAlone | None:
    """What the acting user is told of a list that nobody stands on; nothing when she may not renew it."""
    found = renewing.left_alone_in(case)
    return next((one for one in found if one.protection == protection), None)


def _required(protection: uuid.UUID, case: uuid.UUID) -> LeftAlone:
    alone = left_alone_on(protection, case)
    if alone is None:
        raise DomainError(NOT_NOW)
    return alone


@transaction.atomic
def ask_to_renew_list(*, protection: uuid.UUID, case: CaseFile, reason: str, by: Any) -> None:
    """Ask to stand on the list, together with whoever agrees. Raises DomainError for who may not, when somebody stands
    on it, and while a request waits."""
    if not renewing.ask(protection=protection, reason=reason):
        waits = _required(protection, case.pk)
        mine = waits.asked_by == by.pk
        raise DomainError(
            "あなたが、すでに申し出ています。もう1人の返事を待ってください"
            if mine
            else f"{waits.asker}さんが、先に申し出ています。「申し出に答える」から、認めるかどうかを答えてください"
        )


@transaction.atomic
def answer_renewal(*, renewal: ListRenewal, agrees: bool, reason: str, by: Any) -> None:
    """The second person agrees, and both stand on the list from now on; or she refuses, and it stays as it is. Raises
    DomainError for who asked herself, who may not, where neither of the two decides, and when it is over."""
    if renewing.answer(renewal=renewal.pk, agrees=agrees, words=reason):
        return
    alone = _required(renewal.protection_id, renewal.case_id)
    if alone.request != renewal.pk:
        raise DomainError(OVER)
    if alone.asked_by == by.pk:
        raise DomainError("自分の申し出は、自分では認められません。もう1人に頼んでください")
    raise DomainError(ONE_DECIDES)


@transaction.atomic
def withdraw_renewal(*, renewal: ListRenewal) -> None:
    """Who asked takes it back; a second click finds it so. Raises DomainError when it is not hers, or was answered."""
    if renewing.withdraw(renewal=renewal.pk):
        return
    renewal.refresh_from_db(fields=["outcome"])
    if renewal.outcome != ListRenewal.Outcome.WITHDRAWN:
        raise DomainError(OVER)
