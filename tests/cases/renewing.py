"""Protection lists from which everybody has gone, and who renews them (docs/decisions/0998); for the tests of it."""

import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.urls import reverse

from access import protecting, renewing
from access.acting import Acting
from access.models import CaseFile, ListRenewal, Protection
from access.reading import ReadingLog
from access.renewing import LeftAlone
from cases import services, today_renewing
from cases.services import protection
from cases.services import renewing as renewal
from organizations.models import Appointment, Body, Role
from organizations.sample_staff import TOMISAKA
from organizations.services import appoint, end_appointment, end_employment
from tests.meetings.situations import an_accepted_request
from tests.world import acting, staff

from . import situations as s
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother

NEXT = "kanri3"  # supervisor of another body, and after the others have gone of this one as well
OTHER_BODY, AUDITOR, ADMINISTRATOR = "kurashi1", "kansa1", "system1"
GONE = "保護の名簿に、だれもいなくなりました"
NOBODY = "保護の名簿に、だれもいません"
TOKEN = re.compile(rb'(csrf[a-z-]*|nonce|form_key)"?[^>]*')


def moves(case: CaseFile, who: str) -> None:
    with acting(ADMINISTRATOR):
        end_appointment(appointment=s.office(who))


def leaves(case: CaseFile, who: str) -> None:
    with acting(ADMINISTRATOR):
        end_employment(staff=staff(who))


def is_kept_out(case: CaseFile, who: str) -> None:
    with acting(COLLEAGUE) as by:
        services.restrict_person(case=case, user=staff(who), reason="めい", by=by)


def comes(who: str = NEXT, role: Role = Role.SUPERVISOR) -> None:
    body = Body.objects.get(name=TOMISAKA)
    with acting(ADMINISTRATOR):
        appoint(staff=staff(who), body=body, role=role)


def a_list(*, is_handed_over: bool = False) -> Protection:
    """Of soudan1 and kanri1; soudan2 keeps the record with them. `is_handed_over`: to the secretariat as well (R6)."""
    case = s.a_case(WORKER)
    if is_handed_over:
        an_accepted_request(case)
    measure = a_protected_mother(case, provisional=False, kind="dv")
    with acting(WORKER):
        return _with_case(protection.protection_of(measure))


def _with_case(lock: Protection) -> Protection:
    """To speak of afterwards, whoever acts then."""
    assert lock.case.number
    return lock


def a_list_left_alone(
    lose: Callable[[CaseFile, str], None] = moves,
    *,
    followed: bool = True,
    is_handed_over: bool = False,
) -> Protection:
    """Both have gone; kanri3 has become supervisor there."""
    lock = a_list(is_handed_over=is_handed_over)
    if followed:
        comes()
    for gone in (WORKER, SUPERVISOR):
        lose(lock.case, gone)
    return lock


def told(lock: Protection, who: str) -> LeftAlone | None:
    with acting(who):
        return renewal.left_alone_on(lock.pk, lock.case_id)


def ask(lock: Protection, who: str = COLLEAGUE, reason: str = "担当を引き継いだ") -> None:
    with acting(who) as by:
        renewal.ask_to_renew_list(protection=lock.pk, case=lock.case, reason=reason, by=by)


def the_request(lock: Protection, who: str) -> ListRenewal:
    with acting(who):
        return renewing.renewals_of(lock)[0]


def answer(row: ListRenewal, who: str = NEXT, *, agrees: bool = True) -> None:
    with acting(who) as by:
        renewal.answer_renewal(renewal=row, agrees=agrees, reason="確かめた", by=by)


def an_asked_list(who: str = COLLEAGUE, **more: Any) -> tuple[Protection, ListRenewal]:
    lock = a_list_left_alone(**more)
    ask(lock, who)
    return lock, the_request(lock, who)


def listed(lock: Protection, who: str) -> set[uuid.UUID]:
    """Who stands on the list, as somebody on it sees it."""
    with acting(who):
        return {key for key, _ in protecting.on_the_list(lock)}


def keys(*names: str) -> set[Any]:
    return {staff(name).pk for name in names}


def url_of(lock: Protection) -> str:
    return reverse("cases:renew_list", args=[lock.pk])


def answer_url(lock: Protection, row: ListRenewal) -> str:
    return reverse("cases:answer_renewal", args=[lock.pk, row.pk])


def withdraw_url(lock: Protection, row: ListRenewal) -> str:
    return reverse("cases:withdraw_renewal", args=[lock.pk, row.pk])


def waits_at_home(who: str) -> list[tuple[str, str]]:
    with acting(who) as by:
        request = SimpleNamespace(user=by, acting=Acting(by, ReadingLog(by)))
        return [(item.action, item.group) for item in today_renewing.items(request)]


def by_sql(who: str, statement: str, *values: Any) -> Any:
    with acting(who), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return cursor.fetchone()[0]


def office_here(who: str) -> Any:
    """Her office at the body that protects."""
    held = Appointment.objects.current().with_body().filter(staff=staff(who))
    return held.get(role_group__body__name=TOMISAKA)
