"""The same person at two bodies (R15): coordinators get the two names, neither body learns anything."""

import datetime
import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from access import matching, protecting
from access.errors import DomainError, StaleError
from access.models import CaseFile, MatchNotice, Restriction
from cases import services
from cases.models import OtherName, Person
from cases.services import IntakeFacts, MemberFacts
from tests.access.crawl import ask, settled
from tests.cases.pages import browser, text_of
from tests.cases.situations import FACTS, a_case, body_of, office, people_of, record_of
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
ONE, OTHER, COORDINATOR = "soudan1", "kurashi1", "jimukyoku1"
BORN = datetime.date(1961, 2, 3)
WHO = MemberFacts(name="架空 照代", kana="かくう てるよ", birth_on=BORN)


def received(by: str, person: MemberFacts = WHO) -> CaseFile:
    with acting(by) as user:
        facts = IntakeFacts(**vars(FACTS))
        intake = services.receive_intake(
            body=body_of(by), facts=facts, subject=person, others=[], by=user
        )
        return intake.compartment.case


def notices(username: str = COORDINATOR) -> list[MatchNotice]:
    with acting(username) as user:
        rows = MatchNotice.objects.visible_to(user).with_decision()
        return list(rows.select_related("body_a", "body_b"))


def bodies_of(notice: MatchNotice) -> set[str]:
    return {str(notice.body_a), str(notice.body_b)}


class TestFinding:
    def test_r15_two_bodies_with_one_person_make_one_notice(self) -> None:
        received(ONE)
        assert notices() == []
        received(OTHER)
        (notice,) = notices()
        assert bodies_of(notice) == {str(body_of(ONE)), str(body_of(OTHER))}

    @pytest.mark.parametrize(
        "other",
        [
            MemberFacts(name="架空照代", birth_on=BORN),
            MemberFacts(name="架空 輝代", kana="カクウ　テルヨ", birth_on=BORN),
        ],
    )
    def test_r15_spaces_and_another_spelling_of_the_same_reading_match(self, other: Any) -> None:
        received(ONE)
        received(OTHER, other)
        assert len(notices()) == 1

    @pytest.mark.parametrize(
        "other",
        [
            MemberFacts(name="架空 照代", birth_on=BORN + datetime.timedelta(days=1)),
            MemberFacts(name="架空 照代", birth_estimate="60代"),
            MemberFacts(name="架空 昭代", birth_on=BORN),
            MemberFacts(name="架空 照代", name_kind=Person.NameKind.ALIAS, birth_on=BORN),
        ],
    )
    def test_r15_another_day_or_no_day_or_an_alias_is_nobody(self, other: Any) -> None:
        received(ONE)
        received(OTHER, other)
        assert notices() == []

    def test_r15_a_former_name_matches(self) -> None:
        received(ONE)
        case = received(OTHER, MemberFacts(name="見本 照代", birth_on=BORN))
        with acting(OTHER) as by:
            facts = services.NameFacts(OtherName.Kind.FORMER, "架空 照代")
            services.add_name(person=people_of(case, OTHER)[0], facts=facts, by=by)
        assert len(notices()) == 1

    def test_r15_one_body_with_two_files_is_no_match(self) -> None:
        received(ONE)
        received(ONE)
        assert notices() == []

    def test_r15_saving_again_says_nothing_twice(self) -> None:
        received(ONE)
        case = received(OTHER)
        with acting(OTHER) as by:
            person = people_of(case, OTHER)[0]
            services.change_person(person=person, facts=WHO, version=person.version, by=by)
        assert len(notices()) == 1


class TestSilence:
    def test_r15_neither_body_sees_a_difference(self) -> None:
        """Two worlds: the same intake and the same pages, with and without the other body's file."""
        worlds = []
        for is_known in (False, True):
            with transaction.atomic():
                if is_known:
                    received(ONE)
                worlds.append(_what_the_other_body_sees())
                transaction.set_rollback(True)
        assert worlds[0] == worlds[1]

    def test_r15_only_coordinators_come_to_the_notices(self) -> None:
        received(ONE)
        received(OTHER)
        (notice,) = notices()
        for name in (ONE, OTHER, "kanri1", "kanri3", "kansa1"):
            client = browser(name)
            assert client.get(reverse("cases:matches")).status_code in (403, 404)
            assert client.get(reverse("cases:match", args=[notice.pk])).status_code in (403, 404)
            with acting(name) as user:
                assert not MatchNotice.objects.visible_to(user).exists()
                assert not MatchNotice.objects.all().exists(), "wall 3"

    def test_r15_a_notice_names_two_bodies_and_nothing_else(self) -> None:
        cases = [received(ONE), received(OTHER)]
        client = browser(COORDINATOR)
        (notice,) = notices()
        for url in ("/", reverse("cases:matches"), reverse("cases:match", args=[notice.pk])):
            shown = text_of(client.get(url))
            assert str(body_of(ONE)) in shown, url
            assert str(body_of(OTHER)) in shown, url
            for secret in ("架空", "照代", "1961", "昭和36", *(case.number for case in cases)):
                assert secret not in shown, (url, secret)

    def test_r11_a_protected_person_is_matched_without_a_word_about_her(self) -> None:
        case = received(ONE)
        with acting(ONE) as by:
            protecting.protect_person(
                case=case,
                person_id=people_of(case, ONE)[0].pk,
                body=record_of(case, ONE).body,
                named=[office(ONE)],
                review_on=datetime.date(2030, 1, 1),
                by=by,
            )
        received(OTHER)
        (notice,) = notices()
        shown = text_of(browser(COORDINATOR).get(reverse("cases:match", args=[notice.pk])))
        assert case.number not in shown
        assert "照代" not in shown

    def test_r12_a_coordinator_kept_out_of_one_case_learns_nothing(self) -> None:
        case = received(ONE)
        received(OTHER)
        with acting(ONE) as by:
            protecting.restrict(
                case=case,
                user=staff(COORDINATOR),
                reason="親族",
                relation=Restriction.Relation.KIN,
                by=by,
            )
        assert notices() == []
        assert len(notices("jimukyoku2")) == 1

    @pytest.mark.parametrize("table", ["access_matchmark", "access_matchpair"])
    @pytest.mark.parametrize(
        "words", ["select * from {}", "delete from {}", "insert into {} default values"]
    )
    def test_r15_the_application_reads_and_writes_no_marks(self, table: str, words: str) -> None:
        received(ONE)
        with acting(ONE), pytest.raises(ProgrammingError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(words.format(table))

    def test_r15_nobody_probes_with_the_person_of_another_body(self) -> None:
        case = received(ONE)
        with acting(ONE):
            person = people_of(case, ONE)[0]
        a_case(OTHER)  # she writes in a case of her own
        with acting(OTHER):
            matching.keep_marks(person_id=person.pk, names=["見本"], birth_on=BORN)
        received(OTHER)
        assert len(notices()) == 1, "the marks of a foreign person were not touched"


def _what_the_other_body_sees() -> list[Any]:
    client = browser(OTHER)
    values = {
        "method": "2",
        "visitor": "person",
        "topics": ["12"],
        "urgency": "B",
        "name": WHO.name,
    }
    rows = {"members-TOTAL_FORMS": "4", "members-INITIAL_FORMS": "0"}
    born = {"kana": WHO.kana, "birth_on": "S36.2.3"}
    answers = [ask(client, reverse("cases:intake"), "post", data=values | rows | born)]
    (case,) = re.findall(r"/cases/[0-9a-f-]{36}/", answers[0].headers)
    for url in ("/", reverse("cases:list"), case):
        answers.append(ask(client, url))
    found = [settled(answer) for answer in answers]
    return [(status, re.sub(rb"R8-\d{5}", b"", body), head) for status, body, head in found]


class TestDeciding:
    def test_r15_a_decision_has_a_reason_and_may_be_followed_by_another(self) -> None:
        received(ONE)
        received(OTHER)
        (notice,) = notices()
        client = browser(COORDINATOR)
        url = reverse("cases:match", args=[notice.pk])
        assert client.post(url, {"outcome": "watch", "version": 0}).status_code == 422
        sent = {"outcome": "watch", "reason": "もう少し様子を見る", "version": 0}
        assert client.post(url, sent).status_code == 303
        late = browser("jimukyoku2").post(url, sent | {"outcome": "meeting"})
        assert late.status_code == 422
        assert f"{staff(COORDINATOR).name}さんが（今日 " in text_of(late)
        assert client.post(url, sent | {"outcome": "different", "version": 1}).status_code == 303
        (notice,) = notices()
        assert (notice.outcome, notice.decisions_so_far) == ("different", 2)
        assert "二つの機関にあります" not in text_of(client.get("/"))

    def test_r15_who_thinks_of_a_meeting_is_told_what_comes_next_and_no_more(self) -> None:
        """A meeting is set up from a request: where those stand, and that neither body is told."""
        cases = [received(ONE), received(OTHER)]
        (notice,) = notices()
        client, url = browser(COORDINATOR), reverse("cases:match", args=[notice.pk])
        assert "次にすること" not in text_of(client.get(url))
        sent = {"outcome": "meeting", "reason": "二つの機関が関わっている", "version": 0}
        answer = client.post(url, sent)
        assert (answer.status_code, answer["Location"]) == (303, url)
        page = client.get(url)
        shown, way = text_of(page), reverse("meetings:requests")
        assert "決めたことを登録しました" in shown
        assert "次にすること" in shown
        assert "知らせがあったことは伝えずに" in shown
        assert f'class="btn" href="{way}"' in page.content.decode()
        assert client.get(way).status_code == 200
        for secret in ("架空", "照代", *(case.number for case in cases)):
            assert secret not in shown
        other = client.post(url, sent | {"outcome": "different", "version": 1})
        assert other["Location"] == reverse("cases:matches")
        assert "次にすること" not in text_of(client.get(url)), "only while that is the last word"

    def test_r15_nobody_decides_in_anothers_name_or_without_reason(self) -> None:
        received(ONE)
        received(OTHER)
        (notice,) = notices()
        with acting(COORDINATOR) as by:
            with pytest.raises(DomainError, match="理由"):
                matching.decide(notice=notice, outcome="watch", reason=" ", by=by, after=0)
            with pytest.raises(ProgrammingError), transaction.atomic():
                other = staff("jimukyoku2")
                matching.decide(notice=notice, outcome="watch", reason="様子", by=other, after=0)
            matching.decide(notice=notice, outcome="watch", reason="様子", by=by, after=0)
        with acting("jimukyoku2") as by:
            first = rf"{staff(COORDINATOR).name}さんが（今日 \d\d:\d\d）、この内容を直しました"
            with pytest.raises(StaleError, match=first):
                matching.decide(notice=notice, outcome="watch", reason="様子", by=by, after=0)
