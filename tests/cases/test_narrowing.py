"""担当者限定 (R2): a narrowed case stays narrow, whoever opens what in it later, and however."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access import giving
from access.context import acting_as
from access.models import CaseFile, Compartment, GroupGrant, UserGrant
from access.screening import open_screening
from cases import services
from cases.models import Household, Referral
from community import services as community
from community.models import Concern
from organizations.models import Appointment, Role, RoleGroup, Staff
from organizations.services import end_appointment
from tests.meetings import situations as m
from tests.meetings.pages import post
from tests.world import acting

from .pages import browser
from .situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_accepted_hand_off,
    body_of,
    kinds_open_to,
    narrow_to,
    office,
    put_in_charge,
    record_of,
    seen_by,
    take,
)

pytestmark = pytest.mark.django_db

SENDER = "soudan1"
# In charge of the narrowed record at the receiving body, and who is not.
WORKER, SUPERVISOR = "kurashi1", "kanri2"


def narrow(case: CaseFile, by: str, *others: str) -> None:
    with acting(by) as user:
        named = [office(name) for name in (by, *others)]
        narrow_to(record=record_of(case, by), staff=named, by=user)


def colleagues_of(username: str) -> list[Staff]:
    """Everybody else who holds an office at somebody's body."""
    held = Appointment.objects.current().filter(role_group__body=body_of(username))
    return list(Staff.objects.filter(pk__in=held.values("staff")).exclude(username=username))


def open_to_roles(case: CaseFile, username: str) -> int:
    """Grants of a case to the roles of somebody's colleagues, open or waiting, with what they can see."""
    found = 0
    for colleague in colleagues_of(username):
        with acting_as(colleague):
            rows = GroupGrant.objects.filter(case_id=case.pk)
            found += rows.exclude(valid_until__lte=timezone.now()).count()
            found += Compartment.objects.filter(case_id=case.pk).count()
    return found


def a_narrowed_receiver() -> CaseFile:
    """A household that the receiving body took on and narrowed to one member of staff."""
    case = a_case()
    an_accepted_hand_off(case)
    narrow(case, WORKER)
    assert open_to_roles(case, WORKER) == 0
    return case


def test_r2_a_second_sheet_reaches_who_is_in_charge_and_nobody_else() -> None:
    case = a_narrowed_receiver()
    again = a_hand_off(case)
    assert open_to_roles(case, WORKER) == 0
    assert browser(SUPERVISOR).get(reverse("cases:detail", args=[case.pk])).status_code == 404
    with acting(WORKER):
        assert take(again).state == "sent"


def test_r2_taking_on_opens_nothing_to_the_roles_of_the_body() -> None:
    case = a_narrowed_receiver()
    again = a_hand_off(case)
    with acting(WORKER) as user:
        assert services.accept_referral(referral=take(again), by=user) is not None
    assert open_to_roles(case, WORKER) == 0
    assert browser(SUPERVISOR).get(reverse("cases:household", args=[case.pk])).status_code == 404
    assert seen_by(SUPERVISOR, Household) == []


def test_r2_what_waits_for_taking_on_when_it_is_narrowed_opens_to_all_in_charge() -> None:
    """The basic information was offered to the roles; of those in charge one takes on, for all."""
    case = a_case()
    referral = a_hand_off(case)
    with acting(WORKER) as user:
        record = services.open_own_record(
            case=case, body=body_of(WORKER), state="supporting", by=user
        )
        narrow_to(record=record, staff=[office(WORKER), office(SUPERVISOR)], by=user)
    assert kinds_open_to(WORKER) == kinds_open_to(SUPERVISOR) == {"record", "hand_off"}
    with acting(SUPERVISOR) as user:
        services.accept_referral(referral=take(referral, SUPERVISOR), by=user)
    assert kinds_open_to(WORKER) == kinds_open_to(SUPERVISOR) == {"face", "record", "hand_off"}
    third = [c for c in colleagues_of(WORKER) if c.username != SUPERVISOR]
    for colleague in third:
        with acting_as(colleague):
            assert not Compartment.objects.filter(case_id=case.pk).exists()


def test_r2_r16_none_of_them_left_a_sheet_opens_to_nobody_and_its_sender_stays_responsible() -> (
    None
):
    case = a_narrowed_receiver()
    with acting("system1"):
        end_appointment(appointment=office(WORKER))
    again = a_hand_off(case, to=SUPERVISOR)
    assert kinds_open_to(WORKER) == kinds_open_to(SUPERVISOR) == set()
    with acting(SENDER) as user:
        assert list(Referral.objects.visible_to(user).awaiting_answer()) == [again]
        services.withdraw_referral(referral=take(again, SENDER), reason="電話で伝えた", by=user)


@pytest.mark.parametrize("narrowed_first", [True, False])
def test_0003_a_sheet_that_was_taken_back_or_declined_is_read_no_more(narrowed_first: bool) -> None:
    case = a_case()
    an_accepted_hand_off(case)
    if narrowed_first:
        narrow(case, WORKER)
    taken_back = a_hand_off(case)
    if not narrowed_first:
        narrow(case, WORKER)
    with acting(SENDER) as user:
        services.withdraw_referral(
            referral=take(taken_back, SENDER), reason="宛先を間違えた", by=user
        )
    assert taken_back not in seen_by(WORKER, Referral)
    declined = a_hand_off(case)
    with acting(WORKER) as user:
        services.decline_referral(
            referral=take(declined), reason="対象外のため", alternative="", by=user
        )
    assert declined not in seen_by(WORKER, Referral)
    assert len(seen_by(WORKER, Referral)) == 1, "what she took on stays"


def test_0003_what_ended_before_it_was_narrowed_stays_ended() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    taken_back = a_hand_off(case)
    with acting(SENDER) as user:
        services.withdraw_referral(
            referral=take(taken_back, SENDER), reason="宛先を間違えた", by=user
        )
    narrow(case, WORKER)
    assert taken_back not in seen_by(WORKER, Referral)


def test_r2_a_memo_in_a_narrowed_case_is_of_those_in_charge() -> None:
    case = a_narrowed_receiver()
    client = browser(WORKER)
    url = reverse("community:concern_new")
    answer = post(
        client,
        f"{url}?case={case.pk}",
        text="郵便受けがあふれている。",
        source="runner",
        urgency="soon",
        noticed_on=timezone.localdate().isoformat(),
    )
    assert answer.status_code == 303
    [memo] = seen_by(WORKER, Concern)
    assert open_to_roles(case, WORKER) == 0
    other = browser(SUPERVISOR)
    assert other.get(reverse("community:concern", args=[memo.pk])).status_code == 404
    assert other.get(reverse("cases:detail", args=[case.pk])).status_code == 404


def test_r2_who_writes_a_memo_and_is_not_in_charge_reads_her_own() -> None:
    """She sees the case otherwise, here by name under a consent; to her colleagues nothing opens."""
    case = a_narrowed_receiver()
    a_consent(case, named=(SUPERVISOR,))
    with acting(SUPERVISOR) as user:
        memo = community.note_concern(
            body=body_of(SUPERVISOR),
            facts=community.ConcernFacts(
                text="見かけた。", source="runner", urgency="soon", noticed_on=timezone.localdate()
            ),
            case=CaseFile.objects.get(pk=case.pk),
            by=user,
        )
    assert seen_by(SUPERVISOR, Concern) == [memo]
    assert seen_by(WORKER, Concern) == [memo]
    for colleague in colleagues_of(WORKER):
        if colleague.username != SUPERVISOR:
            assert seen_by(colleague.username, Concern) == []


def sheet_of_its_own(case: CaseFile) -> None:
    a_hand_off(case, to="csw1", by=WORKER)


def consent(case: CaseFile) -> None:
    a_consent(case, named=("csw1",), by=WORKER)


def answered(case: CaseFile) -> None:
    again = a_hand_off(case)
    with acting(WORKER) as user:
        services.receive_referral(referral=take(again), by=user)
        services.accept_referral(referral=take(again), by=user)


def others_in_charge_and_back(case: CaseFile) -> None:
    with acting(WORKER) as user:
        record = record_of(case, WORKER)
        both = [office(WORKER), office(SUPERVISOR)]
        put_in_charge(record=record, staff=both, by=user)
        put_in_charge(record=record, staff=both[:1], by=user)


OPENINGS: list[Callable[[CaseFile], None]] = [
    sheet_of_its_own,
    consent,
    answered,
    others_in_charge_and_back,
]


@pytest.mark.parametrize("opening", OPENINGS, ids=lambda one: str(one.__name__))
def test_r2_whatever_is_opened_in_a_narrowed_case(opening: Callable[[CaseFile], None]) -> None:
    case = a_narrowed_receiver()
    opening(case)
    assert open_to_roles(case, WORKER) == 0
    assert kinds_open_to(WORKER) >= {"face", "record", "hand_off"}


def test_r2_a_narrowed_case_is_closed_and_taken_up_again_by_the_same_people() -> None:
    case = a_case()
    narrow(case, SENDER)
    with acting(SENDER) as user:
        services.close_record(record=record_of(case, SENDER), reason="01", note="終わり", by=user)
        services.reopen_record(record=record_of(case, SENDER), reason="戻った", by=user)
    assert open_to_roles(case, SENDER) == 0
    assert kinds_open_to(SENDER) == {"face", "record"}


def test_r2_r6_a_secretariat_that_narrowed_its_record_gets_requests_by_name() -> None:
    request = m.an_accepted_request()
    narrow(request.compartment.case, m.COORDINATOR)
    with acting(m.COORDINATOR) as user:
        open_screening(
            case=CaseFile.objects.get(pk=request.compartment.case_id),
            secretariat=body_of(m.COORDINATOR),
            by=user,
        )
    assert open_to_roles(request.compartment.case, m.COORDINATOR) == 0


@pytest.mark.parametrize("kind", ["face", "record", "hand_off"])
def test_r2_the_table_of_grants_itself_keeps_a_case_narrow(kind: str) -> None:
    """Any future function that opens something to roles: the row is never written."""
    case = a_narrowed_receiver()
    with acting(WORKER) as user:
        place = Compartment.objects.writable_by(user).filter(case=case, kind=kind)[0]
        roles = RoleGroup.objects.filter(body=body_of(WORKER)).values_list("role", flat=True)
        giving.grant_roles(
            place,
            body_of(WORKER),
            [r for r in roles if r in (Role.CASEWORKER, Role.SUPERVISOR)],
            permission=giving.WRITE,
            basis="R2",
            source=uuid.uuid4(),
            by=user,
        )
    assert open_to_roles(case, WORKER) == 0


def test_r1_r2_who_may_not_give_a_grant_gives_none_through_a_narrowed_record() -> None:
    """The trigger looks past policies; what the policy would refuse it leaves to the policy."""
    case = a_narrowed_receiver()
    with acting(WORKER):
        face = Compartment.objects.get(case=case, kind="face")
    for name in (SUPERVISOR, "csw1"):
        with acting(name) as user, pytest.raises(Exception, match="row-level security"):
            giving.grant_roles(
                face,
                body_of(WORKER),
                (Role.CASEWORKER,),
                permission=giving.WRITE,
                basis="R2",
                source=uuid.uuid4(),
                by=user,
            )
    with acting(WORKER) as user:
        assert UserGrant.objects.filter(content_object=face, user=user).count() == 1


def test_r2_only_who_writes_the_record_narrows_it_or_changes_who_sees_it() -> None:
    case = a_case()
    with acting(SENDER):
        record = record_of(case, SENDER).compartment_id
    for name in (SUPERVISOR, "jimukyoku1"):
        with acting(name) as user, connection.cursor() as cursor:
            for sql, argument in (
                ("select access.narrow_record(%s, %s)", [office(name).pk]),
                ("select access.join_narrowed(%s, %s)", [office(name).pk]),
                ("select access.leave_narrowed(%s, %s)", user.pk),
            ):
                cursor.execute(sql, [record, argument])
                assert cursor.fetchone() == (0,)
    assert kinds_open_to("soudan2") == {"face", "record"}


def test_r2_nobody_of_another_body_is_named() -> None:
    case = a_case()
    with acting(SENDER), connection.cursor() as cursor:
        record = record_of(case, SENDER).compartment_id
        cursor.execute(
            "select access.narrow_record(%s, %s)", [record, [office(SENDER).pk, office(WORKER).pk]]
        )
    assert kinds_open_to(WORKER) == set()
    assert kinds_open_to(SENDER) == {"face", "record"}
