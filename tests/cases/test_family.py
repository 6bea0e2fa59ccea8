"""Who is what to whom, ties, the chronology: services, words, and who may read them."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access.context import acting_as
from access.errors import DomainError, StaleError
from access.models import CaseFile, Compartment
from cases import kinship, pictures, services
from cases.models import LifeEvent, Person, Relationship, Tie
from cases.services import BondFacts, EventFacts, MemberFacts, TieFacts
from documents.partial_dates import DAY, YEAR, PartialDate
from tests.cases.pages import page, text_of
from tests.cases.situations import a_case, a_note, people_of, record_of
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

Kind, Ending = Relationship.Kind, Relationship.Ending


def face_of(case: CaseFile, by: str = "soudan1") -> Compartment:
    return Compartment.objects.visible_to(staff(by)).get(case=case, kind="face")


def a_member(case: CaseFile, relation: str, by: str = "soudan1", **facts: Any) -> Person:
    with acting(by) as user:
        known = MemberFacts(name=f"見本 {relation}"[:20], relation=relation, **facts)
        return services.add_person(face=face_of(case, by), facts=known, by=user)


def related(case: CaseFile, a: Person, b: Person, kind: str, **more: Any) -> Relationship:
    with acting("soudan1") as user:
        facts = BondFacts(a, b, kind, **more)
        return services.relate(face=face_of(case), facts=facts, by=user)


def words_of(case: CaseFile) -> list[str]:
    with acting("soudan1") as user:
        people = pictures.family_of(face_of(case), user)
        return [p.words for p in kinship.proposals(people, services.bonds_of(face_of(case), user))]


def test_nobody_is_her_own_kin_or_above_herself() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    with pytest.raises(DomainError, match="ちがう人"):
        related(case, mother, mother, Kind.MARRIED)
    related(case, mother, son, Kind.BIRTH)
    grandson = a_member(case, "孫")
    related(case, son, grandson, Kind.ADOPTED)
    with pytest.raises(DomainError, match="親と子が逆"):
        related(case, grandson, mother, Kind.BIRTH)
    with pytest.raises(DomainError, match="すでに登録"):
        related(case, mother, son, Kind.BIRTH)


def test_a_child_has_two_natural_parents_at_most() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    related(case, mother, son, Kind.BIRTH)
    related(case, a_member(case, "夫"), son, Kind.BIRTH)
    third = a_member(case, "知人")
    with pytest.raises(DomainError, match="すでに2人"):
        related(case, third, son, Kind.BIRTH)
    assert related(case, third, son, Kind.FOSTER).pk


def test_only_couples_end_and_not_before_they_began() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    with pytest.raises(DomainError, match="夫婦と内縁"):
        related(case, mother, son, Kind.BIRTH, ending=Ending.DIVORCED)
    later, earlier = PartialDate(datetime.date(2010, 1, 1)), PartialDate(datetime.date(2000, 1, 1))
    with pytest.raises(DomainError, match="始まりより前"):
        related(
            case, mother, a_member(case, "夫"), Kind.MARRIED,
            ending=Ending.DIVORCED, since=later, ended=earlier,
        )  # fmt: skip


def test_r14_no_relationship_leads_into_another_file() -> None:
    case, other = a_case(), a_case()
    with acting("soudan1"):
        mother, _ = people_of(case, "soudan1")
        stranger, _ = people_of(other, "soudan1")
    with pytest.raises(DomainError, match="この世帯の人"):
        related(case, mother, stranger, Kind.SIBLING)
    with pytest.raises(DomainError, match="この世帯の人"), acting("soudan1") as user:
        services.add_tie(face=face_of(case), facts=TieFacts("見本", "plain", stranger), by=user)


def test_two_changes_of_one_relationship_do_not_overwrite_each_other() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    row = related(case, mother, son, Kind.BIRTH)
    facts = BondFacts(mother, son, Kind.ADOPTED)
    with acting("soudan1") as user:
        services.change_relationship(relationship=row, facts=facts, version=1, by=user)
    with pytest.raises(StaleError), acting("soudan1") as user:
        services.change_relationship(relationship=row, facts=facts, version=1, by=user)


def test_what_was_entered_by_mistake_leaves_the_picture_and_can_be_entered_again() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    row = related(case, mother, son, Kind.BIRTH)
    with acting("soudan1") as user:
        services.remove_relationship(relationship=row, by=user)
        assert list(services.bonds_of(face_of(case), user)) == []
    assert related(case, mother, son, Kind.BIRTH).pk != row.pk


def test_what_was_taken_off_by_mistake_stands_again_as_it_was() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    row = related(case, mother, son, Kind.BIRTH, note="戸籍で確認")
    with acting("soudan1") as user:
        services.remove_relationship(relationship=row, by=user)
        assert list(services.taken_off_today(face_of(case), user)) == [row]
        for _ in range(2):  # as often as it is pressed
            services.bring_back_relationship(relationship=row, by=user)
        [now] = services.bonds_of(face_of(case), user)
        assert (now.pk, now.note, now.removed_on) == (row.pk, "戸籍で確認", None)
        assert list(services.taken_off_today(face_of(case), user)) == []


def test_what_was_taken_off_on_another_day_is_entered_anew() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    row = related(case, mother, son, Kind.BIRTH)
    with acting("soudan1") as user:
        services.remove_relationship(relationship=row, by=user)
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        rows = Relationship.objects.changeable_by(user).filter(pk=row.pk)
        assert rows.update(removed_on=yesterday) == 1
        with pytest.raises(DomainError, match="取り消した日のうち"):
            services.bring_back_relationship(relationship=row, by=user)


def test_what_was_entered_meanwhile_leaves_no_room_for_what_was_taken_off() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    row = related(case, mother, son, Kind.BIRTH)
    with acting("soudan1") as user:
        services.remove_relationship(relationship=row, by=user)
    related(case, mother, son, Kind.BIRTH)
    with acting("soudan1") as user, pytest.raises(DomainError, match="すでに登録"):
        services.bring_back_relationship(relationship=row, by=user)


def test_what_was_set_aside_with_a_merged_row_is_not_brought_back_without_it() -> None:
    case = a_case()
    with acting("soudan1") as user:
        mother, son = people_of(case, "soudan1")
        twice = services.add_person(face=face_of(case), facts=MemberFacts(name="太市"), by=user)
    related(case, mother, son, Kind.BIRTH)
    row = related(case, mother, twice, Kind.BIRTH)
    with acting("soudan1") as user:
        services.merge_people(survivor=son, merged=twice, reason="保険証で確かめた", by=user)
        assert list(services.taken_off_today(face_of(case), user)) == []
        with pytest.raises(DomainError, match="まとめられて"):
            services.bring_back_relationship(relationship=row, by=user)


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("長女", "見本 長女（長女）は、架空 花子（本人）の子"),
        ("養子", "見本 養子（養子）は、架空 花子（本人）の養子"),
        ("里子", "見本 里子（里子）は、架空 花子（本人）の里子"),
        ("母", "架空 花子（本人）は、見本 母（母）の子"),
        ("夫", "架空 花子（本人）と見本 夫（夫）は、夫婦"),
        ("前夫", "架空 花子（本人）と見本 前夫（前夫）は、夫婦（離婚・解消）"),
        ("内縁の夫", "架空 花子（本人）と見本 内縁の夫（内縁の夫）は、内縁・事実婚"),
        ("妹", "架空 花子（本人）と見本 妹（妹）は、きょうだい"),
        ("孫", "見本 孫（孫）は、架空 太一（長男）の子"),
        ("長男の妻", "架空 太一（長男）と見本 長男の妻（長男の妻）は、夫婦"),
    ],
)
def test_words_of_the_household_table_become_proposals(relation: str, words: str) -> None:
    case = a_case()
    a_member(case, relation)
    assert words in words_of(case)


def test_words_that_could_mean_several_people_propose_nothing() -> None:
    case = a_case()
    a_member(case, "次男")
    before = words_of(case)
    a_member(case, "孫")
    a_member(case, "知人")
    assert words_of(case) == before


def test_proposals_are_not_repeated_and_draw_a_family() -> None:
    case = a_case()
    for relation in ("夫", "長女", "妹", "姉"):
        a_member(case, relation)
    with acting("soudan1") as user:
        people = pictures.family_of(face_of(case), user)
        for found in kinship.proposals(people, []):
            facts = BondFacts(found.a, found.b, found.kind, found.ending)
            services.relate(face=face_of(case), facts=facts, by=user)
        drawing = pictures.genogram_of(people, services.bonds_of(face_of(case), user))
    assert words_of(case) == []
    assert any(sentence.startswith("親（未記入）の子は、") for sentence in drawing.words)
    assert any("見本 夫と架空 花子は夫婦。子は、" in sentence for sentence in drawing.words)


def test_twins_the_dead_and_who_lives_here_are_drawn() -> None:
    case, day = a_case(), datetime.date(2015, 4, 2)
    with acting("soudan1"):
        mother, son = people_of(case, "soudan1")
    for relation in ("次男", "三男"):
        related(case, son, a_member(case, relation, birth_on=day), Kind.BIRTH)
    related(case, mother, son, Kind.BIRTH)
    with acting("soudan1") as user:
        died = PartialDate(datetime.date(2021, 1, 1), YEAR)
        services.note_life_facts(
            person=mother, is_deceased=True, died=died, is_key_person=False, by=user
        )
        people = pictures.family_of(face_of(case), user)
        words = pictures.genogram_of(people, services.bonds_of(face_of(case), user)).words
    assert "架空 花子（本人、女性、令和3年没）" in words or any("令和3年没" in w for w in words)
    assert "見本 次男と見本 三男は、ふたご（多胎）。" in words
    assert not any("架空 花子、" in w and "暮らして" in w for w in words)


def test_who_has_died_is_not_told_as_living_and_nobody_asks_for_her_consent() -> None:
    case = a_case()
    with acting("soudan1") as user:
        subject, son = people_of(case, "soudan1")
        Person.objects.visible_to(user).filter(pk=son.pk).update(birth_on=datetime.date(1980, 5, 1))
        dead = {"is_deceased": True, "is_key_person": False, "by": user}
        son = services.note_life_facts(
            person=people_of(case, "soudan1")[1],
            died=PartialDate(datetime.date(2021, 1, 1), YEAR),
            **dead,
        )
        assert son.age == "死亡"  # of the year alone nobody knows how old he was
        on = PartialDate(datetime.date(2021, 4, 30), DAY)
        assert services.note_life_facts(person=son, died=on, **dead).age == "40歳で死亡"
    shown = text_of(page("soudan1", "detail", case.pk))
    assert "40歳で死亡" in shown
    asked = page("soudan1", "consents", case.pk).context["page"].consent_states
    assert [person.pk for person, _ in asked] == [subject.pk]


def test_nobody_dies_before_her_birth() -> None:
    case = a_case()
    with acting("soudan1"):
        mother, _ = people_of(case, "soudan1")
    with pytest.raises(DomainError, match="生年月日より前"), acting("soudan1") as user:
        services.note_life_facts(
            person=mother,
            is_deceased=True,
            died=PartialDate(datetime.date(1940, 1, 1), YEAR),
            is_key_person=False,
            by=user,
        )


def test_a_tie_that_ended_leaves_the_ecomap() -> None:
    case = a_case()
    with acting("soudan1") as user:
        mother, _ = people_of(case, "soudan1")
        facts = TieFacts("見本診療所", "weak", mother, "inward", "受診が途切れがち")
        tie = services.add_tie(face=face_of(case), facts=facts, by=user)
        people = pictures.family_of(face_of(case), user)
        (words,) = pictures.ecomap_of(people, pictures.ties_of(face_of(case), user)).words
        assert words == (
            "架空 花子と見本診療所：弱いつながり、相手から支援・働きかけ、受診が途切れがち"
        )
        services.end_tie(tie=tie, by=user)
        assert pictures.ties_of(face_of(case), user) == []


def test_r2_the_chronology_is_the_record_of_its_body_and_names_its_source() -> None:
    case = a_case()
    note = a_note(case, source="長男")
    happened = PartialDate(datetime.date(1965, 1, 1), YEAR)
    with acting("soudan1") as user:
        record = record_of(case, "soudan1")
        facts = EventFacts(happened, "文京区に移る", "長男", who=people_of(case, "soudan1")[:1])
        event = services.enter_life_event(record=record, facts=facts, note=note, by=user)
        assert event.compartment_id == record.compartment_id
        drawing = pictures.chronology_of([], pictures.events_of(record, user))
        assert drawing.words == ["昭和40年　架空 花子：文京区に移る（事実、情報源：長男）"]
        with pytest.raises(DomainError, match="情報源"):
            services.enter_life_event(
                record=record, facts=EventFacts(happened, "転居", ""), by=user
            )
    with acting_as(staff("kurashi1")):
        assert not LifeEvent.objects.visible_to(staff("kurashi1")).exists()
        assert not Relationship.objects.visible_to(staff("kurashi1")).exists()
        assert not Tie.objects.visible_to(staff("kurashi1")).exists()


def test_r2_a_line_comes_only_out_of_a_note_of_the_same_record() -> None:
    note, case = a_note(a_case()), a_case()
    facts = EventFacts(PartialDate(datetime.date(1965, 1, 1)), "転居", "本人")
    with pytest.raises(DomainError, match="ほかの機関"), acting("soudan1") as user:
        services.enter_life_event(
            record=record_of(case, "soudan1"), facts=facts, note=note, by=user
        )
