"""Opening and closing: what the services of access do, and what the database refuses."""

import datetime
import time
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from access import giving, grants, narrowing
from access.context import acting_as
from access.explain import audience
from access.models import CaseFile, Compartment, GroupGrant, UserGrant
from organizations.models import Role

from .people import body, office_of, persona
from .whole_case import _row, a_case_that_went_the_whole_way

pytestmark = pytest.mark.django_db


def open_kinds(name: str) -> list[str]:
    with acting_as(persona(name)):
        return sorted(Compartment.objects.values_list("kind", flat=True))


def test_r2_a_case_can_be_narrowed_to_the_staff_in_charge() -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        _, _face, record = grants.open_case(body=body("A"), by=worker)
    assert open_kinds("colleague_a") == ["face", "record"]
    with acting_as(worker):
        narrowing.narrow_record(record=record, staff=[office_of("caseworker_a")])
    assert open_kinds("caseworker_a") == ["face", "record"]
    assert open_kinds("colleague_a") == []
    assert open_kinds("supervisor_a") == []


def test_r1_nobody_grants_herself_what_she_cannot_write() -> None:
    made = a_case_that_went_the_whole_way()
    for name in ("outsider", "member", "supervisor_a", "auditor", "administrator"):
        with acting_as(persona(name)), pytest.raises(Exception, match="row-level security"):
            giving.grant_person(
                made["rec_b"],
                office_of(name),
                permission=giving.WRITE,
                basis="R2",
                source=uuid.uuid4(),
                by=persona(name),
            )


def test_r1_a_reader_gives_no_grants() -> None:
    """The secretary reads the basic information under the consent; she opens it to nobody."""
    made = a_case_that_went_the_whole_way()
    with acting_as(persona("secretary")), pytest.raises(Exception, match="row-level security"):
        giving.grant_roles(
            made["face"],
            body("S"),
            (Role.COORDINATOR,),
            permission=giving.READ,
            basis="R6",
            source=uuid.uuid4(),
            by=persona("secretary"),
        )


def test_r14_nobody_opens_a_compartment_for_another_body() -> None:
    """Otherwise the unique index of records would tell which bodies know a case."""
    made = a_case_that_went_the_whole_way()
    for owner in ("B", "C"):  # B has a record of the case, C has none: the same answer
        with acting_as(persona("caseworker_a")):
            case = CaseFile.objects.get(pk=made["case"].pk)
            with pytest.raises(Exception, match="row-level security"):
                grants.open_record(case=case, body=body(owner), by=persona("caseworker_a"))


def test_r14_a_row_in_a_hidden_compartment_fails_like_one_in_no_compartment() -> None:
    made = a_case_that_went_the_whole_way()
    answers = []
    for pk in (made["meeting"].pk, uuid.uuid4()):
        hidden = Compartment(pk=pk)
        with acting_as(persona("outsider")), pytest.raises(Exception) as refused:  # noqa: PT011
            with transaction.atomic():
                _row(hidden, "outsider")
        answers.append((type(refused.value), str(refused.value)))
    assert answers[0] == answers[1]


def test_r4_ending_a_membership_takes_a_writer_of_the_meeting() -> None:
    made = a_case_that_went_the_whole_way()
    source = UserGrant.objects.none()
    with acting_as(persona("member")):
        source = UserGrant.objects.get(user=persona("member")).source_id
    with acting_as(persona("caseworker_a")):
        assert grants.end_membership(source=source) == 0
    assert open_kinds("member") == ["meeting"]
    with acting_as(persona("secretary")):
        assert grants.end_membership(source=source) == 1
    assert open_kinds("member") == []
    assert made["meeting"]


def test_r4_nobody_acknowledges_for_another() -> None:
    a_case_that_went_the_whole_way()
    with acting_as(persona("member_waiting")):
        source = grants.waiting_admissions(persona("member_waiting")).get().source_id
    for name in ("member", "secretary", "outsider"):
        with acting_as(persona(name)):
            assert grants.acknowledge_duty(source=source) == 0
    assert open_kinds("member_waiting") == []
    with acting_as(persona("member_waiting")):
        assert grants.acknowledge_duty(source=source) == 1
    assert open_kinds("member_waiting") == ["meeting"]


def test_r3_r5_withdrawal_closes_everything_that_rests_on_the_consent_at_once() -> None:
    made = a_case_that_went_the_whole_way()
    with acting_as(persona("caseworker_b")):
        assert "plan" in open_kinds("caseworker_b")
        source = UserGrant.objects.filter(user=persona("caseworker_b"), basis="R3")[0].source_id
    with acting_as(persona("caseworker_a")):
        grants.withdraw_consent(source=source)
    assert "plan" not in open_kinds("caseworker_a")
    assert open_kinds("caseworker_b") == ["face", "hand_off", "record"]
    assert open_kinds("supervisor_b") == ["face", "hand_off", "record"]
    assert "consented" in open_kinds("caseworker_a"), "the recording body keeps its consent (R2)"
    assert made["consent"]


def test_r17_validity_is_asked_when_reading() -> None:
    """A period that is over closes without any job having run, inside one request too."""
    made = a_case_that_went_the_whole_way()
    soon = timezone.now() + datetime.timedelta(seconds=1)
    source = uuid.uuid4()
    with acting_as(persona("secretary")):
        grants.admit_member(
            meeting=made["meeting"],
            appointment=office_of("member_colleague"),
            source=source,
            valid_until=soon,
            by=persona("secretary"),
        )
    with acting_as(persona("member_colleague")):
        assert grants.acknowledge_duty(source=source) == 1
        assert Compartment.objects.filter(kind="meeting").exists()
        time.sleep(1.1)
        assert not Compartment.objects.filter(kind="meeting").exists()


def test_grants_stay_on_record_when_they_end() -> None:
    """R16: what was granted, to whom, by whom and until when is never erased."""
    a_case_that_went_the_whole_way()
    with acting_as(persona("member_removed")):
        grant = UserGrant.objects.get(user=persona("member_removed"))
    assert grant.valid_until is not None
    assert grant.granted_by == persona("secretary")


def test_r18_the_audience_counts_readers_without_names_and_without_the_restricted() -> None:
    made = a_case_that_went_the_whole_way()
    with acting_as(persona("caseworker_a")):
        record = audience(persona("caseworker_a"), made["rec_a"])
    with acting_as(persona("secretary")):
        meeting = audience(persona("secretary"), made["meeting"])
    # caseworker, colleague and supervisor; not the two who are restricted, nor those who left
    assert record.total == 3
    assert {(r.role, r.count) for r in record.bodies} == {("相談員", 2), ("管理者", 1)}
    assert meeting.total == 2
    assert "試験 " not in str(record) + str(meeting)


def test_r18_the_audience_of_what_one_cannot_see_is_empty() -> None:
    made = a_case_that_went_the_whole_way()
    with acting_as(persona("outsider")):
        assert audience(persona("outsider"), made["meeting"]).total == 0


def test_r14_numbers_are_drawn_at_random() -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        serials = [grants.open_case(body=body("A"), by=worker)[0].serial for _ in range(6)]
    assert len(set(serials)) == 6
    assert all(10_000 <= s <= 99_999 for s in serials)
    assert sorted(serials) != list(range(min(serials), min(serials) + 6))


def test_s27_every_way_of_writing_leaves_history() -> None:
    """save, update, bulk_create, bulk_update and raw SQL, with who wrote (S-29)."""
    from access.models import Disclosure

    worker = persona("caseworker_a")
    with acting_as(worker):
        _, _, record = grants.open_case(body=body("A"), by=worker)
        _row(record, "caseworker_a")
        row = Disclosure.objects.visible_to(worker).get()
        row.purpose = "save"
        row.save()
        Disclosure.objects.filter(pk=row.pk).update(purpose="update")
        row.purpose = "bulk_update"
        Disclosure.objects.bulk_update([row], ["purpose"])
        with connection.cursor() as cursor:
            cursor.execute("update access_disclosure set purpose = 'raw' where id = %s", [row.pk])
        other = Disclosure.objects.bulk_create([_copy(row)])[0]
        past = Disclosure.history.filter(id=row.pk).order_by("history_date")
        assert [h.purpose for h in past] == ["検証", "save", "update", "bulk_update", "raw"]
        assert {h.history_user_id for h in past} == {worker.pk}
        assert [h.history_type for h in past] == ["+", "~", "~", "~", "~"]
        assert Disclosure.history.filter(id=other.pk).count() == 1


def _copy(row):  # type: ignore[no-untyped-def]
    from access.models import Disclosure

    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return Disclosure(**(values | {"id": uuid.uuid4(), "purpose": "bulk_create"}))


def test_group_grants_of_others_are_not_listed() -> None:
    a_case_that_went_the_whole_way()
    with acting_as(persona("outsider")):
        assert GroupGrant.objects.count() == 0
        assert UserGrant.objects.count() == 0


NAMES = """insert into access_usergrant (id, content_object_id, case_id, user_id, appointment_id, permission_id,
        basis, source_id, valid_from, granted_at, granted_by_id)
    select gen_random_uuid(), g.content_object_id, g.case_id, %s, %s, g.permission_id, g.basis, %s, now(), now(), %s
    from access_usergrant g where g.user_id = %s and g.content_object_id = %s limit 1"""


@pytest.mark.parametrize(
    ("who", "place"), [("member", "meeting"), ("caseworker_b", "plan"), ("caseworker_b", "consent")]
)
@pytest.mark.parametrize("named", ["herself", "outsider"])
def test_r4_r16_who_only_writes_there_names_nobody_in_raw_sql(
    who: str, place: str, named: str
) -> None:
    """Neither somebody else, nor herself once more, which would outlive her part in it."""
    made = a_case_that_went_the_whole_way()
    me = persona(who)
    them = who if named == "herself" else named
    with acting_as(me):
        held = UserGrant.objects.filter(user=me, content_object=made[place])
        assert held.exists(), "the situation is as the test means it"
        source = uuid.uuid4()
        wanted = [persona(them).pk, office_of(them).pk, source, me.pk, me.pk, made[place].pk]
        with (
            pytest.raises(Exception, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(NAMES, wanted)
        # Nor does she close it to others.
        assert grants.end_source(source=held.get().source_id) == 0
