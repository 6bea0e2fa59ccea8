"""A third party who was typed wrongly is called otherwise, until a letter to her says it (Art. 86 of the Act)."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.output import enter_in_ledger
from keeping import services
from keeping.letters import gate_party
from keeping.services.letters import ASK
from tests.cases.pages import browser
from tests.world import acting

from .test_disclosure import WORKER, a_request, a_told_case, submit
from .test_hearing import NAME, again, heard, today

pytestmark = pytest.mark.django_db


def test_how_she_is_called_is_put_right_until_a_letter_says_it() -> None:
    request = a_request(a_told_case())
    party, client = heard(request), browser(WORKER)
    page = reverse("keeping:disclosure_request", args=[request.pk])
    url = reverse("keeping:correct_third_party", args=[party.pk])
    assert url in client.get(page).content.decode()
    form = client.get(url)
    assert NAME in form.content.decode()
    sent = {"name": "架空　正子", "about": party.about, "version": party.version}
    answer = client.post(url, sent, follow=True)
    assert "架空　正子" in answer.content.decode()
    with acting(WORKER) as user:
        assert again(party, user).name == "架空　正子"
    stale = client.post(url, sent | {"name": "架空　又子"}).content.decode()
    assert "架空　又子" in stale, "what was typed stays; another was first"
    with acting(WORKER) as user:
        made = again(party, user)
        services.request_party_letter(party=made, letter=ASK, by=user)
        enter_in_ledger(user=user, output=gate_party(user, made, ASK))
    assert url not in client.get(page).content.decode()
    assert client.get(url).status_code == 404
    refused = client.post(url, sent | {"version": made.version}).content.decode()
    assert "この第三者への文書は、もう作ってあります" in refused


@pytest.mark.parametrize(("name", "about"), [(" ", "訪問のこと"), (NAME, "　")])
def test_nobody_is_left_without_a_name_or_a_part(name: str, about: str) -> None:
    party = heard(a_request(a_told_case()))
    with acting(WORKER) as user, pytest.raises(DomainError, match="氏名・名称と、どの部分"):
        services.correct_third_party(party=again(party, user), name=name, about=about, by=user)


def test_while_it_is_checked_nobody_is_called_otherwise() -> None:
    request = a_request(a_told_case())
    party = heard(request)
    with acting(WORKER) as user:
        services.note_opinion(
            party=again(party, user), state="agrees", answered_on=today(), words="", by=user
        )
    submit(request)
    with acting(WORKER) as user, pytest.raises(DomainError, match="確認を頼む前です"):
        services.correct_third_party(party=again(party, user), name="別名", about="部分", by=user)


def test_once_her_opinion_is_noted_she_is_not_called_otherwise() -> None:
    party = heard(a_request(a_told_case()))
    with acting(WORKER) as user:
        services.note_opinion(
            party=again(party, user), state="agrees", answered_on=today(), words="", by=user
        )
        with pytest.raises(DomainError, match="記録したあとは、直せません"):
            services.correct_third_party(
                party=again(party, user), name="別名", about="部分", by=user
            )
    url = reverse("keeping:correct_third_party", args=[party.pk])
    assert browser(WORKER).get(url).status_code == 404
