"""R11: a protected person is not found by what another row, another file or an intake says of her."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.models import CaseFile, Protection
from cases import services
from cases.models import ContactPoint, Intake, Person
from cases.services import MemberFacts, SplitFacts, protection
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, an_intake, office, people_of, record_of
from tests.world import acting

from .test_intake_sheet import ANSWERS, receive, sheet
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother

pytestmark = pytest.mark.django_db


def finds(username: str, words: str, case: CaseFile) -> bool:
    page = browser(username).post(reverse("cases:search"), {"q": words}, follow=True)
    return case.number in text_of(page)


def a_son_in_two_files() -> tuple[CaseFile, CaseFile]:
    """He went from his mother's household into a file of his own, and his address went along."""
    old = a_case(WORKER)
    with acting(WORKER) as by:
        son = people_of(old, WORKER)[1]
        services.add_contact(person=son, kind="address", value="架空区保護町9番9号", by=by)
        points = list(ContactPoint.objects.visible_to(by).filter(person=son))
        facts = SplitFacts(members=[son], subject=son, contacts=points)
        return old, services.split_household(record=record_of(old, WORKER), facts=facts, by=by)


def protect(case: CaseFile, member: int = 0) -> list[Any]:
    with acting(WORKER) as by:
        return protection.protect_everywhere(
            record=record_of(case, WORKER),
            person=people_of(case, WORKER)[member],
            named=[office(WORKER), office(SUPERVISOR)],
            by=by,
        )


def test_r11_whoever_is_protected_in_one_file_is_protected_in_each_that_knows_her() -> None:
    old, new = a_son_in_two_files()
    assert finds(COLLEAGUE, "架空区保護町", old)
    assert len(protect(new)) == 2
    assert not finds(COLLEAGUE, "架空区保護町", old)
    assert not finds(COLLEAGUE, "架空区保護町", new)
    assert finds(WORKER, "架空区保護町", old)
    with acting(WORKER) as by:
        assert Protection.objects.in_force().filter(case__in=[old, new]).count() == 2
        son = people_of(new, WORKER)[0]
        assert [row.is_protected for row in protection.rows_elsewhere(son, by)] == [True]


def test_r11_the_page_of_protecting_reaches_the_other_file_too() -> None:
    old, new = a_son_in_two_files()
    with acting(WORKER):
        son = people_of(new, WORKER)[0]
    sent = {
        "named": [str(office(WORKER).pk), str(office(SUPERVISOR).pk)],
        "how": "provisional",
        "kind": "unknown",
    }
    client = browser(WORKER)
    answer = client.post(reverse("cases:protect", args=[son.pk]), sent)
    assert answer.status_code == 303
    shown = text_of(client.get(answer["Location"]))
    assert "同じ人の、ほかの記録" in shown
    assert old.number in shown
    assert "まだ保護していません" not in shown


def test_r11_what_cannot_be_protected_along_is_told() -> None:
    """The list of the other file would hold nobody who decides: it says so, and how to go on."""
    old, new = a_son_in_two_files()
    with acting(WORKER) as by:
        son = people_of(new, WORKER)[0]
        measure = protection.protect_person(
            record=record_of(new, WORKER),
            person=son,
            named=[office(WORKER), office(SUPERVISOR)],
            by=by,
        )
    url = reverse("cases:protection", args=[measure.pk])
    shown = text_of(browser(WORKER).get(url))
    assert "まだ保護していません" in shown
    assert old.number in shown


@pytest.mark.parametrize(
    "came", [{"visitor_name": "長女　架空 花子"}, {"visitor_phone": "0300004821"}]
)
def test_r11_where_she_came_for_her_family_is_told_to_who_protects_her(
    came: dict[str, str],
) -> None:
    """Found there by whoever reads that file: she who protects her can have it corrected."""
    hers = a_case(WORKER)
    measure = a_protected_mother(hers)
    url = reverse("cases:protection", args=[measure.pk])
    heading = "同じ氏名か電話番号の人が相談に来た、ほかの記録"
    assert heading not in text_of(browser(WORKER).get(url))
    told = an_intake(WORKER, **({"visitor": "neighbour"} | came))
    assert heading not in text_of(browser(WORKER).get(url))
    call = an_intake(WORKER, **({"visitor": "family"} | came))
    page = browser(WORKER).get(url).content.decode()
    assert heading in page
    assert reverse("cases:intake_detail", args=[call.pk]) in page
    assert reverse("cases:intake_detail", args=[told.pk]) not in page


def test_r11_a_protected_person_is_not_said_to_be_one_whom_nobody_protects() -> None:
    one, two = a_case(WORKER), a_case(WORKER)
    a_protected_mother(one)
    with acting(WORKER) as by:
        mother, other = people_of(one, WORKER)[0], people_of(two, WORKER)[0]
        with pytest.raises(DomainError, match="もう一方の記録でも"):
            services.say_same_person(person=mother, other=other, reason="保険証", by=by)
        with pytest.raises(DomainError, match="もう一方の記録でも"):
            services.say_same_person(person=other, other=mother, reason="保険証", by=by)
    protect(two)
    with acting(WORKER) as by:
        services.say_same_person(person=mother, other=other, reason="保険証", by=by)


def merged_in(case: CaseFile, times: int = 1) -> None:
    """The son was entered again in this file, as often, and what stood under his row came to the next one each time."""
    with acting(WORKER) as by:
        (row,) = [p for p in people_of(case, WORKER) if not p.is_subject]
        for _ in range(times):
            facts = MemberFacts(name="架空 太市", relation="長男")
            again = services.add_person(face=row.compartment, facts=facts, by=by)
            services.merge_people(survivor=again, merged=row, reason="保険証", by=by)
            row = Person.objects.visible_to(by).select_related("compartment").get(pk=again.pk)


@pytest.mark.parametrize("times", [1, 2])
def test_r11_in_the_other_file_who_goes_on_is_protected_and_not_the_row_that_was_merged(
    times: int,
) -> None:
    old, new = a_son_in_two_files()
    merged_in(old, times)
    assert finds(COLLEAGUE, "架空区保護町", old)
    assert len(protect(new)) == 2
    assert not finds(COLLEAGUE, "架空区保護町", old)
    assert finds(WORKER, "架空区保護町", old)
    with acting(COLLEAGUE) as by:
        points = ContactPoint.objects.visible_to(by).of_case(old)
        assert "架空区保護町9番9号" not in points.values_list("value", flat=True)
    with acting(WORKER) as by:
        (row,) = protection.rows_elsewhere(people_of(new, WORKER)[0], by)
        assert (row.person.name, row.is_protected) == ("架空 太市", True)


def test_r11_a_row_that_was_merged_into_another_is_not_protected_in_her_place() -> None:
    old, _ = a_son_in_two_files()
    with acting(WORKER):
        before = next(p for p in people_of(old, WORKER) if not p.is_subject)
    merged_in(old)
    with acting(WORKER) as by:
        with pytest.raises(DomainError, match="残っている人の連絡先を保護"):
            protection.protect_person(
                record=record_of(old, WORKER),
                person=before,
                named=[office(WORKER), office(SUPERVISOR)],
                by=by,
            )
        assert not Protection.objects.in_force().filter(case=old).exists()


def test_r11_a_file_that_two_others_know_is_protected_once() -> None:
    """She is in three files, and of each two it is said."""
    old, new = a_son_in_two_files()
    third = a_case(WORKER)
    with acting(WORKER) as by:
        (son,) = [p for p in people_of(old, WORKER) if not p.is_subject]
        rows = [son, people_of(new, WORKER)[0]]
        for row in rows:
            other = people_of(third, WORKER)[0]
            services.say_same_person(person=row, other=other, reason="保険証", by=by)
    assert len(protect(new)) == 3
    with acting(WORKER):
        in_force = Protection.objects.in_force().filter(case__in=[old, new, third])
        assert in_force.count() == 3


# --- the number under which somebody came to the counter --------------------------------------------------------


def points_of_the_subject() -> list[str]:
    with acting(WORKER) as by:
        subject = Person.objects.visible_to(by).get(is_subject=True)
        rows = ContactPoint.objects.visible_to(by).filter(person=subject, ended_on__isnull=True)
        return sorted(rows.values_list("value", flat=True))


def test_r11_the_number_of_who_came_for_herself_is_one_of_her_contacts() -> None:
    told = {"visitor": "person", "visitor_phone": "070-0000-9876", "phone": "03-0000-4821"}
    intake = receive(**told)
    assert intake.visitor_phone == ""
    assert points_of_the_subject() == ["03-0000-4821", "070-0000-9876"]


def test_r11_a_third_number_of_hers_is_asked_for_elsewhere_and_nothing_typed_is_lost() -> None:
    told = {
        "visitor": "person",
        "visitor_phone": "070-0000-9876",
        "phone": "03-0000-4821",
        "other_phone": "03-0000-4822",
    }
    rows = {"members-TOTAL_FORMS": "4", "members-INITIAL_FORMS": "0"}
    page = browser(WORKER).post(reverse("cases:intake"), ANSWERS | rows | told)
    assert page.status_code == 422
    assert "世帯の人の連絡先に加えてください" in text_of(page)
    assert "070-0000-9876" in page.content.decode()


def test_r11_who_called_and_from_where_is_withheld_while_somebody_is_protected() -> None:
    intake = receive(visitor="neighbour", visitor_phone="070-0000-9876", name="仮名 見子")
    with acting(WORKER):
        case = intake.compartment.case
    detail = reverse("cases:intake_detail", args=[intake.pk])
    change = reverse("cases:change_intake", args=[intake.pk])
    assert "070-0000-9876" in text_of(browser(COLLEAGUE).get(detail))
    a_protected_mother(case)
    colleague = browser(COLLEAGUE)
    for url in (detail, change):
        page = colleague.get(url).content.decode()
        assert "070-0000-9876" not in page
        assert "保護のため表示していません" in page
    assert "070-0000-9876" in text_of(browser(WORKER).get(detail))
    # What she corrects keeps what she does not see, and what she sends in its place is not taken.
    with acting(COLLEAGUE) as by:
        version = services.sheet_of(Intake.objects.visible_to(by).get(), by).version
    sent = ANSWERS | {"visitor": "neighbour", "version": version, "visitor_phone": "03-1111-1111"}
    assert colleague.post(change, sent | {"words": "直した"}).status_code == 303
    with acting(WORKER) as by:
        row = Intake.objects.visible_to(by).get()
        assert (row.words, row.visitor_phone) == ("直した", "070-0000-9876")


def test_r11_a_new_number_of_a_protected_person_is_refused_on_the_sheet() -> None:
    intake = receive(name="仮名 見子")
    with acting(WORKER):
        case = intake.compartment.case
    a_protected_mother(case)
    told = sheet(intake) | {"visitor": "person", "visitor_phone": "070-0000-9876"}
    page = browser(WORKER).post(reverse("cases:change_intake", args=[intake.pk]), told)
    assert page.status_code == 422
    assert "保護の画面" in text_of(page)
