"""What a つなぐシート says of the person and the household (domain.md 4.2), and what it never does (R11)."""

import re

import pytest
from django.urls import reverse

from access.models import CaseFile
from access.reading import ReadingLog
from cases import hand_off_paper as papers
from cases import services
from cases.models import Person, Referral
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_hand_off, people_of, take
from tests.cases.test_protection import a_protected_mother
from tests.world import acting

pytestmark = pytest.mark.django_db

SENDER, RECEIVER = "soudan1", "kurashi1"
PHONE, ADDRESS = "03-0000-4821", "架空町1-2-3"
SAID = ("架空 花子", "女性", "昭和23年5月2日", "耳が遠い")


def a_described_case() -> CaseFile:
    """Of the mother sex and 備考 are known besides her birth."""
    case = a_case(SENDER)
    with acting(SENDER) as user:
        mother = next(p for p in people_of(case, SENDER) if p.is_subject)
        rows = Person.objects.changeable_by(user).filter(pk=mother.pk)
        rows.update(sex="女性", note="耳が遠い")
    return case


def a_leg(case: CaseFile) -> Referral:
    with acting(SENDER):
        everybody = people_of(case, SENDER)
    return a_hand_off(case, to=RECEIVER, people=everybody)


def accept(leg: Referral) -> None:
    with acting(RECEIVER) as user:
        services.accept_referral(referral=take(leg, RECEIVER), by=user)


def on_page(leg: Referral, by: str) -> str:
    answer = browser(by).get(reverse("cases:referral", args=[leg.pk]))
    assert answer.status_code == 200
    return text_of(answer)


def on_paper(leg: Referral, option: str, by: str = SENDER) -> str:
    with acting(by) as user:
        return re.sub(r"<[^>]+>", "", papers.gather(user, leg.pk, option, ReadingLog(user)).html)


def everywhere(leg: Referral) -> list[str]:
    return [
        *(on_page(leg, by) for by in (SENDER, RECEIVER)),
        *(on_paper(leg, option) for option in (papers.SENDER, papers.RECEIVER, papers.HANDED)),
        on_paper(leg, papers.RECEIVER, RECEIVER),
    ]


def test_the_sheet_says_who_the_person_is_before_and_after_it_is_taken_on() -> None:
    leg = a_leg(a_described_case())
    for words in everywhere(leg):
        assert [said for said in SAID if said not in words] == []
        assert "50代（推定）" in words, "of the son an estimate is known"
    accept(leg)
    for words in (on_page(leg, RECEIVER), on_paper(leg, papers.RECEIVER, RECEIVER)):
        assert [said for said in (*SAID, PHONE, ADDRESS) if said not in words] == []


def test_how_to_find_her_is_read_when_the_sheet_is_taken_on_or_on_the_paper_handed_over() -> None:
    leg = a_leg(a_described_case())
    handed = on_paper(leg, papers.HANDED)
    assert PHONE in handed
    assert ADDRESS in handed
    for words in (on_page(leg, RECEIVER), on_paper(leg, papers.RECEIVER)):
        assert PHONE not in words
        assert ADDRESS not in words


def test_r11_of_somebody_protected_no_sheet_says_how_to_find_her() -> None:
    """Locked after it was sent and taken on, and asked by who is on her list as well."""
    case = a_described_case()
    leg = a_leg(case)
    accept(leg)
    assert all(PHONE in words for words in everywhere(leg))
    a_protected_mother(case)
    for words in everywhere(leg):
        assert PHONE not in words
        assert ADDRESS not in words


def test_who_is_not_on_the_sheet_is_not_told_by_her_address() -> None:
    case = a_described_case()
    with acting(SENDER):
        son = [p for p in people_of(case, SENDER) if not p.is_subject]
    leg = a_hand_off(case, to=RECEIVER, people=son)
    assert ADDRESS not in on_paper(leg, papers.HANDED)


def test_a_sheet_of_before_is_shown_as_it_was_sent() -> None:
    leg = a_leg(a_described_case())
    with acting(SENDER) as user:
        old = [{"name": "架空 花子", "kana": "かくう はなこ", "relation": "本人", "age": "77歳"}]
        Referral.objects.changeable_by(user).filter(pk=leg.pk).update(household=old)
    for words in everywhere(leg):
        assert "77歳" in words
        assert "昭和23年" not in words
        assert "None" not in words


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("山田", "alias", "山田（仮名）"),
        ("山田", "anonymous", "山田（匿名）"),
        ("山田", "common", "山田（通称）"),
        ("", "anonymous", "匿名"),
        ("", "real", "氏名不明"),
    ],
)
def test_who_receives_a_sheet_does_not_take_an_alias_for_a_name(
    name: str, kind: str, told: str
) -> None:
    """On the screen and on both papers: whoever asks at the door asks for nobody else."""
    case = a_described_case()
    with acting(SENDER) as user:
        rows = Person.objects.changeable_by(user).of_case(case).filter(is_subject=True)
        rows.update(name=name, name_kind=kind)
    for shown in everywhere(a_leg(case)):
        assert told in shown
