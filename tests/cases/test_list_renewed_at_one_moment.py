"""Two renew a protection list, or take something back, at one moment (R11, R12); or much later."""

import pytest
from django.utils import timezone

from access import protecting
from access.errors import DomainError
from access.models import ListRenewal, Protection
from cases import services
from cases.services import renewing as renewal
from organizations.models import Appointment, Role
from organizations.services import appoint
from tests.at_one_moment import while_unsaved
from tests.databases import Database
from tests.world import acting, staff

from .renewing import (
    ADMINISTRATOR,
    NEXT,
    OTHER_BODY,
    a_list_left_alone,
    an_asked_list,
    answer,
    ask,
    comes,
    keys,
    listed,
    office_here,
    the_request,
    told,
)
from .test_lists_in_april import MONTH, a_list_of_three, april, is_taken_off
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER


def outcomes(lock: Protection, who: str) -> list[str]:
    with acting(who):
        rows = ListRenewal.objects.filter(protection=lock)
        return sorted(rows.values_list("outcome", flat=True))


def test_r11_of_two_who_ask_at_one_moment_one_request_waits(committed_db: Database) -> None:
    lock = a_list_left_alone()

    def second() -> None:
        with pytest.raises(DomainError, match="先に申し出"):
            ask(lock, NEXT)

    while_unsaved(COLLEAGUE, lambda: ask(lock), second)
    assert outcomes(lock, NEXT) == [""]
    assert the_request(lock, NEXT).asked_by_id == staff(COLLEAGUE).pk


def test_r11_of_two_who_answer_at_one_moment_one_comes_on_the_list(committed_db: Database) -> None:
    lock, row = an_asked_list()
    comes(OTHER_BODY, Role.SUPERVISOR)

    def second() -> None:
        with pytest.raises(DomainError, match="いまはできません"):
            answer(row, OTHER_BODY)

    while_unsaved(NEXT, lambda: answer(row), second)
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_r11_who_refuses_while_another_agrees_is_told(committed_db: Database) -> None:
    lock, row = an_asked_list()
    comes(OTHER_BODY, Role.SUPERVISOR)

    def second() -> None:
        with pytest.raises(DomainError, match="先に答えました"):
            answer(row, OTHER_BODY)

    while_unsaved(NEXT, lambda: answer(row, agrees=False), second)
    assert outcomes(lock, NEXT) == ["refused"]
    assert told(lock, COLLEAGUE) is not None


def test_r11_a_request_that_is_being_withdrawn_is_not_agreed_to(committed_db: Database) -> None:
    lock, row = an_asked_list()

    def withdraws() -> None:
        with acting(COLLEAGUE):
            renewal.withdraw_renewal(renewal=row)

    def second() -> None:
        with pytest.raises(DomainError, match="取り下げられたか"):
            answer(row)

    while_unsaved(COLLEAGUE, withdraws, second)
    assert outcomes(lock, NEXT) == ["withdrawn"]


def test_r12_who_is_being_kept_out_does_not_come_on_the_list(committed_db: Database) -> None:
    lock, row = an_asked_list()
    comes(OTHER_BODY, Role.CASEWORKER)

    def keeps_out() -> None:
        with acting(OTHER_BODY) as by:
            services.restrict_person(case=lock.case, user=staff(COLLEAGUE), reason="めい", by=by)

    def second() -> None:
        with pytest.raises(DomainError, match="先に答えました"):
            answer(row)

    while_unsaved(OTHER_BODY, keeps_out, second)
    with acting(NEXT):
        assert protecting.on_the_list(lock) == []


def test_s91_a_request_of_long_ago_counts_no_more(committed_db: Database) -> None:
    """Somebody may have stood on the list since, and gone again."""
    lock, row = an_asked_list()
    for days, counts in ((29, True), (31, False)):
        with committed_db.superuser() as raw:
            raw.execute(
                "update access_listrenewal set asked_at = now() - make_interval(days => %s)", [days]
            )
        alone = told(lock, NEXT)
        assert alone is not None
        assert (alone.request == row.pk) is counts
    with pytest.raises(DomainError, match="先に答えました"):
        answer(row)
    ask(lock)
    answer(the_request(lock, NEXT))
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_r11_who_is_taken_off_while_her_office_is_entered_is_off(committed_db: Database) -> None:
    lock = a_list_of_three()
    now, ends = office_here(COLLEAGUE), timezone.now() + MONTH
    coming: list[Appointment] = []
    with acting(ADMINISTRATOR):
        Appointment.objects.filter(pk=now.pk).update(valid_until=ends)

    def enters() -> None:
        who = staff(COLLEAGUE)
        coming.append(appoint(staff=who, body=now.body, role=Role.CASEWORKER, valid_from=ends))

    while_unsaved(ADMINISTRATOR, enters, lambda: is_taken_off(lock, COLLEAGUE))
    april(COLLEAGUE, coming[0])
    assert listed(lock, WORKER) == keys(WORKER, SUPERVISOR)
