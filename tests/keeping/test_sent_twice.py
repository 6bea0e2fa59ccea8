"""The forms of keeping go through the one frame: sent once more they lead to where they led, whoever was first is shown
beside what was typed, and what was refused is not in the log as written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from access.models import AccessLog
from keeping import services
from keeping.models import Hearing
from tests.cases.pages import browser, text_of
from tests.ui.filling import TYPED, filled
from tests.world import acting

from .amending import DONE, HEAD, WORKER, a_carried_out, a_received, on, told
from .situations import HEAD as OFFICE_HEAD
from .situations import KEEPER, SUPERVISOR, a_closed_case, draw_up
from .test_disclosure import a_request, a_told_case
from .test_hearing import again, heard, opinion


def _correction() -> tuple[str, str, Any, dict[str, Any]]:
    return WORKER, "amendment_correction", a_received(), {}


def _opinion() -> tuple[str, str, Any, dict[str, Any]]:
    return WORKER, "third_party", heard(a_request(a_told_case())), {"state": "agrees", "words": ""}


def _telling() -> tuple[str, str, Any, dict[str, Any]]:
    return (
        WORKER,
        "new_telling",
        a_carried_out(),
        {"known": "other", "other": "見本の園", "why_not": ""},
    )


def sent_twice(who: str, url: str, **own: Any) -> list[Any]:
    client = browser(who)
    sent = filled(client.get(url).context["form"], **own)
    return [client.post(url, sent) for _ in range(2)]


@pytest.mark.django_db
@pytest.mark.parametrize("begin", [_correction, _opinion, _telling], ids=lambda one: one.__name__)
def test_what_was_sent_leads_once_more_to_where_it_led(
    begin: Callable[[], tuple[str, str, Any, dict[str, Any]]],
) -> None:
    who, name, row, own = begin()
    first, second = sent_twice(who, reverse(f"keeping:{name}", args=[row.pk]), **own)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]


@pytest.mark.usefixtures("committed_db")
def test_so_do_holds_and_decisions_about_lists() -> None:
    hold = reverse("keeping:hold", args=[a_closed_case().pk])
    held = sent_twice(SUPERVISOR, hold, reason="lawsuit", reference="第1号")
    assert [one.status_code for one in held] == [303, 303]
    a_closed_case()
    row = draw_up(KEEPER)
    url = reverse("keeping:disposal_list", args=[row.pk])
    decided = sent_twice(OFFICE_HEAD, url, decision="approve", words="")
    assert [one.status_code for one in decided] == [303, 303]


@pytest.mark.django_db
def test_what_a_colleague_has_noted_stands_beside_what_was_typed() -> None:
    row = a_carried_out()
    client, url = browser(WORKER), reverse("keeping:carry_out", args=[row.pk])
    sent = filled(client.get(url).context["form"], words=TYPED)
    with on(row, HEAD) as (mine, user):
        on_day: Any = mine.carried_on
        services.carry_out(request=mine, carried_on=on_day, words="別のところも直した。", by=user)
    stale = client.post(url, sent)
    assert stale.status_code == 422
    for words in ("見くらべてください", "別のところも直した。", TYPED):
        assert words in text_of(stale), words
    assert DONE not in text_of(stale)
    version = str(stale.context["form"]["version"].value())
    assert client.post(url, sent | {"version": version}).status_code == 303


@pytest.mark.django_db
def test_so_does_the_day_on_which_somebody_is_told() -> None:
    one = told(a_carried_out())
    client, url = browser(WORKER), reverse("keeping:change_telling", args=[one.pk])
    sent = filled(client.get(url).context["form"], told_on="", why_not=TYPED)
    with acting(HEAD) as user:
        now = type(one).objects.visible_to(user).select_related("request__record").get(pk=one.pk)
        services.change_telling(telling=now, told_on=None, why_not="要らない。", by=user)
    stale = client.post(url, sent)
    assert stale.status_code == 422
    assert "要らない。" in text_of(stale)
    assert TYPED in text_of(stale)


@pytest.mark.django_db
def test_an_opinion_that_a_colleague_has_noted_is_answered_beside_what_was_typed() -> None:
    party = heard(a_request(a_told_case()))
    client, url = browser(WORKER), reverse("keeping:third_party", args=[party.pk])
    sent = filled(client.get(url).context["form"], state=Hearing.OPPOSES, words=TYPED)
    opinion(party, "agrees", "")
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert TYPED in text_of(answer)
    with acting(WORKER) as user:
        assert again(party, user).answer == ""
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_what_was_refused_is_read_and_not_written() -> None:
    row = a_received()
    client, url = browser(WORKER), reverse("keeping:finish_amendment", args=[row.pk])
    assert client.post(url, filled(client.get(url).context["form"])).status_code == 422
    with acting("kansa1"):
        of_it = AccessLog.objects.filter(object_id=row.pk)
        assert set(of_it.values_list("action", flat=True)) == {"read"}
