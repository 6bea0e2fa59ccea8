"""The page on which what was recorded of a 重層的支援会議 is put right (R8, R14)."""

import dataclasses
import re

import pytest
from django.urls import reverse

from access.explain import audience, audience_of_words
from meetings import services as meetings
from meetings.models import ConferenceItem, ConferenceParticipant
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import situations as s
from .test_correcting import FAMILY, PERSON, decide, last_met
from .test_pages import fields_of

pytestmark = pytest.mark.django_db


def address(plan: Plan) -> str:
    with acting(s.COORDINATOR) as by:
        return reverse("plans:correct_result", args=[last_met(plan, by).pk])


def test_the_page_shows_what_is_on_record_and_saves_what_was_put_right() -> None:
    plan = s.a_submitted_plan()
    s.found(plan, "conditional", participants=[PERSON, FAMILY], opinion="よい計画。")
    client, url = browser(s.COORDINATOR), address(plan)
    back = url.replace("/plans/conferences/", "/meetings/conferences/").removesuffix("result/")
    assert url in client.get(back).content.decode()
    page = client.get(url).content.decode()
    sent = fields_of(page)
    assert (sent["result_1"], sent["conditions_1"]) == (
        ["conditional"],
        ["家賃の見通しを先に立てる"],
    )
    told = [sent[name] for name in ("opinion", "family", "person_told")]
    assert told == [["よい計画。"], ["長男"], ["after"]]
    sent |= {"result_1": "adequate", "opinion_1": "このまま"}
    answer = client.post(url, sent)
    assert (answer.status_code, answer["Location"]) == (303, back)
    assert "直した内容を登録しました" in text_of(client.get(back))
    with acting(s.COORDINATOR) as by:
        item = ConferenceItem.objects.visible_to(by).get(conference=last_met(plan, by))
        assert (item.result, item.conditions, item.opinion) == ("adequate", "", "このまま")


def test_family_that_was_noted_as_absent_is_not_there_after_another_word_was_put_right() -> None:
    plan = s.a_submitted_plan()
    absent = dataclasses.replace(FAMILY, is_present=False, told="before")
    s.found(plan, "adequate", participants=[PERSON, absent])
    client, url = browser(s.COORDINATOR), address(plan)
    sent = fields_of(client.get(url).content.decode()) | {"minutes": "直した。"}
    assert client.post(url, sent).status_code == 303
    with acting(s.COORDINATOR) as by:
        rows = ConferenceParticipant.objects.visible_to(by).filter(conference=last_met(plan, by))
        family = rows.get(who="family")
        assert (family.is_present, family.told, family.version) == (False, "before", 1)


def test_the_page_says_why_a_result_stays_and_asks_for_the_rest() -> None:
    plan = s.a_plan_found("conditional")
    decide(plan)
    client, url = browser(s.COORDINATOR), address(plan)
    page = client.get(url)
    assert "プランが先に進んでいるため" in text_of(page)
    assert "再プランを作ってください" in text_of(page)
    sent = fields_of(page.content.decode())
    assert {"result_1", "conditions_1"} & set(sent) == set()
    sent |= {"opinion_1": "書き足した", "person_came": "no", "person_told": "after"}
    assert client.post(url, sent).status_code == 303
    with acting(s.COORDINATOR) as by:
        item = ConferenceItem.objects.visible_to(by).get(conference=last_met(plan, by))
        said = (item.result, item.conditions, item.opinion)
        assert said == ("conditional", "家賃の見通しを先に立てる", "書き足した")


def test_the_page_tells_what_else_has_changed() -> None:
    plan = s.a_plan_found("revise")
    with acting(s.COORDINATOR) as by:
        meetings.send_conference_minutes(
            conference=last_met(plan, by), answer_until_on=s.days(5), by=by
        )
    client, url = browser(s.COORDINATOR), address(plan)
    page = client.get(url)
    assert "もう会議録の確認を頼んでいます" in text_of(page)
    sent = fields_of(page.content.decode()) | {"result_1": "adequate"}
    sent |= {"person_came": "no", "person_told": "after"}
    said = text_of(client.get(client.post(url, sent)["Location"]))
    assert "プランは「会議に付議中」になりました" in said
    assert "もう一度「参加機関に確認を頼む」から頼んでください" in said


def test_r14_the_page_is_there_for_the_secretariat_alone_until_the_minutes_are_fixed() -> None:
    plan = s.a_plan_found("adequate")
    url = address(plan)
    for who in (s.RECORDER, s.PARTNER, "kanri1", "csw1"):
        assert browser(who).get(url).status_code == 404, who
    assert browser(s.OTHER_COORDINATOR).get(url).status_code == 200
    with acting(s.COORDINATOR) as by:
        meetings.fix_conference_minutes(conference=last_met(plan, by), by=by)
    assert browser(s.COORDINATOR).get(url).status_code == 404


@pytest.mark.parametrize("name", ["result", "correct_result"])
def test_r9_r18_every_line_names_those_who_read_a_conference_and_no_supervisor(name: str) -> None:
    """The bodies of the circle and the secretariat: their supervisors see how the plan stands, and no words."""
    plan = s.a_submitted_plan()
    own = "plan" if name == "result" else "conference"
    if own == "conference":
        s.found(plan, "adequate")
    client = browser(s.COORDINATOR)
    url = reverse(f"plans:{name}", args=[plan.pk]) if own == "plan" else address(plan)
    form = client.get(url).content.decode().split("<main")[1].split("<aside")[0]
    told = set(re.findall(r"見られる人[：\s]*<[^>]*>(\d+)人", form))
    with acting(s.COORDINATOR) as by:
        readers = audience_of_words(audience(by, s.seen(plan).compartment))
        everybody = audience(by, s.seen(plan).compartment)
    assert told == {str(readers.total)}
    assert readers.total < everybody.total
