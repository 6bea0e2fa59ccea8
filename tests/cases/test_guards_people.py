"""What is refused of a household file and its people: writing where one does not write, and what cannot be. Nothing
is written then."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from access.errors import DomainError
from access.models import CaseFile
from cases import services
from cases.models import (
    ContactPoint,
    HouseholdStay,
    Intake,
    OtherName,
    Person,
    PersonMerge,
    Relationship,
    SamePerson,
    Tie,
)
from cases.services import (
    BondFacts,
    MemberFacts,
    NameFacts,
    SplitFacts,
    StayFacts,
    TieFacts,
    protection,
)
from documents.partial_dates import PartialDate
from tests.world import acting

from .situations import a_case, an_intake, office, people_of, record_of
from .test_merging import entered_twice, merged

pytestmark = pytest.mark.django_db

WHO, COLLEAGUE, FOREIGN = "soudan1", "soudan2", "kurashi1"
EARLIER, LATER = (PartialDate(datetime.date(year, 4, 1)) for year in (2010, 2020))
NOT_THIS_FILE = "この世帯には書き足せません"
WRITTEN = (Person, Relationship, Tie, HouseholdStay, OtherName, SamePerson)


def left(*models: Any) -> list[int]:
    """How many rows of each there are for the worker to see."""
    with acting(WHO) as by:
        return [model.objects.visible_to(by).count() for model in models]


class TestWhereOneDoesNotWrite:
    """Called with what no form would offer her (R2): the file of another body."""

    @pytest.mark.parametrize(
        ("write", "words"),
        [
            (
                lambda face, record, people, by: services.add_person(
                    face=face, facts=MemberFacts(name="架空 次郎"), by=by
                ),
                NOT_THIS_FILE,
            ),
            (
                lambda face, record, people, by: services.relate(
                    face=face, facts=BondFacts(*people, "birth"), by=by
                ),
                NOT_THIS_FILE,
            ),
            (
                lambda face, record, people, by: services.add_tie(
                    face=face, facts=TieFacts("見本医院", "plain"), by=by
                ),
                NOT_THIS_FILE,
            ),
            (
                lambda face, record, people, by: services.split_household(
                    record=record, facts=SplitFacts(people[1:], people[1]), by=by
                ),
                NOT_THIS_FILE,
            ),
            (
                lambda face, record, people, by: services.leave_household(person=people[1], by=by),
                "この人の世帯については",
            ),
        ],
        ids=["person", "bond", "tie", "split", "leave"],
    )
    def test_r2_nothing_is_written(self, write: Callable[..., Any], words: str) -> None:
        case = a_case()
        with acting(WHO):
            record, people = record_of(case, WHO), people_of(case, WHO)
            face = people[0].compartment
        before = left(CaseFile, *WRITTEN)
        with acting(FOREIGN) as by, pytest.raises(DomainError, match=words):
            write(face, record, people, by)
        assert left(CaseFile, *WRITTEN) == before


def test_a_row_that_was_merged_into_another_does_not_leave_the_household() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        merged(son, again, by)
        with pytest.raises(DomainError, match="この人の世帯については"):
            services.leave_household(person=again, by=by)
    assert left(HouseholdStay) == [0]


def test_r11_a_contact_does_not_come_to_a_row_that_was_merged_into_another() -> None:
    """Under it no protection of hers would keep it."""
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        merged(son, again, by)
        gone = Person.objects.visible_to(by).get(pk=again.pk)
        before = left(ContactPoint)
        with pytest.raises(DomainError, match="残っている人の連絡先に"):
            services.add_contact(person=gone, kind="phone", value="090-0000-0001", by=by)
    assert left(ContactPoint) == before


class TestStays:
    def stay_of(self, person: Person) -> HouseholdStay:
        with acting(WHO) as by:
            return services.join_household(person=person, since=EARLIER, by=by)

    def change(self, stay: HouseholdStay, **facts: Any) -> None:
        with acting(WHO) as by:
            services.change_stay(stay=stay, facts=StayFacts(since=EARLIER, **facts), by=by)

    def test_who_left_for_a_reason_left_on_a_day(self) -> None:
        with acting(WHO):
            son = people_of(a_case(), WHO)[1]
        stay = self.stay_of(son)
        with pytest.raises(DomainError, match="離れた日も書いて"):
            self.change(stay, reason="died")
        with acting(WHO) as by:
            assert HouseholdStay.objects.visible_to(by).get(pk=stay.pk).reason == ""

    def test_the_subject_leaves_neither_at_once_nor_by_a_correction(self) -> None:
        with acting(WHO):
            mother = people_of(a_case(), WHO)[0]
        stay = self.stay_of(mother)
        with pytest.raises(DomainError, match="本人は、世帯から外せません"):
            self.change(stay, until=LATER)
        with acting(WHO) as by, pytest.raises(DomainError, match="本人は、世帯から外せません"):
            services.leave_household(person=mother, by=by)
        with acting(WHO) as by:
            assert HouseholdStay.objects.visible_to(by).get(pk=stay.pk).until_on is None


class TestMerging:
    def test_nobody_is_merged_into_herself(self) -> None:
        with acting(WHO) as by:
            son = people_of(a_case(), WHO)[1]
            with pytest.raises(DomainError, match="ちがう2人"):
                merged(son, son, by)
            assert not PersonMerge.objects.visible_to(by).exists()

    def test_a_merge_is_not_undone_without_saying_why(self) -> None:
        with acting(WHO) as by:
            row = merged(*entered_twice(a_case(), by), by)
            with pytest.raises(DomainError, match="取り消すわけ"):
                services.unmerge_people(merge=row, reason=" 　", by=by)
            assert PersonMerge.objects.visible_to(by).get().undone_on is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (NameFacts("alias", " 　"), "名前を書いて"),
        (NameFacts("former", "見本谷 花子", since=LATER, until=EARLIER), "使いおわりが"),
    ],
)
def test_another_name_is_a_name_and_ends_after_it_began(facts: NameFacts, words: str) -> None:
    with acting(WHO) as by:
        mother = people_of(a_case(), WHO)[0]
        known = services.add_name(person=mother, facts=NameFacts("alias", "はなちゃん"), by=by)
        with pytest.raises(DomainError, match=words):
            services.add_name(person=mother, facts=facts, by=by)
        with pytest.raises(DomainError, match=words):
            services.change_name(other_name=known, facts=facts, by=by)
        assert OtherName.objects.visible_to(by).get().name == "はなちゃん"


class TestSamePerson:
    def mothers(self) -> list[Person]:
        files = a_case(), a_case()
        with acting(WHO):
            found = [people_of(case, WHO)[0] for case in files]
            self.case = found[0].compartment.case
            return found

    def test_two_of_one_file_are_merged_instead(self) -> None:
        with acting(WHO) as by:
            mother, son = people_of(a_case(), WHO)
            with pytest.raises(DomainError, match="同じ人をまとめる"):
                services.say_same_person(person=mother, other=son, reason="同じ", by=by)
        assert left(SamePerson) == [0]

    def test_it_is_neither_said_nor_taken_back_without_a_reason(self) -> None:
        one, other = self.mothers()
        with acting(WHO) as by:
            with pytest.raises(DomainError, match="同じ人と分かったわけ"):
                services.say_same_person(person=one, other=other, reason=" 　", by=by)
            assert not SamePerson.objects.visible_to(by).exists()
            link = services.say_same_person(person=one, other=other, reason="本人", by=by)
            with pytest.raises(DomainError, match="取り消すわけ"):
                services.unsay_same_person(link=link, reason=" 　", by=by)
            assert SamePerson.objects.visible_to(by).get().ended_on is None

    @pytest.mark.parametrize("was_said", [False, True])
    def test_r11_who_is_off_the_list_of_anybody_of_a_file_does_not_say_it(
        self, was_said: bool
    ) -> None:
        """The link is for the list only (docs/decisions/0011); whether it was said already makes no difference."""
        one, other = self.mothers()
        with acting(WHO) as by:
            if was_said:
                services.say_same_person(person=one, other=other, reason="本人に確かめた", by=by)
        protect(self.case, 1)
        for person, same in ((one, other), (other, one)):
            with acting(COLLEAGUE) as by, pytest.raises(DomainError, match="保護の名簿にある人が"):
                services.say_same_person(person=person, other=same, reason="同じ", by=by)
        assert left(SamePerson) == [int(was_said)]


def protect(case: CaseFile, number: int) -> None:
    """A member of the household is protected by the worker and her supervisor."""
    with acting(WHO) as by:
        protection.protect_person(
            record=record_of(case, WHO),
            person=people_of(case, WHO)[number],
            named=[office(WHO), office("kanri1")],
            by=by,
        )


def test_r11_who_is_off_the_list_of_one_who_stays_does_not_split_the_household() -> None:
    """What binds the two files is for the list only (docs/decisions/0011)."""
    case = a_case()
    protect(case, 0)
    before = left(CaseFile, *WRITTEN)
    with acting(COLLEAGUE) as by:
        son = people_of(case, COLLEAGUE)[1]
        with pytest.raises(DomainError, match="保護されている人のいる世帯を分けるのは"):
            services.split_household(
                record=record_of(case, COLLEAGUE), facts=SplitFacts([son], son), by=by
            )
    assert left(CaseFile, *WRITTEN) == before


def test_r11_the_number_of_the_person_is_not_kept_in_the_intake() -> None:
    intake = an_intake()
    with acting(WHO) as by:
        held = Intake.objects.visible_to(by).select_related("compartment").get(pk=intake.pk)
        facts = services.IntakeFacts(
            method="2", visitor="person", topics=["12"], urgency="B", visitor_phone="070-0000-1111"
        )
        with pytest.raises(DomainError, match="世帯の人の連絡先に加えて"):
            services.change_intake(intake=held, facts=facts, by=by)
        kept = Intake.objects.visible_to(by).get(pk=intake.pk)
        assert (kept.visitor, kept.visitor_phone) == ("family", "")
