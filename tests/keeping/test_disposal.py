"""Retention and disposal: years are counted, two people decide, holds and open matters stop (S-28, 2.3.5)."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.errors import CheckViolation

from access import incidents, keeping
from access.errors import DomainError
from access.keeping_models import DisposalItem, DisposalList, LegalHold
from cases import services
from cases.models import Note, Person
from keeping.services import request_disposal, withdraw
from tests.cases.situations import record_of
from tests.world import acting, staff

from .situations import (
    HEAD,
    KEEPER,
    LONG_AGO,
    OTHER_KEEPER,
    SUPERVISOR,
    WORKER,
    a_closed_case,
    decide,
    draw_up,
    exists,
    move_back,
    numbers,
    run,
    superuser,
    tables_with,
)
from .test_disclosure import a_request

pytestmark = pytest.mark.usefixtures("committed_db")


def hold(case: Any, by: str = SUPERVISOR) -> LegalHold:
    with acting(by) as user:
        return keeping.place_hold(
            case_id=case.pk, reason="lawsuit", reference="令和8年(ワ)第1号", by=user
        )


def kept_until(case: Any) -> datetime.date | None:
    with superuser() as opened:
        row = opened.execute(
            "select until_on from access.kept_until(array[%s::uuid])", [case.pk]
        ).fetchone()
    return row[0] if row else None


def test_years_are_counted_from_1_april_after_the_fiscal_year_of_the_end() -> None:
    case = a_closed_case(on="2015-03-31")
    assert kept_until(case) == datetime.date(2020, 4, 1)
    move_back(case, "2015-04-01")
    assert kept_until(case) == datetime.date(2021, 4, 1)


def test_a_case_is_listed_on_the_day_on_which_its_years_are_over_and_not_before() -> None:
    today = timezone.localdate()
    begins = today.year if today.month >= 4 else today.year - 1
    over = a_closed_case(on=f"{begins - 5}-03-31")
    running = a_closed_case(on=f"{begins - 5}-04-01")
    listed = numbers(draw_up())
    assert over.number in listed
    assert running.number not in listed


def test_a_disposed_case_leaves_no_word_in_any_table_and_its_neighbour_is_whole() -> None:
    gone = a_closed_case()
    stays = a_closed_case(on=str(timezone.localdate()), text="いまも残る記録")
    row = draw_up()
    assert list(numbers(row)) == [gone.number]
    assert decide(row) == 1
    run(row)
    assert numbers(row) == {gone.number: "disposed"}
    assert not exists(gone)
    # Mother and son of both are called alike; the neighbour's rows are all there.
    with acting(WORKER) as user:
        assert Note.objects.visible_to(user).of_case(stays).count() == 1
        assert Person.objects.visible_to(user).of_case(stays).count() == 2
    assert tables_with("むかしの訪問の記録") == set()
    assert {"public.cases_note", "access.search_entry"} <= tables_with("いまも残る記録")
    allowed = {"public.access_accesslog", "public.access_disposalitem"}
    # Keys of forms keep an address for a day; it leads nowhere any more.
    assert tables_with(str(gone.pk)) - {"public.drafts_formkey"} <= allowed


def test_nothing_goes_without_a_second_person() -> None:
    case = a_closed_case()
    row = draw_up()
    run_is_refused(row)
    with pytest.raises(DomainError, match="事務局の管理者"):
        decide(row, by=OTHER_KEEPER)
    with pytest.raises(DomainError, match="事務局の管理者"):
        decide(row, by=WORKER)
    run_is_refused(row)
    assert exists(case)
    assert decide(row) == 1
    with pytest.raises(DomainError, match=r"あなたが別の画面で（今日 .*）、すでに決めています"):
        decide(row)
    run(row)
    assert not exists(case)


def run_is_refused(row: DisposalList, by: str = KEEPER) -> None:
    with acting(by), pytest.raises(keeping.NotPermittedToDispose):
        keeping.run(disposal_list=row)


def test_who_has_drawn_up_a_list_does_not_approve_it_even_as_a_supervisor() -> None:
    """The same person as coordinator and supervisor of the secretariat."""
    from organizations.services import appoint
    from tests.cases.situations import body_of

    with acting("system1"):
        appoint(staff=staff(KEEPER), body=body_of(HEAD), role="supervisor")
    a_closed_case()
    row = draw_up()
    with pytest.raises(DomainError, match="自分で作った一覧"):
        decide(row, by=KEEPER)
    with superuser() as opened, pytest.raises(CheckViolation):  # the table itself refuses
        opened.execute(
            "update access_disposallist set decided_at = now(), decided_by_id = listed_by_id,"
            " is_approved = true"
        )


def test_a_supervisor_of_another_body_decides_nothing_and_sees_no_list() -> None:
    a_closed_case()
    row = draw_up()
    for name in (SUPERVISOR, WORKER, "ishi1", "system1"):
        with acting(name) as user:
            assert not DisposalList.objects.visible_to(user).exists()
            assert not DisposalItem.objects.visible_to(user).exists()
            assert DisposalList.objects.count() == 0, "the row policy holds as well"
        with pytest.raises(DomainError):
            decide(row, by=name)
    with acting("kansa1") as auditor:
        assert DisposalList.objects.visible_to(auditor).count() == 1


def test_a_list_that_was_sent_back_is_not_carried_out() -> None:
    case = a_closed_case()
    row = draw_up()
    with acting(HEAD) as user, pytest.raises(DomainError, match="理由"):
        keeping.decide(disposal_list=row, agrees=False, words=" ", by=user)
    decide(row, agrees=False)
    run_is_refused(row)
    assert exists(case)
    assert case.number in numbers(draw_up())


def test_an_approval_lapses_after_thirty_days() -> None:
    case = a_closed_case()
    row = draw_up()
    decide(row)
    with superuser() as opened:
        opened.execute("update access_disposallist set decided_at = now() - interval '31 days'")
    run_is_refused(row)
    assert exists(case)
    assert case.number in numbers(draw_up())


def test_a_hold_stops_the_listing_and_the_run() -> None:
    held_before, held_after = a_closed_case(), a_closed_case()
    hold(held_before)
    row = draw_up()
    assert list(numbers(row)) == [held_after.number]
    decide(row)
    hold(held_after, by=KEEPER)
    run(row)
    assert numbers(row) == {held_after.number: "hold"}
    assert exists(held_before)
    assert exists(held_after)


def test_a_hold_is_lifted_by_a_second_person_only() -> None:
    case = a_closed_case()
    made = hold(case)
    with acting(SUPERVISOR) as user, pytest.raises(DomainError, match="自分で止めた"):
        keeping.lift_hold(hold=made, reason="終わった", by=user)
    with acting(SUPERVISOR):  # whatever the service says, the database answers alike
        with connection.cursor() as cursor:
            cursor.execute("select access.lift_hold(%s, 'x')", [made.pk])
            assert cursor.fetchone() == (0,)
    with acting(HEAD) as user:
        keeping.lift_hold(hold=LegalHold.objects.visible_to(user).get(), reason="終わった", by=user)
        with pytest.raises(DomainError, match=r"あなたが別の画面で（今日 .*）、すでに解いています"):
            keeping.lift_hold(hold=made, reason="終わった", by=user)
    assert case.number in numbers(draw_up())


def test_who_has_no_part_in_a_case_holds_nothing_and_sees_no_hold() -> None:
    case = a_closed_case()
    with acting("kanri2") as user, pytest.raises(DomainError, match="止められません"):
        keeping.place_hold(case_id=case.pk, reason="audit", reference="1", by=user)
    with acting(WORKER) as user, pytest.raises(DomainError):  # her supervisor does
        keeping.place_hold(case_id=case.pk, reason="audit", reference="1", by=user)
    hold(case)
    for name in ("kanri2", WORKER, "kansa1"):
        with acting(name) as user:
            assert not LegalHold.objects.visible_to(user).exists()
            assert LegalHold.objects.count() == 0


def test_what_goes_on_in_any_compartment_keeps_the_whole_case() -> None:
    """A hand-off that nobody has answered, though the only record is closed."""
    case = a_closed_case()
    with superuser() as opened:
        opened.execute(
            "insert into access_compartment (id, kind, case_id, organization_id, created_at, created_by_id)"
            " select gen_random_uuid(), 'hand_off', case_id, organization_id, now(), created_by_id"
            " from access_compartment where case_id = %s and kind = 'record'",
            [case.pk],
        )
    assert kept_until(case) is None
    with pytest.raises(DomainError, match="廃棄できるケースはありません"):
        draw_up()


def test_a_request_that_goes_on_keeps_the_case_and_one_that_was_withdrawn_does_not() -> None:
    case = a_closed_case()
    request = a_request(case)
    assert kept_until(case) is None
    with acting(WORKER) as user:
        withdraw(request=request, withdrawn_on=timezone.localdate(), how="取下書", by=user)
    with superuser() as opened:
        opened.execute("update keeping_disclosurerequest set withdrawn_on = %s", [LONG_AGO])
    assert numbers(draw_up()) == {case.number: ""}


def test_a_case_that_was_taken_up_again_after_the_approval_stays() -> None:
    case = a_closed_case()
    row = draw_up()
    decide(row)
    with acting(WORKER) as user:
        services.reopen_record(record=record_of(case, WORKER), reason="また連絡があった", by=user)
    run(row)
    assert numbers(row) == {case.number: "open"}
    assert exists(case)


def test_a_protected_household_stays() -> None:
    case = a_closed_case()
    with superuser() as opened:
        opened.execute(
            "insert into access_compartment (id, kind, case_id, organization_id, created_at, created_by_id)"
            " select '00000000-0000-4000-8000-0000000000aa', 'protected', case_id, organization_id,"
            " now(), created_by_id from access_compartment where case_id = %s and kind = 'record'",
            [case.pk],
        )
        opened.execute(
            "insert into access_protection (id, case_id, compartment_id, person_id, state, review_on,"
            " created_at, created_by_id, lift_reason) select gen_random_uuid(), case_id, id,"
            " gen_random_uuid(), 'full', '2011-01-01', now(), created_by_id, ''"
            " from access_compartment where kind = 'protected' and case_id = %s",
            [case.pk],
        )
    assert kept_until(case) is None


def test_r12_what_the_second_person_is_kept_out_of_is_not_on_her_list_and_stays() -> None:
    case, other = a_closed_case(), a_closed_case()
    row = draw_up()
    with acting(WORKER) as user:
        services.restrict_person(case=case, user=staff(HEAD), reason="親族", by=user)
    assert set(numbers(row, HEAD)) == {other.number}
    assert decide(row) == 1
    run(row)
    assert numbers(row) == {case.number: "left_out", other.number: "disposed"}
    assert exists(case)


def test_a_longer_class_holds_for_what_is_counted_from_its_day_on() -> None:
    case = a_closed_case(on="2015-06-01")
    with superuser() as opened:
        opened.execute(
            "insert into access_retentionclass (id, kind, years, valid_from, basis, created_at)"
            " values (gen_random_uuid(), 'record', 25, '2016-04-01', 'x', now())"
        )
    assert kept_until(case) == datetime.date(2041, 4, 1)
    move_back(case, "2015-03-31")
    assert kept_until(case) == datetime.date(2020, 4, 1)


def test_classes_are_entered_by_administrators_for_days_to_come() -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    facts: dict[str, Any] = {"kind": "record", "years": 10, "valid_from": tomorrow, "basis": "規程"}
    for name in (HEAD, KEEPER, WORKER):
        with acting(name) as user, pytest.raises(DomainError, match="システム管理者"):
            keeping.set_class(by=user, **facts)
    with acting("system1") as user:
        with pytest.raises(DomainError, match="あした"):
            keeping.set_class(by=user, **facts | {"valid_from": timezone.localdate()})
        keeping.set_class(by=user, **facts)
        assert keeping.classes_on(tomorrow)["record"].years == 10
        assert keeping.classes_on(timezone.localdate())["record"].years == 5


@pytest.mark.parametrize(
    "statement",
    [
        "select access.erase_cases(gen_random_uuid(), array[gen_random_uuid()])",
        "select access.erase_rows(gen_random_uuid(), array[gen_random_uuid()])",
        "select access.erase_log(1)",
        "update access_disposallist set is_approved = true",
        "update access_disposalitem set is_approved = true",
        "insert into access_disposallist (id, subject) values (gen_random_uuid(), 'cases')",
        "delete from access_legalhold",
        "delete from cases_note",
    ],
)
def test_the_application_erases_only_through_an_approved_list(statement: str) -> None:
    with acting(HEAD), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_carried_out_twice_it_goes_once_and_the_digest_is_that_of_the_tables() -> None:
    a_closed_case()
    row = draw_up()
    decide(row)
    run(row)
    digest, at = row.digest, row.run_at
    run(row)
    assert (row.digest, row.run_at) == (digest, at)
    with acting("kansa1") as auditor:
        assert keeping.digest_of(row, auditor) == digest
    with superuser() as opened:
        opened.execute("update access_disposalcount set rows = rows + 1")
    with acting("kansa1") as auditor:
        assert keeping.digest_of(row, auditor) != digest


def test_s96_nothing_is_disposed_of_while_a_possible_leak_is_looked_into() -> None:
    """Who would ask is told so, and the database carries nothing out; the log may be needed yet."""
    case = a_closed_case()
    listed = draw_up()
    decide(listed)
    today = timezone.localdate()
    with acting("kansa1") as by:
        incident = incidents.begin(
            sort="lost", noticed_on=today, since=today, text="USBメモリーが見つからない。", by=by
        )
    with acting(KEEPER) as by:
        listed.refresh_from_db()
        with pytest.raises(DomainError, match="廃棄は止まっています"):
            request_disposal(disposal_list=listed, by=by)
        with pytest.raises(keeping.NotPermittedToDispose):
            keeping.run(disposal_list=listed)
    assert exists(case)
    with acting("kansa1") as by:
        incidents.note(
            incident=incident, step="closed", text="引き出しにあった。", by=by, none_due=True
        )
    assert run(listed) == 1
    assert not exists(case)
