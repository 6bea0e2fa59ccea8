"""Protected members of a household (R11): masked everywhere, lifted by two, found by nobody."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.acting import Acting
from access.errors import DomainError
from access.models import CaseFile, Protection
from access.reading import ReadingLog
from cases import services, today_protection
from cases.models import ContactPoint, Household, Person, ProtectedContact, ProtectionMeasure
from cases.services import protection
from documents.text import search_key
from organizations.models import Area, Role
from organizations.services import appoint
from tests.access.crawl import ask, searched, settled
from tests.world import acting, login, staff

from . import situations as s
from .pages import browser, text_of

pytestmark = pytest.mark.django_db

WORKER, SUPERVISOR, COLLEAGUE = "soudan1", "kanri1", "soudan2"


def offices(*names: str) -> list[Any]:
    return [s.office(name) for name in names]


def a_protected_mother(
    case: CaseFile | None = None, *, provisional: bool = True, **facts: Any
) -> ProtectionMeasure:
    """The mother of the sample household, locked by her caseworker and her supervisor."""
    case = case or s.a_case(WORKER)
    with acting(WORKER) as by:
        mother = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
        return protection.protect_person(
            record=s.record_of(case, WORKER),
            person=mother,
            named=offices(WORKER, SUPERVISOR),
            is_provisional=provisional,
            facts=protection.MeasureFacts(**facts),
            by=by,
        )


def contacts_seen(username: str) -> list[str]:
    with acting(username) as by:
        return sorted(ContactPoint.objects.visible_to(by).values_list("value", flat=True))


def raw_contacts(username: str, table: str = "cases_contactpoint") -> int:
    """What the database itself shows, past all of Django."""
    with acting(username), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_r11_the_lock_holds_at_once_for_everybody_not_named() -> None:
    case = s.a_case(WORKER)
    assert len(contacts_seen(COLLEAGUE)) == 2
    a_protected_mother(case)
    assert contacts_seen(COLLEAGUE) == []
    assert len(contacts_seen(WORKER)) == len(contacts_seen(SUPERVISOR)) == 2
    for table in ("cases_contactpoint", "cases_historicalcontactpoint"):
        assert raw_contacts(COLLEAGUE, table) == 0
        assert raw_contacts(WORKER, table) == 2


def test_r11_history_is_withheld_by_the_queries_too() -> None:
    a_protected_mother()
    for name, seen in ((COLLEAGUE, 0), (WORKER, 2)):
        with acting(name) as by:
            assert ContactPoint.history.all().visible_to(by).count() == seen


def test_r11_search_by_address_or_phone_hits_for_the_list_only(client: Any) -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    for name, hits in ((COLLEAGUE, False), (WORKER, True)):
        login(client, name)
        for words in ("0300004821", "架空町1-2-3"):
            page = client.post("/cases/search/", {"q": words}, follow=True).content.decode()
            assert (case.number in page) == hits, (name, words)


def test_r11_the_mask_says_withheld_and_never_what(client: Any) -> None:
    case = s.a_case(WORKER)
    measure = a_protected_mother(case, counterpart="仮名 相手")
    login(client, COLLEAGUE)
    page = client.get(f"/cases/{case.pk}/household/").content.decode()
    assert "保護のため表示していません" in page
    for word in ("03-0000-4821", "架空町", "仮名 相手", "DV等支援措置"):
        assert word not in page
    assert client.get(f"/cases/protections/{measure.pk}/").status_code == 404
    login(client, SUPERVISOR)
    shown = client.get(f"/cases/protections/{measure.pk}/").content.decode()
    assert "03-0000-4821" in shown
    assert "仮名 相手" in shown


def test_r11_new_contacts_lie_behind_the_lock_and_stay_there() -> None:
    case = s.a_case(WORKER)
    measure = a_protected_mother(case)
    with acting(WORKER) as by:
        mother = Person.objects.visible_to(by).get(pk=measure.person_id)
        with pytest.raises(DomainError, match="保護"):
            services.add_contact(person=mother, kind="phone", value="070-0000-1111", by=by)
        protection.add_protected_contact(measure=measure, kind="place", value="仮のいどころ", by=by)
    with acting(COLLEAGUE) as by:
        assert not ProtectedContact.objects.visible_to(by).exists()
    with acting(SUPERVISOR) as by:
        protection.release(measure=measure, reason="取り違え", by=by)
    assert len(contacts_seen(COLLEAGUE)) == 2
    with acting(COLLEAGUE) as by:
        assert not ProtectedContact.objects.visible_to(by).exists()


def test_r11_the_database_refuses_a_contact_in_the_open() -> None:
    measure = a_protected_mother()
    with acting(COLLEAGUE) as by:
        mother = Person.objects.visible_to(by).get(pk=measure.person_id)
        with pytest.raises(DatabaseError), transaction.atomic():
            ContactPoint.objects.create(
                compartment_id=mother.compartment_id,
                created_by=by,
                person=mother,
                kind="phone",
                value="x",
            )


def test_r11_a_merge_cannot_carry_contacts_to_one_whom_nobody_protects() -> None:
    measure = a_protected_mother()
    with acting(WORKER) as by:
        son = Person.objects.visible_to(by).get(is_subject=False)
        with pytest.raises(DatabaseError), transaction.atomic():
            ContactPoint.objects.changeable_by(by).filter(person_id=measure.person_id).update(
                person=son
            )


def test_r11_reviews_come_to_the_list_in_time() -> None:
    measure = a_protected_mother(provisional=False, kind="dv")

    def shown(username: str, left: int) -> list[tuple[str, bool]]:
        day = timezone.localdate() + datetime.timedelta(days=left)
        with acting(WORKER):
            Protection.objects.filter(compartment=measure.compartment_id).update(review_on=day)
        with acting(username) as by:
            found = today_protection.items(
                SimpleNamespace(user=by, acting=Acting(by, ReadingLog(by)))
            )
        return [(item.group, item.due_on is not None) for item in found]

    assert shown(SUPERVISOR, 61) == []
    assert shown(SUPERVISOR, 60) == [("news", False)]
    assert shown(SUPERVISOR, 30) == [("todo", True)]
    assert shown(WORKER, -1) == [("todo", True)]
    assert shown(COLLEAGUE, -1) == []


def test_r11_the_area_of_the_household_moves_behind_the_lock() -> None:
    case = s.a_case(WORKER)
    area = Area.objects.first()
    with acting(WORKER) as by:
        home = Household.objects.visible_to(by).of_case(case).get()
        Household.objects.changeable_by(by).filter(pk=home.pk).update(area=area)
    measure = a_protected_mother(case)
    with acting(WORKER) as by:
        kept = ProtectedContact.objects.visible_to(by).get(measure=measure, kind="area")
        assert kept.value == area.name
    with acting(COLLEAGUE) as by:
        home = Household.objects.visible_to(by).of_case(case).get()
        assert home.area_id is None
        past = Household.history.all().visible_to(by).filter(id=home.pk)
        assert {row.area_id for row in past} == {None}
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from cases_historicalhousehold where area_id is not null"
            )
            assert cursor.fetchone()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Household.objects.changeable_by(by).filter(pk=home.pk).update(area=area)


def test_r11_a_passed_day_of_review_lifts_nothing() -> None:
    measure = a_protected_mother()
    with acting(WORKER):
        Protection.objects.filter(compartment=measure.compartment_id).update(review_on="2020-01-01")
    assert contacts_seen(COLLEAGUE) == []


def test_r11_the_list_needs_who_acts_and_a_second_person_who_decides() -> None:
    case = s.a_case(WORKER)
    for names in ((WORKER,), (SUPERVISOR,), (WORKER, COLLEAGUE)):
        with acting(WORKER) as by, pytest.raises(DomainError, match="名簿"):
            mother = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
            protection.protect_person(
                record=s.record_of(case, WORKER), person=mother, named=offices(*names), by=by
            )


def test_r11_a_provisional_lock_is_confirmed_by_a_supervisor() -> None:
    measure = a_protected_mother()
    with acting(WORKER) as by, pytest.raises(DomainError, match="管理者"):
        protection.confirm_protection(measure=measure, by=by)
    with acting(SUPERVISOR) as by:
        with pytest.raises(DomainError, match="種類"):
            protection.confirm_protection(measure=measure, by=by)
        known = protection.change_measure(
            measure=measure, facts=protection.MeasureFacts("dv"), by=by
        )
        protection.confirm_protection(measure=known, by=by)
        lock = protection.protection_of(measure)
    assert (lock.state, lock.review_on) == ("full", protection.day_of_review(False))


def test_r11_an_office_at_another_body_decides_nothing() -> None:
    """In which office somebody stands on the list says whether she decides."""
    measure = a_protected_mother()
    with acting("system1"):
        appoint(staff=staff(WORKER), body=s.body_of("kurashi1"), role=Role.SUPERVISOR)
    with acting(WORKER) as by:
        for decide in (protection.release, protection.confirm_protection):
            values: Any = {"reason": "落ち着いた"} if decide is protection.release else {}
            with pytest.raises(DomainError, match="名簿にある管理者"):
                decide(measure=measure, by=by, **values)
    page = browser(WORKER).get(reverse("cases:protection", args=[measure.pk]))
    assert page.context["may_decide"] is False
    assert "保護に決めるのは、名簿にある管理者" in text_of(page)


def test_r11_who_is_not_on_the_list_changes_no_protection() -> None:
    a_protected_mother()
    with acting(COLLEAGUE), connection.cursor() as cursor:
        cursor.execute("update access_protection set review_on = '2030-01-01'")
        assert cursor.rowcount == 0
    with acting("kurashi1"), connection.cursor() as cursor:
        cursor.execute("select count(*) from access_protection")
        assert cursor.fetchone()[0] == 0


def test_r11_leaving_the_list_brings_the_mask() -> None:
    measure = a_protected_mother()
    with acting(WORKER) as by:
        with pytest.raises(DomainError, match="名簿"):
            protection.leave_list(measure=measure, staff=by)
        protection.admit_to_list(measure=measure, appointment=s.office(COLLEAGUE), by=by)
        protection.leave_list(measure=measure, staff=by)
    assert contacts_seen(WORKER) == []
    assert len(contacts_seen(COLLEAGUE)) == 2


def test_s92_letters_are_stopped_for_everybody_the_list_too() -> None:
    case = s.a_case(WORKER)
    with acting(WORKER) as by:
        mother = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
        assert protection.postal_address(mother, by).text == "架空町1-2-3"
    a_protected_mother(case)
    for name in (WORKER, COLLEAGUE):
        with acting(name) as by:
            found = protection.postal_address(mother, by)
        assert (found.text, found.is_stopped) == ("郵送停止（保護のため）", True)


def test_r11_two_worlds_a_reader_off_the_list_cannot_tell_what_there_is(client: Any) -> None:
    """The same requests before and after contact data exist behind the lock: nothing differs."""
    case = s.an_intake(WORKER, phone="", address="").compartment.case
    measure = a_protected_mother(case)
    login(client, COLLEAGUE)

    def observed() -> list[Any]:
        mother = f"/cases/people/{measure.person_id}"
        asked = [
            ask(client, path)
            for path in (
                "/",
                "/cases/",
                f"/cases/{case.pk}/",
                f"/cases/{case.pk}/household/",
                f"/cases/{case.pk}/readers/",
                f"{mother}/",
                f"{mother}/contact/",
                f"/cases/protections/{measure.pk}/",
            )
        ]
        words = ("070-0000-9999", "秘密町", "仮のいどころ")
        asked += [answer for word in words for answer in searched(client, word)]
        return [settled(answer) for answer in asked]

    observed()
    before = observed()
    with acting(WORKER) as by:
        mother = Person.objects.visible_to(by).get(pk=measure.person_id)
        for kind, value in (("phone", "070-0000-9999"), ("address", "秘密町1-1")):
            ContactPoint.objects.create(
                compartment_id=mother.compartment_id,
                created_by=by,
                person=mother,
                kind=kind,
                value=value,
                search_key=search_key(value),
            )
        protection.add_protected_contact(measure=measure, kind="place", value="仮のいどころ", by=by)
    after = observed()
    assert [a == b for a, b in zip(before, after, strict=True)] == [True] * len(before)


def test_r11_who_left_the_household_takes_the_lock_along(client: Any) -> None:
    """Split households: the page of the one shows nothing of the other, and the mask stays."""
    case = s.a_case(WORKER)
    with acting(WORKER) as by:
        son = Person.objects.visible_to(by).of_case(case).get(is_subject=False)
        services.add_contact(person=son, kind="phone", value="070-0000-8888", by=by)
        protection.protect_person(
            record=s.record_of(case, WORKER),
            person=son,
            named=offices(WORKER, SUPERVISOR),
            by=by,
        )
        services.leave_household(person=son, by=by)
    other = s.an_intake(WORKER, phone="", address="").compartment.case
    login(client, COLLEAGUE)
    for shown in (case, other):
        page = client.get(f"/cases/{shown.pk}/household/").content.decode()
        assert "070-0000-8888" not in page
        assert (other if shown == case else case).number not in page
    assert contacts_seen(COLLEAGUE) == sorted(
        value for value in contacts_seen(WORKER) if value != "070-0000-8888"
    )


def test_r18_the_pages_behind_the_lock_name_the_list_as_their_readers(client: Any) -> None:
    """Beside the text as in the card: never those of the record, who do not see what is behind it."""
    measure = a_protected_mother()
    login(client, WORKER)
    for name in ("cases:protection", "cases:secret", "cases:measure"):
        page = client.get(reverse(name, args=[measure.pk])).content.decode()
        assert "保護の名簿にある人だけ" in page, name
        assert "自機関のみ" not in page, name


def test_after_an_intake_about_abuse_the_next_steps_lead_to_the_protection() -> None:
    """To who may do it, and until it is done (R11)."""
    told = "居場所や連絡先を知られると危ない人がいるときは"
    case = s.an_intake(WORKER, topics=("02", "14")).compartment.case
    s.an_accepted_hand_off(case)

    def shown(username: str) -> str:
        return text_of(browser(username).get(reverse("cases:detail", args=[case.pk])))

    assert told in shown(WORKER)
    assert told in shown(COLLEAGUE)
    assert told not in shown("kurashi1"), "the receiver has no intake of it"
    a_protected_mother(case)
    assert told not in shown(WORKER)


def test_an_intake_about_something_else_suggests_no_protection() -> None:
    case = s.an_intake(WORKER, topics=("02",)).compartment.case
    assert "「DV・虐待」があります" not in text_of(
        browser(WORKER).get(reverse("cases:detail", args=[case.pk]))
    )


def test_r11_only_who_decides_is_offered_to_decide() -> None:
    measure = a_protected_mother()
    page, decide = (
        reverse(name, args=[measure.pk])
        for name in ("cases:protection", "cases:confirm_protection")
    )
    of_worker = browser(WORKER).get(page)
    assert decide not in of_worker.content.decode()
    assert "保護に決めるのは、名簿にある管理者" in text_of(of_worker)
    of_supervisor = browser(SUPERVISOR).get(page)
    assert f'class="btn btn--p" href="{decide}"' in of_supervisor.content.decode()
    assert "保護に決めるのは" not in text_of(of_supervisor)
