"""Intake, notes, tasks, staff in charge, narrowing, restriction, closing."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError, StaleError
from access.models import CaseFile
from cases import services
from cases.models import (
    RECORD_MOVES,
    CaseRecord,
    ContactPoint,
    Intake,
    NextAction,
    Note,
    Person,
    RecordState,
    Referral,
    StaffInCharge,
)
from cases.services import MemberFacts
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_hand_off,
    a_note,
    an_accepted_hand_off,
    an_intake,
    body_of,
    kinds_open_to,
    narrow_to,
    office,
    people_of,
    put_in_charge,
    record_of,
    seen_by,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + datetime.timedelta(days=1)
REASON = {"suspension_reason": "11", "review_on": TOMORROW}
PAUSED = {**REASON, "suspended_on": timezone.localdate()}
UNPAUSED = dict.fromkeys(["suspended_on", "review_on"])


def test_r2_an_intake_is_seen_by_the_body_that_received_it_and_by_nobody_else() -> None:
    an_intake()
    for colleague in ("soudan1", "soudan2", "kanri1"):
        assert len(seen_by(colleague, Intake)) == 1
        assert len(seen_by(colleague, Person)) == 2
    for other in ("kurashi1", "jimukyoku1", "sanka1", "ishi1", "kansa1", "system1"):
        assert seen_by(other, Intake) == []
        assert seen_by(other, Person) == []


def test_names_stay_as_typed_and_are_found_by_their_key() -> None:
    an_intake()
    mother = seen_by("soudan1", Person)[0]
    assert mother.name == "架空 花子"
    assert "架空花子" in mother.search_key
    phone = next(c for c in seen_by("soudan1", ContactPoint) if c.kind == "phone")
    assert (phone.value, phone.search_key) == ("03-0000-4821", "0300004821")


def test_nobody_comes_in_without_a_name() -> None:
    with acting("soudan1") as user:
        services.receive_intake(
            body=body_of("soudan1"),
            facts=services.IntakeFacts(method="2", visitor="other", topics=["99"], urgency="D"),
            subject=MemberFacts(),
            others=[],
            by=user,
        )
    (person,) = seen_by("soudan1", Person)
    assert (person.name, str(person), person.is_subject) == ("", "氏名不明（本人）", True)


def test_the_four_answers_are_required() -> None:
    with pytest.raises(DomainError, match="緊急度を選んでください"):
        an_intake(urgency="")


def test_a_stale_change_of_an_intake_is_refused_and_nothing_is_overwritten() -> None:
    intake = an_intake()
    with acting("soudan2") as user:
        held = Intake.objects.visible_to(user).get(pk=intake.pk)
        facts = services.IntakeFacts(
            method="1", visitor="person", topics=["05"], urgency="A", words="先に直した"
        )
        services.change_intake(intake=held, facts=facts, version=1, by=user)
    with acting("soudan1") as user:
        held = Intake.objects.visible_to(user).get(pk=intake.pk)
        late = services.IntakeFacts(method="2", visitor="person", topics=["05"], urgency="C")
        with pytest.raises(StaleError), transaction.atomic():
            services.change_intake(intake=held, facts=late, version=1, by=user)
    (kept,) = seen_by("soudan1", Intake)
    assert (kept.words, kept.urgency, kept.version) == ("先に直した", "A", 2)


def test_changing_a_person_keeps_her_kind_of_name_and_the_earlier_wording() -> None:
    case = a_case()
    with acting("soudan1") as user:
        son = people_of(case, "soudan1")[1]
        facts = MemberFacts(name="太一さん", name_kind="common", relation="長男")
        services.change_person(person=son, facts=facts, version=son.version, by=user)
        names = Person.history.visible_to(user).filter(id=son.pk).order_by("history_date")
        assert list(names.values_list("name", "name_kind")) == [
            ("架空 太一", "real"),
            ("太一さん", "common"),
        ]


def test_the_subject_stays_and_another_may_leave_the_household() -> None:
    case = a_case()
    with acting("soudan1") as user:
        mother, son = people_of(case, "soudan1")
        services.leave_household(person=son, by=user)
        with pytest.raises(DomainError, match="本人は"):
            services.leave_household(person=mother, by=user)
        stays = services.stays_of([son], user)[son.pk]
        assert [stay.until_on for stay in stays] == [timezone.localdate()]


def test_a_correction_leaves_the_original_readable() -> None:
    case = a_case()
    note = a_note(case)
    with acting("soudan1") as user:
        services.correct_note(note=note, text="庭で話した。", reason="場所の誤り", by=user)
        with pytest.raises(DomainError, match="すでに訂正"):
            services.correct_note(note=note, text="門で話した。", reason="誤り", by=user)
        with pytest.raises(DomainError, match="理由"):
            services.correct_note(note=note, text="門で話した。", reason="", by=user)
    texts = {n.text: n.corrects_id for n in seen_by("soudan1", Note)}
    assert texts == {"玄関で話した。": None, "庭で話した。": note.pk}


def test_a_next_action_has_somebody_and_a_day_and_is_done_once() -> None:
    case = a_case()
    due = timezone.localdate() + datetime.timedelta(days=3)
    a_note(case, next_what="訪問する", next_due_on=due, next_assignee=staff("soudan2"))
    (action,) = seen_by("soudan2", NextAction)
    assert (action.assignee, action.due_on, action.done_at) == (staff("soudan2"), due, None)
    with acting("soudan2") as user:
        services.complete_action(action=action, by=user)
        services.complete_action(action=action, by=user)
    (action,) = seen_by("soudan1", NextAction)
    assert action.done_at is not None
    with pytest.raises(DomainError, match="両方"):
        a_note(case, next_what="訪問する")


@pytest.mark.parametrize("start", list(RecordState))
def test_the_record_moves_only_as_its_table_says(start: str) -> None:
    case = a_case()
    for to in RecordState:
        with acting("soudan1") as user:
            CaseRecord.objects.changeable_by(user).of_case(case).update(
                state=start,
                closed_on=timezone.localdate() if start == "closed" else None,
                **(PAUSED if start == "suspended" else UNPAUSED),
            )
            record = record_of(case, "soudan1")
            facts = REASON if to == "suspended" else {}
            if to in RECORD_MOVES[start]:
                moved = services.move_record(record=record, to=to, facts=facts, by=user)
                assert moved.state == to
            else:
                with pytest.raises(DomainError, match="その状態にできません"):
                    services.move_record(record=record, to=to, facts=facts, by=user)


def test_a_closed_record_takes_nothing_until_it_is_reopened() -> None:
    case = a_case()
    with acting("soudan1") as user:
        services.close_record(record=record_of(case, "soudan1"), reason="22", by=user)
    with pytest.raises(DomainError, match="再開"):
        a_note(case)
    with pytest.raises(DomainError, match="再開"):
        a_hand_off(case)
    with acting("soudan1") as user:
        services.reopen_record(record=record_of(case, "soudan1"), reason="戻った", by=user)
        assert record_of(case, "soudan1").closed_on is None
    assert a_note(case).pk


def narrow(case: CaseFile, *names: str, by: str = "soudan1") -> None:
    with acting(by) as user:
        narrow_to(record=record_of(case, by), staff=[office(n) for n in names], by=user)


def test_r2_narrowing_takes_in_the_hand_offs_and_leaves_the_receiver() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    narrow(case, "soudan1")
    assert kinds_open_to("soudan1") == {"face", "record", "hand_off"}
    for colleague in ("soudan2", "kanri1"):
        assert kinds_open_to(colleague) == set()
        assert seen_by(colleague, Referral) == []
    assert kinds_open_to("kurashi1") == {"face", "record", "hand_off"}


def test_r2_a_narrowed_case_hands_off_to_its_staff_only() -> None:
    case = a_case()
    narrow(case, "soudan1")
    a_hand_off(case)
    assert kinds_open_to("soudan1") == {"face", "record", "hand_off"}
    assert kinds_open_to("soudan2") == set()
    assert kinds_open_to("kurashi1") == {"hand_off"}


def test_r2_who_comes_to_be_in_charge_sees_a_narrowed_case_and_who_leaves_does_not() -> None:
    case = a_case()
    a_hand_off(case)
    narrow(case, "soudan1")
    with acting("soudan1") as user:
        record = record_of(case, "soudan1")
        put_in_charge(record=record, staff=[office("soudan1"), office("soudan2")], by=user)
    assert kinds_open_to("soudan2") == {"face", "record", "hand_off"}
    assert kinds_open_to("kanri1") == set()
    with acting("soudan2") as user:
        record = record_of(case, "soudan2")
        with pytest.raises(DomainError, match="自分を含めて"):
            put_in_charge(record=record, staff=[office("soudan1")], by=user)
        put_in_charge(record=record, staff=[office("soudan2")], by=user)
    assert kinds_open_to("soudan1") == set()
    assert [row.until is None for row in seen_by("soudan2", StaffInCharge)] == [False, True]


def test_r2_only_staff_of_the_body_are_in_charge() -> None:
    case = a_case()
    with acting("soudan1") as user, pytest.raises(DomainError, match="自分の機関の職員"):
        put_in_charge(record=record_of(case, "soudan1"), staff=[office("kurashi1")], by=user)


def test_r12_a_related_member_of_staff_loses_the_case_supervisors_too() -> None:
    case = a_case()
    a_note(case)
    with acting("soudan1") as user:
        for name in ("soudan2", "kanri1"):
            services.restrict_person(case=case, user=staff(name), reason="親族", by=user)
        with pytest.raises(DomainError, match="すでに"):
            services.restrict_person(case=case, user=staff("kanri1"), reason="親族", by=user)
        with pytest.raises(DomainError, match="自分自身"):
            services.restrict_person(case=case, user=user, reason="親族", by=user)
    for name in ("soudan2", "kanri1"):
        assert kinds_open_to(name) == set()
        assert seen_by(name, Note) == []
        with acting(name) as user:
            assert not CaseFile.objects.visible_to(user).exists()
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from access_restriction")
                assert cursor.fetchone() == (0,)  # she does not learn that she is named


def test_r12_who_only_received_a_sheet_keeps_nobody_out() -> None:
    case = a_case()
    a_hand_off(case)
    with acting("kurashi1") as user, pytest.raises(DomainError, match="記録している機関"):
        services.restrict_person(case=case, user=staff("soudan1"), reason="親族", by=user)


def test_the_database_refuses_an_intake_without_its_answers_and_a_second_subject() -> None:
    case = a_case()
    with acting("soudan1") as user:
        for change in ({"urgency": ""}, {"topics": []}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Intake.objects.changeable_by(user).of_case(case).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.changeable_by(user).of_case(case).update(is_subject=True)


def chosen(
    username: str, case: CaseFile, name: str, *names: str
) -> tuple[Any, str, dict[str, Any]]:
    """The page of those in charge as somebody opened it, and what she is about to send."""
    client, url = browser(username), reverse(f"cases:{name}", args=[case.pk])
    form = client.get(url).context["form"]
    sent = {field: form[field].value() for field in ("form_key", "version")}
    return client, url, sent | {"staff": [str(office(n).pk) for n in names]}


def in_charge(case: CaseFile, by: str = "soudan1") -> list[str]:
    with acting(by) as user:
        rows = services.staff_in_charge(record_of(case, by), user)
        return sorted(row.staff.username for row in rows)


def test_two_who_name_those_in_charge_do_not_drop_whom_the_other_named() -> None:
    case = a_case()
    client, url, sent = chosen("kanri1", case, "staff", "soudan1", "kanri1")
    with acting("soudan1") as user:
        named = [office("soudan1"), office("soudan2")]
        put_in_charge(record=record_of(case, "soudan1"), staff=named, by=user)
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert f"{staff('soudan1').name}さんが（今日" in text_of(refused)
    (line,) = refused.context["saved"]
    assert staff("soudan2").name in line["before"]
    assert staff("soudan2").name not in line["after"]
    assert in_charge(case) == ["soudan1", "soudan2"]
    form = refused.context["form"]  # what was chosen stays, and whoever has seen both may save it
    assert form["staff"].value() == sent["staff"]
    assert client.post(url, sent | {"version": form["version"].value()}).status_code == 303
    assert in_charge(case) == ["kanri1", "soudan1"]


def test_r2_a_narrowed_case_is_not_taken_away_from_whom_a_colleague_has_just_named() -> None:
    case = a_case()
    narrow(case, "soudan1")
    client, url, sent = chosen("soudan1", case, "staff", "soudan1", "kanri1")
    with acting("soudan1") as user:
        named = [office("soudan1"), office("soudan2")]
        put_in_charge(record=record_of(case, "soudan1"), staff=named, by=user)
    assert client.post(url, sent).status_code == 422
    assert kinds_open_to("soudan2") == {"face", "record"}
    assert kinds_open_to("kanri1") == set()


def test_r2_a_case_is_not_narrowed_past_whom_a_colleague_has_just_named() -> None:
    case = a_case()
    client, url, sent = chosen("soudan1", case, "narrow", "soudan1")
    with acting("kanri1") as user:
        named = [office("soudan1"), office("soudan2")]
        put_in_charge(record=record_of(case, "kanri1"), staff=named, by=user)
    assert client.post(url, sent).status_code == 422
    assert kinds_open_to("soudan2") == {"face", "record"}


@pytest.mark.parametrize("version", ["", "1"])
def test_those_in_charge_are_not_replaced_by_who_has_not_seen_them(version: str) -> None:
    case = a_case()
    client, url, sent = chosen("soudan1", case, "staff", "soudan2")
    assert client.post(url, sent | {"version": version}).status_code == 422
    assert in_charge(case) == ["soudan1"]
