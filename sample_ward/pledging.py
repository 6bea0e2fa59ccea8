"""構成員名簿 of the sample ward: bodies pledge for their staff; doctors, firms and residents by themselves.

The tests start from the same register (tests.world).
"""

from typing import Any

from meetings.models import Authority, Pledge, RegisteredMember
from meetings.services import Signed, receive_pledge, register_member
from organizations.models import ROLES_WITHOUT_CASES, Appointment, Body, StandingText

from .doing import acting, days

BY_THEMSELVES = (Body.Kind.MEDICAL, Body.Kind.PRIVATE, Body.Kind.COMMUNITY, Body.Kind.OTHER)
VOLUNTEER = "架空 民生委員子"


def fill_register(coordinator: str = "jimukyoku1") -> None:
    """Enter what is missing; a second run changes nothing."""
    held = Appointment.objects.current().with_body()
    offices = held.exclude(role_group__role__in=ROLES_WITHOUT_CASES)
    with acting(coordinator) as by:
        pledge = Signed(
            on=days(-30), duty_text=StandingText.objects.on().get(kind="pledge"), kept_at="見本棚"
        )
        known = set(Pledge.objects.valid().values_list("body_id", flat=True))
        listed = set(RegisteredMember.objects.listed().values_list("staff_id", "body_id"))
        for office in offices.order_by("pk"):
            body = office.body
            if body.kind not in BY_THEMSELVES:
                if body.pk not in known:
                    known.add(body.pk)
                    receive_pledge(pledge=pledge, body=body, by=by)
            elif (office.staff_id, body.pk) not in listed:
                listed.add((office.staff_id, body.pk))
                register_member(
                    appointment=office, authority=Authority.COMMISSIONED, pledge=pledge, by=by
                )
        _volunteer(by, pledge)


def _volunteer(by: Any, pledge: Signed) -> None:
    """Somebody without an account, who may sit in any meeting."""
    if not RegisteredMember.objects.listed().filter(paper_name=VOLUNTEER).exists():
        register_member(
            name=VOLUNTEER,
            body_name="民生・児童委員",
            authority=Authority.COMMISSIONED,
            pledge=pledge,
            by=by,
        )
