"""Nothing leaves that names another of the household, by whichever of her names and however it was typed (S-93)."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError
from cases import services as case_services
from cases.models import Person
from cases.services.other_names import NameFacts
from keeping import services
from keeping.disclosing import paragraphs, still_named
from keeping.models import Ground
from tests.cases.situations import a_case, a_note, record_of
from tests.world import acting

from .test_disclosure import a_request, by_text, seen, submit

pytestmark = pytest.mark.django_db
WORKER = "soudan1"
CERTAIN = (
    "架空　太一から電話があった。",
    "かくう たいちから電話があった。",
    "カクウタイチと書いた紙を見た。",
    "見本谷太一のころから知っている。",
    "みほんや太郎と名のった。",
)
PERHAPS = ("太一は休んでいる。", "タイチと呼ぶ声がした。", "たいちゃんと呼んでいる。")
NOBODY = (
    "架空花子は元気である。",
    "かくう はなこと書いてある。",
    "この位置で話した。",
    "見本谷花子だった。",
)


def a_case_that_says(texts: Iterable[str]) -> Any:
    """Of mother and son: he was 見本谷 before, is called みほんや太郎 too, and たいちゃん at home. She was 見本谷 花子."""
    case = a_case(WORKER)
    with acting(WORKER) as user:
        people = Person.objects.visible_to(user).of_case(case)
        son, mother = people.get(is_subject=False), people.get(is_subject=True)
        for person, kind, name in (
            (son, "former", "見本谷 太一"),
            (son, "common", "みほんや太郎"),
            (son, "alias", "たいちゃん"),
            (mother, "former", "見本谷 花子"),
        ):
            facts = NameFacts(kind, name)
            case_services.add_name(person=person, facts=facts, by=user)
    for text in texts:
        a_note(case, WORKER, text=text)
    return case


def test_s93_every_name_of_another_is_proposed_and_whole_ones_do_not_leave() -> None:
    request = a_request(a_case_that_says([*CERTAIN, *PERHAPS, *NOBODY]))
    with acting(WORKER) as user:
        grounds = by_text(request, user)
        assert {text: grounds[text] for text in CERTAIN + PERHAPS} == dict.fromkeys(
            CERTAIN + PERHAPS, Ground.OTHERS
        )
        assert {text: grounds[text] for text in NOBODY} == dict.fromkeys(NOBODY, "")
        row = seen(request, user)
        found = paragraphs(row, user)
        named = {found[number - 1].text for number in still_named(row, found, {}, user)}
        assert named.issuperset(CERTAIN)
        assert named.isdisjoint(PERHAPS + NOBODY)


@pytest.mark.parametrize("text", CERTAIN)
def test_s93_a_reading_or_a_former_name_stops_the_disclosure(text: str) -> None:
    request = a_request(a_case_that_says([text]))
    with acting(WORKER) as user:
        row = seen(request, user)
        (key,) = [one.key for one in paragraphs(row, user) if one.text == text]
        services.mark_paragraphs(request=row, grounds={key: ""}, by=user)
    with pytest.raises(DomainError, match="本人以外の世帯の人の氏名"):
        submit(request, decision="whole")


def test_s93_a_given_name_alone_is_for_people_to_decide() -> None:
    text = PERHAPS[0]
    request = a_request(a_case_that_says([text, CERTAIN[0]]))
    with acting(WORKER) as user:
        row = seen(request, user)
        (key,) = [one.key for one in paragraphs(row, user) if one.text == text]
        services.mark_paragraphs(request=row, grounds={key: ""}, by=user)
    submit(request)


def entered_again(case: Any, name: str, kana: str) -> Person:
    with acting(WORKER) as user:
        mother = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        facts = case_services.MemberFacts(name=name, kana=kana)
        return case_services.add_person(face=mother.compartment, facts=facts, by=user)


def merge(case: Any, merged: Person, survivor: Person | None = None) -> None:
    """Into her row, if into no other."""
    with acting(WORKER) as user:
        rows = Person.objects.visible_to(user).of_case(case)
        into = rows.get(pk=survivor.pk) if survivor else rows.get(is_subject=True)
        row = rows.get(pk=merged.pk)
        case_services.merge_people(survivor=into, merged=row, reason="同じ人だった", by=user)


def test_s93_her_own_rows_that_were_entered_twice_name_nobody_else() -> None:
    """Of one that was merged into another before that one was merged into hers as well."""
    case = a_case(WORKER)
    once = entered_again(case, "仮空 華子", "かりそら はなこ")
    twice = entered_again(case, "火空 英子", "ひそら えいこ")
    merge(case, twice, once)
    merge(case, once)
    texts = ("仮空 華子と書いてあった。", "火空 英子と書いてあった。")
    for text in texts:
        a_note(case, WORKER, text=text)
    request = a_request(case)
    with acting(WORKER) as user:
        grounds = by_text(request, user)
        assert {text: grounds[text] for text in texts} == dict.fromkeys(texts, "")


def test_a_request_goes_on_for_the_row_into_which_hers_was_merged_since() -> None:
    case = a_case(WORKER)
    again = entered_again(case, "仮空 華子", "かりそら はなこ")
    with acting(WORKER) as user:
        called = NameFacts("former", "見本谷 花子")
        case_services.add_name(person=again, facts=called, by=user)
        request = services.receive_request(
            record=record_of(case, WORKER),
            person=again,
            facts=services.AskerFacts(asker="self", confirmed_how="旅券"),
            received_on=timezone.localdate(),
            by=user,
        )
    merge(case, again)
    with acting(WORKER) as user:
        row = seen(request, user)
        found = paragraphs(row, user)
        assert {"仮空 華子", "架空 花子", "見本谷 花子"} <= {one.text for one in found}
        named = {found[number - 1].text for number in still_named(row, found, {}, user)}
        assert named.isdisjoint({"仮空 華子", "架空 花子", "見本谷 花子"})


FATHER, SON = ("佐藤 健", "さとう けん"), ("佐藤 健太", "さとう けんた")
OF_SON = (
    "佐藤健太さんから電話があった。",
    "佐藤　健太は休んでいる。",
    "サトウケンタと名のった。",
    "佐藤健と佐藤健太が来た。",
)
OF_FATHER = ("佐藤健さんから電話があった。", "佐藤　健は働いている。", "サトウ ケンと名のった。")


@pytest.mark.parametrize(
    ("mine", "other", "stops", "gives"),
    [
        (FATHER, SON, OF_SON, OF_FATHER),
        (SON, FATHER, (*OF_FATHER, OF_SON[3]), OF_SON[:3]),
    ],
)
def test_s93_a_name_that_is_part_of_anothers_hides_neither(
    mine: tuple[str, str],
    other: tuple[str, str],
    stops: tuple[str, ...],
    gives: tuple[str, ...],
) -> None:
    case = a_case(WORKER)
    with acting(WORKER) as user:
        for person in Person.objects.visible_to(user).of_case(case):
            name, kana = mine if person.is_subject else other
            facts = case_services.MemberFacts(name=name, kana=kana, relation=person.relation)
            case_services.change_person(person=person, facts=facts, version=person.version, by=user)
    for text in (*stops, *gives):
        a_note(case, WORKER, text=text)
    request = a_request(case)
    with acting(WORKER) as user:
        grounds = by_text(request, user)
        assert {text: grounds[text] for text in stops} == dict.fromkeys(stops, Ground.OTHERS)
        assert {text: grounds[text] for text in gives} == dict.fromkeys(gives, "")
        row = seen(request, user)
        found = paragraphs(row, user)
        named = {found[number - 1].text for number in still_named(row, found, {}, user)}
        assert named.issuperset(stops)
        assert named.isdisjoint(gives)
