"""資源開拓: from the first contact to the agreement, which brings the place into the register."""

from typing import Any

import pytest
from django.urls import reverse

from access.context import acting_as
from access.errors import DomainError, StaleError
from participation import services
from participation.models import LEAD_MOVES, LeadContact, LeadState, Resource, ResourceLead
from tests.cases.pages import browser, text_of
from tests.world import acting, staff

from . import situations as s

pytestmark = pytest.mark.django_db


def a_lead(**changes: Any) -> ResourceLead:
    facts = {"name": "見本園芸店", "kind": "15", "menus": ["work_trial"], "next_on": s.days(2)}
    with acting(s.KEEPER) as by:
        return services.open_lead(facts=services.LeadFacts(**facts | changes), by=by)


def contacted(lead: ResourceLead, to: str, **more: Any) -> ResourceLead:
    with acting(s.KEEPER) as by:
        own = ResourceLead.objects.visible_to(by).select_related("area", "body").get(pk=lead.pk)
        values = {"on": s.days(0), "way": "phone", "text": "話を聞いた。", "to": to} | more
        return services.note_contact(lead=own, by=by, **values)


def test_from_found_to_the_register() -> None:
    lead = a_lead()
    contacted(lead, "contacted")
    contacted(lead, "talking")
    contacted(lead, "trying")
    agreed = contacted(lead, "agreed", outcome="水やりを手伝う", operator_kind="company")
    with acting("soudan1") as by:
        made = Resource.objects.visible_to(by).get(pk=agreed.resource_id)
        assert (made.takes, made.menus, made.content) == (True, ["work_trial"], "水やりを手伝う")
    with acting(s.KEEPER) as by:
        assert LeadContact.objects.visible_to(by).filter(lead=lead).count() == 4


def test_the_table_of_moves() -> None:
    assert set(LEAD_MOVES) == set(LeadState.values)
    lead = a_lead()
    with pytest.raises(DomainError, match="進めません"):
        contacted(lead, "agreed", outcome="x")
    with pytest.raises(DomainError, match="見送った理由"):
        contacted(lead, "declined")
    contacted(lead, "declined", outcome="人手が足りない")
    contacted(lead, "contacted")


def test_two_who_write_at_once() -> None:
    lead = a_lead()
    contacted(lead, "contacted", version=1)
    with pytest.raises(StaleError):
        contacted(lead, "talking", version=1)


@pytest.mark.parametrize("username", ["soudan1", "kanri1", "ishi1", "kansa1", "system1"])
def test_only_keepers_read_it(username: str) -> None:
    lead = a_lead()
    user = staff(username)
    with acting_as(user):
        assert not ResourceLead.objects.visible_to(user).exists()
    url = reverse("participation:lead", args=[lead.pk])
    assert browser(username).get(url).status_code == 404
    assert browser(username).get(reverse("participation:leads")).status_code == 404


def test_the_pages() -> None:
    client = browser(s.KEEPER)
    answer = client.post(
        reverse("participation:new_lead"),
        {"name": "見本書店", "kind": "15", "menus": ["work_trial"], "next_on": ""},
    )
    assert answer.status_code == 303
    page = answer["Location"]
    sent = {"on": s.days(0).isoformat().replace("-", "/"), "way": "visit", "text": "店長と話した"}
    assert client.post(page, sent | {"to": "declined"}).status_code == 422
    assert client.post(page, sent | {"to": "contacted"}).status_code == 303
    assert "店長と話した" in text_of(client.get(page))
    assert "見本書店" in text_of(client.get(reverse("participation:leads")))


def test_a_candidate_to_be_called_stands_on_the_home_page() -> None:
    a_lead()
    assert "「見本園芸店」に連絡する" in text_of(browser(s.KEEPER).get("/"))
    assert "見本園芸店" not in text_of(browser("jimukyoku1").get("/"))


def test_what_is_known_of_a_candidate_is_put_right_while_it_is_one() -> None:
    lead = a_lead()
    client = browser(s.KEEPER)
    detail = reverse("participation:lead", args=[lead.pk])
    url = reverse("participation:edit_lead", args=[lead.pk])
    assert url in client.get(detail).content.decode()
    known = {"name": "見本園芸店", "kind": "15", "menus": ["work_trial", "volunteer"]}
    sent = known | {"phone": "03-0000-0000", "version": "1"}
    assert client.post(url, sent).status_code == 303
    words = text_of(client.get(detail))
    assert "03-0000-0000" in words
    assert "ボランティア" in words
    assert client.post(url, sent | {"name": "見本の店"}).status_code == 422, "somebody was first"
    assert browser("soudan1").get(url).status_code == 404
    contacted(lead, "contacted")
    contacted(lead, "declined", outcome="人手が足りない")
    assert client.get(url).status_code == 404
    assert url not in client.get(detail).content.decode()
    with acting(s.KEEPER) as by, pytest.raises(DomainError, match="この開拓は終わっています"):
        own = ResourceLead.objects.visible_to(by).get(pk=lead.pk)
        services.change_lead(lead=own, facts=services.LeadFacts("別の店", "15"), by=by)


def test_a_filter_that_finds_nothing_leads_back_and_an_empty_list_begins_one() -> None:
    client, address = browser("sanka1"), reverse("participation:leads")
    empty = client.get(address).content.decode()
    assert "進んでいる候補はありません" in empty
    assert empty.count(reverse("participation:new_lead")) == 2
    asked = client.get(address, {"state": LeadState.DECLINED}).content.decode()
    assert "この条件に当たる候補はありません" in asked
    assert f'href="{address}">進んでいるものを見る' in asked
