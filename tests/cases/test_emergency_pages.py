"""Pages of emergency access (R13): confirming, opening, what stands there and what does not, reviewing."""

import datetime
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import emergency
from access.models import AccessLog, EmergencyOpening
from cases import services
from cases.models import Person
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from tests.cases.pages import browser, page, queries, text_of
from tests.cases.situations import a_case, a_note
from tests.cases.test_emergency import WORKER, attempt, beware, opened, review
from tests.world import acting, confirm, staff

pytestmark = pytest.mark.django_db

BEGIN = "cases:emergency_begin"
DANGER = {"reason": "illness", "words": "電話の途中で倒れた音がした。"}


def worker(*, is_confirmed: bool = True) -> Client:
    client = browser(WORKER)
    if not is_confirmed:
        confirm(client, staff(WORKER), ago=301)
    return client


def ask(client: Client, **data: str) -> Any:
    return client.post(reverse(BEGIN), DANGER | data)


def lines(username: str) -> list[tuple[str, str, str]]:
    with acting("kansa1"):
        rows = AccessLog.objects.filter(user_id=staff(username).pk).order_by("seq")
        return list(rows.values_list("action", "case_number", "basis"))


def test_s55_the_page_opens_only_after_the_second_factor() -> None:
    case = a_case()
    for how in ({}, {"method": "password", "kind": ""}, {"kind": "recovery_codes"}, {"ago": 301}):
        client = worker(is_confirmed=False)
        if how:
            confirm(client, staff(WORKER), **how)
        answer = client.get(reverse(BEGIN))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
        kept = ask(client, number=case.number)
        assert kept.status_code == 422
        assert DANGER["words"] in kept.content.decode()
        assert "もう一度確かめる" in text_of(kept)
    with acting("kanri1") as user:
        assert not EmergencyOpening.objects.visible_to(user).exists()


def test_s55_a_one_time_code_confirms_and_leads_back() -> None:
    cache.clear()  # used codes are kept there
    client = Client()
    client.post(
        reverse("account_login"), {"login": WORKER, "password": SAMPLE_PASSWORD}, follow=True
    )
    client.post(reverse("mfa_authenticate"), {"code": code_of(WORKER)})
    assert client.get(reverse(BEGIN)).status_code == 200


def test_r13_from_an_empty_search_to_the_open_case() -> None:
    case = a_case()
    a_note(case)
    beware(case)
    client = worker()
    searched = client.post(reverse("cases:search"), {"q": case.number}, follow=True)
    assert reverse(BEGIN) in searched.content.decode()
    answer = ask(client, number=case.number)
    assert answer.status_code == 303
    shown = client.get(answer["Location"])
    text = text_of(shown)
    for words in (
        *(case.number, "架空 花子", "78歳", "03-0000-4821", "架空町1-2-3", "大きな犬がいる"),
        *("見本 相談子", "自動で閉じます", DANGER["words"]),
    ):
        assert words in text, words
    assert "玄関で話した" not in text
    assert re.search(r"<title>[^<]*花子", shown.content.decode()) is None
    assert lines(WORKER)[-2:] == [
        ("emergency_start", case.number, "R13"),
        ("read", case.number, "R13"),
    ]


def test_r13_the_other_pages_of_the_case_stay_missing() -> None:
    case = a_case()
    with acting("soudan1") as user:
        person = Person.objects.visible_to(user).of_case(case).first()
    opened(case)
    client = worker()
    missing = client.get(reverse("cases:detail", args=[person.pk]))
    for name in ("detail", "household", "family", "consents", "ledger", "readers", "add_safety"):
        answer = client.get(reverse(f"cases:{name}", args=[case.pk]))
        assert answer.status_code == 404, name
        assert _settled(answer) == _settled(missing)
    assert client.get(reverse("cases:person", args=[person.pk])).status_code == 404
    found = client.post(reverse("cases:search"), {"q": "架空"}, follow=True)
    assert "架空 花子" not in text_of(found)
    assert case.number not in text_of(client.get(reverse("cases:list")))


def _settled(answer: Any) -> str:
    """A page without the tokens of its forms."""
    return re.sub(r'="([A-Za-z0-9]{64}|[0-9a-f-]{36})"', "", answer.content.decode())


def test_r14_what_cannot_be_opened_answers_in_the_same_words_and_is_logged() -> None:
    case = a_case()
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff(WORKER), reason="親族", by=user)
    pages = []
    for number in (case.number, "R8-00001"):
        answer = ask(worker(), number=number)
        assert answer.status_code == 422
        pages.append(re.sub(r"あと<b[^>]*>\d", "", _settled(answer).replace(number, "*")))
    assert pages[0] == pages[1]
    assert "あと" in answer.content.decode()
    assert [action for action, *_ in lines(WORKER)] == ["refused", "refused"]
    assert {number for _, number, _ in lines(WORKER)} == {""}


def test_r14_the_number_of_attempts_is_told_and_limited() -> None:
    client = worker()
    for left in (4, 3, 2, 1):
        answer = ask(client, kana="ない ひと", birth_on="S23.5.2")
        assert f"あと {left}回 試せます" in text_of(answer)
    assert "使い切りました" in text_of(ask(client, kana="ない ひと", birth_on="S23.5.2"))
    assert "回数を超えました" in text_of(ask(client, number=a_case().number))


def test_what_is_missing_on_the_form_is_said_beside_the_field() -> None:
    client = worker()
    assert "ケース番号か、ふりがなと生年月日を書いてください" in text_of(ask(client))
    assert "生年月日を書いてください" in text_of(ask(client, kana="かくう はなこ"))
    assert "R8-48213 の形" in text_of(ask(client, number="48213"))
    assert "あと 5回" in text_of(client.get(reverse(BEGIN)))


def test_r13_sent_twice_it_opens_once() -> None:
    case = a_case()
    client = worker()
    first, second = ask(client, number=case.number), ask(client, number=case.number)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]


def test_r13_once_more_then_no_more() -> None:
    case = a_case()
    opening = opened(case)
    client = worker()
    url = reverse("cases:emergency_again", args=[opening.pk])
    assert client.get(url).status_code == 200
    second = client.post(url, DANGER | {"words": "まだ応答がない。"})
    assert second.status_code == 303
    third = client.post(url, DANGER | {"words": "まだまだ応答がない。"})
    assert third.status_code == 422
    assert "もう2回開いています" in text_of(third)


def test_r13_ended_by_herself_the_page_shows_nothing_of_the_case() -> None:
    case = a_case()
    opening = opened(case)
    client = worker()
    client.post(reverse("cases:emergency_end", args=[opening.pk]))
    text = text_of(client.get(reverse("cases:emergency", args=[opening.pk])))
    assert "に終わりました" in text
    assert "架空" not in text
    assert lines(WORKER)[-2][0] == "emergency_end"


@pytest.mark.parametrize("who", ["soudan1", "kurashi1", "kanri1", "kansa1", "jimukyoku1"])
def test_r14_her_page_does_not_exist_for_others(who: str) -> None:
    opening = opened(a_case())
    for name in ("emergency", "emergency_again"):
        client = browser(who)
        session = client.session
        session.save()
        answer = client.get(reverse(f"cases:{name}", args=[opening.pk]))
        assert answer.status_code in (404, 302), name
        assert "R8-" not in answer.content.decode()
    assert browser(who).post(reverse("cases:emergency_end", args=[opening.pk])).status_code == 404


@pytest.mark.parametrize("who", ["soudan1", "kurashi1", "kanri2", "kanri3", "jimukyoku1", WORKER])
def test_r14_the_review_does_not_exist_for_others(who: str) -> None:
    opening = opened(a_case())
    url = reverse("cases:emergency_review", args=[opening.pk])
    assert browser(who).get(url).status_code == 404
    assert browser(who).post(url, {"finding": "proper", "note": "x"}).status_code == 404


@pytest.mark.parametrize(("who", "reads_words"), [("kanri1", True), ("kansa1", False)])
def test_r13_who_reviews_is_told_on_the_home_page_and_closes_it(
    who: str, reads_words: bool
) -> None:
    case = a_case()
    opening = opened(case)
    home = text_of(browser(who).get(reverse("home")))
    assert case.number in home
    assert "緊急閲覧がありました" in home
    url = reverse("cases:emergency_review", args=[opening.pk])
    for address in (reverse("cases:emergency_reviews"), url):
        text = text_of(browser(who).get(address))
        assert case.number in text
        assert staff(WORKER).name in text
        assert "花子" not in text
    assert (DANGER["words"] in text) == reads_words
    answer = browser(who).post(url, {"finding": "caution", "note": "119番を先にする"})
    assert answer.status_code == 303
    assert "緊急閲覧がありました" not in text_of(browser(who).get(reverse("home")))
    counted = page(who, "emergency_reviews")
    assert "要注意" in text_of(counted)
    (row,) = counted.context["by_body"]
    assert {key: row[key] for key in ("opened", "caution", "proper", "waiting")} == {
        "opened": 1,
        "caution": 1,
        "proper": 0,
        "waiting": 0,
    }
    assert "119番を先にする" in text_of(page(WORKER, "emergency", opening.pk))


@pytest.mark.parametrize("who", ["kanri1", "kansa1"])
def test_r13_who_reviews_sees_what_was_read_under_it(who: str) -> None:
    case = a_case()
    opening = opened(case)
    client = browser(WORKER)
    for _ in range(2):
        client.get(reverse("cases:emergency", args=[opening.pk]))
    url = reverse("cases:emergency_review", args=[opening.pk])
    with acting(who):
        done = [(one.action, one.kind) for one in emergency.readings_under(opening)]
    assert done == [("閲覧", "緊急閲覧")] * 2
    words = text_of(browser(who).get(url))
    assert "この緊急閲覧で開いたもの" in words
    with acting(who):
        again = [(one.action, one.kind) for one in emergency.readings_under(opening)]
    assert again == done, "that somebody reviews it is no reading under it"


@pytest.mark.parametrize("who", ["soudan1", "kurashi1", "kanri2", "kanri3", "jimukyoku1", WORKER])
def test_r14_what_was_read_under_it_is_told_to_nobody_else(who: str) -> None:
    opening = opened(a_case())
    browser(WORKER).get(reverse("cases:emergency", args=[opening.pk]))
    with acting(who):
        assert emergency.readings_under(opening) == []


def test_r10_auditors_reach_the_reviews_from_the_log() -> None:
    page_of_log = browser("kansa1").get(reverse("access:log")).content.decode()
    assert reverse("cases:emergency_reviews") in page_of_log


def test_r13_a_review_that_waits_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = opened(a_case())
    late = opening.review_by + datetime.timedelta(days=1)
    monkeypatch.setattr("access.emergency_models.timezone.localdate", _day(late))
    assert "日過ぎています" in text_of(browser("kanri1").get(reverse("home")))
    assert "期限を過ぎています" in text_of(page("kanri1", "emergency_reviews"))


def _day(late: Any) -> Any:
    real = timezone.localdate

    def localdate(value: Any = None, *rest: Any) -> Any:
        return real(value, *rest) if value is not None else late

    return localdate


def test_lists_ask_as_often_for_many_as_for_one() -> None:
    url = reverse("cases:emergency_reviews")
    case = a_case()
    opened(case)
    for who in ("kanri1", "kansa1"):
        few = {address: queries(who, address) for address in (url, reverse("home"))}
        opening = opened(a_case())
        opened(a_case())
        review(opening, who)
        assert {a: queries(who, a) for a in few} == few


def test_the_emergency_page_asks_as_often_for_many_people_as_for_one() -> None:
    case = a_case()
    url = reverse("cases:emergency", args=[opened(case).pk])
    few = queries(WORKER, url)
    with acting("soudan1") as user:
        face = Person.objects.visible_to(user).of_case(case).first().compartment
        for number in range(4):
            facts = services.MemberFacts(name=f"架空 {number}子", kana="かくう")
            services.add_contact(
                person=services.add_person(face=face, facts=facts, by=user),
                kind="phone",
                value=f"03-0000-000{number}",
                by=user,
            )
    beware(case)
    assert queries(WORKER, url) == few


def test_safety_notes_stand_in_the_head_of_the_case() -> None:
    case = a_case()
    client = browser("soudan1")
    url = reverse("cases:add_safety", args=[case.pk])
    assert "ほかの機関の相談員にも" in text_of(client.get(url))
    client.post(url, {"kind": "animal", "text": "門に大きな犬"})
    for name in ("detail", "household"):
        assert "門に大きな犬" in text_of(page("soudan2", name, case.pk))
    note = beware(case, "別のこと")
    removal = reverse("cases:remove_safety", args=[note.pk])
    assert browser(WORKER).get(removal).status_code == 404
    client.post(removal, {"reason": "なくなった", "version": note.version})
    assert "別のこと" not in text_of(page("soudan1", "detail", case.pk))
    assert client.get(removal).status_code == 404


def test_attempts_of_the_database_and_of_the_page_agree() -> None:
    assert attempt("R8-00001").outcome == "refused"
    assert "あと 4回" in text_of(worker().get(reverse(BEGIN)))


def test_r13_what_waits_longest_stands_first_and_what_was_found_wrong_says_what_to_do() -> None:
    first, second = opened(a_case()), opened(a_case())
    listed = text_of(page("kanri1", "emergency_reviews"))
    assert listed.index(first.case_number) < listed.index(second.case_number)
    review(first, "kanri1", finding="improper")
    listed = text_of(page("kanri1", "emergency_reviews"))
    assert listed.index(second.case_number) < listed.index(first.case_number)
    told = text_of(page("kanri1", "emergency_review", first.pk))
    assert "確かめた結果：不適切" in told
    assert "管理者と、区の事務局に、電話で知らせてください" in told
    assert "本人の管理者" not in told


def test_r13_who_is_second_with_a_finding_is_told_so_and_keeps_her_words() -> None:
    """Two reviewed at one time: what the second wrote is not entered, and not gone either."""
    opening = opened(a_case())
    review(opening, "kanri1", finding="improper")
    url = reverse("cases:emergency_review", args=[opening.pk])
    answer = browser("kansa1").post(url, {"finding": "proper", "note": "電話で\n確かめた"})
    assert answer.status_code == 422
    told = text_of(answer)
    assert "この緊急閲覧は、すでにほかの人が確かめました" in told
    assert "電話で" in told
    assert "確かめた結果：不適切" in told
    assert "登録していません" not in text_of(browser("kansa1").get(url))


def test_r13_a_second_opening_leaves_no_button_to_a_third() -> None:
    case = a_case()
    opening = opened(case)
    client = worker()
    again = reverse("cases:emergency_again", args=[opening.pk])
    assert again in client.get(reverse("cases:emergency", args=[opening.pk])).content.decode()
    client.post(again, {"reason": "missing", "words": "部屋にいなかった。"})
    assert again not in client.get(reverse("cases:emergency", args=[opening.pk])).content.decode()


def test_r13_who_opened_sees_that_it_is_looked_at_and_is_told_the_finding() -> None:
    """What has ended would not be found again by her, and what was found of it not at all."""
    opening = opened(a_case())
    own = reverse("cases:emergency", args=[opening.pk])
    worker().post(reverse("cases:emergency_end", args=[opening.pk]))
    home = browser(WORKER).get(reverse("home"))
    assert "緊急閲覧を開いています" not in text_of(home)
    assert own in home.content.decode()
    assert "の確かめ" in text_of(home)
    assert "記録している機関の管理者か、監査の人" in text_of(home)
    review(opening, "kanri1", finding="improper")
    home = browser(WORKER).get(reverse("home"))
    assert "を確かめた結果が出ました：不適切" in text_of(home)
    assert own in home.content.decode()
    assert "記録している機関の管理者か、監査の人" not in text_of(home)
    assert "確かめた結果が出ました" not in text_of(browser("soudan1").get(reverse("home")))


@pytest.mark.parametrize(("who", "begins"), [("kanri1", False), ("kansa1", True)])
def test_r13_what_was_found_wrong_leads_on_at_once(who: str, begins: bool) -> None:
    opening = opened(a_case())
    url = reverse("cases:emergency_review", args=[opening.pk])
    client = browser(who)
    answer = client.post(url, {"finding": "improper", "note": "電話で足りた"})
    assert answer["Location"] == url
    shown = client.get(url)
    assert "管理者と、区の事務局に、電話で知らせてください" in text_of(shown)
    assert (reverse("access:incident_new") in shown.content.decode()) == begins
    assert ("監査の人にも電話で知らせてください" in text_of(shown)) != begins
