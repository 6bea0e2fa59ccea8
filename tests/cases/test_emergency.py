"""Emergency access (R13) as the rules and the database see it: what opens, to whom, how often, for how long."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from access import emergency, explain
from access.context import acting_as
from access.emergency import Answer, Danger
from access.errors import DomainError
from access.models import CaseFile, Compartment, EmergencyOpening, Protection
from access.policies import confidential_models, history_table
from cases import services
from cases.models import ContactPoint, HouseholdStay, Person, SafetyNote
from cases.services import protection
from organizations.models import Appointment
from tests.access.situations import raw_count
from tests.cases.situations import MOTHER, a_case, a_note, body_of, office, record_of
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

# 相談員 of a body that has no part in the case.
WORKER = "csw1"
OPENED_MODELS = {"Person", "ContactPoint", "HouseholdStay", "SafetyNote"}


def danger(words: str = "電話の途中で倒れた音がした。", reason: str = "illness") -> Danger:
    return Danger(reason, words)


def attempt(number: str, by: str = WORKER, **said: str) -> Answer:
    with acting(by):
        return emergency.open_by_number(number=number, danger=danger(**said))


def opened(case: CaseFile, by: str = WORKER, **said: str) -> EmergencyOpening:
    (pk,) = attempt(case.number, by, **said).opened
    return opening_of(pk, by)


def opening_of(pk: Any, by: str = WORKER) -> EmergencyOpening:
    with acting(by) as user:
        return EmergencyOpening.objects.visible_to(user).get(pk=pk)


def face_id(case: CaseFile, by: str = "soudan1") -> Any:
    with acting(by) as user:
        return Compartment.objects.visible_to(user).get(case=case, kind="face").pk


def beware(
    case: CaseFile, text: str = "大きな犬がいる", by: str = "soudan1", **facts: Any
) -> SafetyNote:
    with acting(by) as user:
        face = Compartment.objects.visible_to(user).get(case=case, kind="face")
        return services.add_safety_note(
            face=face, facts=services.SafetyFacts("animal", text, **facts), by=user
        )


def is_open(by: str = WORKER) -> bool:
    """At both walls at once."""
    with acting(by) as user:
        seen = Person.objects.in_emergency(user).exists()
        assert (raw_count("cases_person") > 0) == seen
        return seen


# --- what opens --------------------------------------------------------------------------


def test_r13_it_opens_the_household_to_read_and_nothing_else_of_the_case() -> None:
    case = a_case()
    a_note(case)
    beware(case)
    opening = opened(case)
    with acting(WORKER) as user:
        assert emergency.face_of(opening, user) == face_id(case)
    with acting(WORKER) as user:
        assert {p.name for p in Person.objects.in_emergency(user)} == {"架空 花子", "架空 太一"}
        assert ContactPoint.objects.in_emergency(user).filter(kind="phone").exists()
        assert SafetyNote.objects.in_emergency(user).get().text == "大きな犬がいる"
        assert not Person.objects.visible_to(user).exists()
        assert not CaseFile.objects.visible_to(user).exists()
        assert not Compartment.objects.visible_to(user).exists()
        assert explain.explain(user, case) == []
        seen = {m.__name__ for m in confidential_models() if raw_count(m._meta.db_table)}
        assert seen <= OPENED_MODELS
        assert {"Person", "ContactPoint", "SafetyNote"} <= seen
        past = [m.__name__ for m in confidential_models() if raw_count(history_table(m))]
        assert past == []
        assert raw_count("access_casefile") == raw_count("access_compartment") == 0


def test_r13_only_the_named_models_open_and_none_of_a_meeting() -> None:
    opening = {m.__name__ for m in confidential_models() if m.open_in_emergency}  # type: ignore[attr-defined]
    assert opening == OPENED_MODELS
    with acting(WORKER) as user:
        for model in apps.get_app_config("meetings").get_models():
            if hasattr(model.objects, "in_emergency"):
                assert not model.objects.in_emergency(user).exists()


def test_r13_it_opens_nothing_to_write_or_to_give() -> None:
    case = a_case()
    opened(case)
    face = face_id(case)
    refused = (
        "update cases_person set name = 'x'",
        "update cases_safetynote set text = 'x'",
        "update access_usergrant set valid_until = null",
        "update access_emergencyopening set valid_until = valid_until + interval '1 hour'",
        "insert into access_emergencyattempt (id, user_id, at)"
        " select gen_random_uuid(), access.acting_user(), now()",
    )
    with acting(WORKER) as user, connection.cursor() as cursor:
        for statement in refused:
            try:
                with transaction.atomic():
                    cursor.execute(statement)
                    assert cursor.rowcount == 0, statement
            except DatabaseError as error:
                assert "permission denied" in str(error)
        cursor.execute(
            "select access.may_grant(%s), access.may_open(%s, %s), access.sees_case(%s)",
            [face, case.pk, body_of(WORKER).pk, case.pk],
        )
        assert cursor.fetchone() == (False, False, False)
        with pytest.raises(DatabaseError), transaction.atomic():
            services.open_own_record(case=case, body=body_of(WORKER), state="received", by=user)


def test_r11_protected_contacts_stay_withheld() -> None:
    case = a_case()
    with acting("soudan1") as user:
        mother = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        protection.protect_person(
            record=record_of(case, "soudan1"),
            person=mother,
            named=[office("soudan1"), office("kanri1")],
            facts=protection.MeasureFacts(),
            by=user,
        )
    opened(case)
    with acting(WORKER) as user:
        assert not ContactPoint.objects.in_emergency(user).filter(person=mother).exists()
        assert raw_count("cases_contactpoint", "person_id = %s", mother.pk) == 0
        assert Protection.objects.in_force().get().person_id == mother.pk


def test_r13_who_left_the_household_is_not_shown_as_living_there() -> None:
    case = a_case()
    with acting("soudan1") as user:
        son = Person.objects.visible_to(user).of_case(case).get(is_subject=False)
        services.leave_household(
            person=son, by=user, version=son.version, left=None, reason="moved", note=""
        )
    opened(case)
    with acting(WORKER) as user:
        assert [p.name for p in Person.objects.in_emergency(user).in_household()] == ["架空 花子"]
        assert HouseholdStay.objects.in_emergency(user).exists()


def test_r13_bodies_that_keep_a_record_are_named_with_their_staff_in_charge() -> None:
    case = a_case()
    opening = opened(case)
    with acting(WORKER):
        assert emergency.contacts(opening) == [(body_of("soudan1").pk, staff("soudan1").pk)]
    with acting("kurashi1"):
        assert emergency.contacts(opening) == []
    with acting(WORKER):
        emergency.end(opening=opening)
        assert emergency.contacts(opening) == []


# --- for whom ------------------------------------------------------------------------------


def test_r13_by_name_and_birth_date_typed_exactly() -> None:
    case = a_case()
    assert MOTHER.birth_on is not None
    for name, born in (
        ("かくう はな", MOTHER.birth_on),
        ("かくう はなこ", MOTHER.birth_on + datetime.timedelta(days=1)),
    ):
        with acting(WORKER):
            found = emergency.open_by_person(name=name, birth_on=born, danger=danger())
        assert found == Answer("refused")
    with acting(WORKER):
        found = emergency.open_by_person(
            name="カクウ　ハナコ", birth_on=MOTHER.birth_on, danger=danger()
        )
    assert opening_of(found.opened[0]).case_number == case.number


@pytest.mark.parametrize("typed", ["令和{}-{}", "R{}-{}", "ｒ{}-{}"])
def test_r13_by_number_as_people_write_it(typed: str) -> None:
    case = a_case()
    number = typed.format(case.fiscal_year - 2018, f"{case.serial:05d}")
    assert attempt(number).outcome == "opened"


@pytest.mark.parametrize("who", ["kanri2", "jimukyoku1", "kansa1", "system1"])
def test_r13_only_who_holds_the_role_of_a_caseworker(who: str) -> None:
    case = a_case()
    assert attempt(case.number, who) == Answer("refused")
    with acting(who):
        assert raw_count("access_emergencyopening", "user_id = %s", staff(who).pk) == 0


def test_r12_r14_a_restricted_case_answers_as_one_that_does_not_exist() -> None:
    case = a_case()
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff(WORKER), reason="親族", by=user)
    missing = f"R{case.fiscal_year - 2018}-{10000 if case.serial != 10000 else 10001}"
    assert attempt(case.number) == attempt(missing) == Answer("refused")
    assert not is_open()


def test_r12_a_restriction_closes_what_is_open() -> None:
    case = a_case()
    opening = opened(case)
    assert is_open()
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff(WORKER), reason="親族", by=user)
    assert not is_open()
    with acting(WORKER) as user:
        assert not EmergencyOpening.objects.visible_to(user).exists()
        assert emergency.contacts(opening) == []


def test_r16_it_ends_with_the_office() -> None:
    opened(a_case())
    with acting("system1"):
        Appointment.objects.filter(staff=staff(WORKER)).update(valid_until=timezone.now())
    assert not is_open()


def test_what_she_sees_anyway_needs_no_emergency() -> None:
    assert attempt(a_case().number, "soudan2").outcome == "seen_anyway"


def test_r18_readers_of_the_household_count_her() -> None:
    case = a_case()
    opened(case)
    with acting("soudan1") as user:
        face = Compartment.objects.visible_to(user).get(case=case, kind="face")
        bodies = {r.body for r in explain.audience(user, face).bodies}
    assert body_of(WORKER).name in bodies


# --- how often, how long -------------------------------------------------------------------


def test_r13_once_more_with_another_reason_and_no_third_time() -> None:
    case = a_case()
    first = opened(case)
    again = attempt(case.number, words="電話の途中で 倒れた音がした。")
    assert (again.outcome, again.before) == ("same_reason", first.pk)
    second = opened(case, words="まだ応答がない。救急隊を待っている。")
    assert (first.number, second.number) == (1, 2)
    third = attempt(case.number, words="三つ目の理由")
    assert (third.outcome, third.before) == ("twice", second.pk)


def test_r13_after_both_reviews_are_closed_it_begins_anew() -> None:
    case = a_case()
    for words in ("一つ目", "二つ目"):
        review(opened(case, words=words), "kanri1")
    assert opened(case, words="一つ目").number == 1


def test_r14_attempts_are_counted_and_limited() -> None:
    case = a_case()
    with acting(WORKER) as user:
        assert emergency.attempts_left(user) == 5
    for _ in range(5):
        assert attempt("R8-00000").outcome == "refused"
    assert attempt(case.number).outcome == "limited"
    with acting(WORKER) as user:
        assert emergency.attempts_left(user) == 0
    with acting("soudan1") as other:
        assert emergency.attempts_left(other) == 5


def test_r13_she_ends_it_herself_at_once_and_nobody_else_does() -> None:
    opening = opened(a_case())
    with acting("soudan1"):
        assert emergency.end(opening=opening) == 0
    assert is_open()
    with acting(WORKER):
        assert emergency.end(opening=opening) == 1
        assert emergency.end(opening=opening) == 0
    assert not is_open()
    assert not opening_of(opening.pk).is_running


# --- who is told, who reviews --------------------------------------------------------------


def told(by: str) -> set[str]:
    user = staff(by)
    with acting_as(user):
        return set(
            EmergencyOpening.objects.for_review_by(user).values_list("case_number", flat=True)
        )


def review(opening: EmergencyOpening, by: str, finding: str = "proper") -> None:
    with acting(by) as user:
        emergency.close_review(opening=opening, finding=finding, note="確かめた", by=user)


def test_r13_supervisors_of_recording_bodies_and_auditors_are_told_at_once() -> None:
    case = a_case()
    opening = opened(case)
    assert told("kanri1") == told("kansa1") == {case.number}
    for other in ("kanri2", "kanri3", "soudan1", "kurashi1", "jimukyoku1", "system1"):
        assert told(other) == set(), other
    with acting("kanri1") as user:
        assert emergency.words_of([opening], user) == {opening.pk: danger().words}
    with acting("kansa1") as user:
        assert emergency.words_of([opening], user) == {}
        assert raw_count("access_emergencystatement") == raw_count("cases_person") == 0


def test_r12_a_supervisor_who_is_kept_out_is_not_told() -> None:
    case = a_case()
    opened(case)
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff("kanri1"), reason="親族", by=user)
    assert told("kanri1") == set()


@pytest.mark.parametrize("reviewer", ["kanri1", "kansa1"])
def test_r13_one_finding_closes_the_review(reviewer: str) -> None:
    opening = opened(a_case())
    review(opening, reviewer, "caution")
    with pytest.raises(DomainError, match="すでに"):
        review(opening, "kanri1")
    with acting(reviewer) as user:
        assert not EmergencyOpening.objects.for_review_by(user).unreviewed().exists()


def test_r13_nobody_reviews_her_own_nor_what_is_not_hers_in_raw_sql_either() -> None:
    opening = opened(a_case())
    with pytest.raises(DomainError, match="自分"):
        review(opening, WORKER)
    statement = (
        "insert into access_emergencyreview (id, opening_id, finding, note, reviewed_by_id,"
        " reviewed_at) values (gen_random_uuid(), %s, 'proper', 'x', %s, now())"
    )
    for who in (WORKER, "kanri2", "soudan1", "jimukyoku1"):
        with (
            acting(who) as user,
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            cursor.execute(statement, [opening.pk, user.pk])


def test_r13_a_review_is_due_in_three_business_days() -> None:
    row = EmergencyOpening(opened_at=datetime.datetime(2026, 11, 20, 3, tzinfo=datetime.UTC))
    assert row.review_by == datetime.date(2026, 11, 26)  # 23 November is a holiday


# --- 安全メモ ------------------------------------------------------------------------------


def test_safety_notes_end_by_their_day_and_by_being_taken_off() -> None:
    case = a_case()
    note = beware(case)
    with acting("soudan1") as user:
        rows = SafetyNote.objects.visible_to(user).of_case(case)
        assert services.safety_notes_in_force(rows).get() == note
        SafetyNote.objects.changeable_by(user).filter(pk=note.pk).update(
            until_on=datetime.date(2020, 1, 1)
        )
        assert not services.safety_notes_in_force(rows).exists()
    with pytest.raises(DomainError, match="過ぎた日"):
        beware(case, until_on=datetime.date(2020, 1, 1))
    other = beware(case, "玄関に段差")
    with acting("soudan1") as user:
        services.remove_safety_note(note=other, reason="手すりが付いた", by=user)
        assert not services.safety_notes_in_force(rows).exists()
        with pytest.raises(DomainError, match="すでに外され"):
            services.remove_safety_note(note=other, reason="x", by=user)
