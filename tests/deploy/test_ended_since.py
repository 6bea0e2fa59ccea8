"""What was ended after a backup is not quietly open again when that backup comes back."""

import time

import pytest
from django.contrib.auth.hashers import make_password

from access import protecting
from access.context import acting_as
from organizations.models import Appointment, Staff
from organizations.services import end_appointment, end_employment, stop_login
from tests.access.situations import a_case_at
from tests.databases import SERVER
from tests.world import staff

from .backing_up import BackingUp, hang_up

pytestmark = pytest.mark.faults
NOT_KNOWN = "ended since: not known, "


def test_who_may_no_longer_come_in_stays_out_and_the_rest_is_told(drill: BackingUp) -> None:
    case = a_case_at("soudan1").case
    hang_up()
    assert drill.backup().returncode == 0
    office = Appointment.objects.filter(staff=staff("minsei1")).get()
    with acting_as(staff("system1")):
        end_employment(staff=staff("csw1"))
        end_appointment(appointment=office)
        Staff.objects.filter(username="npo1").update(password=make_password("another"))
    with acting_as(staff("kansa1")):
        stop_login(staff=staff("kurashi1"))
    with acting_as(staff("soudan1")):
        protecting.restrict(
            case=case, user=staff("kanri1"), reason="親族", relation="kin", by=staff("soudan1")
        )
    with drill.database.superuser() as connection:
        gone = connection.execute(
            "update access_groupgrant g set valid_until = now() from organizations_rolegroup r"
            " where r.group_id = g.group_id and g.case_id = %s and r.role = 'caseworker'",
            [case.pk],
        ).rowcount
    assert gone
    hang_up()

    done = drill.restore(drill.backups()[0])
    assert done.returncode == 0, done.stderr
    body = office.role_group.body.name
    told = {line for line in done.stdout.splitlines() if ": " in line}
    assert {
        "stopped: login csw1",
        "stopped: login kurashi1",
        "changed since, that of then again: password npo1",
        f"ended since, open again: office minsei1, {office.role_group.role}, {body}",
        "came since, gone again: kept out (1)",
    } <= told
    assert [line for line in told if line.startswith(f"ended since, open again: grants ({gone}) ")]
    assert str(case.pk) not in done.stdout
    assert case.number not in done.stdout
    assert len([line for line in told if line.startswith("stopped: ")]) == 2
    shut = Staff.objects.exclude(login_stopped_at=None).values_list("username", flat=True)
    assert set(shut) == {"csw1", "kurashi1"}
    assert staff("soudan1").login_stopped_at is None


def test_nothing_is_told_where_nothing_was_ended(drill: BackingUp) -> None:
    hang_up()
    drill.backup()
    done = drill.restore(drill.backups()[0])
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "the database of before",
        "restored",
    ]


SOMEBODY_ELSE = (
    "insert into organizations_staff select (jsonb_populate_record(s, jsonb_build_object("
    "'id', gen_random_uuid(), 'password', 'another'))).* from kept s"
)


@pytest.mark.parametrize("administrator", [False, True], ids=["nobody", "first administrator"])
def test_a_new_server_knows_of_nobody_and_stops_nobody(
    administrator: bool, drill: BackingUp
) -> None:
    """The machine was lost: `migrate` has made the tables, and at most somebody who is no one of the backup."""
    hang_up()
    drill.backup()
    with drill.database.superuser() as connection:
        connection.execute(
            "create temporary table kept as select * from organizations_staff where username = 'system1'"
        )
        connection.execute("truncate organizations_staff cascade")
        if administrator:
            connection.execute(SOMEBODY_ELSE)
    done = drill.restore(drill.backups()[0])
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if NOT_KNOWN in line]
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "the database of before",
        "ended since",
        "restored",
    ]
    assert not Staff.objects.exclude(login_stopped_at=None).exists()


def test_an_older_backup_brought_back_first_stops_nobody_who_came_after_it(
    drill: BackingUp,
) -> None:
    hang_up()
    drill.backup()
    [older] = drill.backups()
    with drill.database.superuser() as connection:
        connection.execute(
            "create temporary table kept as select * from organizations_staff where username = 'csw1'"
        )
        connection.execute("update kept set username = 'csw9', email = 'csw9@example.jp'")
        connection.execute(SOMEBODY_ELSE)
    time.sleep(1)  # the name of a backup tells the second
    drill.backup()
    newer = drill.backups()[-1]
    assert drill.restore(older).returncode == 0
    with acting_as(staff("system1")):
        end_employment(staff=staff("npo1"))
    hang_up()
    done = drill.restore(newer)
    assert done.returncode == 0, done.stderr
    assert "stopped: login npo1" in done.stdout
    assert "ended since: not known of 1 people" in done.stdout
    assert staff("csw9").login_stopped_at is None
    shut = Staff.objects.exclude(login_stopped_at=None).values_list("username", flat=True)
    assert set(shut) == {"npo1"}


def test_where_nobody_can_know_it_says_so(drill: BackingUp) -> None:
    hang_up()
    drill.backup()
    [backup] = drill.backups()
    with drill.database.superuser() as connection:
        connection.execute("drop table organizations_staff cascade")
    unreadable = drill.restore(backup)
    assert unreadable.returncode == 0
    assert NOT_KNOWN in unreadable.stdout
    with SERVER.superuser() as connection:
        connection.execute(f'drop database "{drill.database.name}" with (force)')
    empty = drill.restore(backup)
    assert empty.returncode == 0
    assert NOT_KNOWN in empty.stdout
