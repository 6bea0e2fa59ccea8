"""A household splits; one person in two files: seen by those who see both, never under protection."""

import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.models import CaseFile, Compartment, Protection
from cases import services
from cases.models import (
    ContactPoint,
    HouseholdStay,
    OtherName,
    Person,
    ProtectionMeasure,
    RecordState,
    Relationship,
    SamePerson,
)
from cases.services import BondFacts, MemberFacts, NameFacts, SplitFacts, protection
from documents.partial_dates import PartialDate
from tests.cases.pages import browser, page, text_of
from tests.cases.situations import (
    a_case,
    an_accepted_hand_off,
    narrow_to,
    office,
    people_of,
    put_in_charge,
    record_of,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
WHO, COLLEAGUE, OTHER_BODY = "soudan1", "soudan2", "kurashi1"


def a_family(by: str = WHO) -> CaseFile:
    """A mother, her son, his wife and their child."""
    case = a_case(by)
    with acting(by) as user:
        son = people_of(case, by)[1]
        face = son.compartment
        wife = services.add_person(
            face=face, facts=MemberFacts(name="架空 見香", relation="長男の妻"), by=user
        )
        child = services.add_person(
            face=face, facts=MemberFacts(name="架空 小春", relation="孫"), by=user
        )
        services.relate(face=face, facts=BondFacts(wife, child, "birth"), by=user)
        services.relate(face=face, facts=BondFacts(son, wife, "married"), by=user)
        services.add_name(person=wife, facts=NameFacts("former", "見本谷 見香"), by=user)
        services.add_contact(person=wife, kind="phone", value="090-3333-0000", by=user)
        services.add_contact(person=wife, kind="place", value="架空の実家", by=user)
    return case


def named(case: CaseFile, name: str, by: str = WHO) -> Person:
    return next(p for p in people_of(case, by) if p.name == name)


def split(case: CaseFile, by: str = WHO, **more: Any) -> CaseFile:
    with acting(by) as user:
        wife, child = named(case, "架空 見香", by), named(case, "架空 小春", by)
        facts = {"members": [wife, child], "subject": wife, "reason": "divorced"} | more
        return services.split_household(
            record=record_of(case, by), facts=SplitFacts(**facts), by=user
        )


class TestSplit:
    def test_who_goes_has_a_file_of_her_own_with_what_was_chosen(self) -> None:
        case = a_family()
        with acting(WHO) as by:
            wife = named(case, "架空 見香")
            phone = ContactPoint.objects.visible_to(by).get(person=wife, kind="phone")
        left = PartialDate(datetime.date(2026, 10, 1))
        new = split(case, contacts=[phone], left=left)
        with acting(WHO) as by:
            people = people_of(new, WHO)
            assert [(p.name, p.is_subject, p.relation) for p in people] == [
                ("架空 見香", True, "本人"),
                ("架空 小春", False, ""),
            ]
            points = ContactPoint.objects.visible_to(by).of_case(new)
            assert [p.value for p in points] == ["090-3333-0000"]
            assert [n.name for n in OtherName.objects.visible_to(by).of_case(new)] == [
                "見本谷 見香"
            ]
            bonds = Relationship.objects.visible_to(by).of_case(new)
            assert [b.kind for b in bonds] == ["birth"], (
                "the husband stays, and the marriage with him"
            )
            stays = HouseholdStay.objects.visible_to(by).of_case(case)
            assert {(s.until_on, s.reason) for s in stays} == {(left.on, "divorced")}
            there = Person.objects.visible_to(by).in_household().of_case(case)
            assert {p.name for p in there} == {"架空 花子", "架空 太一"}

    def test_nothing_goes_along_that_was_not_chosen(self) -> None:
        case = a_family()
        new = split(case, with_names=False, with_bonds=False)
        with acting(WHO) as by:
            for model in (ContactPoint, OtherName, Relationship):
                assert not model.objects.visible_to(by).of_case(new).exists()

    def test_r14_a_body_that_knows_the_old_file_learns_nothing_of_the_new_one(self) -> None:
        case = a_family()
        an_accepted_hand_off(case, to=OTHER_BODY)
        new = split(case)
        with acting(OTHER_BODY) as by:
            assert not CaseFile.objects.visible_to(by).filter(pk=new.pk).exists()
            assert not SamePerson.objects.visible_to(by).exists()
            assert _raw_count("cases_sameperson") == 0
            assert _raw_count("cases_historicalsameperson") == 0
        shown = text_of(page(OTHER_BODY, "household", case.pk))
        assert "これまで世帯にいた人" in shown
        assert new.number not in shown
        assert "ほかの世帯の記録" not in shown

    def test_who_sees_both_finds_the_way_from_either(self) -> None:
        case = a_family()
        new = split(case)
        assert new.number in text_of(page(COLLEAGUE, "household", case.pk))
        assert case.number in text_of(page(COLLEAGUE, "household", new.pk))

    def test_refusals(self) -> None:
        case = a_family()
        with acting(WHO):
            mother, wife = named(case, "架空 花子"), named(case, "架空 見香")
            mothers = services.add_contact(
                person=mother, kind="phone", value="090-4444-0000", by=staff(WHO)
            )
        for more, words in (
            ({"members": []}, "移る人を選んで"),
            ({"members": [mother, wife]}, "本人は、今の世帯に残ります"),
            ({"subject": mother}, "移る人から選んで"),
            ({"contacts": [mothers]}, "移る人のもの"),
        ):
            with pytest.raises(DomainError, match=words), transaction.atomic():
                split(case, **more)
        split(case)
        with pytest.raises(DomainError, match="世帯にいない"):
            split(case)

    def test_two_who_split_at_once_do_not_make_two_files(self) -> None:
        case = a_family()
        with acting(WHO) as by:
            wife = named(case, "架空 見香")
            facts = SplitFacts(members=[wife], subject=wife)
            record = record_of(case, WHO)
            services.split_household(record=record, facts=facts, version=1, by=by)
            with pytest.raises(StaleError):
                services.split_household(record=record, facts=facts, version=1, by=by)

    def test_r2_r12_a_narrowed_file_and_those_kept_out_stay_so(self) -> None:
        case = a_family()
        with acting(WHO) as by:
            services.restrict_person(case=case, user=staff("kanri1"), reason="親族", by=by)
            narrow_to(record=record_of(case, WHO), staff=[office(WHO)], by=by)
        new = split(case)
        for name in (COLLEAGUE, "kanri1"):
            with acting(name) as user:
                assert not CaseFile.objects.visible_to(user).filter(pk=new.pk).exists(), name

    def test_r12_who_was_in_charge_and_is_kept_out_is_not_in_charge_of_the_new_file(self) -> None:
        """Another body has kept her out: her own could not split the household, and nobody was chosen there."""
        case = a_family()
        with acting(WHO) as by:
            put_in_charge(
                record=record_of(case, WHO), staff=[office(WHO), office(COLLEAGUE)], by=by
            )
        an_accepted_hand_off(case)
        with acting("kurashi1") as by:
            services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
        new = split(case)
        with acting(WHO) as by:
            charge = services.staff_in_charge(record_of(new, WHO), by)
            assert [row.staff.username for row in charge] == [WHO]
        with acting(COLLEAGUE) as user:
            assert not CaseFile.objects.visible_to(user).filter(pk=new.pk).exists()

    def test_the_new_file_goes_on_and_waits_for_no_first_look_that_nobody_could_take(self) -> None:
        new = split(a_family())
        with acting(WHO):
            assert record_of(new, WHO).state == RecordState.SUPPORTING
        shown = text_of(page(WHO, "detail", new.pk))
        assert "世帯の分離で加わった" in shown
        assert "見立てを書きます" not in shown

    def test_the_page_of_splitting(self) -> None:
        case = a_family()
        with acting(WHO):
            wife = named(case, "架空 見香")
        client = browser(WHO)
        url = reverse("cases:split", args=[case.pk])
        shown = client.get(url)
        assert "架空の実家" in text_of(shown)
        assert client.post(url, {"members": [wife.pk]}).status_code == 422
        sent = {"members": [wife.pk], "subject": wife.pk, "reason": "divorced", "version": 1}
        answer = client.post(url, sent)
        assert answer.status_code == 303
        assert "架空 見香" in text_of(client.get(answer["Location"]))


class TestR11:
    def protect(self, case: CaseFile, name: str) -> None:
        with acting(WHO) as by:
            protection.protect_person(
                record=record_of(case, WHO),
                person=named(case, name),
                named=[office(WHO), office("kanri1")],
                by=by,
            )

    def test_r11_protection_goes_along_and_the_link_is_for_the_list_only(self) -> None:
        case = a_family()
        self.protect(case, "架空 見香")
        with acting(WHO) as by:
            points = list(
                ContactPoint.objects.visible_to(by).filter(person=named(case, "架空 見香"))
            )
        new = split(case, contacts=points)
        with acting(WHO) as by:
            wife = people_of(new, WHO)[0]
            assert Protection.objects.in_force().filter(person_id=wife.pk).exists()
            assert ContactPoint.objects.visible_to(by).of_case(new).count() == 2
        with acting(COLLEAGUE) as by:
            assert CaseFile.objects.visible_to(by).filter(pk=new.pk).exists()
            assert not ContactPoint.objects.visible_to(by).of_case(new).exists()
            assert not SamePerson.objects.visible_to(by).exists()
            assert _raw_count("cases_sameperson") == 0
            assert _raw_count("cases_historicalsameperson") == 0
        for one, other in ((case, new), (new, case)):
            assert other.number not in text_of(page(COLLEAGUE, "household", one.pk))
            assert other.number in text_of(page(WHO, "household", one.pk))

    def test_r11_what_was_entered_behind_a_lock_that_was_lifted_does_not_go_along(self) -> None:
        case = a_family()
        self.protect(case, "架空 見香")
        with acting(WHO) as by:
            measure = ProtectionMeasure.objects.visible_to(by).get()
            contact = protection.add_protected_contact(
                measure=measure, kind="phone", value="090-5555-0000", by=by
            )
        client = browser(WHO)
        url = reverse("cases:split", args=[case.pk])
        assert "090-5555-0000" in text_of(client.get(url))
        with acting("kanri1") as by:
            protection.release(measure=measure, reason="申し出により", by=by)
        assert "090-5555-0000" not in text_of(client.get(url))
        with pytest.raises(DomainError, match="保護が解除されている"), transaction.atomic():
            split(case, contacts=[contact])

    def test_r11_a_protection_set_later_hides_the_link_from_both_sides(self) -> None:
        case = a_family()
        new = split(case)
        assert new.number in text_of(page(COLLEAGUE, "household", case.pk))
        self.protect(case, "架空 花子")
        for one, other in ((case, new), (new, case)):
            assert other.number not in text_of(page(COLLEAGUE, "household", one.pk))

    def test_r11_nobody_off_the_list_carries_a_protected_person_over(self) -> None:
        case = a_family()
        self.protect(case, "架空 見香")
        with pytest.raises(DomainError, match="名簿"):
            split(case, by=COLLEAGUE)


class TestSamePerson:
    def test_two_files_are_said_to_know_one_person_and_it_is_taken_back(self) -> None:
        one, two = a_case(), a_case()
        with acting(WHO):
            mother, other = people_of(one, WHO)[0], people_of(two, WHO)[0]
        client = browser(WHO)
        url = reverse("cases:same_person", args=[mother.pk])
        assert two.number in text_of(client.get(url))
        sent = {"other": f"{other.pk}:{other.version}", "reason": "本人に確かめた"}
        assert client.post(url, sent).status_code == 303
        assert client.post(url, sent).status_code == 422
        assert one.number in text_of(client.get(reverse("cases:household", args=[two.pk])))
        with acting(WHO) as by:
            link = SamePerson.objects.visible_to(by).get()
        undo = reverse("cases:not_same", args=[link.pk])
        assert client.post(undo, {"reason": "同姓同名", "version": 1}).status_code == 303
        assert one.number not in text_of(client.get(reverse("cases:household", args=[two.pk])))

    def test_a_link_goes_with_a_merge_and_comes_back(self) -> None:
        one, two = a_case(), a_case()
        with acting(WHO) as by:
            son, other = people_of(one, WHO)[1], people_of(two, WHO)[1]
            facts = MemberFacts(name="架空 太市", relation="長男")
            again = services.add_person(face=son.compartment, facts=facts, by=by)
            services.say_same_person(person=other, other=again, reason="本人に確かめた", by=by)
            row = services.merge_people(survivor=son, merged=again, reason="保険証", by=by)
            assert list(services.elsewhere(son.compartment, by)) == [son.pk]
            services.unmerge_people(merge=row, reason="別の人", by=by)
            assert list(services.elsewhere(son.compartment, by)) == [again.pk]

    def test_s10_the_database_takes_no_link_to_a_file_in_which_one_does_not_write(self) -> None:
        mine, foreign = a_case(), a_case(OTHER_BODY)
        with acting(OTHER_BODY) as other:
            face = Compartment.objects.visible_to(other).get(case=foreign, kind="face")
            theirs = people_of(foreign, OTHER_BODY)[0]
        with acting(WHO) as by:
            mother = people_of(mine, WHO)[0]
            with pytest.raises(DomainError, match="どちらにも"):
                services.say_same_person(person=mother, other=theirs, reason="同じ", by=by)
            with pytest.raises(ProgrammingError), transaction.atomic():
                SamePerson.objects.create(
                    compartment_id=mother.compartment_id,
                    created_by=by,
                    person=mother,
                    other_compartment_id=face.pk,
                    other_person_id=theirs.pk,
                    kind="found",
                )


def _raw_count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])
