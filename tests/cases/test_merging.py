"""One person entered twice in a file: merged and un-merged exactly; never less protected (R11)."""

import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from access.errors import DomainError, StaleError
from access.shortcuts import save_changed
from cases import services
from cases.models import (
    ContactPoint,
    HouseholdStay,
    OtherName,
    Person,
    PersonMerge,
    Relationship,
    Tie,
)
from cases.services import BondFacts, MemberFacts, NameFacts, TieFacts, protection
from tests.cases.pages import browser, page, text_of
from tests.cases.situations import a_case, a_consent, office, people_of, record_of
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
WHO = "soudan1"
TWICE = MemberFacts(
    name="架空 太市", kana="かくう たいち", relation="長男", birth_on=datetime.date(1971, 3, 4)
)


def entered_twice(case: Any, by: Any) -> tuple[Person, Person]:
    """The son, and the row that a colleague entered for him once more."""
    son = people_of(case, WHO)[1]
    again = services.add_person(face=son.compartment, facts=TWICE, by=by)
    return son, again


def merged(survivor: Person, other: Person, by: Any, **more: Any) -> PersonMerge:
    return services.merge_people(
        survivor=survivor, merged=other, reason="保険証で確かめた", by=by, **more
    )


def test_what_named_the_second_row_comes_to_the_first_and_goes_back() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        phone = services.add_contact(person=again, kind="phone", value="090-0000-0000", by=by)
        name = services.add_name(person=again, facts=NameFacts("alias", "たいちゃん"), by=by)
        row = merged(son, again, by)
        son = Person.objects.visible_to(by).get(pk=son.pk)
        assert son.birth_on == TWICE.birth_on
        assert ContactPoint.objects.visible_to(by).get(pk=phone.pk).person_id == son.pk
        assert [p.name for p in people_of(case, WHO) if p.merged_into_id is None] == [
            "架空 花子",
            "架空 太一",
        ]
    assert "架空 太市 を 架空 太一 にまとめました" in text_of(page(WHO, "household", case.pk))
    with acting(WHO) as by:
        services.unmerge_people(merge=row, reason="双子の兄だった", by=by)
        son = Person.objects.visible_to(by).get(pk=son.pk)
        assert (son.birth_on, son.birth_estimate) == (None, "50代")
        assert ContactPoint.objects.visible_to(by).get(pk=phone.pk).person_id == again.pk
        assert OtherName.objects.visible_to(by).get(pk=name.pk).person_id == again.pk
        history = PersonMerge.history.visible_to(by).filter(id=row.pk)
        assert [h.undone_reason for h in history.order_by("history_date")] == ["", "双子の兄だった"]


def test_what_was_written_after_the_merge_stays_with_the_survivor() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        row = merged(son, again, by)
        son = Person.objects.visible_to(by).get(pk=son.pk)
        late = services.add_contact(person=son, kind="phone", value="090-1111-0000", by=by)
        facts = MemberFacts(name=son.name, birth_on=datetime.date(1972, 1, 1))
        services.change_person(person=son, facts=facts, version=son.version, by=by)
        services.unmerge_people(merge=row, reason="別の人", by=by)
        son = Person.objects.visible_to(by).get(pk=son.pk)
        assert son.birth_on == datetime.date(1972, 1, 1)
        assert ContactPoint.objects.visible_to(by).get(pk=late.pk).person_id == son.pk


class TestRefusals:
    def test_the_second_editor_is_told(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            son, again = entered_twice(case, by)
            with pytest.raises(StaleError):
                merged(son, again, by, version=son.version, merged_version=again.version + 1)
        with acting("soudan2") as colleague:
            seen = Person.objects.visible_to(colleague).get(pk=again.pk)
            save_changed(seen, by=colleague, fields={"note": "直した"})
        with acting(WHO) as by:
            name = staff("soudan2").name
            with pytest.raises(
                StaleError, match=rf"{name}さんが（今日 \d\d:\d\d）、この内容を直しました"
            ):
                merged(son, again, by, version=son.version, merged_version=again.version)
            again = seen
            row = merged(son, again, by, version=son.version, merged_version=again.version)
            with pytest.raises(StaleError, match="あなたが別の画面で"):
                merged(son, again, by)
            services.unmerge_people(merge=row, reason="別の人", version=row.version, by=by)
            with pytest.raises(DomainError, match="すでに"):
                services.unmerge_people(merge=row, reason="別の人", by=by)

    def test_the_subject_stays_and_a_reason_is_asked(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother, son = people_of(case, WHO)
            with pytest.raises(DomainError, match="残す側"):
                merged(son, mother, by)
            with pytest.raises(DomainError, match="わけ"):
                services.merge_people(survivor=mother, merged=son, reason=" ", by=by)

    def test_s10_rows_of_two_files_are_never_merged(self) -> None:
        one, two = a_case(), a_case()
        with acting(WHO) as by:
            with pytest.raises(DomainError, match="同じ世帯"):
                merged(people_of(one, WHO)[0], people_of(two, WHO)[1], by)

    def test_who_gave_a_consent_stays(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            son, again = entered_twice(case, by)
        a_consent(case, persons=[again])
        with acting(WHO) as by, pytest.raises(DomainError, match="同意"):
            merged(son, again, by)

    def test_of_two_merges_the_later_is_undone_first_and_each_has_back_what_was_hers(
        self,
    ) -> None:
        case = a_case()
        with acting(WHO) as by:
            son, second = entered_twice(case, by)
            third = services.add_person(face=son.compartment, facts=TWICE, by=by)
            phone = services.add_contact(person=third, kind="phone", value="090-3333-0000", by=by)

            def at() -> Any:
                return ContactPoint.objects.visible_to(by).get(pk=phone.pk).person_id

            first = merged(second, third, by)
            later = merged(son, second, by)
            assert at() == son.pk
            with pytest.raises(DomainError, match="先に、あとからまとめたほうを取り消して"):
                services.unmerge_people(merge=first, reason="別の人", by=by)
            assert at() == son.pk
            services.unmerge_people(merge=later, reason="別の人", by=by)
            assert at() == second.pk
            services.unmerge_people(merge=first, reason="別の人", by=by)
            assert at() == third.pk

    def test_nobody_becomes_her_own_grandmother(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother = people_of(case, WHO)[0]
            son, again = entered_twice(case, by)
            face = mother.compartment
            for parent, child in ((mother, son), (again, mother)):
                services.relate(face=face, facts=BondFacts(parent, child, "birth"), by=by)
            with pytest.raises(DomainError, match="間柄が合わなく"), transaction.atomic():
                merged(son, again, by)
            assert not PersonMerge.objects.visible_to(by).exists()

    def test_no_third_natural_parent_comes_back_when_a_merge_is_undone(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            mother, son = people_of(case, WHO)
            face = mother.compartment
            father, twice, other = (
                services.add_person(face=face, facts=MemberFacts(name=name), by=by)
                for name in ("架空 一", "架空 一夫", "架空 二")
            )
            for parent in (father, twice):
                services.relate(face=face, facts=BondFacts(parent, son, "birth"), by=by)
            row = merged(father, twice, by)
            bond = services.relate(face=face, facts=BondFacts(other, son, "birth"), by=by)
            with (
                pytest.raises(DomainError, match="取り消すと、家族の間柄が合わなく"),
                transaction.atomic(),
            ):
                services.unmerge_people(merge=row, reason="別の人", by=by)
            services.remove_relationship(relationship=bond, by=by)
            row = PersonMerge.objects.visible_to(by).get()
            services.unmerge_people(merge=row, reason="別の人", by=by)
            assert PersonMerge.objects.visible_to(by).get().undone_reason == "別の人"


class TestR11:
    def protect(self, case: Any, person: Person, by: Any) -> Any:
        return protection.protect_person(
            record=record_of(case, WHO),
            person=person,
            named=[office(WHO), office("kanri1")],
            by=by,
        )

    def test_r11_who_is_protected_is_the_one_that_stays(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            son, again = entered_twice(case, by)
            services.add_contact(person=son, kind="phone", value="090-2222-0000", by=by)
            self.protect(case, again, by)
            with pytest.raises(DomainError, match="残す側"):
                merged(son, again, by)
            merged(again, son, by)
        with acting("soudan2") as colleague:
            assert not ContactPoint.objects.visible_to(colleague).filter(person=again).exists()

    def test_r11_versions_of_a_contact_that_a_merge_brought_her_are_there_for_her_list_only(
        self,
    ) -> None:
        """They carry her other row, which nobody protects: by the queries, and past all of Django."""
        case = a_case()
        with acting(WHO) as by:
            son, again = entered_twice(case, by)
            point = services.add_contact(person=again, kind="address", value="架空区1番", by=by)
            merged(son, again, by)

        def versions(username: str) -> tuple[int, int]:
            asked = f"select value from {ContactPoint.history.model._meta.db_table} where id = %s"
            with acting(username) as by, connection.cursor() as cursor:
                cursor.execute(asked, [point.pk])
                found = ContactPoint.history.visible_to(by).filter(id=point.pk)
                return found.count(), len(cursor.fetchall())

        assert versions("soudan2") == (2, 2)
        with acting(WHO) as by:
            self.protect(case, son, by)
        assert versions("soudan2") == (0, 0)
        assert versions(WHO) == versions("kanri1") == (2, 2)

    def test_r11_nobody_off_the_list_merges_and_nobody_undoes_under_protection(self) -> None:
        case = a_case()
        with acting(WHO) as by:
            son, again = entered_twice(case, by)
            self.protect(case, son, by)
        with acting("soudan2") as colleague, pytest.raises(DomainError, match="名簿"):
            merged(son, again, colleague)
        with acting(WHO) as by:
            row = merged(son, again, by)
            with pytest.raises(DomainError, match="保護が解除されてから"):
                services.unmerge_people(merge=row, reason="別の人", by=by)


def test_pages_of_merging() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
    client = browser(WHO)
    url = reverse("cases:merge", args=[son.pk])
    assert client.post(url, {"reason": "保険証"}).status_code == 422
    sent = {"other": f"{again.pk}:{again.version}", "reason": "保険証", "version": son.version}
    assert client.post(url, sent).status_code == 303
    with acting(WHO) as by:
        row = PersonMerge.objects.visible_to(by).get()
    undo = reverse("cases:unmerge", args=[row.pk])
    assert client.get(undo).status_code == 200
    assert client.post(undo, {"reason": "別の人", "version": row.version}).status_code == 303
    assert "まとめた人" not in text_of(page(WHO, "household", case.pk))


KINDS = st.sampled_from(["contact", "name", "tie", "bond"])
PEOPLE = st.integers(0, 3)
ROWS = st.lists(
    st.tuples(KINDS, PEOPLE, PEOPLE, st.sampled_from(Relationship.Kind.values)), max_size=10
)


def test_unmerging_restores_everything_whatever_was_there() -> None:
    """Round trip over wild families: after merge and un-merge every row says what it said."""
    case = a_case()
    with acting(WHO) as by:
        entered_twice(case, by)
        face = people_of(case, WHO)[0].compartment
        services.add_person(face=face, facts=MemberFacts(name="架空 見香"), by=by)

        @settings(max_examples=20, deadline=None)
        @given(rows=ROWS, ends=st.permutations([1, 2, 3]))
        def walk(rows: Any, ends: Any) -> None:
            with transaction.atomic():
                for n, row in enumerate(rows):
                    _enter(row, n, case, by)
                _round_trip(case, ends, by)
                transaction.set_rollback(True)

        walk()


def _enter(row: Any, n: int, case: Any, by: Any) -> None:
    kind, first, second, bond = row
    people = people_of(case, WHO)
    one, other = people[first], people[second]
    try:
        if kind == "contact":
            services.add_contact(person=one, kind="phone", value=f"090-0000-{n:04}", by=by)
        elif kind == "name":
            services.add_name(person=one, facts=NameFacts("alias", f"呼び名{n}"), by=by)
        elif kind == "tie":
            facts = TieFacts(f"見本の店{n}", "plain", one)
            services.add_tie(face=one.compartment, facts=facts, by=by)
        else:
            services.relate(face=one.compartment, facts=BondFacts(one, other, bond), by=by)
    except DomainError:
        pass


def _round_trip(case: Any, ends: Any, by: Any) -> None:
    people = people_of(case, WHO)
    before = _all_rows(case, by)
    try:
        row = merged(people[ends[0]], people[ends[1]], by)
    except DomainError:
        return
    during = _all_rows(case, by)
    gone = people[ends[1]].pk
    named = [v for r in during["Relationship"] if r["removed_on"] is None for v in r.values()]
    assert gone not in named
    assert all(r["person_a_id"] != r["person_b_id"] for r in during["Relationship"])
    services.unmerge_people(merge=row, reason="別の人だった", by=by)
    assert _all_rows(case, by) == before


def _all_rows(case: Any, by: Any) -> dict[str, list[dict[str, Any]]]:
    """What every row says, apart from how often it was changed."""
    models: Any = (Person, ContactPoint, OtherName, Tie, Relationship, HouseholdStay)
    return {
        model.__name__: [
            {k: v for k, v in row.items() if k != "version"}
            for row in model.objects.visible_to(by).of_case(case).order_by("pk").values()
        ]
        for model in models
    }


def test_a_merged_row_is_found_by_its_name_and_shown_nowhere_else() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        merged(son, again, by)
    found = browser(WHO).post(reverse("cases:search"), {"q": "太市"}, follow=True)
    assert case.number in text_of(found)
    shown = text_of(page(WHO, "family", case.pk))
    assert "架空 太市" not in shown


def test_the_household_offers_to_take_back_only_what_can_be_taken_back_now() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, second = entered_twice(case, by)
        third = services.add_person(face=son.compartment, facts=TWICE, by=by)
        first = merged(second, third, by)
        later = merged(son, second, by)

    def offered() -> tuple[set[Any], str]:
        shown = browser(WHO).get(reverse("cases:household", args=[case.pk]))
        content = shown.content.decode()
        links = {
            row.pk for row in (first, later) if reverse("cases:unmerge", args=[row.pk]) in content
        }
        return links, text_of(shown)

    links, text = offered()
    assert links == {later.pk}
    assert "先に、あとからまとめた" in text
    with acting(WHO) as by:
        services.unmerge_people(merge=later, reason="別の人", by=by)
    links, text = offered()
    assert links == {first.pk}
    assert "先に、あとからまとめた" not in text


def test_r11_under_protection_the_household_says_that_it_is_not_taken_back() -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        TestR11().protect(case, son, by)
        row = merged(son, again, by)
    shown = browser(WHO).get(reverse("cases:household", args=[case.pk]))
    assert reverse("cases:unmerge", args=[row.pk]) not in shown.content.decode()
    assert "保護が解除されるまで、取り消せません" in text_of(shown)
