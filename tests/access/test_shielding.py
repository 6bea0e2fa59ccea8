"""R11 and R12 at each wall apart: with row policies down the queries alone withhold (S-01)."""

from typing import Any

from access import protecting
from access.context import acting_as
from access.models import CaseFile, Protection
from cases import services
from cases.models import ContactPoint, Household, Person
from cases.services import protection
from organizations.models import Area
from tests.cases import situations as s
from tests.cases.test_merging import entered_twice, merged
from tests.world import staff

LISTED, OTHERS = ("soudan1", "kanri1"), ("soudan2", "kurashi1", "kansa1")


def test_wall_1_withholds_with_row_policies_down(wall_three_down: None) -> None:
    """Connected as a superuser of the database, whom no policy binds."""
    case = s.a_case("soudan1")
    worker = staff("soudan1")
    with acting_as(worker):
        mother = Person.objects.visible_to(worker).of_case(case).get(is_subject=True)
        home = Household.objects.changeable_by(worker).of_case(case)
        home.update(area=Area.objects.first())
        protection.protect_person(
            record=s.record_of(case, "soudan1"),
            person=mother,
            named=[s.office(name) for name in LISTED],
            by=worker,
        )
    assert Protection.objects.in_force().count() == 1
    for name in (*LISTED, *OTHERS):
        expected = 2 if name in LISTED else 0
        assert len(rows(ContactPoint.objects, name)) == expected, name
        assert len(rows(ContactPoint.history.all(), name)) == expected, name
        areas = {row.area_id for row in rows(Household.history.all(), name)} - {None}
        assert bool(areas) == (name in LISTED), name


def test_r11_wall_1_withholds_versions_from_before_a_merge_with_row_policies_down(
    wall_three_down: None,
) -> None:
    """The address stood under another row of hers, which nobody protects."""
    case = s.a_case("soudan1")
    worker = staff("soudan1")
    with acting_as(worker):
        son, again = entered_twice(case, worker)
        point = services.add_contact(person=again, kind="address", value="架空区1番", by=worker)
        merged(son, again, worker)
        protection.protect_person(
            record=s.record_of(case, "soudan1"),
            person=son,
            named=[s.office(name) for name in LISTED],
            by=worker,
        )
    for name in (*LISTED, *OTHERS):
        versions = rows(ContactPoint.history.filter(id=point.pk), name)
        assert len(versions) == (2 if name in LISTED else 0), name


def test_r12_wall_1_keeps_out_until_lifted_with_row_policies_down(wall_three_down: None) -> None:
    case = s.a_case("soudan1")
    worker, superior, kin = staff("soudan1"), staff("kanri1"), staff("soudan2")

    def sees() -> bool:
        return CaseFile.objects.visible_to(kin).filter(pk=case.pk).exists()

    assert sees()
    with acting_as(worker):
        row = protecting.restrict(case=case, user=kin, reason="親族", relation="kin", by=worker)
        assert not sees()
        protecting.ask_to_lift(restriction=row, reason="取り違え", by=worker)
        row.refresh_from_db()
    assert not sees()
    with acting_as(superior):
        protecting.lift(restriction=row, by=superior)
    assert sees()


def rows(questions: Any, username: str) -> list[Any]:
    return list(questions.visible_to(staff(username)))
