"""Why a third party is heard before a disclosure, and why it is disclosed against her opinion (Art. 86 (2), (3))."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access.errors import DomainError
from keeping import services
from keeping.models import DisclosureThirdParty
from tests.cases.pages import browser
from tests.world import acting

from .test_disclosure import WORKER, a_request, a_told_case, check, submit
from .test_hearing import MUST, NAME, WHY, again, heard, opinion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "ground",
    [
        services.Ground("2"),
        services.Ground("2", "1"),
        services.Ground("2", "", "理由だけ"),
        services.Ground("2", "9", "ない号"),
        services.Ground("1", "1", "要らない号"),
        services.Ground("1", "", "要らない理由"),
        services.Ground("3"),
    ],
)
def test_who_must_be_heard_is_told_by_which_item_and_why(ground: services.Ground) -> None:
    request = a_request(a_told_case())
    with pytest.raises(DomainError, match=r"号|根拠"):
        heard(request, ground=ground)
    party = heard(request, ground=MUST)
    assert (party.item, party.item_reason) == (MUST.item, MUST.reason)
    with acting(WORKER) as user:
        rows = DisclosureThirdParty.objects.changeable_by(user).filter(pk=party.pk)
        for fields, words in (
            ({"item_reason": ""}, "item_with_reason"),
            ({"basis": "1"}, "item_with_reason"),
            ({"told_why": "早すぎる"}, "reason_for_who_was_against"),
        ):
            with pytest.raises(DatabaseError, match=words), transaction.atomic():
                rows.update(**fields)


def test_what_is_missing_in_the_form_is_said_beside_it_and_nothing_is_lost() -> None:
    request = a_request(a_told_case())
    url = reverse("keeping:new_third_party", args=[request.pk])
    typed = {"name": NAME, "about": "訪問のこと", "asked_on": "", "answer_by": ""}
    client = browser(WORKER)
    for fields, words in (
        ({"basis": "2"}, ("どの号によるかを選んでください", "当たる理由を書いてください")),
        (
            {"basis": "1", "item": "2", "item_reason": WHY},
            ("のときだけ選びます", "のときだけ書きます"),
        ),
    ):
        answer = client.post(url, typed | fields)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert all(word in text for word in (*words, NAME, "訪問のこと"))
    assert WHY in text


def test_no_reason_is_given_before_it_is_decided_nor_to_who_was_not_against_it() -> None:
    request = a_request(a_told_case())
    party, other = heard(request), heard(request)
    opinion(party)
    opinion(other, "agrees", "")
    for one in (party, other):
        with acting(WORKER) as user, pytest.raises(DomainError, match="反対した第三者"):
            services.give_reason(party=again(one, user), reason=WHY, by=user)
    submit(request)
    check(request)
    with acting(WORKER) as user:
        with pytest.raises(DomainError, match="反対した第三者"):
            services.give_reason(party=again(other, user), reason=WHY, by=user)
        with pytest.raises(DomainError, match="理由を書いてください"):
            services.give_reason(party=again(party, user), reason="　", by=user)
        assert services.give_reason(party=again(party, user), reason=WHY, by=user).told_why == WHY
