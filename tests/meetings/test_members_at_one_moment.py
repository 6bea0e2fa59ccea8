"""Members are named and ended, and a meeting is dissolved, at one moment (R4, R16)."""

from typing import Any

import pytest

from access.errors import DomainError
from meetings import services
from meetings.models import MeetingMember, SupportMeeting
from meetings.services.register import Signed
from meetings.words import duty_text
from organizations.models import Role
from organizations.services import appoint as appoint_to
from organizations.services import end_appointment
from tests.at_one_moment import while_unsaved
from tests.cases.situations import body_of, office, seen_by
from tests.databases import Database
from tests.world import acting, staff

from . import situations as s


def appoint(meeting: SupportMeeting) -> MeetingMember:
    with acting(s.COORDINATOR) as by:
        return services.appoint_member(
            meeting=s.seen(meeting, s.COORDINATOR),
            appointment=office(s.DOCTOR),
            part="member",
            authority="commissioned",
            by=by,
        )


def dissolve(meeting: SupportMeeting) -> None:
    with acting(s.COORDINATOR) as by:
        services.dissolve_meeting(
            meeting=s.seen(meeting, s.COORDINATOR), reason="終わった", hand_on="なし", by=by
        )


def end(member: MeetingMember, by: str) -> None:
    with acting(by) as user:
        row = MeetingMember.objects.visible_to(user).with_names().get(pk=member.pk)
        services.end_membership(member=row, reason="担当が替わった", by=user)


def test_r4_who_is_named_while_a_meeting_is_dissolved_never_enters_it(
    committed_db: Database,
) -> None:
    meeting = s.a_meeting()
    named: list[Any] = []
    while_unsaved(s.COORDINATOR, lambda: named.append(appoint(meeting)), lambda: dissolve(meeting))
    with acting(s.DOCTOR) as by, pytest.raises(DomainError):
        services.acknowledge_duty(source=named[0].pk, duty_text=duty_text(), by=by)
    assert seen_by(s.DOCTOR, SupportMeeting) == []


def test_r4_nobody_is_named_to_a_meeting_that_is_being_dissolved(committed_db: Database) -> None:
    meeting = s.a_meeting()

    def names() -> None:
        with pytest.raises(DomainError):
            appoint(meeting)

    while_unsaved(s.COORDINATOR, lambda: dissolve(meeting), names)
    with committed_db.superuser() as connection:
        waiting = "select count(*) from access_usergrant where user_id = %s and basis = 'R4'"
        assert connection.execute(waiting, [staff(s.DOCTOR).pk]).fetchone() == (0,)


def test_r4_two_secretaries_do_not_end_each_other_at_one_moment(committed_db: Database) -> None:
    """Nobody would be left who ends members, and dissolves the meeting."""
    meeting = s.a_meeting()
    deputy = s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    [first] = [m for m in seen_by(s.COORDINATOR, MeetingMember) if m.pk != deputy.pk]

    def ends_first() -> None:
        with pytest.raises(DomainError):
            end(first, s.DEPUTY)

    while_unsaved(s.COORDINATOR, lambda: end(deputy, s.COORDINATOR), ends_first)
    current = [m.pk for m in seen_by(s.COORDINATOR, MeetingMember) if m.ended_at is None]
    assert current == [first.pk]


def take_over(meeting: SupportMeeting, who: str) -> MeetingMember:
    with acting(who) as by:
        return services.take_over_meeting(
            meeting=meeting.pk, secretariat=body_of(who), duty_text=duty_text(), by=by
        )


def test_r4_of_two_who_take_over_a_meeting_that_was_left_one_does(committed_db: Database) -> None:
    meeting, left = s.a_meeting(), office(s.COORDINATOR)
    with acting("system1"):
        appoint_to(staff=staff(s.OUTSIDER), body=left.body, role=Role.COORDINATOR)
        end_appointment(appointment=left)
    with acting(s.DEPUTY) as by:
        services.receive_pledge(pledge=Signed(on=s.days(0)), body=left.body, by=by)

    def second() -> None:
        with acting(s.OUTSIDER) as by, pytest.raises(DomainError, match="いま事務局の人がいます"):
            services.take_over_meeting(
                meeting=meeting.pk, secretariat=left.body, duty_text=duty_text(), by=by
            )

    while_unsaved(s.DEPUTY, lambda: take_over(meeting, s.DEPUTY), second)
    assert seen_by(s.OUTSIDER, SupportMeeting) == []
    assert seen_by(s.DEPUTY, SupportMeeting) == [meeting]
