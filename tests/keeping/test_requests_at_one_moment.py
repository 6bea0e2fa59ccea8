"""Two people answer a request, or tell a receiver, at one moment: the second is told in words."""

import pytest

from access.errors import DomainError, StaleError
from keeping import services
from keeping.models import AmendmentCheck, AmendmentTelling, DisclosureCheck
from keeping.services.amendment import tellings_of
from tests.at_one_moment import while_unsaved
from tests.world import acting, staff

from . import amending, test_disclosure
from .amending import HEAD, WORKER, a_carried_out, a_received, on, seen, today

pytestmark = pytest.mark.usefixtures("committed_db")
WHOM = "文京みほん事業所"


def test_a_decision_is_checked_once() -> None:
    row = a_received()
    amending.submit(row)

    def first() -> None:
        by = staff(HEAD)
        services.check_amendment(request=seen(row, by), is_right=True, words="", by=by)

    def second() -> None:
        with on(row, HEAD) as (mine, user), pytest.raises(StaleError):
            services.check_amendment(request=mine, is_right=False, words="もう一度", by=user)

    while_unsaved(HEAD, first, second)
    with on(row) as (mine, user):
        assert mine.state == "decided"
        assert AmendmentCheck.objects.visible_to(user).get().is_right


def test_a_disclosure_is_checked_once() -> None:
    request = test_disclosure.a_request(test_disclosure.a_told_case())
    test_disclosure.submit(request)

    def check(*, is_right: bool) -> None:
        by = staff(HEAD)
        row = test_disclosure.seen(request, by)
        services.check_package(request=row, is_right=is_right, words="もう一度", by=by)

    def second() -> None:
        with acting(HEAD), pytest.raises(StaleError):
            check(is_right=False)

    while_unsaved(HEAD, lambda: check(is_right=True), second)
    with acting(WORKER) as user:
        assert test_disclosure.seen(request, user).state == "decided"
        assert DisclosureCheck.objects.visible_to(user).get().is_right


def test_a_receiver_is_entered_once_and_none_after_the_end() -> None:
    row = a_carried_out()

    def tell() -> AmendmentTelling:
        by = staff(WORKER)
        return services.tell_recipient(
            request=seen(row, by), whom=WHOM, told_on=today(), why_not="", by=by
        )

    def again() -> None:
        with acting(WORKER), pytest.raises(DomainError, match="もう記録してあります"):
            tell()

    while_unsaved(WORKER, tell, again)
    with on(row) as (mine, user):
        assert tellings_of(mine, user).count() == 1


def test_nobody_is_entered_beside_the_end() -> None:
    row = a_carried_out()

    def finish() -> None:
        by = staff(WORKER)
        services.finish_amendment(request=seen(row, by), by=by)

    def tell() -> None:
        with on(row) as (mine, user), pytest.raises(StaleError):
            services.tell_recipient(request=mine, whom=WHOM, told_on=today(), why_not="", by=user)

    while_unsaved(WORKER, finish, tell)
    with on(row) as (mine, user):
        assert mine.state == "finished"
        assert not tellings_of(mine, user).exists()
