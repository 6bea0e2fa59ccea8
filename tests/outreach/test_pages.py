"""The pages of outreach, as a caseworker goes through them."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.errors import DomainError
from access.models import AccessLog
from cases.models import Household
from outreach import services
from outreach.models import Outreach, OutreachSource, PlannedVisit, VisitAttempt
from tests.access.crawl import ask, settled
from tests.cases.pages import browser, filled_in, queries, text_of

from . import situations as s

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"outreach:{name}", args=args)


def sent(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, {"form_key": str(uuid.uuid4()), **data})


def rows(model: Any, by: str = s.WORKER) -> list[Any]:
    with s.acting(by) as user:
        return list(model.objects.visible_to(user))


TARGET = {
    "called": "アパートAの方",
    "concern": "夜だけ電気がつく",
    "topics": ["13"],
    "urgency": "C",
    "route": "05",
    "source_kind": "neighbour",
    "source_name": s.INFORMANT,
}


def test_somebody_without_a_name_is_entered_and_prepared() -> None:
    client = browser(s.WORKER)
    assert client.get(url("new")).status_code == 200
    answer = sent(client, url("new"), **TARGET)
    assert answer.status_code == 303
    (outreach,) = rows(Outreach)
    page = text_of(client.get(answer["Location"]))
    assert "アパートAの方" in page
    assert "仮の呼び方" in page
    assert "事前調整" in page
    for name in ("prepare", "change", "move", "plan_visit", "attempt", "attempts", "consent"):
        assert client.get(url(name, outreach.pk)).status_code == 200, name
    answer = sent(client, url("prepare", outreach.pk), who_goes="2人", must_not="仕事の話")
    assert answer.status_code == 303
    assert sent(client, url("move", outreach.pk), to="approaching").status_code == 303
    assert "働きかけ中" in text_of(client.get(url("list")))
    assert sent(client, url("name", outreach.pk), name="架空 名無子", kana="").status_code == 303
    assert "架空 名無子" in text_of(client.get(url("detail", outreach.pk)))
    assert client.get(url("name", outreach.pk)).status_code == 404


def test_the_name_of_the_informant_stands_on_its_own_page_only() -> None:
    outreach = s.consented()
    s.a_visit(outreach)
    client = browser(s.WORKER)
    with s.acting(s.WORKER):
        case = s.seen(outreach).compartment.case
    elsewhere = [
        url("list"),
        url("week"),
        url("monthly"),
        *(url(n, outreach.pk) for n in ("detail", "attempts", "consent", "change", "prepare")),
        reverse("cases:detail", args=[case.pk]),
        reverse("cases:household", args=[case.pk]),
        reverse("home"),
    ]
    for address in elsewhere:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert s.INFORMANT not in answer.content.decode(), address
        assert "070-1111-2222" not in answer.content.decode(), address
    assert s.INFORMANT in client.get(url("sources", outreach.pk)).content.decode()
    assert len(rows(OutreachSource)) == 1


def test_who_told_is_put_right_and_each_opening_is_logged() -> None:
    """The name of somebody who never told may not stand there."""
    outreach = s.an_outreach()
    [row] = rows(OutreachSource)
    client, address = browser(s.WORKER), f"{url('sources', outreach.pk)}?source={row.pk}"
    assert f"?source={row.pk}" in client.get(url("sources", outreach.pk)).content.decode()
    form = filled_in(client.get(address))
    assert form["name"] == s.INFORMANT
    with s.acting("kansa1"):
        before = AccessLog.objects.filter(object_id=row.pk).count()
    assert browser(s.COLLEAGUE).get(address).status_code == 200
    with s.acting("kansa1"):
        assert AccessLog.objects.filter(object_id=row.pk).count() == before + 1
    right = form | {"kind": "landlord", "name": "見本 大家", "reach": ""}
    assert sent(client, address, **right).status_code == 303
    [row] = rows(OutreachSource)
    assert (row.kind, row.name, row.reach) == ("landlord", "見本 大家", "")
    late = sent(browser(s.COLLEAGUE), address, **form)
    assert late.status_code == 422, "a colleague was first"
    assert browser(s.OTHER).get(address).status_code == 404
    s.do(outreach, services.close_outreach, reason="22", words="転居した")
    assert filled_in(client.get(address))["name"] == "見本 大家", "after the end too"
    assert sent(client, address, **filled_in(client.get(address)), promised="").status_code == 303


def test_an_attempt_says_what_counts_as_met_by_telephone() -> None:
    """D3 counts who was met: two who choose differently would count differently."""
    shown = text_of(browser(s.WORKER).get(url("attempt", s.approaching().pk)))
    assert "電話やオンラインで話せたときも「会えた」を選びます" in shown


def test_one_choice_tells_an_attempt_and_a_double_tap_makes_one() -> None:
    outreach = s.approaching()
    client = browser(s.WORKER)
    key = str(uuid.uuid4())
    data = {
        "form_key": key,
        "result": "absent",
        "method": "visit",
        "visitor": str(s.staff(s.WORKER).pk),
        "next_in": "7",
    }
    first = client.post(url("attempt", outreach.pk), data)
    again = client.post(url("attempt", outreach.pk), data)
    assert (first.status_code, again.status_code) == (303, 303)
    (row,) = rows(VisitAttempt)
    assert (row.result, row.visitor_id) == ("absent", s.staff(s.WORKER).pk)
    (visit,) = rows(PlannedVisit)
    assert visit.on == s.days(7)


def test_without_a_result_nothing_is_lost() -> None:
    outreach = s.approaching()
    answer = sent(
        browser(s.WORKER),
        url("attempt", outreach.pk),
        method="visit",
        visitor=str(s.staff(s.WORKER).pk),
        words="郵便受けがいっぱい",
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "結果を選んでください" in page
    assert "郵便受けがいっぱい" in page


def test_where_two_are_needed_the_page_says_so_and_refuses_one() -> None:
    outreach = s.approaching(needs_two=True, risk_words="犬を放している")
    client = browser(s.WORKER)
    page = text_of(client.get(url("attempt", outreach.pk)))
    assert "1人では行きません" in page
    one = {"result": "absent", "method": "visit", "visitor": str(s.staff(s.WORKER).pk)}
    answer = sent(client, url("attempt", outreach.pk), **one)
    assert answer.status_code == 422
    assert "2人以上で行く" in text_of(answer)
    assert rows(VisitAttempt) == []
    two = one | {"companion": str(s.staff(s.COLLEAGUE).pk)}
    assert sent(client, url("attempt", outreach.pk), **two).status_code == 303


def test_nobody_goes_with_herself_and_it_is_said_beside_the_field() -> None:
    outreach = s.approaching()
    client, own = browser(s.WORKER), str(s.staff(s.WORKER).pk)
    data = {"method": "visit", "visitor": own, "companion": own}
    visit = data | {"on": f"{s.days(1):%Y/%m/%d}", "starts": "10:00", "return_by": "11:00"}
    for name, typed in (("plan_visit", visit), ("attempt", data | {"result": "absent"})):
        answer = sent(client, url(name, outreach.pk), **typed)
        assert answer.status_code == 422
        told = answer.context["form"].errors["companion"]
        assert told == ["行く人とは別の職員を選んでください"]
    assert (rows(PlannedVisit), rows(VisitAttempt)) == ([], [])


def test_before_anybody_goes_an_attempt_plans_no_visit_and_says_what_is_missing() -> None:
    outreach = s.an_outreach()
    client, address = browser(s.WORKER), url("attempt", outreach.pk)
    page = client.get(address)
    assert "訪問・同行の予定を入れる前に" in text_of(page)
    assert url("prepare", outreach.pk) in page.content.decode()
    data = {"result": "absent", "visitor": str(s.staff(s.WORKER).pk), "next_in": "7"}
    answer = sent(client, address, **data, method="visit")
    assert answer.status_code == 422
    assert "まだ入れられません" in answer.context["form"].errors["next_in"][0]
    assert (rows(PlannedVisit), rows(VisitAttempt)) == ([], [])
    with pytest.raises(DomainError, match="段階を「働きかけ中」に進めて"):
        s.attempt(outreach, "absent", next_on=s.days(7))
    assert sent(client, address, **data, method="phone").status_code == 303
    assert [row.method for row in rows(PlannedVisit)] == ["phone"]
    s.approaching(outreach)
    assert "訪問・同行の予定を入れる前に" not in text_of(client.get(address))


def test_a_visit_is_planned_changed_told_and_come_back_from() -> None:
    outreach = s.approaching()
    client = browser(s.WORKER)
    data = {"on": f"{s.days(0):%Y/%m/%d}", "method": "visit", "visitor": str(s.staff(s.WORKER).pk)}
    answer = sent(client, url("plan_visit", outreach.pk), **data, starts="0:00")
    assert answer.status_code == 422
    assert "帰着の予定の時刻" in text_of(answer)
    hours = {"starts": "0:00", "return_by": "0時01分"}
    assert sent(client, url("plan_visit", outreach.pk), **data, **hours).status_code == 303
    (visit,) = rows(PlannedVisit)
    assert client.get(url("visit", visit.pk)).status_code == 200
    changed = sent(
        client, url("visit", visit.pk), **data, **hours, purpose="名刺を渡す", version="1"
    )
    assert changed.status_code == 303
    colleague = browser(s.COLLEAGUE)
    assert "帰着を確かめる" in text_of(colleague.get(reverse("home")))
    assert "帰着の確認がありません" in text_of(colleague.get(url("week")))
    told = sent(
        client,
        url("attempt_of_visit", visit.pk),
        result="person",
        method="visit",
        visitor=data["visitor"],
    )
    assert told.status_code == 303
    assert "帰着の確認がありません" in text_of(client.get(url("week")))
    assert sent(colleague, url("returned", visit.pk)).status_code == 303
    assert "帰着の確認がありません" not in text_of(client.get(url("week")))
    (visit,) = rows(PlannedVisit)
    assert visit.returned_by_id == s.staff(s.COLLEAGUE).pk
    assert client.get(url("visit", visit.pk)).status_code == 404


def test_a_visit_that_does_not_take_place() -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach, on=s.days(1))
    client = browser(s.WORKER)
    assert client.get(url("cancel_visit", visit.pk)).status_code == 200
    assert sent(client, url("cancel_visit", visit.pk), reason="").status_code == 422
    assert sent(client, url("cancel_visit", visit.pk), reason="雪").status_code == 303
    assert rows(PlannedVisit)[0].state == "cancelled"


def test_an_attempt_is_corrected_and_the_former_one_is_crossed_out() -> None:
    outreach = s.approaching()
    row = s.attempt(outreach, "absent", words="留守だった")
    client = browser(s.WORKER)
    assert client.get(url("correct", row.pk)).status_code == 200
    data = {"result": "family", "method": "visit", "visitor": str(s.staff(s.WORKER).pk)}
    data["met"] = "長男"
    assert sent(client, url("correct", row.pk), **data).status_code == 422
    assert sent(client, url("correct", row.pk), **data, reason="押し間違い").status_code == 303
    page = client.get(url("attempts", outreach.pk)).content.decode()
    assert "<del>不在・応答なし</del>" in page
    assert "家族に会えた（長男）" in page
    assert client.get(url("correct", row.pk)).status_code == 404


def test_the_kinds_of_attempts_add_up_to_their_number_wherever_they_are_told() -> None:
    """Who reads four attempts and finds two of them looks for the others."""
    outreach = s.approaching()
    for result in ("family", "door", "absent", "signs", "signs"):
        s.attempt(outreach, result)
    client = browser(s.WORKER)
    with s.acting(s.WORKER):
        of_case = reverse("cases:detail", args=[s.seen(outreach).compartment.case_id])
    kinds = ("会えた", "ドア越し", "不在", "断られた", "様子の確認")
    for address in (url("detail", outreach.pk), url("attempts", outreach.pk), of_case):
        page = text_of(client.get(address))
        told = {kind: re.search(rf"{kind} *([0-9]+)", page) for kind in kinds}
        assert all(told.values()), (address, told)
        found = [int(match[1]) for match in told.values() if match]
        assert found == [1, 1, 1, 0, 2], address


def test_linked_and_closed_through_the_pages() -> None:
    outreach = s.consented()
    client = browser(s.WORKER)
    assert sent(client, url("link", outreach.pk), linked_to="見本の居場所").status_code == 303
    data = {"reason": "14", "words": "週1回来ている"}
    answer = sent(client, url("close", outreach.pk), **data)
    assert answer.status_code == 422
    assert "安定しているか" in text_of(answer)
    assert sent(client, url("close", outreach.pk), **data, is_stable="on").status_code == 303
    page = text_of(client.get(url("detail", outreach.pk)))
    assert "アウトリーチを終結しました。ケースの記録は続きます" in page
    assert "終結しています" in page
    assert "つなぎ先で関係が安定" in page
    for name in ("attempt", "move", "close", "change"):
        assert client.get(url(name, outreach.pk)).status_code == 404, name
    assert "アパート" not in page
    assert "終結" in text_of(client.get(url("list"), {"group": "closed"}))


def test_the_case_page_shows_where_the_outreach_stands() -> None:
    outreach = s.related()
    with s.acting(s.WORKER):
        case = s.seen(outreach).compartment.case
    page = text_of(browser(s.WORKER).get(reverse("cases:detail", args=[case.pk])))
    assert "関係構築中" in page
    assert "働きかけ：" in page
    s.do(outreach, services.close_outreach, reason="22", words="引っ越した")
    page = text_of(browser(s.WORKER).get(reverse("cases:detail", args=[case.pk])))
    assert "アウトリーチを始める" in page


def test_a_case_is_not_closed_over_a_running_outreach() -> None:
    outreach = s.related()
    with s.acting(s.WORKER):
        case = s.seen(outreach).compartment.case
    page = text_of(browser(s.WORKER).get(reverse("cases:close", args=[case.pk])))
    assert "アウトリーチが続いています" in page


def test_where_two_are_needed_by_the_safety_note_an_outreach_begins_so() -> None:
    """複数対応 is a mark of the household (domain.md 7), entered before anybody is sought out."""
    case = s.a_case()
    begin, add = url("begin", case.pk), reverse("cases:add_safety", args=[case.pk])
    assert "needs_two" not in filled_in(browser(s.WORKER).get(begin))
    beware = {"kind": "two", "text": "玄関で怒鳴られたことがある"}
    assert sent(browser(s.WORKER), add, **beware).status_code == 303
    words = text_of(browser(s.WORKER).get(reverse("cases:detail", args=[case.pk])))
    assert "2人以上で対応する" in words
    form = filled_in(browser(s.WORKER).get(begin))
    assert (form["needs_two"], form["risk_words"]) == (True, "玄関で怒鳴られたことがある")


def test_begun_from_the_case_page() -> None:
    case = s.a_case()
    client = browser(s.WORKER)
    assert client.get(url("begin", case.pk)).status_code == 200
    data = {key: TARGET[key] for key in ("concern", "route", "source_kind", "source_name")}
    assert sent(client, url("begin", case.pk), **data).status_code == 303
    again = sent(client, url("begin", case.pk), **data)
    assert again.status_code == 422
    assert "もう始まっています" in text_of(again)


@pytest.mark.parametrize("name", ["kurashi1", "jimukyoku1", "kansa1", "system1", "ishi1"])
def test_r14_to_everybody_else_it_is_not_there(name: str) -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach)
    row = s.attempt(outreach)
    client = browser(name)
    ids = {"visit": visit.pk, "cancel_visit": visit.pk, "attempt_of_visit": visit.pk}
    ids |= {"correct": row.pk}
    for route in (
        *("detail", "change", "name", "sources", "prepare", "move", "link", "close"),
        *("plan_visit", "attempt", "attempts", "consent", *ids),
    ):
        answer = settled(ask(client, url(route, ids.get(route, outreach.pk))))
        nothing = settled(ask(client, url(route, uuid.uuid4())))
        assert answer[0] == 404, route
        assert answer[1] == nothing[1], route
    assert sent(client, url("returned", visit.pk)).status_code == 404


def test_lists_ask_the_same_however_many_there_are() -> None:
    first = s.approaching()
    s.attempt(first)
    s.a_visit(first)
    pages = (url("list"), url("week"), url("monthly"), reverse("home"))
    few = [queries(s.WORKER, page) for page in pages]
    for _ in range(4):
        more = s.approaching()
        s.attempt(more)
        s.a_visit(more)
    assert [queries(s.WORKER, page) for page in pages] == few


def test_the_list_is_paginated() -> None:
    for _ in range(27):
        s.an_unnamed_target()
    client = browser(s.WORKER)
    page = client.get(url("list")).content.decode()
    assert page.count('class="lead"') == 25
    assert client.get(url("list"), {"page": "2"}).content.decode().count('class="lead"') == 2


def test_an_attempt_page_asks_the_same_however_much_was_tried() -> None:
    outreach = s.approaching()
    s.attempt(outreach)
    pages = [url(name, outreach.pk) for name in ("detail", "attempts")]
    few = [queries(s.WORKER, page) for page in pages]
    for _ in range(6):
        s.attempt(outreach)
    assert [queries(s.WORKER, page) for page in pages] == few


def test_where_somebody_lives_who_was_noticed_is_known_from_the_first_day() -> None:
    assert sent(browser(s.WORKER), url("new"), **TARGET, area="komagome").status_code == 303
    assert [str(home.area) for home in rows(Household)] == ["駒込"]
