"""Of third parties who are against a disclosure only those are told of it, and waited for, whose part is given (Act on
personal information, Art. 86 (3))."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.errors import DomainError
from keeping import services
from keeping.models import DisclosureRequest, DisclosureThirdParty
from keeping.services.disclosure_tasks import TELLING
from tests.cases.pages import browser, text_of
from tests.ui.filling import filled
from tests.world import acting

from .situations import look_through
from .test_disclosure import WORKER, a_request, a_told_case, check, seen, submit
from .test_hearing import again, explained, heard, on, opinion, tasks

pytestmark = pytest.mark.django_db


def against_it() -> tuple[DisclosureRequest, DisclosureThirdParty]:
    request = a_request(a_told_case())
    party = heard(request)
    opinion(party)
    return request, party


def finished(request: DisclosureRequest) -> None:
    with on(request) as (row, user):
        services.finish_request(request=row, by=user)


def test_art86_who_is_against_it_and_whose_part_is_withheld_is_told_nothing() -> None:
    request, party = against_it()
    submit(request, gives=False)
    check(request)
    with on(request) as (row, user):
        assert row.give_from is None
        assert row.may_be_given
        mine = again(party, user)
        assert mine.is_given is False
        with pytest.raises(DomainError, match="部分を、開示すると決めたあと"):
            services.give_reason(party=mine, reason="公益", by=user)
        with pytest.raises(DomainError, match="その部分を開示すると決めた第三者だけ"):
            services.tell_third_party(party=mine, told_on=row.decided_on, by=user)
    assert TELLING not in tasks(request)
    finished(request)


def test_art86_of_two_only_the_one_whose_part_is_given_is_told_and_waited_for() -> None:
    request, withheld = against_it()
    given = heard(request)
    opinion(given)
    with acting(WORKER) as user:
        services.submit_package(
            request=seen(request, user),
            decision="refused",
            words="",
            by=user,
        )
    check(request, is_right=False)
    _put_forward(request, {withheld.pk: False, given.pk: True})
    check(request)
    with on(request) as (row, user):
        assert row.give_from is not None
        parties = {one.pk: one.is_overruled for one in services.third_parties_of(row, user)}
        assert parties == {withheld.pk: False, given.pk: True}
    with pytest.raises(DomainError, match="まだ決定を知らせていません"):
        finished(request)
    client = browser(WORKER)
    assert client.get(reverse("keeping:third_party", args=[given.pk])).status_code == 200
    assert client.get(reverse("keeping:third_party", args=[withheld.pk])).status_code == 404
    explained(given)


def _put_forward(request: DisclosureRequest, gives: dict[Any, bool]) -> None:
    with acting(WORKER) as user:
        row = seen(request, user)
        look_through(row, user)
        services.submit_package(request=row, decision="partial", words="", gives=gives, by=user)


def test_art86_nothing_is_put_forward_in_part_while_nobody_has_said_whose_part_is_given() -> None:
    request, _ = against_it()
    with pytest.raises(DomainError, match="部分を、開示するかどうかを選んで"):
        _put_forward(request, {})


def test_who_is_not_against_it_has_no_part_to_choose_for() -> None:
    request = a_request(a_told_case())
    party = heard(request)
    opinion(party, "agrees")
    submit(request)
    with on(request) as (row, user), transaction.atomic():
        changed = DisclosureThirdParty.objects.changeable_by(user).filter(request=row)
        with pytest.raises(IntegrityError, match="part_of_who_was_against"):
            changed.update(is_given=True)


def test_it_is_chosen_on_the_page_and_whoever_checks_reads_it() -> None:
    request, party = against_it()
    with on(request) as (row, user):
        look_through(row, user)
    client, url = browser(WORKER), reverse("keeping:submit", args=[request.pk])
    form = client.get(url).context["form"]
    answer = client.post(url, filled(form, decision="partial"))
    assert "その人の部分を開示するかどうか" in text_of(answer)
    answer = client.post(url, filled(form, decision="partial", **{f"part_{party.pk}": "withheld"}))
    assert answer.status_code == 303
    page = browser("kanri1").get(reverse("keeping:disclosure_request", args=[request.pk]))
    assert "この部分は開示しない（案）" in text_of(page)
